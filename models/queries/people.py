"""The directory: who holds which function, as far as the asker may read it (DOMAIN: „read names of function holders“).

Rows and names are two questions: the Zentrale and the auditors see that a function is held, the names only of those
they work with, or on request.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Refusal
from models.organisation import Function
from models.people import NATIONWIDE
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow
from models.permissions import Grant, Reading, reading
from models.queries.scope import Criterion, singly, visible
from models.remedies import Remedy
from models.tables import AquaTeamRow, ManagerRow, RolloutRow, UnitRow

LEADS = Function.REGIONAL_LEAD.value
TEAM_LEADS = Function.AQUA_LEAD.value


class UnknownCursor(Refusal):
    """The list cannot go on from here."""

    german = "Die Liste lässt sich von hier nicht fortsetzen."
    remedy = Remedy("Bitte von vorn beginnen.", "Begin it anew.")


@dataclass(frozen=True, slots=True)
class View:
    """What of the directory an asker sees: rows of persons, their names, assignments."""

    rows: Criterion
    named: Criterion
    assignments: Criterion


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """``name`` is None where the asker may not read it."""

    id: str
    person_id: str
    name: str | None
    function: str
    scope: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """``name`` and ``email`` are None where the asker may not read them."""

    id: str
    name: str | None
    email: str | None
    language: str | None
    region: str | None
    signs_in: bool
    assignments: tuple[AssignmentLine, ...]


def view(grants: Iterable[Grant], own_id: str, on: date, *, names: bool = False) -> View:
    """``names``: an auditor asks for the names, too (the route logs it)."""
    valid = [g for g in grants if g.is_valid(on)]
    functions = {g.effective for g in valid}
    local = (Function.REGIONAL_LEAD, Function.AQUA_LEAD, Function.MANAGER)
    near = reading([g for g in valid if g.effective in local], on)
    mine = sa.or_(PersonRow.id == own_id, _near_persons(near))
    named = [mine]
    if Function.CENTRAL in functions:
        named.append(_partners_of_the_zentrale())
    if Function.AUDITOR in functions and names:
        named.append(sa.true())
    everything = functions & {Function.CENTRAL, Function.AUDITOR}
    return View(
        rows=sa.and_(PersonRow.forgotten_at.is_(None), sa.true() if everything else mine),
        named=sa.or_(*named),
        assignments=sa.true() if everything else sa.or_(AssignmentRow.person_id == own_id, _near_assignments(near)),
    )


def shown_within(regions: Collection[str]) -> Criterion:
    """Persons whom the directory shows to the leads of these regions."""
    return _near_persons(Reading(regions=frozenset(regions)))


def _near_assignments(near: Reading) -> Criterion:
    """Leads of the regions and teams that the asker's units belong to; within an own region all teams' leads."""
    teams = sa.select(AquaTeamRow.region_code).where(AquaTeamRow.code.in_(near.teams))
    of_unit = RolloutRow.unit_id == UnitRow.id
    units = sa.select(UnitRow.region_code).outerjoin(RolloutRow, of_unit).where(singly(near))
    in_regions = sa.select(AquaTeamRow.code).where(AquaTeamRow.region_code.in_(near.regions))
    of_units = sa.select(RolloutRow.aqua_team).join(UnitRow, of_unit).where(singly(near))
    scope = AssignmentRow.scope
    return sa.or_(
        sa.and_(AssignmentRow.function == LEADS, sa.or_(scope.in_(near.regions), scope.in_(teams), scope.in_(units))),
        sa.and_(
            AssignmentRow.function == TEAM_LEADS,
            sa.or_(scope.in_(near.teams), scope.in_(in_regions), scope.in_(of_units)),
        ),
    )


def _near_persons(near: Reading) -> Criterion:
    """Holders of near functions, managers of the asker's units, persons whose data an own region keeps."""
    managers = (
        sa.select(ActorRefRow.person_id)
        .join(ManagerRow, ManagerRow.holder == ActorRefRow.ref)
        .join(UnitRow, UnitRow.id == ManagerRow.unit_id)
        .outerjoin(RolloutRow, RolloutRow.unit_id == UnitRow.id)
        .where(visible(near))
    )
    return sa.or_(
        PersonRow.region_code.in_(near.regions),
        PersonRow.id.in_(sa.select(AssignmentRow.person_id).where(_near_assignments(near))),
        PersonRow.id.in_(managers),
    )


def _partners_of_the_zentrale() -> Criterion:
    """Regional leads, holders of nation-wide functions, and persons it keeps who hold no function yet."""
    national = [f.value for f in NATIONWIDE] + [LEADS]
    holders = sa.select(AssignmentRow.person_id).where(AssignmentRow.function.in_(national))
    with_function = sa.select(ActorRefRow.person_id)
    kept = sa.and_(PersonRow.region_code.is_(None), PersonRow.id.not_in(with_function))
    return sa.or_(PersonRow.id.in_(holders), kept)


# --- persons and assignments ---------------------------------------------------------------------------------


