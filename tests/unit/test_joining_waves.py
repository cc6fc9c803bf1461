"""An office in a qualification wave: seats come and go, and what is on record stays."""

from __future__ import annotations

import pytest

from models import seat_commands as seat
from models.commands import BY_SYSTEM
from models.rollout.clocks import next_ring, ring
from models.rollout.decide import decide
from models.rollout.evolve import fold
from models.rollout.memberships import nominate_by
from models.rollout.state import GateStanding, Membership, UnitState
from models.seat_commands import WaveOutcome
from models.waves.report import Report, report
from tests import making
from tests.making import GE, day, envelope, programme
from tests.seats import (
    ASKED_ON,
    COURSE_ON,
    DECLINE,
    MANAGED,
    PAUSE,
    admit,
    ask,
    in_wave,
    join,
    leave,
    move,
    nominate,
    reply,
)


def place(unit: UnitState) -> Membership:
    assert unit.membership is not None
    return unit.membership


def test_an_office_has_its_nomination_days_in_its_own_calendar() -> None:
    """Twenty working days from 2 March; a day on which the office is closed moves the end."""
    closed = making.calendar("2026-03-11", name="ni-3")
    for expected, unit in (("2026-03-30", in_wave()), ("2026-03-31", in_wave(working=closed))):
        assert day(expected) == nominate_by(unit, place(unit))


def test_nominations_end_on_the_last_working_day_before_the_course() -> None:
    """The course begins on Monday 9 March, so Friday 6 March it is, though twenty days were given."""
    unit = making.state(MANAGED, join(course_starts_on="2026-03-09"))
    assert day("2026-03-06") == nominate_by(unit, place(unit))


def test_the_days_of_a_pause_are_added_to_the_nomination() -> None:
    """Four working days of rest, four more, yet never beyond the course."""
    resumed = making.command("resume", resumed_on="2026-03-09")
    unit = in_wave(PAUSE, resumed, today=day("2026-03-09"))
    assert day("2026-04-03") == nominate_by(unit, place(unit))
    rested = making.command("resume", resumed_on="2026-06-01")
    long_after = in_wave(PAUSE, rested, today=day("2026-06-01"))
    assert day("2026-06-05") == nominate_by(long_after, place(long_after))


@pytest.mark.parametrize("outcome", list(WaveOutcome))
def test_leaving_a_wave_undoes_nothing(outcome: WaveOutcome) -> None:
    """Nomination and admission stay, whatever the outcome."""
    before = in_wave(nominate(), reply("not_required", reason="agreement"), admit())
    after = making.after(before, leave(outcome.value))
    assert before.companions == after.companions
    assert before.reached == after.reached
    assert after.membership is None


def test_declining_stores_no_reason() -> None:
    """The day and the wave, nothing else; the command has no field for more than a note on the office."""
    (event,) = decide(in_wave(), DECLINE, envelope(today=ASKED_ON))
    told = event.model_dump(exclude={"happened_on", "recorded_on", "by"})
    assert {"type": "declined_wave", "wave": "w-1", "note_id": None} == told
    assert {"type", "note_id", "declined_on"} == set(seat.DeclineWave.model_fields)


def test_closing_gives_the_seat_back() -> None:
    """Before it ends, the office leaves its wave."""
    closed = making.command("close", closed_on=ASKED_ON)
    events = decide(in_wave(), closed, envelope(today=ASKED_ON))
    assert ["left_wave", "closed"] == [e.type for e in events]
    ended = fold(events, in_wave())
    assert (None, WaveOutcome.WITHDRAWN) == (report(ended, "w-1").wave, ended.memberships[-1].outcome)


def test_no_longer_taking_part_gives_the_seat_back() -> None:
    """And taking part again does not bring it back."""
    unit = making.state(making.TAKING_PART, MANAGED, join(), kind=GE)
    no, yes = (making.command("decide_participation", takes_part=t, decided_on=ASKED_ON) for t in (False, True))
    assert (None, "NotTakingPart") == told(report(making.after(unit, no), "w-1"))
    assert (None, None) == told(report(making.after(unit, no, yes), "w-1"))


def told(found: Report) -> tuple[str | None, str | None]:
    return found.wave, found.why_not


def test_a_pause_keeps_the_seat_and_stops_its_clocks() -> None:
    """The office is still in its wave; no day is due, nobody is reminded, until it goes on."""
    paused = in_wave(PAUSE)
    found = report(paused, "w-1")
    assert ("w-1", None, "UnitIsPaused") == (found.wave, found.nominate_by, found.why_not)
    assert next_ring(paused) is None


def test_an_office_can_join_again_after_it_failed() -> None:
    """With another reservation; who was admitted without success waits for a seat again."""
    failed = in_wave(nominate(), reply("not_required", reason="agreement"), admit(), leave("failed"))
    assert report(failed, "w-1").able
    again = making.after(failed, join(reservation="s-2"))
    assert ("c1",) == report(again, "w-1").nominated
    seated = making.after(again, reply("not_required", reason="agreement"), admit(reservation="s-2"))
    assert ("c1",) == report(seated, "w-1").admitted


