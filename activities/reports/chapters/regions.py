"""The regions beside each other in a national report, by name: never by how far they are."""

from __future__ import annotations

from activities.reports.chapters.glance import kinds
from activities.reports.document import Part, Section, Table, Value
from activities.reports.setting import Setting
from models.reporting.figures import KindFigures
from models.reporting.snapshot import Snapshot
from models.reporting.words import FIGURES
from models.translatable import _


def regions(at: Setting, body: Snapshot) -> Section | None:
    if not body.regions:
        return None
    named = sorted(((at.region(each.scope), kinds(each)) for each in body.regions), key=lambda pair: pair[0])
    parts: list[Part] = []
    for number, (key, name) in enumerate(zip(("agenturen", "gemeinsame_einrichtungen"), at.kinds, strict=True)):
        rows = [(region, both[number]) for region, both in named]
        parts += [_stages(at, key, name, rows), _milestones(at, key, name, rows)]
    return Section("regions", at.say(_("Die Regionen")), (), tuple(parts))


def _stages(at: Setting, key: str, name: str, rows: list[tuple[str, KindFigures]]) -> Table:
    counted = ("offices", "taking_part", "paused", "in_need")
    head = (
        at.say(_("Region")),
        *(at.say(FIGURES[each]) for each in counted),
        *(at.stage(stage.key) for stage in at.programme.stages),
    )
    told: tuple[tuple[Value, ...], ...] = tuple(
        (
            region,
            *(getattr(kind, each) for each in counted),
            *(kind.stages.get(stage.key, 0) for stage in at.programme.stages),
        )
        for region, kind in rows
    )
    return Table(f"regions_{key}", at.say(_("Stufen je Region: {kind}"), kind=name), head, told)


def _milestones(at: Setting, key: str, name: str, rows: list[tuple[str, KindFigures]]) -> Table:
    """A row for each region and milestone would be long; a column for each is what fits a page."""
    keys = [m.key for m in at.programme.milestones if any(m.key in kind.milestones for _region, kind in rows)]
    head = (at.say(_("Region")), *(at.milestone(milestone) for milestone in keys))
    told: tuple[tuple[Value, ...], ...] = tuple(
        (region, *(kind.milestones[each].have if each in kind.milestones else None for each in keys))
        for region, kind in rows
    )
    return Table(
        f"region_milestones_{key}", at.say(_("Erreichte Meilensteine je Region: {kind}"), kind=name), head, told
    )
