"""One unit: where it stands, what is missing and who holds it, what I may do, what happened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Response

from api.office_words import place_words
from api.pages.asks import title_of
from api.pages.cells import EXCEPTIONS, Judge, Judged
from api.pages.deeds import DEEDS, deed_label
from api.pages.shown import Fact, Link, TimelineEntry
from api.pages.shown_pages import UnitPage
from api.pages.site import site
from api.pages.steps import Place, command_href, line, settling
from api.pages.story import journal_line
from api.pages.story_filter import StoryFilterDep
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, day, later, spoken
from api.seeing import see
from api.shapes import stage_title
from models.organisation import UnitKind
from models.programme import Necessity
from models.projection import Mark, marks, side_since, sustained_on
from models.queries import stories, wave_sights
from models.queries.stories import Wanted
from models.rollout.memberships import standing
from models.rollout.state import SideState
from models.status import status_of
from models.wording import seat_words, short_place, status_words

if TYPE_CHECKING:
    from collections.abc import Container

    from api.pages.shown import JournalLine, State
    from api.seeing import Sight
    from models.commands import Command
    from models.queries.wave_sights import PlaceInWave
    from models.rollout.owed import Obligation
    from models.status import Status

router = APIRouter(include_in_schema=False)

STORY = 20
KIND_WORDS = {
    UnitKind.AGENTUR: later("Agentur für Arbeit, SGB III"),
    UnitKind.GEMEINSAME_EINRICHTUNG: later("gemeinsame Einrichtung, SGB II"),
}


@router.get("/units/{code}")
async def unit(
    visit: VisitDep,
    code: Annotated[str, Path(max_length=16)],
    asked: StoryFilterDep,
    before: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    sight = await see(visit.session, visit.caller, code)
    wanted = Wanted(asked.types, asked.since, asked.until)
    told = await stories.newest(visit.session, sight.place.unit_id, before=before, limit=STORY + 1, wanted=wanted)
    older = asked.address(f"/units/{code}", before=told[STORY - 1].row.seq) if len(told) > STORY else None
    story = tuple(journal_line(sight.voice, entry) for entry in told[:STORY])
    wave = await wave_sights.place_of(visit.session, sight.place.unit_id)
    page = replace(
        unit_page(visit, sight, story, older, wave),
        journal_filters=asked.fields(visit.caller.today),
        journal_is_filtered=asked.is_narrow,
    )
    return site(visit.request).answer("unit.html", await visit.frame(sight.place.name), page)


def unit_page(
    visit: Visit, sight: Sight, story: tuple[JournalLine, ...], older: str | None, wave: PlaceInWave | None
) -> UnitPage:
    state, voice = sight.state, sight.voice
    done_on = sustained_on(state)
    status = status_of(
        state.side_state, sustained=done_on is not None, owed=sight.owed, on=voice.on, is_vacant=sight.is_vacant
    )
    place = Place(sight.place.code, sight.place.name, state.region)
    owed = tuple(
        line(voice, place, each, sight.is_vacant, command=_settling(sight, each), named=False) for each in sight.owed
    )
    often, rarely = commands(sight, {each.command.href for each in owed if each.command is not None})
    return UnitPage(
        code=sight.place.code,
        name=sight.place.name,
        trail=trail(visit, sight),
        stage=_("Ruht") if state.side_state is SideState.PAUSED else stage_title(voice, state.stage),
        stage_note="",
        state=state_of(sight, status),
        status=status_words(
            voice, status, since=side_since(state) or done_on, reason=state.pause.reason if state.pause else None
        ),
        facts=(*facts(sight), *in_wave(sight, wave)),
        timeline=timeline(sight),
        obligations=owed,
        commands=often,
        more_commands=rarely,
        journal=story,
        older_journal_href=older,
    )


def trail(visit: Visit, sight: Sight) -> tuple[Link, ...]:
    """The way back: the region for those who may read it, else one's own offices."""
    reading, region = visit.caller.reading, sight.state.region or ""
    if reading.everything or region in reading.regions:
        name = short_place(sight.voice.names.regions.get(region, region))
        return (Link(_("Lage"), "/overview"), Link(name, f"/regions/{region}"))
    return (Link(_("Meine Dienststellen"), "/units"),)


def state_of(sight: Sight, status: Status) -> State:
    """The square beside the status sentence."""
    if status.code in EXCEPTIONS:
        return EXCEPTIONS[status.code]
    match sight.state.side_state:
        case SideState.PAUSED:
            return "paused"
        case SideState.NONE:
            return "done" if sustained_on(sight.state) is not None and status.obligation is None else "running"
        case _:
            return "not_applicable"


