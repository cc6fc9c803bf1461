"""Scope as SQL: every question about units carries what its asker may read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.organisation import Function, UnitKind
from models.people_tables import AssignmentRow, SubstitutionRow
from models.permissions import Reading
from models.queries.grants import filled_on
from models.queries.rows import rows
from models.status import IsVacant
from models.tables import AquaTeamRow, RolloutRow, UnitRow
from models.wording import Names

Criterion = sa.ColumnElement[bool]


def visible(reading: Reading) -> Criterion:
    """Units the asker may read, over UnitRow outer-joined with RolloutRow."""
    if reading.everything:
        return sa.true()
    return sa.or_(
        UnitRow.region_code.in_(reading.regions),
        RolloutRow.aqua_team.in_(reading.teams),
        singly(reading),
    )


def singly(reading: Reading) -> Criterion:
    """Units that the asker may read one by one, not with a whole region or team; over the same rows."""
    return sa.or_(
        UnitRow.id.in_(reading.units),
        sa.tuple_(UnitRow.id, UnitRow.region_code).in_(sorted(reading.in_regions)),
        sa.tuple_(UnitRow.id, RolloutRow.aqua_team).in_(sorted(reading.in_teams)),
    )


WAYS: Mapping[str, Criterion] = {
    "regions": UnitRow.region_code.in_(sa.bindparam("regions", expanding=True)),
    "teams": RolloutRow.aqua_team.in_(sa.bindparam("teams", expanding=True)),
    "unit_ids": UnitRow.id.in_(sa.bindparam("unit_ids", expanding=True)),
    "in_regions": sa.tuple_(UnitRow.id, UnitRow.region_code).in_(sa.bindparam("in_regions", expanding=True)),
    "in_teams": sa.tuple_(UnitRow.id, RolloutRow.aqua_team).in_(sa.bindparam("in_teams", expanding=True)),
}
"""The ways in which a unit can lie in somebody's scope, by the name of their values."""
VISIBLE = sa.or_(sa.bindparam("everything", type_=sa.Boolean), *WAYS.values())
"""``visible`` for statements that are built once; its values come from ``scope_values``."""


Question = sa.Select[*tuple[Any, ...]]


def within(question: Question, reading: Reading) -> tuple[Question, dict[str, object]]:
    """The question about what the asker may read, and the values of its scope.

    It is built once for each kind of scope: a list that is empty is not asked about, which costs as much as a full one.
    """
    if reading.everything:
        return question, {}
    values: dict[str, object] = {way: listed for way, listed in scope_values(reading).items() if listed}
    return _narrowed(question, frozenset(values)), values


@cache
def _narrowed(question: Question, ways: frozenset[str]) -> Question:
    return question.where(sa.or_(sa.false(), *(criterion for way, criterion in WAYS.items() if way in ways)))


def scope_values(reading: Reading) -> dict[str, object]:
    return {
        "everything": reading.everything,
        "regions": sorted(reading.regions),
        "teams": sorted(reading.teams),
        "unit_ids": sorted(reading.units),
        "in_regions": sorted(reading.in_regions),
        "in_teams": sorted(reading.in_teams),
    }


def filled(on: date | sa.BindParameter[date]) -> sa.CompoundSelect[str, str]:
    """(function, scope) pairs that somebody fills on the day ``on``, or acts for while they are vacant."""
    held = sa.select(AssignmentRow.function, AssignmentRow.scope).where(
        AssignmentRow.since <= on, sa.or_(AssignmentRow.until.is_(None), AssignmentRow.until >= on)
    )
    acted_for = sa.select(SubstitutionRow.function, SubstitutionRow.scope).where(acts_for_vacant_post(on))
    return sa.union_all(held, acted_for)


def acts_for_vacant_post(on: date | sa.BindParameter[date]) -> Criterion:
    """Substitutions for a post that nobody holds, on the day ``on``: once it was filled, they do not come back."""
    return sa.and_(
        SubstitutionRow.ended_at.is_(None),
        SubstitutionRow.assignment_id.is_(None),
        SubstitutionRow.manager_ref.is_(None),
        SubstitutionRow.since <= on,
        SubstitutionRow.until >= on,
        sa.or_(filled_on().is_(None), filled_on() > on),
    )


FILLED = filled(sa.bindparam("on", type_=sa.Date()))
NAMES = sa.union_all(
    sa.select(sa.literal(0).label("what"), UnitRow.code, UnitRow.name).where(
        UnitRow.kind == UnitKind.REGIONALDIREKTION.value
    ),
    sa.select(sa.literal(1), AquaTeamRow.code, AquaTeamRow.name),
)
"""Built once: putting such a statement together takes longer than running it."""


async def vacancy(session: AsyncSession, on: date) -> IsVacant:
    """Whether a function with a scope is vacant. A manager who holds a step is in place by the unit's own record."""
    return vacant_but_for({(function, scope) for function, scope in await rows(session, FILLED, {"on": on})})


def vacant_but_for(pairs: Collection[tuple[str, str]]) -> IsVacant:
    """``pairs``: function and scope of the posts that are filled."""

    def is_vacant(function: Function, scope: str | None) -> bool:
        if scope is None:
            return True
        return function is not Function.MANAGER and (function.value, scope) not in pairs

    return is_vacant


async def names(session: AsyncSession) -> Names:
    """Names of all regions and teams, in one statement; a unit's own name comes with the unit."""
    found: tuple[dict[str, str], dict[str, str]] = {}, {}
    for what, code, name in await rows(session, NAMES, {}):
        found[what][code] = name
    return Names(regions=found[0], teams=found[1])


async def managed_units(session: AsyncSession, reading: Reading) -> dict[str, tuple[str, str]]:
    """Code and name of the units that the asker's functions name, by id; no statement where there are none."""
    named = reading.units | {unit for unit, _ in reading.in_regions | reading.in_teams}
    if not named:
        return {}
    query = sa.select(UnitRow.id, UnitRow.code, UnitRow.name).where(UnitRow.id.in_(named))
    return {unit_id: (code, name) for unit_id, code, name in await session.execute(query)}
