"""The staff representation takes part: per sending office, after its nomination, in its own working days."""

from __future__ import annotations

import pytest

from activities.calendars import build_calendar
from models.commands import Command
from models.events import Event
from models.obligations import obligations
from models.organisation import Function, Land
from models.programme import shipped
from models.rollout.decide import decide
from models.rollout.memberships import standing
from models.rollout.owed import Obligation, Step
from models.rollout.state import GateStanding, UnitState
from models.waves.report import report
from tests import making
from tests.making import day, programme, state
from tests.seats import ASKED_ON, MANAGED, admit, ask, in_wave, join, move, nominate, reply


def gate(unit: UnitState) -> GateStanding:
    assert unit.membership is not None
    return standing(unit, unit.membership)


def owed(unit: UnitState, step: Step) -> Obligation:
    return next(o for o in obligations(unit) if o.step is step)


def over_christmas(land: Land, *, urgent: bool = False) -> Obligation:
    """Asked on Tuesday 22 December 2026, with the holidays of the Land and the programme's blackout days."""
    working = build_calendar(land, 2024, 2032, shipped().blackouts)
    on = day("2026-12-22")
    seat = join(asked_on="2026-12-21", course_starts_on="2027-03-08")
    unit = state(MANAGED, seat, nominate(on="2026-12-22"), ask("2026-12-22", urgent=urgent), today=on, working=working)
    return owed(unit, Step.RECORD_PARTICIPATION)


@pytest.mark.parametrize(("expected", "land"), [("2027-01-15", Land.BY), ("2027-01-14", Land.BE)])
def test_the_time_to_reply_counts_the_offices_own_days(expected: str, land: Land) -> None:
    """Ten working days: not between the years, not on New Year, and in Bayern not on Epiphany."""
    found = over_christmas(land)
    assert (day("2026-12-22"), day(expected)) == (found.opens_on, found.due_on)
    assert (day("2026-12-22"), 10) == (found.counted_from, found.term.working_days)


@pytest.mark.parametrize(("expected", "land"), [("2027-01-05", Land.BY), ("2027-01-05", Land.BE)])
def test_urgent_is_three_working_days(expected: str, land: Land) -> None:
    """Wednesday 23 December, then Monday and Tuesday of January."""
    assert (day(expected), 3) == ((found := over_christmas(land, urgent=True)).due_on, found.term.working_days)


def test_the_gate_opens_when_the_office_has_nominated() -> None:
    """Before that there is nothing to take part in; then the regional lead has five working days to ask."""
    assert [Step.NOMINATE_FOR_WAVE] == [o.step for o in obligations(in_wave())]
    found = owed(in_wave(nominate()), Step.REQUEST_PARTICIPATION)
    assert (Function.REGIONAL_LEAD, ASKED_ON, day("2026-03-09")) == (found.holder, found.opens_on, found.due_on)


def test_asking_waits_for_all_seats_or_the_end_of_the_time() -> None:
    """One of two seats is filled: asking is owed from the working day after the last day to nominate."""
    one_of_two = state(MANAGED, join(seats=2), nominate(), on=day("2026-01-12"))
    assert day("2026-03-31") == owed(one_of_two, Step.REQUEST_PARTICIPATION).opens_on
    both = making.after(one_of_two, nominate("c2"))
    assert ASKED_ON == owed(both, Step.REQUEST_PARTICIPATION).opens_on


def test_approval_clears_the_gate() -> None:
    """Then nothing is owed: the wave admits."""
    unit = in_wave(nominate(), ask(), reply("approved"))
    assert (GateStanding.CLEARED, []) == (gate(unit), obligations(unit))
    assert ("c1",) == report(making.after(unit, admit()), "w-1").admitted


def test_silence_approves_only_when_somebody_says_so() -> None:
    """The time is over, and still the gate waits for a person's entry."""
    asked = in_wave(nominate(), ask())
    assert GateStanding.REQUESTED is gate(asked)
    after = making.after(asked, reply("deemed_approved", "2026-03-17"), today=day("2026-03-17"))
    assert GateStanding.CLEARED is gate(after)


def test_a_refusal_is_for_people() -> None:
    """It stays, somebody owes an answer, and nothing else follows."""
    refused = in_wave(nominate(), ask(), reply("refused"))
    found = owed(refused, Step.ANSWER_REFUSAL)
    assert (GateStanding.REFUSED, Function.REGIONAL_LEAD) == (gate(refused), found.holder)
    assert day("2026-03-16") == found.due_on
    assert report(refused, "w-1").wave == "w-1"


def test_a_refusal_is_answered_by_asking_again() -> None:
    """With a time of its own."""
    refused = in_wave(nominate(), ask(), reply("refused"))
    again = making.after(refused, ask("2026-03-09"), today=day("2026-03-09"))
    assert (GateStanding.REQUESTED, day("2026-03-23")) == (gate(again), report(again, "w-1").gate_due_on)


def test_a_refusal_is_answered_by_another_nomination() -> None:
    """Who was refused leaves, somebody else is nominated: asked anew, not before the refusal."""
    refused = in_wave(nominate(), ask(), reply("refused"))
    left = making.command("release_companion", companion="c1", released_on="2026-03-10")
    other = making.after(refused, left, nominate("c2", "2026-03-11"), today=day("2026-03-11"))
    assert (GateStanding.TO_REQUEST, day("2026-03-11")) == (
        gate(other),
        owed(other, Step.REQUEST_PARTICIPATION).opens_on,
    )


