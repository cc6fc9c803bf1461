"""Sign-in for the demo: a bare user name, on loopback only (settings refuse anything else)."""

from __future__ import annotations

from fastapi import Request

from models.demo.cases import PREPARED

SESSION_USER = "user"
BEARER = "Bearer demo:"


def username_of(request: Request) -> str | None:
    """The user name of a bearer token or of the signed session cookie; aliases lead to their prepared case."""
    if not request.app.state.is_demo:
        return None
    header = request.headers.get("authorization")
    if header is not None:
        name = header.removeprefix(BEARER) if header.startswith(BEARER) else ""
    else:
        name = request.session.get(SESSION_USER, "")
    case = PREPARED.get(name)
    return case.username if case is not None else name or None
