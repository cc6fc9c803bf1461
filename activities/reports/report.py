"""The report of a region or of all of them: the frozen figures put into words, tables and pictures."""

from __future__ import annotations

from dataclasses import dataclass

from activities.reports.chapters.glance import standing
from activities.reports.chapters.over_time import over_time, restatements, since_last
from activities.reports.chapters.regions import regions
from activities.reports.chapters.waiting import durations, needs, waiting
from activities.reports.chapters.waves import waves
from activities.reports.document import Document, Fact, Provenance, Section, Text
from activities.reports.setting import Setting
from models.reporting.snapshot import Snapshot
from models.translatable import _


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the figures: who attested when, what was written, the hash under which they are kept.

    ``annexes``: lists that only those see who may see their rows; they are no part of what was issued.
    """

    facts: tuple[Fact, ...] = ()
    texts: tuple[Text, ...] = ()
    annexes: tuple[Section, ...] = ()
    hash: str = ""


def report(at: Setting, body: Snapshot, around: Around, provenance: Provenance) -> Document:
    sections = (
        standing(at, body.figures),
        since_last(at, body),
        _written(at, around),
        over_time(at, body),
        waves(at, body),
        needs(at, body),
        waiting(at, body),
        durations(at, body),
        regions(at, body),
        restatements(at, body),
        *around.annexes,
    )
    return Document(
        language=at.tongue.language,
        title=title(at, body),
        subtitle=at.say(_("Stand der Einführung der individuellen Lernbegleitung (iLB)")),
        facts=(*_about(at, body), *around.facts),
        sections=tuple(each for each in sections if each is not None),
        provenance=provenance,
        hash=around.hash,
    )


def title(at: Setting, body: Snapshot) -> str:
    scope = at.scope(body.scope)
    if body.period is None:
        return at.say(_("Bericht auf Anfrage: {scope}"), scope=scope)
    return at.say(_("Bericht {period}: {scope}"), period=body.period, scope=scope)


def _about(at: Setting, body: Snapshot) -> tuple[Fact, ...]:
    known = at.tongue.moment(body.known_at) if body.known_at is not None else at.say(_("jetzt"))
    return (
        Fact(at.say(_("Bereich")), at.scope(body.scope)),
        Fact(at.say(_("Stichtag")), at.tongue.day(body.on)),
        Fact(at.say(_("Kenntnisstand")), known),
        Fact(at.say(_("Programm")), body.programme),
    )


def _written(at: Setting, around: Around) -> Section | None:
    if not around.texts:
        return None
    return Section("texts", at.say(_("Aus der Region")), (), around.texts)
