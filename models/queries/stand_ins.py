"""Who could stand in for whom. Choosing a substitute shows names, so only of those who come into question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models.organisation import Function
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow
from models.queries.people import holders
from models.queries.posts import Asked
from models.substitution import Occasion, Post
from models.tables import AquaTeamRow, ManagerRow, RolloutRow


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could stand in; ``function`` and ``scope`` say who that is, None without a function."""

    person: str
    name: str
    function: Function | None
    scope: str | None


async def candidates(asked: Asked, post: Post, occasion: Occasion, on: date) -> list[Candidate]:
    """Colleagues in the same function nearby and those above; who appoints also sees persons without a function.

    Only who can sign in; never the holder.
    """
    held = (
        sa.select(PersonRow.id, PersonRow.name, AssignmentRow.function, AssignmentRow.scope)
        .join(AssignmentRow, AssignmentRow.person_id == PersonRow.id)
        .where(
            AssignmentRow.since <= on,
            sa.or_(AssignmentRow.until.is_(None), AssignmentRow.until >= on),
            _near(post),
        )
    )
    parts: list[sa.Select[str, str, str, str]] = [held]
    if post.function is Function.MANAGER:
        parts.append(_neighbouring_managers(post))
    if occasion is not Occasion.PLANNED:
        parts.append(_without_function(post, on))
    signs_in = (PersonRow.issuer.is_not(None), PersonRow.id != (post.holder or ""))
    rows = await asked.execute(sa.union_all(*(part.where(*signs_in) for part in parts)))
    found: dict[str, Candidate] = {}
    for person, name, function, scope in rows:
        found.setdefault(person, Candidate(person, name, Function(function) if function else None, scope))
    return sorted(found.values(), key=lambda c: (c.function is None, c.name, c.person))


def _near(post: Post) -> sa.ColumnElement[bool]:
    function, scope = AssignmentRow.function, AssignmentRow.scope
    teams = sa.select(AquaTeamRow.code).where(AquaTeamRow.region_code == post.region)
    of_region = sa.and_(function == Function.REGIONAL_LEAD.value, scope == post.region)
    of_teams = sa.and_(function == Function.AQUA_LEAD.value, scope.in_(teams))
    match post.function:
        case Function.REGIONAL_LEAD:
            return sa.or_(function == Function.REGIONAL_LEAD.value, of_teams)
        case Function.AQUA_LEAD:
            return sa.or_(of_region, of_teams)
        case Function.MANAGER:
            own = sa.select(RolloutRow.aqua_team).where(RolloutRow.unit_id == post.scope)
            return sa.or_(of_region, sa.and_(function == Function.AQUA_LEAD.value, scope.in_(own)))
        case _:
            return function == post.function.value


def _neighbouring_managers(post: Post) -> sa.Select[str, str, str, str]:
    """Responsible managers of offices with the same AQua team."""
    own, other = aliased(RolloutRow), aliased(RolloutRow)
    same_team = sa.select(other.unit_id).join(own, own.aqua_team == other.aqua_team).where(own.unit_id == post.scope)
    return (
        sa.select(PersonRow.id, PersonRow.name, sa.literal(Function.MANAGER.value), ManagerRow.unit_id)
        .join(ActorRefRow, ActorRefRow.person_id == PersonRow.id)
        .join(ManagerRow, ManagerRow.holder == ActorRefRow.ref)
        .where(ManagerRow.until.is_(None), ManagerRow.unit_id.in_(same_team))
    )


def _without_function(post: Post, on: date) -> sa.Select[str, str, str, str]:
    """Persons whose data the post's region keeps and who hold no function."""
    nothing = sa.cast(sa.null(), sa.String)
    return sa.select(PersonRow.id, PersonRow.name, nothing, nothing).where(
        PersonRow.region_code == post.region, PersonRow.id.not_in(holders(on))
    )
