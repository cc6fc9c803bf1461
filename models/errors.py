"""Every refusal of the rollout has a name; its text is what a person reads.

The class docstring says why in English, ``german`` in German (the user interface's default); ``remedy`` says in both
what to do next. All are ``str.format`` templates over ``facts``: codes, dates, numbers, never free text, never a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from models.remedies import CHOOSE_KNOWN, EARLIER_DAY, FIND_UNIT, LOAD_AGAIN, OPERATORS, SAME_KEY, SEND_AGAIN, Remedy

type_name = re.compile(r"(?<!^)(?=[A-Z])")

iso_day = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""As `models.language` writes them, which the rules do not know."""

Fact = str | int


def _read(fact: Fact, language: str) -> Fact:
    """Days as people write them; everything else as it is, also a code that looks like a day."""
    if not isinstance(fact, str) or not iso_day.fullmatch(fact):
        return fact
    try:
        on = date.fromisoformat(fact)
    except ValueError:
        return fact
    return f"{on.day:02}.{on.month:02}.{on.year}" if language == "de" else f"{on.day} {MONTHS[on.month - 1]} {on.year}"


class Refusal(Exception):
    """The step was refused."""

    german: ClassVar[str] = "Der Schritt wurde abgelehnt."
    remedy: ClassVar[Remedy] = LOAD_AGAIN
    for_programs: ClassVar[Remedy | None] = None
    """What a program does about it, where a person at a page does something else."""

    def __init_subclass__(cls) -> None:
        """No refusal without a why in both languages and something to do about it."""
        missing = {"german", "remedy"} - vars(cls).keys()
        if missing or not cls.__doc__:
            raise TypeError(f"{cls.__name__} does not say {', '.join(sorted(missing)) or 'why, in its docstring'}")

    def __init__(self, **facts: Fact) -> None:
        super().__init__()
        self.facts = facts

    def __str__(self) -> str:
        """Put into words only when somebody reads it: most refusals answer what may be offered."""
        return self.text("en")

    @classmethod
    def code(cls) -> str:
        """The stable name of this refusal, e.g. ``held_in_future``; part of the problem type URI."""
        return type_name.sub("_", cls.__name__).lower()

    def said(self, language: str) -> dict[str, Fact]:
        """The facts as people read them."""
        return {name: _read(fact, language) for name, fact in self.facts.items()}

    def why(self, language: str, said: Mapping[str, Fact] | None = None) -> str:
        """Why it was refused, in ``de`` or ``en``; ``said``: the facts in other words than our own."""
        template = self.german if language == "de" else " ".join((self.__doc__ or "").split())
        return template.format_map(self.said(language) if said is None else said)

    def what_to_do(self, language: str, said: Mapping[str, Fact] | None = None) -> str:
        """What a person does about it."""
        return self.remedy.in_language(language).format_map(self.said(language) if said is None else said)

    def what_a_program_does(self, language: str) -> str:
        remedy = self.for_programs or self.remedy
        return remedy.in_language(language).format_map(self.said(language))

    def text(self, language: str, said: Mapping[str, Fact] | None = None) -> str:
        """Why, and what to do, for a person."""
        return f"{self.why(language, said)} {self.what_to_do(language, said)}"


# --- dates ---------------------------------------------------------------------------------------------------


class DateInFuture(Refusal):
    """{on} lies in the future."""

    german = "Der {on} liegt in der Zukunft."
    remedy = Remedy("Bitte den heutigen oder einen früheren Tag angeben.", "State today or an earlier day.")


class DateTooEarly(Refusal):
    """{on} is before {earliest}, the first day that can be stated here."""

    german = "Der {on} liegt vor dem {earliest}, dem ersten Tag, der hier möglich ist."
    remedy = Remedy("Bitte den {earliest} oder einen späteren Tag angeben.", "State {earliest} or a later day.")


class WrongDateOrder(Refusal):
    """{on} is before {earlier}, the day of the step that comes first."""

    german = "Der {on} liegt vor dem {earlier}, dem Tag des Schritts davor."
    remedy = Remedy("Bitte eines der beiden Daten berichtigen.", "Correct one of the two dates.")


class DueDateNotLater(Refusal):
    """The new due date is not after today."""

    german = "Die neue Frist liegt nicht nach dem heutigen Tag."
    remedy = Remedy("Bitte einen Tag nach dem heutigen angeben.", "State a day after today.")


class PlanTooFar(Refusal):
    """A step can be planned at most {months} months ahead."""

    german = "Ein Schritt kann höchstens {months} Monate im Voraus geplant werden."
    remedy = EARLIER_DAY


# --- the unit as a whole -------------------------------------------------------------------------------------


