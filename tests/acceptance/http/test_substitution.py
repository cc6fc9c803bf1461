"""Standing in for somebody, in the running product: two weeks away, both functions on record, and then it is over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from activities.clock import BERLIN
from tests.acceptance.http.steps import Body, assert_sound, give, held, nominate, problem
from tests.acceptance.offices import waiting_workshop
from tests.acceptance.serving import World

FORTNIGHT = timedelta(days=13)


def noon(on: date) -> datetime:
    return datetime.combine(on, time(12), BERLIN)


@dataclass(frozen=True)
class Away:
    """An office, its AQua lead, and a neighbour in the region who stands in from today for a fortnight."""

    code: str
    lead: str
    team: str
    neighbour: str
    substitution: str

    @property
    def region_lead(self) -> str:
        return lead_of_region(self.team)


def lead_of_region(team: str) -> str:
    """Who leads the region of this team."""
    return f"rd-{team.split('-')[1]}"


def neighbours(*teams: str) -> list[str]:
    """The leads of the other teams of the region."""
    region = teams[0].rpartition("-")[0]
    return [f"aqua-{region}-0{n}" for n in range(1, 5) if f"{region}-0{n}" not in teams]


async def person_of(world: World, username: str) -> str:
    return str((await world.as_(username).get("/api/me")).json()["person"])


async def name(world: World, by: str, body: Body) -> Any:  # noqa: ANN401 - httpx.Response
    return await world.as_(by).post("/api/substitutions", json=body)


async def body_for(world: World, team: str, neighbour: str, **more: Any) -> Body:  # noqa: ANN401 - any JSON value
    since, until = world.today.isoformat(), (world.today + FORTNIGHT).isoformat()
    substitute = await person_of(world, neighbour)
    return {
        "function": "aqua_lead",
        "scope": team,
        "substitute": substitute,
        "since": since,
        "until": until,
        **more,
    }


async def begun(world: World, code: str) -> Away:
    """The lead of the office's team names a neighbour."""
    team = (await world.as_("zentrale").get(f"/api/units/{code}")).json()["aqua_team"]
    neighbour = neighbours(team)[0]
    answer = await name(world, f"aqua-{team}", await body_for(world, team, neighbour))
    assert 201 == answer.status_code, answer.text
    return Away(code, f"aqua-{team}", team, neighbour, answer.json()["id"])


@pytest.fixture
async def away(api: World) -> AsyncIterator[Away]:
    """About the prepared office, which nobody changes. Ended afterwards: other tests find nobody standing in."""
    found = await begun(api, "244")
    yield found
    await api.as_(found.region_lead).post(f"/api/substitutions/{found.substitution}/end")


@pytest.fixture
async def away_with_workshop(api: World) -> AsyncIterator[Away]:
    """As ``away``, with a workshop that waits for its confirmation."""
    found = await begun(api, (await waiting_workshop(api)).code)
    yield found
    await api.as_(found.region_lead).post(f"/api/substitutions/{found.substitution}/end")


async def test_the_substitute_confirms_and_the_journal_names_both_functions(
    api: World, away_with_workshop: Away
) -> None:
    away = away_with_workshop
    answer = await give(api, away.neighbour, away.code, await held(api, away.lead, away.code))
    assert 200 == answer.status_code, answer.text
    entries = (await api.as_("zentrale").get(f"/api/units/{away.code}/journal?limit=500")).json()["items"]
    confirmed = [e for e in entries if e["type"] == "workshop_confirmed"][-1]
    assert ("aqua_lead", "aqua_lead") == (confirmed["function"], confirmed["acting_for"])
    await assert_sound(api, away.code)


async def test_a_regional_lead_who_stands_in_confirms_in_the_place_of_the_aqua_lead(api: World) -> None:
    """Not as herself, although she may do most other things there as such."""
    asked = await waiting_workshop(api)
    code, team = asked.code, asked.lead.removeprefix("aqua-")
    lead = lead_of_region(team)
    told = await held(api, lead, code)
    assert (409, "confirmation_is_for_aqua") == problem(await give(api, lead, code, told))
    named = await name(api, lead, await body_for(api, team, lead))
    allowed = (await api.as_(lead).get(f"/api/units/{code}")).json()["allowed_commands"]
    answer = await give(api, lead, code, told)
    entries = (await api.as_(lead).get(f"/api/units/{code}/journal?limit=500")).json()["items"]
    await api.as_(lead).post(f"/api/substitutions/{named.json()['id']}/end")
    (confirmed,) = [e for e in entries if e["type"] == "workshop_confirmed" and e["seq"] > asked.before]
    assert (200, "confirm_workshop" in allowed) == (answer.status_code, True), answer.text
    assert ("regional_lead", "aqua_lead") == (confirmed["function"], confirmed["acting_for"])


async def test_before_and_after_the_office_does_not_exist_for_the_substitute(api: World, away: Away) -> None:
    path = f"/api/units/{away.code}"
    for on in (api.today + FORTNIGHT + timedelta(days=1), api.today - timedelta(days=1)):
        with api.at(noon(on)):
            answers = [await api.as_(away.neighbour).get(path)]
            answers.append(await give(api, away.neighbour, away.code, nominate(on)))
        assert [(404, "not_found")] * 2 == [problem(answer) for answer in answers]
    with api.at(noon(api.today + FORTNIGHT)):
        assert 200 == (await api.as_(away.neighbour).get(path)).status_code


