"""Offices of a wave in sentences: where each stands, its seat, and why it has one or waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.wave_words import count, day_words, say
from models.rollout.state import GateStanding
from models.waves.plan import MemberState
from models.waves.reasons import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.queries.wave_sights import PlaceInWave
    from models.waves.state import Explanation, Member, WaveState


def _(message: str) -> str:
    """Marks a text for translation; the German is looked up when it is spoken."""
    return message


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
            return say(language, _("ist gefragt und benennt bis {day}."), day=day_words(member.nominate_by, language))
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
        told.append(say(language, _("Frist {day}"), day=day_words(due, language)))
    return ", ".join(told)


def gate_words(member: Member, language: str) -> str:
    match member.gate:
        case GateStanding.REQUESTED if member.gate_due_on is not None:
            return say(
                language,
                _("wartet auf die Interessenvertretung, Frist {day}."),
                day=day_words(member.gate_due_on, language),
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
        "day": day_words(explained.waiting_since, language),
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
