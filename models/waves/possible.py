"""What could be done to a wave now: plausible commands, put before ``decide_wave`` itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta

from models.commands import Envelope
from models.errors import Refusal
from models.organisation import LegalArea, UnitKind
from models.waves import commands as cmd
from models.waves.decide import decide_wave
from models.waves.population import Candidate
from models.waves.reasons import REASONS
from models.waves.state import WaveState

NEWCOMER = Candidate(unit_id="u-candidate", code="CANDIDATE", kind=UnitKind.AGENTUR, legal_area=LegalArea.SGB_III)


def possible(state: WaveState, envelope: Envelope, types: Collection[str]) -> list[cmd.WaveCommand]:
    """Commands of these ``types`` that the rules would accept; of several about one course each, all."""
    return [c for c in candidates(state, envelope) if c.type in types and why_not(state, c, envelope) is None]


def why_not(state: WaveState, command: cmd.WaveCommand, envelope: Envelope) -> Refusal | None:
    """The refusal this command would meet."""
    try:
        decide_wave(state, command, envelope)
    except Refusal as refusal:
        return refusal
    return None


def candidates(state: WaveState, envelope: Envelope) -> Iterator[cmd.WaveCommand]:
    """At least one command of every type that is imaginable."""
    yield cmd.PauseWave(reason=_first("pause"))
    yield cmd.ResumeWave()
    yield cmd.OpenGroup()
    yield cmd.RetryFailed()
    yield cmd.AddMember(candidate=NEWCOMER)
    open_member = next((m for m in state.members.values() if not m.is_terminal), None)
    if open_member is not None:
        yield cmd.WithdrawMember(unit=open_member.code, reason=_first("withdraw"))
    yield from _of_courses(state, envelope)
    yield cmd.AbortWave(reason=_first("abort"))


def _of_courses(state: WaveState, envelope: Envelope) -> Iterator[cmd.WaveCommand]:
    today, last = envelope.today, state.plan.courses[-1]
    another = {
        "id": "k-candidate",
        "code": "CANDIDATE",
        "starts_on": today + timedelta(days=60),
        "ends_on": today + timedelta(days=90),
        "modules": (),
        "workshop": None,
        "workshop_on": None,
    }
    yield cmd.PlanCourse(course=last.model_copy(update=another))
    for name, course in state.courses.items():
        plan = course.plan
        starts_on = max(plan.starts_on, today) + timedelta(days=7)
        ends_on = starts_on + (plan.ends_on - plan.starts_on)
        yield cmd.MoveCourse(course=name, starts_on=starts_on, ends_on=ends_on, reason=_first("course"))
        yield cmd.CancelCourse(course=name, reason=_first("course"))
        yield cmd.CloseCourse(course=name, closed_on=today)
        for module in plan.modules:
            held_on = min(max(module.days, default=plan.starts_on), today)
            yield cmd.RecordModule(course=name, module=module.key, held_on=held_on)


def _first(listed: str) -> str:
    return next(iter(REASONS[listed]))