class RolloutEnded(Refusal):
    """This office's rollout has ended: it was merged or closed."""

    german = "Der Rollout dieser Dienststelle ist beendet: Sie ist zusammengelegt oder geschlossen."
    remedy = Remedy(
        "Hier lässt sich nichts mehr eintragen; was die Nachfolgerin betrifft, bitte dort eintragen.",
        "Nothing can be recorded here any more; record at its successor what concerns that one.",
    )


class UnitIsPaused(Refusal):
    """This office is paused."""

    german = "Die Dienststelle ruht."
    remedy = Remedy(
        "Bitte zuerst die Wiederaufnahme eintragen oder die iLB-Verantwortlichen der Region darum bitten.",
        "Record first that it goes on, or ask the regional iLB lead to.",
    )


class UnitIsNotPaused(Refusal):
    """This office is not paused."""

    german = "Die Dienststelle ruht nicht."
    remedy = Remedy(
        "Es gibt nichts wieder aufzunehmen; bitte mit dem nächsten offenen Schritt weitermachen.",
        "There is nothing to resume; go on with the next open step.",
    )


class ParticipationUndecided(Refusal):
    """This office has not decided yet whether it takes part."""

    german = "Über die Beteiligung ist noch nicht entschieden."
    remedy = Remedy("Bitte zuerst die Entscheidung eintragen.", "Record that decision first.")


class NotTakingPart(Refusal):
    """This office does not take part."""

    german = "Die Dienststelle ist nicht beteiligt."
    remedy = Remedy(
        "Soll sie doch beteiligt sein, bitte zuerst diese Entscheidung eintragen.",
        "If it is to take part after all, record that decision first.",
    )


class NothingToDecide(Refusal):
    """Offices of this kind always take part."""

    german = "Dienststellen dieser Art sind immer beteiligt."
    remedy = Remedy(
        "Es ist keine Entscheidung einzutragen; bitte mit dem nächsten offenen Schritt weitermachen.",
        "There is no decision to record; go on with the next open step.",
    )


class NothingChanges(Refusal):
    """This is already on record; nothing would change."""

    german = "Das ist bereits so eingetragen; es würde sich nichts ändern."
    remedy = Remedy(
        "Ist etwas anderes gemeint, bitte die Angaben ändern.",
        "If something else is meant, change the answers.",
    )


class UnknownReason(Refusal):
    """The programme has no reason {reason}."""

    german = "Den Grund {reason} kennt das Programm nicht."
    remedy = CHOOSE_KNOWN


class SuccessorMissing(Refusal):
    """A merged office has a successor, a closed one has none."""

    german = "Eine Zusammenlegung hat eine Nachfolgerin, eine Schließung hat keine."
    remedy = Remedy(
        "Bitte bei einer Zusammenlegung das Kennzeichen der Nachfolgerin angeben und bei einer Schließung keines.",
        "State the successor's code for a merger, and none for a closure.",
    )


class UnknownUnit(Refusal):
    """There is no such office."""

    german = "Diese Dienststelle gibt es nicht."
    remedy = FIND_UNIT


# --- the way a command is sent -------------------------------------------------------------------------------


class StampTooOld(Refusal):
    """Your permission was judged more than five minutes ago; nothing was entered."""

    german = "Ihre Berechtigung wurde vor mehr als fünf Minuten geprüft; es wurde nichts eingetragen."
    remedy = SEND_AGAIN
    for_programs = SAME_KEY


class KeyReused(Refusal):
    """This was sent before with other answers."""

    german = "Das wurde schon einmal mit anderen Angaben abgesendet."
    remedy = Remedy("Bitte die Angaben prüfen und noch einmal absenden.", "Check the answers and send it again.")
    for_programs = Remedy("Bitte einen neuen Schlüssel verwenden.", "Use a new key.")


class UnitHalted(Refusal):
    """Nothing can be entered for this office at present, because its records disagree."""

    german = "Für diese Dienststelle lässt sich zurzeit nichts eintragen, weil ihre Aufzeichnungen sich widersprechen."
    remedy = OPERATORS


class Closing(Refusal):
    """The record is being carried over at this moment; nothing was entered."""

    german = "Die Akte wird gerade übertragen; es wurde nichts eingetragen."
    remedy = SEND_AGAIN
    for_programs = SAME_KEY


def refusals() -> dict[str, type[Refusal]]:
    """All refusals by class name, as they travel through Temporal."""
    found: dict[str, type[Refusal]] = {}
    todo = [Refusal]
    while todo:
        cls = todo.pop()
        found[cls.__name__] = cls
        todo.extend(cls.__subclasses__())
    return found
