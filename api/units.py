"""Units: the list, one whole, its journal, commands to one and to many."""

from __future__ import annotations

import re
from functools import partial
from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Header, Path, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from api import problems, report_giving
from api.bulk import BULK_LIMIT, each_by_itself, give_now
from api.deps import Caller, CallerDep, DatabaseDep, GivingDep, LanguageDep, SessionDep
from api.directory_shapes import PRINTABLE
from api.foreseeing import foresee
from api.giving import CommandOutcome, Given, new_key
from api.paging import CodeCursor, JournalCursor, JournalLimit, Limit, one_page
from api.problems import NotFound, Unreadable
from api.requests import CommandRequest, note_of, to_command
from api.seeing import PROGRAMME, see, see_after
from api.shapes import JournalShape, UnitSummary, UnitWhole, journal_shape, summary
from api.stamps import Key, stamped
from api.wave_giving import outcome_of
from models.commands import CommandKey
from models.errors import Refusal
from models.organisation import OpaqueId, UnitKind
from models.people_tables import NoteRow
from models.queries import periods, records, units, wave_sights
from models.queries.listing import Filter, lines
from models.queries.scope import names
from models.remedies import Remedy
from models.rollout.decide import decide
from models.status import StatusCode
from models.wording import Voice

router = APIRouter(prefix="/api", tags=["Dienststellen"])

CodePath = Annotated[str, Path(max_length=16, description="The unit's code, e.g. 231", examples=["231"])]
KeyHeader = Annotated[
    CommandKey | None,
    Header(
        alias="Idempotency-Key",
        description="Names this command: same key and body, same answer for ever. Send it again when unsure.",
    ),
]
IfMatch = Annotated[str | None, Header(alias="If-Match", description="ETag of the unit as you read it")]
VERSION = re.compile(r'"([0-9]{1,9})"')
BulkKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/-]{1,80}$")]
"""Shorter than another key: the unit's code follows it."""
BulkKeyHeader = Annotated[
    BulkKey | None, Header(alias="Idempotency-Key", description="Each unit's command gets the key `<key>/<code>`.")
]
Code = Annotated[str, StringConstraints(min_length=1, max_length=16, pattern=PRINTABLE)]


class UnitPage(BaseModel):
    items: list[UnitSummary]
    next_cursor: str | None


class JournalPage(BaseModel):
    items: list[JournalShape]
    next_cursor: str | None


class Pending(BaseModel):
    """Not recorded yet; the header Location says where to ask."""

    key: str
    state: Literal["pending"] = "pending"


class BadVersion(Unreadable):
    """If-Match is not the version of an office."""

    german = "If-Match ist nicht die Version einer Dienststelle."
    remedy = Remedy(
        "Bitte die Version in Anführungszeichen senden, wie im ETag.",
        "Send the version in quotation marks, as its ETag says.",
    )
    status = 422


@router.get("/units", summary="Units in your scope, with their plain-language status")
async def list_units(
    session: SessionDep,
    caller: CallerDep,
    region: Annotated[str | None, Query(max_length=16)] = None,
    kind: UnitKind | None = None,
    stage: Annotated[str | None, Query(max_length=40)] = None,
    status: StatusCode | None = None,
    q: Annotated[str | None, Query(max_length=100, description="Words in name, city or code")] = None,
    limit: Limit = 50,
    cursor: CodeCursor = None,
) -> UnitPage:
    wanted = Filter(region=region, kind=kind, stage=stage, status=status, q=q)
    found = await lines(session, caller.reading, wanted, caller.today, limit=limit + 1, after=cursor)
    page, last = one_page(found, limit)
    known = await names(session)
    calendars = await records.calendars(session, {line.calendar_id for line in page})
    items = [
        summary(Voice(PROGRAMME, known, calendars[line.calendar_id], caller.today, caller.language), line)
        for line in page
    ]
    return UnitPage(items=items, next_cursor=last.code if last else None)


@router.get("/units/{code}", summary="A unit whole", responses={404: {"description": "Not in your scope"}})
async def get_unit(session: SessionDep, caller: CallerDep, response: Response, code: CodePath) -> UnitWhole:
    sight = await see(session, caller, code)
    response.headers["ETag"] = f'"{sight.seq}"'
    return sight.shape()


@router.get("/units/{code}/journal", summary="What happened, by which function, with both times")
async def get_journal(
    session: SessionDep,
    caller: CallerDep,
    code: CodePath,
    limit: JournalLimit = 100,
    cursor: JournalCursor = 0,
) -> JournalPage:
    sight = await see(session, caller, code)
    rows = await units.journal(session, sight.place.unit_id, after=cursor, limit=limit + 1)
    page, last = one_page(rows, limit)
    wanted = [row.payload["note_id"] for row in page if row.payload.get("note_id")]
    found = await session.execute(sa.select(NoteRow.id, NoteRow.text).where(NoteRow.id.in_(wanted)))
    notes = dict(found.all())
    items = [journal_shape(row, notes) for row in page]
    return JournalPage(items=items, next_cursor=str(last.seq) if last else None)


