"""Persons, functions, AQua teams and imports of the running product, on both databases."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import Workbook
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from models.chain import stream_of
from models.people_tables import ActorRefRow
from models.tables import JournalRow
from tests.acceptance.http.steps import problem, written
from tests.acceptance.serving import World


async def all_of(world: World, username: str, path: str, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        asked = {"limit": "40", **query, **({"cursor": cursor} if cursor else {})}
        page = (await world.as_(username).get(f"/api/{path}", params=asked)).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


async def test_the_pages_of_people_hold_everybody_once(country: World) -> None:
    everybody = [person["id"] for person in await all_of(country, "zentrale", "people")]
    assert 300 < len(everybody) == len(set(everybody))


async def test_a_regional_lead_reads_the_names_of_the_own_region_only(country: World) -> None:
    found = await all_of(country, "rd-968", "people")
    assert found
    assert all(person["name"] for person in found)
    scopes = {a["scope"][:6] for person in found for a in person["assignments"]}
    assert scopes <= {"968", "AQ-968"}


async def test_the_auditor_reads_names_on_request_only(country: World) -> None:
    """Their own they always read."""
    me = (await country.as_("auditor").get("/api/me")).json()["person"]
    assert {me} == {person["id"] for person in await all_of(country, "auditor", "people") if person["name"]}
    assert all(person["name"] for person in await all_of(country, "auditor", "people", names="true"))


PARTNERS = {"regional_lead", "central", "auditor", "first_specialist"}


async def test_the_zentrale_reads_names_of_regional_leads_and_not_of_managers(country: World) -> None:
    for person in await all_of(country, "zentrale", "people"):
        functions = {a["function"] for a in person["assignments"]}
        assert (person["name"] is not None) is bool(
            functions & {"regional_lead", "central", "auditor", "first_specialist"}
        )


async def test_every_assignment_is_listed_once_and_can_be_narrowed(country: World) -> None:
    everything = await all_of(country, "zentrale", "assignments")
    assert len(everything) == len({a["id"] for a in everything})
    leads = await all_of(country, "zentrale", "assignments", function="regional_lead")
    assert [a for a in everything if a["function"] == "regional_lead"] == leads
    assert {a["scope"] for a in leads} == {
        r["code"] for r in (await country.as_("rd").get("/api/regions")).json()["items"]
    }


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "on=2026-02-30", "on=x", "names=maybe", f"cursor={'x' * 65}", f"person_id={'x' * 65}"],
)
async def test_a_question_that_cannot_be_is_refused(country: World, query: str) -> None:
    assert (422, "malformed") == problem(await country.as_("zentrale").get(f"/api/assignments?{query}"))


PERSON = {"name": "Neu"}
FUNCTION = {"person_id": "nobody", "function": "aqua_lead", "scope": "AQ-200-02", "since": "2026-01-01"}


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("people", {**PERSON, "region": "999"}, (404, "unknown_region")),
        ("people", {**PERSON, "region": "244"}, (404, "unknown_region")),
        ("people", {**PERSON, "name": "a\x00b"}, (422, "malformed")),
        ("people", {**PERSON, "name": "x" * 1000}, (422, "malformed")),
        ("people", {**PERSON, "email": "a@b\x00.de"}, (422, "malformed")),
        ("people", {**PERSON, "issuer": "demo"}, (422, "malformed")),
        ("people", {**PERSON, "issuer": "demo", "subject": "auditor"}, (409, "person_exists")),
        ("assignments", {**FUNCTION, "person_id": "a\x00b"}, (422, "malformed")),
        ("assignments", {**FUNCTION, "scope": "a\x00b"}, (422, "malformed")),
        ("assignments", {**FUNCTION, "function": "a\x00b"}, (422, "malformed")),
        ("assignments", {**FUNCTION, "since": "0001-01-01"}, (404, "unknown_person")),
        ("aqua-teams", {"code": "AQ-1", "name": "x", "region": "999"}, (404, "unknown_region")),
        ("aqua-teams", {"code": "AQ/1", "name": "x", "region": "200"}, (422, "malformed")),
        ("aqua-teams/AQ-200-02/coverage", {"unit": "999", "since": "2026-01-01"}, (404, "unknown_unit")),
        ("aqua-teams/AQ-200-02/coverage", {"unit": "244", "since": "9999-12-31"}, (422, "day_out_of_range")),
    ],
)
async def test_what_cannot_be_is_refused_by_name(
    each_api: World, path: str, body: dict[str, str], expected: tuple[int, str]
) -> None:
    before = await written(each_api)
    assert expected == problem(await each_api.as_("zentrale").post(f"/api/{path}", json=body))
    assert before == await written(each_api)


# --- imports -------------------------------------------------------------------------------------------------

STANDING = "unit_code,milestone,happened_on\n"
UNITS = "code,name,kind,parent_code,legal_area,land,city\n"
END = "SGB_III,NI,x\n"
FILES: dict[str, tuple[str, bytes, str]] = {
    "a wrong header": ("units", b"code,name\n1,a\n", "wrong_header"),
    "no file": ("units", b"", "file_empty"),
    "Latin-1": ("units", f"{UNITS}1,Göttingen,agentur,200,SGB_III,NI,x\n".encode("latin-1"), "file_not_utf8"),
    "a cycle": (
        "units",
        f"{UNITS}X1,a,agentur,X2,SGB_III,NI,x\nX2,b,agentur,X1,SGB_III,NI,x\n".encode(),
        "cyclic_parent",
    ),
    "the same code twice": ("units", f"{UNITS}X1,a,agentur,200,SGB_III,NI,x\n".encode() * 2, "duplicate_row"),
    "an unknown milestone": ("standing", f"{STANDING}244,learners,2019-04-01\n".encode(), "unknown_milestone"),
    "an unknown office": ("standing", f"{STANDING}999,manager,2019-04-01\n".encode(), "unknown_unit"),
    "no day": ("standing", f"{STANDING}244,manager,gestern\n".encode(), "invalid_day"),
    "a NUL": ("standing", f"{STANDING}244,manager\0,2019-04-01\n".encode(), "nul_character"),
}


@pytest.mark.parametrize("what", FILES)
async def test_a_file_with_an_error_is_refused_and_nothing_is_written(each_api: World, what: str) -> None:
    """By its name, or row by row with line and reason."""
    kind, data, name = FILES[what]
    before = await written(each_api)
    answer = await each_api.as_("zentrale").post(f"/api/imports/{kind}", content=data)
    status, refused = problem(answer)
    named = {refused, *(error["type"] for error in answer.json().get("errors", []))}
    assert (422, True) == (status, name in named), named
    assert before == await written(each_api)


def workbook(text: str) -> bytes:
    """The rows of a text file as a spreadsheet."""
    made, data = Workbook(), io.BytesIO()
    assert made.active is not None
    for line in text.splitlines():
        made.active.append(line.split(","))
    made.save(data)
    return data.getvalue()


async def test_a_spreadsheet_is_read_as_the_same_rows(each_api: World) -> None:
    """As the body, or as a form's file."""
    sheet = workbook(f"{UNITS}NEU,Agentur Neu,agentur,200,SGB_III,NI,Neustadt\n")
    central, path = each_api.as_("zentrale"), "/api/imports/units?dry_run=true"
    body, form = await central.post(path, content=sheet), await central.post(path, files={"file": ("u.xlsx", sheet)})
    assert body.json() == form.json()
    assert 1 == body.json()["counts"]["new"]


