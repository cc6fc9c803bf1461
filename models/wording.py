"""Plain language: what is missing, who holds it, since when. Every page, list, mail and answer speaks through here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from models.calendar import Term, WorkingCalendar
from models.language import counted, day, said
from models.organisation import Function
from models.programme import Programme
from models.rollout.owed import Obligation, Step
from models.rollout.state import GateStanding, Membership
from models.seat_commands import ParticipationOutcome, WaveOutcome
from models.status import Status, StatusCode
from models.translatable import _
from models.waves.reasons import words as reason_words

STEPS: dict[Step, str] = {
    Step.DECIDE_PARTICIPATION: _("Entscheidung über die Beteiligung"),
    Step.ASSIGN_MANAGER: _("Benennung der umsetzungsverantwortlichen Führungskraft"),
    Step.NOMINATE_COMPANIONS: _("Benennung der Lernbegleitenden"),
    Step.RESTORE_COVERAGE: _("Nachbenennung von Lernbegleitenden"),
    Step.ADMIT_COMPANIONS: _("Zulassung der Lernbegleitenden zu einem Kurs"),
    Step.QUALIFY_COMPANIONS: _("Abschluss der Qualifizierung"),
    Step.PLAN_WORKSHOP: _("Termin {of}"),
    Step.CONFIRM_WORKSHOP: _("Bestätigung {of}"),
    Step.CLARIFY_RESPONSIBILITY: _("Klärung der Zuständigkeit für die Bestätigung {of}"),
    Step.RECORD_MILESTONE: _("Eintrag „{title}“"),
    Step.REVIEW_PAUSE: _("Entscheidung, ob die Dienststelle weiter ruht"),
    Step.NOMINATE_FOR_WAVE: _("Benennung der Lernbegleitenden für die Qualifizierungswelle"),
    Step.REQUEST_PARTICIPATION: _("Beteiligung der Interessenvertretung"),
    Step.RECORD_PARTICIPATION: _("Äußerung der Interessenvertretung"),
    Step.ANSWER_REFUSAL: _("Entscheidung nach der Ablehnung durch die Interessenvertretung"),
}

FUNCTIONS: dict[Function, str] = {
    Function.CENTRAL: _("Zentrale"),
    Function.FIRST_SPECIALIST: _("Erste Fachkraft iLB"),
    Function.REGIONAL_LEAD: _("iLB-Verantwortliche/r"),
    Function.AQUA_LEAD: _("Teamleitung AQua"),
    Function.MANAGER: _("umsetzungsverantwortliche Führungskraft"),
    Function.AUDITOR: _("Revision / Datenschutz"),
    Function.SYSTEM: _("System"),
}

PARTICIPATION: dict[ParticipationOutcome, str] = {
    ParticipationOutcome.APPROVED: _("gebilligt"),
    ParticipationOutcome.DEEMED_APPROVED: _("gilt als gebilligt, keine Äußerung innerhalb der Frist"),
    ParticipationOutcome.REFUSED: _("abgelehnt"),
    ParticipationOutcome.NOT_REQUIRED: _("nicht erforderlich"),
}
"""What became of the staff representation's participation."""

GATES: dict[GateStanding, str] = {
    GateStanding.NONE_NEEDED: _("Beteiligung nicht erforderlich"),
    GateStanding.TO_REQUEST: _("Beteiligung steht aus"),
    GateStanding.REQUESTED: _("Beteiligung läuft"),
    GateStanding.CLEARED: _("Beteiligung abgeschlossen"),
    GateStanding.REFUSED: _("Beteiligung: abgelehnt"),
}
"""Where it stands."""

WAVE_OUTCOMES: dict[WaveOutcome, str] = {
    WaveOutcome.QUALIFIED: _("Qualifizierung abgeschlossen"),
    WaveOutcome.DECLINED: _("Platz zurückgegeben"),
    WaveOutcome.FAILED: _("ohne Abschluss"),
    WaveOutcome.WITHDRAWN: _("ausgeschieden"),
    WaveOutcome.ABORTED: _("Welle abgebrochen"),
}
"""How an office's part in a wave ended."""

