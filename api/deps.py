"""What routes are given: the caller, the database, the way to give a command.

All of it is asynchronous, though little waits: FastAPI hands plain functions to a thread and back with every request.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from activities.clock import berlin_day, now
from api.giving import Giving
from api.problems import SignInRequired, TwoSignIns, language_of
from api.sign_in import SESSION_USER, username_of
from models.database import Database
from models.permissions import Grant, NotAllowed, Reading, reading
from models.queries import callers


@dataclass(frozen=True, slots=True)
class Caller:
    """The signed-in person, what they may read, and the moment of the request."""

    person_id: str
    username: str
    name: str
    language: str
    grants: tuple[Grant, ...]
    reading: Reading
    today: date
    now: datetime


async def database(request: Request) -> Database:
    found: Database = request.app.state.database
    return found


async def giving(request: Request) -> Giving:
    found: Giving = request.app.state.giving
    return found


async def session(request: Request) -> AsyncIterator[AsyncSession]:
    held: Database = request.app.state.database
    async with held.read() as opened:
        yield opened


async def moment() -> datetime:
    """When this request came; the one place where the application looks at the clock."""
    return now()


async def caller_or_none(
    request: Request, opened: Annotated[AsyncSession, Depends(session)], at: Annotated[datetime, Depends(moment)]
) -> Caller | None:
    """Who is asking, or None. An unknown name is the same as no name. Raises: TwoSignIns."""
    if "authorization" in request.headers and SESSION_USER in request.session:
        raise TwoSignIns
    username = username_of(request)
    if username is None:
        return None
    person = await callers.person(opened, "demo", username)
    if person is None:
        return None
    today = berlin_day(at)
    return Caller(
        person_id=person.id,
        username=person.subject,
        name=person.name,
        language=language_of(request),
        grants=person.grants,
        reading=reading(person.grants, today),
        today=today,
        now=at,
    )


async def caller(found: Annotated[Caller | None, Depends(caller_or_none)]) -> Caller:
    if found is None:
        raise SignInRequired
    return found


async def function_holder(found: Annotated[Caller, Depends(caller)]) -> Caller:
    """Somebody who holds a function today, whichever. Raises: NotAllowed."""
    if not any(grant.is_valid(found.today) for grant in found.grants):
        raise NotAllowed
    return found


async def language(request: Request) -> str:
    return language_of(request)


CallerDep = Annotated[Caller, Depends(caller)]
FunctionHolderDep = Annotated[Caller, Depends(function_holder)]
MaybeCallerDep = Annotated[Caller | None, Depends(caller_or_none)]
DatabaseDep = Annotated[Database, Depends(database)]
SessionDep = Annotated[AsyncSession, Depends(session)]
GivingDep = Annotated[Giving, Depends(giving)]
LanguageDep = Annotated[str, Depends(language)]
