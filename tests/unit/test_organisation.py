"""The organisation: who lies below whom."""

from __future__ import annotations

import pytest

from models.organisation import UnitKind, cyclic_codes, region_of

KINDS = {
    "ZENTRALE": UnitKind.ZENTRALE,
    "700": UnitKind.REGIONALDIREKTION,
    "A-1": UnitKind.AGENTUR,
    "J-1": UnitKind.GEMEINSAME_EINRICHTUNG,
    "A-9": UnitKind.AGENTUR,
}
PARENTS: dict[str, str | None] = {"ZENTRALE": None, "700": "ZENTRALE", "A-1": "700", "J-1": "A-1", "A-9": "ZENTRALE"}


@pytest.mark.parametrize(
    ("expected", "code"),
    [("700", "J-1"), ("700", "A-1"), ("700", "700"), (None, "A-9"), (None, "ZENTRALE"), (None, "nowhere")],
)
def test_the_region_is_the_first_above(expected: str | None, code: str) -> None:
    """A unit lies in the region above it, a region in itself, others in none."""
    assert expected == region_of(code, KINDS, PARENTS)


def test_a_tree_has_no_cycles() -> None:
    """The real shape is fine, also with a parent that is not listed."""
    assert set() == cyclic_codes(PARENTS | {"X": "unlisted"})


def test_a_cycle_is_named_without_what_hangs_on_it() -> None:
    """Only the codes on the cycle are at fault."""
    assert {"A", "B"} == cyclic_codes({"A": "B", "B": "A", "C": "A", "D": None})


def test_a_unit_is_not_its_own_parent() -> None:
    """The shortest cycle."""
    assert {"A"} == cyclic_codes({"A": "A"})