async def test_a_spreadsheet_that_cannot_be_read_is_a_problem_with_a_name(each_api: World) -> None:
    answer = await each_api.as_("zentrale").post("/api/imports/units", content=b"PK\x03\x04 and nothing more")
    assert (422, "workbook_broken") == problem(answer)


async def test_a_rehearsed_import_writes_nothing(each_api: World) -> None:
    before = await written(each_api)
    new = f"{UNITS}NEU,Agentur Neu,agentur,200,SGB_III,NI,Neustadt\n".encode()
    report = (await each_api.as_("zentrale").post("/api/imports/units?dry_run=true", content=new)).json()
    assert (True, False, 1) == (report["dry_run"], report["written"], report["counts"]["new"])
    assert before == await written(each_api)


async def test_an_imported_standing_is_soon_in_the_journal_as_stated_by_the_importer(each_api: World) -> None:
    """Queued in the import's transaction, drained to the unit's rollout, recorded as taken over."""
    code = await without_onboarding(each_api)
    data = f"{STANDING}{code},onboarding_plan,2024-04-02\n".encode()
    lead = each_api.as_("rd-200")
    report = (await lead.post("/api/imports/standing", content=data)).json()
    assert (True, 1) == (report["written"], report["counts"]["new"])
    async with asyncio.timeout(60):
        while "onboarding_plan" not in await stated(each_api, code):  # noqa: ASYNC110 - recorded by another part
            await asyncio.sleep(0.2)
    assert "regional_lead" == (await stated(each_api, code))["onboarding_plan"]
    assert (await lead.get("/api/me")).json()["person"] == await stated_by(each_api, code, "onboarding_plan")
    again = (await lead.post("/api/imports/standing", content=data)).json()
    assert 1 == again["counts"]["same"]


async def stated_by(world: World, code: str, milestone: str) -> str:
    """The person behind the reference under which the journal knows who stated it."""
    entry = sa.and_(JournalRow.stream == stream_of(await world.unit_id(code)), JournalRow.type == "standing_stated")
    query = sa.select(JournalRow.payload, ActorRefRow.person_id)
    async with world.database.read() as session:
        found = await session.execute(query.join(ActorRefRow, ActorRefRow.ref == JournalRow.actor_ref).where(entry))
        return {str(payload["milestone"]): str(person) for payload, person in found}[milestone]


async def test_who_changes_functions_and_persons_is_in_the_log(each_api: World) -> None:
    """By an opaque id, like whoever is changed: no name of either."""
    central = each_api.as_("zentrale")
    mine, changed = [(await each_api.as_(who).get("/api/me")).json()["person"] for who in ("zentrale", "rd-200")]
    with capture_logs([merge_contextvars]) as logged:
        await central.patch(f"/api/people/{changed}", json={"language": "de"})
    (told,) = [entry for entry in logged if entry["event"] == "person_changed"]
    assert (mine, changed) == (told["by"], told["person"])


async def without_onboarding(world: World) -> str:
    """A sustained Agentur that has not said whether iLB is part of its onboarding."""
    query = {"stage": "sustained", "region": "200", "limit": "200"}
    for unit in (await world.as_("zentrale").get("/api/units", params=query)).json()["items"]:
        whole = (await world.as_("zentrale").get(f"/api/units/{unit['code']}")).json()
        done = {m["key"] for m in whole["milestones"] if m["done"]}
        if "onboarding_plan" not in done and unit["side_state"] == "none":
            return str(unit["code"])
    raise LookupError


async def stated(world: World, code: str) -> dict[str, str]:
    """The milestones that were taken over, and in which function each was stated."""
    entries = (await world.as_("auditor").get(f"/api/units/{code}/journal?limit=500")).json()["items"]
    return {e["facts"]["milestone"]: e["function"] for e in entries if e["type"] == "standing_stated"}
