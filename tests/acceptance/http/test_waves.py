"""Waves from the rehearsal to the last result, over HTTP and on the real stack; and everything that is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from api.wave_requests import PLAN, WAVE_EXAMPLES
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


async def waves(world: World) -> int:
    return int(await world.scalar(sa.select(sa.func.count()).select_from(WaveRow)))


async def preview(world: World, body: dict[str, Any], username: str = CENTRAL) -> Any:  # noqa: ANN401 - httpx.Response
    return await world.as_(username).post("/api/waves/preview", json=body)


async def start(world: World, body: dict[str, Any], key: str | None = None) -> Any:  # noqa: ANN401 - httpx.Response
    headers = {"Idempotency-Key": key or new_key()}
    return await world.as_(CENTRAL).post("/api/waves", json=body, headers=headers)


# --- the rehearsal ------------------------------------------------------------------------------------------------


async def test_the_example_works_on_the_demo_and_says_who_is_in_and_who_is_out(country: World) -> None:
    answer = await preview(country, {"plan": PLAN})
    assert 200 == answer.status_code, answer.text
    told = answer.json()
    inside = [office for group in told["groups"] for office in group["offices"]]
    assert inside
    assert all(office["allocation"] for office in inside)
    assert ["H-2027-1"] == [c["code"] for c in told["courses"]]
    assert told["seats_wanted"] >= told["seats_granted"] > 0
    assert all(out["sentence"] for out in told["out"])
    assert told["goal"]["sentence"]
    assert {office["region"] for office in inside} == {goal["region"] for goal in told["regions"]}


async def test_a_rehearsal_of_everybody_counts_each_office_once(country: World) -> None:
    told = (await preview(country, {"plan": {**PLAN, "filter": {}}})).json()
    inside = [office["unit"] for group in told["groups"] for office in group["offices"]]
    codes = [*inside, *(out["unit"] for out in told["out"])]
    assert 451 == len(codes) == len(set(codes))


async def test_a_rehearsal_is_the_same_for_the_same_plan(country: World) -> None:
    tokens = {(await preview(country, {"plan": PLAN})).json()["preview_token"] for _ in range(2)}
    assert 1 == len(tokens)


async def test_a_list_of_codes_becomes_the_filter(country: World) -> None:
    listed = "code;name\n221;Celle\n244;Hannover"
    told = (await preview(country, {"plan": {**PLAN, "filter": {}}, "codes_csv": listed})).json()
    inside = [office["unit"] for group in told["groups"] for office in group["offices"]]
    assert (["221"], ["244"]) == (inside, [out["unit"] for out in told["out"]])


COURSE = PLAN["courses"][0]
WRONG: dict[str, tuple[dict[str, Any], int, str]] = {
    "nobody": ({"plan": {**PLAN, "filter": {"units": ["999"]}}}, 409, "empty_population"),
    "minimum above maximum": ({"plan": {**PLAN, "courses": [{**COURSE, "min_seats": 13}]}}, 422, "malformed"),
    "ends before it starts": ({"plan": {**PLAN, "courses": [{**COURSE, "ends_on": "2027-02-01"}]}}, 422, "malformed"),
    "no course": ({"plan": {**PLAN, "courses": []}}, 422, "malformed"),
    "10,000 codes": ({"plan": {**PLAN, "filter": {"units": [f"X{n}" for n in range(10_000)]}}}, 422, "malformed"),
    "unknown code in a list": ({"plan": PLAN, "codes_csv": "code\n244\n999"}, 422, "unknown_codes"),
    "code twice in a list": ({"plan": PLAN, "codes_csv": "244\n244"}, 422, "code_twice"),
    "long list": ({"plan": PLAN, "codes_csv": "\n".join(f"X{n}" for n in range(2500))}, 422, "too_many_codes"),
    "broken list": ({"plan": PLAN, "codes_csv": '"244'}, 422, "broken_quotes"),
    "unknown field": ({"plan": {**PLAN, "speed": "fast"}}, 422, "malformed"),
    "unknown reason": ({"plan": {**PLAN, "exclusions": {"244": "weather"}}}, 422, "malformed"),
    "no plan": ({}, 422, "malformed"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_plan_that_cannot_be_is_refused_by_name_and_nothing_is_left(country: World, name: str) -> None:
    body, status, kind = WRONG[name]
    before = await waves(country)
    assert (status, kind) == problem(await preview(country, body))
    if body:
        assert (status, kind) == problem(await start(country, body))
    assert before == await waves(country)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("minimum above maximum", "(13) liegt über der Höchstzahl (12)"),
        ("ends before it starts", "vor seinem Beginn"),
        ("10,000 codes", "es sind 10000"),
        ("unknown reason", "Möglich sind: reorganisation"),
    ],
)
async def test_what_is_wrong_with_a_plan_is_said_in_words(country: World, name: str, said: str) -> None:
    (wrong,) = (await preview(country, WRONG[name][0])).json()["errors"]
    assert said in wrong["message"]


async def test_an_unknown_code_is_named_with_its_line(country: World) -> None:
    facts = (await preview(country, WRONG["unknown code in a list"][0])).json()["facts"]
    assert {"count": 1, "line": 3, "code": "999", "lines": "3"} == facts


async def test_who_would_have_been_meant_is_told_with_the_reason(country: World) -> None:
    answer = await preview(country, {"plan": {**PLAN, "filter": {"units": ["244"]}}})
    assert (409, "empty_population") == problem(answer)
    assert [("244", "nothing_needed")] == [(out["code"], out["type"]) for out in answer.json()["errors"]]


# --- the start ----------------------------------------------------------------------------------------------------


async def test_the_same_key_starts_one_wave_and_gets_the_same_answer(each_api: World) -> None:
    api, key = each_api, new_key()
    (unit,) = await needy(api, 1)
    body = {"plan": plan(api, unit)}
    before = await waves(api)
    first = await start(api, body, key)
    assert 201 == first.status_code, first.text
    again = await start(api, body, key)
    assert (first.content, first.headers["ETag"]) == (again.content, again.headers["ETag"])
    assert (422, "key_reused") == problem(await start(api, {"plan": plan(api, unit)}, key))
    assert before + 1 == await waves(api)


async def test_a_name_that_another_wave_has_is_refused(api: World) -> None:
    one, two = await needy(api, 2)
    code = (await started(api, plan(api, one)))["code"]
    assert (409, "wave_code_taken") == problem(await start(api, {"plan": plan(api, two, code=code)}))


async def test_a_start_is_refused_with_the_difference_when_the_picture_has_changed(api: World) -> None:
    one, two = await needy(api, 2)
    rehearsed = (await preview(api, {"plan": plan(api, one, two)})).json()
    wave = (await started(api, plan(api, one)))["id"]
    await until(lambda: whole(api, wave), lambda w: in_state(w, one) != "planned")
    before = await waves(api)
    answer = await start(api, {"preview_token": rehearsed["preview_token"]})
    assert (409, "picture_changed") == problem(answer)
    (gone,) = [error for error in answer.json()["errors"] if error["type"] == "went_out"]
    assert one == gone["code"]
    assert "in einer anderen Welle" in gone["message"]
    assert before == await waves(api)


async def test_what_was_rehearsed_starts_by_its_token(api: World) -> None:
    (unit,) = await needy(api, 1)
    token = (await preview(api, {"plan": plan(api, unit)})).json()["preview_token"]
    answer = await start(api, {"preview_token": token})
    assert (201, 1) == (answer.status_code, answer.json()["members"])
    assert answer.headers["Location"] == f"/api/waves/{answer.json()['id']}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [({"preview_token": "0" * 64}, (404, "unknown_preview")), ({}, (422, "nothing_to_start"))],
)
async def test_a_start_says_what_to_start(country: World, body: dict[str, str], expected: tuple[int, str]) -> None:
    assert expected == problem(await start(country, body))


# --- a whole wave -------------------------------------------------------------------------------------------------


async def test_offices_go_from_being_asked_to_qualified(each_api: World) -> None:
    """Nominated by the region, cleared by the staff representation, admitted by the wave, results for all at once."""
    api = each_api
    (unit,) = await needy(api, 1)
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
    results = [{"companion": who, "qualified_on": api.today.isoformat()} for who in (*companions, "c-nobody")]
    url, key = f"/api/waves/{wave}/courses/k-1/results", new_key()
    answer = await api.as_(SPECIALIST).post(url, json={"results": results}, headers={"Idempotency-Key": key})
    told = answer.json()
    assert (200, len(companions), 1) == (answer.status_code, told["recorded"], told["refused"])
    assert "urn:ilb:problem:not_in_course" == told["items"][-1]["problem"]["type"]
    again = await api.as_(SPECIALIST).post(url, json={"results": results}, headers={"Idempotency-Key": key})
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
