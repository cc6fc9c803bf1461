"""Errors in the look of the pages, for people; programs keep getting problem details."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from api.auth.limits import TooManyRequests
from api.auth.origin import UnknownHost
from api.auth.provider import ProviderAway, SignInFailed
from api.auth.sessions import sessions_of
from api.auth.wayback import here
from api.pages.frames import is_demo, switch
from api.pages.kept import hold, keep
from api.pages.session import FormExpired
from api.pages.shown import Link, PageFrame
from api.pages.shown_pages import ErrorPage
from api.pages.site import site
from api.pages.words import _, later, spoken
from api.problems import (
    Busy,
    Malformed,
    NotAppointed,
    NotFound,
    SignInRequired,
    Unavailable,
    Unexpected,
    Unreadable,
    problem_of,
    problem_of_http,
    response,
    retry_after,
    status_of,
)
from api.wave_starting import UnknownPreview
from models.permissions import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from babel.support import LazyProxy
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

    from models.errors import Refusal

    Handler = Callable[[Request, Exception], Awaitable[Response]]

PROGRAMS = ("/api/", "/static/", "/metrics", "/healthz", "/readyz")
TITLES: dict[type[Exception], LazyProxy] = {
    NotFound: later("Diese Seite gibt es nicht, oder sie gehört nicht zu Ihrem Bereich"),
    UnknownPreview: later("Diese Probe ist nicht zu finden"),
    NotAllowed: later("Das gehört nicht zu Ihrer Funktion"),
    FormExpired: later("Das Formular ist nicht mehr gültig"),
    SignInFailed: later("Die Anmeldung hat nicht geklappt"),
    ProviderAway: later("Der Anmeldedienst antwortet nicht"),
    TooManyRequests: later("Einen Augenblick, bitte"),
    UnknownHost: later("Hier ist der Tracker nicht zu Hause"),
    Unreadable: later("Diese Adresse ist nicht verständlich"),
    Unavailable: later("Der Dienst ist gerade unterbrochen"),
    Unexpected: later("Bei uns ist etwas schiefgegangen"),
    Busy: later("Gerade ist zu viel zugleich unterwegs"),
}
REFUSED = later("Das geht zurzeit nicht")
SAFE = (
    later("Was bisher eingetragen wurde, ist sicher aufgezeichnet."),
    later("Versuchen Sie es in einem Augenblick noch einmal."),
)
SAID: dict[type[Exception], tuple[LazyProxy, LazyProxy]] = {
    NotFound: (
        later("Vielleicht ist die Adresse unvollständig, oder die Dienststelle liegt nicht in Ihrer Zuständigkeit."),
        later("Suchen Sie in Ihrer Liste, oder melden Sie sich mit einer anderen Funktion an."),
    ),
    Unreadable: (
        later("Sie ist unvollständig, oder sie lässt sich so nicht aufrufen."),
        later("Beginnen Sie von vorn; es geht nichts verloren."),
    ),
    Unavailable: SAFE,
    Unexpected: SAFE,
    Busy: SAFE,
}
"""What a page says and asks for in other words than the refusal: nobody there has sent a command."""
BACK = {"units": later("Zur Dienststelle"), "waves": later("Zur Welle"), "reports": later("Zum Bericht")}
ABOUT = re.compile(r"/(units|waves|reports)/(?!new/|previews/)[A-Za-z0-9-]+/")
SEEN = (403, 409, 412)
"""Under these, whoever asked sees what it was about: the rest is not there for them, or not about anything."""
SENT_TOO_LATE = (SignInRequired, FormExpired)
"""The form was made for a sign-in that is over: it comes back with what was typed."""


def install(app: FastAPI) -> None:
    """Put the pages' look before the answers that `problems` has installed."""
    for cls, answer in list(app.exception_handlers.items()):
        if isinstance(cls, type) and issubclass(cls, Exception):
            app.add_exception_handler(cls, _for_people(answer))  # type: ignore[arg-type]


def _for_people(programs_answer: Handler) -> Handler:
    async def answer(request: Request, error: Exception) -> Response:
        if not wants_page(request):
            return await programs_answer(request, error)
        kept = await keep(request, _signed_in(request)) if isinstance(error, SENT_TOO_LATE) else None
        if kept is None:
            return page_of(request, error)
        again = isinstance(error, FormExpired)
        led = RedirectResponse(kept.target, 303) if again else to_sign_in(request, kept.target)
        hold(request, led, kept)
        return led

    return answer


def _signed_in(request: Request) -> str | None:
    """Who has signed in meanwhile: another tab of theirs still has the forms of the time before."""
    return getattr(request.state, "person_id", None)


def answer_to(request: Request, refusal: Refusal) -> Response:
    """The answer where no handler is near: a page for people, problem details for programs."""
    if wants_page(request):
        return refusal_page(request, refusal)
    return response(refusal, spoken())


def wants_page(request: Request) -> bool:
    is_for_programs = request.url.path.startswith(PROGRAMS)
    return not is_for_programs and "text/html" in request.headers.get("accept", "")


def to_sign_in(request: Request, target: str | None) -> Response:
    """Where one signs in, and from there to ``target``."""
    first = "/" if is_demo(request) else "/sign-in"
    return RedirectResponse(first + ("?" + urlencode({"next": target}) if target else ""), 303)


def page_of(request: Request, error: Exception) -> Response:
    """The page that says what went wrong; whoever has to sign in first is led there."""
    if isinstance(error, SignInRequired):
        return to_sign_in(request, here(request))
    if isinstance(error, NotAppointed):
        return RedirectResponse("/no-access", 303)
    return refusal_page(request, _refusal(error))


def _refusal(error: Exception) -> Refusal:
    if isinstance(error, HTTPException):
        return problem_of_http(error)
    return Malformed() if isinstance(error, RequestValidationError) else problem_of(error)


def refusal_page(request: Request, refusal: Refusal) -> Response:
    page = _page(refusal, _links(request, refusal))
    nowhere = replace(switch(request), back="")  # what is missing looks like what is not theirs to see
    frame = PageFrame(title=page.title, language=spoken(), switch=nowhere, home_href="/home", demo=is_demo(request))
    answer = site(request).answer("error.html", frame, page, page.status)
    if page.status in (429, 503):
        answer.headers["Retry-After"] = retry_after(refusal)
    return answer


def _page(refusal: Refusal, links: tuple[Link, ...]) -> ErrorPage:
    kinds: tuple[type, ...] = type(refusal).__mro__
    if status_of(refusal) == NotFound.status and kinds[0] not in TITLES:
        kinds = (NotFound,)  # whatever is missing, nobody learns whether it is elsewhere
    title = next((TITLES[kind] for kind in kinds if kind in TITLES), REFUSED)
    words, next_step = next(
        (SAID[kind] for kind in kinds if kind in SAID), (refusal.why(spoken()), refusal.what_to_do(spoken()))
    )
    return ErrorPage(status_of(refusal), str(title), str(words), str(next_step), links)


def _links(request: Request, refusal: Refusal) -> tuple[Link, ...]:
    """Out of the error: back to what it was about, to where one begins, to the first page."""
    if sessions_of(request).presented(request) is None:
        return (Link(_("Zur ersten Seite"), "/"),)
    about = ABOUT.match(request.url.path) if status_of(refusal) in SEEN else None
    back = (Link(str(BACK[about[1]]), about[0].rstrip("/")),) if about else ()
    return (*back, Link(_("Weiter in meinem Bereich"), "/home"), Link(_("Andere Anmeldung wählen"), "/"))
