"""Where to go on after signing in: a plain path of our own, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request

PLAIN = re.compile(r"/(?![/\\])[\w\-./?=&%@+,:~]*", re.ASCII)
"""No host, no scheme, no backslash, no control character: nothing that a browser could take for another site."""
LONGEST = 200
AROUND_SIGN_IN = ("/sign-in", "/sign-out", "/signed-out", "/no-access", "/demo/")


def local(path: str | None) -> str | None:
    """``path`` if one can go there, else None."""
    if path is None or len(path) > LONGEST or PLAIN.fullmatch(path) is None or path.startswith(AROUND_SIGN_IN):
        return None
    return path


def here(request: Request) -> str | None:
    """The place this request is about; a form that was sent is opened anew."""
    query = f"?{request.url.query}" if request.url.query else ""
    return local(request.url.path + query) or local(request.url.path)
