"""``decide``: may this step be taken now, and what happens if so. Sees state, command, envelope; nothing else.

Raises a named ``Refusal`` or returns the events, complete with everything that follows from them. Function and scope
were judged before (``permissions.may``); here definition and history have their say.
"""

from __future__ import annotations

from collections.abc import Mapping

from models import commands as cmd
from models import events as ev
from models import seat_commands as seat
from models.errors import ParticipationUndecided, RolloutEnded
from models.rollout import decide_gate, decide_people, decide_unit, decide_waves, decide_workshops
from models.rollout.checks import Rule, goes_on
from models.rollout.decide_gate import waived_at_last
from models.rollout.settle import settled
from models.rollout.state import UnitState

RULES: Mapping[type, Rule] = {
    **decide_unit.RULES,
    **decide_people.RULES,
    **decide_workshops.RULES,
    **decide_waves.RULES,
    **decide_gate.RULES,
}

ALWAYS: frozenset[type] = frozenset(
    {
        cmd.DecideParticipation,
        cmd.StateStanding,
        cmd.VacateManager,
        cmd.ReleaseCompanion,
        cmd.WithdrawConfirmation,
        cmd.CorrectDate,
        cmd.Resume,
        cmd.AssignAquaTeam,
        cmd.AssignRegion,
        cmd.AdoptCalendar,
        cmd.Close,
        seat.MoveSeat,
        seat.LeaveWave,
        seat.DeclineWave,
    }
)
"""Commands that a unit takes while paused or not taking part: departures, corrections, facts told from outside."""

WHILE_UNDECIDED: frozenset[type] = frozenset({cmd.Pause, cmd.ChangeDueDate})
"""What an office may do besides while it has still to decide whether it takes part."""


def decide(state: UnitState, command: cmd.Command, envelope: cmd.Envelope) -> list[ev.Event]:
    """The events of ``command``. Raises: Refusal."""
    events = judge(state, command, envelope)
    return settled(state, [*events, *waived_at_last(state, events, envelope)], envelope.today, envelope.by)


def judge(state: UnitState, command: cmd.Command, envelope: cmd.Envelope) -> list[ev.Event]:
    """The events of ``command`` itself, without what follows from them: whether it may be given. Raises: Refusal."""
    _guard(state, command)
    return RULES[type(command)](command, state, envelope)


def _guard(state: UnitState, command: cmd.Command) -> None:
    if state.ended is not None:
        raise RolloutEnded
    if type(command) in ALWAYS:
        return
    try:
        goes_on(state)
    except ParticipationUndecided:
        if type(command) not in WHILE_UNDECIDED:
            raise
