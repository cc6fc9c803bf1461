"""A region, and one's own offices: who needs support, then the matrix unit × milestone, Agenturen and gE apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from api.asked import AskedDep
from api.pages.listing import Listing, by_name, by_need, listing, matrix_columns, needs, unit_row
from api.pages.looking_back import is_past, look_back
from api.pages.looking_back import kept as same_day
from api.pages.region_tabs import Tab, tabs
from api.pages.report_turns import waiting
from api.pages.shown import MatrixSection
from api.pages.shown_forms import Field, Option
from api.pages.shown_pages import RegionPage
from api.pages.shown_reports import ReportLine
from api.pages.shown_waves import WaveLine
from api.pages.site import site
from api.pages.standing import DECISION, KINDS, LABELS, Standing, chips, headline, kept
from api.pages.visit import Visit, VisitDep
from api.pages.wave_lines import wave_line
from api.pages.words import _, later, ngettext, spoken
from api.problems import NotFound
from api.seeing import PROGRAMME
from models.organisation import UnitKind
from models.queries import wave_sights
from models.queries.listing import Filter

router = APIRouter(include_in_schema=False)

FIRST_NEEDS = 6
MOST_WAVES = 3
HEADINGS = {
    UnitKind.AGENTUR: later("Agenturen für Arbeit"),
    UnitKind.GEMEINSAME_EINRICHTUNG: later("Gemeinsame Einrichtungen (Jobcenter)"),
}


class Selection(BaseModel):
    """What the matrix is narrowed to, as the address says it; unknown values keep nothing."""

    kind: Annotated[str, Query(max_length=30)] = ""
    stage: Annotated[str, Query(max_length=40)] = ""
    status: Annotated[str, Query(max_length=20)] = ""
    q: Annotated[str, Query(max_length=100)] = ""
    sort: Annotated[str, Query(max_length=10)] = ""
    needs: Annotated[str, Query(max_length=10)] = ""
    as_of: Annotated[str, Query(max_length=10)] = ""
    known_at: Annotated[str, Query(max_length=40)] = ""

    @property
    def is_narrow(self) -> bool:
        return any((self.kind, self.stage, self.status, self.q, self.sort))

    def address(self, path: str, **changes: str | None) -> str:
        """The same selection with some changes."""
        wanted = {**self.model_dump(), **changes}
        query = {name: value for name, value in wanted.items() if value}
        return f"{path}?{urlencode(query)}" if query else path

    def keeps(self, standing: Standing) -> bool:
        """Kind, stage and words; the status is the chips' business."""
        unit = standing.line
        told = f"{unit.name} {unit.city}".casefold()
        fits_kind = self.kind in ("", KINDS[unit.kind])
        fits_stage = self.stage in ("", unit.stage) and (not self.stage or bool(standing.row))
        return (
            fits_kind
            and fits_stage
            and all(w in told or unit.code.casefold().startswith(w) for w in self.q.casefold().split())
        )


SelectionQuery = Annotated[Selection, Query()]


@router.get("/regions/{code}")
async def region(
    visit: VisitDep, asked: AskedDep, code: Annotated[str, Path(max_length=16)], selection: SelectionQuery
) -> Response:
    found = await listing(visit, visit.caller.reading, Filter(region=code), asked)
    if not found.standings:
        raise NotFound
    lines: tuple[WaveLine, ...] = ()
    reports: tuple[ReportLine, ...] = ()
    if not is_past(visit.caller, asked):
        is_mine = code in visit.caller.reading.regions
        reports = await waiting(visit, found.names, found.is_vacant) if is_mine else ()
        waves = await wave_sights.listed(visit.session, visit.caller.reading, limit=MOST_WAVES, region=code)
        lines = tuple(wave_line(wave) for wave in waves)
    page = replace(
        region_page(found, found.names.regions.get(code, code), visit.request.url.path, selection),
        waves=lines,
        reports=reports,
        tabs=_tabs(visit, code),
    )
    return await _answer(visit, page)


