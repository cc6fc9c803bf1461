"""Every refusal of the rollout has a name; its text is what a person reads.

The class docstring is the English text, ``german`` the German one (the user interface's default). Both are
``str.format`` templates over ``facts``: codes, dates, numbers, never free text and never a name.
"""

from __future__ import annotations

import re
from typing import ClassVar

type_name = re.compile(r"(?<!^)(?=[A-Z])")


iso_day = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def _german(fact: str | int) -> str | int:
    """Days as people here write them; everything else as it is."""
    return iso_day.sub(r"\3.\2.\1", fact) if isinstance(fact, str) and iso_day.fullmatch(fact) else fact


class Refusal(Exception):
    """The step was refused."""

    german: ClassVar[str] = "Der Schritt wurde abgelehnt."

    def __init__(self, **facts: str | int) -> None:
        super().__init__()
        self.facts = facts

    def __str__(self) -> str:
        """Put into words only when somebody reads it: most refusals answer what may be offered."""
        return self.text("en")

    @classmethod
    def code(cls) -> str:
        """The stable name of this refusal, e.g. ``held_in_future``; part of the problem type URI."""
        return type_name.sub("_", cls.__name__).lower()

    def text(self, language: str) -> str:
        """The sentence for a person, in ``de`` or ``en``."""
        if language != "de":
            return " ".join((self.__doc__ or "").split()).format(**self.facts)
        return self.german.format(**{name: _german(fact) for name, fact in self.facts.items()})


# --- dates ---------------------------------------------------------------------------------------------------


class DateInFuture(Refusal):
    """{on} lies in the future. State a day that has already passed, or plan the step instead."""

    german = "Der {on} liegt in der Zukunft. Bitte einen vergangenen Tag angeben oder den Schritt planen."


class DateTooEarly(Refusal):
    """{on} is before {earliest}, the first day that can be stated here."""

    german = "Der {on} liegt vor dem {earliest}; ein früheres Datum ist hier nicht möglich."


class WrongDateOrder(Refusal):
    """{on} is before {earlier}, the day of the step that comes first. Correct one of the two dates."""

    german = "Der {on} liegt vor dem {earlier}, dem Tag des Schritts davor. Bitte eines der beiden Daten berichtigen."


class DueDateNotLater(Refusal):
    """The new due date must be later than today."""

    german = "Die neue Frist muss nach dem heutigen Tag liegen."


class PlanTooFar(Refusal):
    """A step can be planned at most {months} months ahead."""

    german = "Ein Schritt kann höchstens {months} Monate im Voraus geplant werden."


# --- the unit as a whole -------------------------------------------------------------------------------------


class RolloutEnded(Refusal):
    """This office's rollout has ended (merged or closed). Nothing can be recorded any more."""

    german = "Der Rollout dieser Dienststelle ist beendet (zusammengelegt oder geschlossen)."


class UnitIsPaused(Refusal):
    """This office is paused. Resume it first."""

    german = "Die Dienststelle ruht. Bitte zuerst die Wiederaufnahme eintragen."


class UnitIsNotPaused(Refusal):
    """This office is not paused."""

    german = "Die Dienststelle ruht nicht."


class ParticipationUndecided(Refusal):
    """This office has not yet decided to take part. Record the decision first."""

    german = "Über die Beteiligung ist noch nicht entschieden. Bitte zuerst die Entscheidung eintragen."


class NotTakingPart(Refusal):
    """This office does not take part."""

    german = "Die Dienststelle ist nicht beteiligt."


class NothingToDecide(Refusal):
    """Offices of this kind take part by definition; there is no decision to record."""

    german = "Dienststellen dieser Art sind immer beteiligt; eine Entscheidung ist nicht einzutragen."


class NothingChanges(Refusal):
    """This is already on record; nothing would change."""

    german = "Das ist bereits so eingetragen; es würde sich nichts ändern."


class UnknownReason(Refusal):
    """The reason code {reason} is not part of the programme. Known: {known}."""

    german = "Den Grund {reason} kennt das Programm nicht. Bekannt sind: {known}."


class SuccessorMissing(Refusal):
    """A merged office needs the code of its successor; a closed one has none."""

    german = "Eine Zusammenlegung braucht das Kennzeichen der Nachfolgerin; eine Schließung hat keines."


class UnknownUnit(Refusal):
    """There is no such office."""

    german = "Diese Dienststelle gibt es nicht."


# --- milestones ----------------------------------------------------------------------------------------------


class UnknownMilestone(Refusal):
    """The programme has no milestone {milestone}. Known: {known}."""

    german = "Den Meilenstein {milestone} kennt das Programm nicht. Bekannt sind: {known}."


class MilestoneNotApplicable(Refusal):
    """The milestone {milestone} does not apply to this kind of office."""

    german = "Der Meilenstein {milestone} gilt für diese Art von Dienststelle nicht."


class MilestoneIsDerived(Refusal):
    """The milestone {milestone} follows from other steps and cannot be stated directly."""

    german = "Der Meilenstein {milestone} ergibt sich aus anderen Schritten und kann nicht direkt eingetragen werden."


class MilestoneAlreadyReached(Refusal):
    """The milestone {milestone} is already reached. Use a date correction if its day is wrong."""

    german = (
        "Der Meilenstein {milestone} ist bereits erreicht. "
        "Ist nur der Tag falsch, bitte eine Datumsberichtigung eintragen."
    )


