"""Refusals of a wave: what cannot be done to it now, and why."""

from __future__ import annotations

from models.errors import Refusal


class EmptyPopulation(Refusal):
    """No office is left for this wave: the filter means none, or all it means are out."""

    german = "Für diese Welle bleibt keine Dienststelle: Der Filter trifft keine, oder alle getroffenen scheiden aus."


class PictureHasChanged(Refusal):
    """The picture has changed since the rehearsal. Look at the difference and start again."""

    german = "Das Bild hat sich seit der Vorschau geändert. Bitte den Unterschied ansehen und erneut starten."


class WaveIsOver(Refusal):
    """This wave has ended. Nothing can be changed any more."""

    german = "Diese Welle ist beendet; es lässt sich nichts mehr ändern."


class WaveIsPaused(Refusal):
    """This wave is paused already."""

    german = "Diese Welle ruht bereits."


class WaveIsNotPaused(Refusal):
    """This wave is not paused."""

    german = "Diese Welle ruht nicht."


class GroupAwaitsLook(Refusal):
    """The wave waits for somebody to look at group {group}. Open the next group, or abort the wave."""

    german = (
        "Die Welle wartet auf einen Blick auf Gruppe {group}. Bitte die nächste Gruppe öffnen oder die Welle abbrechen."
    )


class NoGroupWaits(Refusal):
    """No group waits to be opened."""

    german = "Keine Gruppe wartet darauf, geöffnet zu werden."


class NoCourseAhead(Refusal):
    """Offices wait for a seat, and no course lies ahead. Plan a course, withdraw these offices, or abort the wave."""

    german = (
        "Dienststellen warten auf einen Platz, und kein Kurs liegt vor. Bitte einen Kurs planen, diese Dienststellen "
        "herausnehmen oder die Welle abbrechen."
    )


class NothingHasFailed(Refusal):
    """No office has failed, so there is none to ask once more."""

    german = "Bei keiner Dienststelle ist der Platz gescheitert; es gibt keine erneut zu fragen."


class UnitNotInWave(Refusal):
    """The office {unit} is not in this wave."""

    german = "Die Dienststelle {unit} ist nicht in dieser Welle."


class UnitHasNotFailed(Refusal):
    """The office {unit} has not failed."""

    german = "Bei der Dienststelle {unit} ist der Platz nicht gescheitert."


class UnitIsThrough(Refusal):
    """The office {unit} has come to its end in this wave."""

    german = "Die Dienststelle {unit} ist in dieser Welle bereits am Ende."


class UnitInWaveAlready(Refusal):
    """The office {unit} is in this wave already. If its seat came to nothing, ask it once more."""

    german = "Die Dienststelle {unit} ist bereits in dieser Welle. Ist ihr Platz gescheitert, bitte erneut fragen."


class UnitNotEligible(Refusal):
    """The office {unit} cannot join now ({why})."""

    german = "Die Dienststelle {unit} kann jetzt nicht teilnehmen ({why})."


class UnknownGroup(Refusal):
    """This wave has no group {group}."""

    german = "Eine Gruppe {group} hat diese Welle nicht."


class GroupNotOpen(Refusal):
    """No group is open that a late joiner could enter."""

    german = "Für Nachzügler ist keine Gruppe offen."


class UnknownCourse(Refusal):
    """This wave has no course {course}."""

    german = "Einen Kurs {course} hat diese Welle nicht."


class CourseExists(Refusal):
    """This wave already has a course with the code or id {course}."""

    german = "Einen Kurs mit dem Kennzeichen {course} hat diese Welle bereits."


class TooManyCourses(Refusal):
    """A wave has at most {limit} courses. Start another wave for more."""

    german = "Eine Welle hat höchstens {limit} Kurse. Für weitere bitte eine neue Welle starten."


class CourseInPast(Refusal):
    """A course that offices are still to be asked for begins after today, not on {on}."""

    german = "Ein Kurs, für den noch gefragt wird, beginnt nach dem heutigen Tag, nicht am {on}."


class CourseIsOver(Refusal):
    """This course was cancelled or closed."""

    german = "Dieser Kurs ist abgesagt oder abgeschlossen."


class CourseNotBegun(Refusal):
    """This course begins on {on}. Until then it can be moved or cancelled."""

    german = "Dieser Kurs beginnt am {on}. Bis dahin lässt er sich verschieben oder absagen."


class CourseWithoutWorkshop(Refusal):
    """This course has no workshop whose day could be moved."""

    german = "Dieser Kurs hat keinen Workshop, dessen Tag sich verschieben ließe."


class WorkshopBeforeCourse(Refusal):
    """The workshop on {on} would be before the course starts on {starts_on}."""

    german = "Der Workshop am {on} läge vor dem Beginn des Kurses am {starts_on}."


class ModuleOutsideCourse(Refusal):
    """The module {module} would lie outside the course with {day}. State the days of its modules."""

    german = "Das Modul {module} läge mit dem {day} außerhalb des Kurses. Bitte die Tage der Module angeben."


class UnknownModule(Refusal):
    """This course has no module {module}."""

    german = "Ein Modul {module} hat dieser Kurs nicht."


class UnknownWaveReason(Refusal):
    """There is no reason {reason} for this. Known: {known}."""

    german = "Den Grund {reason} gibt es hierfür nicht. Bekannt sind: {known}."
