"""docker-compose.yml and Dockerfile, as far as they can be checked without a container engine."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from embedded import TUNING
from settings import Settings
from worker import SIGN_OF_LIFE

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]

SECRET = r"PASSWORD|PWD|SECRET|TOKEN"
BUILT = "ilb-rollout:"

every_service = pytest.mark.parametrize("name", SERVICES)
ours = pytest.mark.parametrize("name", [name for name, s in SERVICES.items() if s["image"].startswith(BUILT)])


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
    assert re.fullmatch(r"[\w./-]+:v?\d+(\.\d+)+", SERVICES[name]["image"])


@every_service
def test_ports_are_published_on_loopback_only(name: str) -> None:
    assert all(re.fullmatch(r"127\.0\.0\.1:\$\{\w+:-\d+\}:\d+", port) for port in SERVICES[name].get("ports", []))


@every_service
def test_secrets_come_from_files(name: str) -> None:
    service = SERVICES[name]
    named = {key: value for key, value in service.get("environment", {}).items() if re.search(SECRET, key)}
    mounted = {f"/run/secrets/{secret}" for secret in service.get("secrets", [])}

    assert all(key.endswith("_FILE") for key in named)
    assert set(named.values()) <= mounted


def test_every_secret_is_there_once_the_script_has_run(tmp_path: Path) -> None:
    """Drawn, but for the one that only the mail server's owner knows."""
    (tmp_path / "secrets").mkdir()
    script = shutil.copy(ROOT / "deploy/secrets.sh", tmp_path)
    subprocess.run(["/bin/sh", script], check=True, capture_output=True)
    made = {f"./deploy/secrets/{file.name}": file.stat().st_size for file in (tmp_path / "secrets").iterdir()}

    assert set(made) == {secret["file"] for secret in COMPOSE["secrets"].values()}
    assert [name for name, size in made.items() if size != 48] == ["./deploy/secrets/smtp_password"]


def test_a_secret_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    script = shutil.copy(ROOT / "deploy/secrets.sh", tmp_path)
    for name in ("smtp_password", "session_secret"):
        (tmp_path / "secrets" / name).write_text("given")
    subprocess.run(["/bin/sh", script], check=True, capture_output=True)

    assert {(tmp_path / "secrets" / name).read_text() for name in ("smtp_password", "session_secret")} == {"given"}


@ours
def test_our_variables_are_settings(name: str) -> None:
    known = {f"ILB_{field.upper()}" for field in Settings.model_fields}

    assert set(SERVICES[name]["environment"]) <= known


def test_a_proxy_on_the_host_is_believed_and_people_are_not() -> None:
    """It comes from the gateway of the engine's network; else all people would count as one address."""
    told = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", SERVICES["api"]["environment"]["ILB_PROXIES"])
    believed = ProxyHeadersMiddleware(None, told).trusted_hosts  # type: ignore[arg-type]

    assert ["172.18.0.1" in believed, "10.1.2.3" in believed, "192.168.0.7" in believed] == [True, False, False]


def test_the_worker_is_watched_by_its_sign_of_life() -> None:
    data_dir = re.search(r"ILB_DATA_DIR=(\S+)", (ROOT / "Dockerfile").read_text())
    assert data_dir is not None

    assert f"find {data_dir[1]}/{SIGN_OF_LIFE} " in SERVICES["worker"]["healthcheck"]["test"][1]


@ours
def test_our_processes_can_do_little(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["user"] == "10001:10001"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


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


def test_the_example_and_the_file_have_the_same_defaults() -> None:
    example = dict(re.findall(r"^#([A-Z_]+)=(.*)$", (ROOT / "deploy/example.env").read_text(), re.MULTILINE))
    defaults = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", (ROOT / "docker-compose.yml").read_text()))

    assert defaults == example


def test_the_dockerfile_has_nothing_to_complain_about() -> None:
    linter = Path(sys.executable).parent / "hadolint"
    done = subprocess.run([linter, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_holds_what_the_project_consists_of() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["only-include"]
    copies = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    copied = {source for line in copies for source in line.split()}

    assert copied == {*built, "requirements.lock", "pyproject.toml", "README.md", "LICENSE"}


def test_the_cluster_is_tuned_like_the_embedded_server() -> None:
    """What was measured on the one must hold on the other."""
    cluster = yaml.safe_load((ROOT / "deploy/temporal/dynamicconfig.yaml").read_text())
    embedded = dict(
        value.split("=") for flag, value in zip(TUNING[::2], TUNING[1::2], strict=True) if "dynamic" in flag
    )

    assert embedded == {key: str(values[0]["value"]) for key, values in cluster.items()}
