"""Imports, persons, assignments and AQua teams over HTTP: who may, who sees what, what an error says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI, Request

from activities.people import NewAssignment, NewPerson, add_assignment, create_person
from api import deps, imports, people, problems
from api.deps import Caller
from api.hearing import hear
from models.database import Database
from models.organisation import Function
from models.people_tables import ActorRefRow, PersonRow
from models.permissions import Grant, reading
from models.tables import UnitRow
from tests.integration.offices import NOW, UNITS, opened, organised, rows, running
from tests.making import TODAY, command

PEOPLE = "issuer,subject,name,email,language,function,scope,since,until\n"


@dataclass
class Client:
    """The routes as a person with one function sees them."""

    database: Database
    http: httpx.AsyncClient
    persons: dict[str, str]
    caller: Caller

    def as_(self, function: Function, scope: str = "all", person: str = "nobody") -> httpx.AsyncClient:
        grants = (Grant(function, scope, "a-1"),)
        known = self.persons.get(person, "nobody")
        self.caller = Caller(known, person, person, "de", grants, reading(grants, TODAY), TODAY, NOW)
        return self.http


@pytest.fixture
async def client(sqlite_url: str) -> AsyncIterator[Client]:
    async with opened(sqlite_url) as database:
        await organised(database)
        app = FastAPI()
        app.state.database = database
        problems.STATUS.update({**imports.HTTP_STATUS, **people.HTTP_STATUS})
        problems.install(app)
        app.include_router(imports.router)
        app.include_router(people.router)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://ilb", headers={"Accept-Language": "en"}
        ) as http:
            nobody = Caller("nobody", "nobody", "", "de", (), reading((), TODAY), TODAY, NOW)
            found = Client(database, http, await staffed(database), nobody)

            async def who_asks(request: Request) -> Caller:
                hear(request)
                return found.caller

            app.dependency_overrides[deps.caller] = who_asks
            yield found


async def staffed(database: Database) -> dict[str, str]:
    """A lead per region and per AQua team, the Zentrale, and managers of 111 and 211."""
    functions = {
        "central": ("central", "all"),
        "lead-100": ("regional_lead", "100"),
        "lead-200": ("regional_lead", "200"),
        "aqua-100": ("aqua_lead", "AQ-100"),
        "aqua-200": ("aqua_lead", "AQ-200"),
        "manager-111": None,
        "manager-211": None,
    }
    persons: dict[str, str] = {}
    async with database.write() as connection:
        for subject, held in functions.items():
            region = "200" if subject == "manager-211" else None
            new = NewPerson(f"Name {subject}", f"{subject}@example.org", "de", "demo", subject)
            persons[subject] = await create_person(connection, new, region=region, moment=NOW)
            if held is not None:
                assignment = NewAssignment(persons[subject], *held, since=TODAY)
                await add_assignment(connection, assignment, within=None, moment=NOW)
    return persons


def names(answer: httpx.Response) -> list[str | None]:
    assert 200 == answer.status_code, answer.text
    return [item["name"] for item in answer.json()["items"]]


# --- who sees whom -------------------------------------------------------------------------------------------


async def test_the_zentrale_sees_names_of_regional_leads_and_of_those_it_keeps(client: Client) -> None:
    """Others are rows without a name: what they hold is known, who they are is not."""
    found = names(await client.as_(Function.CENTRAL).get("/api/people"))
    assert 7 == len(found)
    assert {"Name central", "Name lead-100", "Name lead-200", "Name manager-111", None} == set(found)


async def test_a_regional_lead_sees_the_own_region(client: Client) -> None:
    found = names(await client.as_(Function.REGIONAL_LEAD, "200", "lead-200").get("/api/people"))
    assert ["Name aqua-200", "Name lead-200", "Name manager-211"] == found


async def test_an_aqua_lead_and_a_manager_see_whom_they_work_with(client: Client) -> None:
    async with client.database.write() as connection:
        row = {"ref": "ref-manager", "person_id": client.persons["manager-111"], "created_at": NOW}
        await connection.execute(sa.insert(ActorRefRow), row)
    told = command("assign_manager", since=str(TODAY), holder="ref-manager")
    await running(client.database, "111", told, team="AQ-100")
    (unit,) = await rows(client.database, UnitRow, UnitRow.code == "111")
    expected = ["Name aqua-100", "Name lead-100", "Name manager-111"]
    assert expected == names(await client.as_(Function.AQUA_LEAD, "AQ-100").get("/api/people"))
    assert expected == names(await client.as_(Function.MANAGER, unit["id"]).get("/api/people"))


async def test_an_auditor_reads_names_on_request(client: Client) -> None:
    auditor = client.as_(Function.AUDITOR)
    assert {None} == set(names(await auditor.get("/api/people")))
    assert None not in names(await auditor.get("/api/people?names=true"))


async def test_the_order_tells_nothing_of_a_withheld_name(client: Client) -> None:
    """On one page, and from page to page: those with a name first, the others by id."""
    whole = (await client.as_(Function.CENTRAL).get("/api/people")).json()["items"]
    withheld = [item["id"] for item in whole if item["name"] is None]
    assert sorted(withheld) == withheld == [item["id"] for item in whole[-len(withheld) :]]
    paged: list[str] = []
    address = "/api/people?limit=2"
    while address:
        page = (await client.as_(Function.CENTRAL).get(address)).json()
        paged += [item["id"] for item in page["items"]]
        address = f"/api/people?limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert [item["id"] for item in whole] == paged


async def test_a_first_specialist_sees_only_themselves(client: Client) -> None:
    found = client.as_(Function.FIRST_SPECIALIST, person="manager-111")
    assert ["Name manager-111"] == names(await found.get("/api/people"))


async def test_somebody_without_a_function_may_not_look(client: Client) -> None:
    for path in ("people", "assignments", "aqua-teams"):
        assert 403 == (await client.http.get(f"/api/{path}")).status_code


@pytest.mark.parametrize("who", ["lead-100", "aqua-100", "manager-211", "nothing"])
async def test_foreign_and_unknown_persons_are_answered_alike(client: Client, who: str) -> None:
    lead = client.as_(Function.REGIONAL_LEAD, "200")
    path = f"/api/people/{client.persons.get(who, who)}"
    answers = [await lead.get(path), await lead.patch(path, json={"name": "Neu"})]
    expected = [200, 200] if who == "manager-211" else [404, 404]
    assert expected == [answer.status_code for answer in answers]
    if who != "manager-211":
        assert (await lead.get("/api/people/nothing")).json() == answers[0].json()


async def test_lists_go_on_from_a_cursor(client: Client) -> None:
    """The cursor is opaque and holds no name."""
    for path, total in (("people", 7), ("assignments", 5), ("aqua-teams", 2)):
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            query = f"?limit=1&cursor={cursor}" if cursor else "?limit=1"
            page = (await client.as_(Function.CENTRAL).get(f"/api/{path}{query}")).json()
            seen += [item.get("id", item.get("code")) for item in page["items"]]
            cursor = page["next_cursor"]
        assert total == len(set(seen)) == len(seen)
    assert 422 == (await client.http.get("/api/people?cursor=nothing")).status_code


async def test_assignments_can_be_filtered(client: Client) -> None:
    central = client.as_(Function.CENTRAL)
    for query, expected in (("function=aqua_lead", 2), ("scope=100", 1), ("on=2020-01-01", 0), ("on=2026-03-02", 5)):
        assert expected == len((await central.get(f"/api/assignments?{query}")).json()["items"])


# --- who may change what -------------------------------------------------------------------------------------


async def test_a_regional_lead_enters_a_person_and_gives_a_function(client: Client) -> None:
    lead = client.as_(Function.REGIONAL_LEAD, "100")
    made = await lead.post("/api/people", json={"name": "Neu", "email": "neu@example.org"})
    assert (201, "100", "Neu") == (made.status_code, made.json()["region"], made.json()["name"])
    body = {"person_id": made.json()["id"], "function": "aqua_lead", "scope": "AQ-100", "since": "2026-03-02"}
    assigned = await lead.post("/api/assignments", json=body)
    assert (201, "Neu") == (assigned.status_code, assigned.json()["name"])
    ended = await lead.post(f"/api/assignments/{assigned.json()['id']}/end", json={"until": "2026-12-31"})
    assert (200, "2026-12-31") == (ended.status_code, ended.json()["until"])
    changed = await lead.patch(f"/api/people/{made.json()['id']}", json={"email": None})
    assert (200, None, "Neu") == (changed.status_code, changed.json()["email"], changed.json()["name"])


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        ({"function": "manager", "scope": "111"}, 422, "manager_by_command"),
        ({"function": "boss", "scope": "all"}, 422, "unknown_function"),
        ({"function": "regional_lead", "scope": "300"}, 422, "unknown_scope"),
        ({"function": "regional_lead", "scope": "100"}, 409, "regional_lead_taken"),
        ({"function": "auditor", "scope": "all", "until": "2020-01-01"}, 422, "until_before_since"),
        ({"function": "auditor", "scope": "all", "person_id": "nothing"}, 404, "unknown_person"),
        ({"function": "auditor", "scope": "all", "since": "gestern"}, 422, "malformed"),
        ({"function": "auditor", "scope": "all", "boss": True}, 422, "malformed"),
    ],
)
async def test_a_wrong_assignment_is_refused_by_name(
    client: Client, body: dict[str, Any], status: int, problem: str
) -> None:
    usual = {"person_id": client.persons["central"], "since": "2026-03-02"}
    answer = await client.as_(Function.CENTRAL).post("/api/assignments", json={**usual, **body})
    assert (status, f"urn:ilb:problem:{problem}") == (answer.status_code, answer.json()["type"])


@pytest.mark.parametrize("function", [Function.AQUA_LEAD, Function.FIRST_SPECIALIST, Function.AUDITOR])
async def test_other_functions_change_nothing(client: Client, function: Function) -> None:
    http = client.as_(function, "AQ-100" if function is Function.AQUA_LEAD else "all", "aqua-100")
    someone, coverage = client.persons["aqua-100"], {"unit": "111", "since": "2026-03-02"}
    assigned = {"person_id": someone, "function": "auditor", "scope": "all", "since": "2026-03-02"}
    answers = [
        await http.post("/api/people", json={"name": "Neu"}),
        await http.patch(f"/api/people/{someone}", json={"name": "Neu"}),
        await http.post("/api/assignments", json=assigned),
        await http.post("/api/assignments/a/end", json={"until": "2026-12-31"}),
        await http.post("/api/aqua-teams", json={"code": "AQ-1", "name": "x", "region": "100"}),
        await http.patch("/api/aqua-teams/AQ-100", json={"name": "x"}),
        await http.post("/api/aqua-teams/AQ-100/coverage", json=coverage),
        await http.post("/api/aqua-teams/AQ-100/coverage/x/end", json={"until": "2026-12-31"}),
        *[await http.post(f"/api/imports/{kind}", content=b"") for kind in ("units", "standing", "people")],
    ]
    assert {403} == {answer.status_code for answer in answers}


@pytest.mark.parametrize(
    "body", [{"name": ""}, {"name": "a\x00b"}, {"name": "x", "issuer": "demo"}, {"name": "x", "email": "x"}, {}]
)
async def test_a_malformed_person_is_refused_without_an_echo(client: Client, body: dict[str, str]) -> None:
    answer = await client.as_(Function.CENTRAL).post("/api/people", json=body)
    assert 422 == answer.status_code
    assert "application/problem+json" == answer.headers["content-type"]


async def test_a_unit_gets_its_team_over_http(client: Client) -> None:
    lead = client.as_(Function.REGIONAL_LEAD, "100")
    made = await lead.post("/api/aqua-teams", json={"code": "AQ-7", "name": "AQua Kiel", "region": "100"})
    assert (201, []) == (made.status_code, made.json()["coverage"])
    covered = await lead.post("/api/aqua-teams/AQ-7/coverage", json={"unit": "111", "since": "2026-03-02"})
    (coverage,) = covered.json()["coverage"]
    assert (201, "111") == (covered.status_code, coverage["unit"])
    twice = await lead.post("/api/aqua-teams/AQ-100/coverage", json={"unit": "111", "since": "2026-03-02"})
    assert (409, {"team": "AQ-7", "since": "2026-03-02"}) == (twice.status_code, twice.json()["facts"])
    ended = await lead.post(f"/api/aqua-teams/AQ-7/coverage/{coverage['id']}/end", json={"until": "2026-06-30"})
    assert "2026-06-30" == ended.json()["coverage"][0]["until"]
    renamed = await lead.patch("/api/aqua-teams/AQ-7", json={"name": "AQua Förde"})
    assert "AQua Förde" == renamed.json()["name"]
    for code, unit in (("AQ-200", "111"), ("AQ-7", "211"), ("AQ-7", "999")):
        answer = await lead.post(f"/api/aqua-teams/{code}/coverage", json={"unit": unit, "since": "2026-03-02"})
        assert 404 == answer.status_code


# --- imports -------------------------------------------------------------------------------------------------


async def test_a_file_comes_as_the_body_or_in_a_form(client: Client) -> None:
    central = client.as_(Function.CENTRAL)
    body = await central.post("/api/imports/units?dry_run=true", content=UNITS.encode())
    form = await central.post("/api/imports/units", files={"file": ("units.csv", UNITS.encode(), "text/csv")})
    assert [200, 200] == [body.status_code, form.status_code]
    assert [{"same": 7}] * 2 == [{k: n for k, n in a.json()["counts"].items() if n} for a in (body, form)]
    assert [(True, False), (False, True)] == [(a.json()["dry_run"], a.json()["written"]) for a in (body, form)]
    missing = await central.post("/api/imports/units", files={"units": ("units.csv", b"", "text/csv")})
    assert (422, "urn:ilb:problem:file_missing") == (missing.status_code, missing.json()["type"])


@pytest.mark.parametrize(
    ("data", "status", "problem"),
    [
        (b"", 422, "file_empty"),
        (b"code,name\n1,a\n", 422, "wrong_header"),
        (UNITS.encode("latin-1"), 422, "file_not_utf8"),
        (UNITS.encode() + b"1,\0\n", 422, "nul_character"),
        (UNITS.encode() + b"1\n", 422, "ragged_row"),
        (UNITS.encode() + b'1,"\n', 422, "broken_quotes"),
        (UNITS.encode() + b"x" * 1024 * 1024, 422, "field_too_long"),
        (b"x" * (5 * 1024 * 1024 + 1), 413, "file_too_large"),
    ],
)
async def test_an_unreadable_file_is_refused_by_name(client: Client, data: bytes, status: int, problem: str) -> None:
    answer = await client.as_(Function.CENTRAL).post("/api/imports/units", content=data)
    assert (status, f"urn:ilb:problem:{problem}") == (answer.status_code, answer.json()["type"])
    assert "application/problem+json" == answer.headers["content-type"]


async def test_rows_in_error_are_a_problem_that_names_them(client: Client) -> None:
    """Nothing is written; a dry run reports them without being a problem itself."""
    head = UNITS.splitlines()[0]
    cyclic = "A,A,agentur,B,SGB_III,SH,Kiel\nB,B,agentur,A,SGB_III,SH,Kiel\nB,B,agentur,100,SGB_III,SH,Kiel\n"
    data = f"{head}\n{cyclic}".encode()
    central = client.as_(Function.CENTRAL)
    answer, dry = [await central.post(f"/api/imports/units{q}", content=data) for q in ("", "?dry_run=true")]
    assert (422, "urn:ilb:problem:rows_in_error") == (answer.status_code, answer.json()["type"])
    errors = [(error["at"], error["type"]) for error in answer.json()["errors"]]
    expected = [(["line", 2], "cyclic_parent"), (["line", 3], "cyclic_parent"), (["line", 4], "duplicate_row")]
    assert expected == errors
    assert (
        "The offices above this one lead back to it. Correct the column parent_code in these lines."
        == answer.json()["errors"][0]["message"]
    )
    assert (200, 3) == (dry.status_code, dry.json()["counts"]["error"])
    assert 7 == len(await rows(client.database, UnitRow))


async def test_a_regional_lead_imports_standings_and_people_of_the_own_region(client: Client) -> None:
    lead = client.as_(Function.REGIONAL_LEAD, "100")
    assert 403 == (await lead.post("/api/imports/units", content=UNITS.encode())).status_code
    text = b"unit_code,milestone,happened_on\n111,manager,2019-04-01\n211,manager,2019-04-01\n"
    report = (await lead.post("/api/imports/standing?partial=true", content=text)).json()
    assert ["new", "error"] == [row["outcome"] for row in report["rows"]]
    people = PEOPLE + "demo,x,Neu,,,aqua_lead,AQ-100,2026-03-02,\n"
    assert (await lead.post("/api/imports/people", content=people.encode())).json()["written"]
    (row,) = await rows(client.database, PersonRow, PersonRow.subject == "x")
    assert "100" == row["region_code"]


async def test_an_unknown_kind_of_file_is_refused(client: Client) -> None:
    assert 422 == (await client.as_(Function.CENTRAL).post("/api/imports/learners", content=b"")).status_code
