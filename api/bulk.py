"""One command for many units: each is given by itself, with a result of its own. The same for API and pages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel

from api import problems
from api.deps import Caller, renewed
from api.giving import Given, Giving
from models.database import Database
from models.errors import Refusal

BULK_LIMIT = 500
BULK_AT_ONCE = 20
T = TypeVar("T")


async def give_each(
    caller: Caller, giving: Giving, database: Database, codes: list[str], command: BaseModel, key: str
) -> dict[str, Given | Refusal]:
    """One command for many units: what became of it at each, by code. Sent again with the same key, it is the same."""

    async def one(code: str) -> Given:
        return await give_now(caller, giving, database, code, command, f"{key}/{code}")

    return await each_by_itself(codes, one)


async def each_by_itself(codes: list[str], one: Callable[[str], Awaitable[T]]) -> dict[str, T | Refusal]:
    """Some at a time; one unit's trouble is its own result, never everybody's."""
    gate = asyncio.Semaphore(BULK_AT_ONCE)

    async def tried(code: str) -> T | Refusal:
        async with gate:
            try:
                return await one(code)
            except Exception as error:  # noqa: BLE001 - see above
                return problems.problem_of(error)

    known = list(dict.fromkeys(codes))
    return dict(zip(known, await asyncio.gather(*map(tried, known)), strict=True))


async def give_now(
    caller: Caller, giving: Giving, database: Database, code: str, command: BaseModel, key: str
) -> Given:
    """With what the caller holds at this moment: many units take a while."""
    async with database.read() as session:
        now = await renewed(session, caller)
    return await giving.give(now, code, command, key=key)
