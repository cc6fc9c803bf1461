"""Whatever happens, in whatever order: a wave over real offices keeps its promises."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from models.chain import GENESIS
from models.errors import Refusal
from models.organisation import Function
from models.waves.asks import Answer, Ask, open_asks
from models.waves.birth import prepared
from models.waves.clocks import next_day
from models.waves.consequences import consequences
from models.waves.decide import decide_wave
from models.waves.events import WaveEvent, wave_event_adapter
from models.waves.evolve import fold_wave
from models.waves.hearing import heard
from models.waves.life import WaveLife
from models.waves.plan import TERMINAL, MemberState, WavePlan
from models.waves.state import Member, WaveState
from tests.making import command, envelope
from tests.unit.waves import making
from tests.unit.waves.making import TODAY, WAVE
from tests.unit.waves.world import Offices

UNITS = ("u1", "u2", "u3", "u4", "u5", "u6")
WITH_GATE = UNITS[::2]
EXTRA = "u7"
COURSES = ("k1", "k2", "k3", "k4")
OFFICE_ACTS = ("decline", "decline", "pause", "resume", "resume", "close")


@st.composite
def plans(draw: st.DrawFn) -> WavePlan:
    """One to three courses of few seats, any grouping and any rules."""
    courses = [
        making.course(
            number,
            max_seats=draw(st.integers(1, 4)),
            modules=[{"key": "start", "mode": "online"}],
            regions=draw(st.sampled_from([(), ("RD-1",), ("RD-2",)])),
            **draw(
                st.sampled_from([{}, {"workshop": "implementation", "workshop_on": making.later(75 + 28 * number)}])
            ),
        )
        for number in range(1, draw(st.integers(1, 3)) + 1)
    ]
    grouping = draw(
        st.sampled_from(
            [
                {},
                {"pilot": ["A-2"], "by": "region"},
                {"pilot_size": 2, "by": "size", "size": 2},
                {"by": "listed", "listed": [["A-1", "A-2"], ["A-3"]]},
            ]
        )
    )
    success = {
        "percent": draw(st.sampled_from([1, 50, 100])),
        "then": draw(st.sampled_from(["next_group", "pause_for_look"])),
    }
    stop = draw(st.sampled_from([None, {"percent": 30, "asked": 2}]))
    return making.plan(
        courses=courses,
        grouping=grouping,
        success=success,
        stop=stop,
        window=draw(st.integers(1, 6)),
        nominate_within=draw(st.integers(1, 20)),
        starts_on=draw(st.sampled_from([None, making.later(3)])),
        gate=draw(st.booleans()),
    )


class AnyCourseOfEvents(RuleBasedStateMachine):
    """A wave, its offices, and a day that never goes back."""

    state: WaveState
    offices: Offices
    today: date

    @initialize(plan=plans(), minimum=st.sampled_from([1, 2, 2, 3]))
    def begin(self, plan: WavePlan, minimum: int) -> None:
        self.today = TODAY
        self.journal: list[WaveEvent] = []
        self.flying: dict[str, Ask] = {}
        self.offices = Offices(gated=WITH_GATE, open_gate=(*UNITS[1::2], EXTRA), on=TODAY - timedelta(days=30))
        all_of_them = [
            making.candidate(n, region=f"RD-{1 + n % 2}", minimum=minimum, qualified=n % minimum)
            for n in range(1, len(UNITS) + 1)
        ]
        first = prepared(WAVE, plan, all_of_them, envelope(today=self.today, who=Function.CENTRAL))
        self.state = fold_wave([first])
        self.journal.append(first)
        self.settle()

    # --- as the workflow does -------------------------------------------------------------------------------------

    def record(self, events: list[WaveEvent]) -> None:
        self.journal += [wave_event_adapter.validate_json(wave_event_adapter.dump_json(e)) for e in events]
        self.state = fold_wave(events, self.state)

    def settle(self) -> None:
        self.record(consequences(self.state, self.today))

    def hear(self, *answers: Answer) -> None:
        events = heard(self.state, answers, self.today)
        self.record(events)
        assert not heard(self.state, answers, self.today)
        self.settle()

    # --- what happens ---------------------------------------------------------------------------------------------

    @rule(data=st.data())
    def ask(self, data: st.DataObject) -> None:
        """Some open asks are put to their offices; one may be long on its way, an answer be lost, an office halted."""
        for ask in open_asks(self.state, data.draw(st.integers(1, 6))):
            if ask.unit_id in self.flying:
                continue
            match data.draw(st.sampled_from(["answered", "answered", "answered", "flying", "lost", "halted"])):
                case "answered":
                    self.hear(self.offices.answer(ask, self.today))
                case "flying":
                    self.flying[ask.unit_id] = ask
                case "lost":
                    self.offices.asked(ask, self.today)
                case _:
                    look = self.offices.look(ask.unit_id)
                    self.hear(look.model_copy(update={"ask": ask, "why": "UnitHalted"}))

    @rule(heard=st.booleans())
    def what_was_on_its_way_arrives(self, heard: bool) -> None:  # noqa: FBT001 - drawn
        """Whatever the wave has come to think since; its answer may be lost as well."""
        for ask in self.flying.values():
            answer = self.offices.answer(ask, self.today)
            if heard:
                self.hear(answer)
        self.flying = {}

    @rule(unit=st.sampled_from(UNITS))
    def look(self, unit: str) -> None:
        self.hear(self.offices.look(unit))

    @rule(days=st.sampled_from([1, 1, 2, 5, 14, 28, 40]))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.offices.wake(self.today)
        self.settle()

    @rule(unit=st.sampled_from(UNITS), number=st.integers(1, 3))
    def somebody_is_nominated(self, unit: str, number: int) -> None:
        told = command("nominate_companion", nominated_on=self.today, companion=f"{unit}-{number}")
        self.offices.give(unit, told, self.today)

    @rule(number=st.integers(1, 3))
    def offices_do_what_they_are_asked(self, number: int) -> None:
        """Those invited nominate, staff representations approve, courses qualify; nobody tells the wave."""
        for unit, member in self.state.members.items():
            match member.state:
                case MemberState.INVITED:
                    self.somebody_is_nominated(unit, number)
                case MemberState.GATE:
                    self.the_staff_representation_replies(unit, "approved")
                case MemberState.ADMITTED:
                    for companion in member.admitted[:number]:
                        told = command("record_qualification", qualified_on=self.today, companion=companion)
                        self.offices.give(unit, told, self.today)

    @rule(unit=st.sampled_from(UNITS), number=st.integers(1, 3))
    def somebody_departs(self, unit: str, number: int) -> None:
        told = command("release_companion", released_on=self.today, companion=f"{unit}-{number}")
        self.offices.give(unit, told, self.today)

    @rule(unit=st.sampled_from(WITH_GATE), outcome=st.sampled_from(["approved", "approved", "refused"]))
    def the_staff_representation_replies(self, unit: str, outcome: str) -> None:
        self.offices.give(unit, command("request_participation", requested_on=self.today), self.today)
        told = command("record_participation", outcome=outcome, decided_on=self.today)
        self.offices.give(unit, told, self.today)

    @rule(unit=st.sampled_from(UNITS), name=st.sampled_from(OFFICE_ACTS))
    def the_office_does_something_else(self, unit: str, name: str) -> None:
        told = {
            "decline": command("decline_wave", declined_on=self.today),
            "pause": command("pause", since=self.today, reason="capacity"),
            "resume": command("resume", resumed_on=self.today),
            "close": command("close", closed_on=self.today),
        }[name]
        self.offices.give(unit, told, self.today)

    @rule(data=st.data())
    def central_staff_do_something(self, data: st.DataObject) -> None:
        told = making.given(**data.draw(st.sampled_from(self.imaginable())))
        finished = {m.unit_id for m in self.state.members.values() if m.state is MemberState.QUALIFIED}
        try:
            events = decide_wave(self.state, told, envelope(today=self.today, who=Function.CENTRAL))
        except Refusal:
            return
        self.record(events)
        self.settle()
        assert finished == {u for u in finished if self.state.members[u].state is MemberState.QUALIFIED}

    def imaginable(self) -> list[dict[str, Any]]:
        """Every type of command, about whatever there is."""
        found: list[dict[str, Any]] = [
            {"name": "pause_wave", "reason": "capacity"},
            {"name": "resume_wave"},
            {"name": "open_group"},
            *3 * [{"name": "retry_failed"}],
            {"name": "abort_wave", "reason": "mistake"},
            {"name": "add_member", "candidate": making.candidate(7)},
        ]
        found += [{"name": "retry_failed", "units": [m.code]} for m in self.state.members.values()]
        for n in (1, 2, 4):
            found.append({"name": "withdraw_member", "unit": f"A-{n}", "reason": "capacity"})
            found.append({"name": "add_member", "candidate": making.candidate(n)})
        for k in COURSES:
            moved = {"starts_on": self.today + timedelta(days=30), "ends_on": self.today + timedelta(days=60)}
            soon = {"starts_on": self.today + timedelta(days=1), "ends_on": self.today + timedelta(days=60)}
            few = {"id": k, "code": k, "max_seats": 1 + self.today.day % 3}
            found.append({"name": "plan_course", "course": making.course(4) | few | moved})
            found.append({"name": "move_course", "course": k, "reason": "room", **moved})
            found.append({"name": "move_course", "course": k, "reason": "trainer", **soon})
            found.append({"name": "record_module", "course": k, "module": "start", "held_on": self.today})
            found.append({"name": "cancel_course", "course": k, "reason": "too_few"})
            found.append({"name": "close_course", "course": k, "closed_on": self.today})
        return found

    @precondition(lambda self: self.state.goes_on or self.state.is_over)
    @rule()
    def everything_is_answered(self) -> None:
        """When all is answered and looked at, wave and offices agree."""
        self.what_was_on_its_way_arrives(heard=True)
        for _ in range(20):
            self.hear(*(self.offices.look(u) for u in self.looked_at()))
            asks = open_asks(self.state, 200)
            if not asks:
                break
            for ask in asks:
                self.hear(self.offices.answer(ask, self.today))
        else:
            raise AssertionError([a.key for a in open_asks(self.state, 200)])
        for unit_id, member in self.state.members.items():
            self.agree(unit_id, member)

    def looked_at(self) -> list[str]:
        """As the workflow does: once a day at those who are not through."""
        life = WaveLife(wave_id=WAVE, state=self.state, recorded_seq=0, recorded_hash=GENESIS)
        return life.open_members()

    def agree(self, unit_id: str, member: Member) -> None:
        place = self.offices.states[unit_id].membership
        assert member.joined == (place is not None)
        if place is not None and member.seats and member.blocked is None and self.state.goes_on:
            assert (place.reservation, place.course, None) == (member.reservation, member.course, place.waits_since)
            assert place.seats == member.seats
        if place is not None and not (member.is_terminal or member.seats or member.blocked) and self.state.goes_on:
            assert place.waits_since is not None

    # --- what is always true --------------------------------------------------------------------------------------

    @invariant()
    def no_seat_is_granted_twice(self) -> None:
        for name, course in self.state.courses.items():
            inside = self.state.in_course(name)
            assert course.granted <= course.plan.max_seats
            assert course.confirmed == sum(m.confirmed for m in inside)
            assert course.granted == sum(m.seats for m in inside)
        for member in self.state.members.values():
            assert (member.course is None) == (member.seats == 0)
            assert 0 <= member.confirmed <= member.seats

    @precondition(lambda self: self.state.goes_on)
    @invariant()
    def no_seat_is_kept_for_somebody_who_cannot_take_it(self) -> None:
        """Once a course has begun, whoever has a seat there is admitted, or just being admitted."""
        for member in self.state.members.values():
            course = self.state.course_of(member)
            if course is not None and not course.is_ahead(self.today):
                assert member.state in (*TERMINAL, MemberState.ADMITTED, MemberState.INVITED) or member.admissible

    @invariant()
    def nobody_joins_or_is_admitted_twice(self) -> None:
        for unit in self.offices.states.values():
            reservations = [m.reservation for m in unit.memberships]
            assert len(reservations) == len(set(reservations))
            for place in unit.memberships:
                assert sum(c.is_active and c.reservation == place.reservation for c in unit.companions) <= place.seats

    @invariant()
    def nothing_more_follows(self) -> None:
        assert not consequences(self.state, self.today)

    @invariant()
    def time_goes_on(self) -> None:
        day = next_day(self.state, self.today)
        assert day is None or day > self.today
        if day is not None and day > self.today + timedelta(days=1):
            assert not consequences(self.state, day - timedelta(days=1))

    @invariant()
    def asks_follow_from_the_state_alone(self) -> None:
        again = WaveState.model_validate_json(self.state.model_dump_json())
        assert again == self.state
        asks = open_asks(self.state, 200)
        assert asks == open_asks(again, 200)
        assert len({a.key for a in asks}) == len({a.unit_id for a in asks}) == len(asks)
        assert len(open_asks(self.state)) <= self.state.plan.window

    @invariant()
    def the_journal_tells_the_state(self) -> None:
        if len(self.journal) % 3 == 0:
            assert fold_wave(self.journal) == self.state

    def teardown(self) -> None:
        if hasattr(self, "journal"):
            assert fold_wave(self.journal) == self.state


TestAnyCourseOfEvents = AnyCourseOfEvents.TestCase
TestAnyCourseOfEvents.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
