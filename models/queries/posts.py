"""Posts for which somebody may name a substitute, and the offices they are about.

Each question takes a session to read or the connection of the transaction that writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from models.organisation import Function, UnitKind
from models.people import Period, Places, UnknownScope
from models.people_tables import AssignmentRow, PersonRow
from models.permissions import Grant, NotAllowed
from models.substitution import APPOINTED_BY, NAME_FOR_THEMSELVES, Post, holding_of, may_name
from models.tables import AquaTeamRow, RolloutRow, UnitRow

Asked = AsyncSession | AsyncConnection


@dataclass(frozen=True, slots=True)
class Held:
    """A post with the name of who holds it; None where nobody does."""

    post: Post
    holder_name: str | None = None


async def posts(
    asked: Asked, grants: Sequence[Grant], person_id: str, on: date, *, own_name: str | None = None
) -> list[Held]:
    """Posts for which this person, called ``own_name``, may name a substitute on the day ``on``; own ones first."""
    valid = [g for g in grants if g.is_valid(on)]
    known = await places(asked)
    found = [Held(post, own_name) for post in await _own(asked, valid, person_id, known)]
    if {g.effective for g in valid} & set(APPOINTED_BY.values()):
        theirs = await _appointed(asked, known, on)
        found += [h for h in theirs if h.post.holder != person_id and _is_named_by(valid, h.post, on)]
    return found


def _is_named_by(grants: Iterable[Grant], post: Post, on: date) -> bool:
    try:
        may_name(grants, post, on)
    except NotAllowed:
        return False
    return True


async def places(asked: Asked) -> Places:
    """Regions, and AQua teams that have not been forgotten, in one statement."""
    regions = sa.select(UnitRow.code, sa.literal("").label("region")).where(
        UnitRow.kind == UnitKind.REGIONALDIREKTION.value
    )
    rows = (await asked.execute(sa.union_all(regions, sa.select(AquaTeamRow.code, AquaTeamRow.region_code)))).all()
    return Places(
        regions=sorted(code for code, region in rows if not region),
        teams={code: region for code, region in sorted(rows, key=lambda row: row[0]) if region},
    )


async def _own(asked: Asked, valid: Iterable[Grant], person_id: str, known: Places) -> list[Post]:
    held = [g for g in valid if g.acting_for is None and g.function in NAME_FOR_THEMSELVES]
    of_unit = await _regions_of(asked, [g.scope for g in held if g.function is Function.MANAGER])
    found = []
    for grant in held:
        region = of_unit.get(grant.scope) if grant.function is Function.MANAGER else _region(known, grant)
        period = Period(grant.since or date.min, grant.until)
        found.append(Post(grant.function, grant.scope, region, holding_of(grant), person_id, period))
    return found


async def _regions_of(asked: Asked, units: Sequence[str]) -> dict[str, str | None]:
    if not units:
        return {}
    return dict((await asked.execute(sa.select(UnitRow.id, UnitRow.region_code).where(UnitRow.id.in_(units)))).all())


def _region(known: Places, grant: Grant) -> str | None:
    try:
        return known.region_of(grant.function, grant.scope)
    except UnknownScope:
        return None


async def _appointed(asked: Asked, known: Places, on: date) -> list[Held]:
    """Every regional lead's and AQua lead's post, held or vacant."""
    query = (
        sa.select(
            AssignmentRow.function,
            AssignmentRow.scope,
            AssignmentRow.id,
            AssignmentRow.person_id,
            PersonRow.name,
            AssignmentRow.since,
            AssignmentRow.until,
        )
        .join(PersonRow, PersonRow.id == AssignmentRow.person_id)
        .where(
            AssignmentRow.function.in_([f.value for f in APPOINTED_BY]),
            AssignmentRow.since <= on,
            sa.or_(AssignmentRow.until.is_(None), AssignmentRow.until >= on),
        )
        .order_by(PersonRow.name, AssignmentRow.id)
    )
    held: dict[tuple[str, str], list[Held]] = {}
    for function, scope, name, person, person_name, since, until in await asked.execute(query):
        kind = Function(function)
        post = Post(kind, scope, _scope_region(known, kind, scope), name, person, Period(since, until))
        held.setdefault((function, scope), []).append(Held(post, person_name))
    found: list[Held] = []
    for kind, scopes in ((Function.REGIONAL_LEAD, known.regions), (Function.AQUA_LEAD, known.teams)):
        for scope in scopes:
            vacant = Post(kind, scope, _scope_region(known, kind, scope))
            found += held.get((kind.value, scope), [Held(vacant)])
    return found


def _scope_region(known: Places, function: Function, scope: str) -> str | None:
    return known.teams.get(scope) if function is Function.AQUA_LEAD else scope


async def units_of(asked: Asked, post: Post) -> dict[str, tuple[str, str]]:
    """The offices that a post is about: id -> code and name, by name."""
    query = (
        sa.select(UnitRow.id, UnitRow.code, UnitRow.name)
        .join(RolloutRow, RolloutRow.unit_id == UnitRow.id)
        .order_by(UnitRow.name, UnitRow.code)
    )
    match post.function:
        case Function.REGIONAL_LEAD:
            query = query.where(RolloutRow.region_code == post.scope)
        case Function.AQUA_LEAD:
            query = query.where(RolloutRow.aqua_team == post.scope)
        case Function.MANAGER:
            query = query.where(UnitRow.id == post.scope)
    return {unit_id: (code, name) for unit_id, code, name in await asked.execute(query)}
