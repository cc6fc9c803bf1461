"""What pages know of a browser's session: its token for forms, and what became of the last deed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from api.pages.shown import Flash
from api.problems import Problem
from models.remedies import Remedy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from api.pages.shown import Tone
    from api.pages.words import Said

TOKEN, FLASH = "csrf", "flash"


class FormExpired(Problem):
    """This form does not belong to your present sign-in; nothing was entered."""

    german = "Dieses Formular gehört nicht zu Ihrer jetzigen Anmeldung; es wurde nichts eingetragen."
    remedy = Remedy("Bitte das Formular noch einmal öffnen und absenden.", "Open the form again, and send it.")
    status = 403


def form_token(request: Request) -> str:
    """The token that proves a form was made for this session; empty where nobody is signed in with a browser."""
    return getattr(request.state, "form_token", "")


def check_token(request: Request, typed: Mapping[str, str]) -> None:
    """Raises: FormExpired."""
    expected = form_token(request)
    if not expected or not secrets.compare_digest(expected.encode(), typed.get(TOKEN, "").encode()):
        raise FormExpired


def say_next(request: Request, words: Said, tone: Tone = "success") -> None:
    """Say ``words`` at the top of the next page."""
    request.session[FLASH] = {"words": str(words), "tone": tone}


def said(request: Request) -> Flash | None:
    """What the page before left to be said, once; a page that keeps itself up to date leaves it for the next one."""
    if "x-live" in request.headers:
        return None
    left: dict[str, Any] | None = request.session.pop(FLASH, None)
    return Flash(**left) if left else None
