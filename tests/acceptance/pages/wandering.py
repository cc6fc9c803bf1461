"""Going through the pages as people do, from link to link: every kind of page that somebody can reach is found."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

import httpx
from fastapi import FastAPI
from httpx import codes

from tests.acceptance.pages.visiting import visitor
from tests.acceptance.serving import World

LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
MISSING = "/no-such-page"
BEGINNINGS = ("/", "/home", "/accessibility", MISSING)
WANDERERS = ("zentrale", "rd-200", "rd-700", "fachkraft", "aqua", "manager-241", "auditor", None)
TOLD_APART = ("command", "deed", "kind")
"""What of an address makes another kind of page: which form it is."""
LEADS_AWAY = ("/api/", "/static/", "/demo/", "/sign-out", "/language")
Apart = dict[str | None, tuple[str, ...]]
"""Addresses, by who opens them."""


@dataclass(frozen=True)
class Seen:
    """A page as somebody saw it."""

    username: str | None
    path: str
    text: str


Wandered = dict[str | None, dict[str, Seen]]
"""The first page of each kind, by person and kind."""


def kind_of(app: FastAPI, path: str) -> str | None:
    """The route with what tells its pages apart; None where no page is."""
    for included in app.routes:
        for route in getattr(included, "effective_route_contexts", tuple)():
            found = route.path_regex.match(urlsplit(path).path) if "GET" in route.methods else None
            if found is not None:
                apart = [found.groupdict().get(name, "") for name in TOLD_APART]
                return " ".join([route.path, *filter(None, apart)])
    return None


async def wander(tracker: World, language: str, also: Apart) -> Wandered:
    """Whatever somebody reaches from link to link; ``also``: where no link leads."""
    found: Wandered = {}
    no_pages: set[str] = set()
    for username in WANDERERS:
        async with visitor(tracker, username) as browser:
            browser.headers["Accept-Language"] = language
            found[username] = await _wander(tracker, browser, username, also.get(username, ()), no_pages)
    return found


async def _wander(
    tracker: World, browser: httpx.AsyncClient, username: str | None, also: tuple[str, ...], no_pages: set[str]
) -> dict[str, Seen]:
    """``no_pages``: kinds of files and of addresses of forms, not opened again: a report takes long to press."""
    found: dict[str, Seen] = {}
    ahead, known = deque((*BEGINNINGS, *also)), {*BEGINNINGS, *also}
    while ahead:
        path = ahead.popleft()
        kind = kind_of(tracker.app, path) or path
        if kind in found or kind in no_pages:
            continue
        answer = await browser.get(path, follow_redirects=True)
        only_for_forms = answer.status_code == codes.METHOD_NOT_ALLOWED
        if only_for_forms or "text/html" not in answer.headers.get("content-type", ""):
            no_pages.add(kind)
            continue
        found[kind] = Seen(username, path, answer.text)
        for link in LINK.findall(answer.text):
            there = urljoin(path, unescape(link))
            if there not in known and not there.startswith(LEADS_AWAY):
                known.add(there)
                ahead.append(there)
    return found
