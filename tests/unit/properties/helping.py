"""The command that settles or puts off an open step, as its holder would give it, so that lives get somewhere."""

from __future__ import annotations

from datetime import date, timedelta

from models import commands as cmd
from models.obligations import obligations
from models.organisation import Function
from models.rollout.memberships import has_seat
from models.rollout.owed import SETTLED_BY, Obligation, Step
from models.rollout.state import UnitState
from tests import making
from tests.unit.properties.helping_waves import wave_help

Help = tuple[cmd.Command, cmd.By]
PUT_OFF = 8


def helpful(state: UnitState, number: int, today: date) -> Help | None:
    """Somebody does one of the things that are owed; with a high number, asks for more time or hands it back."""
    if number % 3 == 2 and (in_wave := wave_help(state, number, today)) is not None:
        return in_wave
    owed = obligations(state)
    if not owed:
        return None
    obligation = owed[number % len(owed)]
    if number >= PUT_OFF:
        return putting_off(obligation, number, today)
    told = settling(state, obligation, today)
    functions = (Function.REGIONAL_LEAD, Function.FIRST_SPECIALIST)
    who = obligation.holder if obligation.step is Step.CONFIRM_WORKSHOP else functions[number % 2]
    return told, making.by(who)


def putting_off(obligation: Obligation, number: int, today: date) -> Help:
    if obligation.step is Step.CONFIRM_WORKSHOP and number % 2:
        workshop = "implementation" if "implementation" in obligation.milestone else "consolidation"
        told = making.command("return_to_region", workshop=workshop, reason="not_our_team")
        return told, making.by(Function.AQUA_LEAD)
    due_on = max(today, obligation.opens_on) + timedelta(days=10 * number)
    told = making.command("change_due_date", milestone=obligation.milestone, due_on=due_on, reason="capacity")
    return told, making.by(Function.REGIONAL_LEAD)


def settling(state: UnitState, obligation: Obligation, today: date) -> cmd.Command:
    on = today.isoformat()
    name = SETTLED_BY[obligation.step]
    match obligation.step:
        case Step.DECIDE_PARTICIPATION:
            return making.command(name, takes_part=True, decided_on=on)
        case Step.ASSIGN_MANAGER:
            return making.command(name, since=on, holder="p-9")
        case Step.NOMINATE_COMPANIONS | Step.RESTORE_COVERAGE | Step.NOMINATE_FOR_WAVE:
            return making.command(name, nominated_on=on, companion=f"h{len(state.companions)}")
        case Step.ADMIT_COMPANIONS:
            return making.command(name, admitted_on=on, companion=waiting(state, admitted=False))
        case Step.QUALIFY_COMPANIONS:
            return making.command(name, qualified_on=on, companion=waiting(state, admitted=True))
        case Step.RECORD_MILESTONE:
            return making.command(name, milestone=obligation.milestone, happened_on=on)
        case Step.REQUEST_PARTICIPATION | Step.ANSWER_REFUSAL:
            return making.command(name, requested_on=on)
        case Step.RECORD_PARTICIPATION:
            return making.command(name, outcome=reply(obligation, today), decided_on=on)
        case Step.REVIEW_PAUSE:
            return making.command(name, resumed_on=on)
        case _:
            return of_workshop(state, obligation, on)


def of_workshop(state: UnitState, obligation: Obligation, on: str) -> cmd.Command:
    name, milestone = SETTLED_BY[obligation.step], state.programme.by_key[obligation.milestone]
    told: dict[str, str] = {"workshop": milestone.evidence.model_dump()["workshop"]}
    match obligation.step:
        case Step.CONFIRM_WORKSHOP:
            told |= {"held_on": on, "headcount": "5-9"}
        case Step.CLARIFY_RESPONSIBILITY:
            told |= {"planned_on": on, "reason": "room"}
        case _:
            told |= {"planned_on": on}
    return making.command(name, **told)


def waiting(state: UnitState, *, admitted: bool) -> str:
    """The first active companion without a qualification who has (no) seat in a course."""
    fitting = (c for c in state.companions if c.is_active and c.qualified_on is None)
    return next(c.id for c in fitting if has_seat(state, c) is admitted)


def reply(obligation: Obligation, today: date) -> str:
    """Approved when there is time, by silence after it; sometimes refused."""
    if obligation.is_late(today):
        return "deemed_approved"
    return "refused" if today.day % 4 == 0 else "approved"
