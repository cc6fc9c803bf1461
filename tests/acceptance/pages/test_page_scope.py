"""Every page for every role, as the table of the interface's routes says it for programs.

The routes come from the application; one that has no row here fails the test. Forms are sent with nothing but the
session's token: whoever is allowed is told what is missing (422), and nobody writes.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from activities.clock import now
from activities.waves import wave_id_of
from models.demo.chance import opaque
from models.people_tables import PersonRow, SubstitutionRow
from models.tables import CoverageRow
from tests.acceptance.http.steps import written
from tests.acceptance.http.test_scope import LAST_REPORT, stood_in
from tests.acceptance.http.waving import scheduled
from tests.acceptance.pages.visiting import visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

LEAD = "aqua-AQ-200-02"
ROLES = {
    "zentrale": "zentrale",
    "fachkraft": "fachkraft",
    "rd own": "rd-200",
    "rd foreign": "rd-700",
    "aqua own": LEAD,
    "aqua foreign": "aqua-AQ-700-01",
    "manager own": "manager-244",
    "manager foreign": "manager-231",
    "auditor": "auditor",
    "no function": "ohne-funktion",
    "nobody": None,
}
FILLED = {
    "code": "244",
    "command": "pause",
    "kind": "implementation",
    "key": "none",
    "name": "none",
    "token": "none-of-ours",
    "wave_id": wave_id_of("t-scheduled-pages"),
    "course_id": "k-pages",
    "deed": "abort_wave",
    "person_id": opaque("p", "demo", LEAD),
    "assignment_id": opaque("f", "demo", LEAD),
    "substitution_id": "s-coming",
}
MISSING = {"code": "999", "token": "another-one", "wave_id": "w-none", "report_id": "1999-Q1-200"}
NEVER_SENT = {"POST /substitutions/{substitution_id}/end"}
"""Forms with nothing to fill in: what is sent would be written. Whoever sees the form may send it."""
QUERIES = {"/substitutions/new": {"post": f"aqua_lead.AQ-200-02.{opaque('f', 'demo', LEAD)}"}}
OPEN = (
    "/",
    "/accessibility",
    "/demo/sign-in",
    "/language",
    "/no-access",
    "/outbox",
    "/sign-in",
    "/sign-out",
    "/signed-out",
    "/terms",
)
"""Beginnings of addresses that need no function: what is seen before, after, or instead of being signed in."""

#  What each role gets, in the order of ROLES; 303 leads to the sign-in, or to the page for people without a function.
EXPECTED = """
GET    /aqua-teams                                          200 200 200 200 200 200 200 200 200 303 303
GET    /aqua-teams/cover                                    200 403 200 200 403 403 403 403 403 303 303
POST   /aqua-teams/cover                                    422 403 422 422 403 403 403 403 403 303 303
GET    /aqua-teams/new                                      200 403 200 200 403 403 403 403 403 303 303
POST   /aqua-teams/new                                      422 403 422 422 403 403 403 403 403 303 303
GET    /aqua-teams/{code}                                   200 200 200 404 200 404 200 404 200 303 303
GET    /aqua-teams/{code}/change                            200 403 200 404 403 403 403 403 403 303 303
POST   /aqua-teams/{code}/change                            422 403 422 404 403 403 403 403 403 303 303
GET    /aqua-teams/{code}/coverage/{coverage_id}/end        200 403 200 404 403 403 403 403 403 303 303
POST   /aqua-teams/{code}/coverage/{coverage_id}/end        422 403 422 404 403 403 403 403 403 303 303
GET    /bottlenecks                                         200 200 200 200 200 200 200 200 200 303 303
GET    /feedback                                            200 403 403 403 403 403 403 403 403 303 303
GET    /feedback/{report_id}                                303 303 303 303 303 303 303 303 303 303 303
POST   /feedback/{report_id}                                404 403 403 403 403 403 403 403 403 303 303
GET    /functions/assign                                    200 403 200 200 403 403 403 403 403 303 303
POST   /functions/assign                                    422 403 422 422 403 403 403 403 403 303 303
GET    /functions/{assignment_id}/end                       200 403 200 404 403 403 403 403 403 303 303
POST   /functions/{assignment_id}/end                       422 403 422 404 403 403 403 403 403 303 303
GET    /home                                                303 303 303 303 303 303 303 303 303 303 303
GET    /imports                                             200 403 200 200 403 403 403 403 403 303 303
POST   /imports                                             422 403 422 422 403 403 403 403 403 303 303
GET    /imports/{token}                                     404 403 404 404 403 403 403 403 403 303 303
POST   /imports/{token}                                     404 403 404 404 403 403 403 403 403 303 303
GET    /notices                                             200 200 200 200 200 200 200 200 200 303 303
GET    /overview                                            200 200 200 200 200 200 200 200 200 303 303
GET    /overview/trend                                      200 200 200 200 200 200 200 200 200 303 303
GET    /people                                              200 200 200 200 200 200 200 200 200 303 303
GET    /people/new                                          200 403 200 200 403 403 403 403 403 303 303
POST   /people/new                                          422 403 422 422 403 403 403 403 403 303 303
GET    /people/{person_id}                                  200 404 200 404 200 404 200 404 200 303 303
GET    /people/{person_id}/change                           404 403 200 404 403 403 403 403 403 303 303
POST   /people/{person_id}/change                           404 403 422 404 403 403 403 403 403 303 303
GET    /people/{person_id}/forget                           404 403 200 404 403 403 403 403 403 303 303
POST   /people/{person_id}/forget                           404 403 409 404 403 403 403 403 403 303 303
GET    /programme                                           200 200 200 200 200 200 200 200 200 303 303
GET    /regions/{code}                                      200 200 200 404 200 404 200 200 200 303 303
GET    /regions/{code}/people                               200 200 200 404 404 404 404 404 200 303 303
GET    /regions/{code}/since                                200 200 200 404 404 404 404 404 200 303 303
GET    /reports                                             200 200 200 200 200 200 200 200 200 303 303
GET    /reports/asked                                       200 200 200 200 200 200 200 200 200 303 303
GET    /reports/{report_id}                                 200 200 200 404 404 404 404 404 200 303 303
GET    /reports/{report_id}/{deed}                          303 403 403 404 404 404 404 404 403 303 303
POST   /reports/{report_id}/{deed}                          422 403 403 404 404 404 404 404 403 303 303
GET    /search                                              200 200 200 200 200 200 200 200 200 303 303
GET    /settings                                            200 200 200 200 200 200 200 200 200 303 303
POST   /settings                                            303 303 303 303 303 303 303 303 303 303 303
GET    /several                                             200 200 200 200 200 200 200 200 403 303 303
GET    /several/{command}                                   403 403 200 200 403 403 403 403 403 303 303
POST   /several/{command}                                   403 403 422 422 403 403 403 403 403 303 303
GET    /substitutions                                       200 200 200 200 200 200 200 200 200 303 303
GET    /substitutions/new                                   404 404 200 404 200 404 404 404 404 303 303
POST   /substitutions/new                                   404 404 422 404 422 404 404 404 404 303 303
GET    /substitutions/{substitution_id}/end                 404 404 200 404 200 404 404 404 404 303 303
GET    /units                                               303 303 200 200 200 200 200 200 303 303 303
GET    /units/{code}                                        200 200 200 404 200 404 200 404 200 303 303
GET    /units/{code}/commands/{command}                     403 403 200 404 403 404 403 404 403 303 303
POST   /units/{code}/commands/{command}                     403 403 422 404 403 404 403 404 403 303 303
GET    /units/{code}/workshops/{kind}/answer                200 200 200 404 200 404 200 404 200 303 303
POST   /units/{code}/workshops/{kind}/answer                404 404 404 404 404 404 404 404 404 303 303
GET    /units/{code}/workshops/{kind}/receipts/{key}        404 404 404 404 404 404 404 404 404 303 303
GET    /waves                                               200 200 200 200 200 200 200 200 200 303 303
GET    /waves/new                                           200 403 403 403 403 403 403 403 403 303 303
POST   /waves/new                                           422 403 403 403 403 403 403 403 403 303 303
GET    /waves/previews/{token}                              404 403 403 403 403 403 403 403 403 303 303
POST   /waves/previews/{token}                              404 403 403 403 403 403 403 403 403 303 303
GET    /waves/previews/{token}/start                        404 403 403 403 403 403 403 403 403 303 303
POST   /waves/previews/{token}/start                        404 403 403 403 403 403 403 403 403 303 303
GET    /waves/{wave_id}                                     200 200 200 404 200 404 200 404 200 303 303
GET    /waves/{wave_id}/commands/plan_course                403 200 403 404 403 404 403 404 403 303 303
POST   /waves/{wave_id}/commands/plan_course                403 422 403 404 403 404 403 404 403 303 303
GET    /waves/{wave_id}/commands/{deed}                     200 403 403 404 403 404 403 404 403 303 303
POST   /waves/{wave_id}/commands/{deed}                     422 403 403 404 403 404 403 404 403 303 303
GET    /waves/{wave_id}/courses/{course_id}                 200 200 200 404 200 404 200 404 200 303 303
GET    /waves/{wave_id}/courses/{course_id}/results         403 200 403 404 403 404 403 404 403 303 303
POST   /waves/{wave_id}/courses/{course_id}/results         403 422 403 404 403 404 403 404 403 303 303
GET    /worklist                                            200 200 200 200 200 200 200 200 200 303 303
"""
ROWS = {
    f"{method} {path}": dict(zip(ROLES, map(int, cells), strict=True))
    for method, path, *cells in (line.split() for line in EXPECTED.strip().splitlines())
}


def routes_of(app: FastAPI) -> Iterator[str]:
    """Every route of the application that is meant for people."""
    for included in app.routes:
        for route in getattr(included, "effective_route_contexts", tuple)():
            is_open = route.path == "/" or route.path.startswith(OPEN[1:])
            if not route.include_in_schema and not is_open:
                yield from {f"{method} {route.path}" for method in route.methods} - NEVER_SENT


@dataclass
class Visitors:
    """A browser for every role, signed in once, with the token of its session's forms."""

    tracker: World
    coverage: str
    report: str
    browsers: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    async def ask(self, route: str, role: str, **instead: str) -> httpx.Response:
        method, path = route.split()
        values = {**FILLED, "coverage_id": self.coverage, "report_id": self.report, **_of(path), **instead}
        url = re.sub(r"\{(\w+)(:path)?\}", lambda found: values[found[1]], path)
        data = {"csrf": self.tokens[role]} if method == "POST" else None
        return await self.browsers[role].request(method, url, data=data, params=QUERIES.get(path))


