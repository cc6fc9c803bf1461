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
    "gate_open": Text(
        de="Die Beteiligung der Interessenvertretung war zum Kursbeginn noch nicht abgeschlossen.",
        en="The participation of the staff representation was not settled when the course began.",
    ),
    "too_few_seats": Text(
        de="Im neuen Kurs waren weniger Plätze frei, als Lernbegleitende zugelassen sind.",
        en="The other course had fewer free seats than there are admitted companions.",
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


REFUSALS: dict[str, Text] = {
    # It could not answer for the moment.
    "Unread": Text(de="Ihre Antwort war nicht zu lesen.", en="Its answer could not be read."),
    "OutcomeUnknown": Text(de="Ihre Antwort steht noch aus.", en="Its answer is still to come."),
    "EngineUnreachable": Text(de="Der Dienst war unterbrochen.", en="The service was interrupted."),
    "TooMuchInFlight": Text(de="Dort war gerade zu viel unterwegs.", en="Too much was under way there."),
    "RolloutNotRunning": Text(de="Ihr Ablauf ist noch nicht gestartet.", en="Its process has not started yet."),
    "UnitHalted": Text(
        de="Ihre Aufzeichnung ist angehalten; der Betrieb ist alarmiert.",
        en="Its recording is halted; an operator has been alerted.",
    ),
    "Closing": Text(de="Ihre Akte wurde gerade übertragen.", en="Its record was being carried over."),
    "StampTooOld": Text(de="Die Frage kam zu spät an.", en="The question arrived too late."),
    "KeyReused": Text(
        de="Dazu ist dort schon etwas anderes eingetragen.",
        en="Something else is on record there for this already.",
    ),
    # Its place in a wave.
    "AlreadyInWave": Text(de="Sie ist bereits in dieser Welle.", en="It is in this wave already."),
    "NotInWave": Text(de="Sie ist nicht in dieser Welle.", en="It is not in this wave."),
    "ReservationUsed": Text(de="Diesen Platz hatte sie schon einmal.", en="It has had this seat before."),
    "OtherReservation": Text(de="Ihr Platz ist inzwischen ein anderer.", en="Its seat is another one by now."),
    "NoSeatLeft": Text(de="Ihre Plätze sind alle vergeben.", en="All its seats are taken."),
    "SeatsTaken": Text(
        de="Es sind dort schon mehr Lernbegleitende zugelassen, als sie Plätze bekäme.",
        en="More companions are admitted there already than it would get seats.",
    ),
    # The participation of the staff representation, and who is nominated.
    "ParticipationOpen": Text(
        de="Die Beteiligung der Interessenvertretung ist noch offen.",
        en="The staff representation has not been heard yet.",
    ),
    "UnknownCompanion": Text(de="Die Benennung gibt es dort nicht.", en="There is no such nomination."),
    "CompanionReleasedAlready": Text(
        de="Die Lernbegleitung ist dort bereits ausgeschieden.", en="The companion has left the function already."
    ),
    "CompanionNotAdmitted": Text(de="Die Lernbegleitung ist nicht zugelassen.", en="The companion is not admitted."),
    "NothingChanges": Text(de="Das ist dort bereits so eingetragen.", en="This is on record there already."),
    # Days.
    "DateInFuture": Text(de="Der Tag liegt dort noch in der Zukunft.", en="The day is still to come there."),
    "DateTooEarly": Text(
        de="Der Tag liegt vor dem Beginn ihres Rollouts.", en="The day is before the start of its rollout."
    ),
    "WrongDateOrder": Text(
        de="Der Tag liegt vor einem Schritt, der davor kommt.", en="The day is before that of an earlier step."
    ),
    "PlanTooFar": Text(
        de="Der Kurs liegt weiter voraus, als dort geplant werden kann.",
        en="The course is further ahead than the office can plan.",
    ),
    # The workshop of the course.
    "WorkshopAlreadyPlanned": Text(
        de="Für ihren Workshop ist bereits ein anderer Tag geplant.",
        en="Another day is planned for its workshop already.",
    ),
    "WorkshopNotPlanned": Text(de="Ihr Workshop ist nicht geplant.", en="Its workshop is not planned."),
    "WorkshopAlreadyConfirmed": Text(de="Ihr Workshop ist bereits bestätigt.", en="Its workshop is confirmed already."),
    "EarlierMilestoneMissing": Text(
        de="Zuerst fehlt dort ein früherer Meilenstein.", en="An earlier milestone is missing there."
    ),
    "MilestoneNotApplicable": Text(
        de="Der Workshop ist für diese Art von Dienststelle nicht vorgesehen.",
        en="The workshop is not meant for this kind of office.",
    ),
    "UnknownMilestone": Text(
        de="Ihr Programm kennt diesen Workshop nicht.", en="Its programme does not know this workshop."
    ),
    "UnknownReason": Text(de="Ihr Programm kennt diesen Grund nicht.", en="Its programme does not know this reason."),
}
"""What an office's refusal means for the wave, by name; those in ``REFUSED`` have a code of their own."""

ANY_REFUSAL = Text(de="Die Dienststelle konnte den Schritt nicht annehmen.", en="The office could not accept the step.")


def code_of(refusal: str | None) -> str:
    """Our code for an office's refusal."""
    return REFUSED.get(refusal or "", refusal or "left")


def words(code: str, language: str) -> str:
    """What a code or an office's refusal means, in ``de`` or ``en``; a code that nobody knows stands for itself."""
    listed, _, chosen = code.partition(":")
    if chosen:
        text = REASONS.get({"excluded": "exclude", "withdrawn": "withdraw"}.get(listed, listed), {}).get(chosen)
    else:
        text = OUTCOMES.get(code) or REFUSALS.get(code) or (ANY_REFUSAL if code[:1].isupper() else None)
    return text.in_language(language) if text is not None else code
