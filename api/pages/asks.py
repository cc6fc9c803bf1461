"""What each form asks. Reasons, milestones and companions come from the unit; only the questions are written here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.pages.shown_forms import Field, Option
from api.pages.words import Said, _, day, later, spoken
from models.calendar import ONE_DAY, add_months
from models.commands import Command, HeadCount
from models.privacy import NOTE_LIMIT
from models.programme import WorkshopConfirmed, WorkshopKind
from models.rollout.state import UnitState
from models.seat_commands import ParticipationOutcome
from models.wording import PARTICIPATION


@dataclass(frozen=True, slots=True)
class Asking:
    """What questions depend on: the unit, the commands the rules would accept now, what was typed.

    ``chosen`` is the accepted command whose values the form starts from; None where there is none.
    """

    state: UnitState
    today: date
    accepted: tuple[Command, ...]
    chosen: Command | None
    typed: dict[str, str] = field(default_factory=dict)
    people: tuple[Option, ...] = ()

    def value(self, name: str, start: object = None) -> str:
        """What was typed; else where the form starts."""
        if name in self.typed:
            return self.typed[name]
        return "" if start is None else str(start)

    def start(self, name: str) -> Any:  # noqa: ANN401 - any value of any command
        return getattr(self.chosen, name, None)

    def choices(self, name: str) -> list[str]:
        """The values that accepted commands have under this name."""
        return list(dict.fromkeys(str(v) for c in self.accepted if (v := getattr(c, name, None)) is not None))


Ask = Callable[[Asking], Field]


def past_day(name: str, label: Said, hint: Said = "", *, prefilled: bool = True) -> Ask:
    """A day that has come; the form starts from the day that the rules would accept."""

    def ask(asking: Asking) -> Field:
        start = asking.start(name) if prefilled else None
        least = date(asking.state.programme.earliest_year, 1, 1).isoformat()
        most = asking.today.isoformat()
        return Field(name, "date", label, hint, value=asking.value(name, start), least=least, most=most)

    return ask


def coming_day(name: str, label: Said, hint: Said = "", *, required: bool = True, past: bool = False) -> Ask:
    """A day ahead; ``past``: or one that was."""

    def ask(asking: Asking) -> Field:
        programme = asking.state.programme
        first = date(programme.earliest_year, 1, 1) if past else asking.today + ONE_DAY
        last = add_months(asking.today, programme.plan_horizon_months)
        value = asking.value(name)
        least, most = first.isoformat(), last.isoformat()
        return Field(name, "date", label, hint, value=value, required=required, least=least, most=most)

    return ask


def reason(which: str) -> Ask:
    def ask(asking: Asking) -> Field:
        known = asking.state.programme.reasons_in(which)
        options = tuple(Option(key, text.in_language(spoken())) for key, text in known.items())
        return Field("reason", "choice", _("Grund"), value=asking.value("reason"), options=options)

    return ask


def choice(name: str, label: Said, options: Iterable[tuple[str, Said]], start: str | None = None) -> Ask:
    fixed = tuple(Option(value, words) for value, words in options)

    def ask(asking: Asking) -> Field:
        return Field(name, "choice", label, value=asking.value(name, start), options=fixed)

    return ask


def note(asking: Asking) -> Field:
    value = asking.value("note")
    return Field("note", "text", _("Anmerkung"), value=value, required=False, max_length=NOTE_LIMIT)


def subject(name: str) -> Ask:
    """What the page is already about: the workshop or milestone in its title."""
    return lambda asking: Field(name, "hidden", value=asking.value(name, asking.start(name)))


# --- choices among what the unit has ---------------------------------------------------------------------------


def milestone(label: Said) -> Ask:
    def ask(asking: Asking) -> Field:
        by_key = asking.state.programme.by_key
        options = tuple(Option(k, by_key[k].title.in_language(spoken())) for k in asking.choices("milestone"))
        return Field("milestone", "choice", label, value=asking.value("milestone", _only(options)), options=options)

    return ask


def companion(asking: Asking) -> Field:
    options = tuple(Option(each, companion_words(asking.state, each)) for each in asking.choices("companion"))
    value = asking.value("companion", _only(options))
    hint = _("Namen werden hier nicht geführt.") if len(options) > 1 else ""
    return Field("companion", "choice", _("Lernbegleitung"), hint, value=value, options=options)


def companion_words(state: UnitState, companion_id: str) -> str:
    """A companion as the tracker knows one: a number and days."""
    found = state.companion(companion_id)
    if found is None:
        return companion_id
    number = state.companions.index(found) + 1
    return next(
        template.format(number=number, day=day(on))
        for template, on in (
            (_("Lernbegleitung {number}, qualifiziert am {day}"), found.qualified_on),
            (_("Lernbegleitung {number}, zugelassen am {day}"), found.admitted_on),
            (_("Lernbegleitung {number}, benannt am {day}"), found.nominated_on),
        )
        if on is not None
    )


def record(asking: Asking) -> Field:
    """What is to be corrected: a milestone, or one companion's day of a milestone."""
    pairs = dict.fromkeys((c.milestone, c.companion) for c in asking.accepted if c.type == "correct_date")
    options = tuple(Option(f"{key}/{who or ''}", _record_words(asking.state, key, who)) for key, who in pairs)
    return Field(
        "what", "choice", _("Was ist zu berichtigen?"), value=asking.value("what", _only(options)), options=options
    )


