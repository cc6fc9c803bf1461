"""Naming a substitute and ending it: writing. What runs and who may be named is in ``models.queries``."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from activities import filled_posts
from activities.filled_posts import Holding
from activities.queueing import take_turns
from models.organisation import Function
from models.people import period
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow, SubstitutionRow
from models.permissions import Grant, NotAllowed
from models.queries import posts, stand_ins
from models.queries import substitutions as running_ones
from models.substitution import (
    NoSuchUnitThere,
    Occasion,
    Post,
    PostIsFilled,
    SeveralHolders,
    SubstituteCannotSignIn,
    Substitution,
    SubstitutionEnded,
    UnknownPost,
    UnknownSubstitute,
    UnknownSubstitution,
    fits,
    may_name,
    names_somewhere,
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Naming:
    """Who names, under which grants, and the moment of it; ``longest``: how many days a substitution may last."""

    person_id: str
    grants: Sequence[Grant]
    today: date
    moment: datetime
    longest: int


@dataclass(frozen=True, slots=True)
class NewSubstitution:
    """``scope`` as grants have it (a manager's is the unit's id); ``holder`` None: the only one, or nobody.

    ``units`` are the codes of the offices it is narrowed to; None for the whole function.
    """

    function: str
    scope: str
    holder: str | None
    substitute: str
    since: date
    until: date
    units: tuple[str, ...] | None = None


async def name_substitute(connection: AsyncConnection, new: NewSubstitution, by: Naming) -> str:
    """The new substitution's id, with a reference of its own under which the journal knows the substitute.

    Raises: NotAllowed, UnknownPost, SeveralHolders, UnknownSubstitute, SubstituteCannotSignIn, NoSuchUnitThere,
    PostIsFilled, UntilBeforeSince, DayOutOfRange, refusals of ``models.substitution.fits``.
    """
    await take_turns(connection)
    post = await _post(connection, new, by)
    grant = may_name(by.grants, post, by.today)
    occasion = post.occasion(grant)
    await _can_stand_in(connection, post, occasion, new.substitute, by.today)
    wanted = Substitution(post, new.substitute, period(new.since, new.until), await _unit_ids(connection, post, new))
    if post.holding is None:
        await _is_vacant(connection, wanted)
    running = [
        line.substitution for line in await running_ones.lines(connection, running_ones.overlapping(wanted.period))
    ]
    fits(wanted, running, today=by.today, longest=by.longest)
    return await _write(connection, wanted, occasion, grant, by.moment)


async def _post(connection: AsyncConnection, new: NewSubstitution, by: Naming) -> Post:
    """The post that is meant, among those for which this person may name somebody."""
    if not names_somewhere(by.grants, by.today):
        raise NotAllowed
    mine = await posts.posts(connection, by.grants, by.person_id, by.today)
    same = [h.post for h in mine if (h.post.function.value, h.post.scope) == (new.function, new.scope)]
    found = same if new.holder is None else [post for post in same if post.holder == new.holder]
    if not found:
        raise UnknownPost
    if len(found) > 1:
        raise SeveralHolders
    return found[0]


async def _can_stand_in(
    connection: AsyncConnection, post: Post, occasion: Occasion, substitute: str, today: date
) -> None:
    able = {candidate.person for candidate in await stand_ins.candidates(connection, post, occasion, today)}
    if substitute in able or substitute == post.holder:  # standing in for oneself is refused by its own name
        return
    kept = sa.select(PersonRow.issuer).where(PersonRow.id == substitute, PersonRow.region_code == post.region)
    row = (await connection.execute(kept)).one_or_none()
    if row is not None and row.issuer is None and occasion is not Occasion.PLANNED:
        raise SubstituteCannotSignIn
    raise UnknownSubstitute


async def _unit_ids(connection: AsyncConnection, post: Post, new: NewSubstitution) -> frozenset[str] | None:
    if new.units is None:
        return None
    ids = {code: unit_id for unit_id, (code, _) in (await posts.units_of(connection, post)).items()}
    for code in new.units:
        if code not in ids:
            raise NoSuchUnitThere(unit=code)
    return frozenset(ids[code] for code in new.units)


async def _is_vacant(connection: AsyncConnection, wanted: Substitution) -> None:
    """Nobody holds the post in this time."""
    query = sa.select(sa.func.min(AssignmentRow.since)).where(
        AssignmentRow.function == wanted.post.function.value,
        AssignmentRow.scope == wanted.post.scope,
        AssignmentRow.since <= (wanted.period.until or wanted.period.since),
        sa.or_(AssignmentRow.until.is_(None), AssignmentRow.until >= wanted.period.since),
    )
    since = (await connection.execute(query)).scalar_one()
    if since is not None:
        raise PostIsFilled(since=since.isoformat())


async def _write(
    connection: AsyncConnection, new: Substitution, occasion: Occasion, grant: Grant, moment: datetime
) -> str:
    name, ref, post = secrets.token_hex(8), secrets.token_hex(16), new.post
    link = {"ref": ref, "person_id": new.substitute, "created_at": moment}
    await connection.execute(sa.insert(ActorRefRow), link)
    is_manager = post.function is Function.MANAGER
    row = {
        "id": name,
        "function": post.function.value,
        "scope": post.scope,
        "assignment_id": None if is_manager else post.holding,
        "manager_ref": post.holding if is_manager else None,
        "occasion": occasion.value,
        "substitute_id": new.substitute,
        "actor_ref": ref,
        "units": json.dumps(sorted(new.units)) if new.units is not None else None,
        "since": new.period.since,
        "until": new.period.until,
        "named_by": grant.actor_ref,
        "created_at": moment,
    }
    await connection.execute(sa.insert(SubstitutionRow), row)
    if post.holding is None:
        acts = Holding(name, post.function, post.scope, new.period.since, new.period.until, acting=True)
        await filled_posts.begun(connection, [acts], moment)
    log.info("substitution_named", substitution=name, function=post.function.value, occasion=occasion.value)
    return name


async def end_substitution(connection: AsyncConnection, substitution_id: str, by: Naming) -> None:
    """End it at this moment: the substitute's next command is refused; what was accepted before stands.

    Whoever may name for the post may end it. Raises: NotAllowed, UnknownSubstitution, SubstitutionEnded.
    """
    await take_turns(connection)
    if not names_somewhere(by.grants, by.today):
        raise NotAllowed
    found = await running_ones.lines(connection, SubstitutionRow.id == substitution_id)
    if not found or not may_end(found[0], by.grants, by.today):
        raise UnknownSubstitution
    line = found[0]
    if line.is_over(by.today):
        ended = line.ended_at.date() if line.ended_at is not None else line.substitution.period.until
        raise SubstitutionEnded(until=(ended or by.today).isoformat())
    await connection.execute(
        sa.update(SubstitutionRow).where(SubstitutionRow.id == substitution_id).values(ended_at=by.moment)
    )
    await filled_posts.ended(connection, substitution_id, by.today, by.moment)
    log.info("substitution_ended", substitution=substitution_id)


def may_end(line: running_ones.Line, grants: Sequence[Grant], today: date) -> bool:
    try:
        may_name(grants, line.substitution.post, today)
    except NotAllowed:
        return False
    return True
