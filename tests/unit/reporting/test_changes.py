"""What has changed since the last report: further, reopened, put off, newly in need, quiet."""

from __future__ import annotations

from datetime import timedelta

from models import commands as cmd
from models.reporting.changes import Change, change_figures, changes
from models.rollout.state import UnitState
from tests import making
from tests.stories import NOON
from tests.unit.reporting.looking import looked_at, unit

THEN = making.day("2026-01-31")


def since_then(before: UnitState, *commands: cmd.Command) -> Change:
    """One office that has gone on from ``before``, looked at on two days."""
    after = making.after(before, *commands)
    (found,) = changes([looked_at(before, THEN)], [looked_at(after, making.TODAY)])
    return found


def test_a_later_stage_is_an_advance() -> None:
    found = since_then(
        making.lived(making.NOMINATED), making.command("admit_companion", admitted_on="2026-02-10", companion="c1")
    )
    assert found.is_advanced
    assert ("companion_admitted",) == found.reached


def test_a_withdrawn_confirmation_is_reopened() -> None:
    found = since_then(
        making.lived(making.OFFERED),
        making.command("withdraw_confirmation", workshop="implementation", reason="mistake"),
    )
    assert {"implementation_workshop", "consolidation_opened"} == {*found.reopened}
    assert not found.is_advanced


def test_a_changed_due_date_has_slipped() -> None:
    put_off = making.command("change_due_date", milestone="manager", due_on="2026-05-04", reason="capacity")
    assert 1 == len(since_then(making.state(), put_off).slipped)


def test_a_due_date_that_has_passed_since_is_a_new_need() -> None:
    found = since_then(making.state(on=making.day("2026-01-19")))
    assert ("assign_manager:manager@2026-01-19",) == found.new_needs
    assert () == since_then(making.state(on=making.day("2024-01-08"))).new_needs


def test_where_nothing_happened_nothing_has_changed() -> None:
    assert since_then(making.state()).is_unchanged
    assert not since_then(making.state(), making.command("pause", since="2026-02-02", reason="capacity")).is_unchanged


def test_an_office_that_was_not_on_record_then_is_neither_advanced_nor_unchanged() -> None:
    (found,) = changes([], [looked_at(making.lived(making.ADMITTED), making.TODAY)])
    assert (False, False) == (found.is_advanced, found.is_unchanged)


def test_thirty_days_without_a_word_are_quiet_where_something_is_open() -> None:
    owed = looked_at(making.state(), making.TODAY).steps
    silent, told, idle = (
        Change(unit(steps=steps, news_at=NOON - timedelta(days=days)), None, (), (), (), ())
        for steps, days in ((owed, 30), (owed, 29), ((), 400))
    )
    assert [True, False, False] == [each.is_quiet(NOON) for each in (silent, told, idle)]


def test_the_figures_count_offices() -> None:
    found = [since_then(making.state()), since_then(making.state(on=making.day("2026-01-19")))]
    told = change_figures(THEN, NOON, found)
    assert (1, 1, 0) == (told.unchanged, told.new_needs, told.advanced)
