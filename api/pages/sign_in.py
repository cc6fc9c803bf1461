"""Signing in through the provider and out again, and what whoever is signed in as nobody sees."""

from __future__ import annotations

import shlex
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from activities.clock import berlin_day
from api.auth.identity import Identity
from api.auth.limits import Kind, address_of, limits_of
from api.auth.provider import Provider, SignInFailed
from api.auth.sessions import sessions_of
from api.auth.wayback import local
from api.deps import MaybeCallerDep, MomentDep, SessionDep
from api.pages.frames import is_demo, plain_frame
from api.pages.kept import KEPT
from api.pages.session import check_token
from api.pages.shown_pages import NoAccessPage, SignedOutPage, SignInPage
from api.pages.site import site
from api.pages.typed import typed_values
from api.pages.words import _
from api.problems import NotFound
from models.queries import callers

router = APIRouter(include_in_schema=False)

Next = Annotated[str | None, Query(alias="next")]
"""Judged by `local`: what is too long or leads elsewhere is as good as nothing."""
FAILED: Kind = "sign_in_failed"
NEXT, NOBODY = "next", "nobody"
"""What the transaction cookie keeps between two pages: where to go on, and who has no function here."""
SIGNED_OUT, NO_ACCESS, HOME = "/signed-out", "/no-access", "/home"


@router.get("/sign-in")
async def sign_in(request: Request, caller: MaybeCallerDep, next_: Next = None) -> Response:
    target = local(next_)
    if caller is not None:
        return RedirectResponse(target or HOME, 303)
    if is_demo(request):
        return RedirectResponse("/" + _query(target), 303)
    page = SignInPage(
        begin_href=f"/sign-in/begin{_query(target)}" if _provider(request) is not None else None,
        is_over=sessions_of(request).presented(request) is not None,
        comes_back=target is not None,
    )
    return site(request).answer("sign_in.html", plain_frame(request, _("Anmelden")), page)


@router.get("/sign-in/begin")
async def begin(request: Request, next_: Next = None) -> Response:
    """To the provider; what comes back from it is only believed in this browser."""
    await limits_of(request).count("sign_in", address_of(request))
    provider = _provider_or_missing(request)
    _forget(request)
    answer = await provider.begin(request, _back(request, "/sign-in/callback"))
    if (target := local(next_)) is not None:
        request.session[NEXT] = target
    return answer


@router.get("/sign-in/callback")
async def callback(request: Request, session: SessionDep, moment: MomentDep) -> Response:
    """The one GET that signs somebody in: the provider sends browsers here. Each answer of it counts once.

    Who comes back was counted when they left; only what fails counts again, or whole offices could not sign in.
    """
    await limits_of(request).refuse(FAILED, address_of(request))
    target = local(request.session.get(NEXT))
    try:
        who = await _provider_or_missing(request).finish(request)
    except SignInFailed:
        await limits_of(request).count(FAILED, address_of(request))
        raise
    _forget(request)
    person = await callers.person(session, who.issuer, who.subject, berlin_day(moment))
    if person is None:
        request.session[NOBODY] = {"issuer": who.issuer, "subject": who.subject}
        return RedirectResponse(NO_ACCESS, 303)
    await session.rollback()  # nothing is read any more while the new session is written
    answer = RedirectResponse(target or HOME, 303)
    await sessions_of(request).begin(request, answer, person.id, moment)
    return answer


def _forget(request: Request) -> None:
    """What an earlier sign-in left, but not what was typed when the last one had run out."""
    kept = request.session.get(KEPT)
    request.session.clear()
    if kept is not None:
        request.session[KEPT] = kept


@router.post("/sign-out")
async def sign_out(request: Request, caller: MaybeCallerDep) -> Response:
    """Here at once, whatever becomes of the session at the provider, where the browser is sent next."""
    if caller is not None:
        check_token(request, await typed_values(request))
    provider = _provider(request)
    elsewhere = None
    if caller is not None and provider is not None:
        elsewhere = await provider.sign_out_url(_back(request, SIGNED_OUT))
    answer = RedirectResponse(elsewhere or SIGNED_OUT, 303)
    request.session.clear()
    await sessions_of(request).end(request, answer)
    return answer


@router.get(SIGNED_OUT)
async def signed_out(request: Request) -> Response:
    page = SignedOutPage(again_href="/" if is_demo(request) else "/sign-in")
    return site(request).answer("signed_out.html", plain_frame(request, _("Abgemeldet")), page)


@router.get(NO_ACCESS)
async def no_access(request: Request, session: SessionDep, caller: MaybeCallerDep, moment: MomentDep) -> Response:
    """For whoever is signed in and holds no function: who appoints, and what to tell them."""
    nobody: dict[str, Any] | None = request.session.get(NOBODY)
    if caller is not None and caller.holds_a_function:
        return RedirectResponse(HOME, 303)
    if caller is None and nobody is None:
        return RedirectResponse("/", 303)
    who = Identity(caller.issuer, caller.username) if caller is not None else Identity(**(nobody or {}))
    grant = ["ilb", "grant", "central", "all", "--subject", who.issuer, who.subject]
    first = shlex.join(grant) if await callers.nobody_appoints(session, berlin_day(moment)) else None
    page = NoAccessPage(who.issuer, who.subject, is_known=caller is not None, first_command=first)
    return site(request).answer("no_access.html", plain_frame(request, _("Kein Zugang"), caller), page)


def _provider(request: Request) -> Provider | None:
    found: Provider | None = request.app.state.provider
    return found


def _provider_or_missing(request: Request) -> Provider:
    """Raises: NotFound where people do not sign in through a provider."""
    provider = _provider(request)
    if provider is None:
        raise NotFound
    return provider


def _back(request: Request, path: str) -> str:
    """Our own address as the provider knows it, whatever the request calls us."""
    return f"{request.app.state.home.public_url}{path}"


def _query(target: str | None) -> str:
    return "?" + urlencode({"next": target}) if target else ""
