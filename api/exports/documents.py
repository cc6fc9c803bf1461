"""Documents for one reader: reports of a period, and of any day asked for by hand, in the language of the request."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from activities.clock import end_of_day
from activities.reports.document import Document, Provenance, Section
from activities.reports.issued import around
from activities.reports.provenance import DEMO
from activities.reports.report import Around, title
from activities.reports.report import report as told
from activities.reports.setting import Setting
from activities.reports.speaking import Tongue
from api.deps import Caller
from api.exports.lists import may_list, office_lines, office_list
from api.overview import NO_HOLIDAYS
from api.pages.words import spoken
from api.problems import NotFound
from api.seeing import PROGRAMME
from models.periods.period import report_of
from models.queries import reports
from models.queries.reports import Report
from models.queries.scope import names
from models.reporting.asked import AsOf
from models.reporting.snapshot import Look, Snapshot, canonical, digest_of, national, snapshot
from models.rollout.owed import NATIONAL
from models.wording import Names, Voice, holder_words


def _(message: str) -> str:
    """Marks a text for translation."""
    return message


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


async def issued_document(session: AsyncSession, by: Reader, found: Report, *, with_list: bool) -> Document:
    """A period's report; ``with_list`` adds its offices for those who may see them."""
    state = found.state
    asked = AsOf(state.as_of, end_of_day(state.as_of), state.known_at)
    annexes = await _annexes(session, by, asked, found.scope) if with_list else ()
    await session.rollback()  # what follows takes a while and asks the database nothing
    return await asyncio.to_thread(_issued, by, found, annexes)


def _issued(by: Reader, found: Report, annexes: tuple[Section, ...]) -> Document:
    at, body = by.setting, found.snapshot
    return told(at, body, around(at, found, annexes), by.provenance(title(at, body), body.programme))


async def asked_document(
    session: AsyncSession, by: Reader, asked: AsOf, scope: str, *, with_list: bool
) -> tuple[Document, Snapshot]:
    """What a report of the scope (a region's code or NATIONAL) says about a day; nothing is stored.

    Raises: BeforeTheRecord, RegionNotOnRecord.
    """
    looked = await reports.look(session, asked, None if scope == NATIONAL else scope)
    body = await asyncio.to_thread(_counted, looked, scope)
    annexes = await _annexes(session, by, asked, scope) if with_list else ()
    await session.rollback()
    return await asyncio.to_thread(_asked, by, body, annexes), body


def _counted(looked: Look, scope: str) -> Snapshot:
    """As ``reports.asked_by_hand`` does, away from the loop: counting a whole country takes most of a second."""
    return national(looked, PROGRAMME) if scope == NATIONAL else snapshot(looked, PROGRAMME, scope)


def _asked(by: Reader, body: Snapshot, annexes: tuple[Section, ...]) -> Document:
    at = by.setting
    parts = Around(annexes=annexes, hash=digest_of(canonical(body)))
    return told(at, body, parts, by.provenance(title(at, body), body.programme))


async def _annexes(session: AsyncSession, by: Reader, asked: AsOf, scope: str) -> tuple[Section, ...]:
    reading = by.caller.reading
    if not may_list(reading, scope):
        return ()
    return (office_list(by.setting, await office_lines(session, reading, asked, scope)),)
