"""``as_of`` and ``known_at`` of a request: what was true that day, by what was known then."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query
from pydantic import AwareDatetime, BeforeValidator, Field

from activities.clock import berlin_day, end_of_day
from api.deps import CallerDep
from models.errors import Refusal
from models.reporting.asked import AsOf, AsOfInFuture, BeforeTheRecord, KnownInFuture, RegionNotOnRecord, as_of

HTTP_STATUS: dict[type[Refusal], int] = {
    AsOfInFuture: 422,
    KnownInFuture: 422,
    BeforeTheRecord: 422,
    RegionNotOnRecord: 422,
}
A_MOMENT = timedelta(milliseconds=1)


def _nothing(value: object) -> object:
    """A form sends an empty field as an empty text."""
    return value or None


FIRST, LAST = date(1900, 1, 1), date(9000, 1, 1)
"""Beyond them, days cannot be calculated with."""
PlausibleDay = Annotated[date, Field(ge=FIRST, le=LAST)]
PlausibleMoment = Annotated[AwareDatetime, Field(ge=end_of_day(FIRST), le=end_of_day(LAST))]

Day = Annotated[PlausibleDay | None, BeforeValidator(_nothing), Query(description="What was true on that day.")]
Moment = Annotated[
    PlausibleMoment | PlausibleDay | None,
    Field(union_mode="left_to_right"),
    BeforeValidator(_nothing),
    Query(description="By what was known at that moment, or when that day was over."),
]


async def asked_for(caller: CallerDep, as_of: Day = None, known_at: Moment = None) -> AsOf:
    """What is asked for; today by what is known now, if nothing is said. Raises: AsOfInFuture, KnownInFuture."""
    return look(caller.now, as_of, known_at)


def look(now: datetime, on: date | None, known_at: datetime | date | None) -> AsOf:
    """A day as ``known_at`` is the moment at which it was over; today is not over, so it means now."""
    if known_at is not None and not isinstance(known_at, datetime):
        known_at = None if known_at == berlin_day(now) else end_of_day(known_at)
    return as_of(on, known_at, now=now, day_of=_day_known, over=end_of_day)


def _day_known(moment: datetime) -> date:
    """The last day that had come at ``moment``; the midnight that ends a day still belongs to it."""
    return berlin_day(moment - A_MOMENT)


AskedDep = Annotated[AsOf, Depends(asked_for)]