def test_who_is_nominated_after_the_approval_needs_one_of_their_own() -> None:
    """The approval was for somebody else."""
    cleared = state(MANAGED, join(seats=2), nominate(), ask(), reply("approved"), nominate("c2"), on=day("2026-01-12"))
    assert GateStanding.TO_REQUEST is gate(cleared)
    assert GateStanding.CLEARED is gate(making.after(cleared, ask(), reply("approved")))


def test_who_is_nominated_during_a_request_is_not_part_of_it() -> None:
    """The reply settles what was asked; for the other one, people ask again."""
    asked = state(MANAGED, join(seats=2), nominate(), ask(), nominate("c2"), on=day("2026-01-12"))
    assert GateStanding.REQUESTED is gate(asked)
    replied = making.after(asked, reply("approved"))
    assert GateStanding.TO_REQUEST is gate(replied)
    assert "ParticipationOpen" == type(making.refusal(replied, admit("c2"))).__name__


def test_after_a_refusal_who_waited_all_along_is_asked_about_from_then_on() -> None:
    """Nominated on 2 March, next in line since the refusal of 10 March: owed from that day, not from before."""
    refused = in_wave(nominate(), nominate("c2"), ask(), reply("refused", "2026-03-10"), today=day("2026-03-10"))
    left = making.command("release_companion", companion="c1", released_on="2026-03-10")
    assert (
        day("2026-03-10")
        == owed(making.after(refused, left, today=day("2026-03-10")), Step.REQUEST_PARTICIPATION).opens_on
    )


def test_not_required_needs_no_request() -> None:
    """With a reason of the programme, at once, for everybody the office sends there."""
    unit = state(MANAGED, join(seats=2), nominate(), reply("not_required", reason="agreement"), nominate("c2"))
    assert GateStanding.NONE_NEEDED is gate(unit)


@pytest.mark.parametrize(
    ("expected", "starts_on"), [("short_notice", "2026-03-04"), (None, "2026-03-05"), (None, "2026-06-08")]
)
def test_a_seat_filled_at_short_notice_needs_no_gate(expected: str | None, starts_on: str) -> None:
    """Asked on Monday: on Wednesday the course begins in two working days, on Thursday in three."""
    assert (expected,) == tuple(m.gate.waived for m in state(join(course_starts_on=starts_on)).memberships)


def test_short_notice_counts_the_offices_own_days() -> None:
    """Thursday, with a holiday in between: two working days are left."""
    unit = state(join(course_starts_on="2026-03-05"), working=making.calendar("2026-03-04", name="ni-3"))
    assert ("short_notice",) == tuple(m.gate.waived for m in unit.memberships)


@pytest.mark.parametrize(
    ("expected", "starts_on"), [(GateStanding.NONE_NEEDED, "2026-03-04"), (GateStanding.TO_REQUEST, "2026-05-04")]
)
def test_a_course_that_moves_away_leaves_time_to_ask(expected: GateStanding, starts_on: str) -> None:
    """Two working days before the start there was none; with two months there is."""
    unit = in_wave_before("2026-03-03")
    assert expected is gate(making.after(unit, move(course_starts_on=starts_on), nominate()))


def in_wave_before(starts_on: str) -> UnitState:
    return state(MANAGED, join(course_starts_on=starts_on))


@pytest.mark.parametrize(("days", "urgent"), [(10, False), (3, True)])
def test_an_urgent_wave_shortens_the_time_to_reply(days: int, urgent: bool) -> None:  # noqa: FBT001 - a row
    unit = state(MANAGED, join(urgent=urgent), nominate(), ask())
    assert days == owed(unit, Step.RECORD_PARTICIPATION).term.working_days


def test_the_programme_can_do_without_the_gate() -> None:
    """And so can a wave."""
    without = state(join(), nominate(), programme=programme(participation_gate=False))
    assert GateStanding.NONE_NEEDED is gate(without)
    assert GateStanding.NONE_NEEDED is gate(state(join(gate=False), nominate()))


def test_a_pause_stops_the_time_to_reply() -> None:
    """A week of rest moves the day by a week; while it lasts there is none."""
    asked = in_wave(nominate(), ask())
    paused = making.after(
        asked, making.command("pause", since="2026-03-09", reason="capacity"), today=day("2026-03-09")
    )
    assert (GateStanding.REQUESTED, None) == ((found := report(paused, "w-1")).gate, found.gate_due_on)
    resumed = making.after(paused, making.command("resume", resumed_on="2026-03-16"), today=day("2026-03-16"))
    assert day("2026-03-23") == report(resumed, "w-1").gate_due_on


def test_terms_are_data_of_the_programme() -> None:
    """Another edition, another time to reply."""
    terms = {"reply_within": {"working_days": 5}, "short_notice": 10}
    unit = state(MANAGED, join(), nominate(), ask(), programme=programme(gate_terms=terms), on=day("2026-01-12"))
    assert day("2026-03-09") == report(unit, "w-1").gate_due_on
    noticed = state(join(course_starts_on="2026-03-13"), programme=programme(gate_terms=terms))
    assert ("short_notice",) == tuple(m.gate.waived for m in noticed.memberships)


def test_only_dates_and_outcomes_are_kept() -> None:
    """What an event of the gate can say."""
    unit = in_wave(nominate())
    events = [
        e.model_dump(mode="json")
        for e in (*decided(unit, ask()), *decided(in_wave(nominate(), ask()), reply("refused")))
    ]
    common = {"happened_on", "recorded_on", "by", "note_id", "type"}
    assert [{"reply_within", "urgent"}, {"outcome", "reason"}] == [set(e) - common for e in events]
    assert {ASKED_ON.isoformat()} == {e["happened_on"] for e in events}


def decided(unit: UnitState, told: Command) -> list[Event]:
    return decide(unit, told, making.envelope(today=ASKED_ON))
