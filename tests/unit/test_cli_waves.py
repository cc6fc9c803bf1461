"""Plans of waves as files: read like the API reads them, with every fault named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.wave_requests import PLAN
from cli.running import MISUSED, Trouble
from cli.waves import plan_in

YAML = """
code: W-1
filter: {kinds: [agentur]}
courses:
  - {id: k-1, code: K-1, starts_on: 2027-03-01, ends_on: 2027-05-14, min_seats: 2, max_seats: 8}
"""


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_plan_is_read_from_yaml(tmp_path: Path) -> None:
    assert ("W-1", 8) == ((plan := plan_in(written(tmp_path, "plan.yaml", YAML))).code, plan.courses[0].max_seats)


def test_a_plan_is_read_from_json(tmp_path: Path) -> None:
    assert PLAN["code"] == plan_in(written(tmp_path, "plan.json", json.dumps(PLAN))).code


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("plan.yaml", "code: [", "is neither YAML nor JSON"),
        ("plan.json", "{", "is neither YAML nor JSON"),
        ("plan.yaml", "- 1", "holds no plan"),
        ("plan.yaml", "code: W-1", "courses: This is missing."),
        (
            "plan.yaml",
            YAML.replace("min_seats: 2", "min_seats: 9"),
            r"number of seats \(9\) is above the largest \(8\)",
        ),
        ("plan.yaml", YAML.replace("2027-05-14", "2027-02-14"), "ends on 2027-02-14, before it starts on 2027-03-01"),
        ("plan.yaml", YAML + "speed: fast", "There is a field here that does not exist"),
    ],
)
def test_what_is_no_plan_is_named(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(Trouble, match=said) as trouble:
        plan_in(written(tmp_path, name, text))
    assert MISUSED == trouble.value.code


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="cannot be read: No such file"):
        plan_in(tmp_path / "none.yaml")
