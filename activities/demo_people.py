"""The demo's people and AQua teams as rows. Ids follow from names, so that what is there is not written again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.retelling import Rows
from models.demo.chance import opaque
from models.demo.office import Office
from models.demo.scene import LEAD_LEFT, ON_LEAVE, Scene, in_function_since
from models.demo.staff import AWAY, Person, Post, manager_of
from models.rollout.state import UnitState
from models.substitution import Occasion
from models.tables import ActorRefRow, AquaTeamRow, AssignmentRow, CoverageRow, PersonRow, SubstitutionRow

ISSUER = "demo"
ONE_DAY = timedelta(days=1)
NAMED_BEFORE = timedelta(days=20)
"""How long ago the demo's substitution was named: nobody needs to be told of it any more."""


async def write_staff(connection: AsyncConnection, scene: Scene, today: date, now: datetime) -> int:
    """Everybody but the responsible managers, AQua teams, who stands in for whom; answers how many people are new."""
    rows = Rows()
    known = set((await connection.scalars(sa.select(PersonRow.id))).all())
    new = [post for post in scene.staff.posts if post.person.id not in known]
    spare = [person for person in scene.spare if person.id not in known]
    for post in new:
        _add_person(rows, post.person, now)
        rows.add(AssignmentRow, [_assignment(post, today)])
    for person in spare:
        _add_person(rows, person, now)
    _add_substitution(rows, [post for post in new if post.scope in AWAY], today, now)
    teams = set((await connection.scalars(sa.select(AquaTeamRow.code))).all())
    for team in scene.teams:
        if team.code not in teams:
            row = {"code": team.code, "name": team.name, "region_code": team.region, "since": None, "until": None}
            rows.add(AquaTeamRow, [row])
    await rows.insert(connection)
    return len(new) + len(spare)


def _add_substitution(rows: Rows, posts: list[Post], today: date, now: datetime) -> None:
    """A planned one, in force: the lead of one team is away, a neighbour stands in."""
    away, stands_in = (next((post for post in posts if post.scope == team), None) for team in AWAY)
    if away is None or stands_in is None:  # a demo of few regions
        return
    ref = opaque("a", "demo", "i.V.", away.person.username)
    rows.add(ActorRefRow, [{"ref": ref, "person_id": stands_in.person.id, "created_at": now}])
    row = {
        "id": opaque("s", "demo", away.person.username),
        "function": away.function.value,
        "scope": away.scope,
        "assignment_id": opaque("f", "demo", away.person.username),
        "occasion": Occasion.PLANNED.value,
        "substitute_id": stands_in.person.id,
        "actor_ref": ref,
        "since": today - ON_LEAVE[0],
        "until": today + ON_LEAVE[1],
        "named_by": away.person.ref,
        "created_at": now - NAMED_BEFORE,
    }
    rows.add(SubstitutionRow, [row])


def _add_person(rows: Rows, person: Person, now: datetime) -> None:
    row = {
        "id": person.id,
        "issuer": ISSUER if person.signs_in else None,
        "subject": person.username if person.signs_in else None,
        "name": person.name,
        "email": f"{person.username.lower()}@demo.invalid" if person.signs_in else None,
        "region_code": person.region,
        "created_at": now,
    }
    rows.add(PersonRow, [row])
    rows.add(ActorRefRow, [{"ref": person.ref, "person_id": person.id, "created_at": now}])


def _assignment(post: Post, today: date) -> dict[str, Any]:
    return {
        "id": opaque("f", "demo", post.person.username),
        "person_id": post.person.id,
        "function": post.function.value,
        "scope": post.scope,
        "since": in_function_since(today),
        "until": today - LEAD_LEFT - ONE_DAY if post.has_left else None,
        "actor_ref": post.person.ref,
    }


def add_managers(rows: Rows, scene: Scene, office: Office, state: UnitState, now: datetime) -> int:
    """Those whom the office's history has put in place, the last one able to sign in; answers how many."""
    number = len(state.managers)
    for before in range(number):
        _add_person(rows, manager_of(office, scene.numbers[office.id], before), now)
    return number


def add_coverage(rows: Rows, scene: Scene, office: Office, state: UnitState, today: date) -> None:
    """The team that covers the office, or did until the office's history says that it no longer does."""
    team = scene.team_of[office.id]
    ended = state.aqua_since - ONE_DAY if state.aqua_team is None and state.aqua_since else None
    row = {
        "id": opaque("v", "demo", office.id),
        "team_code": team,
        "unit_id": office.id,
        "since": in_function_since(today),
        "until": ended,
    }
    rows.add(CoverageRow, [row])
