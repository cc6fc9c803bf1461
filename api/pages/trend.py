"""The last twelve months: how many offices of one kind stood in which stage at the end of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Response

from activities.reports.pictures.stacked import stages_over_time as drawn
from activities.reports.speaking import Tongue
from api.asked import look
from api.pages.overview_tabs import overview_tabs
from api.pages.shown import Switch
from api.pages.site import site
from api.pages.standing import KINDS
from api.pages.visit import VisitDep
from api.pages.words import _, day, later, spoken
from api.seeing import PROGRAMME
from models.organisation import UnitKind
from models.queries.asof import units_as_of
from models.reporting.series import stages_over_time
from models.reporting.unit import of_kind

if TYPE_CHECKING:
    from activities.reports.document import Picture
    from api.pages.region_tabs import Tab
    from models.reporting.series import MonthFigures

router = APIRouter(include_in_schema=False)

PATH = "/overview/trend"
MONTHS = 12
SIDES = {
    UnitKind.AGENTUR: later("Agenturen"),
    UnitKind.GEMEINSAME_EINRICHTUNG: later("gemeinsame Einrichtungen"),
}


@dataclass(frozen=True, slots=True)
class TrendPage:
    """`trend.html`: one kind of office; their quotas are never mixed."""

    tabs: tuple[Tab, ...]
    kinds: tuple[Switch, ...]
    sentence: str
    picture: Picture


@router.get(PATH)
async def trend(visit: VisitDep, kind: Annotated[str, Query(max_length=30)] = "") -> Response:
    """Counts of offices may leave a scope, so everybody signed in sees them."""
    shown = next((each for each, key in KINDS.items() if key == kind), UnitKind.AGENTUR)
    now = look(visit.caller.now, None, None)
    units = of_kind(await units_as_of(visit.session, now), shown)
    months = stages_over_time(PROGRAMME, units, now.on, MONTHS)
    tongue = Tongue(spoken())
    title = _("Stufen am Ende jedes Monats, {kind}", kind=str(SIDES[shown]))
    page = TrendPage(
        tabs=overview_tabs("trend", KINDS[shown]),
        kinds=tuple(
            Switch(KINDS[each], str(words), f"{PATH}?kind={KINDS[each]}", each is shown)
            for each, words in SIDES.items()
        ),
        sentence=sentence(months),
        picture=drawn(tongue, PROGRAMME, KINDS[shown], title, months),
    )
    return site(visit.request).answer("trend.html", await visit.frame(_("Verlauf")), page)


def sentence(months: tuple[MonthFigures, ...]) -> str:
    """The last stage, then and now, in one sentence."""
    first, last = months[0], months[-1]
    stage = PROGRAMME.stages[-1]
    return _(
        "„{stage}“: {then} am {first}, {now} am {last}.",
        stage=stage.title.in_language(spoken()),
        then=first.stages[stage.key],
        first=day(first.on),
        now=last.stages[stage.key],
        last=day(last.on),
    )
