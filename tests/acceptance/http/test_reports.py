"""Reports of periods over HTTP: who reads which, who attests, and what is refused by which name."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from activities.clock import berlin_day, now
from models.people_tables import NoteRow
from models.periods.state import PeriodStatus
from models.report_tables import PeriodRow
from tests.acceptance.http.steps import new_key, problem
from tests.acceptance.reporting import month
from tests.acceptance.serving import World

pytestmark = pytest.mark.temporal

Answer = httpx.Response


async def read(world: World, name: str, username: str = "zentrale", **query: str) -> Answer:
    return await world.as_(username).get(f"/api/reports/{name}", params=query)


async def give(world: World, name: str, username: str, key: str | None = None, **body: Any) -> Answer:  # noqa: ANN401 - any JSON value
    headers = {"Idempotency-Key": key or new_key()}
    return await world.as_(username).post(f"/api/reports/{name}/commands", json=body, headers=headers)


async def last(world: World) -> str:
    """The newest period of the demo's own."""
    query = sa.select(PeriodRow.period_id).where(PeriodRow.period_id.like("%-Q%"))
    return str(await world.scalar(query.order_by(PeriodRow.as_of.desc()).limit(1)))


async def issued(world: World) -> str:
    """The newest period of the demo's own whose national report everybody reads; the last one may be collected yet."""
    query = sa.select(PeriodRow.period_id).where(PeriodRow.period_id.like("%-Q%"))
    is_issued = PeriodRow.status != PeriodStatus.COLLECTING
    return str(await world.scalar(query.where(is_issued).order_by(PeriodRow.as_of.desc()).limit(1)))


def attestation(answer: Answer, region: str = "200") -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(each for each in answer.json()["attestations"] if each["region"] == region)
    return found


# --- reading -------------------------------------------------------------------------------------------------------


async def test_a_lead_lists_the_national_report_and_the_own_regions(api: World) -> None:
    """Of each period; the newest first."""
    page = (await api.as_("rd-200").get("/api/reports", params={"limit": "40"})).json()
    assert {"200", "all"} == {each["scope"] for each in page["items"]}
    days = [each["as_of"] for each in page["items"]]
    assert sorted(days, reverse=True) == days


@pytest.mark.parametrize("username", ["zentrale", "rd-200"])
@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_periods_are_listed_page_by_page(api: World, username: str, limit: int) -> None:
    """Also a quarter and its last month, which end on the same day."""
    quarter = await last(api)
    same_day = await month(api, (api.today.month - 1) % 3 + 1)
    found: list[str] = []
    query = {"limit": str(limit)}
    while True:
        page = (await api.as_(username).get("/api/reports", params=query)).json()
        found += [each["id"] for each in page["items"]]
        assert limit >= len({each["as_of"] for each in page["items"]}) > 0
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    whole = (await api.as_(username).get("/api/reports", params={"limit": "40"})).json()
    assert whole["next_cursor"] is None
    assert [each["id"] for each in whole["items"]] == found
    assert {f"{quarter}-200", f"{same_day}-200"} <= {*found}


