"""A mail at once: somebody's date has changed. What it says is read from the event that changed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from activities.mail.calendar_file import Appointment, CalendarFile, calendar_file
from activities.mail.letter import Letter, Link
from activities.mail.writing import PROGRAMME, Words
from models import events as ev
from models.language import day
from models.permissions import Grant
from models.programme import WorkshopKind
from models.rollout.owed import Obligation
from models.translatable import _
from models.waves.reasons import words as reason_words
from models.wording import step_words

WorkshopDated = ev.WorkshopPlanned | ev.WorkshopMoved | ev.WorkshopCancelled
SeatDated = ev.JoinedWave | ev.MovedSeat | ev.LeftWave | ev.DeclinedWave
Seat = ev.JoinedWave | ev.MovedSeat
"""What last gave the office's seat its day."""
CANCELLED = "course_cancelled"


@dataclass(frozen=True, slots=True)
class Told:
    """The event, its number and time on record, and the office it happened in; ``owed`` is the step it is about.

    ``seat`` is what else gave the seat its day: the last move since it was given, or what there was before it went.
    ``seq`` is then the later number of both.
    """

    event: ev.Event
    seq: int
    recorded_at: datetime
    unit_id: str
    code: str
    name: str
    owed: Obligation | None = None
    seat: Seat | None = None


def notice_letter(words: Words, told: Told, grant: Grant) -> tuple[Letter, CalendarFile | None]:
    """The letter, with a calendar file where the day of a workshop or course is concerned."""
    heading, said = _said(words, told)
    letter = Letter(
        language=words.language,
        subject=words.say(_("iLB-Rollout: {what}"), what=heading),
        heading=heading,
        paragraphs=(words.say(_("Guten Tag,")), *said),
        action=_action(words, told),
        footer=words.footer(words.because([grant])),
    )
    return letter, _appointment(words, told)


def _said(words: Words, told: Told) -> tuple[str, tuple[str, ...]]:
    """Heading and sentences."""
    match told.event:
        case ev.WorkshopPlanned() | ev.WorkshopMoved() | ev.WorkshopCancelled():
            return _workshop(words, told, told.event)
        case ev.DueDateChanged():
            return _due_date(words, told, told.event)
        case ev.JoinedWave() | ev.MovedSeat() | ev.LeftWave() | ev.DeclinedWave():
            return _seat(words, told, told.event)
        case _:
            message = f"nothing is told at once about {told.event.type}"
            raise TypeError(message)


def _workshop(words: Words, told: Told, event: WorkshopDated) -> tuple[str, tuple[str, ...]]:
    title = _title(words, event.workshop)
    values = {"workshop": title, "unit": told.name}
    if isinstance(event, ev.WorkshopPlanned):
        heading = words.say(_("{workshop} geplant: {unit}"), **values)
        said = words.say(_("Termin: {on}."), on=_day(words, event.planned_on))
        after = words.say(_("Am Arbeitstag danach wird die Teamleitung AQua gefragt, ob er stattgefunden hat."))
        return heading, (said, after)
    reason = _reason(words, event.reason)
    if isinstance(event, ev.WorkshopMoved):
        heading = words.say(_("{workshop} verschoben: {unit}"), **values)
        days = {"on": _day(words, event.planned_on), "was": _day(words, event.was)}
        return heading, (words.say(_("Neuer Termin: {on}, bisher {was}. Grund: {reason}."), reason=reason, **days),)
    heading = words.say(_("{workshop} abgesagt: {unit}"), **values)
    return heading, (
        words.say(_("Der Termin am {was} entfällt. Grund: {reason}."), was=_day(words, event.was), reason=reason),
    )


def _seat(words: Words, told: Told, event: SeatDated) -> tuple[str, tuple[str, ...]]:
    first = _day(words, _course_day(told, event))
    if isinstance(event, ev.JoinedWave):
        planned = _("Die Dienststelle hat {n} Platz in einem Kurs, der am {first} beginnt.")
        many = "Die Dienststelle hat {n} Plätze in einem Kurs, der am {first} beginnt."
        seats = words.count(planned, many, event.seats, first=first)
        ask = words.say(_("Bitte benennen Sie, wer teilnimmt; die Frist steht in Ihrer Arbeitsliste."))
        return words.say(_("Plätze in einem Kurs: {unit}"), unit=told.name), (seats, ask)
    if isinstance(event, ev.MovedSeat) and not event.waits:
        moved = words.say(_("Der Kurs beginnt am {first} statt am {was}."), first=first, was=_day(words, event.was))
        number = _("Die Dienststelle hat dort {n} Platz.")
        said = [words.count(number, "Die Dienststelle hat dort {n} Plätze.", event.seats)] if event.seats else []
        return words.say(_("Kurs verlegt: {unit}"), unit=told.name), (moved, *said)
    if isinstance(event, ev.MovedSeat):
        return _lost(words, told, event, first)
    gone = _("Die Dienststelle hat keinen Platz mehr in dem Kurs, der am {first} beginnt.")
    return words.say(_("Kein Platz mehr im Kurs: {unit}"), unit=told.name), (words.say(gone, first=first),)


