"""The demo's people and AQua teams as rows. Ids follow from names, so that what is there is not written again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.filled_posts import Holding, row_of
from activities.retelling import Rows
from models.demo.chance import opaque
from models.demo.office import Office
from models.demo.scene import LEAD_LEFT, ON_LEAVE, Gap, Scene, in_function_since, lead_gap
from models.demo.staff import AWAY, Person, Post, manager_of
from models.organisation import Function
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow, SubstitutionRow
from models.report_tables import FilledPostRow
from models.rollout.state import UnitState
from models.substitution import Occasion
from models.tables import AquaTeamRow, CoverageRow

ISSUER = "demo"
ONE_DAY = timedelta(days=1)
MORNING = time(6, 0, tzinfo=UTC)
NAMED_BEFORE = timedelta(days=20)
"""How long ago the demo's substitution was named: nobody needs to be told of it any more."""


async def write_staff(connection: AsyncConnection, scene: Scene, today: date, now: datetime) -> int:
    """Everybody but the responsible managers, AQua teams, who stands in for whom; answers how many people are new."""
    rows = Rows()
    known = set((await connection.scalars(sa.select(PersonRow.id))).all())
    new = [post for post in scene.staff.posts if post.person.id not in known]
    spare = [person for person in scene.spare if person.id not in known]
    gap = lead_gap({person.region for person in scene.spare if person.region}, today)
    for post in new:
        _add_person(rows, post.person, now)
        is_split = gap is not None and (post.function, post.scope) == (Function.REGIONAL_LEAD, gap.region)
        _add_assignments(rows, post, today, gap if is_split else None)
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


def _add_assignments(rows: Rows, post: Post, today: date, gap: Gap | None) -> None:
    """One, or one before the ``gap`` and one after it; and what is known of the post itself."""
    since, until = in_function_since(today), today - LEAD_LEFT - ONE_DAY if post.has_left else None
    name, ref = opaque("f", "demo", post.person.username), post.person.ref
    held = [(name, ref, since, until)]
    if gap is not None:
        before = opaque("a", "demo", post.person.username, "before")
        rows.add(ActorRefRow, [{"ref": before, "person_id": post.person.id, "created_at": _morning(since)}])
        earlier = opaque("f", "demo", post.person.username, "before")
        held = [(earlier, before, since, gap.first - ONE_DAY), (name, ref, gap.last + ONE_DAY, until)]
    for assignment, its_ref, first, last in held:
        place = {"function": post.function.value, "scope": post.scope, "since": first}
        row = {"id": assignment, "person_id": post.person.id, "until": last, "actor_ref": its_ref, **place}
        rows.add(AssignmentRow, [row])
        rows.add(FilledPostRow, list(_known(Holding(assignment, post.function, post.scope, first, last))))


def _known(held: Holding) -> Iterator[dict[str, Any]]:
    """As it was told: on the first day that the post is filled, on the last one that it is no more."""
    begun = row_of(replace(held, until=None), _morning(held.since))
    if held.until is None:
        yield begun
        return
    ended_at = _morning(held.until)
    yield {**begun, "superseded_at": ended_at}
    yield row_of(held, ended_at)


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING)


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
