"""Documents for one reader: reports of a period, and of any day asked for by hand, in the language of the request."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from activities.reports.document import Document, Provenance
from activities.reports.issued import around
from activities.reports.provenance import DEMO
from activities.reports.questions import Asked, Desk, Issued
from activities.reports.report import report as told
from activities.reports.report import title
from activities.reports.setting import Setting
from activities.reports.speaking import Tongue
from api.deps import Caller
from api.overview import NO_HOLIDAYS
from api.pages.words import spoken
from api.problems import NotFound
from api.seeing import PROGRAMME
from models.database import Database
from models.periods.period import report_of
from models.queries import reports
from models.queries.reports import Report
from models.queries.scope import names
from models.reporting.asked import AsOf
from models.translatable import _
from models.wording import Names, Voice, holder_words


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, in which language, with which names; ``is_demo``: everything is invented, and says so."""

    caller: Caller
    names: Names
    is_demo: bool

    @property
    def setting(self) -> Setting:
        return Setting(Tongue(spoken()), PROGRAMME, self.names.regions)

    def provenance(self, chosen: str, definition: str) -> Provenance:
        at = self.setting
        return Provenance(
            made_at=at.tongue.moment(self.caller.now),
            function=self._functions(),
            filter=chosen,
            definition=definition,
            notice=at.say(DEMO) if self.is_demo else "",
        )

    def _functions(self) -> str:
        """Functions, „i. V.“ where one stands in; never a name."""
        at, today = self.setting, self.caller.today
        voice = Voice(PROGRAMME, self.names, NO_HOLIDAYS, today, spoken())
        held = []
        for grant in (grant for grant in self.caller.grants if grant.is_valid(today)):
            words = holder_words(voice, grant.effective, grant.scope)
            held.append(at.say(_("{holder} (i. V.)"), holder=words) if grant.acting_for is not None else words)
        return ", ".join(dict.fromkeys(held))


async def reader(session: AsyncSession, caller: Caller, *, is_demo: bool) -> Reader:
    return Reader(caller, await names(session), is_demo)


async def find(session: AsyncSession, caller: Caller, report_id: str) -> Report:
    """The report of this name, if the caller may read it. Raises: NotFound."""
    named = report_of(report_id)
    found = await reports.report(session, caller.reading, *named) if named is not None else None
    if found is None:
        raise NotFound
    return found


async def issued_document(by: Reader, found: Report) -> Document:
    """A period's report as a page shows it: nothing is read for it."""
    return await asyncio.to_thread(_issued, by, found)


def _issued(by: Reader, found: Report) -> Document:
    at, body = by.setting, found.snapshot
    return told(at, body, around(at, found), by.provenance(title(at, body), body.programme))


def issued_question(database: Database, by: Reader, found: Report) -> Issued:
    """The same with its offices, for those who may see them."""
    return Issued(_desk(database, by, with_list=True), found)


def asked_question(database: Database, by: Reader, asked: AsOf, scope: str, *, with_list: bool) -> Asked:
    """What a report of the scope (a region's code or NATIONAL) says about a day; nothing is stored."""
    return Asked(_desk(database, by, with_list=with_list), asked, scope)


def _desk(database: Database, by: Reader, *, with_list: bool) -> Desk:
    reading = by.caller.reading if with_list else None
    return Desk(database.url, by.setting, by.provenance("", ""), reading)
