"""The description of the interface tells of every command to a wave, and of plans, with examples that are valid."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter

from api.wave_requests import PLAN, WAVE_EXAMPLES, WAVE_REQUESTS, WaveCommandRequest
from models.waves.commands import WAVE_COMMANDS
from tests.acceptance.serving import World

adapter: TypeAdapter[BaseModel] = TypeAdapter(WaveCommandRequest)


@pytest.fixture(scope="module")
async def schemas(country: World) -> dict[str, Any]:
    described = (await country.as_(None).get("/api/openapi.json")).json()
    found: dict[str, Any] = described["components"]["schemas"]
    return found


@pytest.mark.parametrize("command", WAVE_COMMANDS)
def test_every_command_is_described_with_a_valid_example(schemas: dict[str, Any], command: str) -> None:
    schema = schemas[f"{WAVE_COMMANDS[command].__name__}Request"]
    assert schema["description"]
    (example,) = schema["examples"]
    assert {"type": command, **WAVE_EXAMPLES[command]} == example
    Draft202012Validator({**schema, "components": {"schemas": schemas}}).validate(example)
    assert isinstance(adapter.validate_python(example), WAVE_REQUESTS[command])


@pytest.mark.parametrize("name", ["PreviewRequest", "StartRequest", "ResultsRequest"])
def test_requests_about_waves_have_valid_examples(schemas: dict[str, Any], name: str) -> None:
    schema = schemas[name]
    assert schema["examples"]
    for example in schema["examples"]:
        Draft202012Validator({**schema, "components": {"schemas": schemas}}).validate(example)


def test_the_example_of_a_rehearsal_is_the_plan_that_is_tested(schemas: dict[str, Any]) -> None:
    assert [{"plan": PLAN}] == schemas["PreviewRequest"]["examples"]
