"""What pages say about imports: kinds of files, what becomes of rows, the names of their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.imports import SAMPLES, Kind
from api.pages.shown_imports import FileKind, Line
from api.pages.words import _, later, spoken
from models.imports import people, standing, units
from models.imports.report import Outcome

if TYPE_CHECKING:
    from babel.support import LazyProxy

    from api.pages.shown import State
    from models.imports.reading import Columns
    from models.imports.report import RowResult

TITLES: dict[Kind, LazyProxy] = {
    Kind.UNITS: later("Dienststellen"),
    Kind.STANDING: later("bisheriger Stand"),
    Kind.PEOPLE: later("Personen und Funktionen"),
}
ABOUT: dict[Kind, LazyProxy] = {
    Kind.UNITS: later(
        "Wie die Organisation aussieht: Regionaldirektionen, Agenturen, gemeinsame Einrichtungen. "
        "Was nicht in der Datei steht, bleibt, wie es ist."
    ),
    Kind.STANDING: later(
        "Meilensteine, die eine Dienststelle erreicht hatte, bevor sie hier geführt wurde. "
        "Sie erscheinen als „übernommen“."
    ),
    Kind.PEOPLE: later("Wer sich anmeldet und welche Funktion in welchem Bereich von wann bis wann hat."),
}
COLUMNS: dict[Kind, Columns] = {
    Kind.UNITS: units.COLUMNS,
    Kind.STANDING: standing.COLUMNS,
    Kind.PEOPLE: people.COLUMNS,
}
OUTCOMES: dict[Outcome, tuple[LazyProxy, State]] = {
    Outcome.ERROR: (later("fehlerhaft"), "support"),
    Outcome.NEW: (later("neu"), "done"),
    Outcome.CHANGED: (later("geändert"), "running"),
    Outcome.SAME: (later("unverändert"), "open"),
    Outcome.IGNORED: (later("übergangen"), "not_applicable"),
}
"""In the order in which they are looked at: what is wrong first."""
FIELDS: dict[str, LazyProxy] = {
    "code": later("Kennung"),
    "name": later("Name"),
    "kind": later("Art"),
    "parent_code": later("gehört zu"),
    "legal_area": later("Rechtskreis"),
    "land": later("Land"),
    "city": later("Ort"),
    "email": later("E-Mail-Adresse"),
    "language": later("Sprache"),
    "function": later("Funktion"),
    "scope": later("Bereich"),
    "since": later("ab"),
    "until": later("bis"),
    "milestone": later("Meilenstein"),
    "happened_on": later("erreicht am"),
    "count": later("Anzahl"),
}


def file_kind(kind: Kind) -> FileKind:
    columns = COLUMNS[kind]
    return FileKind(
        key=kind.value,
        title=str(TITLES[kind]),
        about=str(ABOUT[kind]),
        required=columns.required,
        optional=columns.optional,
        sample=SAMPLES[kind.value]["value"].strip(),
    )


def line(row: RowResult) -> Line:
    words, state = OUTCOMES[row.outcome]
    reason = (row.reason.en if spoken() == "en" else row.reason.de) if row.reason is not None else ""
    return Line(row.line, row.code, str(words), state, reason, tuple(_change(*each) for each in row.changes.items()))


def _change(field: str, values: tuple[str | None, str | None]) -> str:
    """„Ort: Bremen, bisher Verden“."""
    old, new = values
    name = str(FIELDS.get(field, field))
    if old is None or not old:
        return f"{name}: {new}"
    return _("{field}: {new}, bisher {old}", field=name, new=new or _("leer"), old=old)
