"""Substitutions: who stands in for whom, naming somebody, ending it."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Request, status
from sqlalchemy.ext.asyncio import AsyncSession

from activities.substitutions import NewSubstitution, end_substitution, name_substitute
from api.deps import Caller, CallerDep, DatabaseDep, SessionDep
from api.problems import NotFound
from api.standing_in import Board, board, naming
from api.substitution_shapes import (
    CandidateList,
    CandidateShape,
    PersonRef,
    PostList,
    PostShape,
    SubstitutionList,
    SubstitutionRequest,
    SubstitutionShape,
)
from models import substitution as rules
from models.errors import Refusal
from models.organisation import Function
from models.queries.posts import Held
from models.queries.stand_ins import candidates
from models.queries.substitutions import Line
from models.substitution import UnknownPost, may_name
from models.tables import UnitRow

router = APIRouter(prefix="/api")

HTTP_STATUS: dict[type[Refusal], int] = {
    rules.UnknownPost: 404,
    rules.UnknownSubstitute: 404,
    rules.UnknownSubstitution: 404,
    rules.SeveralHolders: 422,
    rules.BeginsInPast: 422,
    rules.SubstitutionTooLong: 422,
    rules.NoSuchUnitThere: 422,
    rules.VacantPostIsWhole: 422,
}

TAGS: list[str | Enum] = ["Vertretung"]
Past = Annotated[bool, Query(description="Also those that are over")]
Asked = Annotated[str, Query(max_length=40, examples=["aqua_lead"])]
Scope = Annotated[str, Query(max_length=40, description="As in /api/me: a region's, AQua team's or office's code")]
Holder = Annotated[str | None, Query(max_length=64, description="Who is away; needed where several hold the post")]


@router.get("/substitutions", tags=TAGS, summary="Substitutions that concern you, the newest first")
async def list_substitutions(session: SessionDep, caller: CallerDep, past: Past = False) -> SubstitutionList:
    """By you, for you, and for functions for which you may name somebody."""
    seen = await board(session, caller)
    return SubstitutionList(items=[_shape(seen, line) for line in seen.lines if past or not line.is_over(caller.today)])


@router.get("/substitutions/posts", tags=TAGS, summary="Functions for which you may name a substitute")
async def list_posts(session: SessionDep, caller: CallerDep) -> PostList:
    seen = await board(session, caller, only_posts=True)
    return PostList(items=[_post(seen, held) for held in seen.posts])


@router.get("/substitutions/candidates", tags=TAGS, summary="Who could stand in for a function")
async def list_candidates(
    session: SessionDep, caller: CallerDep, function: Asked, scope: Scope, holder: Holder = None
) -> CandidateList:
    seen = await board(session, caller, only_posts=True)
    held = next(
        (
            h
            for h in seen.posts
            if (h.post.function.value, seen.scope(h.post)) == (function, scope) and holder in (None, h.post.holder)
        ),
        None,
    )
    if held is None:
        raise UnknownPost
    occasion = held.post.occasion(may_name(caller.grants, held.post, caller.today))
    found = await candidates(session, held.post, occasion, caller.today)
    return CandidateList(
        items=[
            CandidateShape(
                id=each.person, name=each.name, title=seen.title(each.function, each.scope) if each.function else None
            )
            for each in found
        ]
    )


@router.post("/substitutions", tags=TAGS, summary="Name a substitute", status_code=status.HTTP_201_CREATED)
async def create_substitution(
    request: Request, database: DatabaseDep, session: SessionDep, caller: CallerDep, body: SubstitutionRequest
) -> SubstitutionShape:
    """For a planned absence of your own, in the place of somebody who is away, or for a vacant function.

    The substitute acts „i. V.“ from `since` through `until`, cannot pass it on, and it ends by itself.
    """
    new = NewSubstitution(
        function=body.function,
        scope=await _stored_scope(session, body.function, body.scope),
        holder=body.holder,
        substitute=body.substitute,
        since=body.since,
        until=body.until,
        units=tuple(body.units) if body.units is not None else None,
    )
    await session.rollback()
    async with database.write() as connection:
        name = await name_substitute(connection, new, naming(caller, longest(request)))
    return await _shown(session, caller, name)


@router.post("/substitutions/{substitution_id}/end", tags=TAGS, summary="End a substitution now")
async def end(
    request: Request,
    database: DatabaseDep,
    session: SessionDep,
    caller: CallerDep,
    substitution_id: Annotated[str, Path(max_length=64)],
) -> SubstitutionShape:
    """The substitute's next command is refused; what was accepted before stands. The substitution stays on record."""
    async with database.write() as connection:
        await end_substitution(connection, substitution_id, naming(caller, longest(request)))
    return await _shown(session, caller, substitution_id)


def longest(request: Request) -> int:
    """How many days a substitution may last."""
    found: int = request.app.state.substitution_days
    return found


async def _stored_scope(session: AsyncSession, function: str, scope: str) -> str:
    """An office's code becomes its id; an unknown one stays as it is and is no post."""
    if function != Function.MANAGER:
        return scope
    unit_id = await session.scalar(sa.select(UnitRow.id).where(UnitRow.code == scope))
    return unit_id or scope


async def _shown(session: AsyncSession, caller: Caller, name: str) -> SubstitutionShape:
    await session.rollback()  # what the session has seen so far is older than what was just written
    seen = await board(session, caller)
    line = next((line for line in seen.lines if line.id == name), None)
    if line is None:
        raise NotFound
    return _shape(seen, line)


def _shape(seen: Board, line: Line) -> SubstitutionShape:
    made, today = line.substitution, seen.caller.today
    holder = PersonRef(id=made.post.holder, name=line.holder_name or None) if made.post.holder is not None else None
    return SubstitutionShape(
        id=line.id,
        function=made.post.function.value,
        scope=seen.scope(made.post),
        title=seen.title(made.post.function, made.post.scope),
        occasion=line.occasion.value,
        holder=holder,
        substitute=PersonRef(id=made.substitute, name=line.substitute_name or None),
        units=seen.codes(line),
        since=made.period.since,
        until=made.period.until or made.period.since,
        ended=line.ended_at,
        in_force=line.runs(today),
        may_end=seen.may_end(line),
    )


def _post(seen: Board, held: Held) -> PostShape:
    post = held.post
    return PostShape(
        function=post.function.value,
        scope=seen.scope(post),
        title=seen.title(post.function, post.scope),
        holder=PersonRef(id=post.holder, name=held.holder_name) if post.holder is not None else None,
        occasion=post.occasion(may_name(seen.caller.grants, post, seen.caller.today)).value,
    )
