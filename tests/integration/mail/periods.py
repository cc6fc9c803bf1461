"""A reporting period among people who can be written to: opened, gone on with as its workflow would."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from activities.journal import append
from activities.periods import open_period
from models.chain import Batch, linked, period_stream
from models.organisation import Function
from models.periods.clocks import ring
from models.periods.commands import Attest, PeriodCommand
from models.periods.decide import decide_period
from models.periods.events import PeriodEvent
from models.periods.period import period_of
from models.periods.state import PeriodState
from models.periods.terms import ReportingTerms
from models.queries import periods
from models.tables import HeadRow
from tests.integration.mail.people import Post
from tests.making import envelope

PERIOD = "2025-Q4"


async def open_now(post: Post) -> PeriodState:
    """The period is frozen, its regions are asked."""
    post.later(hours=1)
    await open_period(post.database, period_of(PERIOD), ReportingTerms(), post.moment)
    return await state(post)


async def state(post: Post) -> PeriodState:
    async with post.database.read() as session:
        head = await periods.head(session, PERIOD)
    assert head is not None
    return head.state


async def go_on(post: Post, events: Sequence[PeriodEvent]) -> None:
    """Put these events on record."""
    stream = period_stream((await state(post)).reporting_id)
    async with post.database.read() as session:
        row = await session.get_one(HeadRow, stream)
    async with post.database.write() as connection:
        entries = tuple(linked(stream, row.seq, row.hash, events, post.moment))
        await append(connection, Batch(stream=stream, entries=entries))


async def rings(post: Post, day: date) -> None:
    """It is this day, and the period's clocks ring."""
    post.later(days=(day - post.today).days)
    await go_on(post, ring(await state(post), day))


async def give(post: Post, command: PeriodCommand) -> None:
    """As the region's lead, or central staff."""
    who = Function.REGIONAL_LEAD if isinstance(command, Attest) else Function.CENTRAL
    await go_on(post, decide_period(await state(post), command, envelope(today=post.today, who=who)))
