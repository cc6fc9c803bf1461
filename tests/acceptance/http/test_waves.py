"""Waves from the first question to the last result, over HTTP and on the real stack; who sees what of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from activities.clock import now
from api.wave_requests import WAVE_EXAMPLES
from models.queries import wave_sights
from models.tables import HeadRow, JournalRow
from models.wave_tables import WaveRow
from tests.acceptance.http.steps import days_before, give, new_key, problem
from tests.acceptance.http.waving import (
    command,
    course,
    in_state,
    needy,
    plan,
    scheduled,
    started,
    until,
    whole,
)
from tests.acceptance.serving import World

CENTRAL, SPECIALIST, LEAD = "zentrale", "fachkraft", "rd-200"
AFTER_THE_COURSE = 160
"""Days from now."""


async def waves(world: World) -> int:
    return int(await world.scalar(sa.select(sa.func.count()).select_from(WaveRow)))


async def preview(world: World, body: dict[str, Any], username: str = CENTRAL) -> Any:  # noqa: ANN401 - httpx.Response
    return await world.as_(username).post("/api/waves/preview", json=body)


async def start(world: World, body: dict[str, Any], key: str | None = None) -> Any:  # noqa: ANN401 - httpx.Response
    headers = {"Idempotency-Key": key or new_key()}
    return await world.as_(CENTRAL).post("/api/waves", json=body, headers=headers)


# --- a whole wave -------------------------------------------------------------------------------------------------


async def test_offices_go_from_being_asked_to_qualified(each_api: World) -> None:
    """Nominated by the region, cleared by the staff representation, admitted by the wave, results for all at once."""
    api = each_api
    (unit,) = await needy(api, 1, "200")
    summary = await started(api, plan(api, unit))
    wave = summary["id"]

    async def looked() -> dict[str, Any]:
        return await whole(api, wave)

    asked = await until(looked, lambda w: in_state(w, unit) in ("invited", "nominated", "gate"))
    (member,) = asked["offices"]
    assert (1, "k-1", "1 Platz") == (member["seats"], member["course"], member["allocation"].split(". ")[1][:7])
    assert "3 frei" in asked["courses"][0]["seats"]
    waits = await until(looked, lambda w: bool(w["gates"]))
    assert "request_participation" == waits["gates"][0]["settled_by"]
    assert "Arbeitstage ab" in waits["gates"][0]["arithmetic"]
    cleared = {"type": "record_participation", "outcome": "not_required", "decided_on": api.today.isoformat()}
    reasons = (await give(api, LEAD, unit, {**cleared, "reason": "none"})).json()
    known = str(reasons["facts"]["known"]).split(", ")[0]
    assert 200 == (await give(api, LEAD, unit, {**cleared, "reason": known})).status_code
    admitted = await until(looked, lambda w: in_state(w, unit) == "admitted")
    assert (3, 0, 1) == tuple(admitted["courses"][0][name] for name in ("free", "reserved", "confirmed"))

    companions = admitted["offices"][0]["admitted"]
    url, key = f"/api/waves/{wave}/courses/k-1/results", new_key()
    early = [{"companion": who, "qualified_on": api.today.isoformat()} for who in companions]
    refused = (await api.as_(SPECIALIST).post(url, json={"results": early})).json()
    assert ["urn:ilb:problem:course_not_begun"] == [item["problem"]["type"] for item in refused["items"]]
    over = now() + timedelta(days=AFTER_THE_COURSE)
    results = [{"companion": who, "qualified_on": over.date().isoformat()} for who in (*companions, "c-nobody")]
    with api.at(over):
        answer = await api.as_(SPECIALIST).post(url, json={"results": results}, headers={"Idempotency-Key": key})
        again = await api.as_(SPECIALIST).post(url, json={"results": results}, headers={"Idempotency-Key": key})
    told = answer.json()
    assert (200, len(companions), 1) == (answer.status_code, told["recorded"], told["refused"])
    assert "urn:ilb:problem:not_in_course" == told["items"][-1]["problem"]["type"]
    assert told == again.json()
    done = await until(looked, lambda w: w["status"] == "completed")
    assert (1, []) == (done["counts"]["qualified"], done["allowed_commands"])
    assert (409, "wave_is_over") == problem(await command(api, CENTRAL, wave, {"type": "resume_wave"}))


async def test_a_wave_is_paused_resumed_and_aborted(each_api: World) -> None:
    api = each_api
    (unit,) = await needy(api, 1)
    wave = (await started(api, plan(api, unit)))["id"]
    await until(lambda: whole(api, wave), lambda w: in_state(w, unit) != "planned")
    pause, key = {"type": "pause_wave", "reason": "course_dates"}, new_key()
    answer = await command(api, CENTRAL, wave, pause, key)
    assert (200, "paused") == (answer.status_code, answer.json()["status"])
    assert answer.content == (await command(api, CENTRAL, wave, pause, key)).content
    assert (422, "key_reused") == problem(
        await command(api, CENTRAL, wave, {"type": "pause_wave", "reason": "capacity"}, key)
    )
    assert (409, "wave_is_paused") == problem(await command(api, CENTRAL, wave, pause))
    assert "resume_wave" in (await whole(api, wave))["allowed_commands"]
    assert 200 == (await command(api, CENTRAL, wave, {"type": "resume_wave"})).status_code
    aborted = await command(api, CENTRAL, wave, {"type": "abort_wave", "reason": "replanned"})
    assert (200, "aborted") == (aborted.status_code, aborted.json()["status"])
    told = (await api.as_(CENTRAL).get(f"/api/waves/{wave}/journal?limit=500")).json()["items"]
    assert {"wave_prepared", "wave_paused", "wave_resumed", "wave_aborted"} <= {entry["type"] for entry in told}
    by_key = (await api.as_(CENTRAL).get(f"/api/commands/{key}")).json()
    assert ("recorded", wave, None) == (by_key["state"], by_key["wave"], by_key["unit"])


async def test_a_stale_version_is_refused_and_the_right_one_is_not(api: World) -> None:
    wave = await scheduled(api, "231", "stale")
    seen = (await api.as_(CENTRAL).get(f"/api/waves/{wave}")).headers["ETag"]
    pause = {"type": "pause_wave", "reason": "capacity"}
    assert (412, "wave_stale") == problem(await command(api, CENTRAL, wave, pause, If_Match='"999"'))
    assert 200 == (await command(api, CENTRAL, wave, pause, If_Match=seen)).status_code


@pytest.mark.parametrize(
    ("username", "body", "expected"),
    [
        (CENTRAL, {"type": "pause_wave", "reason": "weather"}, (409, "unknown_wave_reason")),
        (CENTRAL, {"type": "withdraw_member", "unit": "999", "reason": "capacity"}, (409, "unit_not_in_wave")),
        (CENTRAL, {"type": "add_member", "unit": "999"}, (409, "unit_not_eligible")),
        (CENTRAL, {"type": "retry_failed", "units": ["999"]}, (409, "unit_not_in_wave")),
        (CENTRAL, {"type": "open_group"}, (409, "no_group_waits")),
        (CENTRAL, {"type": "fly"}, (422, "malformed")),
        (CENTRAL, {"type": "cancel_course", "course": "k-none", "reason": "room"}, (403, "not_allowed")),
        (SPECIALIST, {"type": "cancel_course", "course": "k-none", "reason": "room"}, (409, "unknown_course")),
        (SPECIALIST, {"type": "abort_wave", "reason": "mistake"}, (403, "not_allowed")),
    ],
)
async def test_what_cannot_be_done_to_a_wave_is_refused_by_name(
    api: World, username: str, body: dict[str, Any], expected: tuple[int, str]
) -> None:
    wave = await scheduled(api, "231", "refusals")
    before = await api.scalar(sa.select(HeadRow.seq).where(HeadRow.stream == f"wave/{wave}"))
    assert expected == problem(await command(api, username, wave, body))
    assert before == await api.scalar(sa.select(HeadRow.seq).where(HeadRow.stream == f"wave/{wave}"))


async def test_results_of_an_unknown_course_are_refused_by_name(api: World) -> None:
    wave = await scheduled(api, "231", "refusals")
    body = {"results": [{"companion": "c-1", "qualified_on": days_before(api, 1).isoformat()}]}
    answer = await api.as_(SPECIALIST).post(f"/api/waves/{wave}/courses/k-none/results", json=body)
    assert (409, "unknown_course") == problem(answer)


async def test_courses_are_planned_moved_and_cancelled_by_the_first_specialists(api: World) -> None:
    wave = await scheduled(api, "231", "courses")
    new = course(api, "k-new")
    assert 200 == (await command(api, SPECIALIST, wave, {"type": "plan_course", "course": new})).status_code
    later = {
        "starts_on": (api.today + timedelta(days=100)).isoformat(),
        "ends_on": (api.today + timedelta(days=180)).isoformat(),
    }
    moved = {"type": "move_course", "course": "k-new", "reason": "room", **later}
    assert 200 == (await command(api, SPECIALIST, wave, moved)).status_code
    assert (
        200
        == (
            await command(api, SPECIALIST, wave, {"type": "cancel_course", "course": "k-new", "reason": "trainer"})
        ).status_code
    )
    (found,) = [c for c in (await whole(api, wave))["courses"] if c["id"] == "k-new"]
    assert ("cancelled", "abgesagt: Leitung verhindert") == (found["status"], found["note"])


# --- who sees what ------------------------------------------------------------------------------------------------


async def test_everybody_sees_the_offices_of_their_own_scope_only(api: World) -> None:
    (mine,) = await needy(api, 1, "200")
    (foreign,) = await needy(api, 1, "968")
    wave = (await started(api, plan(api, mine, foreign)))["id"]
    await until(lambda: whole(api, wave), lambda w: w["asked"] == 2)
    seen = {name: await whole(api, wave, name) for name in (CENTRAL, SPECIALIST, "auditor", LEAD, "rd-968")}
    units = {name: {office["unit"] for office in told["offices"]} for name, told in seen.items()}
    both = {mine, foreign}
    assert {CENTRAL: both, SPECIALIST: both, "auditor": both, LEAD: {mine}, "rd-968": {foreign}} == units
    assert (None, "Plätze frei") == (seen[LEAD]["courses"][0]["free"], seen[LEAD]["courses"][0]["seats"])
    told = (await api.as_(LEAD).get(f"/api/waves/{wave}/journal?limit=500")).json()["items"]
    assert {mine} == {entry["facts"]["unit"] for entry in told if "unit" in entry["facts"]}
    assert await api.unit_id(foreign) not in str(told)
    listed = (await api.as_(LEAD).get("/api/waves?limit=100")).json()["items"]
    assert 1 == next(item["members"] for item in listed if item["id"] == wave)


async def test_the_list_is_paged_newest_first(api: World) -> None:
    for name in ("page-1", "page-2", "page-3"):
        await scheduled(api, "231", name)
    found, cursor = [], ""
    while True:
        page = (await api.as_(CENTRAL).get(f"/api/waves?limit=2{cursor}")).json()
        found += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(found) == len(set(found)) == await waves(api)


@pytest.mark.parametrize("name", WAVE_EXAMPLES)
async def test_every_example_gets_as_far_as_the_rules(api: World, name: str) -> None:
    """It is recorded, or a rule refuses it by name."""
    wave = await scheduled(api, "231", f"example-{name.replace('_', '-')}")
    answers = [
        (await command(api, username, wave, {"type": name, **WAVE_EXAMPLES[name]})).status_code
        for username in (CENTRAL, SPECIALIST)
    ]
    assert {200, 409} & set(answers)
    assert set(answers) <= {200, 403, 409}


async def test_what_the_journal_keeps_of_a_wave_names_nobody(api: World) -> None:
    """Ids, codes and days: the wave's offices by opaque ids, nobody by name."""
    wave = await scheduled(api, "231", "private")
    async with api.database.read() as session:
        entries = await wave_sights.journal(session, wave)
        names = await wave_sights.names_of(session, ["231"])
    stored = " ".join(str(entry.payload) for entry in entries)
    assert names["231"] not in stored
    assert isinstance(entries[0], JournalRow)
