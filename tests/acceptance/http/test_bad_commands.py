"""Commands that cannot be: each refused by name, in the reader's language, nothing repeated and nothing written."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from api.requests import EXAMPLES
from tests.acceptance.http.steps import Body, give, new_key, nominate, problem, written
from tests.acceptance.serving import World

CANARY = "KanarienvogelXyz"
UNIT = "/api/units/244/commands"


@pytest.fixture(autouse=True)
async def _nothing_is_written(api: World) -> AsyncIterator[None]:
    before = await written(api)
    yield
    assert before == await written(api)


FIELDS: dict[str, tuple[Body, str]] = {
    "a day that does not exist": ({"since": "2026-02-30"}, "date_from_datetime_parsing"),
    "the year 0": ({"since": "0000-01-01"}, "date_parsing"),
    "the year 10000": ({"since": "10000-01-01"}, "date_from_datetime_parsing"),
    "no day": ({"since": "gestern"}, "date_from_datetime_parsing"),
    "German order": ({"since": "23.11.2026"}, "date_from_datetime_parsing"),
    "a moment": ({"since": "2026-11-02T10:00:00"}, "date_from_datetime_inexact"),
    "a missing day": ({"since": None}, "date_type"),
    "one field more": ({CANARY: CANARY}, "extra_forbidden"),
    "a reason that is no code": ({"reason": CANARY}, "string_pattern_mismatch"),
    "a NUL character": ({"reason": "a\x00b"}, "string_pattern_mismatch"),
    "half a character": ({"reason": "\ud800"}, "string_unicode"),
    "a note that is no text": ({"note": [CANARY]}, "string_type"),
    "an acknowledgement that is none": ({"note_acknowledged": CANARY}, "bool_parsing"),
}


@pytest.mark.parametrize("what", FIELDS)
@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_field_that_cannot_be_is_named_in_both_languages(api: World, what: str, language: str) -> None:
    change, expected = FIELDS[what]
    body = {"type": "pause", "since": "2026-11-02", "reason": "capacity", **change}
    content = json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    answer = await api.as_("rd-200", language).post(UNIT, content=content, headers=headers)
    assert (422, "malformed") == problem(answer)
    assert [expected] == [error["type"] for error in answer.json()["errors"]]
    assert CANARY not in answer.text
    says_german = "Anfrage" in answer.json()["detail"]
    assert (language == "de") is says_german
    assert language == answer.headers["Content-Language"]


NOTES: dict[str, tuple[str, str]] = {
    "too long": ("x" * 1001, "note_too_long"),
    "empty": ("  \n ", "note_unreadable"),
    "with a NUL character": ("a\x00b", "note_unreadable"),
    "with an escape sequence": ("\x1b[31m", "note_unreadable"),
    "with a phone number": ("Rückfragen: 0911 179-1234", "note_looks_personal"),
    "with an address": (f"bitte an {CANARY}@example.org", "note_looks_personal"),
    "with a customer number": ("Fall 123A456789", "note_looks_personal"),
}


@pytest.mark.parametrize("what", NOTES)
async def test_a_note_that_may_not_be_stored_is_refused(api: World, what: str) -> None:
    text, name = NOTES[what]
    answer = await give(api, "rd-200", "231", nominate(api.today, note=text))
    assert (422, name) == problem(answer)
    assert CANARY not in answer.text
    many = {"units": ["231"], "command": nominate(api.today, note=text)}
    for query in ("", "?dry_run=true"):
        (item,) = (await api.as_("rd-200").post(f"/api/commands{query}", json=many)).json()["items"]
        assert ("refused", f"urn:ilb:problem:{name}") == (item["state"], item["problem"]["type"])


async def test_whether_a_note_is_looked_at_depends_on_permission_first(api: World) -> None:
    """What is foreign does not exist, whatever is said about it."""
    body = nominate(api.today, note="0911 179-1234")
    assert (404, "not_found") == problem(await give(api, "rd-968", "244", body))
    assert (403, "not_allowed") == problem(await give(api, "fachkraft", "244", body))


CONFIRM = {"type": "confirm_workshop", "workshop": "implementation", "held_on": "-1", "headcount": "5-9"}
MOVE = {"type": "move_workshop", "workshop": "implementation", "planned_on": "+9", "reason": "room"}
RECORD = {"type": "record_milestone", "happened_on": "-1"}
DUE = {"type": "change_due_date", "milestone": "implementation_workshop", "due_on": "+90", "reason": "course_dates"}
PAUSE = {"type": "pause", "since": "-1", "reason": "capacity"}
LAST, FIRST = "9999-12-31", "0001-01-01"

RULES: list[tuple[str, Body]] = [
    ("date_in_future", {**CONFIRM, "held_on": "+1"}),
    ("date_in_future", {**CONFIRM, "held_on": LAST}),
    ("date_too_early", {**CONFIRM, "held_on": FIRST}),
    ("workshop_not_planned", {**CONFIRM, "workshop": "consolidation"}),
    ("unknown_milestone", {**RECORD, "milestone": "learners"}),
    ("milestone_is_derived", {**RECORD, "milestone": "sustained"}),
    ("earlier_milestone_missing", {**RECORD, "milestone": "offer_announced"}),
    ("plan_too_far", {**MOVE, "planned_on": LAST}),
    ("unknown_reason", {**MOVE, "reason": "rain"}),
    ("plan_too_far", {**DUE, "due_on": LAST}),
    ("due_date_not_later", {**DUE, "due_on": FIRST}),
    ("wrong_date_order", {"type": "vacate_manager", "vacated_on": "2012-01-02"}),
    ("plan_too_far", {**PAUSE, "review_on": LAST}),
    ("wrong_date_order", {**PAUSE, "review_on": "-2"}),
    ("successor_missing", {"type": "close", "closed_on": "-1", "merged": True}),
    ("unknown_companion", {"type": "release_companion", "companion": "nobody", "released_on": "-1"}),
]


@pytest.mark.parametrize(("name", "body"), RULES)
async def test_what_the_rules_refuse_has_a_name(api: World, name: str, body: Body) -> None:
    """Days that lie before, after or far beyond what can be; things the programme does not know."""
    code, aqua_lead = await undone_confirmation(api)
    told = {field: day(api, value) for field, value in body.items()}
    lead = aqua_lead if body["type"] in ("confirm_workshop", "move_workshop", "record_milestone") else "rd-200"
    assert (409, name) == problem(await give(api, lead, code, told))


def days_in(example: Body) -> list[str]:
    return [field for field in example if field.endswith(("_on", "since"))]


def day(api: World, value: Any) -> Any:  # noqa: ANN401 - any JSON value
    is_relative = isinstance(value, str) and value[:1] in "+-" and value[1:].isdigit()
    return (api.today + timedelta(days=int(value))).isoformat() if is_relative else value


async def undone_confirmation(api: World) -> tuple[str, str]:
    """An office with a manager whose implementation workshop waits for its confirmation, and its AQua lead."""
    query = {"status": "waiting_confirmation", "stage": "qualification", "region": "200"}
    for unit in (await api.as_("zentrale").get("/api/units", params=query)).json()["items"]:
        whole = (await api.as_("zentrale").get(f"/api/units/{unit['code']}")).json()
        if whole["managers"] and whole["managers"][-1]["until"] is None:
            return whole["code"], f"aqua-{whole['aqua_team']}"
    raise LookupError


@pytest.mark.parametrize("year", [FIRST, LAST])
@pytest.mark.parametrize("command", sorted(name for name, example in EXAMPLES.items() if days_in(example)))
async def test_no_day_is_too_far_away_for_an_answer(api: World, command: str, year: str) -> None:
    """Whatever the command and whoever gives it: a rehearsal with the first or last day there is, is refused."""
    days = dict.fromkeys(days_in(EXAMPLES[command]), year)
    body = {"units": ["244"], "command": {"type": command, **EXAMPLES[command], **days}}
    for username in ("rd-200", "aqua", "fachkraft", "zentrale"):
        answer = await api.as_(username).post("/api/commands?dry_run=true", json=body)
        (item,) = answer.json()["items"]
        assert item["state"] == "refused"
        assert item["problem"]["status"] in (403, 409), item


async def test_the_same_key_after_a_refusal_may_carry_another_command(api: World) -> None:
    """What was refused is not on record: its key is free."""
    key, wrong = new_key(), {"type": "resume", "resumed_on": api.today.isoformat()}
    for _ in range(2):
        assert (409, "unit_is_not_paused") == problem(await give(api, "rd-200", "231", wrong, key))
    body = {**wrong, "resumed_on": (api.today + timedelta(days=1)).isoformat()}
    assert (409, "unit_is_not_paused") == problem(await give(api, "rd-200", "231", body, key))
