"""What a notice is about, read from the record when it is told: its event, its step, and what came before and since."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from activities.mail.notice_letter import Told
from models import events as ev
from models.events import event_adapter
from models.mail_tables import NoticeRow
from models.notices import MEMBERSHIPS
from models.queries.owed import obligation_of
from models.rollout.owed import Step
from models.tables import JournalRow, ObligationRow, RolloutRow, UnitRow

SEATS = sorted(kind.value for kind in MEMBERSHIPS)
DATES = {
    "workshop": ("workshop_planned", "workshop_moved", "workshop_cancelled", "workshop_confirmed"),
    "wave": ("joined_wave", "moved_seat", "left_wave", "declined_wave"),
    "obligation": ("due_date_changed",),
}
"""Events that give something a date or take it away, by the field that says what it is the date of."""


def _step() -> sa.ColumnElement[bool]:
    version = aliased(ObligationRow)
    nomination = (
        sa.select(sa.func.max(version.id))
        .where(version.unit_id == NoticeRow.unit_id, version.step == Step.NOMINATE_FOR_WAVE.value)
        .correlate(NoticeRow)
        .scalar_subquery()
    )
    named = sa.and_(ObligationRow.key == NoticeRow.obligation, ObligationRow.closed_at.is_(None))
    return sa.and_(
        ObligationRow.unit_id == NoticeRow.unit_id,
        sa.or_(named, sa.and_(NoticeRow.kind.in_(SEATS), ObligationRow.id == nomination)),
    )


STEP = _step()
"""Joins a notice to the step it is about: the one it names while that is open, or a seat's last step to nominate."""

NOTICE = (
    sa.select(
        NoticeRow.kind,
        JournalRow.stream,
        JournalRow.payload,
        JournalRow.seq,
        JournalRow.recorded_at,
        UnitRow.id.label("unit_id"),
        UnitRow.code,
        UnitRow.name,
        UnitRow.region_code,
        RolloutRow.aqua_team,
        RolloutRow.calendar_id,
        ObligationRow,
    )
    .join(JournalRow, sa.and_(JournalRow.stream == NoticeRow.stream, JournalRow.seq == NoticeRow.seq))
    .join(UnitRow, UnitRow.id == NoticeRow.unit_id)
    .join(RolloutRow, RolloutRow.unit_id == NoticeRow.unit_id)
    .outerjoin(ObligationRow, STEP)
    .where(NoticeRow.id == sa.bindparam("id"))
)


async def told_of(session: AsyncSession, row: sa.Row[*tuple[Any, ...]]) -> Told | None:
    """What a row of NOTICE is to tell; None where a later event has made it needless.

    A seat that was given is told as it is now, since whoever hears of it late is still to nominate.
    """
    event = event_adapter.validate_python(row.payload)
    others = [(seq, each) for seq, each in await _about_the_same(session, row.stream, event) if seq != row.seq]
    later = [(seq, each) for seq, each in others if seq > row.seq]
    seats = [(seq, each) for seq, each in others if isinstance(each, ev.JoinedWave | ev.MovedSeat)]
    moved = [each for _, each in later if isinstance(each, ev.MovedSeat)]
    if isinstance(event, ev.JoinedWave) and len(moved) == len(later) and not (moved and moved[-1].waits):
        return _told(row, event, seats[-1:] if later else [])
    if later:
        return None
    told = _told(row, event, seats[-1:])
    return None if isinstance(event, ev.LeftWave | ev.DeclinedWave) and not _was_ahead(told) else told


def _was_ahead(told: Told) -> bool:
    """Once a course has begun nobody's day changes any more."""
    return told.seat is not None and told.seat.course_starts_on > told.event.happened_on


async def _about_the_same(session: AsyncSession, stream: str, event: ev.Event) -> list[tuple[int, ev.Event]]:
    """Every event about the same workshop, wave or step that has to do with its date, by number."""
    field = next(field for field, types in DATES.items() if event.type in types)
    query = (
        sa.select(JournalRow.seq, JournalRow.payload)
        .where(JournalRow.stream == stream, JournalRow.type.in_(DATES[field]))
        .order_by(JournalRow.seq)
    )
    found = [(seq, event_adapter.validate_python(payload)) for seq, payload in await session.execute(query)]
    return [(seq, each) for seq, each in found if getattr(each, field) == getattr(event, field)]


def _told(row: sa.Row[*tuple[Any, ...]], event: ev.Event, seat: list[tuple[int, Any]]) -> Told:
    return Told(
        event=event,
        seq=max([row.seq, *(seq for seq, _ in seat)]),
        recorded_at=row.recorded_at,
        unit_id=row.unit_id,
        code=row.code,
        name=row.name,
        owed=obligation_of(row.ObligationRow) if row.ObligationRow is not None else None,
        seat=seat[0][1] if seat else None,
    )
