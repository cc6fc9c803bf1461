"""Events about an office's place in a qualification wave, as people tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.pages.words import _, later
from models.calendar import Term
from models.rollout.decide_waves import SWITCHED_OFF
from models.waves.reasons import words
from models.wording import PARTICIPATION, WAVE_OUTCOMES, term_words

if TYPE_CHECKING:
    from babel.support import LazyProxy

    from models.wording import Voice

SEAT_SENTENCES: dict[str, LazyProxy] = {
    "joined_wave": later("In eine Qualifizierungswelle aufgenommen: {seats} im Kurs ab {course_starts_on}{waived}."),
    "moved_seat": later(
        "Platz in der Qualifizierungswelle: Der Kurs beginnt am {course_starts_on}, bisher {was}{seats}."
    ),
    "seats_changed": later("Plätze in der Qualifizierungswelle: jetzt {seats}, bisher {was}."),
    "left_wave": later("Teilnahme an der Qualifizierungswelle beendet: {outcome}."),
    "declined_wave": later("Platz in der Qualifizierungswelle zurückgegeben."),
    "participation_requested": later("Interessenvertretung beteiligt; Zeit zur Äußerung: {reply_within}."),
    "participation_recorded": later("Ergebnis der Beteiligung der Interessenvertretung: {outcome}{reason}."),
    "participation_waived": later(
        "Platz so kurz vor dem Kurs neu besetzt, dass keine Beteiligung nötig ist: {reason}."
    ),
    "nomination_time_ended": later(
        "Zeit zur Benennung für die Qualifizierungswelle beendet; reserviert bleibt: {seats}."
    ),
}
SEAT_LOST = later(
    "Kein Platz mehr im Kurs ab {course_starts_on}: {why} Die Dienststelle wartet auf einen anderen Kurs."
)
"""Instead of the sentence about a seat that was moved, where there is none to move to."""


def seat_said(voice: Voice, kind: str, name: str, value: Any) -> str | None:  # noqa: ANN401 - JSON of any event
    """A value of one of these events in words; None where it is said as everywhere."""
    match name:
        case "outcome":
            return voice.say(WAVE_OUTCOMES[value] if kind == "left_wave" else PARTICIPATION[value])
        case "reason" if kind == "participation_recorded":
            return f" ({_why(voice, value)})" if value else ""
        case "waived":
            return _("; ohne Beteiligung der Interessenvertretung ({why})", why=_why(voice, value)) if value else ""
        case "why" if kind == "moved_seat":
            return words(value or "course_cancelled", voice.language)
        case "seats" if kind == "moved_seat":
            return "; " + voice.count("{n} Platz", "{n} Plätze", value) if value else ""
        case "seats" | "was" if isinstance(value, int):
            return voice.count("{n} Platz", "{n} Plätze", value)
        case "reply_within":
            return term_words(voice, Term.model_validate(value))
        case _:
            return None


def _why(voice: Voice, code: str) -> str:
    if code == SWITCHED_OFF:
        return _("für diese Welle nicht vorgesehen")
    known = voice.programme.reasons_in("representation").get(code)
    return known.in_language(voice.language) if known is not None else code
