"""What one unit's sentences need from around it, in one statement: names, and who fills the functions they speak of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.organisation import Function
from models.people_tables import AssignmentRow, SubstitutionRow
from models.queries.rows import rows
from models.queries.scope import acts_for_vacant_post
from models.queries.units import Place
from models.rollout.owed import Obligation
from models.rollout.state import UnitState
from models.status import IsVacant
from models.tables import AquaTeamRow, UnitRow
from models.wording import Names

ON = sa.bindparam("on", type_=sa.Date())
AROUND = sa.union_all(
    sa.select(sa.literal("region").label("of"), UnitRow.code, UnitRow.name).where(
        UnitRow.code == sa.bindparam("region")
    ),
    sa.select(sa.literal("team"), AquaTeamRow.code, AquaTeamRow.name).where(AquaTeamRow.code == sa.bindparam("team")),
    sa.select(sa.literal("filled"), AssignmentRow.function, AssignmentRow.scope).where(
        AssignmentRow.scope.in_(sa.bindparam("scopes", expanding=True)),
        AssignmentRow.since <= ON,
        sa.or_(AssignmentRow.until.is_(None), AssignmentRow.until >= ON),
    ),
    sa.select(sa.literal("filled"), SubstitutionRow.function, SubstitutionRow.scope).where(
        SubstitutionRow.scope.in_(sa.bindparam("scopes", expanding=True)),
        acts_for_vacant_post(ON),
    ),
)


async def surroundings(
    session: AsyncSession, place: Place, state: UnitState, owed: Sequence[Obligation], on: date
) -> tuple[Names, IsVacant]:
    """Names of the unit's region, AQua team and itself; and whether nobody fills a function that holds a step."""
    scopes = sorted({o.scope for o in owed if o.scope is not None})
    values = {"region": state.region or "", "team": state.aqua_team or "", "scopes": scopes, "on": on}
    found: dict[str, set[tuple[str, str]]] = {"region": set(), "team": set(), "filled": set()}
    for of, one, other in await rows(session, AROUND, values):
        found[of].add((one, other))

    def is_vacant(function: Function, scope: str | None) -> bool:
        if scope is None:
            return True
        return function is not Function.MANAGER and (function.value, scope) not in found["filled"]

    known = Names(dict(found["region"]), dict(found["team"]), {place.unit_id: place.name})
    return known, is_vacant
