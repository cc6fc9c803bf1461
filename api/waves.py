"""Qualification waves: rehearse, start, read, steer; courses and their results."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api import problems
from api.deps import CallerDep, DatabaseDep, GivingDep, SessionDep
from api.giving import CommandOutcome, new_key
from api.paging import NEXT, JournalCursor, JournalLimit, one_page
from api.preview_shapes import PreviewShape, preview_shape
from api.problems import NotFound
from api.seeing import PROGRAMME
from api.shapes import JournalShape, journal_shape
from api.units import IfMatch, JournalPage, KeyHeader, Pending, version_of
from api.wave_giving import WaveGiven, give_results, give_wave, outcomes
from api.wave_requests import (
    NothingToStart,
    PreviewRequest,
    ResultsKey,
    ResultsRequest,
    StartRequest,
    WaveCommandRequest,
)
from api.wave_seeing import see_wave
from api.wave_shapes import WaveSummary, WaveWhole, listed_summary, wave_summary
from api.wave_starting import StartingDep
from models.database import Database
from models.errors import Refusal
from models.imports import codes
from models.organisation import OpaqueId
from models.queries import wave_sights
from models.tables import JournalRow

router = APIRouter(prefix="/api/waves", tags=["Wellen"])

WavePath = Annotated[OpaqueId, Path(description="The wave's id", examples=["w-0123456789abcdef0123"])]
CoursePath = Annotated[OpaqueId, Path(description="The course's id", examples=["k-2027-h1"])]
ResultsKeyHeader = Annotated[
    ResultsKey | None,
    Header(alias="Idempotency-Key", description="Names the whole; each companion's result has a key of its own."),
]
REFUSALS: dict[int | str, dict[str, Any]] = {
    403: {"description": "Your function may not do this"},
    409: {"description": "Refused by a rule; the type names it"},
    422: {"description": "Malformed, or the key was used for another command"},
    503: {"description": "Interrupted; outcome unknown; send the same key again"},
}


HTTP_STATUS: dict[type[Refusal], int] = {
    codes.UnknownCodes: 422,
    codes.CodeTwice: 422,
    codes.TooManyCodes: 422,
    NothingToStart: 422,
}


class WavePage(BaseModel):
    items: list[WaveSummary]
    next_cursor: str | None


class ResultOutcome(CommandOutcome):
    """What became of one companion's result."""

    companion: str


class ResultsAnswer(BaseModel):
    key: str
    recorded: int
    refused: int
    pending: int
    items: list[ResultOutcome]


@router.post("/preview", summary="Rehearse a wave: who, seats, collisions, when it would end", responses=REFUSALS)
async def preview(caller: CallerDep, starting: StartingDep, asked: PreviewRequest) -> PreviewShape:
    """Nothing happens to any office. The answer's ``preview_token`` starts exactly what was rehearsed."""
    rehearsed = await starting.rehearse(caller, asked.plan, asked.codes_csv)
    return preview_shape(rehearsed, caller.language)


@router.post(
    "",
    summary="Start a wave",
    status_code=201,
    responses={201: {"model": WaveSummary, "description": "Prepared; it begins by itself"}, **REFUSALS},
)
async def start(
    caller: CallerDep, starting: StartingDep, database: DatabaseDep, asked: StartRequest, key: KeyHeader = None
) -> Response:
    """Refused as ``picture_changed`` when the rehearsal of ``preview_token`` would look different now."""
    given = await starting.start(caller, asked, key or new_key())
    return await answer(database, caller, given, 201)


