"""Waves, courses and seats in sentences, German or English: for answers, pages and the command line alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.language import counted as count
from models.language import day
from models.language import said as say
from models.translatable import _
from models.waves.plan import MemberState
from models.waves.reasons import REASONS
from models.waves.state import CourseStatus, PauseCause, WaveStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from models.queries.wave_sights import Listed
    from models.waves.state import Course, Group, Member, WaveState


def office_count(number: int, language: str) -> str:
    """``1 Dienststelle``, ``8 Dienststellen``: the same after „mit“ and „von“."""
    return count(language, "{n} Dienststelle", "{n} Dienststellen", number)


def module_words(key: str) -> str:
    """What a module is called; its key is the only name it has."""
    return key.replace("_", " ").capitalize()


def day_words(on: date | None, language: str) -> str:
    return day(on, language) if on is not None else "–"


def reason_words(listed: str, code: str | None, language: str) -> str:
    """What somebody chose from a list of reasons."""
    text = REASONS[listed].get(code or "")
    return text.in_language(language) if text is not None else code or "–"


# --- the wave -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """What the sentence about a wave needs. ``asked`` None: not known here."""

    status: WaveStatus
    since: date
    members: int
    qualified: int
    ended_why: str | None = None
    paused: tuple[PauseCause, date, str | None] | None = None
    asked: int | None = None


def status_words(state: WaveState, members: Collection[Member], language: str) -> str:
    """Where the wave stands, in one sentence; its numbers are about ``members``, those the reader may see."""
    pause = state.pause
    standing = Standing(
        status=state.status,
        since=state.ended_on or state.started_on or state.plan.starts_on or state.prepared_on,
        members=len(members),
        qualified=sum(m.state is MemberState.QUALIFIED for m in members),
        ended_why=state.ended_why,
        paused=(pause.cause, pause.since, pause.reason) if pause is not None else None,
        asked=sum(m.asked for m in members),
    )
    return standing_words(standing, language)


def listed_words(wave: Listed, language: str) -> str:
    """The same, from the row of a list and its offices in scope."""
    row, paused = wave.row, None
    if row.pause_cause is not None and row.pause_since is not None:
        paused = PauseCause(row.pause_cause), row.pause_since, row.pause_reason
    standing = Standing(
        status=WaveStatus(row.status),
        since=row.ended_on or row.started_on or row.starts_on or row.prepared_on,
        members=wave.counts.total(),
        qualified=wave.counts[MemberState.QUALIFIED.value],
        ended_why=row.ended_why,
        paused=paused,
    )
    return standing_words(standing, language)


STATUS: dict[WaveStatus, str] = {
    WaveStatus.DRAFT: _("Noch nicht gestartet."),
    WaveStatus.PREVIEWED: _("Noch nicht gestartet."),
    WaveStatus.SCHEDULED: _("Geplant, beginnt am {day}."),
    WaveStatus.RUNNING: _("Läuft seit {day} mit {offices}."),
    WaveStatus.PAUSED: _("Angehalten."),
    WaveStatus.COMPLETED: _("Abgeschlossen am {day}: {qualified} von {offices} qualifiziert."),
    WaveStatus.ABORTED: _("Abgebrochen am {day} ({reason}). Fertig und bleiben es: {qualified}."),
}
PAUSED: dict[PauseCause, str] = {
    PauseCause.PERSON: _("Angehalten seit {day} ({reason})."),
    PauseCause.STOP_RULE: _("Angehalten seit {day}: Zu viele Dienststellen einer Gruppe blieben ohne Erfolg."),
    PauseCause.LOOK: _("Wartet seit {day} auf einen Blick, bevor die nächste Gruppe beginnt."),
    PauseCause.NO_COURSE: _("Wartet seit {day} auf einen Kurs: Dienststellen warten, kein Kurs liegt vor."),
}
ASKED = _("Läuft seit {day}: gefragt {asked} von {offices}.")


def standing_words(standing: Standing, language: str) -> str:
    if standing.status is WaveStatus.PAUSED and standing.paused is not None:
        cause, since, code = standing.paused
        return say(
            language, PAUSED[cause], day=day_words(since, language), reason=reason_words("pause", code, language)
        )
    is_asking = standing.status is WaveStatus.RUNNING and standing.asked is not None
    return say(
        language,
        ASKED if is_asking else STATUS[standing.status],
        day=day_words(standing.since, language),
        asked=standing.asked or 0,
        offices=office_count(standing.members, language),
        qualified=standing.qualified,
        reason=reason_words("abort", standing.ended_why, language),
    )


def group_title(group: Group, regions: Mapping[str, str], language: str) -> str:
    if group.pilot:
        return say(language, _("Erprobung"))
    if group.region is not None:
        return regions.get(group.region, group.region)
    return say(language, _("Gruppe {number}"), number=group.number + 1)


ASKED_SINCE: dict[tuple[bool, bool], str] = {
    (True, True): _("Gefragt seit {day}. {reached} von {members} so weit wie nötig."),
    (True, False): _("Gefragt seit {day}. {reached} von {members} so weit wie nötig; weiter geht es ab {percent} %."),
    (False, True): _("Gefragt seit {day}."),
    (False, False): _("Gefragt seit {day}; weiter geht es ab {percent} %."),
}
"""Whether there are offices to be told of, and whether no group follows."""


def group_words(state: WaveState, group: Group, members: Collection[Member], language: str) -> str:
    """What a group waits for, or since when it is asked; ``members``: those of it whom the reader may see."""
    if group.opened_on is None:
        not_yet = _("Noch nicht gefragt; beginnt nach der Gruppe davor.")
        return say(language, _("Nicht gefragt.") if state.is_over else not_yet)
    rule, since = state.plan.success, day_words(group.opened_on, language)
    its = [m for m in members if m.state is not MemberState.WITHDRAWN]
    is_last = state.is_over or state.next_group is None
    return say(
        language,
        ASKED_SINCE[bool(its), is_last],
        day=since,
        reached=sum(m.has_reached(rule.state) for m in its),
        members=len(its),
        percent=rule.percent,
    )


# --- courses and seats --------------------------------------------------------------------------------------------


def seats_words(course: Course, language: str, *, sees_all: bool = True, is_over: bool = False) -> str:
    """„3 frei, 2 bis zum Minimum“ and how many are given; beyond the own scope only whether there are any.

    Of a course that is cancelled or closed, and once the wave is over, only what was given.
    """
    free = say(language, _("{n} frei"), n=course.free) if sees_all else say(language, _("Plätze frei"))
    offers = course.is_open and not is_over
    told = [free if course.free else say(language, _("ausgebucht"))] if offers else []
    if sees_all:
        missing = course.missing if offers else 0
        numbers = {_("{n} bis zum Minimum"): missing, _("{n} reserviert"): course.reserved}
        numbers |= {_("{n} bestätigt"): course.confirmed}
        told += [say(language, message, n=number) for message, number in numbers.items() if number]
    return ", ".join(told)


COURSE_STATUS: dict[CourseStatus, str] = {
    CourseStatus.PLANNED: "",
    CourseStatus.MOVED: _("verschoben: {reason}"),
    CourseStatus.CANCELLED: _("abgesagt: {reason}"),
    CourseStatus.CLOSED: _("abgeschlossen am {day}"),
}


def course_words(course: Course, language: str) -> str:
    """What is special about a course; empty where nothing is."""
    template = COURSE_STATUS[course.status]
    if not template:
        return ""
    reason = reason_words("course", course.because, language)
    return say(language, template, reason=reason, day=day_words(course.closed_on, language))


def span_words(first: date, last: date, language: str) -> str:
    return say(language, _("{first} bis {last}"), first=day_words(first, language), last=day_words(last, language))
