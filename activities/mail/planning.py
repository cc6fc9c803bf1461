"""From notices and open steps to deliveries: who is to be written to, decided once for every notice and every day.

Nothing is locked while it is thought about: rows are unique by what they are about and whom they are for, so that
workers who plan the same thing at the same time add it once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from activities.mail import attestations, reports, substitutions
from activities.mail.noticed import STEP
from models.database import Database
from models.mail_tables import DeliveryRow, DigestDayRow, NoticeRow
from models.notices import IMMEDIATE, DeliveryState, NoticeKind, digest_is_due, grant_told, posts_told
from models.organisation import Function
from models.people_tables import ActorRefRow
from models.permissions import UnitScope
from models.queries.digests import digest_of, standing
from models.queries.recipients import Recipient, calendars, recipients
from models.tables import JournalRow, ObligationRow, RolloutRow

log = structlog.get_logger(__name__)

Row = dict[str, Any]
AT_ONCE = 200
CHUNK = 50
STALE = timedelta(days=14)
"""Notices that nobody could be told of for so long are told no more: no mail was configured, or everything stood."""
KEPT = timedelta(days=180)
DIGEST = "digest/"
IMMEDIATE_KINDS = sorted(kind.value for kind in IMMEDIATE)


@dataclass
class Planning:
    """``domain`` is that of the address that is written from; Message-IDs are of it."""

    database: Database
    domain: str

    async def plan_notices(self, today: date, now: datetime) -> int:
        """Turn what changes somebody's date into deliveries; answers how many notices that were."""
        async with self.database.read() as session:
            told = (await session.execute(UNSENT)).all()
            if not told:
                return 0
            people = await recipients(session, today)
        rows = [row for notice in told for row in self._rows_of(notice, people, today, now)]
        async with self.database.write() as connection:
            await _add(connection, rows)
            ids = [notice.id for notice in told]
            await connection.execute(sa.update(NoticeRow).where(NoticeRow.id.in_(ids)).values(sent_at=now))
        return len(told)

    async def plan_substitutions(self, now: datetime) -> int:
        """Tell both of every substitution that was named, or ended early; answers how many mails that are."""
        async with self.database.read() as session:
            wanted = await substitutions.untold(session, now - STALE)
        return await self._plan(wanted, now)

    async def plan_reports(self, today: date, now: datetime) -> int:
        """Tell the readers of every report that was issued; answers how many mails that are."""
        async with self.database.read() as session:
            wanted = await reports.untold(session, now - STALE, today)
        return await self._plan(wanted, now)

    async def plan_attestations(self, today: date, now: datetime) -> int:
        """Ask for attestations, and remind of them; answers how many mails that are."""
        async with self.database.read() as session:
            wanted = await attestations.untold(session, now - STALE, today)
        return await self._plan(wanted, now)

    async def _plan(self, wanted: Sequence[tuple[str, str]], now: datetime) -> int:
        """``wanted``: what about, and whom."""
        if wanted:
            async with self.database.write() as connection:
                await _add(connection, [self._delivery(about, person, now) for about, person in wanted])
        return len(wanted)

    def _rows_of(
        self, notice: sa.Row[*tuple[Any, ...]], people: dict[str, Recipient], today: date, now: datetime
    ) -> Iterator[Row]:
        if notice.recorded_at < now - STALE:
            return
        kind = NoticeKind(notice.kind)
        place = UnitScope(notice.unit_id, notice.region_code, notice.aqua_team)
        posts = posts_told(kind, place, _holder(notice))
        about = f"{notice.stream}/{notice.seq}/{notice.hash[:12]}"
        for person in people.values():
            by_themselves = kind is NoticeKind.DUE_DATE_CHANGED and person.person_id == notice.by_person
            if not by_themselves and grant_told(person.grants, posts, place, today) is not None:
                yield self._delivery(about, person.person_id, now, notice_id=notice.id)

    async def plan_digests(self, day: date, now: datetime) -> int | None:
        """Plan the digests of a day; answers how many, None when that was done before."""
        async with self.database.read() as session:
            if await session.get(DigestDayRow, day) is not None:
                return None
            last_notice = await session.scalar(sa.select(sa.func.max(NoticeRow.id))) or 0
            rows = await self._digests(session, day, now)
        for first in range(0, len(rows), CHUNK):
            async with self.database.write() as connection:
                await _add(connection, rows[first : first + CHUNK])
        async with self.database.write() as connection:
            await _finish(connection, day, last_notice, now)
        log.info("digests_planned", count=len(rows))
        return len(rows)

    async def _digests(self, session: AsyncSession, day: date, now: datetime) -> list[Row]:
        open_ = await standing(session, day)
        known = await calendars(session)
        told = await last_told(session)
        rows = []
        for person in (await recipients(session, day)).values():
            digest = digest_of(person.grants, open_)
            refs, before = digest.refs, told.get(person.person_id, frozenset())
            if digest_is_due(refs, before | digest.told_at_once, known.of(person.grants), day):
                about = f"{DIGEST}{day.isoformat()}"
                rows.append(self._delivery(about, person.person_id, now, told=json.dumps(sorted(refs))))
        return rows

    def _delivery(
        self, about: str, person_id: str, now: datetime, *, notice_id: int | None = None, told: str | None = None
    ) -> Row:
        """The Message-ID follows from what it is about and whom it is for: a repetition is recognised by it."""
        drawn = hashlib.sha256(f"{about}/{person_id}".encode()).hexdigest()[:32]
        return {
            "about": about,
            "notice_id": notice_id,
            "person_id": person_id,
            "message_id": f"<{drawn}@{self.domain}>",
            "state": DeliveryState.WAITING.value,
            "tries": 0,
            "next_try": now,
            "told": told,
            "created_at": now,
        }


