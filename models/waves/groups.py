"""The groups: when the next one opens, when somebody has to look first, when the wave stops by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.waves import events as ev
from models.waves.plan import MemberState, Then
from models.waves.progress import by_itself
from models.waves.state import Group, PauseCause, WaveState, WaveStatus

FALLEN = (MemberState.FAILED, MemberState.DECLINED)
SETTLED = MemberState.ADMITTED


@dataclass(frozen=True, slots=True)
class Standing:
    """A group in numbers of offices. ``counted``: all but the withdrawn; ``settled``: admitted, or at their end."""

    counted: int
    reached: int
    asked: int
    fallen: int
    unsettled: int

    def has_succeeded(self, percent: int) -> bool:
        return self.reached * 100 >= percent * self.counted


def standing(state: WaveState, group: Group) -> Standing:
    members = state.in_group(group.number)
    target = state.plan.success.state
    return Standing(
        counted=sum(m.state is not MemberState.WITHDRAWN for m in members),
        reached=sum(m.has_reached(target) for m in members),
        asked=sum(m.asked for m in members),
        fallen=sum(m.asked and m.state in FALLEN for m in members),
        unsettled=sum(not (m.is_terminal or m.has_reached(SETTLED)) for m in members),
    )


def next_step(state: WaveState, today: date) -> list[ev.WaveEvent]:
    """Open the next group, or wait for somebody to look.

    A group that has done well enough opens the next one, if the plan says so. One in which nobody can come further
    without having done well enough needs a look in any case.
    """
    here, there = state.group, state.next_group
    if here is None or there is None or state.status is not WaveStatus.RUNNING:
        return []
    now = standing(state, here)
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
    for group in state.groups:
        if group.opened_on is None:
            continue
        now = standing(state, group)
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
