"""Offices of a report, for those who may see each of them: an annex, no part of what was frozen."""

from __future__ import annotations

from collections.abc import Iterable

from activities.reports.document import Section, Table, Value
from activities.reports.setting import Setting
from models.organisation import UnitKind
from models.permissions import Reading
from models.queries.listing import UnitLine
from models.rollout.state import SideState
from models.translatable import _
from models.wording import STATUSES

KINDS = {
    UnitKind.AGENTUR: _("Agentur für Arbeit"),
    UnitKind.GEMEINSAME_EINRICHTUNG: _("gemeinsame Einrichtung"),
}


def may_list(reading: Reading, scope: str) -> bool:
    """Whether somebody sees every office of the scope."""
    return reading.everything or scope in reading.regions


def office_list(at: Setting, lines: Iterable[UnitLine]) -> Section:
    """By region, kind and name; never by how far they are. Every line is one that the reader may see."""
    listed = sorted(lines, key=lambda line: (line.region or "", line.kind.value, line.name))
    head = (
        at.say(_("Dienststelle")),
        at.say(_("Kennung")),
        at.say(_("Art")),
        at.say(_("Region")),
        at.say(_("Stufe")),
        at.say(_("Meilensteine")),
        at.say(_("von")),
        at.say(_("Stand")),
        at.say(_("nächster Schritt")),
        at.say(_("an der Reihe")),
        at.say(_("Frist")),
    )
    title = at.say(_("Dienststellen"))
    words = at.say(_("Nach Region, Art und Name. Diese Liste gehört nicht zu den eingefrorenen Zahlen."))
    rows = tuple(_row(at, line) for line in listed)
    return Section("offices", title, (words,), (Table("offices", title, head, rows),))


def _row(at: Setting, line: UnitLine) -> tuple[Value, ...]:
    step = line.status.obligation
    outside = line.side_state in (SideState.NOT_PARTICIPATING, SideState.MERGED, SideState.CLOSED)
    return (
        line.name,
        line.code,
        at.say(KINDS[line.kind]),
        at.region(line.region or ""),
        "" if outside else at.stage(line.stage),
        None if outside else line.done,
        None if outside else line.applicable,
        at.say(STATUSES[line.status.code]),
        at.step(step.step.value, step.milestone) if step is not None else "",
        at.function(step.holder.value) if step is not None else "",
        step.due_on if step is not None else None,
    )
