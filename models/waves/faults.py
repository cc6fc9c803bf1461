"""What can be wrong with a plan as it is posted: every fault has a name and a sentence in both languages."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

from models.programme import Text

FAULTS: dict[str, Text] = {
    "wave_seats_out_of_order": Text(
        de="Die Mindestzahl der Plätze ({minimum}) liegt über der Höchstzahl ({maximum}).",
        en="The smallest number of seats ({minimum}) is above the largest ({maximum}).",
    ),
    "wave_course_ends_early": Text(
        de="Der Kurs {course} endet am {ends_on}, vor seinem Beginn am {starts_on}.",
        en="The course {course} ends on {ends_on}, before it starts on {starts_on}.",
    ),
    "wave_module_outside": Text(
        de="Das Modul {module} liegt mit {day} außerhalb des Kurses.",
        en="The module {module} lies outside the course with {day}.",
    ),
    "wave_module_twice": Text(
        de="Das Modul {module} steht zweimal im Kurs.", en="The module {module} is listed twice in the course."
    ),
    "wave_workshop_incomplete": Text(
        de="Ein Workshop im Kurs braucht Art und Tag.", en="A workshop in a course needs both its kind and its day."
    ),
    "wave_workshop_early": Text(
        de="Der Workshop am {day} liegt vor dem Beginn des Kurses.",
        en="The workshop on {day} is before the course starts.",
    ),
    "wave_course_twice": Text(
        de="Zwei Kurse haben das Kennzeichen {course}.", en="Two courses have the code or id {course}."
    ),
    "wave_without_course": Text(de="Eine Welle braucht mindestens einen Kurs.", en="A wave needs at least one course."),
    "wave_too_many_courses": Text(
        de="Höchstens {limit} Kurse sind in einer Welle möglich; es sind {count}.",
        en="At most {limit} courses are possible in a wave; there are {count}.",
    ),
    "wave_too_many_days": Text(
        de="Höchstens {limit} Tage sind in den Modulen aller Kurse zusammen möglich; es sind {count}.",
        en="At most {limit} days are possible in the modules of all courses together; there are {count}.",
    ),
    "wave_course_before_start": Text(
        de="Der Kurs {course} beginnt am {day}; die Welle beginnt erst am {starts_on} zu fragen.",
        en="The course {course} starts on {day}; the wave only begins to ask on {starts_on}.",
    ),
    "wave_code_twice": Text(
        de="Das Kennzeichen {code} steht zweimal in der Liste.", en="The code {code} is listed twice."
    ),
    "wave_too_many_codes": Text(
        de="Höchstens {limit} Kennzeichen sind möglich; es sind {count}.",
        en="At most {limit} codes are possible; there are {count}.",
    ),
    "wave_unknown_reason": Text(
        de="Den Grund {reason} gibt es hier nicht. Möglich sind: {known}.",
        en="There is no reason {reason} here. Possible are: {known}.",
    ),
    "wave_pilot_twice": Text(
        de="Die Pilotgruppe wird entweder als Liste oder als Anzahl angegeben, nicht beides.",
        en="The pilot group is given as a list or as a number, not both.",
    ),
    "wave_group_size_missing": Text(
        de="Gruppen nach Größe brauchen eine Größe, andere haben keine.",
        en="Groups by size need a size; others have none.",
    ),
    "wave_groups_missing": Text(
        de="Benannte Gruppen brauchen mindestens eine Liste, andere haben keine.",
        en="Listed groups need at least one list; others have none.",
    ),
    "wave_percentage": Text(
        de="Ein Anteil liegt zwischen 1 und 100 Prozent, nicht bei {percent}.",
        en="A percentage lies between 1 and 100, not at {percent}.",
    ),
}
"""By the error's type, as pydantic reports it; the values in braces are codes, days and numbers of the request."""


def fault(name: str, **facts: str | int) -> PydanticCustomError:
    """The error a validator raises."""
    return PydanticCustomError(name, FAULTS[name].en, facts)
