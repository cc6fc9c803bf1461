"""How often one person, or one address before anybody is known, may do what costs or can be abused.

Counted in this process's memory: nothing is asked of anybody, so no request waits for it. Several API processes allow
so many times as much.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING, Literal

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from api.problems import Problem
from models.remedies import Remedy

if TYPE_CHECKING:
    from starlette.requests import Request

Kind = Literal["sign_in", "sign_in_failed", "write", "export", "feedback"]

SAFE = ("GET", "HEAD", "OPTIONS")
EXPORTS = (".pdf", ".xlsx", ".csv", ".json", ".ics")
"""How the paths of exports end; whatever is asked for under such a name is one."""


class TooManyRequests(Problem):
    """That was too often in a short time; nothing was entered."""

    german = "Das war zu oft in kurzer Zeit; es wurde nichts eingetragen."
    remedy = Remedy("In {seconds} Sekunden geht es weiter.", "Go on in {seconds} seconds.")
    status = 429

    @property
    def retry_after(self) -> str:
        return str(self.facts["seconds"])


class Limits:
    """``rates`` as `60/minute`; a kind without one is not limited."""

    def __init__(self, rates: Mapping[Kind, str]) -> None:
        self._items: dict[Kind, RateLimitItem] = {kind: parse(rate) for kind, rate in rates.items()}
        self._limiter: SlidingWindowCounterRateLimiter | None = None

    async def count(self, kind: Kind, who: str) -> None:
        """Raises: TooManyRequests."""
        item = self._items.get(kind)
        if item is None:
            return
        limiter = self._counting()
        if not await limiter.hit(item, kind, who):
            raise await _too_many(limiter, item, kind, who)

    async def refuse(self, kind: Kind, who: str) -> None:
        """For what is counted only when it fails: once it has failed too often. Raises: TooManyRequests."""
        item = self._items.get(kind)
        if item is not None and not await self._counting().test(item, kind, who):
            raise await _too_many(self._counting(), item, kind, who)

    def _counting(self) -> SlidingWindowCounterRateLimiter:
        """Made within the loop that uses it."""
        if self._limiter is None:
            self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        return self._limiter

    async def count_person(self, request: Request, person_id: str) -> None:
        """Whatever this request does counts once, however many offices it is about. Raises: TooManyRequests."""
        kind = kind_of(request.method, request.scope["path"])
        if kind is not None:
            await self.count(kind, person_id)


async def _too_many(
    limiter: SlidingWindowCounterRateLimiter, item: RateLimitItem, kind: Kind, who: str
) -> TooManyRequests:
    free_at, _ = await limiter.get_window_stats(item, kind, who)
    return TooManyRequests(seconds=max(1, ceil(free_at - time.time())))


def kind_of(method: str, path: str) -> Kind | None:
    if method not in SAFE:
        return "write"
    return "export" if path.endswith(EXPORTS) else None


def address_of(request: Request) -> str:
    """Behind a proxy that is believed (ILB_PROXIES), the address it speaks for."""
    return request.client.host if request.client is not None else "-"


def limits_of(request: Request) -> Limits:
    found: Limits = request.app.state.limits
    return found
