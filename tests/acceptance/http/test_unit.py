"""One unit whole, and its journal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from models.permissions import COMMAND_TABLE
from tests.acceptance.serving import World

LEAD = {"pause", "close", "vacate_manager", "change_due_date", "correct_date", "record_milestone", "state_standing"}
ALLOWED = {
    "zentrale": {"state_standing"},
    "fachkraft": {"move_workshop", "cancel_workshop"},
    "rd-200": LEAD,
    "aqua": {"confirm_workshop", "return_to_region", "move_workshop", "nominate_companion"},
    "manager-244": {"nominate_companion", "release_companion"},
    "auditor": set[str](),
}
NEVER = {
    "zentrale": COMMAND_TABLE.keys() - {"state_standing"},
    "fachkraft": {"confirm_workshop", "pause", "nominate_companion"},
    "rd-200": {"confirm_workshop", "return_to_region", "resume", "decide_participation"},
    "aqua": {"pause", "assign_manager", "withdraw_confirmation", "state_standing"},
    "manager-244": {"confirm_workshop", "plan_workshop", "pause"},
    "auditor": COMMAND_TABLE.keys(),
}


@pytest.mark.parametrize("username", ALLOWED)
async def test_allowed_commands_are_those_of_the_function_now(country: World, username: str) -> None:
    """The system's own commands are nobody's."""
    unit = (await country.as_(username).get("/api/units/244")).json()
    allowed = set(unit["allowed_commands"])
    assert ALLOWED[username] <= allowed
    assert not allowed & (NEVER[username] | {"assign_aqua_team", "assign_region", "adopt_calendar"})


async def test_the_etag_is_the_version(country: World) -> None:
    answer = await country.as_("aqua").get("/api/units/244")
    assert f'"{answer.json()["version"]}"' == answer.headers["ETag"]
    assert (await country.head("244"))[0] == answer.json()["version"]


async def test_the_unit_whole_names_the_step_its_holder_and_how_its_date_came_about(country: World) -> None:
    unit = (await country.as_("aqua").get("/api/units/244")).json()
    (step,) = (o for o in unit["obligations"] if o["step"] == "confirm_workshop")
    assert ("aqua_lead", "AQ-200-02", False) == (step["holder_function"], step["holder_scope"], step["vacant"])
    assert step["arithmetic"].startswith("5 Arbeitstage ab ")
    assert "confirm_workshop" == step["settled_by"]
    assert step["sentence"] == unit["status"]["sentence"]
    assert step["holder"] == unit["status"]["holder"] == "Teamleitung AQua Hildesheim/Hannover"


async def test_no_person_is_named_in_a_unit(country: World) -> None:
    """Managers are times, companions opaque ids."""
    unit = (await country.as_("rd-200").get("/api/units/244")).json()
    assert {"since", "until", "has_access"} == unit["managers"][0].keys()
    text = (await country.as_("rd-200").get("/api/units/244")).text + str(await journal(country, "244"))
    assert "Führungskraft 244" not in text
    assert '"m-' not in text


async def journal(world: World, code: str, limit: int = 500) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    cursor: str | None = "0"
    while cursor is not None:
        query = {"limit": str(limit), "cursor": cursor}
        page = (await world.as_("auditor").get(f"/api/units/{code}/journal", params=query)).json()
        entries += page["items"]
        cursor = page["next_cursor"]
    return entries


async def test_the_journal_is_paged_without_a_gap(country: World) -> None:
    whole, paged = await journal(country, "244"), await journal(country, "244", limit=3)
    assert whole == paged
    assert list(range(1, len(whole) + 1)) == [entry["seq"] for entry in whole]


async def test_an_entry_has_both_times_and_the_function(country: World) -> None:
    """Stated facts happened long before they were recorded."""
    entries = await journal(country, "759")
    for entry in entries:
        recorded = datetime.fromisoformat(entry["recorded_at"])
        assert recorded.tzinfo is not None
        assert date.fromisoformat(entry["happened_on"]) <= recorded.date()
        assert entry["function"]
    stated = [entry for entry in entries if entry["type"] == "standing_stated"]
    assert stated
    assert stated[0]["happened_on"] < stated[0]["recorded_at"][:10]


async def test_the_journal_carries_no_programme_and_no_calendar(country: World) -> None:
    """They are named by their id: the definition has more than ten thousand characters."""
    (first, *_) = await journal(country, "244")
    assert ("rollout_started", "ilb-1") == (first["type"], first["facts"]["programme"])
    assert isinstance(first["facts"]["calendar"], str)
    answer = await country.as_("auditor").get("/api/units/244/journal")
    assert len(answer.content) < 400 * len(answer.json()["items"])


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "cursor=-1", "cursor=x", f"cursor={10**30}"])
async def test_a_journal_page_that_cannot_be_is_refused(country: World, query: str) -> None:
    answer = await country.as_("auditor").get(f"/api/units/244/journal?{query}")
    assert (422, "urn:ilb:problem:malformed") == (answer.status_code, answer.json()["type"])
