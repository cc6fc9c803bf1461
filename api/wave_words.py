"""Waves, courses and seats in sentences, German or English: for answers, pages and the command line alike."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.language import day, translations
from models.rollout.state import GateStanding
from models.waves.plan import MemberState
from models.waves.reasons import REASONS, words
from models.waves.state import CourseStatus, PauseCause, WaveStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.queries.wave_sights import PlaceInWave
    from models.wave_tables import WaveRow
    from models.waves.state import Course, Explanation, Group, Member, WaveState


def _(message: str) -> str:
    """Marks a text for translation; the German is looked up when it is spoken."""
    return message


def say(language: str, message: str, **values: str | int) -> str:
    return translations(language).gettext(message).format(**values)


def count(language: str, one: str, many: str, number: int, **values: str | int) -> str:
    return translations(language).ngettext(one, many, number).format(n=number, **values)


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


def status_words(state: WaveState, language: str) -> str:
    """Where the wave stands, in one sentence."""
    pause = state.pause
    standing = Standing(
        status=state.status,
        since=state.ended_on or state.started_on or state.plan.starts_on or state.prepared_on,
        members=len(state.members),
        qualified=state.count(MemberState.QUALIFIED),
        ended_why=state.ended_why,
        paused=(pause.cause, pause.since, pause.reason) if pause is not None else None,
        asked=sum(m.asked for m in state.members.values()),
    )
    return standing_words(standing, language)


def listed_words(row: WaveRow, language: str) -> str:
    """The same, from the row of a list."""
    paused = None
    if row.pause_cause is not None and row.pause_since is not None:
        paused = PauseCause(row.pause_cause), row.pause_since, row.pause_reason
    standing = Standing(
        status=WaveStatus(row.status),
        since=row.ended_on or row.started_on or row.starts_on or row.prepared_on,
        members=row.members,
        qualified=json.loads(row.counts).get(MemberState.QUALIFIED.value, 0),
        ended_why=row.ended_why,
        paused=paused,
    )
    return standing_words(standing, language)


STATUS: dict[WaveStatus, str] = {
    WaveStatus.DRAFT: _("Noch nicht gestartet."),
    WaveStatus.PREVIEWED: _("Noch nicht gestartet."),
    WaveStatus.SCHEDULED: _("Geplant, beginnt am {day}."),
    WaveStatus.RUNNING: _("Läuft seit {day} mit {members} Dienststellen."),
    WaveStatus.PAUSED: _("Angehalten."),
    WaveStatus.COMPLETED: _("Abgeschlossen am {day}: {qualified} von {members} Dienststellen qualifiziert."),
    WaveStatus.ABORTED: _("Abgebrochen am {day} ({reason}). {qualified} Dienststellen waren fertig und bleiben es."),
}
PAUSED: dict[PauseCause, str] = {
    PauseCause.PERSON: _("Angehalten seit {day} ({reason})."),
    PauseCause.STOP_RULE: _("Angehalten seit {day}: Zu viele Dienststellen einer Gruppe blieben ohne Erfolg."),
    PauseCause.LOOK: _("Wartet seit {day} auf einen Blick, bevor die nächste Gruppe beginnt."),
}
ASKED = _("Läuft seit {day}: {asked} von {members} Dienststellen sind gefragt.")


def standing_words(standing: Standing, language: str) -> str:
    if standing.status is WaveStatus.PAUSED and standing.paused is not None:
        cause, since, code = standing.paused
        return say(language, PAUSED[cause], day=_day(since, language), reason=reason_words("pause", code, language))
    is_asking = standing.status is WaveStatus.RUNNING and standing.asked is not None
    return say(
        language,
        ASKED if is_asking else STATUS[standing.status],
        day=_day(standing.since, language),
        asked=standing.asked or 0,
        members=standing.members,
        qualified=standing.qualified,
        reason=reason_words("abort", standing.ended_why, language),
    )


def group_title(group: Group, regions: Mapping[str, str], language: str) -> str:
    if group.pilot:
        return say(language, _("Erprobung"))
    if group.region is not None:
        return regions.get(group.region, group.region)
    return say(language, _("Gruppe {number}"), number=group.number + 1)


def group_words(state: WaveState, group: Group, language: str) -> str:
    """What a group waits for, or since when it is asked."""
    if group.opened_on is None:
        return say(language, _("Noch nicht gefragt; beginnt nach der Gruppe davor."))
    rule = state.plan.success
    its = [m for m in state.in_group(group.number) if m.state is not MemberState.WITHDRAWN]
    reached = sum(m.has_reached(rule.state) for m in its)
    return say(
        language,
        _("Gefragt seit {day}. {reached} von {members} so weit wie nötig; weiter geht es ab {percent} %."),
        day=_day(group.opened_on, language),
        reached=reached,
        members=len(its),
        percent=rule.percent,
    )


# --- courses and seats --------------------------------------------------------------------------------------------


def seats_words(course: Course, language: str, *, sees_all: bool = True) -> str:
    """„3 frei, 2 bis zum Minimum“ and how many are given; beyond the own scope only whether there are any."""
    free = say(language, _("{n} frei"), n=course.free) if sees_all else say(language, _("Plätze frei"))
    told = [free if course.free else say(language, _("ausgebucht"))]
    if sees_all:
        numbers = {_("{n} bis zum Minimum"): course.missing, _("{n} reserviert"): course.reserved}
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
    return say(language, template, reason=reason, day=_day(course.closed_on, language))


def span_words(first: date, last: date, language: str) -> str:
    return say(language, _("{first} bis {last}"), first=_day(first, language), last=_day(last, language))


# --- offices ------------------------------------------------------------------------------------------------------

MEMBER_STATE: dict[MemberState, str] = {
    MemberState.PLANNED: _("vorgesehen"),
    MemberState.INVITED: _("gefragt"),
    MemberState.NOMINATED: _("benannt"),
    MemberState.GATE: _("in der Beteiligung"),
    MemberState.ADMITTED: _("zugelassen"),
    MemberState.QUALIFIED: _("qualifiziert"),
    MemberState.DECLINED: _("zurückgegeben"),
    MemberState.FAILED: _("ohne Erfolg"),
    MemberState.WITHDRAWN: _("herausgenommen"),
}


SENTENCES: dict[MemberState, str] = {
    MemberState.PLANNED: _("ist vorgesehen und noch nicht gefragt."),
    MemberState.INVITED: _("ist gefragt."),
    MemberState.NOMINATED: _("hat benannt."),
    MemberState.QUALIFIED: _("ist fertig: Alle Plätze haben zu einem Abschluss geführt."),
    MemberState.DECLINED: _("hat den Platz zurückgegeben."),
    MemberState.FAILED: _("blieb ohne Erfolg: {why}"),
    MemberState.WITHDRAWN: _("ist nicht mehr dabei: {why}"),
}


def member_words(state: WaveState, member: Member, language: str) -> str:
    """Where an office stands in the wave, and why: one sentence that follows its name."""
    match member.state:
        case MemberState.PLANNED if member.blocked is not None:
            blocked = words(member.blocked.why, language)
            return say(language, _("kann zurzeit nicht gefragt werden: {why}"), why=blocked)
        case MemberState.PLANNED if _has_begun(state, member) and not member.seats:
            return say(language, _("wartet auf einen Platz."))
        case MemberState.INVITED if member.nominate_by is not None:
            return say(language, _("ist gefragt und benennt bis {day}."), day=_day(member.nominate_by, language))
        case MemberState.GATE:
            return gate_words(member, language)
        case MemberState.ADMITTED:
            admitted = max(member.confirmed, len(member.admitted))
            return count(language, "hat {n} Lernbegleitung im Kurs.", "hat {n} Lernbegleitende im Kurs.", admitted)
        case _:
            return say(language, SENTENCES[member.state], why=words(member.why, language) if member.why else "–")


def _has_begun(state: WaveState, member: Member) -> bool:
    return any(g.number == member.group and g.opened_on is not None for g in state.groups)


def place_words(place: PlaceInWave, language: str) -> str:
    """An office's place in a wave, as its own page says it: state, group, seats, deadline."""
    state = MemberState(place.state)
    group = say(language, _("Erprobung")) if place.pilot else say(language, _("Gruppe {number}"), number=place.group)
    told = [place.wave, group, say(language, MEMBER_STATE[state])]
    if place.seats and place.course is not None:
        one, many = "{n} Platz in Kurs {course}", "{n} Plätze in Kurs {course}"
        told.append(count(language, one, many, place.seats, course=place.course))
    due = {MemberState.INVITED: place.nominate_by, MemberState.GATE: place.gate_due_on}.get(state)
    if due is not None:
        told.append(say(language, _("Frist {day}"), day=_day(due, language)))
    return ", ".join(told)


