"""Lives of units, drawn by hypothesis: any commands by anybody on plausible and implausible days, clocks between them.

A ``Move`` is plain data (dates as distances from that day), so that hypothesis can shrink a life to its shortest form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st

from models import commands as cmd
from models import events as ev
from models import seat_commands as seat
from models.errors import Refusal
from models.organisation import Function, UnitKind
from models.programme import WorkshopKind
from models.rollout.clocks import ring
from models.rollout.decide import decide
from models.rollout.evolve import fold
from models.rollout.state import UnitState
from tests import making
from tests.unit.properties.helping import helpful

LIVES = settings(
    max_examples=45,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""Deterministic: the same lives on every machine. More examples were run by hand while the rules were written."""


@dataclass(frozen=True)
class Days:
    """A date, told as the distance from the day of the move."""

    from_today: int


@dataclass(frozen=True)
class Move:
    """``wait`` days pass, the clock rings (or sleeps), ``who`` (or whoever usually does) gives a command.

    Without a command, somebody does what is owed.
    """

    wait: int
    rings: bool
    who: cmd.By | None
    fields: dict[str, Any] = field(default_factory=dict)
    owed: int = 0


@dataclass(frozen=True)
class Step:
    """What one move came to; ``command`` is None where a clock rang."""

    today: date
    before: UnitState
    after: UnitState
    events: list[ev.Event]
    command: cmd.Command | None = None
    refusal: Refusal | None = None


@dataclass
class Life:
    events: list[ev.Event]
    state: UnitState
    today: date
    steps: list[Step] = field(default_factory=list)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # noqa: ANN401, FBT001 - hypothesis' protocol
        printer.text(self.told())

    def told(self) -> str:
        """The story of a life, shown when a test fails on it."""
        told = [step for step in self.steps if step.command is not None]
        shown = [f"{s.today}: {str(s.command)[:200]} -> {s.refusal!r}" for s in told]
        return "\n".join([f"{self.state.kind}, {self.today}", *shown])


PAST = st.sampled_from([0, 0, 0, 0, 0, 0, -1, -1, -3, -3, -20, -90, -400, 1, 40, -6000]).map(Days)
PLANS = st.sampled_from([0, 0, -1, -30, -400, 1, 10, 60, 300, 900, -6000]).map(Days)
MAYBE_PLANS = st.none() | PLANS
COMPANIONS = st.sampled_from(["c1", "c2", "c3"])
MILESTONES = st.sampled_from([*making.ILB_1.by_key, "nonsense"])
WORKSHOPS = st.sampled_from([kind.value for kind in WorkshopKind])
CALENDARS = [making.calendar("2025-05-01", name="ni-2"), making.calendar(*(f"2026-01-{n:02}" for n in range(1, 20)))]
WAVES = st.sampled_from(["w-1", "w-1", "w-2"])
RESERVATIONS = st.sampled_from([f"s-{n}" for n in range(1, 6)])
SEATS = {
    "wave": WAVES,
    "reservation": RESERVATIONS,
    "course": st.sampled_from(["k-1", "k-2"]),
    "course_starts_on": st.sampled_from([1, 2, 4, 20, 60, 60, 300, 0, -1, 900]).map(Days),
}


def reasons(which: str) -> st.SearchStrategy[str]:
    known = list(making.ILB_1.reasons[which])
    return st.sampled_from([*known, *known, "nonsense"])


FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "state_standing": {
        "milestone": MILESTONES,
        "happened_on": PAST,
        "count": st.sampled_from([None, 1, 2, 50]),
    },
    "decide_participation": {"takes_part": st.sampled_from([True, True, False]), "decided_on": PAST},
    "assign_manager": {"since": PAST, "holder": st.sampled_from([None, "p-1", "p-2"])},
    "vacate_manager": {"vacated_on": PAST},
    "nominate_companion": {"nominated_on": PAST, "companion": st.none() | COMPANIONS},
    "admit_companion": {"companion": COMPANIONS, "admitted_on": PAST, "reservation": st.none() | RESERVATIONS},
    "record_qualification": {"companion": COMPANIONS, "qualified_on": PAST},
    "release_companion": {"companion": COMPANIONS, "released_on": PAST},
    "plan_workshop": {"workshop": WORKSHOPS, "planned_on": PLANS},
    "move_workshop": {"workshop": WORKSHOPS, "planned_on": PLANS, "reason": reasons("cancel")},
    "cancel_workshop": {"workshop": WORKSHOPS, "reason": reasons("cancel")},
    "confirm_workshop": {"workshop": WORKSHOPS, "held_on": PAST, "headcount": st.just("5-9")},
    "withdraw_confirmation": {"workshop": WORKSHOPS, "reason": reasons("withdraw")},
    "return_to_region": {"workshop": WORKSHOPS, "reason": reasons("return")},
    "record_milestone": {"milestone": MILESTONES, "happened_on": PAST},
    "pause": {"since": PAST, "reason": reasons("pause"), "review_on": MAYBE_PLANS},
    "resume": {"resumed_on": PAST},
    "change_due_date": {
        "milestone": MILESTONES,
        "due_on": st.sampled_from([5, 20, 100, 100, 0, 900]).map(Days),
        "reason": reasons("due_date"),
    },
    "correct_date": {
        "milestone": MILESTONES,
        "happened_on": PAST,
        "reason": reasons("correct"),
        "companion": st.none() | COMPANIONS,
    },
    "assign_aqua_team": {"team": st.sampled_from(["T-1", "T-2", None]), "since": PAST},
    "assign_region": {"region": st.sampled_from(["RD-700", "RD-711", None]), "since": PAST},
    "adopt_calendar": {"calendar": st.sampled_from(CALENDARS)},
    "close": {
        "closed_on": PAST,
        "merged": st.booleans(),
        "successor": st.sampled_from([None, "A-99"]),
    },
    "join_wave": {
        **SEATS,
        "seats": st.sampled_from([1, 1, 2]),
        "nominate_within": st.sampled_from([1, 5, 20]),
        "asked_on": PAST,
        "gate": st.sampled_from([True, True, False]),
    },
    "move_seat": {**SEATS, "moved_on": PAST},
    "leave_wave": {"wave": WAVES, "outcome": st.sampled_from([o.value for o in seat.WaveOutcome]), "left_on": PAST},
    "decline_wave": {"declined_on": PAST},
    "request_participation": {"requested_on": PAST, "urgent": st.booleans()},
    "record_participation": {
        "outcome": st.sampled_from([o.value for o in seat.ParticipationOutcome]),
        "decided_on": PAST,
        "reason": st.sampled_from([None, None, "agreement", "nonsense"]),
    },
}