async def test_the_snapshot_is_the_very_text_that_was_frozen(api: World) -> None:
    """Whoever takes it out of the answer as it is finds the hash right."""
    answer = await read(api, f"{await last(api)}-200", "rd-200")
    text = answer.text[answer.text.index('"snapshot":') + len('"snapshot":') : -1]
    assert answer.json()["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert json.loads(text) == answer.json()["snapshot"]


async def test_another_regions_report_does_not_exist(api: World) -> None:
    period = await last(api)
    for name in (f"{period}-968", f"{period}-999", "1999-Q1-200", "no-report"):
        for path in (name, f"{name}/journal", f"{name}/changes"):
            assert (404, "not_found") == problem(await read(api, path, "rd-200"))
        assert (404, "not_found") == problem(await give(api, name, "rd-200", type="attest"))


async def test_the_national_report_tells_a_lead_nothing_about_other_regions_attestations(api: World) -> None:
    period = await issued(api)
    national = await read(api, f"{period}-all", "rd-200")
    assert ["200"] == [each["region"] for each in national.json()["attestations"]]
    assert ["200"] == [each["region"] for each in national.json()["issue"]["regions"]]
    events = (await read(api, f"{period}-all/journal", "rd-200")).json()["items"]
    assert {"200"} >= {event["facts"]["region"] for event in events if "region" in event["facts"]}


async def test_before_it_is_issued_the_national_report_is_the_zentrales(api: World) -> None:
    period = await month(api, 5)
    assert (404, "not_found") == problem(await read(api, f"{period}-all", "rd-200"))
    assert 200 == (await read(api, f"{period}-all")).status_code
    assert 200 == (await read(api, f"{period}-all", "auditor")).status_code


async def test_changes_are_for_whoever_reads_the_region(api: World) -> None:
    period = await last(api)
    page = (await read(api, f"{period}-200/changes", "rd-200")).json()
    units = {each["unit"] for each in page["items"]}
    assert "244" in units
    whole = (await read(api, f"{period}-200", "rd-200")).json()["snapshot"]
    assert len(units) == sum(
        whole["figures"][kind][name]
        for kind in ("agenturen", "gemeinsame_einrichtungen")
        for name in ("offices", "merged", "closed")
    )
    assert (404, "not_found") == problem(await read(api, f"{period}-all/changes"))


# --- attesting -----------------------------------------------------------------------------------------------------


async def test_a_report_is_attested_asked_about_attested_anew_and_acknowledged(each_api: World) -> None:
    name = f"{await month(each_api, 3)}-200"
    assert ["attest"] == (await read(each_api, name, "rd-200")).json()["allowed_commands"]
    assert [] == (await read(each_api, name)).json()["allowed_commands"]
    texts = {"situation": "Die Workshops sind gehalten.", "development": "  "}
    deviations = [{"unit": "244", "reason": "correction_follows"}]

    given = await give(each_api, name, "rd-200", type="attest", deviations=deviations, texts=texts)

    assert (200, "attested") == (given.status_code, given.json()["attestation"]), given.text
    seen = await read(each_api, name)
    assert deviations == attestation(seen)["deviations"]
    assert {"situation": "Die Workshops sind gehalten."} == attestation(seen)["texts"]
    assert ["acknowledge", "ask_back"] == seen.json()["allowed_commands"]

    question = {"type": "ask_back", "reason": "deviation_unclear", "note": "Bis wann?"}
    assert "asked_back" == (await give(each_api, name, "zentrale", **question)).json()["attestation"]
    assert "Bis wann?" == attestation(await read(each_api, name, "rd-200"))["question"]
    assert "attested" == (await give(each_api, name, "rd-200", type="attest")).json()["attestation"]
    assert "acknowledged" == (await give(each_api, name, "zentrale", type="acknowledge")).json()["attestation"]

    told = [event["type"] for event in (await read(each_api, f"{name}/journal", "rd-200")).json()["items"]]
    assert ["region_attested", "region_asked_back", "region_attested", "region_acknowledged"] == told[1:5]


async def test_whoever_comes_second_reads_that_it_is_done(each_api: World) -> None:
    """Holder and substitute press the button in the same moment: one wins, the other is told."""
    name = f"{await month(each_api, 4)}-200"
    answers = await asyncio.gather(*(give(each_api, name, "rd-200", type="attest") for _ in range(2)))
    refused = [answer for answer in answers if answer.status_code != 200]
    assert [(409, "attested_already")] == [problem(answer) for answer in refused]
    assert "Vertretung" in refused[0].json()["detail"]
    events = (await read(each_api, f"{name}/journal")).json()["items"]
    assert 1 == sum(event["type"] == "region_attested" for event in events)


async def test_the_same_key_is_answered_the_same(api: World) -> None:
    name, key = f"{await month(api, 6)}-200", new_key()
    first, again = [await give(api, name, "rd-200", key, type="attest") for _ in range(2)]
    assert (200, first.json()) == (again.status_code, again.json())
    other = await give(api, name, "rd-200", key, type="attest", texts={"situation": "Nachtrag"})
    assert (422, "key_reused") == problem(other)
    outcome = await api.as_("rd-200").get(f"/api/commands/{key}")
    assert (name, "recorded") == (outcome.json()["report"], outcome.json()["state"])
    assert (404, "not_found") == problem(await api.as_("rd-968").get(f"/api/commands/{key}"))


async def test_what_waits_is_on_the_list_of_whoever_it_waits_for(api: World) -> None:
    """First the lead's, then the Zentrale's."""
    name = f"{await month(api, 11)}-200"

    async def waiting(username: str) -> list[str]:
        reports = (await api.as_(username).get("/api/worklist")).json()["reports"]
        return [each["settled_by"] for each in reports if each["report"] == name]

    assert (["attest"], []) == (await waiting("rd-200"), await waiting("zentrale"))
    await give(api, name, "rd-200", type="attest")
    assert ([], ["acknowledge"]) == (await waiting("rd-200"), await waiting("zentrale"))
    assert [] == await waiting("rd-968")


async def test_only_its_lead_attests_and_only_the_zentrale_answers(api: World) -> None:
    name = f"{await month(api, 7)}-200"
    question = {"type": "ask_back", "reason": "text_unclear"}
    assert (403, "not_allowed") == problem(await give(api, name, "zentrale", type="attest"))
    for body in (question, {"type": "acknowledge"}):
        assert (403, "not_allowed") == problem(await give(api, name, "rd-200", **body))
        assert (409, "not_attested_yet") == problem(await give(api, name, "zentrale", **body))
    for body in (question, {"type": "attest"}):
        assert (403, "not_allowed") == problem(await give(api, name, "auditor", **body))


async def test_a_text_that_points_at_a_person_is_asked_about(api: World) -> None:
    """Nothing is kept of what was refused; confirmed as harmless, it is."""
    name = f"{await month(api, 8)}-200"
    texts = {"regional_needs": "Bitte Rückruf unter 0911 1234567."}
    kept = sa.select(sa.func.count()).where(NoteRow.unit_id == name)
    assert (422, "note_looks_personal") == problem(await give(api, name, "rd-200", type="attest", texts=texts))
    assert 0 == await api.scalar(kept)
    given = await give(api, name, "rd-200", type="attest", texts=texts, note_acknowledged=True)
    assert (200, 1) == (given.status_code, await api.scalar(kept))


async def test_texts_of_a_refused_attestation_are_not_kept(api: World) -> None:
    name = f"{await month(api, 9)}-200"
    await give(api, name, "rd-200", type="attest")
    late = await give(api, name, "rd-200", type="attest", texts={"situation": "Zu spät."})
    assert (409, "attested_already") == problem(late)
    assert 0 == await api.scalar(sa.select(sa.func.count()).where(NoteRow.unit_id == name))


# --- bad input -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {"type": "attest", "texts": {"weather": "Sonne"}},
        {"type": "attest", "deviations": [{"unit": "244", "reason": "too_slow"}]},
        {"type": "attest", "region": "968"},
        {"type": "ask_back"},
        {"type": "issue"},
        {},
    ],
    ids=str,
)
async def test_what_has_another_form_is_refused(api: World, body: dict[str, Any]) -> None:
    assert (422, "malformed") == problem(await give(api, f"{await last(api)}-200", "rd-200", **body))