def gate_words(member: Member, language: str) -> str:
    match member.gate:
        case GateStanding.REQUESTED if member.gate_due_on is not None:
            return say(
                language,
                _("wartet auf die Interessenvertretung, Frist {day}."),
                day=_day(member.gate_due_on, language),
            )
        case GateStanding.REFUSED:
            return say(
                language, _("hat keine Zustimmung der Interessenvertretung; die Region klärt, wie es weitergeht.")
            )
        case GateStanding.TO_REQUEST:
            return say(language, _("hat benannt; die Interessenvertretung ist noch zu beteiligen."))
        case _:
            return say(language, _("hat benannt und wird zugelassen."))


def explanation_words(explained: Explanation, courses: Mapping[str, str], language: str) -> str:
    """Why an office has its seats, or waits: its place in the order, its coverage, the courses passed over.

    ``courses``: id -> code.
    """
    told = [_order_words(explained, language)]
    if explained.course is not None:
        code = courses.get(explained.course, explained.course)
        template = _("Kurs {course} hat dafür {n} von {wanted} Plätzen.")
        enough = count(
            language, "{n} Platz in Kurs {course}.", "{n} Plätze in Kurs {course}.", explained.seats, course=code
        )
        few = say(language, template, n=explained.seats, wanted=explained.wanted, course=code)
        told.append(enough if explained.seats >= explained.wanted else few)
    told += [
        say(language, _("Kurs {course} {why}."), course=courses.get(course, course), why=words(why, language))
        for course, why in explained.passed_over
    ]
    return " ".join(told)


def _order_words(explained: Explanation, language: str) -> str:
    values: dict[str, str | int] = {
        "place": explained.place,
        "of": explained.of,
        "have": explained.have,
        "need": explained.need,
        "day": _day(explained.waiting_since, language),
    }
    if explained.front:
        return say(language, _("Kommt zuerst, weil der bisherige Kurs ausfällt."))
    if explained.waiting_since is None:
        return say(language, _("Platz {place} von {of} in der Reihe: {have} von {need} qualifiziert."), **values)
    return say(
        language,
        _("Platz {place} von {of} in der Reihe: {have} von {need} qualifiziert, wartet seit {day}."),
        **values,
    )


def _day(on: date | None, language: str) -> str:
    return day(on, language) if on is not None else "–"
