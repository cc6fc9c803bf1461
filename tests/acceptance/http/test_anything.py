"""Schemathesis asks all that can be read, with values that fit the description and values that do not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable

from tests.acceptance.serving import World

BOUNDED = settings(
    max_examples=6,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


@pytest.mark.slow
async def test_whatever_is_asked_nothing_fails(country: World) -> None:
    """No server error, and every refusal is a problem."""
    description = (await country.as_(None).get("/api/openapi.json")).json()
    client, loop = country.as_("rd-200"), asyncio.get_running_loop()
    asked: list[str] = []

    def ask(case: schemathesis.Case[Any]) -> None:
        request = case.as_transport_kwargs(base_url=country.address)
        sending = client.request(case.method, request["url"], params=request.get("params"))
        answer = asyncio.run_coroutine_threadsafe(sending, loop).result(20)
        asked.append(case.path)
        assert answer.status_code < 500, answer.request.url
        if answer.status_code >= 400:
            assert "application/problem+json" == answer.headers["content-type"]

    await asyncio.to_thread(_ask_everything, description, ask)
    assert {path for path, operations in description["paths"].items() if "get" in operations} == set(asked)
    assert 100 < len(asked)


def _ask_everything(description: dict[str, Any], ask: Callable[[schemathesis.Case[Any]], None]) -> None:
    for found in schemathesis.openapi.from_dict(description).include(method="GET").get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]
        for mode in MODES:
            try:
                BOUNDED(given(case=operation.as_strategy(generation_mode=mode))(ask))()
            except Unsatisfiable:
                continue  # nothing that does not fit can be made up for an operation without parameters