async def people(
    session: AsyncSession, seen: View, *, after: str | None = None, limit: int = 50, wanted: Criterion | None = None
) -> list[PersonLine]:
    """The next ``limit`` persons, all or those ``wanted``: by name, then by id those whose name is withheld.

    Raises: UnknownCursor.
    """
    criterion = seen.rows if wanted is None else sa.and_(seen.rows, wanted)
    if after is not None:
        query = sa.select(*_order(seen)).where(PersonRow.id == after, seen.rows)
        place = (await session.execute(query)).one_or_none()
        if place is None:
            raise UnknownCursor
        criterion = sa.and_(criterion, sa.tuple_(*_order(seen)) > sa.tuple_(*place))
    return await _lines(session, seen, criterion, limit)


def _order(seen: View) -> tuple[sa.ColumnElement[int], sa.ColumnElement[str], sa.ColumnElement[str]]:
    """An order that tells nothing of a name that the asker may not read."""
    withheld = sa.case((seen.named, 0), else_=1)
    return withheld, sa.case((seen.named, PersonRow.name), else_=""), PersonRow.id.expression


async def person(session: AsyncSession, seen: View, person_id: str) -> PersonLine | None:
    """One person, or None where there is none for the asker."""
    found = await _lines(session, seen, sa.and_(seen.rows, PersonRow.id == person_id), 1)
    return found[0] if found else None


async def _lines(session: AsyncSession, seen: View, criterion: Criterion, limit: int) -> list[PersonLine]:
    query = sa.select(PersonRow, seen.named.label("named")).where(criterion)
    rows = (await session.execute(query.order_by(*_order(seen)).limit(limit))).all()
    held: dict[str, list[AssignmentLine]] = {row.id: [] for row, _ in rows}
    for line in await _assignments(session, seen, AssignmentRow.person_id.in_(held)):
        held[line.person_id].append(line)
    return [
        PersonLine(
            id=row.id,
            name=row.name if named else None,
            email=row.email if named else None,
            language=row.language,
            region=row.region_code,
            signs_in=row.issuer is not None,
            assignments=tuple(held[row.id]),
        )
        for row, named in rows
    ]


@dataclass(frozen=True, slots=True)
class AssignmentFilter:
    """What a list of assignments is narrowed to; ``on``: valid on that day."""

    function: str | None = None
    scope: str | None = None
    person_id: str | None = None
    on: date | None = None


async def assignments(
    session: AsyncSession, seen: View, wanted: AssignmentFilter, *, after: str | None = None, limit: int = 50
) -> list[AssignmentLine]:
    criteria = [AssignmentRow.id > after] if after is not None else []
    for column, value in (
        (AssignmentRow.function, wanted.function),
        (AssignmentRow.scope, wanted.scope),
        (AssignmentRow.person_id, wanted.person_id),
    ):
        if value is not None:
            criteria.append(column == value)
    if wanted.on is not None:
        criteria += [AssignmentRow.since <= wanted.on]
        criteria += [sa.or_(AssignmentRow.until.is_(None), AssignmentRow.until >= wanted.on)]
    return await _assignments(session, seen, sa.and_(sa.true(), *criteria), limit)


async def assignment(session: AsyncSession, seen: View, assignment_id: str) -> AssignmentLine | None:
    found = await _assignments(session, seen, AssignmentRow.id == assignment_id, 1)
    return found[0] if found else None


async def _assignments(
    session: AsyncSession, seen: View, criterion: Criterion, limit: int | None = None
) -> list[AssignmentLine]:
    query = (
        sa.select(AssignmentRow, PersonRow.name, seen.named.label("named"))
        .join(PersonRow, PersonRow.id == AssignmentRow.person_id)
        .where(seen.assignments, criterion)
        .order_by(AssignmentRow.id)
        .limit(limit)
    )
    return [
        AssignmentLine(
            id=row.id,
            person_id=row.person_id,
            name=name if named else None,
            function=row.function,
            scope=row.scope,
            since=row.since,
            until=row.until,
        )
        for row, name, named in (await session.execute(query))
    ]


# --- who could take a function -------------------------------------------------------------------------------


async def without_function(session: AsyncSession, region: str, on: date) -> list[tuple[str, str]]:
    """Id and name of persons kept by the region who hold no function on the day ``on``, by name."""
    query = sa.select(PersonRow.id, PersonRow.name).where(
        PersonRow.region_code == region, PersonRow.id.not_in(holders(on))
    )
    return [(person_id, name) for person_id, name in (await session.execute(query.order_by(PersonRow.name)))]


def holders(on: date) -> sa.CompoundSelect[str]:
    """Persons who hold a function on the day ``on`` or later."""
    assigned = sa.select(AssignmentRow.person_id).where(
        sa.or_(AssignmentRow.until.is_(None), AssignmentRow.until >= on)
    )
    managing = (
        sa.select(ActorRefRow.person_id)
        .join(ManagerRow, ManagerRow.holder == ActorRefRow.ref)
        .where(ManagerRow.until.is_(None))
    )
    return sa.union_all(assigned, managing)
