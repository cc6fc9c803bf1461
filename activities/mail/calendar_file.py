"""Dates as iCalendar files: workshops that come, move and go, and courses. Whole days, and nothing about persons."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from icalendar import Calendar, Event, vUri

Method = Literal["PUBLISH", "CANCEL"]
"""Nobody is asked to accept a date, so there are no attendees, without whom RFC 5546 knows no REQUEST."""
PRODUCT = "-//Bundesagentur//iLB-Rollout//DE"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What is attached to a mail."""

    name: str
    method: Method
    body: bytes


@dataclass(frozen=True, slots=True)
class Appointment:
    """One date in people's calendars.

    ``about`` names what it is the date of („u-1/implementation“, „u-1/wave/w-1“): the same gets the same UID for as
    long as it lives.
    ``sequence`` rises with every change; the number of the event that changed it does. ``last`` is its last day.
    ``organiser`` is the tracker's own address. ``cancelled``: take it out again.
    """

    about: str
    sequence: int
    changed_at: datetime
    first: date
    last: date
    title: str
    words: str
    link: str
    organiser: str
    cancelled: bool = False


def calendar_file(appointment: Appointment) -> CalendarFile:
    """The file that puts the date into a calendar, moves it there, or takes it out."""
    method: Method = "CANCEL" if appointment.cancelled else "PUBLISH"
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_event(appointment))
    return CalendarFile("termin.ics", method, calendar.to_ical())


def _event(appointment: Appointment) -> Event:
    event = Event()
    event.add("uid", uid_of(appointment.about, appointment.organiser))
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.changed_at)
    event.add("dtstart", appointment.first)
    event.add("dtend", appointment.last + ONE_DAY)
    event.add("summary", appointment.title)
    event.add("description", f"{appointment.words}\n{appointment.link}")
    event.add("url", vUri(appointment.link))
    event.add("organizer", vUri(f"mailto:{appointment.organiser}"))
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PUBLIC")
    return event


def uid_of(about: str, organiser: str) -> str:
    """The same for the same thing, for ever, and telling nothing about it."""
    return f"{hashlib.sha256(about.encode()).hexdigest()[:32]}@{organiser.rpartition('@')[2]}"
