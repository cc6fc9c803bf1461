"""Giving one command: the story of the AQua lead, keys, versions."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.chain import stream_of
from models.people_tables import NoteRow
from models.tables import JournalRow
from tests.acceptance.http.steps import assert_sound, give, held, new_key, nominate, problem
from tests.acceptance.offices import under_way, waiting_workshop
from tests.acceptance.serving import World

CASE = "244"
OTHER_TEAM = "aqua-AQ-200-01"


async def test_the_aqua_lead_confirms_the_implementation_workshop(each_api: World) -> None:
    """Foreign, unfitting and repeated attempts record nothing; the answer, journal and workflow agree at once."""
    api, key = each_api, new_key()
    body, before = await held(api, "aqua", CASE), await api.head(CASE)
    assert (404, "not_found") == problem(await give(api, OTHER_TEAM, CASE, body))
    assert (403, "not_allowed") == problem(await give(api, "manager-244", CASE, body))
    assert before == await api.head(CASE)

    answer = await give(api, "aqua", CASE, body, key)
    assert (200, "operation") == (answer.status_code, answer.json()["stage"])
    assert "operation" == (await api.as_("aqua").get(f"/api/units/{CASE}")).json()["stage"]
    assert "operation" == (await api.life(CASE)).state.stage
    (listed,) = (await api.as_("aqua").get(f"/api/units?q={CASE}&kind=agentur")).json()["items"]
    journal = (await api.as_("aqua").get(f"/api/units/{CASE}/journal?limit=500")).json()["items"]
    after, version = await api.head(CASE), answer.json()["version"]
    assert ("operation", version) == (listed["stage"], listed["version"])
    assert (version, version, version) == (*after, journal[-1]["seq"])
    assert before[0] < after[0]

    again = await give(api, "aqua", CASE, body, key)
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (200, again.content, again.headers["ETag"])
    other = {**body, "headcount": "10+"}
    assert (422, "key_reused") == problem(await give(api, "aqua", CASE, other, key))
    assert (409, "workshop_already_confirmed") == problem(await give(api, "aqua", CASE, body))
    assert after == await api.head(CASE)

    later = await give(api, "aqua", CASE, nominate(api.today))
    assert after[0] < later.json()["version"]
    assert answer.content == (await give(api, "aqua", CASE, body, key)).content
    await assert_sound(api, CASE)


async def test_the_journal_says_who_confirmed(each_api: World) -> None:
    """By function, with the day the workshop was held and the moment it was recorded."""
    asked = await waiting_workshop(each_api)
    code, lead = asked.code, asked.lead
    body = await held(each_api, lead, code)
    answer = await give(each_api, lead, code, body)
    assert 200 == answer.status_code, answer.text
    journal = (await each_api.as_(lead).get(f"/api/units/{code}/journal?limit=500")).json()["items"]
    (entry,) = [e for e in journal if e["seq"] > asked.before and e["type"] == "workshop_confirmed"]
    assert (body["held_on"], "aqua_lead") == (entry["happened_on"], entry["function"])
    assert {"workshop": body["workshop"], "headcount": "5-9"} == {
        k: entry["facts"][k] for k in ("workshop", "headcount")
    }


async def test_a_command_without_a_key_gets_one_and_says_it(each_api: World) -> None:
    code = (await under_way(each_api, "200"))["code"]
    url = f"/api/units/{code}/commands"
    answer = await each_api.as_("rd-200").post(url, json=nominate(each_api.today))
    key = answer.headers["Idempotency-Key"]
    assert (200, "auto-") == (answer.status_code, key[:5])
    again = await give(each_api, "rd-200", code, nominate(each_api.today), key)
    assert answer.content == again.content


async def test_the_order_of_fields_and_what_is_left_out_do_not_make_another_body(api: World) -> None:
    code, key = (await under_way(api, "200"))["code"], new_key()
    first = await give(api, "rd-200", code, nominate(api.today), key)
    turned = dict(reversed(nominate(api.today, note=None, companion=None, note_acknowledged=False).items()))
    assert first.content == (await give(api, "rd-200", code, turned, key)).content


async def test_a_stale_version_is_refused_and_the_right_one_is_not(each_api: World) -> None:
    code = (await under_way(each_api, "200"))["code"]
    seen = (await each_api.as_("rd-200").get(f"/api/units/{code}")).headers["ETag"]
    key, body = new_key(), nominate(each_api.today)
    assert 200 == (await give(each_api, "rd-200", code, body, key, If_Match=seen)).status_code
    before = await each_api.head(code)
    stale = await give(each_api, "rd-200", code, body, If_Match=seen)
    assert (412, "stale") == problem(stale)
    assert {"version": before[0]} == stale.json()["facts"]
    assert before == await each_api.head(code)
    repeated = await give(each_api, "rd-200", code, body, key, If_Match=seen)
    assert 200 == repeated.status_code


@pytest.mark.parametrize(
    "version", ["*", "", "x", "3", 'W/"3"', '"3', '"-1"', '"\u00b2"', f'"{"9" * 5000}"', '"1", "2"']
)
async def test_what_is_no_version_is_refused(country: World, version: str) -> None:
    headers = [(b"If-Match", version.encode("latin-1"))]
    body = nominate(country.today)
    answer = await country.as_("rd-200").post("/api/units/244/commands", json=body, headers=headers)
    assert (422, "bad_version") == problem(answer)


async def test_a_key_belongs_to_one_unit(api: World) -> None:
    one, two, key = await under_way(api), await under_way(api), new_key()
    lead = {unit["code"]: f"rd-{unit['region']}" for unit in (one, two)}
    assert 200 == (await give(api, lead[one["code"]], one["code"], nominate(api.today), key)).status_code
    before = await api.head(two["code"])
    assert (422, "key_reused") == problem(await give(api, lead[two["code"]], two["code"], nominate(api.today), key))
    assert before == await api.head(two["code"])


async def test_a_text_is_kept_with_its_entry(each_api: World) -> None:
    code = (await under_way(each_api, "200"))["code"]
    body = nominate(each_api.today, note="  Umbau im Haus, Raum 0.117 ab 01.02.2027 frei.\r\n")
    answer = await give(each_api, "rd-200", code, body)
    assert 200 == answer.status_code, answer.text
    journal = (await each_api.as_("rd-200").get(f"/api/units/{code}/journal?limit=500")).json()["items"]
    assert "Umbau im Haus, Raum 0.117 ab 01.02.2027 frei." == journal[-1]["note"]
    stored = sa.select(sa.cast(JournalRow.payload, sa.String)).where(
        JournalRow.stream == stream_of(await each_api.unit_id(code)), JournalRow.seq == journal[-1]["seq"]
    )
    assert "Umbau" not in await each_api.scalar(stored)


async def test_the_text_of_a_refused_command_is_not_kept(each_api: World) -> None:
    """Given again with the same key and another text, it is that text which is kept."""
    api, key = each_api, new_key()
    code = (await under_way(api, "200"))["code"]
    texts = sa.select(sa.func.count()).select_from(NoteRow)
    before = await api.scalar(texts)
    refused = {"type": "resume", "resumed_on": api.today.isoformat(), "note": "Der erste Text."}
    assert (409, "unit_is_not_paused") == problem(await give(api, "rd-200", code, refused, key))
    assert before == await api.scalar(texts)
    assert 200 == (await give(api, "rd-200", code, nominate(api.today, note="Der zweite Text."), key)).status_code
    journal = (await api.as_("rd-200").get(f"/api/units/{code}/journal?limit=500")).json()["items"]
    assert "Der zweite Text." == journal[-1]["note"]


async def test_a_person_becomes_manager_and_finds_the_unit(api: World) -> None:
    """Refused first for another person under the same key: the second one has the function, not the first."""
    code, key = (await under_way(api, "200"))["code"], new_key()
    lead, ids = api.as_("rd-200"), []
    for number in (1, 2):
        person = {"name": f"Neu {code}-{number}", "issuer": "demo", "subject": f"neu-{code}-{number}"}
        ids.append((await lead.post("/api/people", json=person)).json()["id"])
    tomorrow = {"type": "assign_manager", "since": "2999-01-01", "person": ids[0]}
    assert (409, "date_in_future") == problem(await give(api, "rd-200", code, tomorrow, key))
    today = {"type": "assign_manager", "since": api.today.isoformat(), "person": ids[1]}
    answer = await give(api, "rd-200", code, today, key)
    assert (200, True) == (answer.status_code, answer.json()["managers"][-1]["has_access"])
    assert 404 == (await api.as_(f"neu-{code}-1").get(f"/api/units/{code}")).status_code
    assert 200 == (await api.as_(f"neu-{code}-2").get(f"/api/units/{code}")).status_code


async def test_a_foreign_person_cannot_be_made_manager(api: World) -> None:
    """To a regional lead a person of another region does not exist."""
    other = {"name": "Fremd", "issuer": "demo", "subject": "fremd"}
    foreign = (await api.as_("rd-968").post("/api/people", json=other)).json()["id"]
    body = {"type": "assign_manager", "since": api.today.isoformat()}
    answers = [await give(api, "rd-200", CASE, {**body, "person": person}) for person in (foreign, "nobody")]
    assert [(422, "unknown_person")] * 2 == [problem(answer) for answer in answers]
    assert answers[0].json() == answers[1].json()
