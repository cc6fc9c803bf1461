"""Results of a search for offices; the same search proposes offices while somebody is typing (``/api/search``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from api.pages.site import site
from api.pages.visit import VisitDep
from api.pages.words import _, later, spoken
from api.searching import SearchDep
from api.seeing import PROGRAMME
from models.organisation import UnitKind
from models.queries import finding
from models.queries.scope import names
from models.rollout.state import SideState
from models.wording import short_place

if TYPE_CHECKING:
    from models.queries.finding import Found
    from models.wording import Names

router = APIRouter(include_in_schema=False)

MOST = 25
KINDS = {
    UnitKind.AGENTUR: later("Agentur für Arbeit"),
    UnitKind.GEMEINSAME_EINRICHTUNG: later("gemeinsame Einrichtung (Jobcenter)"),
}
SIDES = {
    SideState.PAUSED: later("ruht"),
    SideState.NOT_PARTICIPATING: later("nicht beteiligt"),
    SideState.MERGED: later("zusammengelegt"),
    SideState.CLOSED: later("beendet"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """An office that fits."""

    name: str
    code: str
    href: str
    kind: str
    place: str
    stage: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`search.html`: what fits ``q``, the best first; ``has_more``: there is more than is shown."""

    q: str
    hits: tuple[Hit, ...]
    has_more: bool


@router.get("/search")
async def search(visit: VisitDep, search: SearchDep, q: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Whoever types the whole code of an office is led to it; foreign offices are as if there were none."""
    typed = " ".join(q.split())
    session, caller = visit.session, visit.caller
    codes = await search.codes(session, caller, typed, MOST + 1)
    exact = await search.exactly(session, typed)
    if exact in codes:
        return RedirectResponse(f"/units/{exact}", 303)
    found = await finding.found(session, caller.reading, codes[:MOST])
    known = await names(session)
    page = SearchPage(typed, tuple(_hit(each, known) for each in found), has_more=len(codes) > MOST)
    return site(visit.request).answer("search.html", await visit.frame(_("Suche")), page)


def _hit(found: Found, known: Names) -> Hit:
    region = short_place(known.regions.get(found.region or "", ""))
    return Hit(
        name=found.name,
        code=found.code,
        href=f"/units/{found.code}",
        kind=str(KINDS[found.kind]),
        place=", ".join(part for part in (found.city, region) if part),
        stage=str(SIDES[found.side_state]) if found.side_state in SIDES else _stage(found.stage),
    )


def _stage(key: str) -> str:
    return next((stage.title.in_language(spoken()) for stage in PROGRAMME.stages if stage.key == key), key)