def _lost(words: Words, told: Told, event: ev.MovedSeat, first: str) -> tuple[str, tuple[str, ...]]:
    """A seat is gone with its course, or the course has begun without the office; another one is to come."""
    waits = words.say(_("Die Dienststelle wartet auf einen neuen Kurs. Bis dahin ist nichts zu tun."))
    if event.why in (None, CANCELLED):
        lost = words.say(_("Der Kurs, der am {first} beginnen sollte, fällt aus."), first=first)
        return words.say(_("Kurs fällt aus: {unit}"), unit=told.name), (lost, waits)
    gone = words.say(_("Die Dienststelle hat keinen Platz mehr in dem Kurs, der am {first} beginnt."), first=first)
    why = reason_words(event.why or "", words.language)
    return words.say(_("Kein Platz mehr im Kurs: {unit}"), unit=told.name), (gone, why, waits)


def _course_day(told: Told, event: SeatDated) -> date:
    """The day on which the course begins, or would have begun."""
    if isinstance(event, ev.MovedSeat) or told.seat is None:
        return event.course_starts_on if isinstance(event, Seat) else event.happened_on
    return told.seat.course_starts_on


def _due_date(words: Words, told: Told, event: ev.DueDateChanged) -> tuple[str, tuple[str, ...]]:
    step = step_words(words.voice(), told.owed) if told.owed is not None else event.milestone
    known = PROGRAMME.reasons["due_date"].get(event.reason)
    reason = known.in_language(words.language) if known is not None else event.reason
    days = {"on": _day(words, event.due_on), "was": _day(words, event.was)}
    said = words.say(_("{step}: neue Frist {on}, bisher {was}. Grund: {reason}."), step=step, reason=reason, **days)
    return words.say(_("Frist geändert: {unit}"), unit=told.name), (said,)


def _action(words: Words, told: Told) -> Link:
    if told.owed is not None:
        return words.link_to(told.code, told.name, told.owed)
    return words.link_to_unit(told.code, told.name)


def _appointment(words: Words, told: Told) -> CalendarFile | None:
    match told.event:
        case ev.WorkshopPlanned() | ev.WorkshopMoved() | ev.WorkshopCancelled():
            return calendar_file(_workshop_day(words, told, told.event))
        case ev.JoinedWave() | ev.MovedSeat() | ev.LeftWave() | ev.DeclinedWave():
            return calendar_file(_first_day(words, told, told.event))
        case _:
            return None


def _workshop_day(words: Words, told: Told, event: WorkshopDated) -> Appointment:
    on = event.was if isinstance(event, ev.WorkshopCancelled) else event.planned_on
    title = _title(words, event.workshop)
    return Appointment(
        about=f"{told.unit_id}/{event.workshop.value}",
        sequence=told.seq,
        changed_at=told.recorded_at,
        first=on,
        last=on,
        title=f"{title}: {told.name}",
        words=words.say(_("{workshop} der individuellen Lernbegleitung, {unit}."), workshop=title, unit=told.name),
        link=words.house.answer(told.code, event.workshop),
        organiser=words.house.address,
        cancelled=isinstance(event, ev.WorkshopCancelled),
    )


def _first_day(words: Words, told: Told, event: SeatDated) -> Appointment:
    """A course's first day; an office has one seat in a wave, whatever course that is in by now."""
    on = _course_day(told, event)
    return Appointment(
        about=f"{told.unit_id}/wave/{event.wave}",
        sequence=told.seq,
        changed_at=told.recorded_at,
        first=on,
        last=on,
        title=words.say(_("Kursbeginn: {unit}"), unit=told.name),
        words=words.say(_("Erster Tag eines Kurses zur individuellen Lernbegleitung, {unit}."), unit=told.name),
        link=words.house.unit(told.code),
        organiser=words.house.address,
        cancelled=isinstance(event, ev.LeftWave | ev.DeclinedWave) or (isinstance(event, ev.MovedSeat) and event.waits),
    )


def _title(words: Words, kind: WorkshopKind) -> str:
    return PROGRAMME.workshop_milestone(kind).title.in_language(words.language)


def _reason(words: Words, code: str) -> str:
    known = PROGRAMME.reasons["cancel"].get(code)
    return known.in_language(words.language) if known is not None else code


def _day(words: Words, on: date) -> str:
    return day(on, words.language)
