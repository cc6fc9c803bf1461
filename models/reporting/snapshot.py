"""What a report contains, as frozen data: the figures of one region or of all on one day, by what was known then.

Stored as canonical JSON under its SHA-256; once stored, never read and written again. Fields may be added with a
default, never renamed or removed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from models.organisation import SERVED, UnitKind
from models.programme import Programme
from models.reporting.asked import AsOf
from models.reporting.bottlenecks import Bottleneck, bottlenecks, queue
from models.reporting.changes import ChangeFigures, change_figures, changes
from models.reporting.counting import by_region, figures
from models.reporting.durations import milestone_waits
from models.reporting.figures import Figures, MilestoneWait, Part
from models.reporting.restatement import Restatement
from models.reporting.series import Curve, MonthFigures, curves, stages_over_time, together
from models.reporting.unit import UnitAsOf, of_kind
from models.reporting.waves import WaveFigures, wave_figures
from models.rollout.owed import NATIONAL
from models.status import IsVacant
from models.waves.state import WaveState

MONTHS = 18
"""So far back the pictures go."""


class OverTime(Part):
    """One kind of office: what it waits for, how long it took so far, how it came here.

    ``changes``: since the report before; None in the first report, and in one that was asked for by hand.
    """

    bottlenecks: tuple[Bottleneck, ...] = ()
    waits: tuple[MilestoneWait, ...] = ()
    months: tuple[MonthFigures, ...] = ()
    curves: tuple[Curve, ...] = ()
    changes: ChangeFigures | None = None


class Snapshot(Part):
    """The figures of a report; ``figures`` says for which scope, which day (``on``) and by what was known when.

    ``period``: the reporting period's name, as ``2026-Q3``; None where somebody asked by hand. ``programme``: name and
    version of the definition by which stages and milestones are shown. ``regions``: in a national one, each region's
    own figures by its code, "" last for offices without a region. ``restatements``: of earlier reports of this scope.
    Nothing in it counts persons exactly: it may be shown to everybody who holds a function.
    """

    form: Literal[1] = 1
    period: str | None = None
    programme: str
    figures: Figures
    agenturen: OverTime = OverTime()
    gemeinsame_einrichtungen: OverTime = OverTime()
    regions: tuple[Figures, ...] = ()
    restatements: tuple[Restatement, ...] = ()
    waves: tuple[WaveFigures, ...] = ()

    @property
    def scope(self) -> str:
        return self.figures.scope

    @property
    def on(self) -> date:
        return self.figures.on

    @property
    def known_at(self) -> datetime | None:
        return self.figures.known_at

    def of_kind(self, kind: UnitKind) -> OverTime:
        return self.agenturen if kind is UnitKind.AGENTUR else self.gemeinsame_einrichtungen


@dataclass(frozen=True, slots=True)
class Look:
    """Offices as of a day, by what was known then, whose functions were vacant, and waves as they were on record."""

    asked: AsOf
    units: Sequence[UnitAsOf]
    is_vacant: IsVacant
    waves: Sequence[WaveState] = ()

    def by_region(self) -> dict[str, Look]:
        """The same for each region, by its code; "" last, for offices without one."""
        parts = sorted(by_region(self.units).items(), key=lambda pair: (pair[0] is None, pair[0] or ""))
        return {code or "": replace(self, units=units) for code, units in parts}

    def of_kind(self, kind: UnitKind) -> list[UnitAsOf]:
        return of_kind(self.units, kind)

    def wave_figures(self, scope: str) -> tuple[WaveFigures, ...]:
        return wave_figures(self.waves, self.units, scope, self.asked.on)


def snapshot(look: Look, programme: Programme, scope: str, before: Look | None = None) -> Snapshot:
    """What is reported about the offices of one region. ``before``: how all stood in the report before."""
    agenturen, shared = (_over_time(look, kind, programme, before) for kind in SERVED)
    return Snapshot(
        programme=f"{programme.id}/{programme.version}",
        figures=figures(look.units, look.asked, programme, look.is_vacant, scope).figures,
        agenturen=agenturen,
        gemeinsame_einrichtungen=shared,
        waves=look.wave_figures(scope),
    )


def regional(look: Look, programme: Programme, before: Look | None = None) -> dict[str, Snapshot]:
    """What is reported about each region, by its code; "" last, for offices without one."""
    return {code: snapshot(part, programme, code, before) for code, part in look.by_region().items()}


def national(
    look: Look, programme: Programme, before: Look | None = None, parts: Mapping[str, Snapshot] | None = None
) -> Snapshot:
    """The same for all regions together, with each region's figures; ``parts``: what ``regional`` has made of them."""
    each = parts if parts is not None else regional(look, programme, before)
    agenturen, shared = (
        _together(look, kind, programme, before, [part.of_kind(kind) for part in each.values()]) for kind in SERVED
    )
    return Snapshot(
        programme=f"{programme.id}/{programme.version}",
        figures=figures(look.units, look.asked, programme, look.is_vacant, NATIONAL).figures,
        agenturen=agenturen,
        gemeinsame_einrichtungen=shared,
        regions=tuple(part.figures for part in each.values()),
        waves=look.wave_figures(NATIONAL),
    )


def _over_time(look: Look, kind: UnitKind, programme: Programme, before: Look | None) -> OverTime:
    units = look.of_kind(kind)
    return OverTime(
        bottlenecks=bottlenecks(programme, queue(units, look.is_vacant)),
        waits=milestone_waits(programme, units),
        months=stages_over_time(programme, units, look.asked.on, MONTHS),
        curves=curves(programme, units, MONTHS),
        changes=_changes(look, kind, before) if before is not None else None,
    )


def _together(
    look: Look, kind: UnitKind, programme: Programme, before: Look | None, parts: Sequence[OverTime]
) -> OverTime:
    """What cannot be put together from the regions (quartiles, above all) is counted; the past is only added up."""
    units = look.of_kind(kind)
    return OverTime(
        bottlenecks=bottlenecks(programme, queue(units, look.is_vacant)),
        waits=milestone_waits(programme, units),
        months=together([part.months for part in parts]),
        curves=tuple(sorted((curve for part in parts for curve in part.curves), key=lambda curve: curve.region)),
        changes=_changes(look, kind, before) if before is not None else None,
    )


def _changes(look: Look, kind: UnitKind, before: Look) -> ChangeFigures:
    found = changes(before.units, look.of_kind(kind))
    return change_figures(before.asked.on, look.asked.known_until, found)


def canonical(body: BaseModel) -> str:
    """The one text of a snapshot: keys in order, no blanks, umlauts as they are."""
    plain = body.model_dump(mode="json")
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()
