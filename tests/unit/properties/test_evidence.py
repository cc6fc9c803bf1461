"""No milestone is done without the events that justify it; the stage always follows from the milestones."""

from __future__ import annotations

from datetime import date

from hypothesis import given

from models import commands as cmd
from models import events as ev
from models.organisation import UnitKind
from models.rollout.evidence import proof_of
from models.rollout.state import SideState, UnitState
from tests.unit.properties import second_opinion
from tests.unit.properties.lives import LIVES, Life, lives

DERIVED = ("consolidation_opened", "sustained")
REQUIRED_FOR_SUSTAINED = {
    "companions_qualified",
    "implementation_workshop",
    "offer_announced",
    "consolidation_opened",
    "consolidation_workshop",
}
STAGES = [
    ("sustained", {"sustained"}),
    ("consolidation", {"offer_announced", "consolidation_opened"}),
    ("operation", {"companions_qualified", "implementation_workshop"}),
    ("qualification", {"companion_admitted"}),
]


def days(state: UnitState) -> dict[str, date]:
    return {key: reached.happened_on for key, reached in state.reached.items()}


def minimum(state: UnitState) -> int:
    return state.programme.minimum_companions


@LIVES
@given(lives())
def test_what_is_reached_is_what_the_evidence_proves(life: Life) -> None:
    """After every step: each milestone with a proof is reached on the day of the proof, no other is."""
    for step in life.steps:
        state = step.after
        proofs = {m.key: p for m in state.milestones if (p := proof_of(state, m)) is not None}
        expected = {key: (proof.on, proof.stated) for key, proof in proofs.items()}
        assert expected == {key: (r.happened_on, r.stated) for key, r in state.reached.items()}


@LIVES
@given(lives())
def test_milestones_follow_from_what_was_told(life: Life) -> None:
    """Counted a second time from the raw events: the same milestones on the same days."""
    state = life.state
    expected = second_opinion.stated_milestones(life.events, state.kind, minimum(state))
    assert expected == {key: on for key, on in days(state).items() if key not in DERIVED}


@LIVES
@given(lives())
def test_consolidation_opens_only_after_its_time(life: Life) -> None:
    """Never before six months and the offer; and without a pause exactly then, once that day has come."""
    reached = days(life.state)
    earliest = second_opinion.earliest_opening(reached)
    opened = reached.get("consolidation_opened")
    if opened is not None:
        assert earliest is not None
        assert earliest <= opened <= life.today
    last = life.steps[-1].today if life.steps and life.steps[-1].events else None
    never_stopped = not second_opinion.tally(life.events).paused and life.state.side_state is SideState.NONE
    if earliest is not None and last is not None and earliest <= last and never_stopped:
        assert earliest == opened


@LIVES
@given(lives())
def test_sustained_stands_on_the_consolidation_workshop_and_all_before(life: Life) -> None:
    """Sustained needs its milestones, and on its day the people: as known when it was reached."""
    for step in life.steps:
        reached = days(step.after)
        if "sustained" in reached:
            assert reached.keys() >= REQUIRED_FOR_SUSTAINED
            assert reached["sustained"] >= max(reached[key] for key in REQUIRED_FOR_SUSTAINED)


@LIVES
@given(lives())
def test_sustained_is_reached_when_people_are_in_place(life: Life) -> None:
    """With all milestones and the people in place that day it is reached; when newly reached, they were in place."""
    told = [life.events[0]]
    for step in life.steps:
        told += step.events
        kind, need = step.after.kind, minimum(step.after)
        required = REQUIRED_FOR_SUSTAINED | ({"manager"} if kind is UnitKind.AGENTUR else {"participation"})
        newly = [e for e in step.events if isinstance(e, ev.MilestoneReached) and e.milestone == "sustained"]
        if newly and "sustained" in step.after.reached:
            assert second_opinion.in_place(told, newly[-1].happened_on, kind, need)
        if step.after.reached.keys() >= required and second_opinion.in_place(told, step.today, kind, need):
            assert "sustained" in step.after.reached


@LIVES
@given(lives())
def test_the_stage_follows_from_the_milestones(life: Life) -> None:
    """Recomputed from the keys of ilb-1: all of a stage's milestones and of those before it."""
    for step in life.steps:
        reached = step.after.reached.keys()
        undecided = step.after.kind is UnitKind.GEMEINSAME_EINRICHTUNG and "participation" not in reached
        expected = "clarification" if undecided else "preparation"
        for number, (stage, _) in enumerate(STAGES):
            if not undecided and all(needed <= reached for _, needed in STAGES[number:]):
                expected = stage
                break
        assert expected == step.after.stage


@LIVES
@given(lives())
def test_departures_never_lower_a_stage(life: Life) -> None:
    """Somebody leaves, and whatever is reached stays reached, however late the departure is told."""
    for step in life.steps:
        if isinstance(step.command, cmd.VacateManager | cmd.ReleaseCompanion):
            assert step.before.reached.keys() <= step.after.reached.keys()


@LIVES
@given(lives())
def test_milestones_are_reopened_only_by_what_takes_their_evidence_away(life: Life) -> None:
    """A withdrawn confirmation, a decision not to take part, a corrected date, or a pause told late."""
    allowed = cmd.WithdrawConfirmation | cmd.DecideParticipation | cmd.CorrectDate | cmd.Resume
    for step in life.steps:
        if any(isinstance(event, ev.MilestoneReopened) for event in step.events):
            assert isinstance(step.command, allowed)
