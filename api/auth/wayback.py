"""Where to go on after signing in: a plain path of our own, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.datastructures import URL
    from starlette.requests import Request

PLAIN = re.compile(r"/(?![/\\])[\w\-./?=&%@+,:~]*", re.ASCII)
"""No host, no scheme, no backslash, no control character: nothing that a browser could take for another site."""
LONGEST = 200
AROUND_SIGN_IN = ("/sign-in", "/sign-out", "/signed-out", "/no-access", "/demo/")


def own(path: str | None) -> str | None:
    """``path`` if it is one of ours, else None."""
    return path if path is not None and len(path) <= LONGEST and PLAIN.fullmatch(path) else None


def local(path: str | None) -> str | None:
    """``path`` if one can go on there after signing in, else None."""
    return None if own(path) is None or (path or "").startswith(AROUND_SIGN_IN) else path


def here(request: Request) -> str | None:
    """The place this request is about, to go on there after signing in; a form that was sent is opened anew."""
    return local(place(request.url)) or local(request.url.path)


def place(address: URL) -> str:
    """Path and query."""
    return f"{address.path}?{address.query}" if address.query else address.path