def _of(path: str) -> dict[str, str]:
    """What stands for ``code``: an office, a region, a team."""
    if path.startswith("/regions"):
        return {"code": "200"}
    if path.startswith("/reports"):
        return {"deed": "ask-back"}
    if path.startswith("/feedback"):
        return {"report_id": "none"}
    return {"code": "AQ-200-02"} if path.startswith("/aqua-teams") else {}


async def _coming(tracker: World) -> None:
    """A substitution that has not begun; what has ended long ago may be forgotten by the worker at any time."""
    about = {"function": "aqua_lead", "scope": "AQ-200-02", "assignment_id": FILLED["assignment_id"]}
    named = {"occasion": "planned", "substitute_id": "p-ehemals", "actor_ref": "r-ended", "created_at": now()}
    span = {"since": date(2099, 1, 1), "until": date(2099, 1, 2)}
    async with tracker.database.write() as connection:
        await connection.execute(sa.insert(SubstitutionRow), {"id": "s-coming", **about, **named, **span})


@pytest.fixture(scope="module")
async def visitors(tracker: World) -> AsyncIterator[Visitors]:
    async with tracker.database.write() as connection:
        row = {"id": "p-ohne", "issuer": "demo", "subject": "ohne-funktion", "name": "Ohne", "language": "de"}
        await connection.execute(sa.insert(PersonRow), {**row, "created_at": now()})
    await stood_in(tracker, FILLED["assignment_id"])
    await _coming(tracker)
    await scheduled(tracker, "244", "pages")
    unit = await tracker.unit_id("244")
    covered = await tracker.scalar(sa.select(CoverageRow.id).where(CoverageRow.unit_id == unit))
    found = Visitors(tracker, covered, await tracker.scalar(sa.select(LAST_REPORT)))
    async with AsyncExitStack() as stack:
        for role, username in {**ROLES, "ehemals": "ehemals"}.items():
            found.browsers[role] = await stack.enter_async_context(visitor(tracker, username))
            page = (await found.browsers[role].get("/accessibility")).text
            token = re.search(r'name="csrf" value="([^"]+)"', page)
            found.tokens[role] = token[1] if token is not None else ""
        yield found


