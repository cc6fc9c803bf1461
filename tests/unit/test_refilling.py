"""A seat of a wave is filled again within its office: at the last moment there is no time to ask anybody."""

from __future__ import annotations

from models import commands as cmd
from models.rollout.decide import decide
from models.rollout.memberships import standing
from models.rollout.state import GateStanding, UnitState
from models.waves.report import report
from tests import making
from tests.making import command, day, envelope
from tests.seats import MANAGED, admit, ask, join, nominate, reply

MONDAY, THURSDAY = day("2026-03-16"), day("2026-03-12")
COURSE_ON = "2026-03-18"
"""A Wednesday: two working days after that Monday, four after that Thursday."""


def seated(*then: cmd.Command, seats: int = 1) -> UnitState:
    """Approved on 2 March for a course on 18 March."""
    return making.state(
        MANAGED, join(course_starts_on=COURSE_ON, seats=seats), nominate(), ask(), reply("approved"), *then
    )


def departs(companion: str = "c1", on: str = "2026-03-16") -> cmd.Command:
    return command("release_companion", companion=companion, released_on=on)


def gate(unit: UnitState) -> GateStanding:
    assert unit.membership is not None
    return standing(unit, unit.membership)


def test_a_successor_two_working_days_before_the_course_needs_no_participation() -> None:
    """The reason is on record, told by the system, and the successor can be admitted."""
    left = making.after(seated(admit()), departs(), today=MONDAY)
    events = decide(left, nominate("c2", "2026-03-16"), envelope(today=MONDAY))
    waived = next(e for e in events if e.type == "participation_waived")
    assert {"companions": ("c2",), "reason": "short_notice", "by": cmd.BY_SYSTEM}.items() <= dict(waived).items()
    filled = making.after(left, nominate("c2", "2026-03-16"), today=MONDAY)
    assert (GateStanding.CLEARED, ("c2",)) == (gate(filled), report(filled, "w-1").nominated)
    assert ("c2",) == report(making.after(filled, admit("c2", "2026-03-16"), today=MONDAY), "w-1").admitted


def test_with_three_working_days_left_the_staff_representation_is_asked() -> None:
    """Thursday: Friday, Monday, Tuesday and the day of the course itself are left."""
    left = making.after(seated(), departs(on="2026-03-12"), nominate("c2", "2026-03-12"), today=THURSDAY)
    assert GateStanding.TO_REQUEST is gate(left)


def test_who_was_nominated_before_the_departure_fills_the_seat_as_well() -> None:
    """The next in line moves up by the departure itself."""
    spare = making.after(seated(), nominate("c2", "2026-03-12"), today=THURSDAY)
    assert GateStanding.CLEARED is gate(making.after(spare, departs(), today=MONDAY))


def test_a_first_nomination_at_the_last_moment_is_no_refill() -> None:
    """Nobody gets around the participation by nominating late."""
    unit = making.state(MANAGED, join(course_starts_on=COURSE_ON))
    assert GateStanding.TO_REQUEST is gate(making.after(unit, nominate(on="2026-03-16"), today=MONDAY))


def test_one_departure_makes_room_for_one_successor() -> None:
    """Of two late nominations for two seats, one of which was never settled, one is still to be asked about."""
    left = making.after(seated(seats=2), departs(), nominate("c2", "2026-03-16"), today=MONDAY)
    both = making.after(left, nominate("c3", "2026-03-16"), today=MONDAY)
    assert both.membership is not None
    assert (("c2",), GateStanding.TO_REQUEST) == (both.membership.gate.refilled, gate(both))


def test_who_was_refused_is_not_spared_by_a_departure() -> None:
    """Refused on 2 March; a colleague's departure changes nothing about that."""
    second = (nominate("c2"), ask(), reply("refused"))
    unit = making.after(seated(*second, seats=2), departs(), today=MONDAY)
    assert GateStanding.REFUSED is gate(unit)


def test_the_successor_of_a_successor_needs_none_either() -> None:
    """Each departure from a settled seat counts once."""
    first = making.after(seated(), departs(), nominate("c2", "2026-03-16"), today=MONDAY)
    second = making.after(first, departs("c2"), nominate("c3", "2026-03-16"), today=MONDAY)
    assert GateStanding.CLEARED is gate(second)


def test_time_that_only_passes_spares_nobody() -> None:
    """Nominated while there was time to ask: at the last moment it is still to be asked, whatever else happens."""
    left = making.after(seated(), departs(on="2026-03-12"), nominate("c2", "2026-03-12"), today=THURSDAY)
    later = making.after(left, nominate("c3", "2026-03-16"), today=MONDAY)
    assert GateStanding.TO_REQUEST is gate(later)
