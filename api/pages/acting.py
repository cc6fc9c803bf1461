"""„Sie handeln i. V. für …“: said on every page while it is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.overview import NO_HOLIDAYS
from api.seeing import PROGRAMME
from models.queries.scope import managed_units, names
from models.wording import Names, Voice, holder_words

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from api.deps import Caller
    from models.permissions import Grant


async def acting_words(session: AsyncSession, caller: Caller) -> tuple[str, ...]:
    """Whom the caller stands in for today, each with its last day; no statement where there is nobody."""
    acting = [g for g in caller.grants if g.acting_for is not None and g.is_valid(caller.today)]
    if not acting:
        return ()
    known, units = await names(session), await managed_units(session, caller.reading)
    spoken = Names(known.regions, known.teams, {unit: name for unit, (_, name) in units.items()})
    voice = Voice(PROGRAMME, spoken, NO_HOLIDAYS, caller.today, caller.language)
    return tuple(_words(voice, grant) for grant in acting)


def _words(voice: Voice, grant: Grant) -> str:
    some = "" if grant.units is None else f", {voice.count('{n} Dienststelle', '{n} Dienststellen', len(grant.units))}"
    until = f" (bis {grant.until:%d.%m.%Y}{some})" if grant.until is not None else ""
    return f"{holder_words(voice, grant.effective, grant.scope)}{until}"
