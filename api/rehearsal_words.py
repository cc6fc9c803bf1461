"""A rehearsal in sentences: seats, days that collide, when it would end, what is different from before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.wave_words import module_words, office_count
from models.language import counted as count
from models.language import day
from models.language import said as say
from models.organisation import LAND_NAMES, Land
from models.translatable import _
from models.waves.collisions import Occasion
from models.waves.reasons import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.waves.collisions import Collision, Preparation
    from models.waves.difference import Difference, Moved
    from models.waves.goal import Goal
    from models.waves.plan import Warned
    from models.waves.rehearsal import CoursePicture, Rehearsal


def out_words(reason: str, language: str) -> str:
    """Why an office is not in the wave."""
    if reason == "not_meant":
        return say(language, _("Der Filter trifft die Dienststelle nicht mehr."))
    told = words(reason, language)
    return say(language, _("Ausgenommen: {reason}."), reason=told) if reason.startswith("excluded:") else told


def summary_words(picture: Rehearsal, language: str) -> str:
    """How many offices and seats, in one sentence."""
    number = len(picture.placements)
    offices = count(language, "{n} Dienststelle würde gefragt.", "{n} Dienststellen würden gefragt.", number)
    needed = count(
        language,
        "Gebraucht wird {n} Platz, vergeben würden {granted}.",
        "Gebraucht werden {n} Plätze, vergeben würden {granted}.",
        picture.seats_wanted,
        granted=picture.seats_granted,
    )
    return f"{offices} {needed}"


def course_seats_words(course: CoursePicture, language: str) -> str:
    """„8 von 12 vergeben, 4 frei“; how many are missing to the minimum."""
    template = _("{granted} von {most} Plätzen vergeben, {free} frei")
    told = say(language, template, granted=course.granted, most=course.max_seats, free=course.free)
    if not course.missing:
        return told
    return f"{told}, {say(language, _('{n} bis zum Minimum'), n=course.missing)}"


OCCASIONS: dict[Occasion, str] = {
    Occasion.START: _("Beginn von Kurs {course}"),
    Occasion.END: _("Ende von Kurs {course}"),
    Occasion.MODULE: _("Modul {module} von Kurs {course}"),
    Occasion.WORKSHOP: _("Workshop von Kurs {course}"),
}


def collision_words(collision: Collision, courses: Mapping[str, str], language: str) -> str:
    occasion = say(
        language,
        OCCASIONS[collision.occasion],
        course=courses.get(collision.course, collision.course),
        module=module_words(collision.module or ""),
    )
    on = day(collision.day, language)
    if collision.weekend:
        return say(language, _("{occasion}: Der {day} ist ein Wochenendtag."), occasion=occasion, day=on)
    template = _("{occasion}: Der {day} ist in {land} kein Arbeitstag ({offices}).")
    offices = office_count(collision.offices, language)
    return say(language, template, occasion=occasion, day=on, land=land_name(collision.land), offices=offices)


def preparation_words(short: Preparation, courses: Mapping[str, str], language: str) -> str:
    """Too little time before a course, with the arithmetic."""
    template = _(
        "Kurs {course}, Dienststellen in {land}: Vom {asked} bis zum Beginn sind es {days} Arbeitstage, "
        "für Benennen und Beteiligung braucht es {needed}."
    )
    return say(
        language,
        template,
        course=courses.get(short.course, short.course),
        land=land_name(short.land),
        asked=day(short.asked_on, language),
        days=short.working_days,
        needed=short.needed,
    )


def warning_words(warned: Warned, courses: Mapping[str, str], language: str) -> str:
    return say(
        language,
        _("Kurs {course} hat keine internen Trainerinnen oder Trainer."),
        course=courses.get(warned.course, warned.course),
    )


def goal_words(goal: Goal, courses: Mapping[str, str], language: str) -> str:
    """The expected end with its formula: the last course, and as many more as seats are missing."""
    if goal.goal_on is None or goal.course_ends_on is None:
        return say(language, _("Kein Kurs nimmt diese Dienststellen auf; ein Ende ist nicht absehbar."))
    values: dict[str, str | int] = {
        "day": day(goal.goal_on, language),
        "course": courses.get(goal.course or "", goal.course or ""),
        "ends": day(goal.course_ends_on, language),
        "missing": goal.seats_missing,
        "wanted": goal.seats_wanted,
        "further": goal.further_courses,
        "days": goal.course_days,
        "seats": goal.course_seats,
    }
    if not goal.further_courses:
        return say(language, _("{day}: Ende des letzten Kurses ({course}); alle haben dort Plätze."), **values)
    template = _(
        "{day}: Ende des letzten Kurses ({course}) am {ends} + {further} × {days} Tage. Es fehlen {missing} von "
        "{wanted} Plätzen; ein weiterer Kurs hat {seats}."
    )
    return say(language, template, **values)


def difference_words(changes: Difference, courses: Mapping[str, str], language: str) -> Iterator[tuple[str, str, str]]:
    """Code of the office, kind of the change, sentence."""
    for code in changes.came_in:
        yield code, "came_in", say(language, _("ist neu dabei."))
    for out in changes.went_out:
        yield out.code, "went_out", say(language, _("ist nicht mehr dabei: {why}"), why=out_words(out.reason, language))
    for out in changes.reasons_changed:
        words_ = say(language, _("ist jetzt aus diesem Grund nicht dabei: {why}"), why=out_words(out.reason, language))
        yield out.code, "reason_changed", words_
    for moved in changes.moved:
        yield from ((moved.code, kind, words_) for kind, words_ in _moved_words(moved, courses, language))


def _moved_words(moved: Moved, courses: Mapping[str, str], language: str) -> Iterator[tuple[str, str]]:
    if (moved.course, moved.seats) != (moved.was_course, moved.was_seats):
        was = _seats(moved.was_seats, moved.was_course, courses, language)
        now = _seats(moved.seats, moved.course, courses, language)
        yield "seats_changed", say(language, _("hätte {now} statt {was}."), was=was, now=now)
    if moved.demand != moved.was_demand:
        wants = {"now": moved.demand, "was": moved.was_demand}
        yield "demand_changed", say(language, _("braucht jetzt so viele Plätze: {now}, bisher {was}."), **wants)
    if moved.group != moved.was_group:
        groups = {"now": moved.group + 1, "was": moved.was_group + 1}
        yield "group_changed", say(language, _("käme in Gruppe {now} statt in Gruppe {was}."), **groups)


def _seats(seats: int, course: str | None, courses: Mapping[str, str], language: str) -> str:
    if course is None:
        return say(language, _("keinen Platz"))
    code = courses.get(course, course)
    return count(language, "{n} Platz in Kurs {course}", "{n} Plätze in Kurs {course}", seats, course=code)


def land_name(code: str) -> str:
    """The name people know, of the short code of a Land."""
    return LAND_NAMES[Land(code)]
