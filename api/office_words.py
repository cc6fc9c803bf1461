"""Offices of a wave in sentences: where each stands, its seat, and why it has one or waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.reports.wave_words import MEMBER_STATE
from api.wave_words import day_words
from models.language import counted as count
from models.language import said as say
from models.rollout.state import GateStanding
from models.translatable import _
from models.waves.plan import MemberState
from models.waves.reasons import words
from models.waves.seats import is_waiting
from models.waves.steps import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.queries.wave_sights import PlaceInWave
    from models.waves.state import Explanation, Member, WaveState


SENTENCES: dict[MemberState, str] = {
    MemberState.PLANNED: _("ist vorgesehen und noch nicht gefragt."),
    MemberState.INVITED: _("ist gefragt."),
    MemberState.NOMINATED: _("hat benannt."),
    MemberState.QUALIFIED: _("ist fertig: Alle Plätze haben zu einem Abschluss geführt."),
    MemberState.DECLINED: _("hat den Platz zurückgegeben."),
    MemberState.FAILED: _("blieb ohne Erfolg: {why}"),
    MemberState.WITHDRAWN: _("ist nicht mehr dabei: {why}"),
}


BLOCKED: dict[str, str] = {
    Step.LEAVE: _("Sie konnte die Welle noch nicht verlassen: {why}"),
    Step.MOVE: _("Der andere Kurs ließ sich ihr noch nicht mitteilen: {why}"),
    Step.ADMIT: _("Die Zulassung ließ sich noch nicht eintragen: {why}"),
    Step.PLAN_WORKSHOP: _("Der Workshop ließ sich dort nicht planen: {why}"),
    Step.MOVE_WORKSHOP: _("Der Workshop ließ sich dort nicht verschieben: {why}"),
    Step.CANCEL_WORKSHOP: _("Der Workshop ließ sich dort nicht absagen: {why}"),
    Step.JOIN: _("Der Platz ließ sich ihr noch nicht mitteilen: {why}"),
}
"""By the step that the office did not accept; a new sentence behind the one that says where it stands."""


def member_words(state: WaveState, member: Member, language: str) -> str:
    """Where an office stands in the wave, and why: what follows its name, as one sentence or two."""
    blocked = member.blocked
    if blocked is None:
        return " ".join(filter(None, (_stands(state, member, language), _workshop_words(state, member, language))))
    why = ended(words(blocked.why, language))
    if blocked.step == Step.JOIN and member.state is MemberState.PLANNED:
        told = [say(language, _("kann zurzeit nicht gefragt werden: {why}"), why=why)]
    else:
        told = [_stands(state, member, language), say(language, BLOCKED[blocked.step], why=why)]
    if blocked.waits:
        told.append(say(language, _("Am nächsten Tag wird sie wieder gefragt.")))
    return " ".join(told)


def _stands(state: WaveState, member: Member, language: str) -> str:
    match member.state:
        case MemberState.PLANNED if is_waiting(state, member):
            return say(language, _("wartet auf einen Platz."))
        case _ if is_waiting(state, member):
            why = ended(words(member.why, language)) if member.why else ""
            return say(language, _("wartet auf einen anderen Platz. {why}"), why=why).rstrip()
        case MemberState.INVITED if member.nominate_by is not None:
            return say(language, _("ist gefragt und benennt bis {day}."), day=day_words(member.nominate_by, language))
        case MemberState.GATE:
            return gate_words(member, language)
        case MemberState.ADMITTED:
            admitted = max(member.confirmed, len(member.admitted))
            return count(language, "hat {n} Lernbegleitung im Kurs.", "hat {n} Lernbegleitende im Kurs.", admitted)
        case _:
            return say(language, SENTENCES[member.state], why=ended(words(member.why, language)) if member.why else "–")


def ended(reason: str) -> str:
    """A reason at the end of a sentence: some are sentences themselves, others words."""
    return reason if reason.endswith(".") else f"{reason}."


def _workshop_words(state: WaveState, member: Member, language: str) -> str:
    """That the office did not take on the day of its course's workshop."""
    course, refused = state.course_of(member), member.workshop_refused
    if course is None or refused is None or course.plan.workshop_on != refused:
        return ""
    return say(language, _("Den Workshop am {day} hat sie nicht übernommen."), day=day_words(refused, language))


def place_words(place: PlaceInWave, language: str) -> str:
    """An office's place in a wave, as its own page says it: state, group, seats, deadline."""
    state = MemberState(place.state)
    group = say(language, _("Erprobung")) if place.pilot else say(language, _("Gruppe {number}"), number=place.group)
    told = [place.wave, group, say(language, MEMBER_STATE[state])]
    if place.seats and place.course is not None:
        seats = count(
            language, "{n} Platz in Kurs {course}", "{n} Plätze in Kurs {course}", place.seats, course=place.course
        )
        told.append(seats)
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


def explanation_words(
    explained: Explanation, courses: Mapping[str, str], language: str, *, waits: bool = False, sees_all: bool = True
) -> str:
    """Why an office has its seats, or waits: its place in the order, its coverage, the courses passed over.

    ``courses``: id -> code. ``waits``: what it would get is not granted while the wave is paused. ``sees_all``: whether
    the reader may know how many offices wait.
    """
    told = [_order_words(explained, language, sees_all=sees_all)]
    if explained.front:
        told.insert(0, say(language, _("Kommt zuerst, weil sie ihren Platz ohne eigenes Zutun verloren hat.")))
    if explained.course is not None:
        code = courses.get(explained.course, explained.course)
        seats = _seats_words(explained, code, language)
        told.append(say(language, _("Sobald die Welle weitergeht: {seats}"), seats=seats) if waits else seats)
    told += [
        say(language, _("Kurs {course} {why}."), course=courses.get(course, course), why=words(why, language))
        for course, why in explained.passed_over
    ]
    return " ".join(told)


def _seats_words(explained: Explanation, code: str, language: str) -> str:
    if explained.seats < explained.wanted:
        template = _("Kurs {course} hat dafür {n} von {wanted} Plätzen.")
        return say(language, template, n=explained.seats, wanted=explained.wanted, course=code)
    return count(language, "{n} Platz in Kurs {course}.", "{n} Plätze in Kurs {course}.", explained.seats, course=code)


ORDER: dict[tuple[bool, bool], str] = {
    (True, True): _("Platz {place} von {of} in der Reihe: {have} von {need} qualifiziert, wartet seit {day}."),
    (True, False): _("Platz {place} von {of} in der Reihe: {have} von {need} qualifiziert."),
    (False, True): _("Platz {place} in der Reihe: {have} von {need} qualifiziert, wartet seit {day}."),
    (False, False): _("Platz {place} in der Reihe: {have} von {need} qualifiziert."),
}
"""By whether the reader may know how many wait, and whether it is known since when this one does."""


def _order_words(explained: Explanation, language: str, *, sees_all: bool) -> str:
    return say(
        language,
        ORDER[sees_all, explained.waiting_since is not None],
        place=explained.place,
        of=explained.of,
        have=explained.have,
        need=explained.need,
        day=day_words(explained.waiting_since, language),
    )
