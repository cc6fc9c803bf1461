"""The working calendars that a wave keeps: as far as it may need them, for those who were there and who came late."""

from __future__ import annotations

from datetime import timedelta

from models.waves.birth import AROUND
from tests.making import calendar
from tests.unit.waves.making import begun, candidate, course, later, told

FAR = later(49 + 27) + AROUND
"""The course's last day, and so many days more."""


def test_a_late_joiners_calendar_reaches_as_far_as_the_others() -> None:
    state = told(begun(candidate(1)), "add_member", candidate=candidate(2, calendar=calendar(name="by-1")))
    assert {calendar().id: FAR, "by-1": FAR} == {known.id: known.through for known in state.calendars}


def test_a_calendar_that_is_known_reaches_further_when_courses_were_planned_later() -> None:
    """The holidays after the first course are those of the same Land."""
    planned = told(begun(candidate(1)), "plan_course", course=course(9))
    state = told(planned, "add_member", candidate=candidate(2))
    assert [FAR + timedelta(days=8 * 28)] == [known.through for known in state.calendars]
    assert {calendar().id} == {member.calendar for member in state.members.values()}