async def test_a_command_before_the_end_stands_and_one_after_it_is_refused(api: World) -> None:
    away = await begun(api, (await waiting_workshop(api)).code)
    nominated = await give(api, away.neighbour, away.code, nominate(api.today))
    ended = await api.as_(away.lead).post(f"/api/substitutions/{away.substitution}/end")
    assert (200, False) == (ended.status_code, ended.json()["in_force"])
    assert (404, "not_found") == problem(await give(api, away.neighbour, away.code, nominate(api.today)))
    unit = (await api.as_(away.lead).get(f"/api/units/{away.code}")).json()
    assert (200, nominated.json()["version"]) == (nominated.status_code, unit["version"])


async def test_a_substitute_does_not_pass_it_on(api: World, away: Away) -> None:
    another = neighbours(away.team, away.neighbour.removeprefix("aqua-"))[0]
    answer = await name(api, away.neighbour, await body_for(api, away.team, another))
    assert (404, "unknown_post") == problem(answer)


async def test_the_worklist_says_what_is_mine_by_substitution(api: World, away: Away) -> None:
    listed = {who: (await api.as_(who).get("/api/worklist")).json()["items"] for who in (away.lead, away.neighbour)}
    steps = {
        who: {(i["unit"], i["obligation"]["key"]): i["acting_for"] for i in items} for who, items in listed.items()
    }
    assert steps[away.lead]
    assert dict.fromkeys(steps[away.lead], "Teamleitung AQua").items() <= steps[away.neighbour].items()
    me = (await api.as_(away.neighbour).get("/api/me")).json()
    assert [("aqua_lead", away.team)] == [(s["acting_for"], s["scope"]) for s in me["substitutions"]]


async def test_everybody_concerned_sees_it_and_nobody_else(api: World, away: Away) -> None:
    seen = {}
    for username in (away.lead, away.neighbour, "rd-200", "rd-968", "zentrale", "fachkraft"):
        found = (await api.as_(username).get("/api/substitutions")).json()["items"]
        seen[username] = (away.substitution in {s["id"] for s in found}, any(s["may_end"] for s in found))
    foreign = dict.fromkeys(("rd-968", "zentrale", "fachkraft"), (False, False))
    assert {away.lead: (True, True), away.neighbour: (True, False), "rd-200": (True, True), **foreign} == seen


async def team_of_several(world: World) -> tuple[str, list[str]]:
    """A team of the region, and its offices: the first of them waits for a step of its lead."""
    for team in (f"AQ-200-0{n}" for n in range(1, 5)):
        lead = world.as_(f"aqua-{team}")
        steps = (await lead.get("/api/worklist")).json()["items"]
        own = [unit["code"] for unit in (await lead.get("/api/units?limit=200")).json()["items"]]
        if steps and len(own) > 1:
            waiting = steps[0]["unit"]
            return team, [waiting, *(code for code in own if code != waiting)]
    raise AssertionError("no team of the region has two offices and an open step")


REFUSED: dict[str, tuple[dict[str, Any], tuple[int, str]]] = {
    "too long": ({"until": "2099-01-01"}, (422, "substitution_too_long")),
    "in the past": ({"since": "2020-01-01"}, (422, "begins_in_past")),
    "backwards": ({"until": "2020-01-01"}, (422, "until_before_since")),
    "overlapping": ({}, (409, "substitution_overlaps")),
    "nobody": ({"substitute": "nobody"}, (404, "unknown_substitute")),
    "a foreign office": ({"units": ["999"]}, (422, "no_such_unit_there")),
    "no post": ({"scope": "AQ-999"}, (404, "unknown_post")),
    "a NUL": ({"scope": "a\x00b"}, (422, "malformed")),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_cannot_be_is_refused_by_name(api: World, away: Away, what: str) -> None:
    changes, expected = REFUSED[what]
    answer = await name(api, away.lead, await body_for(api, away.team, away.neighbour, **changes))
    assert expected == problem(answer)


async def test_narrowed_to_one_office_the_others_do_not_exist(api: World) -> None:
    team, (here, there, *_) = await team_of_several(api)
    neighbour = neighbours(team)[0]
    answer = await name(api, f"aqua-{team}", await body_for(api, team, neighbour, units=[here]))
    assert (201, [here]) == (answer.status_code, answer.json().get("units")), answer.text
    reader = api.as_(neighbour)
    found = [(await reader.get(f"/api/units/{code}")).status_code for code in (here, there)]
    listed = (await reader.get("/api/worklist")).json()["items"]
    (acting,) = (await reader.get("/api/me")).json()["substitutions"]
    await api.as_("rd-200").post(f"/api/substitutions/{answer.json()['id']}/end")
    assert ([200, 404], [here]) == (found, acting["units"])
    assert {here} == {item["unit"] for item in listed if item["acting_for"]}
