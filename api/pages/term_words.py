"""What words mean, in one sentence each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.words import later

if TYPE_CHECKING:
    from babel.support import LazyProxy

TERMS: dict[str, tuple[LazyProxy, LazyProxy]] = {
    "ilb": (
        later("individuelle Lernbegleitung (iLB)"),
        later(
            "Begleitetes Lernen direkt am Arbeitsplatz. Hier wird nur verfolgt, wie Dienststellen sie einführen, nie "
            "das Lernen selbst."
        ),
    ),
    "office": (
        later("Dienststelle"),
        later("Eine Agentur für Arbeit oder eine gemeinsame Einrichtung (Jobcenter); viele sagen „Haus“."),
    ),
    "joint": (
        later("gemeinsame Einrichtung (gE)"),
        later("Ein Jobcenter, getragen mit einer Kommune. Ob es sich beteiligt, entscheidet es selbst."),
    ),
    "not_taking_part": (
        later("nicht beteiligt"),
        later("Eine gemeinsame Einrichtung hat sich so entschieden. Das ist kein Mangel und zählt nirgends mit."),
    ),
    "companions": (
        later("Lernbegleitende"),
        later("Kolleginnen und Kollegen mit der Funktion, andere beim Lernen im Arbeitsalltag zu begleiten."),
    ),
    "manager": (
        later("umsetzungsverantwortliche Führungskraft"),
        later("Verantwortet Einführung und Umsetzung der iLB in einer Dienststelle."),
    ),
    "regional_lead": (
        later("iLB-Verantwortliche/r"),
        later("Die eine Person je Regionaldirektion, die die iLB in ihrer Region plant und umsetzt."),
    ),
    "aqua": (
        later("AQua-Team"),
        later(
            "Ausbildung und Qualifizierung: Die Teamleitung leitet Lernbegleitende fachlich an und bestätigt Workshops."
        ),
    ),
    "milestone": (
        later("Meilenstein"),
        later("Ein Schritt im Programm, der an einem bestimmten Tag erreicht ist; was dazu führt, sagt das Programm."),
    ),
    "stage": (
        later("Stufe"),
        later("Wie weit eine Dienststelle ist. Stufen folgen aus den Meilensteinen; niemand setzt sie von Hand."),
    ),
    "implementation_workshop": (
        later("Umsetzungsworkshop"),
        later("Teil der Qualifizierung: Die Dienststelle klärt, wie sie die iLB vor Ort umsetzt."),
    ),
    "consolidation_workshop": (
        later("Verstetigungsworkshop"),
        later("Nach einigen Monaten klärt die Dienststelle, wie die iLB auf Dauer bleibt."),
    ),
    "sustained": (
        later("verstetigt"),
        later("Alle erforderlichen Meilensteine sind erreicht, und Führungskraft und Lernbegleitende sind da."),
    ),
    "support": (
        later("Unterstützungsbedarf"),
        later("Bei einem offenen Schritt ist die Frist vorbei. Aufgezählt wird nach Datum, nie nach Rang."),
    ),
    "orphan": (
        later("niemand zuständig"),
        later("Die Funktion, bei der ein Schritt liegt, ist nicht besetzt. Jemand muss sie erst vergeben."),
    ),
    "decision": (
        later("braucht eine Entscheidung"),
        later("Eine Bestätigung fehlt, Unterstützung ist nötig oder niemand ist zuständig."),
    ),
    "due": (
        later("Frist"),
        later("Gezählt in Arbeitstagen der Dienststelle. Wie sie zustande kommt, steht bei jedem Schritt."),
    ),
    "paused": (
        later("ruht"),
        later("Die Dienststelle macht eine Pause ohne Nachteil: Es laufen keine Fristen."),
    ),
    "taken_over": (
        later("übernommen"),
        later("War schon erreicht, bevor die Dienststelle hier geführt wurde."),
    ),
    "wave": (
        later("Qualifizierungswelle"),
        later("Ein Durchgang, in dem viele Dienststellen Plätze in Kursen für Lernbegleitende bekommen."),
    ),
    "gate": (
        later("Beteiligung der Interessenvertretung"),
        later(
            "Vor einem Kurs äußert sich die Personalvertretung zur Auswahl; festgehalten werden nur Tage und Ergebnis."
        ),
    ),
    "acting": (
        later("Vertretung (i. V.)"),
        later("Jemand handelt für eine gewisse Zeit in der Funktion von jemand anderem; beides wird festgehalten."),
    ),
    "journal": (
        later("Verlauf einer Dienststelle"),
        later(
            "Was in einer Dienststelle geschah, mit beiden Zeiten. Gelöscht wird nichts; Berichtigungen stehen daneben."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A word and its meaning in the reader's language."""

    key: str
    word: str
    meaning: str


def term(key: str) -> Term:
    word, meaning = TERMS[key]
    return Term(key, str(word), str(meaning))