@pytest.fixture(autouse=True)
async def _nobody_writes(tracker: World, visitors: Visitors) -> AsyncIterator[None]:
    before = await written(tracker)
    yield
    assert before == await written(tracker)


TOUCHED = "UPDATE sessions"
"""Once a minute a session's last request is written down, whatever it was for."""


async def test_every_page_has_a_row(tracker: World) -> None:
    assert set(routes_of(tracker.app)) == ROWS.keys()


async def test_every_page_answers_every_role_as_the_table_says(visitors: Visitors) -> None:
    wrong = {}
    for route, row in ROWS.items():
        for role, expected in row.items():
            status = (await visitors.ask(route, role)).status_code
            if status != expected:
                wrong[route, role] = (expected, status)
    assert {} == wrong


async def test_an_ended_function_opens_no_page(visitors: Visitors) -> None:
    """What somebody held last year is worth as much as no function."""
    found = {route: (await visitors.ask(route, "ehemals")).status_code for route in ROWS}
    assert {route: row["no function"] for route, row in ROWS.items()} == found


@pytest.mark.parametrize("role", ["rd foreign", "aqua foreign", "manager foreign"])
async def test_a_foreign_page_is_as_if_it_were_not_there(visitors: Visitors, role: str) -> None:
    """Same status, same body, same number of statements."""
    seen = 0
    for route, row in ROWS.items():
        names = re.findall(r"\{(\w+)", route)
        if row[role] != 404 or not names:
            continue
        answers = []
        for instead in ({}, {name: MISSING.get(name, "none") for name in names}):
            start = len(visitors.tracker.statements)
            page = await visitors.ask(route, role, **instead)
            asked = [each for each in visitors.tracker.statements[start:] if not each.startswith(TOUCHED)]
            answers.append((page.status_code, page.text, len(asked)))
        assert answers[0] == answers[1], route
        seen += 1
    assert seen >= 3


async def test_a_form_without_the_sessions_token_is_refused(visitors: Visitors) -> None:
    """Whatever the function: the forms of another session are worth nothing."""
    visitors.tokens["rd own"], kept = "", visitors.tokens["rd own"]
    allowed = [route for route, row in ROWS.items() if route.startswith("POST") and row["rd own"] == 422]
    found = {route: (await visitors.ask(route, "rd own")).status_code for route in allowed}
    visitors.tokens["rd own"] = kept
    assert dict.fromkeys(allowed, 403) == found
