"""Which language a request is answered in: the one chosen, else the one that the browser asks for, else German."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.words import speak, spoken
from models.language import Language, chosen

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

COOKIE = "ilb_lang"
"""What a browser remembers for whoever is not signed in, or has never chosen."""


def hear(request: HTTPConnection, stated: str | None = None) -> Language:
    """Answer this request in the language of ``stated`` (a person's own choice), cookie or ``Accept-Language``."""
    speak(chosen(request.headers.get("accept-language"), stated, request.cookies.get(COOKIE)))
    return spoken()
