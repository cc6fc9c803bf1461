"""Looking for offices over HTTP: in one's scope, and as if there were nothing else."""

from __future__ import annotations

import pytest

from tests.acceptance.serving import World


async def codes(api: World, who: str | None, q: str, **more: str) -> list[str]:
    answer = await api.as_(who).get("/api/search", params={"q": q, **more})
    assert 200 == answer.status_code
    return [item["code"] for item in answer.json()["items"]]


async def test_an_office_is_found_despite_a_typing_error(api: World) -> None:
    answer = await api.as_("zentrale").get("/api/search", params={"q": "Hildsheim"})
    first = answer.json()["items"][0]
    assert {
        "code": "244",
        "name": "Agentur für Arbeit Hildesheim",
        "kind": "agentur",
        "city": "Hildesheim",
        "region": "200",
        "page": "/units/244",
    } == first


async def test_each_finds_what_is_theirs(api: World) -> None:
    assert "244" in await codes(api, "rd-200", "hildesheim")
    assert "244" in await codes(api, "manager-244", "hildesheim")
    assert ["244"] == await codes(api, "manager-244", "haus")


@pytest.mark.parametrize("role", ["rd-968", "aqua-AQ-968-01", "manager-231"])
async def test_a_foreign_office_is_as_if_it_were_not_there(api: World, role: str) -> None:
    await codes(api, role, "warm")
    answers = []
    for typed in ("hildesheim", "nirgendwo", "244", "999"):
        start = len(api.statements)
        answer = await api.as_(role).get("/api/search", params={"q": typed})
        answers.append((answer.status_code, answer.content, len(api.statements) - start))
    assert [(200, b'{"items":[]}', answers[0][2])] * 4 == answers


async def test_a_search_takes_few_statements(api: World) -> None:
    await codes(api, "rd-200", "warm")
    start = len(api.statements)
    assert await codes(api, "rd-200", "hildesheim")
    assert len(api.statements) - start <= 4


async def test_no_more_is_told_than_was_asked_for(api: World) -> None:
    assert 3 == len(await codes(api, "zentrale", "haus", limit="3"))
