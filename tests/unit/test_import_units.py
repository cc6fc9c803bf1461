"""The organisation in a file is compared with the one on record."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.imports.reading import Row, read_rows
from models.imports.report import Outcome, RowResult
from models.imports.units import COLUMNS, KnownUnit, compare_units
from models.organisation import Unit, UnitKind

REAL = Path(__file__).parents[2] / "data" / "ba_units.csv"
SOUND = {
    "Z": ("zentrale", ""),
    "100": ("regionaldirektion", "Z"),
    "200": ("regionaldirektion", "Z"),
    "111": ("agentur", "100"),
    "GE-1": ("gemeinsame_einrichtung", "111"),
}


def row(line: int, code: str, **changes: str) -> Row:
    kind, parent = SOUND.get(code, ("agentur", "100"))
    usual = {"code": code, "name": f"Haus {code}", "kind": kind, "parent_code": parent, "legal_area": "SGB_III"}
    return Row(line, {**usual, "land": "SH", "city": "Kiel", "basis": "", **changes})


def organisation(*, rollouts: bool = False) -> dict[str, KnownUnit]:
    """What is on record after the sound offices were imported."""
    rows = [row(n, code) for n, code in enumerate(SOUND, 2)]
    units = [checked.value for checked in compare_units(rows, {})]
    return {unit.code: KnownUnit(unit, has_rollout=rollouts) for unit in units if unit is not None}


def results(*rows: Row, known: dict[str, KnownUnit] | None = None) -> list[RowResult]:
    return [checked.result for checked in compare_units(rows, organisation() if known is None else known)]


def reason(result: RowResult) -> str | None:
    return result.reason.code if result.reason else None


def test_the_real_organisation_is_new_and_then_the_same() -> None:
    rows = read_rows(REAL.read_bytes(), COLUMNS)
    first = compare_units(rows, {})
    known = {c.value.code: KnownUnit(c.value) for c in first if c.value is not None}
    second = compare_units(rows, known)
    assert [462, 462] == [len(rows), len(known)]
    assert {Outcome.NEW} == {c.result.outcome for c in first}
    assert {Outcome.SAME} == {c.result.outcome for c in second}


def test_children_may_stand_before_their_parents() -> None:
    rows = [row(n, code) for n, code in enumerate(reversed(SOUND), 2)]
    assert {Outcome.NEW} == {r.outcome for r in results(*rows, known={})}


def test_what_changes_is_said() -> None:
    (result,) = results(row(2, "111", name="=Haus", city="Lübeck"))
    assert result.outcome is Outcome.CHANGED
    assert {"name": ("Haus 111", "=Haus"), "city": ("Kiel", "Lübeck")} == result.changes


def test_a_move_to_another_region_is_said() -> None:
    (result,) = results(row(2, "111", parent_code="200"), known=organisation(rollouts=True))
    assert result.outcome is Outcome.CHANGED
    assert {"parent_code": ("100", "200"), "region_code": ("100", "200")} == result.changes


def test_a_row_without_values_is_ignored() -> None:
    empty = Row(3, dict.fromkeys((*COLUMNS.required, *COLUMNS.optional), ""))
    assert results(empty)[0].outcome is Outcome.IGNORED


@pytest.mark.parametrize(
    ("code", "changes", "expected"),
    [
        ("112", {"kind": "jobcenter"}, "invalid_choice"),
        ("112", {"land": "XX"}, "invalid_choice"),
        ("112", {"legal_area": "SGB_XII"}, "invalid_choice"),
        ("ä", {}, "invalid_code"),
        ("", {}, "invalid_code"),
        ("X" * 17, {}, "invalid_code"),
        ("112", {"parent_code": "a b"}, "invalid_code"),
        ("112", {"name": ""}, "invalid_text"),
        ("112", {"name": "x" * 121}, "invalid_text"),
        ("112", {"city": "Ki\nel"}, "invalid_text"),
        ("112", {"parent_code": ""}, "parent_missing"),
        ("112", {"parent_code": "999"}, "unknown_parent"),
        ("112", {"parent_code": "112"}, "cyclic_parent"),
        ("112", {"parent_code": "GE-1"}, "implausible_parent"),
        ("Z", {"parent_code": "100"}, "cyclic_parent"),
        ("Z2", {"kind": "zentrale", "parent_code": "100"}, "implausible_parent"),
        ("100", {"kind": "agentur", "parent_code": "200"}, "children_do_not_fit"),
    ],
)
def test_a_wrong_row_is_refused_by_name(code: str, changes: dict[str, str], expected: str) -> None:
    (result,) = results(row(7, code, **changes))
    assert (Outcome.ERROR, expected, 7) == (result.outcome, reason(result), result.line)


def test_a_code_twice_is_refused_the_second_time() -> None:
    first, second = results(row(2, "112"), row(3, "112"))
    assert [Outcome.NEW, "duplicate_row"] == [first.outcome, reason(second)]
    assert second.reason is not None
    assert "2" in second.reason.de


def test_a_cycle_over_file_and_record_is_refused() -> None:
    """On record 111 lies below 100; the file puts 100 below 111."""
    assert "cyclic_parent" == reason(results(row(2, "100", kind="agentur", parent_code="111"))[0])


def test_a_cycle_within_the_file_is_refused_in_each_row() -> None:
    rows = row(2, "A", kind="agentur", parent_code="B"), row(3, "B", kind="agentur", parent_code="A")
    assert ["cyclic_parent", "cyclic_parent"] == [reason(r) for r in results(*rows)]


def test_below_a_refused_office_nothing_new_can_stand() -> None:
    """So that a partial import never writes an office without a parent."""
    rows = row(2, "112", land="XX"), row(3, "GE-2", kind="gemeinsame_einrichtung", parent_code="112")
    assert ["invalid_choice", "unknown_parent"] == [reason(r) for r in results(*rows)]


def test_the_kind_of_an_office_with_a_running_rollout_is_fixed() -> None:
    changed = row(2, "GE-1", kind="agentur", parent_code="100")
    assert "kind_is_fixed" == reason(results(changed, known=organisation(rollouts=True))[0])
    assert results(changed)[0].outcome is Outcome.CHANGED


CODES = st.sampled_from(["Z", "100", "200", "111", "GE-1", "A", "B", "C"])
ROWS = st.lists(
    st.tuples(CODES, st.sampled_from([k.value for k in UnitKind]), st.one_of(st.just(""), CODES)), max_size=8
)


@given(ROWS, st.booleans())
def test_what_is_accepted_is_always_a_sound_tree(told: list[tuple[str, str, str]], rollouts: bool) -> None:  # noqa: FBT001
    """Whatever a file says: written partially, every office has a parent of a fitting kind, up to the Zentrale."""
    known = organisation(rollouts=rollouts)
    rows = [row(n, code, kind=kind, parent_code=parent) for n, (code, kind, parent) in enumerate(told, 2)]
    after: dict[str, Unit] = {code: k.unit for code, k in known.items()}
    after |= {c.to_write.code: c.to_write for c in compare_units(rows, known) if c.to_write is not None}
    for unit in after.values():
        here, steps = unit, 0
        while here.parent_code is not None:
            here, steps = after[here.parent_code], steps + 1
            assert steps <= 3
        assert here.kind is UnitKind.ZENTRALE
