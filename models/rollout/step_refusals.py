"""Refusals of steps: milestones, people and workshops of an office."""

from __future__ import annotations

from models.errors import Refusal
from models.remedies import CHOOSE_KNOWN, Remedy

# --- milestones ----------------------------------------------------------------------------------------------


class UnknownMilestone(Refusal):
    """The programme has no milestone {milestone}."""

    german = "Den Meilenstein {milestone} kennt das Programm nicht."
    remedy = CHOOSE_KNOWN


class MilestoneNotApplicable(Refusal):
    """The milestone {milestone} does not apply to this kind of office."""

    german = "Der Meilenstein {milestone} gilt für diese Art von Dienststelle nicht."
    remedy = Remedy("Bitte einen anderen Meilenstein wählen.", "Choose another milestone.")


class MilestoneIsDerived(Refusal):
    """The milestone {milestone} follows from other steps."""

    german = "Der Meilenstein {milestone} ergibt sich aus anderen Schritten."
    remedy = Remedy(
        "Bitte diese Schritte eintragen; er ist dann von selbst erreicht.",
        "Record those steps; it is then reached by itself.",
    )


class MilestoneAlreadyReached(Refusal):
    """The milestone {milestone} is already reached."""

    german = "Der Meilenstein {milestone} ist bereits erreicht."
    remedy = Remedy(
        "Ist nur der Tag falsch, bitte das Datum berichtigen.",
        "If only its day is wrong, correct the date.",
    )


class MilestoneNotReached(Refusal):
    """The milestone {milestone} is not reached, so it has no date."""

    german = "Der Meilenstein {milestone} ist noch nicht erreicht und hat kein Datum."
    remedy = Remedy(
        "Es gibt nichts zu berichtigen; bitte zuerst den Schritt selbst eintragen.",
        "There is nothing to correct; record the step itself first.",
    )


class EarlierMilestoneMissing(Refusal):
    """The milestone {missing} comes before this and is not reached."""

    german = "Der Meilenstein {missing} kommt davor und ist noch nicht erreicht."
    remedy = Remedy("Bitte zuerst diesen eintragen.", "Record that one first.")


class NotYourStep(Refusal):
    """In this programme the step belongs to another function ({functions})."""

    german = "In diesem Programm gehört der Schritt zu einer anderen Funktion ({functions})."
    remedy = Remedy("Bitte dort um den Eintrag bitten.", "Ask them to record it.")


class NotYourRecord(Refusal):
    """This date was recorded by another function."""

    german = "Dieses Datum hat eine andere Funktion eingetragen."
    remedy = Remedy(
        "Bitte die iLB-Verantwortlichen der Region um die Berichtigung bitten.",
        "Ask the regional iLB lead to correct it.",
    )


class NothingIsDue(Refusal):
    """No step of the milestone {milestone} is open."""

    german = "Zum Meilenstein {milestone} ist kein Schritt offen."
    remedy = Remedy(
        "Es gibt keine Frist zu ändern; die offenen Schritte stehen auf der Seite der Dienststelle.",
        "There is no due date to change; the office's page shows the open steps.",
    )


# --- manager and companions ----------------------------------------------------------------------------------


class NoManager(Refusal):
    """No responsible manager is in place."""

    german = "Es ist keine umsetzungsverantwortliche Führungskraft eingetragen."
    remedy = Remedy("Bitte zuerst eine eintragen.", "Enter one first.")


class UnknownCompanion(Refusal):
    """This office has no companion with the code {companion}."""

    german = "Diese Dienststelle hat keine Lernbegleitung mit dem Kennzeichen {companion}."
    remedy = Remedy(
        "Bitte aus den Lernbegleitenden der Dienststelle wählen.",
        "Choose one of the office's companions.",
    )


class CompanionExists(Refusal):
    """A companion with the code {companion} is already nominated."""

    german = "Eine Lernbegleitung mit dem Kennzeichen {companion} ist bereits benannt."
    remedy = Remedy(
        "Ist jemand anderes gemeint, bitte ein anderes Kennzeichen wählen.",
        "If somebody else is meant, choose another code.",
    )


class CompanionReleasedAlready(Refusal):
    """This companion has already left the function."""

    german = "Diese Lernbegleitung hat die Funktion bereits abgegeben."
    remedy = Remedy(
        "Soll sie wieder dabei sein, bitte neu benennen.",
        "If they are to take it up again, nominate them anew.",
    )


class CompanionNotAdmitted(Refusal):
    """This companion is not yet admitted to a course."""

    german = "Diese Lernbegleitung ist noch zu keinem Kurs zugelassen."
    remedy = Remedy("Bitte zuerst die Zulassung eintragen.", "Record the admission first.")


class TooManyCompanions(Refusal):
    """An office can have at most {limit} companions on record."""

    german = "Je Dienststelle können höchstens {limit} Lernbegleitende geführt werden."
    remedy = Remedy(
        "Sind es wirklich mehr, bitte die Zentrale fragen.",
        "If there are more indeed, ask head office.",
    )


# --- workshops -----------------------------------------------------------------------------------------------


class WorkshopNotPlanned(Refusal):
    """This workshop is not planned."""

    german = "Dieser Workshop ist nicht geplant."
    remedy = Remedy(
        "Bitte zuerst planen; der Tag darf in der Vergangenheit liegen.",
        "Plan it first; the planned day may lie in the past.",
    )


class WorkshopAlreadyPlanned(Refusal):
    """This workshop is already planned for {on}."""

    german = "Dieser Workshop ist bereits für den {on} geplant."
    remedy = Remedy("Bitte verschieben statt neu planen.", "Move it instead of planning it anew.")


class WorkshopAlreadyConfirmed(Refusal):
    """This workshop is already confirmed."""

    german = "Dieser Workshop ist bereits bestätigt."
    remedy = Remedy(
        "Stimmt das nicht, bitte zuerst die Bestätigung zurücknehmen.",
        "If that is wrong, withdraw the confirmation first.",
    )


class WorkshopNotConfirmed(Refusal):
    """This workshop is not confirmed."""

    german = "Dieser Workshop ist nicht bestätigt."
    remedy = Remedy(
        "Es gibt nichts zurückzunehmen; hat er stattgefunden, bitte bestätigen.",
        "There is nothing to withdraw; if it took place, confirm it.",
    )


class FourEyes(Refusal):
    """Who planned this workshop may not confirm it as well."""

    german = "Wer den Workshop geplant hat, bestätigt ihn nicht selbst."
    remedy = Remedy(
        "Bitte die iLB-Verantwortlichen der Region um die Bestätigung bitten.",
        "Ask the regional iLB lead to confirm it.",
    )


class ConfirmationIsForAqua(Refusal):
    """The AQua team lead confirms this workshop; the region only in substitution, or where the AQua lead planned it."""

    german = (
        "Diesen Workshop bestätigt die Teamleitung AQua; die iLB-Verantwortlichen der Region tun es nur "
        "in Vertretung oder wenn die Teamleitung ihn selbst geplant hat."
    )
    remedy = Remedy("Bitte die Teamleitung AQua um die Bestätigung bitten.", "Ask the AQua team lead to confirm it.")
