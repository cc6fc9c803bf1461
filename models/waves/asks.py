"""What must be asked of offices now.

Asks follow from the state alone: a restart asks exactly the same again, under the same keys. An office has one open ask
at a time; the next follows from its answer.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from models.chain import wave_stream
from models.commands import Command
from models.waves.identities import short
from models.waves.report import Report
from models.waves.state import Member, WaveState
from models.waves.steps import Step, command_of, open_step, serial_of

LONGEST_KEY = 100
ORDER = {step: rank for rank, step in enumerate(Step)}


class Ask(BaseModel):
    """One command for one office, under its key. ``serial`` counts what the office has to be told."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str
    unit_id: str
    step: Step
    serial: int
    command: Command


class Answer(BaseModel):
    """What became of an ask, and how the office sees itself afterwards.

    ``ask`` None: the report was only looked up. ``why``: name of the refusal; None when the office accepted.
    ``report`` None: it could not be read.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    unit_id: str
    ask: Ask | None = None
    why: str | None = None
    report: Report | None = None


def open_asks(state: WaveState, limit: int | None = None) -> list[Ask]:
    """What is to be asked now, of at most ``limit`` offices and never more than the plan's window, the urgent first.

    Offices that were asked and have not answered yet are still among them: leave out what is in flight.
    """
    if not (state.goes_on or state.is_over):
        return []
    window = state.plan.window if limit is None else min(limit, state.plan.window)
    steps = [(step, m) for m in state.members.values() if (step := open_step(state, m)) is not None]
    steps.sort(key=lambda pair: (ORDER[pair[0]], pair[1].code))
    return [ask_of(state, member, step) for step, member in steps[: max(0, window)]]


def ask_of(state: WaveState, member: Member, step: Step) -> Ask:
    return Ask(
        key=key_of(state, member, step),
        unit_id=member.unit_id,
        step=step,
        serial=member.serial,
        command=command_of(state, member, step),
    )


def key_of(state: WaveState, member: Member, step: Step) -> str:
    """``wave/<wave>/<unit>/<step>/<serial>``; the office's id is shortened where the key would be too long."""
    stream, serial = wave_stream(state.wave_id), serial_of(member, step)
    key = f"{stream}/{member.unit_id}/{step.value}/{serial}"
    return key if len(key) <= LONGEST_KEY else f"{stream}/{short(member.unit_id)}/{step.value}/{serial}"


def is_done(state: WaveState) -> bool:
    """The wave is over, and it is certain that no office still counts itself in."""
    return state.is_over and all(member.is_out for member in state.members.values())