class MilestoneNotReached(Refusal):
    """The milestone {milestone} is not reached, so it has no date to correct."""

    german = "Der Meilenstein {milestone} ist noch nicht erreicht, es gibt kein Datum zu berichtigen."


class EarlierMilestoneMissing(Refusal):
    """The milestone {missing} has to be reached first."""

    german = "Zuerst muss der Meilenstein {missing} erreicht sein."


class NotYourStep(Refusal):
    """In this programme the step belongs to another function ({functions})."""

    german = "In diesem Programm gehört der Schritt zu einer anderen Funktion ({functions})."


class NotYourRecord(Refusal):
    """This date was recorded by another function. Ask the regional lead to correct it."""

    german = "Dieses Datum hat eine andere Funktion eingetragen. Bitte die iLB-Verantwortlichen der Region fragen."


class NothingIsDue(Refusal):
    """No step of the milestone {milestone} is open, so there is no due date to change."""

    german = "Zum Meilenstein {milestone} ist kein Schritt offen, es gibt keine Frist zu ändern."


# --- manager and companions ----------------------------------------------------------------------------------


class NoManager(Refusal):
    """No responsible manager is in place."""

    german = "Es ist keine umsetzungsverantwortliche Führungskraft eingetragen."


class UnknownCompanion(Refusal):
    """This office has no companion with the id {companion}."""

    german = "Diese Dienststelle hat keine Lernbegleitung mit dem Kennzeichen {companion}."


class CompanionExists(Refusal):
    """A companion with the id {companion} is already nominated."""

    german = "Eine Lernbegleitung mit dem Kennzeichen {companion} ist bereits benannt."


class CompanionReleasedAlready(Refusal):
    """This companion has already left the function."""

    german = "Diese Lernbegleitung hat die Funktion bereits abgegeben."


class CompanionNotAdmitted(Refusal):
    """This companion is not yet admitted to a course."""

    german = "Diese Lernbegleitung ist noch zu keinem Kurs zugelassen."


class TooManyCompanions(Refusal):
    """An office can have at most {limit} companions on record."""

    german = "Je Dienststelle können höchstens {limit} Lernbegleitende geführt werden."


# --- workshops -----------------------------------------------------------------------------------------------


class WorkshopNotPlanned(Refusal):
    """This workshop is not planned. Plan it first; the planned day may lie in the past."""

    german = "Dieser Workshop ist nicht geplant. Bitte zuerst planen; der Tag darf in der Vergangenheit liegen."


class WorkshopAlreadyPlanned(Refusal):
    """This workshop is already planned for {on}. Move it instead."""

    german = "Dieser Workshop ist bereits für den {on} geplant. Bitte verschieben statt neu planen."


class WorkshopAlreadyConfirmed(Refusal):
    """This workshop is already confirmed. Withdraw the confirmation first."""

    german = "Dieser Workshop ist bereits bestätigt. Bitte zuerst die Bestätigung zurücknehmen."


class WorkshopNotConfirmed(Refusal):
    """This workshop is not confirmed, so there is nothing to withdraw."""

    german = "Dieser Workshop ist nicht bestätigt, es gibt nichts zurückzunehmen."


class FourEyes(Refusal):
    """Who planned this workshop may not confirm it as well; the regional lead confirms it."""

    german = (
        "Wer den Workshop geplant hat, bestätigt ihn nicht selbst; das übernehmen die iLB-Verantwortlichen der Region."
    )


class ConfirmationIsForAqua(Refusal):
    """The AQua team lead confirms this workshop. The regional lead does so only in substitution or under four eyes."""

    german = (
        "Diesen Workshop bestätigt die Teamleitung AQua. Die iLB-Verantwortlichen der Region "
        "bestätigen nur in Vertretung oder im Vier-Augen-Fall."
    )


# --- the way a command is sent -------------------------------------------------------------------------------


class StampTooOld(Refusal):
    """The permission was judged more than five minutes ago. Send the command again with the same key."""

    german = "Die Berechtigung wurde vor mehr als fünf Minuten geprüft. Bitte mit demselben Schlüssel erneut senden."


class KeyReused(Refusal):
    """This key was already used for another command. Use a new key."""

    german = "Dieser Schlüssel wurde schon für einen anderen Befehl benutzt. Bitte einen neuen Schlüssel verwenden."


class UnitHalted(Refusal):
    """Recording is halted for this office because its records disagree. An operator has been alerted."""

    german = (
        "Die Aufzeichnung dieser Dienststelle ist angehalten, weil Aufzeichnungen sich widersprechen. "
        "Der Betrieb ist alarmiert."
    )


class Closing(Refusal):
    """The office's record is being carried over; send the command again with the same key."""

    german = "Die Akte wird gerade übertragen; bitte mit demselben Schlüssel erneut senden."


def refusals() -> dict[str, type[Refusal]]:
    """All refusals by class name, as they travel through Temporal."""
    found: dict[str, type[Refusal]] = {}
    todo = [Refusal]
    while todo:
        cls = todo.pop()
        found[cls.__name__] = cls
        todo.extend(cls.__subclasses__())
    return found
