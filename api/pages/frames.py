"""The frame around pages that people see before, after, or instead of being signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.auth.wayback import own, place
from api.pages.session import form_token, said
from api.pages.shown import LanguageSwitch, PageFrame
from api.pages.words import spoken

if TYPE_CHECKING:
    from starlette.requests import Request

    from api.deps import Caller
    from models.language import Language

NAMED: dict[Language, str] = {"de": "Deutsch", "en": "English"}
"""Each language in its own words: that is how its readers find it."""


def plain_frame(request: Request, title: str, caller: Caller | None = None) -> PageFrame:
    """Without navigation; with the name and the way out of whoever is signed in."""
    return PageFrame(
        title=title,
        language=spoken(),
        switch=switch(request),
        home_href="/home" if caller is not None else "/",
        person=caller.name if caller is not None else None,
        sign_out_token=form_token(request) or None,
        demo=is_demo(request),
        flash=said(request),
    )


def switch(request: Request) -> LanguageSwitch:
    other: Language = "de" if spoken() == "en" else "en"
    return LanguageSwitch(other, NAMED[other], own(place(request.url)) or "")


def is_demo(request: Request) -> bool:
    found: bool = request.app.state.is_demo
    return found
