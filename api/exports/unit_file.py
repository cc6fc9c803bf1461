"""The unit file („Akte“): everything that is on record about one office, for an audit, with the hash of its end.

Functions, never names. Days twice: when it happened, and when it was recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from activities.reports.chapters.offices import KINDS
from activities.reports.document import Document, Entry, Fact, Part, Section, Story, Table, Value
from activities.reports.setting import Setting
from api.exports.documents import Reader
from api.pages.story import REASONS, event_words, who_words
from api.seeing import Sight
from models.commands import By
from models.obligations import obligations
from models.projection import marks, side_since, sustained_on
from models.queries import stories
from models.queries.stories import Entry as Told
from models.status import status_of
from models.translatable import _
from models.wording import Voice, obligation_words, short_place, status_words

EVERYTHING = 100_000
"""More entries than an office can get in a lifetime."""
CONFIRMATIONS = ("workshop_confirmed", "confirmation_withdrawn", "workshop_returned")
CORRECTIONS = (
    "date_corrected",
    "milestone_redated",
    "milestone_reopened",
    "confirmation_withdrawn",
    "due_date_changed",
)


async def unit_document(session: AsyncSession, by: Reader, sight: Sight) -> Document:
    """The whole record of the office that ``sight`` shows."""
    told = await stories.newest(session, sight.place.unit_id, limit=EVERYTHING)
    told.reverse()
    at, place, head = by.setting, sight.place, told[-1].row
    parts = (
        _milestones(at, sight),
        _confirmations(at, sight.voice, told),
        _corrections(at, sight.voice, told),
        _open_steps(at, sight),
        _journal(at, sight.voice, told),
    )
    chosen = at.say(_("Akte {unit}, alle {n} Einträge"), unit=place.code, n=len(told))
    programme = f"{sight.state.programme.id}/{sight.state.programme.version}"
    return Document(
        language=at.tongue.language,
        title=at.say(_("Akte: {unit}"), unit=place.name),
        subtitle=at.say(_("Einführung der individuellen Lernbegleitung (iLB): vollständige Aufzeichnung")),
        facts=(*_facts(at, sight), Fact(at.say(_("Programm")), programme), *_record(at, told)),
        sections=parts,
        provenance=by.provenance(chosen, programme),
        hash=head.hash,
    )


def _facts(at: Setting, sight: Sight) -> tuple[Fact, ...]:
    state, names = sight.state, sight.voice.names
    none = at.say(_("keine"))
    return (
        Fact(at.say(_("Kennung")), sight.place.code),
        Fact(at.say(_("Art")), at.say(KINDS[state.kind])),
        Fact(at.say(_("Region")), short_place(names.regions.get(state.region or "", none))),
        Fact(at.say(_("AQua-Team")), short_place(names.teams.get(state.aqua_team or "", none))),
        Fact(at.say(_("Stufe")), at.stage(state.stage)),
        Fact(at.say(_("Stand am {day}"), day=at.tongue.day(sight.voice.on)), _status(sight)),
    )


def _status(sight: Sight) -> str:
    state, done_on = sight.state, sustained_on(sight.state)
    status = status_of(
        state.side_state, sustained=done_on is not None, owed=sight.owed, on=sight.voice.on, is_vacant=sight.is_vacant
    )
    reason = state.pause.reason if state.pause else None
    return status_words(sight.voice, status, since=side_since(state) or done_on, reason=reason)


def _record(at: Setting, told: Sequence[Told]) -> tuple[Fact, ...]:
    first, last = told[0].row, told[-1].row
    span = at.say(
        _("Nr. {first} bis {last}, aufgezeichnet {since} bis {until}"),
        first=first.seq,
        last=last.seq,
        since=at.tongue.moment(first.recorded_at),
        until=at.tongue.moment(last.recorded_at),
    )
    return (Fact(at.say(_("Einträge")), span), Fact(at.say(_("Prüfsumme des letzten Eintrags")), last.hash))


def _milestones(at: Setting, sight: Sight) -> Section:
    head = (
        at.say(_("Meilenstein")),
        at.say(_("Art")),
        at.say(_("erreicht am")),
        at.say(_("übernommen")),
        at.say(_("geplant für")),
    )
    required, optional = at.say(_("vorgeschrieben")), at.say(_("freiwillig"))
    programme = sight.state.programme
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            programme.by_key[mark.key].title.in_language(at.tongue.language),
            required if mark.necessity == "required" else optional,
            mark.reached_on,
            at.say(_("ja")) if mark.stated else "",
            mark.planned_on if mark.reached_on is None else None,
        )
        for mark in marks(sight.state)
    )
    title = at.say(_("Meilensteine"))
    return Section("milestones", title, (), (Table("milestones", title, head, rows),))


def _confirmations(at: Setting, voice: Voice, told: Iterable[Told]) -> Section:
    """Each confirmation with its function and both days; one that was withdrawn stays beside what withdrew it."""
    title = at.say(_("Bestätigungen"))
    rows = tuple(_row(at, voice, each) for each in told if each.row.type in CONFIRMATIONS)
    return _events(at, "confirmations", title, rows, at.say(_("Bisher wurde kein Workshop bestätigt.")))


def _corrections(at: Setting, voice: Voice, told: Iterable[Told]) -> Section:
    """Whatever has a reason or changes what had been told."""
    title = at.say(_("Gründe und Korrekturen"))
    rows = tuple(
        _row(at, voice, each)
        for each in told
        if each.row.type in CORRECTIONS or (each.row.type in REASONS and each.row.payload.get("reason"))
    )
    return _events(at, "corrections", title, rows, at.say(_("Nichts wurde verschoben, angehalten oder berichtigt.")))


def _events(at: Setting, key: str, title: str, rows: tuple[tuple[Value, ...], ...], empty: str) -> Section:
    if not rows:
        return Section(key, title, (empty,))
    head = (
        at.say(_("Was")),
        at.say(_("geschehen am")),
        at.say(_("aufgezeichnet am")),
        at.say(_("durch")),
        at.say(_("Eintrag Nr.")),
    )
    return Section(key, title, (), (Table(key, title, head, rows),))


def _row(at: Setting, voice: Voice, each: Told) -> tuple[Value, ...]:
    row = each.row
    return (
        event_words(voice, row.type, row.payload),
        row.happened_on,
        at.tongue.moment(row.recorded_at),
        _who(voice, each),
        row.seq,
    )


def _who(voice: Voice, each: Told) -> str:
    return who_words(voice, By.model_validate(each.row.payload["by"]), is_forgotten=each.is_forgotten)


def _open_steps(at: Setting, sight: Sight) -> Section:
    title = at.say(_("Offene Schritte"))
    steps = sorted(obligations(sight.state), key=lambda step: (step.due_on, step.key))
    said = [obligation_words(sight.voice, each, vacant=sight.is_vacant(each.holder, each.scope)) for each in steps]
    return Section("open", title, tuple(said) or (at.say(_("Zurzeit ist kein Schritt offen.")),))


def _journal(at: Setting, voice: Voice, told: Iterable[Told]) -> Section:
    title = at.say(_("Was geschah, der Reihe nach"))
    entries = tuple(_entry(at, voice, each) for each in told)
    parts: tuple[Part, ...] = (Story(at.say(_("Alle Einträge")), entries),)
    return Section("journal", title, (), parts)


def _entry(at: Setting, voice: Voice, each: Told) -> Entry:
    row = each.row
    words = event_words(voice, row.type, row.payload)
    meta = at.say(
        _("Nr. {seq}, aufgezeichnet {recorded}, {who}, Prüfsumme {hash}"),
        seq=row.seq,
        recorded=at.tongue.moment(row.recorded_at),
        who=_who(voice, each),
        hash=row.hash[:12],
    )
    if each.note:
        words = at.say(_("{words} Anmerkung: {note}"), words=words, note=each.note)
    return Entry(at.tongue.day(row.happened_on), words, meta)