async def test_an_office_of_another_region_is_no_deviation(api: World) -> None:
    foreign = (await api.as_("rd-968").get("/api/units", params={"limit": "1"})).json()["items"][0]["code"]
    name = f"{await month(api, 10)}-200"
    for code in (foreign, "999"):
        refused = await give(
            api, name, "rd-200", type="attest", deviations=[{"unit": code, "reason": "in_clarification"}]
        )
        assert (422, "not_of_this_region") == problem(refused)


async def test_nothing_can_be_done_to_a_national_or_a_closed_report(api: World) -> None:
    assert (409, "region_not_asked") == problem(
        await give(api, f"{await last(api)}-all", "zentrale", type="acknowledge")
    )
    page = (await api.as_("rd-200").get("/api/reports", params={"limit": "40"})).json()
    closed = next(each["id"] for each in page["items"] if each["status"] == "closed" and each["scope"] == "200")
    assert (409, "period_is_closed") == problem(await give(api, closed, "rd-200", type="attest"))


async def test_a_report_of_tomorrow_is_asked_for_in_vain(api: World) -> None:
    tomorrow = berlin_day(now()) + timedelta(days=1)
    answer = await api.as_("rd-200").get("/api/regions/200/report.json", params={"as_of": tomorrow.isoformat()})
    assert (422, "as_of_in_future") == problem(answer)
