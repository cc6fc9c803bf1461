"""Refusals of a wave: what cannot be done to it now, and why."""

from __future__ import annotations

from models.errors import Fact, Refusal
from models.remedies import CHOOSE_KNOWN, CHOOSE_LISTED, LATER_DAY, OTHER_CODE, Remedy
from models.waves.reasons import words


class EmptyPopulation(Refusal):
    """No office is left for this wave: the choice means none, or all it means are out."""

    german = "Für diese Welle bleibt keine Dienststelle: Die Auswahl trifft keine, oder alle getroffenen scheiden aus."
    remedy = Remedy("Bitte die Auswahl der Dienststellen ändern.", "Change the choice of offices.")


class PictureHasChanged(Refusal):
    """The picture has changed since the rehearsal; nothing was started."""

    german = "Das Bild hat sich seit der Probe geändert; es wurde nichts gestartet."
    remedy = Remedy(
        "Bitte den Unterschied ansehen, noch einmal proben und dann starten.",
        "Look at the difference, rehearse again, and then start.",
    )


class WaveIsOver(Refusal):
    """This wave has ended; nothing can be changed any more."""

    german = "Diese Welle ist beendet; es lässt sich nichts mehr ändern."
    remedy = Remedy("Für weitere Plätze bitte eine neue Welle planen.", "Plan a new wave for further seats.")


class WaveIsPaused(Refusal):
    """This wave is paused already."""

    german = "Diese Welle ruht bereits."
    remedy = Remedy("Bitte fortsetzen, wenn es weitergehen soll.", "Resume it if it is to go on.")


class WaveIsNotPaused(Refusal):
    """This wave is not paused."""

    german = "Diese Welle ruht nicht."
    remedy = Remedy(
        "Es gibt nichts fortzusetzen; bitte die Seite neu laden.",
        "There is nothing to resume; load the page again.",
    )


class GroupAwaitsLook(Refusal):
    """The wave waits for somebody to look at group {group}."""

    german = "Die Welle wartet auf einen Blick auf Gruppe {group}."
    remedy = Remedy(
        "Bitte die nächste Gruppe öffnen oder die Welle abbrechen.",
        "Open the next group, or abort the wave.",
    )


class NoGroupWaits(Refusal):
    """No group waits to be opened."""

    german = "Keine Gruppe wartet darauf, geöffnet zu werden."
    remedy = Remedy(
        "Es ist nichts zu öffnen; wo die Welle steht, zeigt ihre Seite.",
        "There is nothing to open; the page of the wave shows where it stands.",
    )


class NoCourseAhead(Refusal):
    """Offices wait for a seat, and no course lies ahead."""

    german = "Dienststellen warten auf einen Platz, und kein Kurs liegt vor."
    remedy = Remedy(
        "Bitte einen Kurs planen, diese Dienststellen herausnehmen oder die Welle abbrechen.",
        "Plan a course, withdraw these offices, or abort the wave.",
    )


class NothingHasFailed(Refusal):
    """No office has failed in this wave."""

    german = "Bei keiner Dienststelle ist der Platz gescheitert."
    remedy = Remedy(
        "Es gibt keine erneut zu fragen; wo die Welle steht, zeigt ihre Seite.",
        "There is none to ask once more; the page of the wave shows where it stands.",
    )


class UnitNotInWave(Refusal):
    """The office {unit} is not in this wave."""

    german = "Die Dienststelle {unit} ist nicht in dieser Welle."
    remedy = Remedy("Bitte eine Dienststelle der Welle wählen.", "Choose one of the wave's offices.")


class UnitHasNotFailed(Refusal):
    """The seat of the office {unit} has not come to nothing."""

    german = "Bei der Dienststelle {unit} ist der Platz nicht gescheitert."
    remedy = Remedy(
        "Erneut gefragt wird nur, wo er gescheitert ist; bitte die Seite der Welle neu laden.",
        "Only where it did is there anything to ask once more; load the page of the wave again.",
    )


class UnitIsThrough(Refusal):
    """The office {unit} has come to its end in this wave."""

    german = "Die Dienststelle {unit} ist in dieser Welle bereits am Ende."
    remedy = Remedy("Für einen weiteren Platz bitte eine neue Welle planen.", "Plan a new wave for a further seat.")


