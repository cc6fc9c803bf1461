"""Plans of waves over HTTP: rehearsed, started once, and every plan that cannot be is refused by name."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from api.wave_requests import PLAN
from models.wave_tables import WaveRow
from tests.acceptance.http.steps import new_key, problem
from tests.acceptance.http.waving import (
    in_state,
    needy,
    plan,
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
