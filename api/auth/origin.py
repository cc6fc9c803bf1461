"""Where the tracker is at home, and whether a request was sent from its own pages."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from api.problems import Problem
from models.remedies import Remedy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.datastructures import Headers
    from starlette.requests import Request

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
TOKEN_HEADER = "X-Form-Token"  # noqa: S105 - the name of a header
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class ForeignOrigin(Problem):
    """This was sent by another site, and is not taken."""

    german = "Das wurde von einer anderen Seite abgesendet und nicht angenommen."
    remedy = Remedy(
        "Bitte den Tracker selbst öffnen und es dort eintragen.",
        "Open the tracker itself, and enter it there.",
    )
    status = 403


class UnknownHost(Problem):
    """This server does not answer under that name."""

    german = "Unter diesem Namen antwortet dieser Server nicht."
    remedy = Remedy(
        "Bitte ihn unter der Adresse öffnen, die Sie sonst benutzen.",
        "Open it under the address that you use otherwise.",
    )
    status = 421


@dataclass(frozen=True, slots=True)
class Home:
    """Names that the tracker answers to, and its one public address where that is known."""

    public_url: str | None = None
    hosts: frozenset[str] = field(default_factory=lambda: frozenset(LOOPBACK))

    @classmethod
    def at(cls, public_url: str | None, *others: Iterable[str]) -> Home:
        """``others``: names or addresses, without ports."""
        named = {host.lower() for hosts in others for host in hosts}
        public = urlsplit(public_url).hostname if public_url else None
        known = {*LOOPBACK, *(f"[{host}]" if ":" in host else host for host in named), *([public] if public else [])}
        return cls(public_url, frozenset(known))

    @property
    def is_secure(self) -> bool:
        return (self.public_url or "").startswith("https://")

    def answers_to(self, host: str) -> bool:
        """Else another site's name, pointed at our address, would make its pages ours (DNS rebinding)."""
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        return name.lower() in self.hosts


def is_foreign(headers: Headers, home: Home) -> bool:
    """Sent by another site's page. Clients that are no browsers send neither header; their token is their proof."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and not _is_ours(origin, headers, home)


def _is_ours(origin: str, headers: Headers, home: Home) -> bool:
    if home.public_url is not None:
        return origin == home.public_url
    return origin.partition("://")[2] == headers.get("host", "")


def is_from_here(request: Request, form_token: str) -> bool:
    """Whether a request that a browser's session vouches for was meant by the person, not by another site.

    What came through ``is_foreign`` and names its origin is ours. What names none must show the session's token: pages
    send it in the form, where each form checks it, programs in a header.
    """
    if request.method in SAFE_METHODS or not request.url.path.startswith("/api/"):
        return True
    if "sec-fetch-site" in request.headers or "origin" in request.headers:
        return True
    return secrets.compare_digest(form_token.encode(), request.headers.get(TOKEN_HEADER, "").encode())
