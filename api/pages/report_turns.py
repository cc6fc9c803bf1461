"""Reports that wait for somebody, as pages list them: to attest, to take note of, with nobody who could attest them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from api.exports.documents import Reader
from api.pages.frames import is_demo
from api.pages.report_deeds import ATTEST
from api.pages.shown import Link
from api.pages.shown_reports import ReportLine
from api.pages.words import _, day
from models.organisation import Function
from models.periods.attestation import AttestationStatus
from models.periods.period import report_id
from models.queries import periods

if TYPE_CHECKING:
    from datetime import date

    from api.pages.visit import Visit
    from models.queries.periods import Turn
    from models.wording import Names

REPORTS = "/reports"


async def waiting(visit: Visit, known: Names) -> tuple[ReportLine, ...]:
    """What waits for the reader, by due date; then, for those who can appoint, what waits for nobody."""
    caller = visit.caller
    if not visit.functions & {Function.REGIONAL_LEAD, Function.CENTRAL}:
        return ()
    by = Reader(caller, known, is_demo(visit.request))
    mine = await periods.turns_of(visit.session, caller.grants, caller.today)
    appoints = Function.CENTRAL in visit.functions
    vacant = await periods.orphans(visit.session, caller.reading, caller.today) if appoints else []
    return tuple(turn_line(by, turn) for turn in mine) + tuple(
        _vacant_line(by, turn) for turn in vacant if turn.holder is Function.REGIONAL_LEAD
    )


def turn_line(by: Reader, turn: Turn) -> ReportLine:
    """What waits for the reader: to attest it, or to take note of it."""
    here = _here(turn)
    if turn.holder is Function.CENTRAL:
        words = _("Bestätigt; bitte zur Kenntnis nehmen oder zurückfragen.")
        return ReportLine(_name(by, turn), here, "running", words)
    today = by.caller.today
    return ReportLine(
        name=_name(by, turn),
        href=here,
        state="support" if turn.is_late(today) else "confirm",
        words=_attest_words(turn, today),
        command=Link(_("Ansehen und bestätigen"), f"{here}/{ATTEST}"),
        is_due=turn.due_on <= today,
    )


def _attest_words(turn: Turn, today: date) -> str:
    by_when = day(turn.due_on)
    if turn.status is AttestationStatus.ASKED_BACK:
        if turn.is_late(today):
            return _("Die Zentrale hat zurückgefragt; überfällig seit {day}. Bitte erneut bestätigen.", day=by_when)
        return _("Die Zentrale hat zurückgefragt; bitte bis zum {day} erneut bestätigen.", day=by_when)
    if turn.is_late(today):
        return _("Überfällig seit {day}. Bitte bestätigen.", day=by_when)
    return _("Bitte bis zum {day} bestätigen.", day=by_when)


def _vacant_line(by: Reader, turn: Turn) -> ReportLine:
    """Nobody is reminded of it; the national report does not wait for it."""
    post = by.setting.function(Function.REGIONAL_LEAD.value)
    words = _("{holder} ist nicht besetzt: Niemand kann bestätigen. Frist: {day}.", holder=post, day=day(turn.due_on))
    query = urlencode({"function": Function.REGIONAL_LEAD.value, "scope": turn.region})
    filling = Link(_("Jetzt besetzen"), f"/functions/assign?{query}")
    return ReportLine(_name(by, turn), _here(turn), "orphan", words, filling)


def _here(turn: Turn) -> str:
    return f"{REPORTS}/{report_id(turn.period, turn.region)}"


def _name(by: Reader, turn: Turn) -> str:
    return _("Bericht {period}: {region}", period=turn.period, region=by.setting.region(turn.region))
