"""Who stands in for whom, as the caller sees it: the same for API and pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from activities.substitutions import Naming, may_end
from api.deps import Caller
from api.overview import NO_HOLIDAYS
from api.seeing import PROGRAMME
from models.organisation import Function
from models.queries.posts import Held, posts
from models.queries.scope import names
from models.queries.substitutions import Line, concerning, lines
from models.substitution import Post, names_somewhere
from models.tables import UnitRow
from models.wording import Names, Voice, function_words, holder_words


@dataclass(frozen=True, slots=True)
class Board:
    """What concerns the caller: posts they may name somebody for, substitutions on record, and how all is called."""

    caller: Caller
    posts: tuple[Held, ...]
    lines: tuple[Line, ...]
    voice: Voice
    units: dict[str, tuple[str, str]]

    def title(self, function: Function, scope: str | None) -> str:
        """„Teamleitung AQua Göttingen“."""
        return holder_words(self.voice, function, scope)

    def function(self, function: Function) -> str:
        return function_words(self.voice, function)

    def scope(self, post: Post) -> str:
        """The scope as clients know it: an office by its code."""
        return self.units[post.scope][0] if post.scope in self.units else post.scope

    def codes(self, line: Line) -> list[str] | None:
        """The offices it is narrowed to, None for all."""
        ids = line.substitution.units
        return None if ids is None else sorted(self.units[unit][0] for unit in ids if unit in self.units)

    def may_end(self, line: Line) -> bool:
        return not line.is_over(self.caller.today) and may_end(line, self.caller.grants, self.caller.today)


async def board(session: AsyncSession, caller: Caller, *, only_posts: bool = False) -> Board:
    """Everything on the board, in at most seven statements; ``only_posts``: without what is on record."""
    may_name = names_somewhere(caller.grants, caller.today)
    me, today = caller.person_id, caller.today
    theirs = await posts(session, caller.grants, me, today, own_name=caller.name) if may_name else []
    its_posts = [held.post for held in theirs]
    found = [] if only_posts else await lines(session, concerning(me, its_posts))
    known = await names(session)
    units = await _units(session, _unit_ids(its_posts, found))
    spoken = Names(known.regions, known.teams, {unit: name for unit, (_, name) in units.items()})
    voice = Voice(PROGRAMME, spoken, NO_HOLIDAYS, today, caller.language)
    return Board(caller, tuple(theirs), tuple(found), voice, units)


def _unit_ids(theirs: Iterable[Post], found: Iterable[Line]) -> set[str]:
    concerned = [*theirs, *(line.substitution.post for line in found)]
    managed = {post.scope for post in concerned if post.function is Function.MANAGER}
    return managed.union(*(line.substitution.units or () for line in found))


async def _units(session: AsyncSession, ids: set[str]) -> dict[str, tuple[str, str]]:
    """Code and name by id; no statement where there are none."""
    if not ids:
        return {}
    query = sa.select(UnitRow.id, UnitRow.code, UnitRow.name).where(UnitRow.id.in_(ids))
    return {unit: (code, name) for unit, code, name in await session.execute(query)}


def naming(caller: Caller, longest: int) -> Naming:
    """The caller as one who names a substitute."""
    return Naming(caller.person_id, caller.grants, caller.today, caller.now, longest)
