"""What one person was told, or would have been with an address: notices in their scope, and mails that went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.mail_tables import DeliveryRow, NoticeRow
from models.notices import ESCALATED, DeliveryState, NoticeKind, grant_told, posts_told
from models.organisation import Function
from models.permissions import Grant, Reading, UnitScope
from models.queries.rows import rows
from models.queries.scope import VISIBLE, scope_values
from models.tables import JournalRow, ObligationRow, RolloutRow, UnitRow

MOMENT = sa.type_coerce(NoticeRow.recorded_at, sa.BigInteger)
"""As it is stored: epoch milliseconds."""


def _of_step(column: sa.orm.InstrumentedAttribute[Any]) -> sa.ScalarSelect[Any]:
    """What the last version of the notice's step says."""
    of_it = sa.and_(ObligationRow.unit_id == NoticeRow.unit_id, ObligationRow.key == NoticeRow.obligation)
    return sa.select(column).where(of_it).order_by(ObligationRow.id.desc()).limit(1).scalar_subquery()


NOTICES = (
    sa.select(
        NoticeRow.id,
        NoticeRow.kind,
        NoticeRow.level,
        NoticeRow.recorded_at,
        MOMENT.label("at"),
        JournalRow.type,
        JournalRow.payload,
        UnitRow.id.label("unit_id"),
        UnitRow.code,
        UnitRow.name,
        RolloutRow.region_code,
        RolloutRow.aqua_team,
        RolloutRow.calendar_id,
        _of_step(ObligationRow.holder).label("holder"),
        _of_step(ObligationRow.scope).label("scope"),
        DeliveryRow.state,
        DeliveryRow.settled_at,
    )
    .join(JournalRow, sa.and_(JournalRow.stream == NoticeRow.stream, JournalRow.seq == NoticeRow.seq))
    .join(UnitRow, UnitRow.id == NoticeRow.unit_id)
    .join(RolloutRow, RolloutRow.unit_id == NoticeRow.unit_id)
    .outerjoin(
        DeliveryRow,
        sa.and_(DeliveryRow.notice_id == NoticeRow.id, DeliveryRow.person_id == sa.bindparam("person_id")),
    )
    .where(VISIBLE, sa.tuple_(MOMENT, NoticeRow.id) < sa.tuple_(sa.bindparam("at"), sa.bindparam("id")))
    .order_by(NoticeRow.recorded_at.desc(), NoticeRow.id.desc())
    .limit(sa.bindparam("limit"))
)
LAST = (2**53, 0)
"""Later than all of them."""


@dataclass(frozen=True, slots=True)
class ToldNotice:
    """One notice: the event it is about, where, and what became of the mail, if there was one."""

    id: int
    recorded_at: datetime
    kind: NoticeKind
    type: str
    payload: dict[str, Any]
    code: str
    name: str
    calendar_id: str
    mail: DeliveryState | None
    mailed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose notices: in the functions that they hold on the day ``on``, not in those they have given up."""

    person_id: str
    reading: Reading
    grants: tuple[Grant, ...]
    on: date


async def notices(
    session: AsyncSession, asker: Asker, *, before: tuple[int, int] = LAST, among: int
) -> tuple[list[ToldNotice], tuple[int, int] | None]:
    """Of the last ``among`` notices in scope before ``before`` those for this person; and where to go on.

    ``before``: the moment in epoch milliseconds, and the number, of a notice.
    """
    grants = asker.grants
    values = {
        "person_id": asker.person_id,
        "at": before[0],
        "id": before[1],
        "limit": among,
        **scope_values(asker.reading),
    }
    found = await rows(session, NOTICES, values)
    told = [_told(row) for row in found if row.state is not None or _concerns(row, grants, asker.on)]
    return told, (found[-1].at, found[-1].id) if len(found) == among else None


def _concerns(row: sa.Row[*tuple[Any, ...]], grants: tuple[Grant, ...], on: date) -> bool:
    place = UnitScope(row.unit_id, row.region_code, row.aqua_team)
    kind, holder = NoticeKind(row.kind), None
    if row.holder is not None and row.scope is not None:
        holder = (Function(row.holder), row.scope)
    posts = set(posts_told(kind, place, holder))
    if kind is NoticeKind.REMINDER:
        posts |= {holder} if holder is not None else set()
    is_for_the_lead = kind is NoticeKind.SUSTAINMENT or (kind is NoticeKind.REMINDER and row.level >= ESCALATED)
    if is_for_the_lead and place.region is not None:
        posts.add((Function.REGIONAL_LEAD, place.region))
    return grant_told(grants, posts, place, on) is not None


def _told(row: sa.Row[*tuple[Any, ...]]) -> ToldNotice:
    return ToldNotice(
        id=row.id,
        recorded_at=row.recorded_at,
        kind=NoticeKind(row.kind),
        type=row.type,
        payload=row.payload,
        code=row.code,
        name=row.name,
        calendar_id=row.calendar_id,
        mail=DeliveryState(row.state) if row.state is not None else None,
        mailed_at=row.settled_at,
    )
