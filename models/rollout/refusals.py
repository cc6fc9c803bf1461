"""Refusals about an office's place in a qualification wave and the participation of the staff representation."""

from __future__ import annotations

from models.errors import Refusal
from models.remedies import GO_ON, Remedy


class InAnotherWave(Refusal):
    """This office is in another qualification wave, and can be in one at a time only."""

    german = "Die Dienststelle ist in einer anderen Qualifizierungswelle; es geht immer nur eine zugleich."
    remedy = Remedy(
        "Bitte warten, bis jene beendet ist, oder die Zentrale bitten, die Dienststelle dort herauszunehmen.",
        "Wait until that one has ended, or ask head office to take the office out of it.",
    )


class AlreadyInWave(Refusal):
    """This office already has its seats in this qualification wave."""

    german = "Die Dienststelle hat in dieser Qualifizierungswelle bereits ihre Plätze."
    remedy = Remedy(
        "Die Plätze stehen auf der Seite der Dienststelle; weitere vergibt die Welle.",
        "The office's page shows its seats; the wave grants further ones.",
    )


class ReservationUsed(Refusal):
    """This reservation was used before."""

    german = "Diese Reservierung wurde schon benutzt."
    remedy = Remedy(
        "Für eine erneute Teilnahme bitte einen neuen Platz reservieren lassen.",
        "To join again, have a new seat reserved.",
    )


class NothingNeeded(Refusal):
    """This office needs no seat: enough companions are qualified or admitted, and nobody waits."""

    german = (
        "Die Dienststelle braucht keinen Platz: Genügend Lernbegleitende sind qualifiziert oder "
        "zugelassen, und niemand wartet."
    )
    remedy = Remedy(
        "Soll noch jemand in einen Kurs, bitte zuerst eine Lernbegleitung benennen.",
        "If somebody else is to join a course, nominate a companion first.",
    )


class CourseHasBegun(Refusal):
    """The course began on {on}; there is no time left to nominate."""

    german = "Der Kurs hat am {on} begonnen; für eine Benennung ist keine Zeit mehr."
    remedy = Remedy("Bitte einen Kurs wählen, der noch bevorsteht.", "Choose a course that is still to come.")


class NotInWave(Refusal):
    """This office has no seat in that qualification wave."""

    german = "Die Dienststelle hat in dieser Qualifizierungswelle keinen Platz."
    remedy = Remedy(
        "Die Plätze der Dienststelle stehen auf ihrer Seite; bitte neu laden.",
        "The office's page shows its seats; load it again.",
    )


class OtherReservation(Refusal):
    """That is not the seat this office has now; it was moved or given back."""

    german = "Das ist nicht der Platz, den die Dienststelle jetzt hat; er wurde verlegt oder zurückgegeben."
    remedy = Remedy(
        "Bitte die Seite neu laden und den jetzigen Platz ansehen.",
        "Load the page again and look at the seat it has now.",
    )


class NoSeatLeft(Refusal):
    """All {seats} seats of this office in the course are taken."""

    german = "Alle Plätze der Dienststelle in diesem Kurs sind vergeben ({seats})."
    remedy = Remedy("Bitte die Zentrale nach weiteren Plätzen fragen.", "Ask head office for further seats.")


class SeatsTaken(Refusal):
    """Companions of this office have {taken} seats already; {seats} are too few for them."""

    german = "{taken} Plätze der Dienststelle sind bereits vergeben; {seats} sind dafür zu wenige."
    remedy = Remedy(
        "Bitte mindestens so viele Plätze lassen, wie vergeben sind.",
        "Leave at least as many seats as are taken.",
    )


class ParticipationOpen(Refusal):
    """The participation of the staff representation is not settled yet; nobody can be admitted before."""

    german = (
        "Die Beteiligung der Interessenvertretungen ist noch nicht abgeschlossen; vorher ist keine Zulassung möglich."
    )
    remedy = Remedy(
        "Bitte zuerst das Ergebnis der Beteiligung eintragen.",
        "Record the outcome of the participation first.",
    )


class NobodyNominated(Refusal):
    """Nobody is nominated for a seat of the wave, so there is nothing to take part in yet."""

    german = "Für die Plätze der Welle ist noch niemand benannt; eine Beteiligung ist noch nicht möglich."
    remedy = Remedy("Bitte zuerst eine Lernbegleitung benennen.", "Nominate a companion first.")


class NoParticipationNeeded(Refusal):
    """The participation of the staff representation is already settled or not needed here."""

    german = "Die Beteiligung der Interessenvertretungen ist hier bereits abgeschlossen oder nicht erforderlich."
    remedy = GO_ON


class ParticipationRequested(Refusal):
    """The staff representation was already asked about everybody who is nominated."""

    german = "Die Interessenvertretung ist zu allen Benannten bereits beteiligt."
    remedy = Remedy(
        "Bitte die Äußerung abwarten und dann das Ergebnis eintragen.",
        "Wait for the reply, and then record the outcome.",
    )


class ParticipationNotRequested(Refusal):
    """No request to the staff representation is open."""

    german = "Es ist keine Beteiligung der Interessenvertretung offen."
    remedy = Remedy("Bitte zuerst eintragen, dass sie beteiligt wurde.", "Record first that it was asked.")


class StillTimeToReply(Refusal):
    """The staff representation can reply until {until}; silence counts as approval only after that day."""

    german = "Die Interessenvertretung kann sich bis zum {until} äußern; erst danach gilt Schweigen als Billigung."
    remedy = Remedy(
        "Bitte die Äußerung abwarten oder nach diesem Tag eintragen.",
        "Wait for the reply, or record it after that day.",
    )


class ReasonMisplaced(Refusal):
    """A reason belongs to „not required“ alone, and is needed there."""

    german = "Ein Grund gehört nur zu „nicht erforderlich“ und ist dort nötig."
    remedy = Remedy(
        "Bitte den Grund dort angeben und sonst weglassen.",
        "State the reason there, and leave it out otherwise.",
    )


class DueDateIsFixed(Refusal):
    """This date follows from the qualification wave or from the law."""

    german = "Diese Frist ergibt sich aus der Qualifizierungswelle oder aus dem Gesetz."
    remedy = Remedy(
        "Sie lässt sich hier nicht ändern; reicht die Zeit nicht, bitte die Zentrale fragen.",
        "It cannot be changed here; if there is too little time, ask head office.",
    )
