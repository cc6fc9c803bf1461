"""The programme definition is validated data, and no code names its milestones."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

import models
from models.programme import LATER_LISTS, REASON_LISTS, Programme, shipped
from tests import making

KEYS = list(making.ILB_1.by_key)


def definition() -> dict[str, Any]:
    """``ilb-1`` as plain values, to be spoilt."""
    plain: dict[str, Any] = json.loads(making.ILB_1.model_dump_json())
    return plain


def problem(spoilt: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as raised:
        Programme.model_validate(spoilt)
    return str(raised.value)


def test_the_shipped_programme_loads() -> None:
    """``ilb-1`` is valid, with twelve milestones and six stages."""
    assert ("ilb-1", 12, 6) == (shipped().id, len(shipped().milestones), len(shipped().stages))


def test_an_edition_from_before_a_list_of_reasons_has_one_all_the_same() -> None:
    """Units carry editions by value; nothing is added to them, but what they lack can be said."""
    older = definition()
    del older["reasons"]["representation"]
    loaded = Programme.model_validate(older)
    assert "representation" not in loaded.reasons
    assert shipped().reasons_in("representation") == loaded.reasons_in("representation")


def test_the_shipped_programme_has_every_list_of_reasons() -> None:
    """Also those that older editions may lack."""
    assert {*REASON_LISTS, *LATER_LISTS} == set(shipped().reasons)


def test_the_shipped_programme_has_no_field_that_is_not_read() -> None:
    """Unknown fields are left out when reading, so a misspelled one would be lost silently."""
    text = resources.files("models").joinpath("programmes", "ilb-1.yaml").read_text(encoding="utf-8")
    assert [] == unread(yaml.safe_load(text), json.loads(shipped().model_dump_json()), "")


def unread(told: Any, read: Any, path: str) -> list[str]:  # noqa: ANN401 - plain YAML values
    if isinstance(told, dict):
        missing = [f"{path}/{key}" for key in told if key not in read]
        return missing + [m for key in told if key in read for m in unread(told[key], read[key], f"{path}/{key}")]
    if isinstance(told, list):
        return [m for n, item in enumerate(told) for m in unread(item, read[n], f"{path}/{n}")]
    return []


def test_a_milestone_key_is_defined_once() -> None:
    """Two milestones of one key are refused by name."""
    spoilt = definition()
    spoilt["milestones"].append(spoilt["milestones"][1])
    assert "milestone manager is defined twice" in problem(spoilt)


@pytest.mark.parametrize("where", ["requires", "opens_after"])
def test_a_milestone_refers_only_to_earlier_ones(where: str) -> None:
    """So there is no cycle."""
    spoilt = definition()
    spoilt["milestones"][0][where] = ["sustained"]
    assert "milestone participation names sustained, which is not listed before it" in problem(spoilt)


def test_a_due_date_is_counted_from_an_earlier_milestone() -> None:
    """Also the anchor of a due date must be listed before."""
    spoilt = definition()
    spoilt["milestones"][0]["due_from"] = {"anchor": "nonsense", "term": {"months": 1}}
    assert "milestone participation names nonsense" in problem(spoilt)


def test_a_waiting_time_is_anchored_in_an_earlier_milestone() -> None:
    """The same for waiting times."""
    spoilt = definition()
    waiting = next(m for m in spoilt["milestones"] if m["evidence"]["kind"] == "waiting_time")
    waiting["evidence"]["anchor"] = "sustained"
    assert "milestone consolidation_opened names sustained" in problem(spoilt)


def test_a_stage_names_known_milestones() -> None:
    """A stage that nobody could enter is refused."""
    spoilt = definition()
    spoilt["stages"][1]["entered_when"] = ["nonsense"]
    assert "stage preparation names the unknown milestone nonsense" in problem(spoilt)


def test_the_first_stage_has_no_condition() -> None:
    """A unit is always in a stage."""
    spoilt = definition()
    spoilt["stages"][0]["entered_when"] = ["manager"]
    assert "the first stage must have no condition" in problem(spoilt)


@pytest.mark.parametrize("stages", [[], [0, 0]])
def test_stages_have_keys_of_their_own(stages: list[int]) -> None:
    """At least one, and no two of one key."""
    spoilt = definition()
    spoilt["stages"] = [spoilt["stages"][n] for n in stages]
    assert "stages need different keys, and there must be one" in problem(spoilt)


@pytest.mark.parametrize("workshop", ["implementation", "consolidation"])
def test_a_workshop_serves_exactly_one_milestone(workshop: str) -> None:
    """With the other kind twice, this kind serves none and the other one two."""
    spoilt = definition()
    for milestone in spoilt["milestones"]:
        if milestone["evidence"]["kind"] == "workshop_confirmed":
            milestone["evidence"]["workshop"] = workshop
    for kind in ("implementation", "consolidation"):
        assert f"exactly one milestone must be evidenced by the workshop {kind}" in problem(spoilt)


@pytest.mark.parametrize("reasons", ["pause", "due_date", "cancel", "withdraw", "return", "correct"])
def test_every_list_of_reasons_is_there(reasons: str) -> None:
    """A command that asks for a reason finds its list."""
    spoilt = definition()
    del spoilt["reasons"][reasons]
    assert f"the reasons lack the list {reasons}" in problem(spoilt)


def test_reminders_come_in_order() -> None:
    """The third reminder is not before the second."""
    assert "the third reminder" in problem(definition() | {"reminders": {"second": 10, "third": 5}})


def test_all_problems_are_told_at_once() -> None:
    """Who edits a definition sees everything that is wrong."""
    told = problem(definition() | {"reasons": {}, "stages": []})
    assert "the reasons lack the list pause" in told
    assert "stages need different keys" in told


# --- the definition may rename everything -----------------------------------------------------------------------


def new(key: str) -> str:
    return f"m{KEYS.index(key)}"


def with_new_keys() -> Programme:
    """``ilb-1`` with every milestone key replaced."""
    plain = definition()
    for milestone in plain["milestones"]:
        milestone["key"] = new(milestone["key"])
        milestone["requires"] = [new(key) for key in milestone["requires"]]
        milestone["opens_after"] = [new(key) for key in milestone["opens_after"]]
        for anchored in (milestone["evidence"], milestone["due_from"] or {}):
            if "anchor" in anchored:
                anchored["anchor"] = new(anchored["anchor"])
    for stage in plain["stages"]:
        stage["entered_when"] = [new(key) for key in stage["entered_when"]]
    return Programme.model_validate(plain)


@pytest.mark.parametrize("kind", [making.AGENTUR, making.GE])
def test_a_whole_life_under_other_names(kind: Any) -> None:  # noqa: ANN401 - a UnitKind
    """With every milestone key renamed, the same commands reach the same days and stage."""
    usual = making.lived(making.HELD_AGAIN, kind=kind)
    offered = making.command("record_milestone", milestone=new("offer_announced"), happened_on="2024-06-20")
    steps = [offered if told is making.OFFERED else told for told in making.LIFE]
    first = [making.TAKING_PART] if kind is making.GE else []
    other = making.state(*first, *steps, kind=kind, programme=with_new_keys())
    assert usual.stage == other.stage == "sustained"
    assert {new(k): v for k, v in usual.reached.items()} == other.reached


def test_no_rule_names_a_milestone() -> None:
    """No milestone key that is not also a kind of evidence or a command stands in the code of the rules."""
    rules = [*Path(models.__path__[0], "rollout").glob("*.py"), Path(models.__path__[0], "obligations.py")]
    own = {k for k in KEYS if k not in {m.evidence.kind for m in making.ILB_1.milestones}}
    named = {(file.name, key) for file in rules for key in own if f'"{key}"' in file.read_text(encoding="utf-8")}
    assert set() == named