def _unsent() -> sa.Select[*tuple[Any, ...]]:
    """What is to be told at once, with the office, the step and who did it."""
    return (
        sa.select(
            NoticeRow.id,
            NoticeRow.stream,
            NoticeRow.seq,
            NoticeRow.kind,
            NoticeRow.unit_id,
            NoticeRow.recorded_at,
            JournalRow.hash,
            RolloutRow.region_code,
            RolloutRow.aqua_team,
            ObligationRow.holder,
            ObligationRow.scope,
            ActorRefRow.person_id.label("by_person"),
        )
        .join(JournalRow, sa.and_(JournalRow.stream == NoticeRow.stream, JournalRow.seq == NoticeRow.seq))
        .join(RolloutRow, RolloutRow.unit_id == NoticeRow.unit_id)
        .outerjoin(ObligationRow, STEP)
        .outerjoin(ActorRefRow, ActorRefRow.ref == JournalRow.actor_ref)
        .where(NoticeRow.sent_at.is_(None), NoticeRow.kind.in_(IMMEDIATE_KINDS))
        .order_by(NoticeRow.id)
        .limit(AT_ONCE)
    )


UNSENT = _unsent()


def _holder(notice: sa.Row[*tuple[Any, ...]]) -> tuple[Function, str] | None:
    return (Function(notice.holder), notice.scope) if notice.holder is not None and notice.scope is not None else None


async def last_told(session: AsyncSession, before: str | None = None) -> dict[str, frozenset[str]]:
    """What the last digest that reached every person listed; ``before`` leaves out that one and later ones."""
    reached = DeliveryRow.state.in_([DeliveryState.WAITING.value, DeliveryState.SENT.value])  # or will, we think
    mine = sa.and_(DeliveryRow.about.startswith(DIGEST), reached, *([DeliveryRow.about < before] if before else []))
    newest = sa.select(DeliveryRow.person_id, sa.func.max(DeliveryRow.about).label("about")).where(mine)
    last = newest.group_by(DeliveryRow.person_id).subquery("last")
    same = sa.and_(DeliveryRow.person_id == last.c.person_id, DeliveryRow.about == last.c.about)
    rows = await session.execute(sa.select(DeliveryRow.person_id, DeliveryRow.told).join(last, same))
    return {person_id: frozenset(json.loads(told or "[]")) for person_id, told in rows}


async def _add(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    if rows:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        await connection.execute(insert(DeliveryRow).on_conflict_do_nothing(), rows)


async def _finish(connection: AsyncConnection, day: date, last_notice: int, now: datetime) -> None:
    """The day is planned: what waited for a digest is told, and what was sent long ago is forgotten."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    await connection.execute(insert(DigestDayRow).on_conflict_do_nothing(), {"day": day, "planned_at": now})
    waited = sa.and_(NoticeRow.id <= last_notice, NoticeRow.sent_at.is_(None), NoticeRow.kind.not_in(IMMEDIATE_KINDS))
    await connection.execute(sa.update(NoticeRow).where(waited).values(sent_at=now))
    await connection.execute(sa.delete(DeliveryRow).where(DeliveryRow.settled_at < now - KEPT))