def _tabs(visit: Visit, code: str) -> tuple[Tab, ...]:
    """For those who read the whole region; who reads some of its offices sees these."""
    reading = visit.caller.reading
    return tabs(code, "") if reading.everything or code in reading.regions else ()


@router.get("/units")
async def own_units(visit: VisitDep, asked: AskedDep, selection: SelectionQuery) -> Response:
    """The offices in one's scope. Whoever reads all of them begins with the overview."""
    if visit.caller.reading.everything:
        return RedirectResponse("/overview", 303)
    found = await listing(visit, visit.caller.reading, Filter(), asked)
    return await _answer(visit, region_page(found, _("Meine Dienststellen"), visit.request.url.path, selection))


async def _answer(visit: Visit, page: RegionPage) -> Response:
    return site(visit.request).answer("region.html", await visit.frame(page.name), page)


def region_page(found: Listing, name: str, path: str, selection: Selection) -> RegionPage:
    needy = needs(found, sorted(found.standings, key=by_name))
    kinds = [kind for kind in HEADINGS if found.of_kind(kind)]
    is_cut = len(needy) > FIRST_NEEDS and not selection.needs
    return RegionPage(
        name=name,
        look=look_back(found.caller, found.asked, path, selection.model_dump(exclude={"as_of", "known_at"})),
        headlines=tuple(headline(kind, found.of_kind(kind), "#needs") for kind in kinds),
        filter_action=path,
        filters=(*filters(selection), *_same_day(found)),
        is_filtered=selection.is_narrow,
        reset_href=Selection(as_of=selection.as_of, known_at=selection.known_at).address(path),
        needs=tuple(needy[:FIRST_NEEDS] if is_cut else needy),
        needs_total=len(needy),
        all_needs_href=selection.address(path, needs="all") + "#needs" if is_cut else None,
        sections=tuple(_section(found, kind, path, selection) for kind in kinds if selection.kind in ("", KINDS[kind])),
    )


def _section(found: Listing, kind: UnitKind, path: str, selection: Selection) -> MatrixSection:
    chosen = [s for s in found.of_kind(kind) if selection.keeps(s)]
    order = by_need if selection.sort == "date" else by_name
    told = headline(kind, chosen, "#needs")
    key = KINDS[kind]
    figure = _("{reached} von {total} bieten die iLB an", reached=told.reached, total=told.total)
    outside = ngettext("{n} nicht beteiligt", "{n} nicht beteiligt", told.not_taking_part)
    return MatrixSection(
        key=key,
        heading=str(HEADINGS[kind]),
        figure=f"{figure}, {outside}" if told.not_taking_part else figure,
        columns=matrix_columns(found.ratings[kind], chosen),
        rows=tuple(unit_row(found, s) for s in sorted(kept(chosen, selection.status), key=order)),
        chips=chips(chosen, selection.status, lambda status: selection.address(path, status=status) + f"#matrix-{key}"),
    )


def _same_day(found: Listing) -> tuple[Field, ...]:
    return tuple(Field(name, "hidden", value=day) for name, day in same_day(found.caller, found.asked).items())


def filters(selection: Selection) -> tuple[Field, ...]:
    stages = tuple(Option(stage.key, stage.title.in_language(spoken())) for stage in PROGRAMME.stages)
    statuses = (
        Option(DECISION, _("braucht eine Entscheidung")),
        *(Option(group, label) for group, label in LABELS.items()),
    )
    kinds = (Option("agentur", _("Agenturen")), Option("gemeinsame_einrichtung", _("gemeinsame Einrichtungen")))

    def among(name: str, label: str, every: str, options: tuple[Option, ...]) -> Field:
        known = (Option("", every), *options)
        return Field(name, "choice", label, value=getattr(selection, name), options=known, required=False)

    return (
        Field("q", "search", _("Name oder Kennung"), value=selection.q, required=False, max_length=100),
        among("kind", _("Art"), _("alle"), kinds),
        among("stage", _("Stufe"), _("alle Stufen"), stages),
        among("status", _("Stand"), _("jeder Stand"), statuses),
        among("sort", _("Reihenfolge"), _("nach Name"), (Option("date", _("nach Datum des Bedarfs")),)),
    )
