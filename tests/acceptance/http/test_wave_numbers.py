"""What is told of a wave to those who see some of its offices: numbers of these only, and why one of them waits."""

from __future__ import annotations

import pytest

from api.waves import NATIONAL
from tests.acceptance.http.waving import command, course, in_state, needy, plan, started, until, whole
from tests.acceptance.serving import World

pytestmark = pytest.mark.temporal


async def test_a_pilot_of_one_foreign_office_is_told_without_any_number(api: World) -> None:
    regions = {(await needy(api, 1, region))[0]: region for region in ("200", "968")}
    wave = (await started(api, plan(api, *regions, grouping={"pilot_size": 1})))["id"]
    seen = await until(lambda: whole(api, wave), lambda w: w["asked"] == 1)
    (pilot,) = [office["unit"] for office in seen["offices"] if office["group"] == 0]
    reader = next(f"rd-{region}" for unit, region in regions.items() if unit != pilot)
    assert 200 == (await command(api, "zentrale", wave, {"type": "abort_wave", "reason": "replanned"})).status_code
    told = await whole(api, wave, reader)
    assert "Fertig und bleiben es: 0." in told["sentence"]
    assert (0, 1, {}) == (told["asked"], told["members"], told["groups"][0]["counts"])
    assert told["groups"][0]["sentence"].startswith("Gefragt seit ")
    assert "so weit wie nötig" not in told["groups"][0]["sentence"]
    journal = (await api.as_(reader).get(f"/api/waves/{wave}/journal?limit=500")).json()["items"]
    assert "wave_aborted" in {entry["type"] for entry in journal}
    assert set() == {name for entry in journal for name in entry["facts"]} & set(NATIONAL)
    everything = (await api.as_("zentrale").get(f"/api/waves/{wave}/journal?limit=500")).json()["items"]
    (aborted,) = [entry["facts"] for entry in everything if entry["type"] == "wave_aborted"]
    assert (0, 2) == (aborted["finished"], aborted["withdrawn"])


async def test_an_office_that_waits_is_told_why(api: World) -> None:
    units = await needy(api, 2)
    wave = (await started(api, plan(api, *units, courses=[course(api, max_seats=1)])))["id"]
    seen = await until(lambda: whole(api, wave), lambda w: w["asked"] == 1)
    (waits,) = [office for office in seen["offices"] if not office["seats"]]
    assert "planned" == in_state(seen, waits["unit"])
    assert waits["sentence"].endswith("wartet auf einen Platz.")
    assert waits["allocation"].startswith("Platz 1 von 1 in der Reihe: ")
    assert waits["allocation"].endswith(f"Kurs {seen['courses'][0]['code']} ist voll.")


async def test_who_was_left_out_is_told_with_the_reason_to_those_who_may_read_the_office(api: World) -> None:
    asked, (mine,), (foreign,) = await needy(api, 1, "200"), await needy(api, 1, "200"), await needy(api, 1, "968")
    excluded = {mine: "capacity", foreign: "relocation"}
    wave = (await started(api, plan(api, *asked, *excluded, exclusions=excluded)))["id"]
    seen = {
        name: {out["unit"] for out in (await whole(api, wave, name))["left_out"]} for name in ("zentrale", "rd-200")
    }
    assert {"zentrale": {mine, foreign}, "rd-200": {mine}} == seen
