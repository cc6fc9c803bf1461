"""What every mail needs to be written: the reader's language, names of places, calendars, where links lead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from urllib.parse import quote

from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.letter import Link
from activities.reports.provenance import DEMO
from models.calendar import WorkingCalendar
from models.language import counted, said
from models.organisation import Land
from models.permissions import Grant
from models.programme import Programme, WorkshopConfirmed, WorkshopKind, shipped
from models.queries import records
from models.queries.scope import names
from models.rollout.owed import Obligation, Step
from models.translatable import _
from models.wording import Names, Voice, holder_words

PROGRAMME: Programme = shipped()
"""Mails speak from the edition we ship, as lists do; a unit's own page speaks from the edition the unit carries."""
NO_HOLIDAYS = WorkingCalendar(id="none", land=Land.BE, since=date.min, through=date.max, closed=())
"""For letters that count no days."""


@dataclass(frozen=True, slots=True)
class House:
    """Where the tracker is reached, the address it writes from, whether all is invented."""

    url: str
    sender: str
    is_demo: bool = False

    @property
    def address(self) -> str:
        """The bare address of ``sender``, which may carry a name."""
        return parseaddr(self.sender)[1]

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def worklist(self) -> str:
        return f"{self.url}/worklist"

    def unit(self, code: str) -> str:
        return f"{self.url}/units/{quote(code)}"

    def answer(self, code: str, kind: WorkshopKind) -> str:
        """The one screen on which a workshop is confirmed, moved or handed back."""
        return f"{self.unit(code)}/workshops/{kind.value}/answer"


@dataclass(frozen=True, slots=True)
class Words:
    """A reader's language with everything that sentences need."""

    house: House
    language: str
    on: date
    names: Names
    calendars: Mapping[str, WorkingCalendar]

    def say(self, message: str, **values: str | int) -> str:
        return said(self.language, message, **values)

    def count(self, one: str, many: str, number: int, **values: str | int) -> str:
        return counted(self.language, one, many, number, **values)

    def voice(self, calendar_id: str | None = None) -> Voice:
        """For sentences; one that counts no days needs no calendar of its own."""
        calendar = self.calendars[calendar_id or next(iter(self.calendars))]
        return Voice(PROGRAMME, self.names, calendar, self.on, self.language)

    def link_to(self, code: str, name: str, owed: Obligation) -> Link:
        """Where a step is settled: the answer to a workshop on its one screen, everything else at its office."""
        milestone = PROGRAMME.by_key.get(owed.milestone)
        if owed.step is Step.CONFIRM_WORKSHOP and milestone and isinstance(milestone.evidence, WorkshopConfirmed):
            words = self.say(_("Jetzt antworten: {unit}"), unit=name)
            return Link(words, self.house.answer(code, milestone.evidence.workshop))
        return self.link_to_unit(code, name)

    def link_to_unit(self, code: str, name: str) -> Link:
        return Link(self.say(_("{unit} öffnen"), unit=name), self.house.unit(code))

    def to_worklist(self) -> Link:
        return Link(self.say(_("Zu Ihrer Arbeitsliste")), self.house.worklist())

    def because(self, grants: Iterable[Grant]) -> str:
        held = dict.fromkeys(held_words(self.voice(), grant) for grant in grants)
        return self.say(_("Sie bekommen diese Nachricht als {functions}."), functions=", ".join(held))

    def footer(self, *because: str) -> tuple[str, ...]:
        """Why one gets this mail, and that nobody reads an answer."""
        sent = self.say(_("Diese Nachricht versendet der iLB Rollout-Tracker von selbst. Antworten liest niemand."))
        return (*because, sent, *((self.say(DEMO),) if self.house.is_demo else ()))


def held_words(voice: Voice, grant: Grant) -> str:
    """The function by which somebody is written to, „i. V.“ where it is a substitution."""
    words = holder_words(voice, grant.effective, grant.scope)
    return voice.say(_("{holder} (i. V.)"), holder=words) if grant.acting_for is not None else words


async def words_for(
    session: AsyncSession, house: House, language: str, on: date, units: Mapping[str, str], calendar_ids: Iterable[str]
) -> Words:
    """``units`` names those the mail speaks of, by id; ``calendar_ids`` are theirs, none where it speaks of none."""
    known = await names(session)
    called = Names(known.regions, known.teams, dict(units))
    calendars = await records.calendars(session, calendar_ids)
    return Words(house, language, on, called, calendars or {NO_HOLIDAYS.id: NO_HOLIDAYS})
