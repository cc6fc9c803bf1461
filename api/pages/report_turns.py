"""Reports that wait for somebody, as pages list them: to attest, to take note of, with nobody who could attest them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from activities.reports.turn_words import turn_words, vacant_words
from api.exports.documents import Reader
from api.pages.frames import is_demo
from api.pages.report_deeds import ATTEST
from api.pages.shown import Link
from api.pages.shown_reports import ReportLine
from api.pages.words import _
from models.organisation import Function
from models.queries import turns

if TYPE_CHECKING:
    from api.pages.visit import Visit
    from models.queries.turns import Turn
    from models.status import IsVacant
    from models.wording import Names

REPORTS = "/reports"


async def waiting(visit: Visit, known: Names, is_vacant: IsVacant | None = None) -> tuple[ReportLine, ...]:
    """What waits for the reader, by due date; then, for those who can appoint, what waits for nobody."""
    caller = visit.caller
    by = Reader(caller, known, is_demo(visit.request))
    mine, orphans = await turns.concerning(visit.session, caller.grants, caller.today, is_vacant=is_vacant)
    return tuple(turn_line(by, turn) for turn in mine) + tuple(
        _vacant_line(by, turn) for turn in orphans if turn.holder is Function.REGIONAL_LEAD
    )


def turn_line(by: Reader, turn: Turn) -> ReportLine:
    """What waits for the reader: to attest it, or to take note of it."""
    here, today = _here(turn), by.caller.today
    words = turn_words(by.setting.tongue, turn, today)
    if turn.holder is Function.CENTRAL:
        return ReportLine(_name(by, turn), here, "running", words)
    return ReportLine(
        name=_name(by, turn),
        href=here,
        state="support" if turn.is_late(today) else "confirm",
        words=words,
        command=Link(_("Ansehen und bestätigen"), f"{here}/{ATTEST}"),
        is_due=turn.due_on <= today,
    )


def _vacant_line(by: Reader, turn: Turn) -> ReportLine:
    """Nobody is reminded of it; the national report does not wait for it."""
    words = vacant_words(by.setting.tongue, turn, by.setting.function(turn.holder.value))
    query = urlencode({"function": Function.REGIONAL_LEAD.value, "scope": turn.region})
    filling = Link(_("Jetzt besetzen"), f"/functions/assign?{query}")
    return ReportLine(_name(by, turn), _here(turn), "orphan", words, filling)


def _here(turn: Turn) -> str:
    return f"{REPORTS}/{turn.report}"


def _name(by: Reader, turn: Turn) -> str:
    return _("Bericht {period}: {region}", period=turn.period, region=by.setting.region(turn.region))
