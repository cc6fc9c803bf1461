"""Who may do what: DOMAIN's table cell by cell, in one's own scope and in a foreign one."""

from __future__ import annotations

from datetime import date

import pytest

from models.commands import COMMANDS
from models.organisation import Function
from models.permissions import COMMAND_TABLE, Grant, NotAllowed, Reading, UnitScope, may, may_administer, reading
from tests.making import REGION, TEAM, TODAY, UNIT, day

C, F, R, A, M = (
    Function.CENTRAL,
    Function.FIRST_SPECIALIST,
    Function.REGIONAL_LEAD,
    Function.AQUA_LEAD,
    Function.MANAGER,
)
AUDITOR, SYSTEM = Function.AUDITOR, Function.SYSTEM

#  The rows of DOMAIN.md about one unit, columns as there: Zentrale, Erste Fachkraft, regional lead, AQua lead, manager.
#  "own" is the tick with the function's own scope; "decide" lets decide judge (substitute, four eyes, own records).
DOMAIN = """
state_standing         | yes | -      | own    | -      | -
decide_participation   | -   | -      | own    | -      | -
assign_manager         | -   | -      | own    | -      | -
vacate_manager         | -   | -      | own    | -      | -
pause                  | -   | -      | own    | -      | -
resume                 | -   | -      | own    | -      | -
close                  | -   | -      | own    | -      | -
change_due_date        | -   | -      | own    | -      | -
nominate_companion     | -   | -      | own    | own    | own
release_companion      | -   | -      | own    | own    | own
record_milestone       | -   | -      | own    | own    | own
admit_companion        | -   | yes    | -      | -      | -
record_qualification   | -   | yes    | -      | -      | -
plan_workshop          | -   | yes    | own    | own    | -
move_workshop          | -   | yes    | own    | own    | -
cancel_workshop        | -   | yes    | own    | own    | -
confirm_workshop       | -   | -      | decide | own    | -
withdraw_confirmation  | -   | -      | decide | own    | -
return_to_region       | -   | -      | -      | own    | -
correct_date           | -   | decide | own    | decide | decide
assign_aqua_team       | -   | -      | -      | -      | -
assign_region          | -   | -      | -      | -      | -
adopt_calendar         | -   | -      | -      | -      | -
join_wave              | -   | -      | -      | -      | -
move_seat              | -   | -      | -      | -      | -
leave_wave             | -   | -      | -      | -      | -
decline_wave           | -   | -      | own    | own    | own
request_participation  | yes | -      | own    | -      | -
record_participation   | yes | -      | own    | -      | -
"""

ROWS = {cells[0]: cells[1:] for line in DOMAIN.strip().splitlines() if (cells := [c.strip() for c in line.split("|")])}
CELLS = [
    (name, function, cell) for name, row in ROWS.items() for function, cell in zip((C, F, R, A, M), row, strict=True)
]
BY_SYSTEM = {
    *("assign_aqua_team", "assign_region", "adopt_calendar"),
    *("join_wave", "move_seat", "leave_wave", "admit_companion"),
    *("plan_workshop", "move_workshop", "cancel_workshop"),
}
HERE = UnitScope(unit_id=UNIT, region=REGION, aqua_team=TEAM)
OWN = {C: "all", F: "all", R: REGION, A: TEAM, M: UNIT, AUDITOR: "all", SYSTEM: "all"}


def grant(function: Function, scope: str | None = None, acting_for: Function | None = None) -> Grant:
    scope = scope or OWN[acting_for or function]
    return Grant(function=function, scope=scope, actor_ref="a-1", acting_for=acting_for)


def is_allowed(held: Grant, name: str, on: date = TODAY, place: UnitScope = HERE) -> bool:
    try:
        return may([held], name, place, on) is held
    except NotAllowed:
        return False


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    """The table of the code, the one of DOMAIN and the commands name the same types."""
    assert COMMANDS.keys() == COMMAND_TABLE.keys() == ROWS.keys()


@pytest.mark.parametrize(("name", "function", "cell"), CELLS)
def test_the_cell_is_as_in_the_domain(name: str, function: Function, cell: str) -> None:
    """A tick lets the function act in its own scope."""
    assert (cell != "-") is is_allowed(grant(function), name)