def test_who_is_admitted_again_stays_admitted_since_the_first_day() -> None:
    """The milestone's day does not move."""
    unneeded = reply("not_required", reason="agreement")
    failed = in_wave(nominate(), unneeded, admit(), leave("failed"))
    later = day("2026-04-07")
    seat = join(reservation="s-2", asked_on=later)
    again = making.after(failed, seat, reply("not_required", "2026-04-07", "agreement"), today=later)
    seated = making.after(again, admit(on="2026-04-07", reservation="s-2"), today=later)
    assert failed.reached["companion_admitted"] == seated.reached["companion_admitted"]
    assert ["s-2"] == [c.reservation for c in seated.companions]


def test_who_has_a_seat_takes_it_along() -> None:
    """The seat is moved to another course under another reservation, and the admission with it."""
    seated = in_wave(nominate(), reply("not_required", reason="agreement"), admit())
    moved = making.after(seated, move(reservation="s-2", course="k-2", course_starts_on="2026-09-07"))
    found = report(moved, "w-1")
    assert ("s-2", "k-2", ("c1",)) == (found.reservation, found.course, found.admitted)


def test_a_moved_course_moves_the_last_day_to_nominate() -> None:
    """To Monday 16 March: so nominations end on Friday 13 March."""
    unit = making.after(in_wave(), move(course_starts_on="2026-03-16"))
    assert day("2026-03-13") == nominate_by(unit, place(unit))


@pytest.mark.parametrize(("expected", "began_on"), [(0, "2026-03-16"), (1, "2026-06-08")])
def test_people_are_reminded_anew_of_another_day_only(expected: int, began_on: str) -> None:
    """The course is moved after the reminder: with it the last day to nominate, or not."""
    asked = making.state(MANAGED, join(course_starts_on=began_on), on=day("2026-01-12"))
    reminded = fold(ring(asked, day("2026-03-30")), asked)
    moved = making.after(reminded, move(course_starts_on="2026-10-05", moved_on="2026-03-30"), today=day("2026-03-30"))
    assert expected == sum(key.startswith("nominate_for_wave") for key in moved.reminded)


def test_admission_without_a_reservation_is_as_it_was() -> None:
    """A first specialist admits to a course outside the wave; the wave's seat stays free."""
    unit = in_wave(nominate(), admit(reservation=None))
    assert (("c1",), ()) == (tuple(c.id for c in unit.companions if c.admitted_on), report(unit, "w-1").admitted)


def test_surplus_seats_go_back_when_the_time_to_nominate_is_over() -> None:
    """Two seats, one nomination: on the working day after the last day, the office keeps one."""
    unit = making.state(MANAGED, join(seats=2), nominate(), on=day("2026-01-12"))
    assert [] == [e.type for e in ring(unit, day("2026-03-30")) if e.type == "nomination_time_ended"]
    ended = fold(ring(unit, day("2026-03-31")), unit)
    assert (1, day("2026-03-31")) == (place(ended).seats, place(ended).nominations_closed_on)


def test_without_any_nomination_the_wave_decides() -> None:
    """The office keeps its seats and is reminded; no clock of its own takes them away."""
    unit = in_wave()
    assert 1 == place(fold(ring(unit, day("2026-05-04")), unit)).seats


def test_a_nominated_companion_makes_the_office_need_a_seat() -> None:
    """Enough are qualified, and one more is nominated: a seat is of use."""
    qualified = making.lived(making.QUALIFIED)
    assert "NothingNeeded" == report(qualified).why_not
    assert report(making.after(qualified, nominate("c2", "2025-01-07"))).able


def test_a_report_tells_ids_and_days_only() -> None:
    """The whole of it, for an office that waits for its staff representation."""
    unit = in_wave(nominate(), ask(), programme=programme(minimum_companions=2))
    expected = Report(
        unit_id="u-1",
        seq=7,
        wave="w-1",
        reservation="s-1",
        course="k-1",
        seats=1,
        nominate_by=day("2026-03-30"),
        nominated=("c1",),
        gate=GateStanding.REQUESTED,
        gate_due_on=day("2026-03-16"),
        able=False,
        why_not="AlreadyInWave",
        minimum=2,
    )
    assert expected == report(unit, "w-1", seq=7)


def test_another_wave_sees_only_that_the_office_is_taken() -> None:
    """No course, no companion, no day of a wave that is not its own."""
    unit = in_wave(nominate())
    expected = Report(unit_id="u-1", wave="w-1", able=False, why_not="InAnotherWave")
    assert expected == report(unit, "w-2")


def test_a_declined_place_is_told_as_such() -> None:
    """After the office has left, its wave still knows how."""
    declined = report(in_wave(DECLINE), "w-1")
    assert (True, None, True) == (declined.declined, declined.wave, declined.able)


def test_the_wave_gives_its_commands_itself() -> None:
    """By the system, from its own record."""
    events = decide(making.state(), join(), envelope(today=ASKED_ON, who=BY_SYSTEM))
    assert [BY_SYSTEM] == [e.by for e in events]
    assert COURSE_ON == place(fold(events, making.state())).course_starts_on
