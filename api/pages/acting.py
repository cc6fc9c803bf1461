"""„Sie handeln i. V. für …“: said on every page while it is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.overview import NO_HOLIDAYS
from api.pages.words import _, day, ngettext
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
    spoken = Names(known.regions, known.teams, {unit: name for unit, (_code, name) in units.items()})
    voice = Voice(PROGRAMME, spoken, NO_HOLIDAYS, caller.today, caller.language)
    return tuple(_words(voice, grant) for grant in acting)


def _words(voice: Voice, grant: Grant) -> str:
    holder = holder_words(voice, grant.effective, grant.scope)
    if grant.until is None:
        return holder
    until = day(grant.until)
    if grant.units is None:
        return _("{holder} (bis {day})", holder=holder, day=until)
    some = ngettext("{n} Dienststelle", "{n} Dienststellen", len(grant.units))
    return _("{holder} (bis {day}, {some})", holder=holder, day=until, some=some)