def asked(name: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"type": st.just(name), **FIELDS[name]})


RARE, SELDOM_FITTING = (
    ("close",),
    ("join_wave", "correct_date", "change_due_date", "resume", "state_standing", "release_companion"),
)
COMMANDS = st.one_of(*(asked(name) for name in [*FIELDS, *SELDOM_FITTING, *SELDOM_FITTING] if name not in RARE))
ANYBODY = st.builds(making.by, st.sampled_from(list(Function)), st.sampled_from([None, None, None, *Function]))
USUALLY = st.one_of(st.none(), st.none(), ANYBODY)
WAITS = st.sampled_from([0, 0, 1, 2, 7, 30, 60, 200, 400])

HELPED = st.builds(Move, WAITS, st.booleans(), st.none(), st.just({}), st.integers(0, 11))
ASKED = st.builds(Move, WAITS, st.booleans(), USUALLY, COMMANDS)
CLOSED = st.builds(Move, WAITS, st.booleans(), USUALLY, asked("close"))
MOVES = st.one_of(*(st.lists(st.one_of(HELPED, ASKED, ASKED, ASKED), min_size=n, max_size=25) for n in (0, 8, 16)))


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """A life of either kind, with and without four eyes, from its start or from a rollout well under way."""
    kind = draw(st.sampled_from([making.AGENTUR, making.GE]))
    programme = making.programme(four_eyes=draw(st.booleans()), minimum_companions=draw(st.sampled_from([1, 1, 2])))
    life = born(kind, programme, draw(st.sampled_from([0, 4, len(making.LIFE)])))
    for move in draw(MOVES):
        play(life, move)
    if draw(st.integers(0, 9)) == 0:
        play(life, draw(CLOSED))
    note(life)
    return life


def born(kind: UnitKind, programme: Any, steps: int) -> Life:  # noqa: ANN401 - a Programme
    start = making.started(kind=kind, programme=programme)
    life = Life([start], fold([start]), making.START)
    if not steps:
        return life
    life.today = making.day("2025-04-01")
    history = making.LIFE[:steps]
    for told in (making.TAKING_PART, *history) if kind is making.GE else history:
        give(life, told, making.by(making.usual(told)))
    return life


def play(life: Life, move: Move) -> None:
    life.today += timedelta(days=move.wait)
    if move.rings:
        rung = ring(life.state, life.today)
        record(life, Step(life.today, life.state, fold(rung, life.state), rung))
    if move.fields:
        told = making.command(move.fields["type"], **dated(move.fields, life.today))
        give(life, told, move.who or making.by(making.usual(told)))
    elif (help_offered := helpful(life.state, move.owed, life.today)) is not None:
        give(life, *help_offered)


def dated(fields: dict[str, Any], today: date) -> dict[str, Any]:
    """The fields with real dates."""
    days = {k: today + timedelta(days=v.from_today) if isinstance(v, Days) else v for k, v in fields.items()}
    return {k: v for k, v in days.items() if k != "type"}


def give(life: Life, told: cmd.Command, who: cmd.By) -> None:
    """One command, accepted or refused. Anything but a named refusal ends the test."""
    envelope = making.envelope(today=life.today, who=who, key=f"k-{len(life.steps)}")
    try:
        events = decide(life.state, told, envelope)
    except Refusal as refusal:
        record(life, Step(life.today, life.state, life.state, [], told, refusal))
    else:
        record(life, Step(life.today, life.state, fold(events, life.state), events, told))


def record(life: Life, step: Step) -> None:
    life.steps.append(step)
    life.events += step.events
    life.state = step.after
