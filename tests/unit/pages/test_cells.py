"""The cells of the matrix: what they say of a milestone on a day."""

from __future__ import annotations

from datetime import date

import pytest

from api.pages.cells import Judge, Judged, Words, resting
from api.pages.columns import Column, columns, stages
from api.pages.shown import Cell, State
from models.obligations import obligations
from models.organisation import Function
from models.projection import marks
from models.rollout.owed import Obligation
from models.rollout.state import UnitState
from tests.making import (
    ADMITTED,
    AGENTUR,
    GE,
    HELD,
    HELD_AGAIN,
    ILB_1,
    MANAGED,
    NOMINATED,
    PLANNED,
    QUALIFIED,
    after,
    command,
    day,
    lived,
    state,
)


def nobody_is_missing(_function: Function, _scope: str | None) -> bool:
    return False


def waiting() -> UnitState:
    """A unit whose workshop was planned in time for 10 June 2024."""
    return lived(PLANNED, today=day("2024-06-04"))


def cells(unit: UnitState, on: str, *, mine: Function | None = None, vacant: Function | None = None) -> dict[str, Cell]:
    """The cells of a unit by column; the reader holds the function ``mine``."""
    today = day(on)
    judge = Judge(today, lambda function, scope: scope is None or function is vacant)
    words = Words(today, lambda owed: owed.holder is mine)
    shown = columns(ILB_1, unit.kind, "de")
    row = judge.row(shown, marks(unit), obligations(unit))
    return {c.key: words.cell(c, judged, "Göttingen", "/form") for c, judged in zip(shown, row, strict=True)}


def test_an_agentur_has_seven_columns_and_a_gemeinsame_einrichtung_eight() -> None:
    assert 7 == len(columns(ILB_1, AGENTUR, "de"))
    assert 8 == len(columns(ILB_1, GE, "de"))


def test_every_milestone_that_can_be_owed_shows_in_some_column() -> None:
    for kind in (AGENTUR, GE):
        gathered = {key for column in columns(ILB_1, kind, "de") for key in column.gathers}
        assert {milestone.key for milestone in ILB_1.applicable(kind)} == gathered


def test_agenturen_never_stand_in_clarification() -> None:
    assert "preparation" == stages(ILB_1, AGENTUR)[0].key
    assert "clarification" == stages(ILB_1, GE)[0].key


def test_a_reached_milestone_says_its_day_with_the_year_where_it_is_another() -> None:
    cell = cells(lived(MANAGED), "2024-02-01")["manager"]
    assert ("done", "10.01.") == (cell.state, cell.words)
    assert "10.01.24" == cells(lived(MANAGED), "2026-02-01")["manager"].words
    assert cell.title.endswith("erreicht am 10.01.2024")


@pytest.mark.parametrize(
    ("mine", "expected"),
    [(None, ("confirm", "seit 11.06.", None)), (Function.AQUA_LEAD, ("confirm", "bestätigen", "/form"))],
)
def test_only_who_confirms_gets_a_link_on_a_waiting_workshop(
    mine: Function | None, expected: tuple[str, str, str | None]
) -> None:
    cell = cells(waiting(), "2024-06-12", mine=mine)["implementation_workshop"]
    assert expected == (cell.state, cell.words, cell.href)


def test_after_its_due_date_a_step_says_since_when_support_is_needed() -> None:
    cell = cells(waiting(), "2024-06-30")["implementation_workshop"]
    assert ("support", "Unterstützung seit 18.06.") == (cell.state, cell.words.replace("\u00ad", ""))


def test_a_step_whose_function_is_vacant_is_nobodys() -> None:
    cell = cells(waiting(), "2024-06-12", vacant=Function.AQUA_LEAD)["implementation_workshop"]
    assert ("orphan", "niemand zuständig") == (cell.state, cell.words)


