"""A browser's session: an opaque id in a cookie, its hash in the database. The same behind every way to sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import SQLAlchemyError

from activities import sessions
from activities.clock import berlin_day
from models.queries import callers

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession
    from starlette.requests import Request
    from starlette.responses import Response

    from models.database import Database
    from models.queries.callers import Signed
    from models.sessions import SessionTerms

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Cookies:
    """Names and attributes of what browsers keep. `__Host-` binds a cookie to this host alone, and needs https."""

    secure: bool

    @property
    def session(self) -> str:
        return "__Host-sid" if self.secure else "sid"

    @property
    def transaction(self) -> str:
        """For what lives ten minutes at most: a sign-in under way, what the next page has to say."""
        return "__Host-flow" if self.secure else "flow"

    @property
    def typed(self) -> str:
        """For what was typed when a sign-in had run out."""
        return "__Host-typed" if self.secure else "typed"


@dataclass(frozen=True, slots=True)
class Sessions:
    """What a browser presents becomes somebody signed in, or nobody."""

    cookies: Cookies
    terms: SessionTerms

    def presented(self, request: Request) -> str | None:
        return request.cookies.get(self.cookies.session) or None

    async def read(self, request: Request, session: AsyncSession, moment: datetime) -> Signed | None:
        """Who is signed in with this browser; None when nobody is, or not any more."""
        presented = self.presented(request)
        if presented is None:
            return None
        found = await callers.signed(session, sessions.hash_of(presented), berlin_day(moment))
        if found is None or self.terms.is_over(found.began_at, found.seen_at, moment):
            return None
        if self.terms.wants_touch(found.seen_at, moment) and not _by_itself(request):
            await _touch(request.app.state.database, found.hash, moment)
        return found

    async def begin(self, request: Request, answer: Response, person_id: str, moment: datetime) -> None:
        """Sign this browser in; whatever it was signed in as before ends."""
        database: Database = request.app.state.database
        presented = self.presented(request)
        async with database.write() as connection:
            if presented is not None:
                await sessions.end(connection, sessions.hash_of(presented))
            new = await sessions.begin(connection, person_id, moment)
        answer.set_cookie(
            self.cookies.session, new.id, path="/", secure=self.cookies.secure, httponly=True, samesite="lax"
        )

    async def end(self, request: Request, answer: Response) -> None:
        """The id is worth nothing any more, wherever it is kept."""
        database: Database = request.app.state.database
        presented = self.presented(request)
        if presented is not None:
            async with database.write() as connection:
                await sessions.end(connection, sessions.hash_of(presented))
        answer.delete_cookie(self.cookies.session, path="/", secure=self.cookies.secure, httponly=True, samesite="lax")


def _by_itself(request: Request) -> bool:
    """A page that keeps itself up to date is nobody who is there: a session ends beside it."""
    return "x-live" in request.headers or request.headers.get("accept") == "text/event-stream"


async def _touch(database: Database, session_hash: str, moment: datetime) -> None:
    """Reading goes on while nothing can be written."""
    try:
        async with database.write() as connection:
            await sessions.touch(connection, session_hash, moment)
    except SQLAlchemyError as error:
        log.warning("session_not_touched", error=type(error).__name__)


def sessions_of(request: Request) -> Sessions:
    found: Sessions = request.app.state.sessions
    return found
