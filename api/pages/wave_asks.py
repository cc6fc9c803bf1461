"""What the forms about waves and courses ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.pages.shown_forms import Field, Option
from api.pages.words import Said, _, day, later, spoken
from api.wave_words import module_words
from models.calendar import ONE_DAY
from models.waves.reasons import REASONS

if TYPE_CHECKING:
    from api.wave_seeing import WaveSight
    from models.waves.state import Course


@dataclass(frozen=True, slots=True)
class WaveAsking:
    """What questions depend on: the wave, and what was typed."""

    sight: WaveSight
    typed: Mapping[str, str]

    def value(self, name: str, start: object = None) -> str:
        if name in self.typed:
            return self.typed[name]
        return "" if start is None else str(start)

    @property
    def course(self) -> Course | None:
        return self.sight.state.courses.get(self.typed.get("course", ""))


Ask = Callable[[WaveAsking], Field]


def hidden(name: str) -> Ask:
    """What the page is already about: the course or module in its title."""
    return lambda asking: Field(name, "hidden", value=asking.value(name))


def reason(listed: str) -> Ask:
    def ask(asking: WaveAsking) -> Field:
        options = tuple(Option(code, text.in_language(spoken())) for code, text in REASONS[listed].items())
        return Field("reason", "choice", _("Grund"), value=asking.value("reason"), options=options)

    return ask


def past_day(name: str, label: Said) -> Ask:
    def ask(asking: WaveAsking) -> Field:
        today = asking.sight.caller.today.isoformat()
        course = asking.course
        least = course.plan.starts_on.isoformat() if course is not None else None
        return Field(name, "date", label, value=asking.value(name, today), least=least, most=today)

    return ask


def coming_day(name: str, label: Said, hint: Said = "", *, of_course: bool = False, required: bool = True) -> Ask:
    """A day ahead; with ``of_course`` the form starts from the course's own."""

    def ask(asking: WaveAsking) -> Field:
        least = (asking.sight.caller.today + ONE_DAY).isoformat()
        start = getattr(asking.course.plan, name) if of_course and asking.course is not None else None
        return Field(name, "date", label, hint, value=asking.value(name, start), required=required, least=least)

    return ask


def line(name: str, label: Said, hint: Said = "", length: int = 32) -> Ask:
    return lambda asking: Field(name, "line", label, hint, value=asking.value(name), max_length=length)


def office(asking: WaveAsking) -> Field:
    """One that is still on its way."""
    sight = asking.sight
    names = ((m.code, sight.offices[m.unit_id].name) for m in sight.members if not m.is_terminal)
    options = tuple(Option(code, f"{name} ({code})") for code, name in names)
    return Field("unit", "choice", _("Dienststelle"), value=asking.value("unit"), options=options)


def workshop_day(asking: WaveAsking) -> Field:
    """Asked only where the course has a workshop."""
    course = asking.course
    if course is None or course.plan.workshop_on is None:
        return Field("workshop_on", "hidden", required=False)
    hint = _("Bisher {day}; leer heißt: verschiebt sich mit dem Kurs.", day=day(course.plan.workshop_on))
    value = asking.value("workshop_on")
    return Field("workshop_on", "date", _("Tag des Workshops"), hint, value=value, required=False)


COURSE = hidden("course")
WAVE_ASKS: dict[str, tuple[Ask, ...]] = {
    "pause_wave": (reason("pause"),),
    "resume_wave": (),
    "abort_wave": (reason("abort"),),
    "retry_failed": (),
    "open_group": (),
    "add_member": (line("unit", later("Kennung der Dienststelle"), later("Zum Beispiel 244."), 16),),
    "withdraw_member": (office, reason("withdraw")),
    "move_course": (
        COURSE,
        coming_day("starts_on", later("Neuer erster Tag"), of_course=True),
        coming_day(
            "ends_on", later("Neuer letzter Tag"), later("Die Module verschieben sich mit dem Beginn."), of_course=True
        ),
        workshop_day,
        reason("course"),
    ),
    "cancel_course": (COURSE, reason("course")),
    "close_course": (COURSE, past_day("closed_on", later("Abgeschlossen am"))),
    "record_module": (COURSE, hidden("module"), past_day("held_on", later("Durchgeführt am"))),
}
"""The questions of every form, in order; a test compares with the commands. A new course has a page of its own."""


def body_of(deed: str, fields: tuple[Field, ...], typed: Mapping[str, str]) -> dict[str, Any]:
    """The answers as the command has them."""
    said: dict[str, Any] = {f.name: typed[f.name] for f in fields if typed.get(f.name)}
    if deed == "add_member" and "unit" in said:
        said["unit"] = said["unit"].upper()
    return said


def field_of(place: tuple[str | int, ...], kind: str) -> str:
    """The field of a form where something is wrong."""
    return str(place[-1]) if place and kind != "wave_course_ends_early" else "ends_on"


def about(sight: WaveSight, typed: Mapping[str, str]) -> str:
    """The course, or the module of a course, that a form is about."""
    course = sight.state.courses.get(typed.get("course", ""))
    if course is None:
        return ""
    module = module_words(typed.get("module", ""))
    return (
        _("Modul {module} des Kurses {course}", module=module, course=course.plan.code) if module else course.plan.code
    )
