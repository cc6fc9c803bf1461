"""Why something was done in a wave, and why an office is not in it: codes, with their words.

Nothing here is about persons. The words are data like those of a programme: a code may be added, never removed.
"""

from __future__ import annotations

from models.programme import Text

REASONS: dict[str, dict[str, Text]] = {
    "exclude": {
        "reorganisation": Text(de="Umorganisation", en="Reorganisation"),
        "relocation": Text(de="Umzug der Dienststelle", en="Relocation of the office"),
        "capacity": Text(de="Kapazität", en="Capacity"),
        "later_wave": Text(de="Für eine spätere Welle vorgesehen", en="Meant for a later wave"),
        "other_programme": Text(de="Andere Schwerpunkte", en="Other priorities"),
    },
    "pause": {
        "course_dates": Text(de="Kurstermine", en="Course dates"),
        "capacity": Text(de="Kapazität", en="Capacity"),
        "staff_council": Text(de="Beteiligung der Interessenvertretungen", en="Staff representation"),
        "holidays": Text(de="Ferien und Feiertage", en="Holidays"),
        "reorganisation": Text(de="Umorganisation", en="Reorganisation"),
    },
    "abort": {
        "no_courses": Text(de="Keine Kurse mehr möglich", en="No courses possible any more"),
        "capacity": Text(de="Kapazität", en="Capacity"),
        "reorganisation": Text(de="Umorganisation", en="Reorganisation"),
        "replanned": Text(de="Neu geplant", en="Planned anew"),
        "mistake": Text(de="Versehen", en="Mistake"),
    },
    "withdraw": {
        "reorganisation": Text(de="Umorganisation", en="Reorganisation"),
        "relocation": Text(de="Umzug der Dienststelle", en="Relocation of the office"),
        "capacity": Text(de="Kapazität", en="Capacity"),
        "later_wave": Text(de="Für eine spätere Welle vorgesehen", en="Meant for a later wave"),
        "mistake": Text(de="Versehen", en="Mistake"),
    },
    # The same codes as a programme's reasons to move or cancel a workshop: a course's workshop goes with the course.
    "course": {
        "too_few": Text(de="Zu wenige Anmeldungen", en="Too few registrations"),
        "room": Text(de="Raum oder Technik", en="Room or equipment"),
        "trainer": Text(de="Leitung verhindert", en="Trainer not available"),
        "capacity": Text(de="Kapazität", en="Capacity"),
    },
}
"""List -> code -> words: what people choose from."""

OUTCOMES: dict[str, Text] = {
    # Not in the wave at all, or in it no more.
    "paused": Text(de="Die Dienststelle ruht.", en="The office is paused."),
    "not_participating": Text(de="Die Dienststelle ist nicht beteiligt.", en="The office does not take part."),
    "undecided": Text(de="Über die Beteiligung ist noch nicht entschieden.", en="Taking part is not decided yet."),
    "ended": Text(de="Der Rollout der Dienststelle ist beendet.", en="The office's rollout has ended."),
    "nothing_needed": Text(de="Es wird kein Platz gebraucht.", en="No seat is needed."),
    "in_another_wave": Text(de="Die Dienststelle ist in einer anderen Welle.", en="The office is in another wave."),
    "unknown_code": Text(de="Dieses Kennzeichen gibt es nicht.", en="There is no such code."),
    "not_started": Text(de="Der Rollout der Dienststelle läuft noch nicht.", en="The office's rollout has not begun."),
    "left": Text(de="Die Dienststelle ist nicht mehr in der Welle.", en="The office is no longer in the wave."),
    "aborted": Text(de="Die Welle wurde abgebrochen.", en="The wave was aborted."),
    # A seat came to nothing.
    "declined": Text(de="Die Dienststelle hat den Platz zurückgegeben.", en="The office gave the seat back."),
    "no_nomination": Text(de="Bis zur Frist wurde niemand benannt.", en="Nobody was nominated in time."),
    "surplus": Text(de="Der Platz wurde nicht benötigt.", en="The seat was not needed."),
    "departure": Text(de="Die Benennung besteht nicht mehr.", en="The nomination no longer stands."),
    "course_cancelled": Text(de="Der Kurs fällt aus.", en="The course is cancelled."),
    "course_begun": Text(
        de="Der Kurs hat begonnen, bevor gefragt werden konnte.",
        en="The course began before the office could be asked.",
    ),
    "not_qualified": Text(
        de="Der Kurs ist abgeschlossen, eine Qualifizierung ist nicht eingetragen.",
        en="The course is closed and no qualification is recorded.",
    ),
    "partly_qualified": Text(
        de="Der Kurs ist abgeschlossen, nicht alle Qualifizierungen sind eingetragen.",
        en="The course is closed and not all qualifications are recorded.",
    ),
    "no_seat": Text(de="Es gab keinen freien Platz.", en="There was no free seat."),
    # Why a course is not the one.
    "begun": Text(de="hat begonnen", en="has begun"),
    "full": Text(de="ist voll", en="is full"),
    "other_region": Text(de="nimmt aus dieser Region nicht auf", en="does not take offices of this region"),
    "cancelled": Text(de="fällt aus", en="is cancelled"),
    "closed": Text(de="ist abgeschlossen", en="is closed"),
    "not_enough": Text(de="hat zu wenige freie Plätze", en="has too few free seats"),
}
"""Codes that the rules give. ``excluded:<code>`` and ``withdrawn:<code>`` name a reason of the lists above."""

REFUSED: dict[str, str] = {
    "UnitIsPaused": "paused",
    "NotTakingPart": "not_participating",
    "ParticipationUndecided": "undecided",
    "RolloutEnded": "ended",
    "NothingNeeded": "nothing_needed",
    "InAnotherWave": "in_another_wave",
    "CourseHasBegun": "course_begun",
}
"""Name of an office's refusal -> our code; any other refusal keeps its own name."""


def code_of(refusal: str | None) -> str:
    """Our code for an office's refusal."""
    return REFUSED.get(refusal or "", refusal or "left")


def words(code: str, language: str) -> str:
    """What a code means, in ``de`` or ``en``; a code that nobody knows stands for itself."""
    listed, _, chosen = code.partition(":")
    if chosen:
        text = REASONS.get({"excluded": "exclude", "withdrawn": "withdraw"}.get(listed, listed), {}).get(chosen)
    else:
        text = OUTCOMES.get(code)
    return text.in_language(language) if text is not None else code
