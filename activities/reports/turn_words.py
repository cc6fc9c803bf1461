"""What is said of a report that waits for somebody: on pages and in mails."""

from __future__ import annotations

from datetime import date

from activities.reports.speaking import Tongue
from models.organisation import Function
from models.periods.attestation import AttestationStatus
from models.queries.turns import Turn
from models.translatable import _


def turn_words(tongue: Tongue, turn: Turn, on: date) -> str:
    """Until when it is to be attested, or since when that is overdue; attested, that it is to be taken note of."""
    if turn.holder is Function.CENTRAL:
        return tongue.say(_("Bestätigt; bitte zur Kenntnis nehmen oder zurückfragen."))
    by_when = tongue.day(turn.due_on)
    if turn.status is AttestationStatus.ASKED_BACK:
        if turn.is_late(on):
            again = _("Die Zentrale hat zurückgefragt; überfällig seit {day}. Bitte erneut bestätigen.")
            return tongue.say(again, day=by_when)
        return tongue.say(_("Die Zentrale hat zurückgefragt; bitte bis zum {day} erneut bestätigen."), day=by_when)
    if turn.is_late(on):
        return tongue.say(_("Überfällig seit {day}. Bitte bestätigen."), day=by_when)
    return tongue.say(_("Bitte bis zum {day} bestätigen."), day=by_when)


def vacant_words(tongue: Tongue, turn: Turn, function: str) -> str:
    """Nobody can attest it; ``function`` is what the post that is vacant is called."""
    said = _("{holder} ist nicht besetzt: Niemand kann bestätigen. Frist: {day}.")
    return tongue.say(said, holder=function, day=tongue.day(turn.due_on))
