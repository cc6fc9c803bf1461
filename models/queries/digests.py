"""What a person's digest lists, put together from all open steps: theirs, escalated ones, those that nobody holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.mail_tables import NoticeRow
from models.notices import ESCALATED, NoticeKind
from models.organisation import Function
from models.permissions import Grant
from models.queries import turns, worklist
from models.queries.recipients import regions_led
from models.queries.scope import Criterion
from models.queries.turns import Turn
from models.queries.worklist import Task
from models.tables import ObligationRow, RolloutRow, UnitRow

APPOINTED_BY_LEAD = frozenset({Function.AQUA_LEAD, Function.MANAGER})
"""Functions that the regional lead fills; the Zentrale fills the others."""


@dataclass(frozen=True, slots=True)
class Open:
    """An open step and how many reminders of it were given."""

    task: Task
    level: int

    @property
    def ref(self) -> str:
        """Names what is told: the same step is new again with every reminder."""
        return f"{self.task.unit_id}/{self.task.owed.key}/{self.level}"


@dataclass(frozen=True, slots=True)
class LookedBack:
    """A look back after the rollout at which something was missing; ``check`` counts them from 1."""

    notice_id: int
    unit_id: str
    code: str
    name: str
    region: str | None
    calendar_id: str
    check: int

    @property
    def ref(self) -> str:
        return f"notice/{self.notice_id}"


@dataclass(frozen=True)
class Standing:
    """Everything that is open on a day, looks back that were not told yet, reports that wait for somebody."""

    on: date
    steps: tuple[Open, ...]
    looked_back: tuple[LookedBack, ...]
    reports: tuple[Turn, ...] = ()

    @cached_property
    def by_post(self) -> dict[tuple[Function, str | None], list[Open]]:
        found: dict[tuple[Function, str | None], list[Open]] = {}
        for step in self.steps:
            found.setdefault((step.task.owed.holder, step.task.owed.scope), []).append(step)
        return found

    @cached_property
    def by_region(self) -> dict[str | None, list[Open]]:
        found: dict[str | None, list[Open]] = {}
        for step in self.steps:
            found.setdefault(step.task.region, []).append(step)
        return found


@dataclass(frozen=True, slots=True)
class Digest:
    """One person's part of it. ``orphans_elsewhere`` counts those that the regional leads have to settle.

    ``reports``: to attest, or to take note of; ``unattested``: those whose region has no lead.
    """

    mine: tuple[Open, ...] = ()
    escalated: tuple[Open, ...] = ()
    orphans: tuple[Open, ...] = ()
    looked_back: tuple[LookedBack, ...] = ()
    orphans_elsewhere: int = 0
    reports: tuple[Turn, ...] = ()
    unattested: tuple[Turn, ...] = ()

    @property
    def refs(self) -> frozenset[str]:
        steps = (*self.mine, *self.escalated, *self.orphans)
        reports = (*self.reports, *self.unattested)
        return frozenset(s.ref for s in steps) | {e.ref for e in self.looked_back} | {t.ref for t in reports}

    @property
    def told_at_once(self) -> frozenset[str]:
        """What a mail of its own has said: listed in a digest that goes out anyway, and on Mondays."""
        return frozenset(turn.ref for turn in self.reports if turn.holder is Function.REGIONAL_LEAD)


async def standing(session: AsyncSession, on: date) -> Standing:
    levels = await _levels(session)
    tasks = await worklist.everywhere(session, on)
    steps = tuple(Open(task, levels.get((task.unit_id, task.owed.key), 0)) for task in tasks)
    looked_back = await _looked_back(session, NoticeRow.sent_at.is_(None))
    return Standing(on, steps, looked_back, tuple(await turns.turns(session, on)))


async def _levels(session: AsyncSession) -> Mapping[tuple[str, str], int]:
    """The last reminder given of each open step."""
    query = (
        sa.select(NoticeRow.unit_id, NoticeRow.obligation, sa.func.max(NoticeRow.level))
        .join(
            ObligationRow,
            sa.and_(ObligationRow.unit_id == NoticeRow.unit_id, ObligationRow.key == NoticeRow.obligation),
        )
        .where(NoticeRow.kind == NoticeKind.REMINDER.value, ObligationRow.closed_at.is_(None))
        .group_by(NoticeRow.unit_id, NoticeRow.obligation)
    )
    return {(unit_id, key or ""): level for unit_id, key, level in await session.execute(query)}


async def told_back(session: AsyncSession, ids: Collection[int]) -> tuple[LookedBack, ...]:
    """The looks back with these ids, whether told or not."""
    return await _looked_back(session, NoticeRow.id.in_(ids))


async def _looked_back(session: AsyncSession, wanted: Criterion) -> tuple[LookedBack, ...]:
    place = (UnitRow.id, UnitRow.code, UnitRow.name, UnitRow.region_code, RolloutRow.calendar_id)
    query = (
        sa.select(NoticeRow.id, *place, NoticeRow.level)
        .join(UnitRow, UnitRow.id == NoticeRow.unit_id)
        .join(RolloutRow, RolloutRow.unit_id == UnitRow.id)
        .where(NoticeRow.kind == NoticeKind.SUSTAINMENT.value, wanted)
        .order_by(UnitRow.name, NoticeRow.id)
    )
    return tuple(LookedBack(*row) for row in await session.execute(query))


def digest_of(grants: Collection[Grant], open_: Standing) -> Digest:
    """The part of ``open_`` that these grants, valid on its day, hold, are told of, or can help with."""
    mine = _held(grants, open_)
    theirs = {(s.task.unit_id, s.task.owed.key) for s in mine}
    led = regions_led([g for g in grants if g.units is None])
    near = [
        s for region in led for s in open_.by_region.get(region, ()) if (s.task.unit_id, s.task.owed.key) not in theirs
    ]
    orphans = [s for s in near if s.task.is_orphan and s.task.owed.holder in APPOINTED_BY_LEAD]
    elsewhere = 0
    unattested: list[Turn] = []
    if any(g.effective is Function.CENTRAL for g in grants):
        unattested = [turn for turn in open_.reports if turn.is_orphan and turn.holder is Function.REGIONAL_LEAD]
        vacant = [s for s in open_.steps if s.task.is_orphan]
        orphans += [s for s in vacant if s.task.owed.holder not in APPOINTED_BY_LEAD]
        elsewhere = len(vacant) - len(orphans)
    return Digest(
        mine=tuple(sorted(mine, key=_by_date)),
        escalated=tuple(sorted((s for s in near if s.level >= ESCALATED and not s.task.is_orphan), key=_by_date)),
        orphans=tuple(sorted(orphans, key=_by_date)),
        looked_back=tuple(each for each in open_.looked_back if each.region in led),
        orphans_elsewhere=elsewhere,
        reports=tuple(turns.held(grants, open_.reports, open_.on)),
        unattested=tuple(unattested),
    )


def _by_date(step: Open) -> tuple[date, str, str]:
    return step.task.owed.due_on, step.task.name, step.task.owed.key


def _held(grants: Collection[Grant], open_: Standing) -> list[Open]:
    """Steps that these grants hold, under one of the person's own before a substitution."""
    found: dict[tuple[str, str], Open] = {}
    for grant in sorted(grants, key=lambda g: g.acting_for is not None):
        for step in open_.by_post.get((grant.effective, grant.scope), ()):
            task = step.task
            if (grant.units is None or task.unit_id in grant.units) and not worklist.has_left(task):
                mine = replace(step, task=replace(task, acting_for=grant.acting_for))
                found.setdefault((task.unit_id, task.owed.key), mine)
    return list(found.values())
