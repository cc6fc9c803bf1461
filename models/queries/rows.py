"""Rows of plain columns, without what mapping objects would cost.

A session compiles, runs and reads every statement as if objects might come of it; its connection does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session


async def rows(
    session: AsyncSession, statement: sa.Executable, values: Mapping[str, object]
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """All rows of ``statement``, in the session's transaction."""

    def ask(opened: Session) -> Sequence[sa.Row[*tuple[Any, ...]]]:
        return opened.connection().execute(statement, dict(values)).all()

    return await session.run_sync(ask)
