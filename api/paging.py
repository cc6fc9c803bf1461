"""Pages of a list: how much of it, and from where on. Every list's answer hands out the cursor of the next page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Query

Row = TypeVar("Row")

LAST_NUMBER = 2**31 - 1
"""The last number a journal of ours can reach: an `INTEGER` of both databases."""
NEXT = "next_cursor of the page before"

Limit = Annotated[int, Query(ge=1, le=200)]
JournalLimit = Annotated[int, Query(ge=1, le=500)]
JournalCursor = Annotated[int, Query(ge=0, le=LAST_NUMBER, description=NEXT)]
CodeCursor = Annotated[str | None, Query(max_length=32, description=NEXT)]
IdCursor = Annotated[str | None, Query(max_length=64, description=NEXT)]


def one_page(found: Sequence[Row], limit: int) -> tuple[Sequence[Row], Row | None]:
    """Of `limit + 1` rows asked for, those of this page; the last of them again where more follow, for the cursor."""
    page = found[:limit]
    return page, page[-1] if len(found) > limit else None
