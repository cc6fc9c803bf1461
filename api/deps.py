"""What routes are given: the caller, the database, the way to give a command.

All of it is asynchronous, though little waits: FastAPI hands plain functions to a thread and back with every request.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.contextvars import bind_contextvars

from activities.clock import berlin_day, now
from api.auth.identity import Bearers, bearer_of
from api.auth.limits import limits_of
from api.auth.origin import ForeignOrigin, is_from_here
from api.auth.sessions import sessions_of
from api.giving import Giving
from api.hearing import hear
from api.pages.words import spoken
from api.problems import NotAppointed, SignInRequired, TwoSignIns
from models.database import Database
from models.language import Language
from models.permissions import Grant, NotAllowed, Reading, reading
from models.queries import callers
from models.queries.callers import Person


@dataclass(frozen=True, slots=True)
class Caller:
    """The signed-in person, what they may read, and the moment of the request.

    ``issuer`` and ``username`` are who they signed in as. ``form_token`` proves that a form was made in this session;
    empty for those who come with a token.
    """

    person_id: str
    username: str
    name: str
    language: Language
    grants: tuple[Grant, ...]
    reading: Reading
    today: date
    now: datetime
    issuer: str = ""
    form_token: str = ""

    @property
    def holds_a_function(self) -> bool:
        return any(grant.is_valid(self.today) for grant in self.grants)


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
    request: Request, opened: Annotated[AsyncSession, Depends(session)], at: MomentDep
) -> Caller | None:
    """Who is asking, or None. Raises: TwoSignIns, NotAppointed for a token of somebody nobody has appointed."""
    header, sessions = request.headers.get("authorization"), sessions_of(request)
    if header is None:
        signed = await sessions.read(request, opened, at)
        if signed is None:
            return None
        request.state.form_token = signed.form_token  # pages put it into their forms
        request.state.person_id = signed.person.id
        hear(request, signed.person.language)
        return _caller(signed.person, at, signed.form_token)
    if sessions.presented(request) is not None:
        raise TwoSignIns
    bearers: Bearers = request.app.state.bearers
    identity = await bearers.identity(bearer_of(header))
    if identity is None:
        return None
    person = await callers.person(opened, identity.issuer, identity.subject, berlin_day(at))
    if person is None:
        raise NotAppointed
    return _caller(person, at, "")


def _caller(person: Person, at: datetime, form_token: str) -> Caller:
    today = berlin_day(at)
    return Caller(
        person_id=person.id,
        issuer=person.issuer,
        username=person.subject,
        name=person.name,
        language=spoken(),
        grants=person.grants,
        reading=reading(person.grants, today),
        today=today,
        now=at,
        form_token=form_token,
    )


async def renewed(session: AsyncSession, caller: Caller) -> Caller:
    """The caller with what they hold at this moment: what was taken away since counts no more."""
    person = await callers.person(session, caller.issuer, caller.username, caller.today)
    grants = person.grants if person is not None else ()
    return replace(caller, grants=grants, reading=reading(grants, caller.today))


async def caller(request: Request, opened: Annotated[AsyncSession, Depends(session)], at: MomentDep) -> Caller:
    """Raises: SignInRequired, ForeignOrigin, TooManyRequests."""
    found = await caller_or_none(request, opened, at)
    if found is None:
        raise SignInRequired
    if found.form_token and not is_from_here(request, found.form_token):
        raise ForeignOrigin
    await limits_of(request).count_person(request, found.person_id)
    bind_contextvars(by=found.person_id)  # every line that this request logs says whose deed it was
    return found


async def function_holder(found: Annotated[Caller, Depends(caller)]) -> Caller:
    """Somebody who holds a function today, whichever. Raises: NotAllowed."""
    if not found.holds_a_function:
        raise NotAllowed
    return found


async def language() -> str:
    return spoken()


MomentDep = Annotated[datetime, Depends(moment)]
CallerDep = Annotated[Caller, Depends(caller)]
FunctionHolderDep = Annotated[Caller, Depends(function_holder)]
MaybeCallerDep = Annotated[Caller | None, Depends(caller_or_none)]
DatabaseDep = Annotated[Database, Depends(database)]
SessionDep = Annotated[AsyncSession, Depends(session)]
GivingDep = Annotated[Giving, Depends(giving)]
LanguageDep = Annotated[str, Depends(language)]
