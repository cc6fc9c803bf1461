"""docker-compose.yml, as far as it can be checked without a container engine."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from embedded import TUNING

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]

every_service = pytest.mark.parametrize("name", SERVICES)


def variables_in(text: str) -> set[str]:
    return set(re.findall(r"\$\{(\w+)", text))


def test_the_file_follows_the_compose_specification() -> None:
    schema = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text())

    jsonschema.validate(COMPOSE, schema)


@every_service
def test_a_service_tells_whether_it_is_healthy_or_ends(name: str) -> None:
    service = SERVICES[name]
    ends = service["restart"].startswith("on-failure")

    assert ends != ("healthcheck" in service)


@every_service
def test_an_image_is_pinned(name: str) -> None:
    assert re.fullmatch(r"[\w/-]+:\d+(\.\d+)+", SERVICES[name]["image"])


@every_service
def test_ports_are_published_on_loopback_only(name: str) -> None:
    assert all(re.fullmatch(r"127\.0\.0\.1:\$\{\w+:-\d+\}:\d+", port) for port in SERVICES[name].get("ports", []))


@every_service
def test_secrets_have_no_default(name: str) -> None:
    environment = SERVICES[name].get("environment", {})
    secrets = [value for key, value in environment.items() if re.search(r"PASSWORD|PWD|SECRET|TOKEN", key)]

    assert all(re.fullmatch(r"\$\{\w+:\?.+\}", value) for value in secrets)


@every_service
def test_what_is_mounted_exists(name: str) -> None:
    sources = [volume.partition(":")[0] for volume in SERVICES[name].get("volumes", [])]

    assert all((ROOT / s).exists() if s.startswith("./") else s in COMPOSE["volumes"] for s in sources)


@every_service
def test_a_service_waits_for_services_there_are(name: str) -> None:
    assert set(SERVICES[name].get("depends_on", {})) <= set(SERVICES)


def test_the_example_names_every_variable() -> None:
    example = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / "deploy/example.env").read_text(), re.MULTILINE))

    assert variables_in((ROOT / "docker-compose.yml").read_text()) == example


def test_the_cluster_is_tuned_like_the_embedded_server() -> None:
    """What was measured on the one must hold on the other."""
    cluster = yaml.safe_load((ROOT / "deploy/temporal/dynamicconfig.yaml").read_text())
    embedded = dict(
        value.split("=") for flag, value in zip(TUNING[::2], TUNING[1::2], strict=True) if "dynamic" in flag
    )

    assert embedded == {key: str(values[0]["value"]) for key, values in cluster.items()}
