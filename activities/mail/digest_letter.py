"""The digest: what is open for one person, what is late in their region, what nobody can do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from activities.mail.letter import Letter, Line, Link, Section
from activities.mail.writing import Words
from activities.reports.speaking import Tongue
from activities.reports.turn_words import turn_words, vacant_words
from models.language import day
from models.permissions import Grant
from models.queries.digests import Digest, LookedBack, Open
from models.queries.turns import Turn
from models.translatable import _
from models.wording import function_words, obligation_words, short_place

T = TypeVar("T")
MOST = 15
"""Lines of one section; who has more reads on in the worklist."""


@dataclass(frozen=True, slots=True)
class News:
    """``told`` are the references of the digest before: everything else is new."""

    told: frozenset[str]

    def mark(self, words: Words, ref: str) -> str:
        return "" if ref in self.told else words.say(_("Neu"))


def digest_letter(words: Words, digest: Digest, grants: Collection[Grant], news: News) -> Letter:
    today = day(words.on, words.language)
    return Letter(
        language=words.language,
        subject=words.say(_("iLB-Rollout: {what}"), what=_summary(words, digest)),
        heading=words.say(_("Ihr Überblick am {day}"), day=today),
        paragraphs=tuple(_paragraphs(words, digest)),
        sections=tuple(section for section in _sections(words, digest, news) if section.lines),
        action=words.to_worklist(),
        footer=words.footer(words.because(grants)),
    )


def _paragraphs(words: Words, digest: Digest) -> Iterator[str]:
    yield words.say(_("Guten Tag, hier steht, was in Ihrer Zuständigkeit offen ist."))
    if digest.orphans_elsewhere:
        one = _("In den Regionen ist für {n} weiteren Schritt niemand zuständig.")
        many = "In den Regionen ist für {n} weitere Schritte niemand zuständig."
        yield words.count(one, many, digest.orphans_elsewhere)


def _summary(words: Words, digest: Digest) -> str:
    """What the subject says: counts only, never a place."""
    said = []
    if digest.mine:
        said.append(words.count(_("{n} offener Schritt"), "{n} offene Schritte", len(digest.mine)))
    if digest.escalated:
        told = len(digest.escalated)
        said.append(words.count(_("{n}-mal Unterstützung nötig"), "{n}-mal Unterstützung nötig", told))
    if digest.reports:
        told = len(digest.reports)
        said.append(words.count(_("{n} Bericht wartet auf Sie"), "{n} Berichte warten auf Sie", told))
    if digest.orphans or digest.unattested:
        told = len(digest.orphans) + len(digest.unattested)
        said.append(words.count(_("{n} Schritt ohne Zuständige"), "{n} Schritte ohne Zuständige", told))
    return ", ".join(said) or words.say(_("Rückblick nach der Verstetigung"))


def _sections(words: Words, digest: Digest, news: News) -> Iterator[Section]:
    due = [each for each in digest.mine if each.task.owed.due_on <= words.on]
    later = [each for each in digest.mine if each.task.owed.due_on > words.on]

    def line(step: Open) -> Line:
        return step_line(words, step, news)

    yield _section(words, _("Berichte"), digest.reports, lambda turn: turn_line(words, turn, news))
    yield _section(words, _("Fällig"), due, line)
    yield _section(words, _("Offen"), later, line)
    yield _section(words, _("Unterstützung nötig in Ihrer Region"), digest.escalated, line)
    yield _section(words, _("Niemand zuständig"), digest.orphans, line)
    yield _section(
        words, _("Berichte, die niemand bestätigen kann"), digest.unattested, lambda t: _vacant(words, t, news)
    )
    yield _section(words, _("Rückblick nach der Verstetigung"), digest.looked_back, lambda e: _back(words, e, news))


def _section(words: Words, heading: str, items: Iterable[T], line: Callable[[T], Line]) -> Section:
    listed = tuple(items)
    left = len(listed) - MOST
    more = words.count(_("… und {n} weiterer in der Arbeitsliste"), "… und {n} weitere in der Arbeitsliste", left)
    return Section(words.say(heading), tuple(map(line, listed[:MOST])), more if left > 0 else "")


def step_line(words: Words, step: Open, news: News) -> Line:
    task = step.task
    voice = words.voice(task.calendar_id)
    said = f"{task.name}: {obligation_words(voice, task.owed, vacant=task.is_orphan)}"
    if task.acting_for is not None:
        standing_in = words.say(_("i. V. für: {function}"), function=function_words(voice, task.acting_for))
        said = f"{said} ({standing_in})"
    return Line(said, words.link_to(task.code, task.name, task.owed), news.mark(words, step.ref))


def turn_line(words: Words, turn: Turn, news: News) -> Line:
    said = f"{_report(words, turn)}: {turn_words(Tongue(words.language), turn, words.on)}"
    if turn.acting_for is not None:
        said = (
            f"{said} ({words.say(_('i. V. für: {function}'), function=function_words(words.voice(), turn.acting_for))})"
        )
    return Line(said, _to_report(words, turn), news.mark(words, turn.ref))


def _vacant(words: Words, turn: Turn, news: News) -> Line:
    holder = function_words(words.voice(), turn.holder)
    said = f"{_report(words, turn)}: {vacant_words(Tongue(words.language), turn, holder)}"
    return Line(said, _to_report(words, turn), news.mark(words, turn.ref))


def _report(words: Words, turn: Turn) -> str:
    region = short_place(words.names.regions.get(turn.region, turn.region))
    return words.say(_("Bericht {period}: {region}"), period=turn.period, region=region)


def _to_report(words: Words, turn: Turn) -> Link:
    return Link(
        words.say(_("{report} ansehen"), report=_report(words, turn)), f"{words.house.url}/reports/{turn.report}"
    )


def _back(words: Words, looked: LookedBack, news: News) -> Line:
    missing = _("{unit}: Beim {n}. Rückblick fehlte etwas. Was fehlt und wer zuständig ist, steht auf der Seite.")
    said = words.say(missing, unit=looked.name, n=looked.check)
    return Line(said, words.link_to_unit(looked.code, looked.name), news.mark(words, looked.ref))
