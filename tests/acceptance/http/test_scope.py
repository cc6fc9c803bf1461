"""Every route for every role: what is allowed, what is refused, and that the foreign is as if it were not there.

The routes come from the application; one that has no row here fails the test.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from activities.clock import now
from api import problems
from api.wave_requests import PLAN
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow, SubstitutionRow
from models.report_tables import PeriodRow
from models.tables import CoverageRow
from tests.acceptance.http.steps import written
from tests.acceptance.http.waving import scheduled
from tests.acceptance.serving import World

ROLES = {
    "zentrale": "zentrale",
    "fachkraft": "fachkraft",
    "rd own": "rd-200",
    "rd foreign": "rd-968",
    "aqua own": "aqua-AQ-200-02",
    "aqua foreign": "aqua-AQ-968-01",
    "manager own": "manager-244",
    "manager foreign": "manager-231",
    "auditor": "auditor",
    "no function": "ohne-funktion",
    "nobody": None,
}
FILLED = {
    "code": "244",
    "kind": "units",
    "key": "no-such-key",
    "person_id": "{person}",
    "assignment_id": "{assignment}",
    "substitution_id": "{substitution}",
    "wave_id": "{wave}",
    "course": "k-scope",
    "report_id": "{report}",
}
TEAM = {"code": "AQ-200-02", "coverage_id": "{coverage}"}
NEW_PERSON = {"name": "Doppelt", "issuer": "demo", "subject": "rd-200"}
NEW_FUNCTION = {"person_id": "{person}", "function": "aqua_lead", "scope": "AQ-200-02", "since": "2026-01-01"}
RESUME = {"type": "resume", "resumed_on": "2026-01-05"}
EARLY = {"until": "2000-01-01"}
LAST_REPORT = sa.func.max(PeriodRow.period_id.concat("-200")).filter(PeriodRow.rhythm == "quarterly")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
OF_TEAM_LEAD = {"function": "aqua_lead", "scope": "AQ-200-02"}

#  What each role gets, in the order of ROLES. Bodies are such that whoever is allowed is refused by a rule (409, 422)
#  or changes nothing (200): nobody writes.
EXPECTED = """
GET    /api/me                                              200 200 200 200 200 200 200 200 200 200 401
GET    /api/worklist                                        200 200 200 200 200 200 200 200 200 200 401
GET    /api/regions                                         200 200 200 200 200 200 200 200 200 403 401
GET    /api/regions/{code}                                  200 200 200 200 200 200 200 200 200 403 401
GET    /api/regions/{code}/figures                          200 200 200 200 200 200 200 200 200 403 401
GET    /api/search                                          200 200 200 200 200 200 200 200 200 200 401
GET    /api/units                                           200 200 200 200 200 200 200 200 200 200 401
GET    /api/units/{code}                                    200 200 200 404 200 404 200 404 200 404 401
GET    /api/units/{code}/journal                            200 200 200 404 200 404 200 404 200 404 401
POST   /api/units/{code}/commands                           403 403 409 404 403 404 403 404 403 404 401
GET    /api/commands/{key:path}                             404 404 404 404 404 404 404 404 404 404 401
GET    /api/events                                          200 200 200 200 200 200 200 200 200 403 401
POST   /api/commands                                        200 200 200 200 200 200 200 200 200 200 401
GET    /api/waves                                           200 200 200 200 200 200 200 200 200 200 401
POST   /api/waves/preview                                   409 403 403 403 403 403 403 403 403 403 401
POST   /api/waves                                           409 403 403 403 403 403 403 403 403 403 401
GET    /api/waves/{wave_id}                                 200 200 200 404 200 404 200 404 200 404 401
GET    /api/waves/{wave_id}/journal                         200 200 200 404 200 404 200 404 200 404 401
POST   /api/waves/{wave_id}/commands                        409 403 403 404 403 404 403 404 403 404 401
POST   /api/waves/{wave_id}/courses/{course}/results        403 200 403 404 403 404 403 404 403 404 401
GET    /api/reports                                         200 200 200 200 200 200 200 200 200 403 401
GET    /api/reports/{report_id}                             200 200 200 404 404 404 404 404 200 403 401
GET    /api/reports/{report_id}/journal                     200 200 200 404 404 404 404 404 200 403 401
GET    /api/reports/{report_id}/changes                     200 200 200 404 404 404 404 404 200 403 401
POST   /api/reports/{report_id}/commands                    409 403 403 404 404 404 404 404 403 404 401
GET    /api/reports/{report_id}.{kind}                      200 200 200 404 404 404 404 404 200 403 401
GET    /api/regions/{code}/report.{kind}                    200 200 200 200 200 200 200 200 200 403 401
GET    /api/units/{code}/file.pdf                           200 200 200 404 200 404 200 404 200 403 401
GET    /api/people                                          200 200 200 200 200 200 200 200 200 403 401
POST   /api/people                                          409 403 409 409 403 403 403 403 403 403 401
GET    /api/people/{person_id}                              200 404 200 404 200 404 200 404 200 403 401
PATCH  /api/people/{person_id}                              200 403 200 404 403 403 403 403 403 403 401
POST   /api/people/{person_id}/forget                       409 403 409 404 403 403 403 403 403 403 401
GET    /api/assignments                                     200 200 200 200 200 200 200 200 200 403 401
POST   /api/assignments                                     409 403 409 404 403 403 403 403 403 403 401
POST   /api/assignments/{assignment_id}/end                 422 403 422 404 403 403 403 403 403 403 401
GET    /api/aqua-teams                                      200 200 200 200 200 200 200 200 200 403 401
POST   /api/aqua-teams                                      409 403 409 404 403 403 403 403 403 403 401
PATCH  /api/aqua-teams/{code}                               200 403 200 404 403 403 403 403 403 403 401
POST   /api/aqua-teams/{code}/coverage                      409 403 409 404 403 403 403 403 403 403 401
POST   /api/aqua-teams/{code}/coverage/{coverage_id}/end    422 403 422 404 403 403 403 403 403 403 401
GET    /api/substitutions                                   200 200 200 200 200 200 200 200 200 200 401
POST   /api/substitutions                                   404 404 409 404 409 404 404 404 403 403 401
GET    /api/substitutions/posts                             200 200 200 200 200 200 200 200 200 200 401
GET    /api/substitutions/candidates                        404 404 200 404 200 404 404 404 404 404 401
POST   /api/substitutions/{substitution_id}/end             404 404 409 404 409 404 404 404 403 403 401
POST   /api/imports/{kind}                                  422 403 403 403 403 403 403 403 403 403 401
GET    /api/demo/people                                     200 200 200 200 200 200 200 200 200 200 200
GET    /healthz                                             200 200 200 200 200 200 200 200 200 200 200
GET    /readyz                                              200 200 200 200 200 200 200 200 200 200 200
GET    /metrics                                             200 200 200 200 200 200 200 200 200 200 200
"""
NOBODY_TO_ASK = {"plan": {**PLAN, "filter": {"units": ["999"]}}}
UNKNOWN = {"results": [{"companion": "c-nobody", "qualified_on": "2026-01-05"}]}
BODIES: dict[str, Any] = {
    "POST /api/waves/preview": NOBODY_TO_ASK,
    "POST /api/waves": NOBODY_TO_ASK,
    "POST /api/waves/{wave_id}/commands": {"type": "resume_wave"},
    "POST /api/reports/{report_id}/commands": {"type": "acknowledge"},
    "POST /api/waves/{wave_id}/courses/{course}/results": UNKNOWN,
    "POST /api/units/{code}/commands": RESUME,
    "POST /api/commands": {"units": ["999"], "command": RESUME},
    "POST /api/people": NEW_PERSON,
    "PATCH /api/people/{person_id}": {},
    "POST /api/assignments": NEW_FUNCTION,
    "POST /api/assignments/{assignment_id}/end": EARLY,
    "POST /api/aqua-teams": {"code": "AQ-200-02", "name": "Doppelt", "region": "200"},
    "PATCH /api/aqua-teams/{code}": {},
    "POST /api/aqua-teams/{code}/coverage": {"unit": "244", "since": "2026-01-01"},
    "POST /api/aqua-teams/{code}/coverage/{coverage_id}/end": EARLY,
    "POST /api/substitutions": {**OF_TEAM_LEAD, "substitute": "{person}", "since": "2099-01-01", "until": "2099-01-02"},
}
QUERIES: dict[str, dict[str, str]] = {"GET /api/substitutions/candidates": OF_TEAM_LEAD}
ROWS = {
    f"{method} {path}": dict(zip(ROLES, map(int, cells), strict=True))
    for method, path, *cells in (line.split() for line in EXPECTED.strip().splitlines())
}


def routes_of(app: FastAPI) -> Iterator[str]:
    """Every route of the application that is meant for programs."""
    for included in app.routes:
        for route in getattr(included, "effective_route_contexts", tuple)():
            if route.include_in_schema:
                yield from (f"{method} {route.path}" for method in route.methods)


@dataclass(frozen=True)
class Known:
    """Ids of one's own region: the AQua lead of unit 244's team, the function held, the coverage of the unit.

    And a substitution for that lead that has ended, a wave of that unit that has not begun, and the region's last
    report, which is still to be attested.
    """

    person: str
    assignment: str
    coverage: str
    substitution: str
    wave: str
    report: str

    def fill(self, value: Any) -> Any:  # noqa: ANN401 - any JSON value
        if isinstance(value, dict):
            return {name: self.fill(each) for name, each in value.items()}
        return value.format_map(vars(self)) if isinstance(value, str) else value


@pytest.fixture(scope="module")
async def known(api: World) -> Known:
    team_lead = sa.and_(AssignmentRow.function == "aqua_lead", AssignmentRow.scope == "AQ-200-02")
    unit = await api.unit_id("244")
    async with api.database.write() as connection:
        row = {"id": "p-ohne", "issuer": "demo", "subject": "ohne-funktion", "name": "Ohne", "language": "de"}
        await connection.execute(sa.insert(PersonRow), {**row, "created_at": now()})
    assignment = await api.scalar(sa.select(AssignmentRow.id).where(team_lead))
    await stood_in(api, assignment)
    return Known(
        substitution="s-ended",
        person=await api.scalar(sa.select(AssignmentRow.person_id).where(team_lead)),
        assignment=assignment,
        coverage=await api.scalar(sa.select(CoverageRow.id).where(CoverageRow.unit_id == unit)),
        wave=await scheduled(api, "244", "scope"),
        report=await api.scalar(sa.select(LAST_REPORT)),
    )


async def stood_in(api: World, assignment: str) -> None:
    """A substitution of last year for this assignment; and a function that ended then, of somebody with no other."""
    ended = {"since": date(2020, 1, 1), "until": date(2020, 1, 31)}
    about = {"function": "aqua_lead", "scope": "AQ-200-02", "assignment_id": assignment, "actor_ref": "r-ended"}
    person = {"id": "p-ehemals", "issuer": "demo", "subject": "ehemals", "name": "Ehemals", "language": "de"}
    async with api.database.write() as connection:
        await connection.execute(sa.insert(PersonRow), {**person, "created_at": now()})
        row = {"ref": "r-ended", "person_id": "p-ehemals", "created_at": now()}
        await connection.execute(sa.insert(ActorRefRow), row)
        held = {"id": "f-ended", "person_id": "p-ehemals", "actor_ref": "r-ended", "function": "regional_lead"}
        await connection.execute(sa.insert(AssignmentRow), {**held, "scope": "200", **ended})
        named = {"id": "s-ended", "occasion": "planned", "substitute_id": "p-ehemals", "created_at": LONG_AGO}
        await connection.execute(sa.insert(SubstitutionRow), {**about, **named, **ended})


@pytest.fixture(scope="module", autouse=True)
async def _nobody_writes(api: World, known: Known) -> AsyncIterator[None]:
    before = await written(api)
    yield
    assert before == await written(api)


async def test_every_route_has_a_row(api: World) -> None:
    assert set(routes_of(api.app)) == ROWS.keys()


async def test_every_route_answers_every_role_as_the_table_says(api: World, known: Known) -> None:
    found = {route: {role: await status(api, known, route, role) for role in ROLES} for route in ROWS}
    wrong = {
        (route, role): (expected, found[route][role])
        for route, row in ROWS.items()
        for role, expected in row.items()
        if expected != found[route][role]
    }
    assert {} == wrong


async def status(api: World, known: Known, route: str, role: str, **instead: str) -> int:
    return int((await ask(api, known, route, role, **instead)).status_code)


async def ask(api: World, known: Known, route: str, role: str, **instead: str) -> Any:  # noqa: ANN401 - httpx.Response
    method, path = route.split()
    values = known.fill({**FILLED, **(TEAM if "aqua-teams" in path else {})}) | instead
    if ".{kind}" in path:
        values["kind"] = "json"
    if path.startswith("/api/regions/"):
        values["code"] = instead.get("code", "200")
    url = re.sub(r"\{(\w+)(:path)?\}", lambda found: values[found[1]], path)
    body = known.fill(BODIES.get(route))
    who = ROLES.get(role, role)
    return await api.as_(who).request(method, url, json=body, params=QUERIES.get(route))


async def test_an_ended_function_is_worth_as_much_as_none(api: World, known: Known) -> None:
    """On every route: what somebody held last year opens nothing today."""
    found = {route: await status(api, known, route, "ehemals") for route in ROWS}
    assert {route: row["no function"] for route, row in ROWS.items()} == found


MISSING = {
    "code": "999",
    "person_id": "nobody",
    "assignment_id": "none",
    "coverage_id": "none",
    "substitution_id": "none",
    "wave_id": "w-none",
    "report_id": "1999-Q1-200",
}


@pytest.mark.parametrize("role", ["rd foreign", "aqua foreign", "manager foreign"])
async def test_the_foreign_is_as_if_it_were_not_there(api: World, known: Known, role: str) -> None:
    """Same status, same body, same number of statements: not even the time it takes tells them apart."""
    seen = 0
    for route, row in ROWS.items():
        if row[role] != problems.NotFound.status or "{" not in route or "{key" in route:
            continue
        answers = []
        for instead in ({}, {name: value for name, value in MISSING.items() if f"{{{name}}}" in route}):
            start = len(api.statements)
            answer = await ask(api, known, route, role, **instead)
            answers.append((answer.status_code, answer.content, len(api.statements) - start))
        assert answers[0] == answers[1], route
        seen += 1
    assert seen >= 3


async def test_a_foreign_command_is_as_if_it_had_never_been_given(api: World) -> None:
    """Of the demo's history: recorded for unit 244."""
    key = next(iter((await api.life("244")).answered))
    assert 200 == (await api.as_("rd-200").get(f"/api/commands/{key}")).status_code
    answers = []
    for asked in (key, "no-such-key"):
        start = len(api.statements)
        answer = await api.as_("rd-968").get(f"/api/commands/{asked}")
        answers.append((answer.status_code, answer.content, len(api.statements) - start))
    assert answers[0] == answers[1]
    assert 404 == answers[0][0]


@pytest.mark.parametrize("role", ["rd foreign", "aqua foreign", "manager own", "zentrale"])
@pytest.mark.parametrize("route", ["GET /api/substitutions/candidates", "POST /api/substitutions"])
async def test_a_foreign_post_is_as_if_it_were_not_there(api: World, known: Known, route: str, role: str) -> None:
    answers = []
    for scope in ("AQ-200-02", "AQ-999-99"):
        method, path = route.split()
        query = {**OF_TEAM_LEAD, "scope": scope} if method == "GET" else None
        body = known.fill({**BODIES[route], "scope": scope}) if method == "POST" else None
        start = len(api.statements)
        answer = await api.as_(ROLES[role]).request(method, path, json=body, params=query)
        answers.append((answer.status_code, answer.content, len(api.statements) - start))
    assert answers[0] == answers[1]
    assert 404 == answers[0][0]
