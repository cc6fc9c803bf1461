"""How far an office has come, as follows from what it said of itself and from the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from models.calendar import WorkingCalendar
from models.commands import BY_SYSTEM
from models.waves import events as ev
from models.waves.plan import MemberState
from models.waves.state import Member, WaveState

ONE_DAY = timedelta(days=1)
SATURDAY = 5


def by_itself(today: date) -> dict[str, Any]:
    """The fields of an event that nobody caused."""
    return {"happened_on": today, "recorded_on": today, "by": BY_SYSTEM}


def progress(state: WaveState, member: Member, today: date) -> list[ev.WaveEvent]:
    """The member's next events; asked again after them, until there are none.

    Whoever has come to its end stays there, with one exception (``was_told_late``). While the wave is paused, only what
    people did counts: no deadline ends a place.
    """
    if was_told_late(member):
        return [ev.MemberQualified(unit_id=member.unit_id, **by_itself(today))]
    if member.is_terminal or not member.joined or member.state is MemberState.PLANNED:
        return []
    if is_qualified(member):
        return [ev.MemberQualified(unit_id=member.unit_id, **by_itself(today))]
    if member.state is MemberState.ADMITTED and not member.admitted and not can_replace(member, today):
        return list(ended(member, "departure", today))
    if not member.seats:
        return []  # waits for another course; its time stands still
    if len(member.admitted) > member.seats:  # an admission was on its way when the course was cancelled
        return [released(member, member.seats, "too_few_seats", today, front=True)]
    return list(_seat(member, today)) or list(_step(state, member, today))


def all_qualified(member: Member) -> bool:
    return bool(member.admitted) and set(member.admitted) <= set(member.qualified)


def is_qualified(member: Member) -> bool:
    """All its admitted companions are qualified, and nobody else waits for one of its seats."""
    if not all_qualified(member):
        return False
    return member.state is MemberState.ADMITTED or not member.pending


CLOSED_TOO_EARLY = ("not_qualified", "partly_qualified")


def was_told_late(member: Member) -> bool:
    """The course was closed before we heard that all were qualified, and the office has not been told yet."""
    return member.joined and member.why in CLOSED_TOO_EARLY and all_qualified(member)


def _seat(member: Member, today: date) -> Iterator[ev.WaveEvent]:
    """Seats follow the companions: one who is admitted takes one, one who departs gives it back.

    While the office has time to nominate, it owes a successor instead, and is back to nominating.
    """
    seated = min(len(member.admitted), member.seats)
    if seated > member.confirmed:
        yield ev.SeatsConfirmed(
            unit_id=member.unit_id,
            course=member.course or "",
            companions=member.admitted[member.confirmed : seated],
            **by_itself(today),
        )
    elif seated < member.confirmed and can_replace(member, today):
        left: dict[str, Any] = {"course": member.course or "", "seats": member.confirmed - seated}
        yield ev.SeatsReopened(unit_id=member.unit_id, **left, **by_itself(today))
        if member.state is MemberState.ADMITTED:
            yield ev.MemberInvited(unit_id=member.unit_id, **by_itself(today))
    elif seated < member.confirmed:
        yield released(member, member.confirmed - seated, "departure", today)


def can_replace(member: Member, today: date) -> bool:
    """Whether the office still has time to nominate for a seat that is free again; a pause stops that time."""
    return member.seats > 0 and today <= (member.nominate_by or today)


def _step(state: WaveState, member: Member, today: date) -> Iterator[ev.WaveEvent]:
    match member.state:
        case MemberState.INVITED:
            yield from _invited(state, member, today)
        case MemberState.NOMINATED | MemberState.GATE:
            yield from _nominated(state, member, today)
        case MemberState.ADMITTED if member.seats > member.confirmed:
            yield released(member, member.seats - member.confirmed, "surplus", today)
        case _:
            return


def _invited(state: WaveState, member: Member, today: date) -> Iterator[ev.WaveEvent]:
    taken = len(member.pending) + len(member.admitted)
    if taken >= member.seats:
        yield ev.MemberNominated(unit_id=member.unit_id, **by_itself(today))
    elif member.nominate_by is None or today <= member.nominate_by or not is_timed(state, member):
        return
    elif taken:
        yield released(member, member.seats - taken, "surplus", today)
        yield ev.MemberNominated(unit_id=member.unit_id, **by_itself(today))
    elif today >= last_call(state, member, member.nominate_by):
        yield from ended(member, "no_nomination", today)


def _nominated(state: WaveState, member: Member, today: date) -> Iterator[ev.WaveEvent]:
    if not member.pending and not member.admitted:
        yield from _nobody_left(state, member, today)
    elif member.pending and not member.is_cleared:
        if member.state is MemberState.NOMINATED:
            yield ev.MemberAtGate(unit_id=member.unit_id, **by_itself(today))
    elif not member.pending:
        if member.seats > member.confirmed:
            yield released(member, member.seats - member.confirmed, "surplus", today)
        yield ev.MemberAdmitted(unit_id=member.unit_id, **by_itself(today))


def _nobody_left(state: WaveState, member: Member, today: date) -> Iterator[ev.WaveEvent]:
    """Everybody who was nominated has gone: back to nominating while there is time, else the seat goes on."""
    if member.nominate_by is None or today <= member.nominate_by:
        yield ev.MemberInvited(unit_id=member.unit_id, **by_itself(today))
    elif is_timed(state, member):
        yield from ended(member, "departure", today)


def is_timed(state: WaveState, member: Member) -> bool:
    """Whether its time to nominate runs: not while the wave is paused, nor before it knows of its present seat."""
    return state.goes_on and member.told >= member.serial


def last_call(state: WaveState, member: Member, nominate_by: date) -> date:
    """One working day of the office after its deadline."""
    calendar: WorkingCalendar | None = state.by_calendar.get(member.calendar or "")
    if calendar is not None:
        return calendar.next_working_day(nominate_by)
    day = nominate_by + ONE_DAY
    while day.weekday() >= SATURDAY:
        day += ONE_DAY
    return day


def left_in_doubt(member: Member, **stamp: Any) -> list[ev.WaveEvent]:  # noqa: ANN401 - the fields of an event
    """What has to be said of a place that ends while the office may just be joining, or has, and nobody heard it."""
    if member.state is not MemberState.PLANNED or member.reservation is None or not member.is_out:
        return []
    return [ev.MemberInDoubt(unit_id=member.unit_id, **stamp)]


def released(member: Member, seats: int, why: str, today: date, *, front: bool = False) -> ev.SeatsReleased:
    """Whoever keeps some of its seats is told how many."""
    lost: dict[str, Any] = {"course": member.course or "", "seats": seats, "tells": seats < member.seats}
    return ev.SeatsReleased(unit_id=member.unit_id, why=why, front=front, **lost, **by_itself(today))


def ended(member: Member, why: str, today: date) -> Iterator[ev.WaveEvent]:
    """Its seats are free again, and it has failed."""
    if member.seats:
        yield released(member, member.seats, why, today)
    yield ev.MemberFailed(unit_id=member.unit_id, why=why, **by_itself(today))