STATUSES: dict[StatusCode, str] = {
    StatusCode.MERGED: _("zusammengelegt"),
    StatusCode.CLOSED: _("geschlossen"),
    StatusCode.NOT_PARTICIPATING: _("nicht beteiligt"),
    StatusCode.PAUSED: _("ruht"),
    StatusCode.ORPHAN: _("niemand zuständig"),
    StatusCode.SUPPORT_NEEDED: _("Unterstützung nötig"),
    StatusCode.WAITING_CONFIRMATION: _("wartet auf Bestätigung"),
    StatusCode.SUSTAINED: _("verstetigt"),
    StatusCode.IN_PROGRESS: _("unterwegs"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """Names of regions, AQua teams and units by the scope that obligations carry."""

    regions: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Voice:
    """What a sentence needs besides the fact: programme, names, the unit's calendar, the day asked, the language."""

    programme: Programme
    names: Names
    calendar: WorkingCalendar
    on: date
    language: str

    def say(self, message: str, **values: str | int) -> str:
        return said(self.language, message, **values)

    def count(self, one: str, many: str, number: int, **values: str | int) -> str:
        return counted(self.language, one, many, number, **values)


def step_words(voice: Voice, owed: Obligation) -> str:
    """The step as a noun phrase: „Bestätigung des Umsetzungsworkshops“."""
    milestone = voice.programme.by_key.get(owed.milestone)
    title = milestone.title.in_language(voice.language) if milestone else owed.milestone
    genitive = milestone.genitive.in_language(voice.language) if milestone and milestone.genitive else title
    return voice.say(STEPS[owed.step], of=genitive, title=title)


def function_words(voice: Voice, function: Function) -> str:
    return voice.say(FUNCTIONS[function])


def holder_words(voice: Voice, function: Function, scope: str | None) -> str:
    """The holder with its place: „Teamleitung AQua Göttingen“."""
    place = {
        Function.REGIONAL_LEAD: voice.names.regions,
        Function.AQUA_LEAD: voice.names.teams,
        Function.MANAGER: voice.names.units,
    }.get(function, {}).get(scope or "")
    words = function_words(voice, function)
    return f"{words} {short_place(place)}" if place else words


def short_place(name: str) -> str:
    """A region's or team's name without the words that its holder's function already says."""
    return name.removeprefix("Regionaldirektion ").removeprefix("AQua-Team ").removeprefix("AQua ")


def since_words(voice: Voice, opened_on: date) -> str:
    """„seit 14 Arbeitstagen“, counted in the unit's own working days."""
    days = voice.calendar.working_days_between(opened_on, voice.on)
    if days == 0:
        return voice.say(_("seit {day}"), day=day(opened_on, voice.language))
    return voice.count(_("seit {n} Arbeitstag"), "seit {n} Arbeitstagen", days)


def obligation_words(voice: Voice, owed: Obligation, *, vacant: bool = False) -> str:
    """The whole sentence about one step: what is missing, since when, who holds it, until when."""
    values = {
        "step": step_words(voice, owed),
        "since": since_words(voice, owed.opens_on),
        "holder": holder_words(voice, owed.holder, owed.scope),
        "due": day(owed.due_on, voice.language),
    }
    if owed.suspended:
        return voice.say(_("{step}: ruht, zuständig: {holder}."), **values)
    if owed.opens_on > voice.on:
        opens = day(owed.opens_on, voice.language)
        return voice.say(_("{step}: ab {opens}, zuständig: {holder}."), opens=opens, **values)
    if owed.scope is None:
        return voice.say(_("{step} fehlt {since}, niemand zuständig: Es gibt keine {holder}."), **values)
    if vacant:
        return voice.say(_("{step} fehlt {since}, niemand zuständig: {holder} ist nicht besetzt."), **values)
    if is_silence(owed, voice.on):
        return f"{silence_words(voice, owed)} {voice.say(_('Zuständig: {holder}.'), **values)}"
    if owed.is_late(voice.on):
        return voice.say(_("{step} fehlt {since}, zuständig: {holder}. Unterstützung nötig seit {due}."), **values)
    return voice.say(_("{step} fehlt {since}, zuständig: {holder}. Frist: {due}."), **values)


def is_silence(owed: Obligation, on: date) -> bool:
    """Whether the staff representation's time to reply is over, so that somebody may record its silence."""
    return owed.step is Step.RECORD_PARTICIPATION and owed.is_late(on)


def silence_words(voice: Voice, owed: Obligation) -> str:
    """Silence counts as approval, but only when a person says so: hence a question."""
    due = day(owed.due_on, voice.language)
    return voice.say(
        _("Die Interessenvertretung hatte bis {due} Zeit. Frist abgelaufen: als gebilligt eintragen?"), due=due
    )


def seat_words(voice: Voice, place: Membership, gate: GateStanding) -> str:
    """An office's place in its wave: „1 Platz im Kurs ab 08.03.2027; Beteiligung läuft“."""
    if place.waits_since is not None:
        since = day(place.waits_since, voice.language)
        why = reason_words(place.waits_why or "course_cancelled", voice.language)
        return voice.say(_("wartet seit {since} auf einen anderen Kurs. {why}"), since=since, why=why)
    values = {"start": day(place.course_starts_on, voice.language), "gate": voice.say(GATES[gate])}
    seats = voice.count(_("{n} Platz"), "{n} Plätze", place.seats)
    return voice.say(_("{seats} im Kurs ab {start}; {gate}"), seats=seats, **values)


def arithmetic_words(voice: Voice, owed: Obligation) -> str:
    """How the due date came about: „10 Arbeitstage ab 22.12.2026, ohne 24.12.2026 bis 01.01.2027“."""
    if owed.changed is not None:
        reason = voice.programme.reasons["due_date"].get(owed.changed)
        words = reason.in_language(voice.language) if reason else owed.changed
        return voice.say(_("geändert auf {due} ({reason})"), due=day(owed.due_on, voice.language), reason=words)
    start = day(owed.counted_from, voice.language)
    counted = voice.say(_("{term} ab {start}"), term=term_words(voice, owed.term), start=start)
    closed = closed_words(voice, owed.counted_from, owed.due_on) if owed.term.working_days is not None else ""
    return voice.say(_("{counted}, ohne {days}"), counted=counted, days=closed) if closed else counted


def closed_words(voice: Voice, first: date, last: date) -> str:
    """The weekdays in between on which this office does not work."""
    told = []
    for begins, ends in voice.calendar.closed_between(first, last):
        one = day(begins, voice.language)
        many = voice.say(_("{first} bis {last}"), first=one, last=day(ends, voice.language))
        told.append(one if begins == ends else many)
    return ", ".join(told)


def term_words(voice: Voice, term: Term) -> str:
    if term.working_days is not None:
        return voice.count(_("{n} Arbeitstag"), "{n} Arbeitstage", term.working_days)
    return voice.count(_("{n} Monat"), "{n} Monate", term.months or 0)


def status_words(voice: Voice, status: Status, *, since: date | None = None, reason: str | None = None) -> str:
    """The status sentence of a unit. ``since`` and ``reason`` belong to a side state or to sustainment."""
    start = day(since, voice.language) if since else "–"
    match status.code:
        case StatusCode.PAUSED:
            known = voice.programme.reasons["pause"].get(reason or "")
            words = known.in_language(voice.language) if known else (reason or "–")
            return voice.say(_("Ruht seit {start} ({reason}); es laufen keine Fristen."), start=start, reason=words)
        case StatusCode.NOT_PARTICIPATING:
            return voice.say(_("Nicht beteiligt, entschieden am {start}."), start=start)
        case StatusCode.MERGED:
            return voice.say(_("Zusammengelegt am {start}."), start=start)
        case StatusCode.CLOSED:
            return voice.say(_("Geschlossen am {start}."), start=start)
        case StatusCode.SUSTAINED if status.obligation is None:
            return voice.say(_("Verstetigt seit {start}."), start=start)
        case _ if status.obligation is not None:
            return obligation_words(voice, status.obligation, vacant=status.code is StatusCode.ORPHAN)
        case _:
            return voice.say(_("Derzeit ist nichts offen."))
