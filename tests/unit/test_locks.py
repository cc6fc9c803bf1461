"""requirements.lock and requirements-dev.lock, made by `make lock` from pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = {name: (ROOT / name).read_text() for name in ("requirements.lock", "requirements-dev.lock")}

every_lock = pytest.mark.parametrize("lock", LOCKS)


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", LOCKS[lock], re.MULTILINE))


def wanted(*extras: str) -> list[Requirement]:
    texts = PROJECT["dependencies"] + [r for extra in extras for r in PROJECT["optional-dependencies"][extra]]
    return [r for r in map(Requirement, texts) if r.name != PROJECT["name"]]


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.lock", ["build"]), ("requirements-dev.lock", ["build", "dev"])]
)
def test_a_lock_satisfies_what_the_project_asks_for(lock: str, extras: list[str]) -> None:
    pinned = pins(lock)
    unmet = [str(r) for r in wanted(*extras) if not r.specifier.contains(pinned.get(canonicalize_name(r.name), "0"))]

    assert [] == unmet


def test_tests_run_on_the_versions_that_production_runs_on() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@every_lock
def test_every_pin_has_a_hash(lock: str) -> None:
    entries = re.split(r"^(?=\S)", LOCKS[lock], flags=re.MULTILINE)[1:]

    assert entries
    assert [] == [e for e in entries if "--hash=sha256:" not in e]


@every_lock
def test_a_lock_names_no_place_to_install_from(lock: str) -> None:
    assert [] == re.findall(r"https?://|file:| @ |^-.*", LOCKS[lock], re.MULTILINE)
