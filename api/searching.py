"""Looking for offices by what people type, within one's scope: what is foreign is as if it were not there."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession

from api.deps import Caller, CallerDep, SessionDep
from api.search_index import Findable, Index
from api.shapes import Answer
from models.organisation import UnitKind
from models.queries import finding
from models.queries.finding import Found

router = APIRouter(prefix="/api", tags=["Dienststellen"])

FRESH_SECONDS = 60.0
"""How long a renamed office is still found by its old name alone."""
SUGGESTED = 8


class Search:
    """The index of all offices, kept in this process and read anew after a while."""

    def __init__(self) -> None:
        self._index: Index | None = None
        self._read_at = 0.0

    async def index(self, session: AsyncSession) -> Index:
        now = time.monotonic()
        if self._index is None or now - self._read_at > FRESH_SECONDS:
            known = await finding.everything(session)
            self._index = Index(Findable(code, name, city, UnitKind(kind)) for code, name, city, kind in known)
            self._read_at = now
        return self._index

    async def codes(self, session: AsyncSession, caller: Caller, text: str, limit: int) -> list[str]:
        """Codes of the offices in the caller's scope that fit, the best first."""
        index = await self.index(session)
        among = await finding.codes_in_scope(session, caller.reading)
        return index.find(text, among=among, limit=limit)

    async def exactly(self, session: AsyncSession, text: str) -> str | None:
        """The code that was typed, if there is such an office; whether it may be seen is not asked."""
        return (await self.index(session)).exactly(text)


async def searching(request: Request) -> Search:
    found: Search = request.app.state.search
    return found


SearchDep = Annotated[Search, Depends(searching)]
Typed = Annotated[str, Query(max_length=100, description="Parts of name, city or code; typing errors are forgiven")]


class FoundUnit(Answer):
    """An office in one's scope."""

    code: str
    name: str
    kind: str
    city: str
    region: str | None
    page: str


class FoundUnits(Answer):
    """The best first. Fits are by spelling alone; no order of offices is meant."""

    items: list[FoundUnit]


@router.get("/search", summary="Offices in your scope by what was typed, typing errors forgiven")
async def search(
    session: SessionDep,
    caller: CallerDep,
    search: SearchDep,
    q: Typed = "",
    limit: Annotated[int, Query(ge=1, le=50)] = SUGGESTED,
) -> FoundUnits:
    codes = await search.codes(session, caller, q, limit)
    found = await finding.found(session, caller.reading, codes)
    return FoundUnits(items=[_unit(each) for each in found])


def _unit(found: Found) -> FoundUnit:
    return FoundUnit(
        code=found.code,
        name=found.name,
        kind=found.kind.value,
        city=found.city,
        region=found.region,
        page=f"/units/{found.code}",
    )
