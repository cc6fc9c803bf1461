"""Dates as calendars read them: whole days, one UID for one thing, nothing of persons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar

from activities.mail.calendar_file import Appointment, calendar_file

COURSE = Appointment(
    about="w-27/k-27-1",
    sequence=4,
    changed_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
    first=date(2027, 3, 8),
    last=date(2027, 3, 10),
    title="Kurs 1 der Welle „Frühjahr“; Raum, Ort",
    words="Qualifizierung, Präsenz",
    link="https://ilb.example/waves/w-27",
    organiser="ilb@tracker.example",
)


def event(appointment: Appointment) -> Any:  # noqa: ANN401 - an icalendar component
    (found,) = Calendar.from_ical(calendar_file(appointment).body.decode()).walk("VEVENT")
    return found


def test_a_course_of_three_days_ends_on_the_fourth_as_calendars_count() -> None:
    found = event(COURSE)
    assert (date(2027, 3, 8), date(2027, 3, 11)) == (found["DTSTART"].dt, found["DTEND"].dt)


def test_words_with_commas_and_quotes_come_back_as_they_were() -> None:
    assert COURSE.title == event(COURSE)["SUMMARY"]


def test_the_uid_stays_whatever_changes_and_differs_for_something_else() -> None:
    moved = replace(COURSE, sequence=9, first=date(2027, 4, 1), last=date(2027, 4, 3), title="anders")
    other = replace(COURSE, about="w-27/k-27-2")
    assert event(COURSE)["UID"] == event(moved)["UID"] != event(other)["UID"]


def test_the_uid_tells_nothing_of_what_it_is_about() -> None:
    assert "w-27" not in event(COURSE)["UID"]


def test_what_is_cancelled_is_taken_out() -> None:
    file = calendar_file(replace(COURSE, cancelled=True))
    assert "CANCEL" == file.method
    assert b"STATUS:CANCELLED" in file.body


def test_lines_are_no_longer_than_calendars_read() -> None:
    long = calendar_file(replace(COURSE, words="Überprüfung " * 40)).body
    assert 75 >= max(map(len, long.split(b"\r\n")))
