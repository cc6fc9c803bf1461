"""Attestation by exception: what has changed is prefilled, one click confirms it, more can be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.clock import end_of_day
from activities.reports.period_words import DEVIATIONS, TOPICS
from api.pages.shown_forms import Field, Option
from api.pages.shown_reports import Group, Office
from api.pages.words import Said, _, day, later, ngettext
from models.periods.attestation import DeviationReason, Topic
from models.privacy import NOTE_LIMIT
from models.queries import reports

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from activities.reports.setting import Setting
    from models.queries.reports import Report
    from models.reporting.changes import Change

HINTS: dict[Topic, Said] = {
    Topic.SITUATION: later("Wie steht es um die Lernbegleitung in der Region?"),
    Topic.REGIONAL_NEEDS: later("Was braucht die Region, um voranzukommen?"),
    Topic.NATIONAL_QUESTIONS: later("Was ist bundesweit zu klären?"),
    Topic.DEVELOPMENT: later("Was soll sich am Instrument oder am Vorgehen weiterentwickeln?"),
}
DEVIATION = "deviation-"


def sort_key(change: Change) -> tuple[str, str]:
    return change.now.office.kind.value, change.now.office.name


async def looked_at(session: AsyncSession, found: Report) -> list[Change]:
    """Each office as it was frozen, compared with the report before; by kind and name."""
    last = await reports.period_before(session, found.state.as_of)
    changes = await reports.since_the_last(session, found.state, found.scope, end_of_day, last)
    return sorted(changes, key=sort_key)


def groups(at: Setting, found: Report, changes: Sequence[Change], typed: Mapping[str, str]) -> tuple[Group, ...]:
    """What is to be looked at first: without news, then what got worse, what moved on; unchanged ones folded away."""
    rest, told = list(changes), []
    for key, title, fits in _kinds(found):
        chosen = [change for change in rest if fits(change)]
        rest = [change for change in rest if change not in chosen]
        if chosen:
            offices = tuple(_office(at, found, change, typed) for change in chosen)
            told.append(Group(key, f"{title} ({len(offices)})", offices, folded=key == "unchanged"))
    return tuple(told)


def _kinds(found: Report) -> tuple[tuple[str, str, Callable[[Change], bool]], ...]:
    at = found.state.known_at
    return (
        ("quiet", _("Ohne Nachricht seit 30 Tagen"), lambda change: change.is_quiet(at)),
        (
            "needs",
            _("Neuer Bedarf, verschobene Fristen, wieder Geöffnetes"),
            lambda change: bool(change.new_needs or change.slipped or change.reopened),
        ),
        ("advanced", _("Vorangekommen"), lambda change: bool(change.reached) and change.was is not None),
        ("new", _("Zum ersten Mal im Bericht"), lambda change: change.was is None),
        ("unchanged", _("Unverändert"), lambda _change: True),
    )


def sentence(found: Report, shown: Sequence[Group]) -> str:
    """How many are as they were, moved on, or should be looked at."""
    counts = {group.key: len(group.offices) for group in shown}
    told = [
        _("{n} unverändert", n=counts.get("unchanged", 0)),
        _("{n} vorangekommen", n=counts.get("advanced", 0)),
        _("{n} mit neuem Bedarf oder verschobener Frist", n=counts.get("needs", 0)),
        _("{n} ohne Nachricht seit 30 Tagen", n=counts.get("quiet", 0)),
    ]
    begin = _("Stand vom {day}: {counts}.", day=day(found.state.as_of), counts=", ".join(told))
    quiet = counts.get("quiet", 0)
    if not quiet:
        return begin
    look = ngettext("Bitte sehen Sie sich diese eine an.", "Bitte sehen Sie sich diese {n} an.", quiet)
    return f"{begin} {look}"


def _office(at: Setting, found: Report, change: Change, typed: Mapping[str, str]) -> Office:
    office = change.now.office
    name = DEVIATION + office.code
    answers = (
        Option("", _("Bild stimmt")),
        *(Option(reason.value, _(DEVIATIONS[reason])) for reason in DeviationReason),
    )
    asked = Field(name, "choice", _("Stimmt das Bild?"), value=typed.get(name, ""), options=answers, required=False)
    return Office(office.name, f"/units/{office.code}", _words(at, found, change), asked)


def _words(at: Setting, found: Report, change: Change) -> str:
    """Where the office stands, and what is different from the report before."""
    now = change.now
    told = [_("ruht") if "@paused" in now.true else at.stage(now.stage)]
    if now.is_outside:
        told = [_("nicht beteiligt oder beendet")]
    told += _listed(_("neu erreicht: {what}"), [at.milestone(key) for key in change.reached])
    told += _listed(_("wieder offen: {what}"), [at.milestone(key) for key in change.reopened])
    told += _listed(_("neuer Bedarf: {what}"), _steps(at, change, change.new_needs))
    told += _listed(_("Frist verschoben: {what}"), _steps(at, change, change.slipped))
    if change.is_quiet(found.state.known_at) and now.news_at is not None:
        told.append(_("zuletzt etwas mitgeteilt am {day}", day=day(now.news_at.date())))
        told += _listed(_("offen: {what}"), [at.step(s.step.value, s.milestone) for s in now.open])
    return "; ".join(told) + "."


def _listed(words: str, what: Sequence[str]) -> list[str]:
    return [words.format(what=", ".join(dict.fromkeys(what)))] if what else []


def _steps(at: Setting, change: Change, keys: Sequence[str]) -> list[str]:
    return [at.step(s.step.value, s.milestone) for s in change.now.steps if s.key in keys]


def text_fields(typed: Mapping[str, str], wrong: Mapping[str, str]) -> tuple[Field, ...]:
    """The four optional texts; each says what must not be in it."""
    return tuple(
        Field(
            topic.value,
            "text",
            _(TOPICS[topic]),
            hint=HINTS[topic],
            value=typed.get(topic.value, ""),
            error=wrong.get(topic.value, ""),
            required=False,
            max_length=NOTE_LIMIT,
        )
        for topic in Topic
    )
