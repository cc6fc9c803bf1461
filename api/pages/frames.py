"""The frame around pages that people see before, after, or instead of being signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.session import form_token, said
from api.pages.shown import PageFrame
from api.pages.site import LANGUAGE

if TYPE_CHECKING:
    from starlette.requests import Request

    from api.deps import Caller


def plain_frame(request: Request, title: str, caller: Caller | None = None) -> PageFrame:
    """Without navigation; with the name and the way out of whoever is signed in."""
    return PageFrame(
        title=title,
        language=LANGUAGE,
        home_href="/home" if caller is not None else "/",
        person=caller.name if caller is not None else None,
        sign_out_token=form_token(request) or None,
        demo=is_demo(request),
        flash=said(request),
    )


def is_demo(request: Request) -> bool:
    found: bool = request.app.state.is_demo
    return found
