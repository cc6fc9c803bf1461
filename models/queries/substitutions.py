"""Who stands in for whom, and until when: substitutions on record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models.organisation import Function
from models.people import Period
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow, SubstitutionRow
from models.queries.grants import filled_on, last_day, manager_is_in_place
from models.queries.posts import Asked
from models.substitution import APPOINTED_BY, Occasion, Post, Substitution
from models.tables import AquaTeamRow, UnitRow


@dataclass(frozen=True, slots=True)
class Line:
    """A substitution on record; ``until`` is the last day on which it holds, whatever ends it."""

    id: str
    substitution: Substitution
    occasion: Occasion
    ended_at: datetime | None
    holder_name: str | None
    substitute_name: str

    def runs(self, on: date) -> bool:
        period = self.substitution.period
        return self.ended_at is None and period.since <= on <= (period.until or on)

    def is_over(self, on: date) -> bool:
        return self.ended_at is not None or self.substitution.period.has_ended(on)


async def lines(asked: Asked, criterion: sa.ColumnElement[bool]) -> list[Line]:
    """Substitutions on record, also ended ones, the newest first."""
    holder, substitute = aliased(PersonRow), aliased(PersonRow)
    manager = aliased(ActorRefRow)
    query = (
        sa.select(
            *SubstitutionRow.__table__.columns,
            AssignmentRow.until.label("held_until"),
            filled_on().label("filled_on"),
            manager_is_in_place().label("in_place"),
            sa.func.coalesce(AquaTeamRow.region_code, UnitRow.region_code).label("region"),
            holder.id.label("holder"),
            holder.name.label("holder_name"),
            substitute.name.label("substitute_name"),
        )
        .outerjoin(AssignmentRow, AssignmentRow.id == SubstitutionRow.assignment_id)
        .outerjoin(manager, manager.ref == SubstitutionRow.manager_ref)
        .outerjoin(holder, holder.id == sa.func.coalesce(AssignmentRow.person_id, manager.person_id))
        .join(substitute, substitute.id == SubstitutionRow.substitute_id)
        .outerjoin(AquaTeamRow, AquaTeamRow.code == SubstitutionRow.scope)
        .outerjoin(UnitRow, sa.or_(UnitRow.id == SubstitutionRow.scope, UnitRow.code == SubstitutionRow.scope))
        .where(criterion)
        .order_by(SubstitutionRow.since.desc(), SubstitutionRow.id)
    )
    return [_line(row) for row in (await asked.execute(query)).mappings()]


def _line(row: sa.RowMapping) -> Line:
    holding = row["assignment_id"] or row["manager_ref"]
    post = Post(Function(row["function"]), row["scope"], row["region"], holding, row["holder"])
    until = last_day(row["until"], row["held_until"], row["filled_on"])
    units = frozenset(json.loads(row["units"])) if row["units"] else None
    return Line(
        id=row["id"],
        substitution=Substitution(post, row["substitute_id"], Period(row["since"], until), units),
        occasion=Occasion(row["occasion"]),
        ended_at=row["ended_at"],
        holder_name=row["holder_name"],
        substitute_name=row["substitute_name"],
    )


def overlapping(period: Period) -> sa.ColumnElement[bool]:
    """Substitutions that run in some of this time."""
    return sa.and_(
        SubstitutionRow.ended_at.is_(None),
        SubstitutionRow.since <= (period.until or period.since),
        SubstitutionRow.until >= period.since,
        sa.or_(filled_on().is_(None), sa.and_(filled_on() > SubstitutionRow.since, filled_on() > period.since)),
        manager_is_in_place(),
    )


def concerning(person_id: str, theirs: Iterable[Post]) -> sa.ColumnElement[bool]:
    """Substitutions by this person, for a post they hold or held, or for one of the posts ``theirs``."""
    refs = sa.select(ActorRefRow.ref).where(ActorRefRow.person_id == person_id)
    held = sa.select(AssignmentRow.id).where(AssignmentRow.person_id == person_id)
    scopes: dict[Function, set[str]] = {}
    for post in theirs:
        if post.function in APPOINTED_BY:
            scopes.setdefault(post.function, set()).add(post.scope)
    return sa.or_(
        SubstitutionRow.substitute_id == person_id,
        SubstitutionRow.assignment_id.in_(held),
        SubstitutionRow.manager_ref.in_(refs),
        *(
            sa.and_(SubstitutionRow.function == function.value, SubstitutionRow.scope.in_(its))
            for function, its in scopes.items()
        ),
    )
