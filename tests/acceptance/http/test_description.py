"""The description of the interface is valid, complete, and true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from api.requests import EXAMPLES, REQUESTS, CommandRequest
from models.commands import COMMANDS
from models.organisation import Function
from models.permissions import COMMAND_TABLE
from tests.acceptance.http.steps import give, problem
from tests.acceptance.serving import World

adapter: TypeAdapter[BaseModel] = TypeAdapter(CommandRequest)


@pytest.fixture(scope="package")
async def description(country: World) -> dict[str, Any]:
    found: dict[str, Any] = (await country.as_(None).get("/api/openapi.json")).json()
    return found


def test_it_is_openapi(description: dict[str, Any]) -> None:
    OPENAPI_31_VALIDATOR.validate(description)
    for schema in description["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def references(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in description["components"]["schemas"]}
    assert set(references(description)) <= known


def test_errors_are_described_as_problem_details(description: dict[str, Any]) -> None:
    """Never as the framework would have put them."""
    for path, operations in description["paths"].items():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status == "default" or status.startswith("4"):
                    assert {"application/problem+json"} == response["content"].keys(), (path, status)
    assert "HTTPValidationError" not in description["components"]["schemas"]


def test_every_operation_says_what_it_gives(description: dict[str, Any]) -> None:
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            assert operation["tags"], (method, path)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_described_with_a_valid_example(description: dict[str, Any], command: str) -> None:
    """The example is what the description says, and what the application understands."""
    name = f"{COMMANDS[command].__name__}Request"
    schema = description["components"]["schemas"][name]
    assert schema["description"]
    (example,) = schema["examples"]
    assert {"type": command, **EXAMPLES[command]} == example
    Draft202012Validator({**schema, "components": description["components"]}).validate(example)
    assert isinstance(adapter.validate_python(example), REQUESTS[command])


GIVERS = ("zentrale", "fachkraft", "rd-200", "aqua-AQ-200-02")
BY_SYSTEM = {name for name, functions in COMMAND_TABLE.items() if functions == {Function.SYSTEM}}


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - BY_SYSTEM))
async def test_every_example_gets_as_far_as_the_rules(api: World, command: str) -> None:
    """Somebody may give it: it is recorded, or a rule refuses it by name. The system's own are nobody's."""
    answers = []
    for username in GIVERS:
        body = {"units": ["244"], "command": {"type": command, **EXAMPLES[command]}}
        (item,) = (await api.as_(username).post("/api/commands?dry_run=true", json=body)).json()["items"]
        answers.append(200 if item["state"] == "recorded" else item["problem"]["status"])
    assert {200, 409} & set(answers)
    assert set(answers) <= {200, 403, 409}


@pytest.mark.parametrize("command", sorted(BY_SYSTEM))
async def test_what_the_system_sends_nobody_else_may(api: World, command: str) -> None:
    for username in GIVERS:
        answer = await give(api, username, "244", {"type": command, **EXAMPLES[command]})
        assert (403, "not_allowed") == problem(answer)


async def test_a_whole_life_can_be_told_with_the_examples_fields(api: World) -> None:
    """From the first companion to the second workshop, each command given by who has it, with days that fit."""
    code, region = await a_young_agentur(api)
    team = (await api.as_("zentrale").get(f"/api/units/{code}")).json()["aqua_team"]
    lead, aqua = f"rd-{region}", f"aqua-{team}"
    held = days_ago(api, 3)
    told: list[tuple[str, str, dict[str, Any]]] = [
        (lead, "nominate_companion", {"companion": "c-0123456789ab", "nominated_on": days_ago(api, 5)}),
        ("fachkraft", "admit_companion", {"admitted_on": days_ago(api, 4)}),
        ("fachkraft", "record_qualification", {"qualified_on": days_ago(api, 2)}),
        (aqua, "plan_workshop", {"planned_on": days_ago(api, 1)}),
        (aqua, "move_workshop", {"planned_on": held}),
        (aqua, "confirm_workshop", {"held_on": held}),
        (aqua, "withdraw_confirmation", {}),
        (aqua, "confirm_workshop", {"held_on": held}),
        (lead, "record_milestone", {"happened_on": days_ago(api, 0)}),
        (lead, "correct_date", {"milestone": "offer_announced", "happened_on": days_ago(api, 1)}),
        (lead, "pause", {"since": days_ago(api, 0), "review_on": days_ago(api, -60)}),
        (lead, "resume", {"resumed_on": days_ago(api, 0)}),
        (lead, "release_companion", {"released_on": days_ago(api, 0)}),
        (lead, "vacate_manager", {"vacated_on": days_ago(api, 0)}),
        (lead, "assign_manager", {"since": days_ago(api, 0)}),
        (lead, "close", {"closed_on": days_ago(api, 0)}),
    ]
    for username, command, fields in told:
        answer = await give(api, username, code, {"type": command, **EXAMPLES[command], **fields})
        assert 200 == answer.status_code, (command, answer.text)
    ended = (await api.as_(lead).get(f"/api/units/{code}")).json()
    assert ("merged", []) == (ended["side_state"], ended["allowed_commands"])


async def a_young_agentur(api: World) -> tuple[str, str]:
    """An Agentur that has a manager and an AQua team, and no companion yet or nobody admitted; its region."""
    for region in (api.spare, "200"):
        query = {"stage": "preparation", "region": region, "kind": "agentur"}
        for unit in (await api.as_("zentrale").get("/api/units", params=query)).json()["items"]:
            whole = (await api.as_("zentrale").get(f"/api/units/{unit['code']}")).json()
            if whole["aqua_team"] and whole["managers"] and unit["code"] not in api.given_out:
                api.given_out.add(unit["code"])
                return str(unit["code"]), region
    raise LookupError


def days_ago(api: World, days: int) -> str:
    return str(date.fromordinal(api.today.toordinal()) - timedelta(days))
