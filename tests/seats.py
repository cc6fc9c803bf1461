"""An office in a qualification wave, step by step, for tests of the core."""

from __future__ import annotations

from datetime import date
from typing import Any

from models import commands as cmd
from models.rollout.state import UnitState
from tests import making
from tests.making import command, day

ASKED_ON = day("2026-03-02")
COURSE_ON = day("2026-06-08")


def join(**changes: Any) -> cmd.Command:  # noqa: ANN401 - any field of the command
    """Asked on Monday 2 March 2026 for one companion, within 20 working days, for a course in June."""
    usual = {
        "wave": "w-1",
        "reservation": "s-1",
        "course": "k-1",
        "course_starts_on": COURSE_ON,
        "seats": 1,
        "nominate_within": 20,
        "asked_on": ASKED_ON,
    }
    return command("join_wave", **(usual | changes))


def nominate(companion: str = "c1", on: str = "2026-03-02") -> cmd.Command:
    return command("nominate_companion", companion=companion, nominated_on=on)


def ask(on: str = "2026-03-02", *, urgent: bool = False) -> cmd.Command:
    return command("request_participation", requested_on=on, urgent=urgent)


def reply(outcome: str, on: str = "2026-03-02", reason: str | None = None) -> cmd.Command:
    return command("record_participation", outcome=outcome, decided_on=on, reason=reason)


def admit(companion: str = "c1", on: str = "2026-03-02", reservation: str | None = "s-1") -> cmd.Command:
    return command("admit_companion", companion=companion, admitted_on=on, reservation=reservation)


def move(**changes: Any) -> cmd.Command:  # noqa: ANN401 - any field of the command
    usual = {"wave": "w-1", "reservation": "s-1", "course": "k-1", "course_starts_on": COURSE_ON}
    return command("move_seat", **(usual | {"moved_on": ASKED_ON} | changes))


def leave(outcome: str = "failed", wave: str = "w-1") -> cmd.Command:
    return command("leave_wave", wave=wave, outcome=outcome, left_on=ASKED_ON)


DECLINE = command("decline_wave", declined_on=ASKED_ON)
MANAGED = command("assign_manager", since="2026-01-13", holder="p-1")
PAUSE = command("pause", since=ASKED_ON, reason="capacity")


def in_wave(*then: cmd.Command, today: date = ASKED_ON, **start: Any) -> UnitState:  # noqa: ANN401 - see making.started
    """An office with a manager that was asked, and what was told after."""
    unit = making.state(MANAGED, on=day("2026-01-12"), today=ASKED_ON, **start)
    return making.after(making.after(unit, join(), today=ASKED_ON), *then, today=today)