class UnitInWaveAlready(Refusal):
    """The office {unit} is in this wave already."""

    german = "Die Dienststelle {unit} ist bereits in dieser Welle."
    remedy = Remedy(
        "Ist ihr Platz gescheitert, bitte erneut fragen.",
        "If its seat came to nothing, ask it once more.",
    )


class UnitNotEligible(Refusal):
    """{why} So the office {unit} cannot join now."""

    german = "{why} Deshalb kann die Dienststelle {unit} jetzt nicht teilnehmen."
    remedy = Remedy("Bitte eine andere Dienststelle wählen.", "Choose another office.")

    def said(self, language: str) -> dict[str, Fact]:
        """Why in words, for the code of a reason."""
        return {**super().said(language), "why": words(str(self.facts["why"]), language)}


class UnknownGroup(Refusal):
    """This wave has no group {group}."""

    german = "Eine Gruppe {group} hat diese Welle nicht."
    remedy = CHOOSE_LISTED


class GroupNotOpen(Refusal):
    """No group is open that a late joiner could enter."""

    german = "Für Nachzügler ist keine Gruppe offen."
    remedy = Remedy(
        "Bitte warten, bis eine Gruppe offen ist, oder eine neue Welle planen.",
        "Wait until a group is open, or plan a new wave.",
    )


class UnknownCourse(Refusal):
    """This wave has no course {course}."""

    german = "Einen Kurs {course} hat diese Welle nicht."
    remedy = Remedy("Bitte einen Kurs der Welle wählen.", "Choose one of the wave's courses.")


class CourseExists(Refusal):
    """This wave already has a course with the code {course}."""

    german = "Einen Kurs mit dem Kennzeichen {course} hat diese Welle bereits."
    remedy = OTHER_CODE


class TooManyCourses(Refusal):
    """A wave has at most {limit} courses."""

    german = "Eine Welle hat höchstens {limit} Kurse."
    remedy = Remedy("Für weitere bitte eine neue Welle planen.", "Plan a new wave for more.")


class CourseInPast(Refusal):
    """A course that offices are still to be asked for begins after today; {on} is too early."""

    german = "Ein Kurs, für den noch gefragt wird, beginnt nach dem heutigen Tag; der {on} ist zu früh."
    remedy = LATER_DAY


class CourseIsOver(Refusal):
    """This course was cancelled or closed."""

    german = "Dieser Kurs ist abgesagt oder abgeschlossen."
    remedy = Remedy(
        "Bitte einen anderen Kurs wählen oder einen neuen planen.",
        "Choose another course, or plan a new one.",
    )


class CourseNotBegun(Refusal):
    """This course begins on {on}."""

    german = "Dieser Kurs beginnt erst am {on}."
    remedy = Remedy("Bis dahin lässt er sich verschieben oder absagen.", "Until then it can be moved or cancelled.")


class CourseWithoutWorkshop(Refusal):
    """This course has no workshop."""

    german = "Dieser Kurs hat keinen Workshop."
    remedy = Remedy("Bitte keinen Tag für den Workshop angeben.", "State no day for the workshop.")


class WorkshopBeforeCourse(Refusal):
    """The workshop on {on} would be before the course starts on {starts_on}."""

    german = "Der Workshop am {on} läge vor dem Beginn des Kurses am {starts_on}."
    remedy = Remedy(
        "Bitte den Workshop auf einen Tag ab Kursbeginn legen.",
        "Put the workshop on a day from the start of the course on.",
    )


class ModuleOutsideCourse(Refusal):
    """The module {module} would lie outside the course with {day}."""

    german = "Das Modul {module} läge mit dem {day} außerhalb des Kurses."
    remedy = Remedy("Bitte die Tage der Module angeben.", "State the days of its modules.")


class UnknownModule(Refusal):
    """This course has no module {module}."""

    german = "Ein Modul {module} hat dieser Kurs nicht."
    remedy = Remedy("Bitte ein Modul des Kurses wählen.", "Choose one of the course's modules.")


class UnknownWaveReason(Refusal):
    """There is no reason {reason} for this."""

    german = "Den Grund {reason} gibt es hierfür nicht."
    remedy = CHOOSE_KNOWN
