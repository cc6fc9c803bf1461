"""The groups: when the next one opens, when somebody has to look first, when the wave stops by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.waves import events as ev
from models.waves.plan import WAY, MemberState, Then
from models.waves.progress import by_itself
from models.waves.state import PauseCause, WaveState, WaveStatus

FALLEN = (MemberState.FAILED, MemberState.DECLINED)
NOT_THEIRS = frozenset({"PlanTooFar"})
"""Failed by what was planned: says nothing of how the offices take the wave, so the stop rule leaves them aside."""


@dataclass(slots=True)
class Standing:
    """A group in numbers of offices. ``counted``: all but the withdrawn; ``unsettled``: can still come further."""

    counted: int = 0
    reached: int = 0
    asked: int = 0
    fallen: int = 0
    unsettled: int = 0

    def has_succeeded(self, percent: int) -> bool:
        return self.reached * 100 >= percent * self.counted


def standings(state: WaveState) -> dict[int, Standing]:
    """All groups by number, in one pass over the offices."""
    target = state.plan.success.state
    settled = max(target, MemberState.ADMITTED, key=WAY.index)
    found = {group.number: Standing() for group in state.groups}
    for member in state.members.values():
        group = found[member.group]
        group.counted += member.state is not MemberState.WITHDRAWN
        group.reached += member.has_reached(target)
        counts = member.asked and member.why not in NOT_THEIRS
        group.asked += counts
        group.fallen += counts and member.state in FALLEN
        group.unsettled += not (member.is_terminal or member.has_reached(settled))
    return found


def next_step(state: WaveState, today: date) -> list[ev.WaveEvent]:
    """Open the next group, or wait for somebody to look.

    A group that has done well enough opens the next one, if the plan says so. One in which nobody can come further
    without having done well enough needs a look in any case.
    """
    here, there = state.group, state.next_group
    if here is None or there is None or state.status is not WaveStatus.RUNNING:
        return []
    now = standings(state)[here.number]
    succeeded = now.has_succeeded(state.plan.success.percent)
    if succeeded and state.plan.success.then is Then.NEXT_GROUP:
        return [ev.GroupOpened(group=there.number, **by_itself(today))]
    if succeeded or not now.unsettled:
        return [ev.WavePaused(cause=PauseCause.LOOK, group=here.number, asked=now.asked, **by_itself(today))]
    return []


def stopped(state: WaveState, today: date) -> list[ev.WaveEvent]:
    """Pause when too many offices of a group failed or declined, and more than when somebody last went on."""
    rule = state.plan.stop
    if rule is None:
        return []
    numbers = standings(state)
    for group in state.groups:
        now = numbers[group.number]
        too_many = now.asked >= rule.asked and now.fallen * 100 > rule.percent * now.asked
        if too_many and now.fallen > group.accepted:
            return [
                ev.WavePaused(
                    cause=PauseCause.STOP_RULE,
                    group=group.number,
                    fallen=now.fallen,
                    asked=now.asked,
                    **by_itself(today),
                )
            ]
    return []
