"""Who gets which seats: one stated rule, explained for every office.

**The order.** First the offices that lost their seats through no doing of their own (their course was cancelled, or
began before they could be asked or their staff representation had replied); then those without any qualified
companion; then the smaller share of coverage (``have`` of ``need``); then the longer waiting; then the code. Nothing in
it is about persons.

**The course.** The earliest that has not begun, takes offices of this region and has all the seats the office wants.
If none has, the earliest with any free seat, and the office gets fewer: its companions learn together and have one
workshop, so an office is never split over two courses. What it still lacks is for a later wave. Companions who were
admitted already all move together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from models.waves.plan import MemberState
from models.waves.state import Course, Explanation, Member, WaveState


def order(member: Member) -> tuple[bool, bool, float, date, str]:
    """The place in the order, smallest first."""
    share = member.have / max(member.need, 1)
    return (not member.front, member.have > 0, share, member.waiting_since or date.max, member.code)


def in_order(members: Iterable[Member]) -> list[Member]:
    return sorted(members, key=order)


def is_waiting(state: WaveState, member: Member) -> bool:
    """Whether this office is to get seats and has none. Whoever is asked anew leaves its former place first."""
    if member.is_terminal or member.seats or (member.joined and member.state is MemberState.PLANNED):
        return False
    return state.groups[member.group].opened_on is not None


def waiting(state: WaveState) -> list[Member]:
    """The wait-list in order."""
    return in_order(m for m in state.members.values() if is_waiting(state, m))


@dataclass(frozen=True, slots=True)
class Grant:
    """What an office gets; ``explained.course`` is None when it waits on."""

    member: Member
    explained: Explanation


def by_start(courses: Iterable[Course]) -> list[Course]:
    return sorted(courses, key=lambda c: (c.plan.starts_on, c.plan.code))


LISTED = 3
"""Courses passed over that an explanation keeps: two thousand of them are part of a wave's state."""


def granted(ordered: Sequence[Member], courses: Iterable[Course], today: date, most: int = LISTED) -> Iterator[Grant]:
    """Go through the order once and give each office what is left; ``most`` courses passed over are listed."""
    listed = by_start(courses)
    free = {course.plan.id: course.free for course in listed}
    for place, member in enumerate(ordered, start=1):
        course, seats = _choose(member, listed, free, today)
        if course is not None:
            free[course.plan.id] -= seats
        others = _passed_over(member, listed, course, free, today)
        yield Grant(
            member,
            Explanation(
                place=place,
                of=len(ordered),
                have=member.have,
                need=member.need,
                waiting_since=member.waiting_since,
                front=member.front,
                wanted=member.wants,
                seats=seats,
                course=course.plan.id if course else None,
                passed_over=others[:most],
                more=len(others[most:]),
            ),
        )


def _choose(member: Member, listed: Sequence[Course], free: dict[str, int], today: date) -> tuple[Course | None, int]:
    least = max(1, len(member.admitted))
    partial: Course | None = None
    for course in listed:
        left = free[course.plan.id]
        if left < least or not course.is_ahead(today) or not course.plan.takes(member.region):
            continue
        if left >= member.wants:
            return course, member.wants
        partial = partial or course
    return partial, free[partial.plan.id] if partial else 0


def _passed_over(
    member: Member, listed: Sequence[Course], chosen: Course | None, free: dict[str, int], today: date
) -> tuple[tuple[str, str], ...]:
    """The courses that start before the chosen one (without one: all), each with the code of why not."""
    found: list[tuple[str, str]] = []
    for course in listed:
        if chosen is not None and course.plan.id == chosen.plan.id:
            break
        found.append((course.plan.id, _why_not(member, course, free[course.plan.id], today)))
    return tuple(found)


def _why_not(member: Member, course: Course, left: int, today: date) -> str:
    if not course.is_open:
        return course.status.value
    if not course.is_ahead(today):
        return "begun"
    if not course.plan.takes(member.region):
        return "other_region"
    return "not_enough" if left else "full"


def explanation(state: WaveState, unit_id: str, today: date) -> Explanation | None:
    """Why this office has the seats it has, or why it waits; None when neither is the case."""
    member = state.members[unit_id]
    if not is_waiting(state, member):
        return member.explained
    grants = granted(waiting(state), state.courses.values(), today, most=len(state.courses))
    return next(g.explained for g in grants if g.member.unit_id == unit_id)