def facts(sight: Sight) -> tuple[Fact, ...]:
    state, names = sight.state, sight.voice.names
    active = [c for c in state.companions if c.is_active]
    told = [
        Fact(_("Art"), str(KIND_WORDS[state.kind])),
        Fact(_("Region"), short_place(names.regions.get(state.region or "", _("keine")))),
        Fact(_("AQua-Team"), short_place(names.teams.get(state.aqua_team or "", _("keines")))),
        Fact(
            _("Führungskraft"),
            _("seit {day}", day=day(state.manager.since)) if state.manager else _("nicht eingetragen"),
        ),
        Fact(
            _("Lernbegleitende"),
            _("{n}, davon {qualified} qualifiziert", n=len(active), qualified=state.qualified)
            if active
            else _("keine"),
        ),
        Fact(_("Programm"), _("{programme} (Fristen sind Annahmen)", programme=state.programme.id), "/programme"),
    ]
    return tuple(told)


def in_wave(sight: Sight, place: PlaceInWave | None) -> tuple[Fact, ...]:
    """The office's place in its wave, said once: as the wave tells it, with the way there, else as the office does."""
    seat = sight.state.membership
    own = seat_words(sight.voice, seat, standing(sight.state, seat)) if seat is not None else ""
    if place is None or (place.is_over and own):
        return (Fact(_("Qualifizierungswelle"), own),) if own else ()
    label, words = _("Zuletzt in Welle") if place.is_over else _("Welle"), place_words(place, spoken())
    waits = seat is not None and seat.waits_since is not None
    return (Fact(label, f"{words}; {own}" if waits else words, f"/waves/{place.wave_id}"),)


# --- milestones ------------------------------------------------------------------------------------------------


def timeline(sight: Sight) -> tuple[TimelineEntry, ...]:
    judge, state = Judge(sight.voice.on, sight.is_vacant), sight.state
    found = []
    for mark in marks(state):
        milestone = state.programme.by_key[mark.key]
        judged = judge.cell(mark, [o for o in sight.owed if o.milestone == mark.key])
        optional = milestone.necessity_for(state.kind) is Necessity.OPTIONAL
        found.append(
            TimelineEntry(
                title=milestone.title.in_language(spoken()),
                state=judged.state,
                words=milestone_words(judged),
                planned_on=mark.planned_on if mark.reached_on is None else None,
                happened_on=mark.reached_on,
                taken_over=mark.stated,
                note=_note(mark, optional=optional),
            )
        )
    return tuple(found)


def milestone_words(judged: Judged) -> str:
    """The standing of one milestone, where its state alone does not say it."""
    step, again = judged.step, judged.mark is not None and judged.mark.reached_on is not None
    if step is None:
        return ""
    match judged.state:
        case "support":
            return _("Unterstützung nötig seit {day}", day=day(step.due_on))
        case "confirm":
            return _("wartet seit {day} auf Bestätigung", day=day(step.opens_on))
        case "open" | "running":
            due = day(step.due_on)
            return _("wieder offen, Frist {day}", day=due) if again else _("offen, Frist {day}", day=due)
        case "planned" if judged.mark is None or judged.mark.planned_on is None:
            return _("ab {day}", day=day(step.opens_on))
        case _:
            return ""


def _note(mark: Mark, *, optional: bool) -> str:
    if optional:
        return _("freiwillig")
    return (
        _("{have} von mindestens {need}", have=mark.have, need=mark.need)
        if mark.have and mark.need and mark.need > 1
        else ""
    )


# --- what I may do ---------------------------------------------------------------------------------------------


def _settling(sight: Sight, owed: Obligation) -> Link | None:
    """The form that settles this step, if the rules would accept it from this caller now."""
    link = settling(sight.state.programme, sight.place.code, owed)
    offered = {_href(sight, command) for command in sight.possible}
    return link if link.href in offered and owed.is_open(sight.voice.on) else None


def commands(sight: Sight, offered: Container[str]) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """What the rules would accept from this caller now, and is not offered yet: the usual, and the rare."""
    often: dict[str, Link] = {}
    rarely: dict[str, Link] = {}
    for command in sight.possible:
        label = deed_label(command.type, title_of(sight.state, command.type, _subject(command)))
        among = rarely if DEEDS[command.type].rare else often
        href = _href(sight, command)
        if href not in offered:
            among.setdefault(href, Link(label, href))
    return tuple(often.values()), tuple(rarely.values())


def _href(sight: Sight, command: Command) -> str:
    return command_href(sight.place.code, command.type, **_subject(command))


def _subject(command: Command) -> dict[str, str]:
    """What the form's title names; forms about several milestones or companions ask instead."""
    if (workshop := getattr(command, "workshop", None)) is not None:
        return {"workshop": workshop.value}
    return {"milestone": command.milestone} if command.type == "record_milestone" else {}