@router.post(
    "/units/{code}/commands",
    summary="Give one command",
    responses={
        200: {"model": UnitWhole, "description": "Recorded; the unit as it is after the command"},
        202: {
            "model": Pending,
            "description": "Accepted or on its way, not recorded in time; ask at Location",
        },
        403: {"description": "Your function may not do this here"},
        404: {"description": "Not in your scope"},
        409: {"description": "Refused by a rule; the type names it"},
        412: {"description": "The unit changed since you read it"},
        422: {"description": "Malformed, or the key was used for another command"},
        429: {"description": "Too many commands of this unit in flight"},
        503: {"description": "Interrupted; outcome unknown; send the same key again"},
    },
)
async def give_command(
    session: SessionDep,
    caller: CallerDep,
    giving: GivingDep,
    code: CodePath,
    command: CommandRequest,
    key: KeyHeader = None,
    if_match: IfMatch = None,
) -> Response:
    version = version_of(if_match)
    meanwhile = partial(foresee, session, caller)
    given = await giving.give(
        caller, code, command, key=key or new_key(), version=version, session=session, meanwhile=meanwhile
    )
    return await answer(session, caller, given)


async def answer(session: AsyncSession, caller: Caller, given: Given) -> Response:
    """200 with the unit as it was right after the command; 202 while that is not known."""
    headers = {"Idempotency-Key": given.key}
    if given.seq is None:
        headers["Location"] = f"/api/commands/{given.key}?unit={given.place.code}"
        headers["Retry-After"] = problems.RETRY_AFTER
        return JSONResponse(Pending(key=given.key).model_dump(), 202, headers)
    body = given.body
    if body is None:
        sight = await see_after(session, caller, given.place, given.seq)
        body = sight.shape().model_dump_json()
    headers["ETag"] = f'"{given.seq}"'
    return Response(body, 200, headers, media_type="application/json")


def version_of(if_match: str | None) -> int | None:
    """Raises: BadVersion."""
    if if_match is None:
        return None
    stated = VERSION.fullmatch(if_match.strip())
    if stated is None:
        raise BadVersion
    return int(stated[1])


@router.get("/commands/{key:path}", summary="What became of a command")
async def get_command(
    session: SessionDep,
    caller: CallerDep,
    giving: GivingDep,
    key: Annotated[CommandKey, Path()],
    unit: Annotated[
        str | None, Query(max_length=16, description="Code of the unit, to ask while it is pending")
    ] = None,
    wave: Annotated[OpaqueId | None, Query(description="Id of the wave, to ask while it is pending")] = None,
    report: Annotated[
        str | None, Query(max_length=40, description="Id of the report, to ask while it is pending")
    ] = None,
) -> CommandOutcome:
    found = await units.find_by_key(session, caller.reading, key)
    if found is not None:
        return CommandOutcome(unit=found.place.code, key=key, state="recorded", seq=found.recorded_seq)
    of_wave = await wave_sights.find_by_key(session, caller.reading, key)
    if of_wave is not None:
        return CommandOutcome(wave=of_wave[0], key=key, state="recorded", seq=of_wave[1])
    of_report = await periods.find_by_key(session, caller.reading, key)
    if of_report is not None:
        return CommandOutcome(report=of_report[0], key=key, state="recorded", seq=of_report[1])
    if report is not None:
        return await report_giving.outcome_of(giving, caller, report, key)
    if wave is not None and await wave_sights.offices(session, caller.reading, wave):
        return await outcome_of(giving, wave, key, caller.language)
    place = await units.find(session, caller.reading, unit) if unit else None
    if place is None:
        raise NotFound
    return await giving.outcome(place, key, caller.language)


class Bulk(BaseModel):
    """One command for many units."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    units: Annotated[list[Code], Field(min_length=1, max_length=BULK_LIMIT)]
    command: CommandRequest
    key: BulkKey | None = None


class BulkAnswer(BaseModel):
    key: str
    dry_run: bool
    recorded: int
    refused: int
    pending: int
    items: list[CommandOutcome]


@router.post("/commands", summary="Give one command to up to 500 units, with a result for each")
async def give_many(
    caller: CallerDep,
    giving: GivingDep,
    database: DatabaseDep,
    language: LanguageDep,
    bulk: Bulk,
    key: BulkKeyHeader = None,
    dry_run: Annotated[bool, Query(description="Decide on the stored state: advice, not promise")] = False,
) -> BulkAnswer:
    parent = key or bulk.key or new_key()

    async def one(code: str) -> CommandOutcome:
        child = f"{parent}/{code}"
        if dry_run:
            return await _rehearse(database, caller, code, bulk.command, child)
        given = await give_now(caller, giving, database, code, bulk.command, child)
        return CommandOutcome(unit=code, key=child, state="recorded" if given.seq else "pending", seq=given.seq)

    told = await each_by_itself(bulk.units, one)
    items = [
        CommandOutcome(unit=code, key=f"{parent}/{code}", state="refused", problem=problems.details(found, language))
        if isinstance(found, Refusal)
        else found
        for code, found in told.items()
    ]
    count = {state: sum(item.state == state for item in items) for state in ("recorded", "refused", "pending")}
    return BulkAnswer(key=parent, dry_run=dry_run, items=items, **count)


async def _rehearse(database: DatabaseDep, caller: Caller, code: str, request: BaseModel, key: str) -> CommandOutcome:
    """What the rules say about the stored state."""
    async with database.read() as session:
        place = await units.find(session, caller.reading, code)
        if place is None:
            raise NotFound
        command = to_command(request, note_id=None, holder=None)
        stamp = await stamped(session, caller, place, request, Key(key))
        note_of(request)
        _, state = await units.state(session, place.unit_id)
    decide(state, command, stamp)
    return CommandOutcome(unit=code, key=key, state="recorded", seq=place.seq)