def _record_words(state: UnitState, key: str, companion_id: str | None) -> str:
    title = state.programme.by_key[key].title.in_language(spoken())
    if companion_id is not None:
        return f"{title}: {companion_words(state, companion_id)}"
    reached = state.reached.get(key)
    return _("{title}, bisher {day}", title=title, day=day(reached.happened_on)) if reached else title


def person(asking: Asking) -> Field:
    """Who it is, for access to the tracker; the journal keeps a random reference only."""
    options = (Option("", _("ohne eigenen Zugang zum Tracker")), *asking.people)
    hint = _("Mit Zugang kann die Führungskraft ihre Schritte selbst eintragen; sonst übernehmen Sie das.")
    return Field("person", "choice", _("Person"), hint, value=asking.value("person"), options=options, required=False)


def count(asking: Asking) -> Field:
    hint = _("Nur bei Meilensteinen zu Lernbegleitenden.")
    value = asking.value("count")
    return Field(
        "count", "number", _("Wie viele Lernbegleitende"), hint, value=value, required=False, least="1", most="50"
    )


def successor(asking: Asking) -> Field:
    hint = _("Nur bei einer Zusammenlegung, zum Beispiel 044.")
    value = asking.value("successor")
    return Field("successor", "line", _("Kennung der Nachfolgerin"), hint, value=value, required=False, max_length=16)


def outcome(asking: Asking) -> Field:
    """What the staff representation said, as far as it can be recorded now."""
    possible = {
        ParticipationOutcome(each): PARTICIPATION[ParticipationOutcome(each)] for each in asking.choices("outcome")
    }
    options = tuple(Option(each.value, _(words)) for each, words in possible.items())
    over = ParticipationOutcome.DEEMED_APPROVED in possible
    hint = _("Frist abgelaufen: als gebilligt eintragen?") if over else ""
    return Field(
        "outcome", "choice", _("Ergebnis"), hint, value=asking.value("outcome", _only(options)), options=options
    )


def why_not_required(asking: Asking) -> Field:
    known = asking.state.programme.reasons_in("representation")
    options = (Option("", _("entfällt")), *(Option(key, text.in_language(spoken())) for key, text in known.items()))
    hint = _("Nur bei „nicht erforderlich“. Gründe einer Ablehnung werden nicht erfasst.")
    label = _("Warum nicht erforderlich")
    return Field("reason", "choice", label, hint, value=asking.value("reason"), options=options, required=False)


def _only(options: tuple[Option, ...]) -> str | None:
    return options[0].value if len(options) == 1 else None


def planned_words(state: UnitState, kind: WorkshopKind) -> str:
    planned = state.workshop(kind).planned_on
    return day(planned) if planned else _("noch nicht geplant")