def test_admission_and_qualification_share_a_column() -> None:
    assert "open" == cells(lived(NOMINATED), "2024-01-20")["companions_qualified"].state
    running = cells(lived(ADMITTED), "2024-02-10")["companions_qualified"]
    assert ("running", "seit 01.02.") == (running.state, running.words)


def test_a_planned_workshop_says_its_day() -> None:
    unit = after(lived(QUALIFIED), command("plan_workshop", workshop="implementation", planned_on="2026-12-17"))
    cell = cells(unit, "2026-11-20")["implementation_workshop"]
    assert ("planned", "am 17.12.") == (cell.state, cell.words)


def test_a_departure_opens_the_milestone_again() -> None:
    unit = after(lived(HELD_AGAIN), command("vacate_manager", vacated_on="2026-02-16"), today=day("2026-02-16"))
    cell = cells(unit, "2026-02-20", mine=Function.REGIONAL_LEAD)["manager"]
    assert ("open", "eintragen", "/form") == (cell.state, cell.words, cell.href)


@pytest.mark.parametrize("step", [MANAGED, PLANNED, HELD, HELD_AGAIN])
@pytest.mark.parametrize("on", ["2024-06-12", "2025-03-20", "2026-03-02"])
def test_the_name_of_a_link_contains_the_words_that_are_seen(step: object, on: str) -> None:
    unit = lived(step)  # type: ignore[arg-type]
    for holder in Function:
        for cell in cells(unit, on, mine=holder).values():
            assert cell.href is None or cell.words in cell.title


def test_what_is_done_stays_done_while_a_unit_rests_and_one_cell_says_so() -> None:
    shown = columns(ILB_1, AGENTUR, "de")
    row = Judge(day("2024-02-10"), nobody_is_missing).row(shown, marks(lived(NOMINATED)), [])
    states: list[State] = [judged.state for judged in resting(shown, row)]
    assert ["done", "done", "paused", "open", "open", "open", "open"] == states


def test_a_voluntary_milestone_never_says_that_the_unit_rests() -> None:
    shown = columns(ILB_1, GE, "de")
    assert shown[1].key == "manager"
    rested = resting(shown, [Judged("done"), *[Judged("open")] * 7])
    assert ["done", "open", "paused", "open", "open", "open", "open", "open"] == [judged.state for judged in rested]


def test_a_share_is_shown_where_more_than_one_is_needed() -> None:
    need_three = ILB_1.model_copy(update={"minimum_companions": 3})
    unit = state(MANAGED, NOMINATED, programme=need_three)
    assert "1/3" == cells(unit, "2024-01-20")["companions_nominated"].words


def test_nothing_is_owed_before_it_opens() -> None:
    unit = lived(MANAGED)
    coming = [o for o in obligations(unit) if o.step.value == "nominate_companions"]
    assert [] == [o for o in coming if o.is_open(date(2024, 1, 1))]
    judged = Judge(date(2024, 1, 1), nobody_is_missing).cell(None, coming)
    assert ("planned", coming[0]) == (judged.state, judged.step)


def _column(key: str) -> Column:
    return next(c for c in columns(ILB_1, AGENTUR, "de") if c.key == key)


def test_titles_say_when_a_standing_was_taken_over() -> None:
    unit = state(command("state_standing", milestone="companions_qualified", happened_on="2019-05-01", count=2))
    mark = next(m for m in marks(unit) if m.key == "companions_qualified")
    words = Words(day("2024-02-01"), lambda _owed: False)
    cell = words.cell(_column("companions_qualified"), Judged("done", mark), "Göttingen", None)
    assert cell.title.endswith("erreicht am 01.05.2019, übernommen")


def test_a_step_is_linked_only_while_it_is_open() -> None:
    owed: list[Obligation] = obligations(waiting())
    assert "2024-06-11" == owed[0].opens_on.isoformat()
    before = cells(waiting(), "2024-06-09", mine=Function.AQUA_LEAD)["implementation_workshop"]
    assert ("planned", None) == (before.state, before.href)
