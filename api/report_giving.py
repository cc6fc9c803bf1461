"""Giving a command to a reporting period: find, permit, look up the key, store the texts, stamp, submit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from activities.submitting import outcome_in
from api import problems
from api.giving import OUTCOME_PATIENCE, CommandOutcome, Giving
from api.problems import NotFound, Problem
from api.report_requests import AttestRequest, note_id, to_period_command
from api.requests import asked
from models.chain import period_stream
from models.errors import KeyReused, Refusal, UnitHalted
from models.people_tables import NoteRow
from models.periods.commands import PeriodSubmission
from models.periods.period import report_of
from models.periods.refusals import PeriodIsClosed, RegionNotAsked
from models.permissions import may_report
from models.queries import periods, records, units, wave_sights
from models.remedies import OPERATORS, Remedy
from models.rollout.owed import NATIONAL
from models.tables import CommandRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

    from api.deps import Caller
    from api.report_requests import ReportRequest
    from models.commands import Envelope
    from models.queries.periods import PeriodHead


class ReportHalted(UnitHalted):
    """Nothing can be entered for this report at present, because its records disagree."""

    german = "Für diesen Bericht lässt sich zurzeit nichts eintragen, weil seine Aufzeichnungen sich widersprechen."
    remedy = OPERATORS


class NotOfThisRegion(Problem):
    """The office {unit} does not belong to this region."""

    german = "Die Dienststelle {unit} gehört nicht zu dieser Region."
    remedy = Remedy("Bitte eine Dienststelle dieser Region wählen.", "Choose an office of this region.")
    status = 422


@dataclass(frozen=True, slots=True)
class ReportGiven:
    """What became of a command: recorded up to ``seq``; None while that is not known yet (202)."""

    report_id: str
    key: str
    seq: int | None
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """A region's report that the caller may read."""

    report_id: str
    region: str
    head: PeriodHead

    @property
    def stream(self) -> str:
        return period_stream(self.head.state.reporting_id)


async def give_report(
    giving: Giving, caller: Caller, report_id: str, request: ReportRequest, *, key: str
) -> ReportGiven:
    """Give one command to a region's report.

    Raises: NotFound, NotAllowed, KeyReused, ReportHalted, PeriodIsClosed, NotOfThisRegion, Busy, refusals of texts,
    any Refusal of the rules, EngineUnreachable, RolloutNotRunning.
    """
    body_hash = records.body_hash(report_id, asked(request))
    async with giving.database.read() as session:
        place = await _find(session, caller, report_id)
        grant = may_report(caller.grants, request.type, place.region, caller.today)
        if (known := await wave_sights.accepted(session, key)) is not None:
            if (known.stream, known.body_hash) != (place.stream, body_hash):
                raise KeyReused
            return ReportGiven(report_id, key, known.seq, replayed=True)
        _refuse_what_cannot_be(place)
        unit_ids = await _units(session, caller, place, request)
    stamped = records.envelope(
        key=key, body_hash=body_hash, grant=grant, today=caller.today, accepted_at=caller.now, request_id=None
    )
    notes = await _store(giving, caller, place, request, stamped)
    command = to_period_command(request, place.region, notes, unit_ids)
    try:
        receipt = await giving.carry(place.stream, PeriodSubmission(command=command, envelope=stamped))
    except Refusal:
        await _forget(giving, place, key, notes)
        raise
    return ReportGiven(report_id, key, receipt.seq if receipt is not None else None)


async def _find(session: AsyncSession, caller: Caller, report_id: str) -> _Place:
    """Raises: NotFound; RegionNotAsked for a national report, to which nothing can be done."""
    named = report_of(report_id)
    if named is None:
        raise NotFound
    period, scope = named
    head = await periods.head(session, period)
    if head is None or not periods.may_read(caller.reading, scope, head.state.status):
        raise NotFound
    if scope == NATIONAL:
        raise RegionNotAsked(region=scope, period=period)
    if scope not in head.state.regions:
        raise NotFound
    return _Place(report_id, scope, head)


def _refuse_what_cannot_be(place: _Place) -> None:
    if place.head.halted is not None:
        raise ReportHalted
    state = place.head.state
    if state.closed_on is not None:  # its workflow has ended, too
        raise PeriodIsClosed(period=state.period, on=state.closed_on.isoformat())


async def _units(session: AsyncSession, caller: Caller, place: _Place, request: ReportRequest) -> dict[str, str]:
    """Opaque ids of the offices that are named, by code. Raises: NotOfThisRegion."""
    if not isinstance(request, AttestRequest) or not request.deviations:
        return {}
    named = [each.unit for each in request.deviations]
    found = await units.find_all(session, caller.reading, named)
    for code in named:
        if code not in found or found[code].region != place.region:
            raise NotOfThisRegion(unit=code)
    return {code: at.unit_id for code, at in found.items()}


async def _store(
    giving: Giving, caller: Caller, place: _Place, request: ReportRequest, stamp: Envelope
) -> dict[str, str]:
    """Store the texts; their ids by topic. Raises: NoteTooLong, NoteUnreadable, NoteLooksPersonal."""
    texts = request.notes()
    ids = {topic: note_id(place.report_id, stamp.key, stamp.body_hash, topic) for topic in texts}
    if not ids:
        return {}
    async with giving.database.write() as connection:
        query = sa.select(NoteRow.id).where(NoteRow.id.in_(ids.values()))
        known = set((await connection.execute(query)).scalars())
        rows = [
            {
                "id": ids[topic],
                "unit_id": place.report_id,
                "text": text,
                "actor_ref": stamp.actor_ref,
                "created_at": caller.now,
            }
            for topic, text in texts.items()
            if ids[topic] not in known
        ]
        if rows:
            await connection.execute(sa.insert(NoteRow), rows)
    return ids


async def _forget(giving: Giving, place: _Place, key: str, notes: Mapping[str, str]) -> None:
    """Remove the texts that a refused command has left: nothing will ever name them."""
    if not notes:
        return
    recorded = sa.select(CommandRow.key).where(CommandRow.stream == place.stream, CommandRow.key == key)
    async with giving.database.write() as connection:
        if (await connection.execute(recorded)).first() is None:
            await connection.execute(sa.delete(NoteRow).where(NoteRow.id.in_(notes.values())))


async def outcome_of(giving: Giving, caller: Caller, report_id: str, key: str) -> CommandOutcome:
    """What became of a command that is not in the journal, from Temporal. Raises: NotFound."""
    async with giving.database.read() as session:
        place = await _find(session, caller, report_id)
    try:
        receipt = await outcome_in(giving.client, place.stream, key, OUTCOME_PATIENCE)
    except LookupError as error:
        raise NotFound from error
    except Refusal as refusal:
        problem = problems.details(refusal, caller.language)
        return CommandOutcome(report=report_id, key=key, state="refused", problem=problem)
    if receipt is None:
        await giving.refuse_if_unreachable()
        return CommandOutcome(report=report_id, key=key, state="pending")
    return CommandOutcome(report=report_id, key=key, state="recorded", seq=receipt.seq)
