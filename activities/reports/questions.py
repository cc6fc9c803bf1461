"""Reports that read offices: answered where they are printed, in a process of its own with its own connection.

Reading and counting a country is work for seconds; nobody who gives a command or opens a page is to wait for it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from activities.clock import end_of_day
from activities.reports.chapters.offices import may_list, office_list
from activities.reports.document import Document, Provenance, Section
from activities.reports.issued import around
from activities.reports.press import Made
from activities.reports.report import Around, report, title
from activities.reports.setting import Setting
from models.database import Database
from models.permissions import Reading
from models.queries import reports
from models.queries.listing import Filter
from models.queries.listing_asof import line_as_of, lines_as_of
from models.queries.reports import Report
from models.queries.vacancies import vacancy_as_of
from models.reporting.asked import AsOf
from models.reporting.snapshot import Look, Snapshot, canonical, digest_of, national, snapshot
from models.rollout.owed import NATIONAL


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an answer is written: the database, words, and who asks.

    ``provenance``: but for what follows from the report. ``reading``: whose lists of offices are added; None: none are.
    """

    url: str = field(repr=False)
    setting: Setting
    provenance: Provenance
    reading: Reading | None = None

    def may_list(self, scope: str) -> bool:
        return self.reading is not None and may_list(self.reading, scope)

    def written(self, body: Snapshot, parts: Around) -> Document:
        made = replace(self.provenance, filter=title(self.setting, body), definition=body.programme)
        return report(self.setting, body, parts, made)


@asynccontextmanager
async def _reading(url: str) -> AsyncIterator[AsyncSession]:
    database = Database(url, readers=1, writers=1)
    try:
        async with database.read() as session:
            yield session
    finally:
        await database.dispose()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report of this scope (a region's code, or NATIONAL) says about a day; nothing is stored."""

    desk: Desk
    asked: AsOf
    scope: str

    async def made(self) -> Made:
        """Raises: BeforeTheRecord, RegionNotOnRecord."""
        async with _reading(self.desk.url) as session:
            look = await reports.look(session, self.asked, None if self.scope == NATIONAL else self.scope)
        programme = self.desk.setting.programme
        body = national(look, programme) if self.scope == NATIONAL else snapshot(look, programme, self.scope)
        text = canonical(body)
        parts = Around(annexes=self._annexes(look), hash=digest_of(text))
        return Made(self.desk.written(body, parts), text)

    def _annexes(self, look: Look) -> tuple[Section, ...]:
        """The offices that were counted: whoever may list a scope sees each of them."""
        if not self.desk.may_list(self.scope):
            return ()
        return (office_list(self.desk.setting, (line_as_of(unit, look.is_vacant) for unit in look.units)),)


@dataclass(frozen=True, slots=True)
class Issued:
    """A period's report with its offices, as they were by what was known when it was frozen."""

    desk: Desk
    found: Report

    async def made(self) -> Made:
        at, found = self.desk.setting, self.found
        return Made(self.desk.written(found.snapshot, around(at, found, await self._annexes())), found.body)

    async def _annexes(self) -> tuple[Section, ...]:
        state, scope, reading = self.found.state, self.found.scope, self.desk.reading
        if reading is None or not self.desk.may_list(scope):
            return ()
        asked = AsOf(state.as_of, end_of_day(state.as_of), state.known_at)
        wanted = Filter(region=None if scope == NATIONAL else scope)
        async with _reading(self.desk.url) as session:
            lines = await lines_as_of(session, reading, wanted, asked, await vacancy_as_of(session, asked))
        return (office_list(self.desk.setting, lines),)
