"""A report that was issued goes to its readers, with its PDF. Who may have it is judged when it is sent."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from activities.clock import berlin_day
from activities.mail.letter import Letter, Line, Link, Pdf, Section
from activities.mail.writing import NO_HOLIDAYS, PROGRAMME, House, Words
from activities.reports.chapters.glance import kinds, sentence
from activities.reports.document import Document, Provenance
from activities.reports.issued import around
from activities.reports.press import Form, Press
from activities.reports.provenance import DEMO
from activities.reports.report import report as told
from activities.reports.report import title
from activities.reports.setting import Setting
from activities.reports.speaking import Tongue
from models.language import day
from models.mail_tables import DeliveryRow
from models.periods.state import PeriodStatus
from models.permissions import Grant, reading
from models.queries import reports
from models.queries.recipients import Recipient, recipients
from models.queries.reports import Report
from models.queries.scope import names
from models.report_tables import PeriodRow
from models.rollout.owed import NATIONAL
from models.translatable import _

PREFIX = "report/"
KEPT = 16
"""So many printed reports are kept: every reader of a report gets the same file."""


async def untold(session: AsyncSession, since: datetime, today: date) -> list[tuple[str, str]]:
    """Reports issued after ``since`` of which nobody was told: what a mail is about, and whom to tell."""
    query = sa.select(PeriodRow.period_id).where(
        PeriodRow.issued_on >= berlin_day(since), PeriodRow.status != PeriodStatus.COLLECTING.value
    )
    issued = [f"{PREFIX}{period}" for period in await session.scalars(query)]
    if not issued:
        return []
    known = set(await session.scalars(sa.select(DeliveryRow.about).where(DeliveryRow.about.in_(issued)).distinct()))
    fresh = [about for about in issued if about not in known]
    people = await recipients(session, today) if fresh else {}
    readers = [person.person_id for person in people.values() if scopes(person.grants, today)]
    return [(about, person) for about in fresh for person in readers]


def scopes(grants: tuple[Grant, ...], today: date) -> tuple[str, ...]:
    """Of which reports somebody is a reader: those of the own regions, or of who sees everything the national one."""
    may = reading(grants, today)
    return tuple(sorted(may.regions)) or ((NATIONAL,) if may.everything else ())


@dataclass(frozen=True, slots=True)
class Addressed:
    """A letter, what is attached, and where it goes."""

    letter: Letter
    attached: tuple[Pdf, ...]
    address: str


@dataclass
class IssuedReports:
    """Writes letters about reports; each report is printed once for all its readers of one language."""

    house: House
    press: Press = field(default_factory=Press)
    _printed: OrderedDict[tuple[str, str], bytes] = field(default_factory=OrderedDict)

    async def letter_about(self, session: AsyncSession, about: str, person: Recipient, today: date) -> Addressed | None:
        """None where the person may read none of it any more. Raises: PrintingFailed, PressBusy."""
        period, may = about.removeprefix(PREFIX), reading(person.grants, today)
        found = [
            each
            for scope in scopes(person.grants, today)
            if (each := await reports.report(session, may, period, scope)) is not None and each.issue is not None
        ]
        if not found:
            return None
        known = await names(session)
        await session.rollback()  # printing takes a while and asks the database nothing
        words = Words(self.house, person.language, today, known, {NO_HOLIDAYS.id: NO_HOLIDAYS})
        at = Setting(Tongue(person.language), PROGRAMME, known.regions)
        attached = [Pdf(f"ilb-bericht-{each.id}.pdf", await self._pdf(at, each)) for each in found]
        return Addressed(_letter(words, at, found, person.grants), tuple(attached), person.address)

    async def _pdf(self, at: Setting, found: Report) -> bytes:
        key = (found.id, at.tongue.language)
        if key not in self._printed:
            issued = found.issue.issued_at if found.issue is not None else found.state.known_at
            document = _document(at, found, issued, is_demo=self.house.is_demo)
            self._printed[key] = await self.press.printed(document, Form.PDF, issued)
            while len(self._printed) > KEPT:
                self._printed.popitem(last=False)
        return self._printed[key]


def _document(at: Setting, found: Report, issued: datetime, *, is_demo: bool) -> Document:
    """Without any list of offices: a mail may be forwarded."""
    body = found.snapshot
    made = Provenance(
        made_at=at.tongue.moment(issued),
        function=at.say(_("Versand an die Leserinnen und Leser des Berichts")),
        filter=title(at, body),
        definition=body.programme,
        notice=at.say(DEMO) if is_demo else "",
    )
    return told(at, body, around(at, found), made)


def _letter(words: Words, at: Setting, found: list[Report], grants: tuple[Grant, ...]) -> Letter:
    first = found[0]
    heading = words.say(_("Der Bericht {period} ist ausgegeben"), period=first.state.period)
    return Letter(
        language=words.language,
        subject=words.say(_("iLB-Rollout: {what}"), what=heading),
        heading=heading,
        paragraphs=(words.say(_("Guten Tag,")), *_issued(words, first), words.say(_("Er hängt als PDF an."))),
        action=Link(words.say(_("Bericht ansehen")), _href(words.house, first)),
        footer=words.footer(words.because(grants)),
        sections=tuple(_section(words, at, each) for each in found),
    )


def _issued(words: Words, found: Report) -> tuple[str, ...]:
    state, issue = found.state, found.issue
    about = words.say(_("Er zeigt den Stand vom {day}."), day=day(state.as_of, words.language))
    if issue is None:
        return (about,)
    rate = words.say(
        _("{have} von {of} Regionen haben ihn bestätigt, {on_time} davon pünktlich."),
        have=issue.reported.have,
        of=issue.reported.of,
        on_time=issue.on_time.have,
    )
    return (f"{about} {rate}",)


def _section(words: Words, at: Setting, found: Report) -> Section:
    """The two numbers that matter of each kind, and how many corrections there are."""
    link = Link(words.say(_("{report} ansehen"), report=title(at, found.snapshot)), _href(words.house, found))
    both = zip(at.kinds, kinds(found.snapshot.figures), strict=True)
    said = [sentence(at, name, each) for name, each in both if each.offices]
    if corrected := len(found.snapshot.restatements):
        said.append(
            words.count(_("{n} Nachtrag zu früheren Berichten."), "{n} Nachträge zu früheren Berichten.", corrected)
        )
    return Section(at.scope(found.scope), tuple(Line(each, link) for each in said))


def _href(house: House, found: Report) -> str:
    return f"{house.url}/reports/{found.id}"
