"""Waves: the list, one whole, one of its courses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Response

from api.pages.shown import Fact, Link
from api.pages.shown_waves import OfficeLine, WavePage, WavesPage
from api.pages.site import site
from api.pages.steps import Place, line, mine, settling
from api.pages.visit import VisitDep
from api.pages.wave_deeds import WAVE_DEEDS
from api.pages.wave_lines import (
    course_line,
    group_line,
    member_chips,
    member_line,
    progress,
    status_of,
    wave_line,
)
from api.pages.wave_picture import picture
from api.pages.wave_story import story_line
from api.pages.words import _, day, ngettext, spoken
from api.rehearsal_words import out_words
from api.seeing import PROGRAMME
from api.wave_seeing import WaveSight, see_wave
from api.wave_shapes import counts
from api.wave_words import office_count
from models.organisation import OpaqueId
from models.permissions import NotAllowed, may_wave
from models.queries import wave_sights
from models.waves.state import WaveStatus

if TYPE_CHECKING:
    from api.deps import Caller
    from api.pages.shown import JournalLine, ObligationLine
    from api.pages.visit import Visit
    from models.tables import JournalRow

router = APIRouter(include_in_schema=False)

WAVES = "/waves"
WavePath = Annotated[OpaqueId, Path()]
PAGE, OFFICES, STORY = 20, 60, 25
STEERING = ("pause_wave", "resume_wave", "open_group", "retry_failed", "plan_course", "add_member")
RARELY = ("withdraw_member", "abort_wave")


@router.get(WAVES)
async def waves(visit: VisitDep, after: Annotated[OpaqueId | None, Query()] = None) -> Response:
    found = await wave_sights.listed(visit.session, visit.caller.reading, limit=PAGE + 1, after=after)
    older = f"{WAVES}?after={found[PAGE - 1].row.wave_id}" if len(found) > PAGE else None
    page = WavesPage(
        as_of=visit.caller.today,
        waves=tuple(wave_line(wave) for wave in found[:PAGE]),
        new=Link(_("Neue Welle proben"), f"{WAVES}/new") if may_do(visit.caller, "preview_wave") else None,
        older_href=older,
    )
    return site(visit.request).answer("waves.html", await visit.frame(_("Qualifizierungswellen")), page)


def may_do(caller: Caller, deed: str) -> bool:
    try:
        may_wave(caller.grants, deed, caller.today)
    except NotAllowed:
        return False
    return True


# --- one wave -----------------------------------------------------------------------------------------------------


@router.get("/waves/{wave_id}")
async def wave(
    visit: VisitDep,
    wave_id: WavePath,
    state: Annotated[str, Query(max_length=20)] = "",
    start: Annotated[int, Query(ge=0, le=100_000)] = 0,
    before: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    sight = await see_wave(visit.session, visit.caller, wave_id)
    last = before or sight.seq + 1
    told = await wave_sights.journal(visit.session, wave_id, before=last, limit=STORY)
    page = wave_page(visit, sight, state, start, told)
    return site(visit.request).answer("wave.html", await visit.frame(_("Welle {code}", code=page.code)), page)


def wave_page(visit: Visit, sight: WaveSight, state: str, start: int, told: list[JournalRow]) -> WavePage:
    here, (symbol, status) = f"{WAVES}/{sight.wave_id}", status_of(sight)

    def address(**query: str | int) -> str:
        kept = {name: value for name, value in query.items() if value}
        return (f"{here}?{urlencode(kept)}" if kept else here) + "#members"

    chosen = [m for m in sight.members if state in ("", m.state.value)]
    rest = start + OFFICES < len(chosen)
    often, rarely = commands(sight)
    return WavePage(
        code=sight.state.plan.code,
        trail=(Link(_("Wellen"), WAVES),),
        as_of=visit.caller.today,
        state=symbol,
        status=status,
        facts=facts(sight),
        progress=progress(sight),
        picture=picture(sight),
        chips=member_chips(counts(sight.members), lambda key: address(state="" if key == state else key), state),
        courses=tuple(course_line(sight, course) for course in sight.state.courses.values()),
        groups=tuple(group_line(sight, group) for group in sight.state.groups),
        members=tuple(member_line(sight, m) for m in chosen[start : start + OFFICES]),
        gates=gates(sight),
        commands=often,
        more_commands=rarely,
        journal=story(sight, told),
        reload_href=here,
        left_out=left_out(sight),
        is_running=sight.state.status in (WaveStatus.SCHEDULED, WaveStatus.RUNNING, WaveStatus.PAUSED),
        more_members_href=address(state=state, start=start + OFFICES) if rest else None,
        older_journal_href=f"{here}?before={told[-1].seq}#journal" if told and told[-1].seq > 1 else None,
        scope_note="" if sight.sees_all else _("Sie sehen die Dienststellen Ihres Bereichs."),
    )


def facts(sight: WaveSight) -> tuple[Fact, ...]:
    plan = sight.state.plan
    rule, stop = plan.success, plan.stop
    halting = _("nie von selbst")
    if stop is not None:
        halting = _("bei mehr als {percent} % ohne Erfolg", percent=stop.percent)
    told = [
        Fact(_("Vorbereitet"), day(sight.state.prepared_on)),
        Fact(_("Start"), day(sight.state.started_on or plan.starts_on or sight.state.prepared_on)),
        Fact(_("Frist zum Benennen"), ngettext("{n} Arbeitstag", "{n} Arbeitstage", plan.nominate_within)),
        Fact(_("Nächste Gruppe"), _("ab {percent} %", percent=rule.percent)),
        Fact(_("Hält an"), halting),
    ]
    if sight.left_out:
        told.append(Fact(_("Nicht dabei"), office_count(len(sight.left_out), spoken())))
    return tuple(told)


def left_out(sight: WaveSight) -> tuple[OfficeLine, ...]:
    """Offices that were meant and are not in the wave, each with why."""
    return tuple(
        OfficeLine(out.code, sight.out.get(out.code, out.code), out_words(out.reason, spoken()))
        for out in sight.left_out
    )


def gates(sight: WaveSight) -> tuple[ObligationLine, ...]:
    """Steps of the participation, with how each due date was counted."""
    is_mine = mine(sight.caller)
    found = []
    for office, owed in sight.gates:
        voice = sight.voice(PROGRAMME, sight.state.members[office.unit_id])
        place = Place(office.code, office.name, office.region)
        command = settling(PROGRAMME, office.code, owed) if is_mine(owed) else None
        found.append(line(voice, place, owed, sight.is_vacant, command=command))
    return tuple(found)


def commands(sight: WaveSight) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """What could be done now: the usual, and the rare."""
    allowed = set(sight.allowed)

    def links(deeds: tuple[str, ...]) -> tuple[Link, ...]:
        here = f"{WAVES}/{sight.wave_id}/commands"
        return tuple(Link(WAVE_DEEDS[deed].label, f"{here}/{deed}") for deed in deeds if deed in allowed)

    return links(STEERING), links(RARELY)


def story(sight: WaveSight, told: list[JournalRow]) -> tuple[JournalLine, ...]:
    return tuple(shown for row in told if (shown := story_line(sight, row)) is not None)
