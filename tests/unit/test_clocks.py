"""A whole rollout by examples: two years of commands and clocks, from the start to the look back after 24 months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from models import commands as cmd
from models import events as ev
from models.rollout.clocks import next_ring, ring
from models.rollout.evolve import fold
from models.rollout.state import UnitState
from tests import making
from tests.making import command, day, lived, state

END = day("2027-04-30")


def told_on(told: cmd.Command) -> date:
    """The day a command of LIFE is given: the day it speaks of."""
    return next(value for value in told.model_dump().values() if isinstance(value, date))


def whole_life() -> Iterator[tuple[date, str, UnitState, list[ev.Event]]]:
    """Day by day: the clock rings in the morning, what happens is told on its day."""
    unit, today = state(today=making.START), making.START
    due = {on: [told for told in making.LIFE if told_on(told) == on] for on in map(told_on, making.LIFE)}
    while today <= END:
        rung = ring(unit, today)
        unit = fold(rung, unit)
        unit = making.after(unit, *due.get(today, []), today=today)
        yield today, unit.stage, unit, rung
        today += timedelta(days=1)


def test_a_whole_life_passes_all_stages_on_their_days() -> None:
    """From preparation to sustained; the stage follows the milestones to the day."""
    entered: dict[str, date] = {}
    for today, stage, _, _ in whole_life():
        entered.setdefault(stage, today)
    expected = {
        "preparation": "2024-01-08",
        "qualification": "2024-02-01",
        "operation": "2024-06-10",
        "consolidation": "2024-12-10",
        "sustained": "2025-03-10",
    }
    assert {stage: day(on) for stage, on in expected.items()} == entered


def test_a_whole_life_is_looked_back_at_twice() -> None:
    """12 and 24 months after it is sustained, and nothing is missing."""
    looks = [e for *_, rung in whole_life() for e in rung if isinstance(e, ev.SustainmentChecked)]
    assert [(0, day("2026-03-10"), ()), (1, day("2027-03-10"), ())] == [
        (look.check, look.happened_on, look.missing) for look in looks
    ]


def test_a_whole_life_is_reminded_of_what_was_late() -> None:
    """The first workshop was planned late (three reminders), the second on its last day (one)."""
    reminders = [(e.milestone, e.level) for *_, rung in whole_life() for e in rung if isinstance(e, ev.ReminderDue)]
    first = [("implementation_workshop", level) for level in (1, 2, 3)]
    assert [*first, ("consolidation_workshop", 1)] == reminders


def test_a_finished_life_waits_for_nothing() -> None:
    """After the last look back the workflow may sleep for ever."""
    *_, (_, _, unit, _) = whole_life()
    assert next_ring(unit) is None


def test_the_look_back_names_who_is_missing() -> None:
    """Manager and companion have left: both milestones are named, and nothing is lowered."""
    unit = making.after(
        lived(making.HELD_AGAIN, today=day("2025-03-10")),
        command("vacate_manager", vacated_on="2025-06-02"),
        command("release_companion", companion="c1", released_on="2025-06-02"),
        today=day("2025-06-02"),
    )
    rung = ring(unit, day("2026-03-10"))
    missing = [e.missing for e in rung if isinstance(e, ev.SustainmentChecked)]
    assert [("manager", "companions_qualified")] == missing
    assert "sustained" == fold(rung, unit).stage


def test_a_unit_sustained_anew_is_looked_back_at_anew() -> None:
    """Withdrawn after the first look back and confirmed again: the looks back start over."""
    unit = lived(making.HELD_AGAIN, today=day("2025-03-10"))
    unit = fold(ring(unit, day("2026-03-10")), unit)
    withdrawn = command("withdraw_confirmation", workshop="consolidation", reason="not_held")
    held = command("confirm_workshop", workshop="consolidation", held_on="2026-04-07", headcount="1-4")
    unit = making.after(unit, withdrawn, held, today=day("2026-04-07"))
    assert day("2027-04-07") == next_ring(unit)


def test_reminders_come_on_the_due_date_and_five_and_ten_working_days_later() -> None:
    """The manager is due 20 working days after the start: 5 February, then 12 and 19 February."""
    unit = state(today=making.START)
    days: list[date] = []
    while len(days) < 3 and (following := next_ring(unit)) is not None:
        unit = fold(ring(unit, following), unit)
        days.append(following)
    assert [day("2024-02-05"), day("2024-02-12"), day("2024-02-19")] == days
    assert next_ring(unit) is None


def test_after_a_long_sleep_only_the_highest_reminder_is_given() -> None:
    """Nobody gets three reminders of one step on one day."""
    rung = ring(state(), making.TODAY)
    assert [3] == [e.level for e in rung if isinstance(e, ev.ReminderDue)]


def test_a_long_sleep_brings_everything_at_once() -> None:
    """The waiting time ends, the consolidation workshop opens, and its reminder is due: one ring tells it all."""
    unit = lived(making.OFFERED, today=day("2024-06-20"))
    rung = ring(unit, making.TODAY)
    assert ["waiting_time_ended", "milestone_reached", "reminder_due"] == [e.type for e in rung]
    assert [] == ring(fold(rung, unit), making.TODAY)


def test_a_waiting_time_that_ended_before_a_pause_stays_ended_in_it() -> None:
    """A date is corrected while the unit is paused: consolidation stays open, on its new day."""
    unit = lived(making.OFFERED)
    assert "consolidation" == unit.stage
    paused = making.after(unit, command("pause", since="2026-02-02", reason="capacity"))
    corrected = command(
        "correct_date", milestone="implementation_workshop", happened_on="2024-06-11", reason="typing_error"
    )
    after = making.after(paused, corrected)
    assert day("2024-12-11") == after.reached["consolidation_opened"].happened_on


def test_a_paused_unit_is_not_reminded() -> None:
    """Except of looking at the pause again, on the day its regional lead has set."""
    paused = command("pause", since="2024-01-15", reason="capacity", review_on="2024-07-01")
    unit = state(paused, today=day("2024-01-15"))
    assert day("2024-07-08") == next_ring(unit)
    assert ["review_pause:manager@2024-07-01"] == [
        e.obligation for e in ring(unit, day("2024-07-08")) if isinstance(e, ev.ReminderDue)
    ]


def test_a_waiting_time_does_not_end_in_a_pause() -> None:
    """Whatever is told meanwhile; the clock stands still."""
    unit = lived(making.OFFERED, today=day("2024-07-01"))
    unit = making.after(unit, command("pause", since="2024-12-02", reason="capacity"), today=day("2024-12-02"))
    unit = making.after(unit, command("vacate_manager", vacated_on="2025-02-03"), today=day("2025-02-03"))
    assert "consolidation_opened" not in unit.reached


def test_another_due_date_is_reminded_of_anew() -> None:
    """All three reminders were given; the new date gets its own."""
    unit = fold(ring(state(), making.TODAY), state())
    due = command("change_due_date", milestone="manager", due_on="2026-04-01", reason="capacity")
    unit = making.after(unit, due)
    assert [1] == [e.level for e in ring(unit, day("2026-04-01")) if isinstance(e, ev.ReminderDue)]


def test_a_waiting_time_that_is_open_again_is_waited_for_anew() -> None:
    """Its end is forgotten with the milestone."""
    withdrawn = command("withdraw_confirmation", workshop="implementation", reason="mistake")
    assert {} == making.after(lived(making.OFFERED), withdrawn).waited
