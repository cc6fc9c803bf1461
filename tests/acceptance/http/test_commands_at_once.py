"""Many commands at once: on one unit, with one key, for many units."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.acceptance.http.steps import Body, assert_sound, give, new_key, nominate, paused, problem
from tests.acceptance.offices import paused_office, under_way
from tests.acceptance.serving import World


async def test_fifty_times_the_same_key_is_one_command(each_api: World) -> None:
    """Everybody gets the same answer."""
    unit, key = await under_way(each_api, "200"), new_key()
    body = nominate(each_api.today)
    answers = await asyncio.gather(*(give(each_api, "rd-200", unit["code"], body, key) for _ in range(50)))
    assert {200} >= {answer.status_code for answer in answers} - {429}
    assert 1 == len({answer.content for answer in answers if answer.status_code == 200})
    seq, count = await each_api.head(unit["code"])
    assert seq == count == answers[0].json()["version"]
    companions = [c for c in answers[0].json()["companions"] if c["nominated_on"] == each_api.today.isoformat()]
    assert 1 == len(companions)
    await assert_sound(each_api, unit["code"])


async def test_fifty_different_keys_on_one_unit_are_each_recorded_once_or_refused(each_api: World) -> None:
    """Pausing works once; the others learn that the unit rests. What was answered is what the journal has."""
    unit = await under_way(each_api, "200")
    before = (await each_api.head(unit["code"]))[0]
    keys = [new_key() for _ in range(50)]
    answers = await asyncio.gather(*(give(each_api, "rd-200", unit["code"], paused(each_api.today), k) for k in keys))
    assert {200, 409} <= {answer.status_code for answer in answers} <= {200, 409, 429}
    assert {"unit_is_paused"} == {problem(a)[1] for a in answers if a.status_code == 409}
    (recorded,) = (answer for answer in answers if answer.status_code == 200)
    assert ("paused", recorded.json()["version"]) == (
        recorded.json()["side_state"],
        (await each_api.head(unit["code"]))[0],
    )
    assert before + 1 == recorded.json()["version"]
    await assert_sound(each_api, unit["code"])


async def test_fifty_commands_that_all_fit_are_all_recorded(api: World) -> None:
    """Each answer has its own version; none is lost or doubled."""
    unit = await under_way(api, "200")
    before = len((await api.life(unit["code"])).answered)
    answers = await asyncio.gather(*(give(api, "rd-200", unit["code"], nominate(api.today)) for _ in range(50)))
    versions = [answer.json()["version"] for answer in answers if answer.status_code == 200]
    assert {200} >= {answer.status_code for answer in answers} - {429, 409}
    assert len(versions) == len(set(versions)) == len((await api.life(unit["code"])).answered) - before
    await assert_sound(api, unit["code"])


# --- many units ----------------------------------------------------------------------------------------------


async def give_many(
    api: World, username: str | None, units: list[str], body: Body, key: str | None = None, query: str = ""
) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return await api.as_(username).post(
        f"/api/commands{query}", json={"units": units, "command": body}, headers=headers
    )


async def test_each_unit_has_a_result_of_its_own(each_api: World) -> None:
    """One is recorded, one refused by a rule, one foreign, one unknown: none hinders another."""
    api, key = each_api, new_key()
    good = (await under_way(api, "200"))["code"]
    resting = await paused_office(api, "200")
    units = [good, resting, "071", "999", good]
    answer = (await give_many(api, "rd-200", units, paused(api.today), key)).json()
    found = {item["unit"]: (item["state"], (item["problem"] or {}).get("type", "")[16:]) for item in answer["items"]}
    assert {
        good: ("recorded", ""),
        resting: ("refused", "unit_is_paused"),
        "071": ("refused", "not_found"),
        "999": ("refused", "not_found"),
    } == found
    assert (1, 3, 0) == (answer["recorded"], answer["refused"], answer["pending"])
    assert {f"{key}/{code}" for code in found} == {item["key"] for item in answer["items"]}
    again = (await give_many(api, "rd-200", units, paused(api.today), key)).json()
    assert answer == again
    assert (await api.head(good))[0] == answer["items"][0]["seq"]


async def test_a_rehearsal_writes_nothing(each_api: World) -> None:
    """It says what the rules say about the stored state."""
    api = each_api
    good = (await under_way(api, "200"))["code"]
    resting = await paused_office(api, "200")
    before = [await api.head(code) for code in (good, resting)]
    known = (await api.life(good)).answered
    body = paused(api.today, note="Umbau im Haus.")
    answer = (await give_many(api, "rd-200", [good, resting, "999"], body, query="?dry_run=true")).json()
    assert (True, 1, 2) == (answer["dry_run"], answer["recorded"], answer["refused"])
    assert before == [await api.head(code) for code in (good, resting)]
    assert known == (await api.life(good)).answered


async def test_whoever_may_not_give_it_is_refused_for_each_unit(api: World) -> None:
    answer = (await give_many(api, "auditor", ["244", "231"], paused(api.today))).json()
    assert (0, 2) == (answer["recorded"], answer["refused"])
    assert {"urn:ilb:problem:not_allowed"} == {item["problem"]["type"] for item in answer["items"]}


@pytest.mark.parametrize(
    "change",
    [
        {"units": []},
        {"units": [str(n) for n in range(501)]},
        {"units": ["x" * 17]},
        {"units": ["24\x004"]},
        {"units": [244]},
        {"units": "244"},
        {"key": "k" * 81},
        {"command": {"type": "dance"}},
        {"more": 1},
    ],
)
async def test_a_bulk_that_cannot_be_is_refused_whole(api: World, change: dict[str, Any]) -> None:
    body = {"units": ["244"], "command": paused(api.today), **change}
    assert (422, "malformed") == problem(await api.as_("rd-200").post("/api/commands", json=body))


async def test_five_hundred_units_fit_and_a_long_key_too(api: World) -> None:
    """Nobody's key grows beyond what a key may be."""
    key = "k" * 80
    units = [f"X{n:015d}" for n in range(500)]
    answer = await give_many(api, "rd-200", units, paused(api.today), key)
    assert (200, 500) == (answer.status_code, answer.json()["refused"])
    assert {"urn:ilb:problem:not_found"} == {item["problem"]["type"] for item in answer.json()["items"]}


# --- what became of it ---------------------------------------------------------------------------------------


async def test_what_became_of_a_command_can_be_asked_within_the_scope(each_api: World) -> None:
    """Unknown, foreign, refused: there is nothing."""
    api, key, refused = each_api, f"a:b/{new_key()}", new_key()
    code = (await under_way(api, "200"))["code"]
    given = await give(api, "rd-200", code, nominate(api.today), key)
    outcome = (await api.as_("rd-200").get(f"/api/commands/{key}")).json()
    assert (code, key, "recorded", given.json()["version"]) == (
        *(outcome[name] for name in ("unit", "key", "state", "seq")),
    )
    await give(api, "rd-200", code, {"type": "resume", "resumed_on": api.today.isoformat()}, refused)
    for username, asked in (("manager-244", key), ("manager-244", new_key()), ("rd-200", refused)):
        for query in ("", f"?unit={code}", "?unit=999"):
            answer = await api.as_(username).get(f"/api/commands/{asked}{query}")
            assert (404, "not_found") == problem(answer), (username, query)


@pytest.mark.parametrize("key", ["a b", "k" * 101, "\u00e4", "a%00b", "a\\b", "<b>", "a%3Fb"])
async def test_what_is_no_key_is_refused(api: World, key: str) -> None:
    answer = await api.as_("rd-200").get(f"/api/commands/{key}")
    assert (422, "malformed") == problem(answer)
