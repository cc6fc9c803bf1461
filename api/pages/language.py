"""Choosing the language: remembered for the person who is signed in, and by this browser."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import URL

from activities.people import choose_language
from api.auth.sessions import sessions_of
from api.auth.wayback import own, place
from api.deps import DatabaseDep, MaybeCallerDep, SessionDep
from api.hearing import COOKIE
from api.pages.typed import typed_values
from api.problems import Malformed
from models.language import LANGUAGES

router = APIRouter(include_in_schema=False)

A_YEAR = 365 * 24 * 60 * 60


@router.post("/language")
async def choose(request: Request, session: SessionDep, database: DatabaseDep, caller: MaybeCallerDep) -> Response:
    """Back to where one was. What came from another site has been refused before; a language needs no token beyond.

    Raises: Malformed.
    """
    typed = await typed_values(request)
    language = typed.get("language")
    if language not in LANGUAGES:
        raise Malformed
    came_from = place(URL(request.headers.get("referer", "")))
    answer = RedirectResponse(own(typed.get("back")) or own(came_from) or "/", 303)
    if caller is not None:
        await session.rollback()
        async with database.write() as connection:
            await choose_language(connection, caller.person_id, language)
    secure = sessions_of(request).cookies.secure
    answer.set_cookie(COOKIE, language, max_age=A_YEAR, path="/", secure=secure, httponly=True, samesite="lax")
    return answer
