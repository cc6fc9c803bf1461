"""Questions about one unit: where it lies, its state now or after some entry, its journal."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.chain import STREAM_PREFIX, Head, stream_of
from models.events import event_adapter
from models.organisation import SERVED, UnitKind
from models.permissions import Reading, UnitScope
from models.queries.rows import rows
from models.queries.scope import within
from models.rollout.evolve import fold
from models.rollout.state import UnitState
from models.tables import CommandRow, HeadRow, JournalRow, RolloutRow, UnitRow

KNOWN = 512
"""How many states are remembered."""
SERVED_KINDS: list[sa.ColumnElement[str]] = [sa.literal_column(f"'{kind.value}'") for kind in SERVED]


@dataclass(frozen=True, slots=True)
class Place:
    """A unit found in scope; ``end`` is where its journal ended then, None before its first event."""

    unit_id: str
    code: str
    name: str
    kind: UnitKind
    city: str
    land: str
    region: str | None
    aqua_team: str | None
    seq: int
    halted: str | None
    end: Head | None = None

    @property
    def scope(self) -> UnitScope:
        return UnitScope(self.unit_id, self.region, self.aqua_team)


PLACE = (
    sa.select(
        UnitRow.id,
        UnitRow.code,
        UnitRow.name,
        UnitRow.kind,
        UnitRow.city,
        UnitRow.land,
        sa.func.coalesce(RolloutRow.region_code, UnitRow.region_code).label("region"),
        RolloutRow.aqua_team,
        sa.func.coalesce(RolloutRow.seq, 0).label("seq"),
        HeadRow.halted,
        HeadRow.seq.label("end"),
        HeadRow.hash,
    )
    .outerjoin(RolloutRow, RolloutRow.unit_id == UnitRow.id)
    .outerjoin(HeadRow, HeadRow.stream == sa.literal(STREAM_PREFIX).concat(UnitRow.id))
    .where(UnitRow.kind.in_(SERVED_KINDS))
)
PLACE_BY_KEY = (
    PLACE.add_columns(CommandRow.seq.label("recorded_seq"))
    .join(CommandRow, CommandRow.stream == sa.literal(STREAM_PREFIX).concat(UnitRow.id))
    .where(CommandRow.key == sa.bindparam("key"))
)
PLACE_AND_KEY = (
    PLACE.add_columns(CommandRow.stream, CommandRow.body_hash, CommandRow.seq.label("recorded_seq"))
    .outerjoin(CommandRow, CommandRow.key == sa.bindparam("key"))
    .where(UnitRow.code == sa.bindparam("code"))
)
PLACES_BY_CODE = PLACE.where(UnitRow.code.in_(sa.bindparam("codes", expanding=True)))
STATE = sa.select(HeadRow.seq, HeadRow.hash, HeadRow.state).where(HeadRow.stream == sa.bindparam("stream"))


async def find(session: AsyncSession, reading: Reading, code: str) -> Place | None:
    """The unit with this code, if the asker may read it. Foreign and missing are the same: one statement, None."""
    return (await find_all(session, reading, [code])).get(code)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A command on record, in scope: its unit, and the number of its last event."""

    place: Place
    recorded_seq: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """A key that was accepted before, on whichever unit: for which body, and its last event there."""

    stream: str
    body_hash: str
    seq: int


async def find_with_key(
    session: AsyncSession, reading: Reading, code: str, key: str
) -> tuple[Place, Accepted | None] | None:
    """The unit as ``find`` would, and whether ``key`` was accepted before: by this unit, else by any."""
    question, scope = within(PLACE_AND_KEY, reading)
    found = await rows(session, question, {"code": code, "key": key, **scope})
    if not found:
        return None
    place = _place(found[0])
    known = [Accepted(row.stream, row.body_hash, row.recorded_seq) for row in found if row.stream is not None]
    known.sort(key=lambda accepted: accepted.stream != stream_of(place.unit_id))
    return place, known[0] if known else None


async def find_by_key(session: AsyncSession, reading: Reading, key: str) -> Recorded | None:
    """The command recorded under ``key``, if the asker may read its unit: one statement in any case."""
    question, scope = within(PLACE_BY_KEY, reading)
    found = await rows(session, question, {"key": key, **scope})
    return Recorded(_place(found[0]), found[0].recorded_seq) if found else None


async def find_all(session: AsyncSession, reading: Reading, codes: Sequence[str]) -> dict[str, Place]:
    """Those of ``codes`` that the asker may read, by code."""
    question, scope = within(PLACES_BY_CODE, reading)
    return {row.code: _place(row) for row in await rows(session, question, {"codes": list(codes), **scope})}


def _place(row: sa.Row[*tuple[Any, ...]]) -> Place:
    return Place(
        unit_id=row.id,
        code=row.code,
        name=row.name,
        kind=UnitKind(row.kind),
        city=row.city,
        land=row.land,
        region=row.region,
        aqua_team=row.aqua_team,
        seq=row.seq,
        halted=row.halted,
        end=Head(seq=row.end, hash=row.hash) if row.end is not None else None,
    )


async def state(session: AsyncSession, unit_id: str) -> tuple[int, UnitState]:
    """Number of the last entry, and the folded state. Raises: LookupError when the unit has no head yet."""
    end, folded = await head(session, unit_id)
    return end.seq, folded


async def state_at(session: AsyncSession, place: Place) -> tuple[Head, UnitState]:
    """The end of the stream of a unit that was just found, and its state. Raises: LookupError when it has no head."""
    if place.end is not None and (folded := _recalled(place.end.hash)) is not None:
        return place.end, folded
    return await head(session, place.unit_id)


async def head(session: AsyncSession, unit_id: str) -> tuple[Head, UnitState]:
    """The end of its stream, and the state folded up to there. Raises: LookupError when the unit has no head yet."""
    found = await rows(session, STATE, {"stream": stream_of(unit_id)})
    if not found:
        raise LookupError(unit_id)
    seq, hash_, text = found[0]
    folded = _recalled(hash_)
    if folded is None:
        folded = UnitState.model_validate_json(text)
        remember(hash_, folded)
    return Head(seq=seq, hash=hash_), folded


_known: OrderedDict[str, UnitState] = OrderedDict()


def remember(hash_: str, folded: UnitState) -> None:
    """Keep the state after the event with this hash, which covers all events before: it can never be another one.

    What was worked out about a state need not be worked out again either.
    """
    _known[hash_] = folded
    if len(_known) > KNOWN:
        _known.popitem(last=False)


def _recalled(hash_: str) -> UnitState | None:
    folded = _known.get(hash_)
    if folded is not None:
        _known.move_to_end(hash_)
    return folded


async def state_after(session: AsyncSession, unit_id: str, seq: int) -> UnitState:
    """The state right after entry ``seq``, folded from the journal."""
    query = sa.select(JournalRow.payload).where(JournalRow.stream == stream_of(unit_id), JournalRow.seq <= seq)
    payloads = (await session.scalars(query.order_by(JournalRow.seq))).all()
    return fold(event_adapter.validate_python(payload) for payload in payloads)


async def journal(session: AsyncSession, unit_id: str, *, after: int = 0, limit: int = 200) -> list[JournalRow]:
    """What happened, oldest first, after entry number ``after``."""
    query = (
        sa.select(JournalRow)
        .where(JournalRow.stream == stream_of(unit_id), JournalRow.seq > after)
        .order_by(JournalRow.seq)
        .limit(limit)
    )
    return list((await session.scalars(query)).all())
