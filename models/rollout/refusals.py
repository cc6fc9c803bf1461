"""Refusals about an office's place in a qualification wave and the participation of the staff representation."""

from __future__ import annotations

from models.errors import Refusal


class InAnotherWave(Refusal):
    """This office is in another qualification wave. An office is in one wave at a time."""

    german = "Die Dienststelle ist in einer anderen Qualifizierungswelle; es geht immer nur eine zugleich."


class AlreadyInWave(Refusal):
    """This office already has its seats in this qualification wave."""

    german = "Die Dienststelle hat in dieser Qualifizierungswelle bereits ihre Plätze."


class ReservationUsed(Refusal):
    """This reservation was used before. Joining a wave again needs a new one."""

    german = "Diese Reservierung wurde schon benutzt. Für eine erneute Teilnahme ist eine neue nötig."


class NothingNeeded(Refusal):
    """This office needs no seat: enough companions are qualified or admitted, and nobody waits."""

    german = "Die Dienststelle braucht keinen Platz: Genügend Lernbegleitende sind qualifiziert oder zugelassen."


class CourseHasBegun(Refusal):
    """The course began on {on}; there is no time left to nominate."""

    german = "Der Kurs hat am {on} begonnen; für eine Benennung ist keine Zeit mehr."


class NotInWave(Refusal):
    """This office has no seat in that qualification wave."""

    german = "Die Dienststelle hat in dieser Qualifizierungswelle keinen Platz."


class OtherReservation(Refusal):
    """That is not the seat this office has now; it was moved or given back."""

    german = "Das ist nicht der Platz, den die Dienststelle jetzt hat; er wurde verlegt oder zurückgegeben."


class NoSeatLeft(Refusal):
    """All {seats} seats of this office in the course are taken."""

    german = "Alle Plätze der Dienststelle in diesem Kurs sind vergeben ({seats})."


class SeatsTaken(Refusal):
    """Companions of this office have {taken} seats already; {seats} are too few for them."""

    german = "{taken} Plätze der Dienststelle sind bereits vergeben; {seats} sind dafür zu wenige."


class ParticipationOpen(Refusal):
    """The participation of the staff representation is not settled yet. Nobody can be admitted before."""

    german = (
        "Die Beteiligung der Interessenvertretungen ist noch nicht abgeschlossen; vorher ist keine Zulassung möglich."
    )


class NobodyNominated(Refusal):
    """Nobody is nominated for a seat of the wave, so there is nothing to take part in yet."""

    german = "Für die Plätze der Welle ist noch niemand benannt; eine Beteiligung ist noch nicht möglich."


class NoParticipationNeeded(Refusal):
    """The participation of the staff representation is already settled or not needed here."""

    german = "Die Beteiligung der Interessenvertretungen ist hier bereits abgeschlossen oder nicht erforderlich."


class ParticipationRequested(Refusal):
    """The staff representation was already asked about everybody who is nominated."""

    german = "Die Interessenvertretung ist zu allen Benannten bereits beteiligt."


class ParticipationNotRequested(Refusal):
    """No request to the staff representation is open. Record first that it was asked."""

    german = (
        "Es ist keine Beteiligung der Interessenvertretung offen. Bitte zuerst eintragen, dass sie beteiligt wurde."
    )


class StillTimeToReply(Refusal):
    """The staff representation can reply until {until}. Silence counts as approval only after that day."""

    german = "Die Interessenvertretung kann sich bis zum {until} äußern. Erst danach gilt Schweigen als Billigung."


class ReasonMisplaced(Refusal):
    """Only "not required" has a reason, and it needs one."""

    german = "Einen Grund hat nur „nicht erforderlich“, und dort ist er nötig."


class DueDateIsFixed(Refusal):
    """This date follows from the qualification wave or from the time to reply by law and cannot be changed here."""

    german = (
        "Diese Frist ergibt sich aus der Qualifizierungswelle oder aus dem Gesetz und lässt sich hier nicht ändern."
    )