def title_of(state: UnitState, command: str, typed: dict[str, str]) -> str:
    """The title of the workshop or milestone that a command of this type is about; empty where it is about neither."""
    programme = state.programme
    if "workshop" in typed and command.endswith(("_workshop", "_confirmation", "_to_region")):
        for each in programme.milestones:
            if isinstance(each.evidence, WorkshopConfirmed) and each.evidence.workshop.value == typed["workshop"]:
                return each.title.in_language(spoken())
    known = programme.by_key.get(typed.get("milestone", ""))
    return known.title.in_language(spoken()) if known is not None else ""


HEADCOUNTS = (
    (HeadCount.FEW.value, later("1 bis 4")),
    (HeadCount.SOME.value, later("5 bis 9")),
    (HeadCount.MANY.value, later("10 oder mehr")),
)
USUAL_URGENT = (("false", later("übliche Zeit")), ("true", later("dringend, mit verkürzter Zeit")))
YES_NO = (("true", later("Ja, sie beteiligt sich")), ("false", later("Nein, sie beteiligt sich nicht")))
ENDS = (("false", later("geschlossen")), ("true", later("mit einer anderen Dienststelle zusammengelegt")))

ASKS: dict[str, tuple[Ask, ...]] = {
    "state_standing": (
        milestone(later("Meilenstein")),
        past_day("happened_on", later("Erreicht am"), prefilled=False),
        count,
    ),
    "decide_participation": (
        choice("takes_part", later("Beteiligt sich die gemeinsame Einrichtung?"), YES_NO),
        past_day("decided_on", later("Entschieden am")),
    ),
    "assign_manager": (past_day("since", later("In der Funktion seit")), person),
    "vacate_manager": (past_day("vacated_on", later("Ausgeschieden am")),),
    "nominate_companion": (past_day("nominated_on", later("Benannt am")),),
    "admit_companion": (companion, past_day("admitted_on", later("Zugelassen am"))),
    "record_qualification": (companion, past_day("qualified_on", later("Qualifiziert am"))),
    "release_companion": (companion, past_day("released_on", later("Ausgeschieden am"))),
    "plan_workshop": (subject("workshop"), coming_day("planned_on", later("Termin"), past=True)),
    "move_workshop": (
        subject("workshop"),
        coming_day("planned_on", later("Neuer Termin"), past=True),
        reason("cancel"),
        note,
    ),
    "cancel_workshop": (subject("workshop"), reason("cancel"), note),
    "confirm_workshop": (
        subject("workshop"),
        past_day("held_on", later("Stattgefunden am")),
        choice("headcount", later("Teilgenommen haben"), HEADCOUNTS),
        note,
    ),
    "withdraw_confirmation": (subject("workshop"), reason("withdraw"), note),
    "return_to_region": (subject("workshop"), reason("return"), note),
    "record_milestone": (subject("milestone"), past_day("happened_on", later("Erreicht am"))),
    "pause": (
        past_day("since", later("Ruht seit")),
        reason("pause"),
        coming_day(
            "review_on", later("Wieder ansehen am"), later("An diesem Tag werden Sie erinnert."), required=False
        ),
        note,
    ),
    "resume": (past_day("resumed_on", later("Wieder aufgenommen am")), note),
    "change_due_date": (
        milestone(later("Schritt zum Meilenstein")),
        coming_day("due_on", later("Neue Frist")),
        reason("due_date"),
        note,
    ),
    "correct_date": (record, past_day("happened_on", later("Richtiger Tag"), prefilled=False), reason("correct"), note),
    "close": (
        choice("merged", later("Die Dienststelle wird"), ENDS),
        past_day("closed_on", later("Zum"), prefilled=False),
        successor,
        note,
    ),
    "decline_wave": (past_day("declined_on", later("Zurückgegeben am")),),
    "request_participation": (
        past_day("requested_on", later("Interessenvertretung beteiligt am")),
        choice("urgent", later("Zeit zur Äußerung"), USUAL_URGENT, "false"),
    ),
    "record_participation": (outcome, past_day("decided_on", later("Entschieden am")), why_not_required),
}
"""The questions of every form, in order."""