@router.get("", summary="Waves that concern offices in your scope, the newest first")
async def list_waves(
    session: SessionDep,
    caller: CallerDep,
    region: Annotated[str | None, Query(max_length=16, description="With offices of this region")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[OpaqueId | None, Query(description=NEXT)] = None,
) -> WavePage:
    found = await wave_sights.listed(session, caller.reading, limit=limit + 1, after=cursor, region=region)
    page, last = one_page(found, limit)
    items = [listed_summary(wave, caller.language) for wave in page]
    return WavePage(items=items, next_cursor=last.row.wave_id if last else None)


@router.get("/{wave_id}", summary="A wave whole: groups, courses with seats, offices with outcome and reason")
async def get_wave(session: SessionDep, caller: CallerDep, response: Response, wave_id: WavePath) -> WaveWhole:
    sight = await see_wave(session, caller, wave_id)
    response.headers["ETag"] = f'"{sight.seq}"'
    return sight.shape(PROGRAMME)


@router.get("/{wave_id}/journal", summary="What happened in the wave, by which function")
async def get_wave_journal(
    session: SessionDep,
    caller: CallerDep,
    wave_id: WavePath,
    limit: JournalLimit = 100,
    cursor: JournalCursor = 0,
) -> JournalPage:
    """Events of offices outside your scope are left out."""
    offices = await wave_sights.offices(session, caller.reading, wave_id)
    if not offices:
        raise NotFound
    rows = await wave_sights.journal(session, wave_id, after=cursor, limit=limit + 1)
    page, last = one_page(rows, limit)
    sees_all = caller.reading.everything
    items = [shown for row in page if (shown := journal_line(row, offices, sees_all=sees_all)) is not None]
    return JournalPage(items=items, next_cursor=str(last.seq) if last else None)


LARGE = ("plan", "members", "groups", "left_out", "calendars", "calendar", "member")
"""What a first event carries by value; the wave itself shows it."""


NATIONAL = ("fallen", "asked", "finished", "qualified", "declined", "failed", "withdrawn")
"""Numbers of offices all over the country, told to those only who see them all."""


def journal_line(row: JournalRow, offices: dict[str, wave_sights.Office], *, sees_all: bool) -> JournalShape | None:
    """The entry, or None where it is about an office that the reader may not see."""
    unit_id = row.payload.get("unit_id") or (row.payload.get("member") or {}).get("unit_id")
    if unit_id is not None and unit_id not in offices and not sees_all:
        return None
    shape = journal_shape(row, {})
    facts = {name: value for name, value in shape.facts.items() if name not in LARGE}
    if not sees_all:
        facts = _of_scope(facts)
    if unit_id in offices:
        facts["unit"] = offices[unit_id].code
    return shape.model_copy(update={"facts": facts})


def _of_scope(facts: dict[str, Any]) -> dict[str, Any]:
    """Without the numbers of offices that the reader does not see."""
    kept = {name: value for name, value in facts.items() if name not in NATIONAL}
    if isinstance(explained := kept.get("explained"), dict):
        kept["explained"] = {name: value for name, value in explained.items() if name != "of"}
    return kept


@router.post(
    "/{wave_id}/commands",
    summary="Give one command",
    responses={
        200: {"model": WaveSummary, "description": "Recorded; the wave as it was right after the command"},
        202: {"model": Pending, "description": "Accepted or on its way, not recorded in time; ask at Location"},
        404: {"description": "Not in your scope"},
        412: {"description": "The wave changed since you read it"},
        429: {"description": "Too many commands of this wave in flight"},
        **REFUSALS,
    },
)
async def give_command(
    caller: CallerDep,
    giving: GivingDep,
    database: DatabaseDep,
    wave_id: WavePath,
    command: WaveCommandRequest,
    key: KeyHeader = None,
    if_match: IfMatch = None,
) -> Response:
    given = await give_wave(giving, caller, wave_id, command, key=key or new_key(), version=version_of(if_match))
    return await answer(database, caller, given)


async def answer(database: Database, caller: CallerDep, given: WaveGiven, status: int = 200) -> Response:
    """The wave as it was right after the command; 202 while that is not known."""
    headers = {"Idempotency-Key": given.key}
    if given.seq is None:
        headers["Location"] = f"/api/commands/{given.key}?wave={given.wave_id}"
        headers["Retry-After"] = problems.RETRY_AFTER
        return JSONResponse(Pending(key=given.key).model_dump(), 202, headers)
    async with database.read() as session:
        state = await wave_sights.state_after(session, given.wave_id, given.seq)
    headers["ETag"] = f'"{given.seq}"'
    headers["Location"] = f"/api/waves/{given.wave_id}"
    shape = wave_summary(state, list(state.members.values()), version=given.seq, language=caller.language)
    return Response(shape.model_dump_json(), status, headers, media_type="application/json")


@router.post(
    "/{wave_id}/courses/{course}/results",
    summary="Record the results of a course, many companions at once, with a result for each",
    responses={404: {"description": "Not in your scope"}, **REFUSALS},
)
async def record_results(
    session: SessionDep,
    caller: CallerDep,
    giving: GivingDep,
    wave_id: WavePath,
    course: CoursePath,
    asked: ResultsRequest,
    key: ResultsKeyHeader = None,
) -> ResultsAnswer:
    sight = await see_wave(session, caller, wave_id, gates=False)
    await session.rollback()  # its connection serves others while Temporal works
    parent = key or new_key()
    told = await give_results(giving, sight, course, asked.results, parent)
    became = outcomes(sight, course, told, parent)
    items = [ResultOutcome(companion=companion, **outcome.model_dump()) for companion, outcome in became.items()]
    count = {state: sum(item.state == state for item in items) for state in ("recorded", "refused", "pending")}
    return ResultsAnswer(key=parent, items=items, **count)