@pytest.mark.parametrize(("name", "function", "cell"), [c for c in CELLS if c[1] in (R, A, M)])
def test_nobody_acts_in_a_foreign_scope(name: str, function: Function, cell: str) -> None:
    """Another region, another team, another unit: never."""
    assert not is_allowed(grant(function, "another"), name)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_auditor_only_reads(name: str) -> None:
    """No command at all."""
    assert not is_allowed(grant(AUDITOR), name)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_system_gives_only_what_follows_from_facts(name: str) -> None:
    """AQua coverage, calendars, and what a qualification wave does: seats, admissions, a course's workshop."""
    assert (name in BY_SYSTEM) is is_allowed(grant(SYSTEM), name)


@pytest.mark.parametrize("function", [R, A])
def test_without_region_or_team_nobody_of_that_kind_acts(function: Function) -> None:
    """A unit that lies in no region and has no team is out of their scope."""
    nowhere = UnitScope(unit_id=UNIT, region=None, aqua_team=None)
    assert not is_allowed(grant(function), "plan_workshop", place=nowhere)


def test_a_substitute_acts_as_the_function_substituted_for() -> None:
    """A regional lead in substitution of the AQua lead returns a workshop, which the plain one may not."""
    assert is_allowed(grant(R, acting_for=A), "return_to_region")
    assert not is_allowed(grant(R), "return_to_region")


def test_a_substitute_does_not_act_beyond_the_scope_substituted_for() -> None:
    """In substitution of the AQua lead of another team: not here."""
    assert not is_allowed(grant(R, "T-2", acting_for=A), "return_to_region")


@pytest.mark.parametrize(
    ("expected", "on"),
    [(False, "2025-12-31"), (True, "2026-01-01"), (True, "2026-01-31"), (False, "2026-02-01")],
)
def test_a_grant_is_valid_through_its_last_day(expected: bool, on: str) -> None:  # noqa: FBT001 - the expected value
    """From the first day to the last, both included."""
    boxed = Grant(R, REGION, "a-1", since=day("2026-01-01"), until=day("2026-01-31"))
    assert expected is is_allowed(boxed, "pause", day(on))


def test_of_several_functions_the_closest_to_the_unit_answers() -> None:
    """Manager before AQua lead before regional lead; a substitution last."""
    held = [grant(M, acting_for=M), grant(R), grant(A)]
    assert held[2] is may(held, "nominate_companion", HERE, TODAY)


@pytest.mark.parametrize(
    ("expected", "function", "region"),
    [(True, C, None), (True, C, REGION), (True, R, REGION), (False, R, "RD-711"), (False, R, None), (False, A, REGION)],
)
def test_people_are_written_by_zentrale_and_within_a_region_by_its_lead(
    expected: bool,  # noqa: FBT001 - the expected value
    function: Function,
    region: str | None,
) -> None:
    """Imports, people, assignments, AQua coverage: Zentrale everywhere, regional leads in their own region."""
    for action in ("write_people", "import_people", "import_standing", "write_aqua_teams"):
        try:
            allowed = may_administer([grant(function)], action, region, TODAY) is not None
        except NotAllowed:
            allowed = False
        assert expected is allowed


@pytest.mark.parametrize("function", [C, F, AUDITOR])
def test_who_serves_all_offices_reads_all(function: Function) -> None:
    """Zentrale, first specialists and auditors read every unit."""
    assert reading([grant(function)], TODAY).everything


@pytest.mark.parametrize("function", [R, A, M])
def test_others_read_their_own_units(function: Function) -> None:
    """Own region, team, unit; nothing else exists for them."""
    assert reading([grant(function)], TODAY).includes(HERE)
    assert not reading([grant(function, "another")], TODAY).includes(HERE)


def test_without_a_valid_grant_there_is_nothing_to_read() -> None:
    """An assignment that has ended shows nothing."""
    ended = Grant(R, REGION, "a-1", until=day("2025-12-31"))
    assert Reading() == reading([ended], TODAY)
