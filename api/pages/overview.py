"""The national picture of one kind of unit: bar, regions as small multiples, stages. Aggregates only."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from api.asked import AskedDep
from api.pages.columns import stages
from api.pages.listing import Listing, listing, matrix_columns, needs
from api.pages.looking_back import absent_words, is_past, look_back
from api.pages.looking_back import kept as same_day
from api.pages.my_decisions import my_decisions
from api.pages.overview_tabs import overview_tabs
from api.pages.report_turns import waiting
from api.pages.shown import ColumnCounts, Need, RegionTile, StageRow, Switch
from api.pages.shown_pages import OverviewPage
from api.pages.site import site
from api.pages.standing import DECISION, KINDS, NEEDY, Standing, chips, headline, kept
from api.pages.visit import VisitDep
from api.pages.words import _, later, spoken
from api.seeing import PROGRAMME
from models.organisation import UnitKind
from models.permissions import Reading
from models.queries.listing import Filter
from models.queries.listing_asof import on_record
from models.wording import short_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from babel.support import LazyProxy

    from api.pages.shown import MatrixColumn, State
    from api.pages.standing import Rating

router = APIRouter(include_in_schema=False)

NEED_LABELS: dict[State, LazyProxy] = {
    "confirm": later("zu bestätigen"),
    "support": later("Unterstützung"),
    "orphan": later("niemand zuständig"),
}
SIDES = {UnitKind.AGENTUR: later("Agenturen"), UnitKind.GEMEINSAME_EINRICHTUNG: later("gemeinsame Einrichtungen")}
PATH = "/overview"
FIRST_OF_MINE = 2
"""Steps of the reader's own, and reports; the worklist has them all."""


@router.get(PATH)
async def overview(
    visit: VisitDep,
    asked: AskedDep,
    kind: Annotated[str, Query(max_length=30)] = "",
    status: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Counts of units may leave a scope, so everybody signed in sees them; lists of units keep to it."""
    shown = next((k for k, key in KINDS.items() if key == kind), UnitKind.AGENTUR)
    found = await listing(visit, Reading(everything=True), Filter(kind=shown), asked)
    page = overview_page(found, shown, status)
    if is_past(visit.caller, asked):
        absent = await on_record(visit.session, shown) - len(found.standings)
        page = replace(page, look=replace(page.look, absent=absent_words(absent)))
    elif not page.is_filtered:
        reports = await waiting(visit, found.names, found.is_vacant)
        page = replace(page, reports=reports[:FIRST_OF_MINE], reports_total=len(reports))
    return site(visit.request).answer("overview.html", await visit.frame(_("Lage im Rollout")), page)


def overview_page(found: Listing, kind: UnitKind, status: str) -> OverviewPage:
    chosen = kept(found.standings, status)
    rating = found.ratings[kind]
    told = stages(PROGRAMME, kind)
    keys = [stage.key for stage in told]
    rows = [_stage_row(found, code, name, chosen, keys, kind) for code, name in _regions(found)]
    mine = my_decisions(found)
    decisions = _address(found, kind, DECISION) + "#needs"
    return OverviewPage(
        look=look_back(found.caller, found.asked, PATH, {"kind": KINDS[kind], "status": status}),
        headline=headline(kind, found.standings, decisions),
        kinds=tuple(Switch(KINDS[k], str(label), _address(found, k, status), k is kind) for k, label in SIDES.items()),
        chips=chips(found.standings, status, lambda group: _address(found, kind, group)),
        columns=_quotas(rating, chosen),
        tiles=tuple(_tile(found, code, name, chosen, kind) for code, name in _regions(found)),
        stages=tuple(stage.title.in_language(spoken()) for stage in told),
        stage_rows=tuple(rows),
        stage_total=StageRow(
            _("alle"), None, tuple(map(sum, zip(*(r.counts for r in rows), strict=True))), sum(r.total for r in rows)
        ),
        needs=tuple(needs(found, chosen)) if status in (DECISION, *NEEDY) else (),
        is_filtered=bool(status),
        mine=tuple(mine[:FIRST_OF_MINE]),
        mine_total=len(mine),
        tabs=overview_tabs("", KINDS[kind]),
    )


def _address(found: Listing, kind: UnitKind, status: str | None) -> str:
    query = {"kind": KINDS[kind], **({"status": status} if status else {}), **same_day(found.caller, found.asked)}
    return f"{PATH}?{urlencode(query)}"


def _regions(found: Listing) -> list[tuple[str, str]]:
    return sorted((code, short_place(name)) for code, name in found.names.regions.items())


def _href(found: Listing, code: str, kind: UnitKind) -> str | None:
    """A region's matrix, for those who may read its units."""
    reading = found.caller.reading
    query = urlencode({"kind": KINDS[kind], **same_day(found.caller, found.asked)})
    return f"/regions/{code}?{query}" if reading.everything or code in reading.regions else None


def _tile(found: Listing, code: str, name: str, chosen: Sequence[Standing], kind: UnitKind) -> RegionTile:
    here = [s for s in chosen if s.line.region == code]
    part = [s for s in here if s.takes_part]
    rating = found.ratings[kind]
    required = [n for n, column in enumerate(rating.columns) if column.is_required]
    states = [Counter(s.row[n].state for s in here if s.row) for n in required]
    groups = Counter(s.group for s in here)
    return RegionTile(
        code=code,
        name=name,
        href=_href(found, code, kind),
        columns=tuple(
            ColumnCounts(quota.long_title, count, quota.applicable)
            for quota, count in zip(_quotas(rating, here), states, strict=True)
        ),
        reached=sum(s.offers for s in part),
        total=len(part),
        needs=tuple(Need(group, groups[group], str(label)) for group, label in NEED_LABELS.items() if groups[group]),
    )


def _quotas(rating: Rating, standings: Sequence[Standing]) -> tuple[MatrixColumn, ...]:
    """The columns that have a quota: what is voluntary is no column here, so that nobody takes it for a gap."""
    every = zip(rating.columns, matrix_columns(rating, standings), strict=True)
    return tuple(quota for column, quota in every if column.is_required)


def _stage_row(
    found: Listing, code: str, name: str, chosen: Sequence[Standing], keys: Sequence[str], kind: UnitKind
) -> StageRow:
    counts = Counter(s.line.stage for s in chosen if s.line.region == code and s.row)
    told = tuple(counts[key] for key in keys)
    return StageRow(name, _href(found, code, kind), told, sum(told))
