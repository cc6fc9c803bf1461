"""Events about an office's place in a qualification wave, as people tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.calendar import Term
from models.rollout.decide_waves import SWITCHED_OFF
from models.wording import PARTICIPATION, WAVE_OUTCOMES, term_words

if TYPE_CHECKING:
    from models.wording import Voice

SEAT_SENTENCES: dict[str, str] = {
    "joined_wave": "In eine Qualifizierungswelle aufgenommen: {seats} im Kurs ab {course_starts_on}{waived}.",
    "moved_seat": "Platz in der Qualifizierungswelle: Der Kurs beginnt am {course_starts_on}, bisher {was}{waits}.",
    "left_wave": "Teilnahme an der Qualifizierungswelle beendet: {outcome}.",
    "declined_wave": "Platz in der Qualifizierungswelle zurückgegeben.",
    "participation_requested": "Interessenvertretung beteiligt; Zeit zur Äußerung: {reply_within}.",
    "participation_recorded": "Ergebnis der Beteiligung der Interessenvertretung: {outcome}{reason}.",
    "nomination_time_ended": "Zeit zur Benennung für die Qualifizierungswelle beendet; reserviert bleibt: {seats}.",
}


def seat_said(voice: Voice, kind: str, name: str, value: Any) -> str | None:  # noqa: ANN401 - JSON of any event
    """A value of one of these events in words; None where it is said as everywhere."""
    match name:
        case "outcome":
            return voice.say(WAVE_OUTCOMES[value] if kind == "left_wave" else PARTICIPATION[value])
        case "reason" if kind == "participation_recorded":
            return f" ({_why(voice, value)})" if value else ""
        case "waived":
            return f"; ohne Beteiligung der Interessenvertretung ({_why(voice, value)})" if value else ""
        case "waits":
            return "; er fällt aus, die Dienststelle wartet auf einen neuen" if value else ""
        case "seats":
            return voice.count("{n} Platz", "{n} Plätze", value)
        case "reply_within":
            return term_words(voice, Term.model_validate(value))
        case _:
            return None


def _why(voice: Voice, code: str) -> str:
    if code == SWITCHED_OFF:
        return "für diese Welle nicht vorgesehen"
    known = voice.programme.reasons_in("representation").get(code)
    return known.in_language(voice.language) if known is not None else code
