"""What an answer or a report means for a member.

What an office reports of itself counts more than how it answered: an ask whose answer was lost is settled by any later
report. Hearing the same twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from models import commands as cmd
from models import seat_commands as seat
from models.waves import events as ev
from models.waves.asks import Answer, Ask, key_of
from models.waves.evolve import fold_wave
from models.waves.identities import reservation
from models.waves.plan import MemberState
from models.waves.progress import by_itself, ended, released
from models.waves.reasons import code_of
from models.waves.report import Report
from models.waves.state import Member, WaveState
from models.waves.steps import Step, open_step

UNREAD = "Unread"
"""Instead of a refusal that came without a report: what it means for the office is not known."""

NOT_NOW = frozenset(
    {UNREAD, "UnitHalted", "Closing", "StampTooOld", "KeyReused", "RolloutNotRunning", "OutcomeUnknown", "DateInFuture"}
)
"""Refusals that say nothing about the office: it is asked again the next day, under another key."""

NO_PLACE = frozenset({"ended", "not_participating", "nothing_needed", "in_another_wave"})
"""After these the office is out; after any other refusal to join it has failed, and can be asked again."""

BEGUN = "CourseHasBegun"


def heard(state: WaveState, answers: Iterable[Answer], today: date) -> list[ev.WaveEvent]:
    """The events of ``answers``, in their order; ``consequences`` follow from them."""
    result: list[ev.WaveEvent] = []
    for answer in answers:
        for events in (_report, _answer):
            told = list(events(state, answer, today))
            state = fold_wave(told, state)
            result += told
    return result


# --- what it says of itself ----------------------------------------------------------------------------------------


def _report(state: WaveState, answer: Answer, today: date) -> Iterator[ev.WaveEvent]:
    member, report = state.members.get(answer.unit_id), answer.report
    if member is None or report is None or report.seq < member.seq:
        return
    is_in = report.wave == state.wave_id
    if is_in and not member.joined:
        yield _joined(state, member, answer, report, today)
    elif is_in:
        facts = _facts(report)
        if facts != {name: getattr(member, name) for name in facts}:
            yield ev.MemberReported(unit_id=member.unit_id, seq=report.seq, **facts, **by_itself(today))
    elif member.joined or _had_its_place(state, member, report):
        yield from _gone(member, report, today)


def _facts(report: Report) -> dict[str, Any]:
    names = ("nominate_by", "nominated", "cleared", "gate", "gate_due_on", "admitted", "qualified")
    return {name: getattr(report, name) for name in names}


def _had_its_place(state: WaveState, member: Member, report: Report) -> bool:
    """It joined and left again before the answer was heard."""
    if member.state is not MemberState.PLANNED or report.reservation is None:
        return False
    return report.reservation == reservation(state.wave_id, member.unit_id, member.round)


def _joined(state: WaveState, member: Member, answer: Answer, report: Report, today: date) -> ev.MemberJoined:
    """In at once, further on if companions are nominated already; or in a place that is over and has to be left."""
    asked = answer.ask is not None and answer.why is None and answer.ask.step is Step.JOIN
    present = report.reservation == reservation(state.wave_id, member.unit_id, member.round)
    stands = member.state
    if stands is MemberState.PLANNED and present:
        taken = len(report.nominated) + len(report.admitted)
        stands = MemberState.NOMINATED if member.seats and taken >= member.seats else MemberState.INVITED
    return ev.MemberJoined(
        unit_id=member.unit_id,
        seq=report.seq,
        state=stands,
        told=answer.ask.serial if asked and answer.ask is not None else 0,
        **_facts(report),
        **by_itself(today),
    )


def _gone(member: Member, report: Report, today: date) -> Iterator[ev.WaveEvent]:
    """It gave its seats back, or ended, or was taken out some other way."""
    stamp: dict[str, Any] = {"unit_id": member.unit_id, **by_itself(today)}
    if not member.is_terminal and (member.state is not MemberState.PLANNED or not member.joined):
        why = "declined" if report.declined else code_of(report.why_not)
        if member.seats:
            yield released(member, member.seats, why, today)
        yield ev.MemberDeclined(**stamp) if report.declined else ev.MemberWithdrawn(why=why, **stamp)
    if member.joined:
        yield ev.MemberLeft(seq=report.seq, **stamp)


# --- how it answered -----------------------------------------------------------------------------------------------


def _answer(state: WaveState, answer: Answer, today: date) -> Iterator[ev.WaveEvent]:
    member, ask = state.members.get(answer.unit_id), answer.ask
    if member is None or ask is None:
        return
    if answer.why is None:
        yield from _accepted(member, answer, ask, today)
    elif _is_open(state, member, ask):
        yield from _refused(member, answer, ask, today)


def _is_open(state: WaveState, member: Member, ask: Ask) -> bool:
    """Whether this is still what the office is to be asked, after what it said of itself."""
    step = open_step(state, member)
    return step is ask.step and key_of(state, member, step) == ask.key


def _accepted(member: Member, answer: Answer, ask: Ask, today: date) -> Iterator[ev.WaveEvent]:
    """The report has told what else there is."""
    told: dict[str, Any] = {"unit_id": member.unit_id, "step": ask.step.value, "serial": ask.serial}
    match ask.command:
        case seat.JoinWave() | seat.MoveSeat() if member.joined and member.told < ask.serial:
            yield ev.MemberTold(**told, **by_itself(today))
        case cmd.PlanWorkshop() | cmd.MoveWorkshop():
            if member.workshop_on != ask.command.planned_on:
                knows: dict[str, Any] = {"workshop": ask.command.workshop, "workshop_on": ask.command.planned_on}
                yield ev.MemberTold(**told, **knows, **by_itself(today))
        case seat.LeaveWave() if member.in_doubt:
            yield _is_out(member, answer, today)
        case cmd.CancelWorkshop() if member.workshop_on is not None:
            yield ev.MemberTold(**told, **by_itself(today))
        case _:
            return


def _refused(member: Member, answer: Answer, ask: Ask, today: date) -> Iterator[ev.WaveEvent]:
    why = answer.why if answer.why is not None and answer.report is not None else UNREAD
    stamp: dict[str, Any] = {"unit_id": member.unit_id, **by_itself(today)}
    if why in NOT_NOW:
        yield ev.MemberBlocked(step=ask.step.value, why=why, waits=True, **stamp)
    elif ask.step is Step.LEAVE and member.in_doubt:
        yield _is_out(member, answer, today)
    elif ask.step is Step.JOIN:
        yield from _may_not_join(member, why, today)
    elif ask.step is Step.MOVE and why == BEGUN and member.seats:
        yield released(member, member.seats, code_of(why), today, front=True)
    elif ask.step is Step.MOVE and why == "NothingChanges":
        yield ev.MemberTold(step=ask.step.value, serial=ask.serial, **stamp)
    else:
        planned_on = getattr(ask.command, "planned_on", None)
        yield ev.MemberBlocked(step=ask.step.value, why=why, workshop_on=planned_on, **stamp)


def _is_out(member: Member, answer: Answer, today: date) -> ev.MemberLeft:
    """An office answers what it was told in its order: whoever has answered this one does not join any more."""
    seq = answer.report.seq if answer.report is not None else 0
    return ev.MemberLeft(unit_id=member.unit_id, seq=seq, **by_itself(today))


def _may_not_join(member: Member, why: str, today: date) -> Iterator[ev.WaveEvent]:
    code = code_of(why)
    if code == "course_begun":
        yield released(member, member.seats, code, today, front=True)
    elif code in NO_PLACE:
        yield released(member, member.seats, code, today)
        yield ev.MemberWithdrawn(unit_id=member.unit_id, why=code, **by_itself(today))
    else:
        yield from ended(member, code, today)
