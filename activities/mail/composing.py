"""Putting one mail together at the moment it is sent: who they are now, what concerns them still, what is open now."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage

from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.attestations import PREFIX as ATTESTATION
from activities.mail.attestations import letter_about as letter_asking
from activities.mail.digest_letter import News, digest_letter
from activities.mail.letter import Stamp, message
from activities.mail.notice_letter import notice_letter
from activities.mail.noticed import NOTICE, told_of
from activities.mail.planning import DIGEST, last_told
from activities.mail.reports import PREFIX as REPORT
from activities.mail.reports import IssuedReports
from activities.mail.substitutions import PREFIX as SUBSTITUTION
from activities.mail.substitutions import letter_about
from activities.mail.writing import House, words_for
from models.database import Database
from models.mail_tables import DeliveryRow
from models.notices import NoticeKind, grant_told, posts_told
from models.permissions import UnitScope
from models.queries.digests import LookedBack, Open, Standing, digest_of, standing, told_back
from models.queries.recipients import Recipient, recipients

FRESH = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Mail:
    message: EmailMessage
    address: str


@dataclass
class Composing:
    """Writes what a delivery says, for the person as they are today."""

    database: Database
    house: House
    _seen: tuple[datetime, Standing] | None = None
    _reports: IssuedReports | None = None

    async def compose(self, delivery: DeliveryRow, today: date, now: datetime) -> Mail | None:
        """The mail, or None when there is nothing left to tell this person, or nowhere to send it."""
        async with self.database.read() as session:
            if delivery.about.startswith(SUBSTITUTION):
                return await self._substitution(session, delivery, today, now)
            person = (await recipients(session, today, [delivery.person_id])).get(delivery.person_id)
            if person is None:
                return None
            stamp = Stamp(self.house.sender, person.address, delivery.message_id, now)
            if delivery.about.startswith(ATTESTATION):
                letter = await letter_asking(session, self.house, delivery.about, person, today)
                return Mail(message(letter, stamp), person.address) if letter is not None else None
            if delivery.about.startswith(REPORT):
                return await self._report(session, delivery, person, today, stamp)
            if delivery.about.startswith(DIGEST):
                return await self._digest(session, delivery, person, today, stamp)
            return await self._notice(session, delivery, person, today, stamp)

    async def _substitution(
        self, session: AsyncSession, delivery: DeliveryRow, today: date, now: datetime
    ) -> Mail | None:
        """Whoever stands in is told before it begins, when they may hold no function yet."""
        found = await letter_about(session, self.house, delivery.about, delivery.person_id, today)
        if found is None:
            return None
        stamp = Stamp(self.house.sender, found.address, delivery.message_id, now)
        return Mail(message(found.letter, stamp), found.address)

    async def _report(
        self, session: AsyncSession, delivery: DeliveryRow, person: Recipient, today: date, stamp: Stamp
    ) -> Mail | None:
        if self._reports is None:
            self._reports = IssuedReports(self.house)
        found = await self._reports.letter_about(session, delivery.about, person, today)
        return Mail(message(found.letter, stamp, files=found.attached), found.address) if found is not None else None

    async def _digest(
        self, session: AsyncSession, delivery: DeliveryRow, person: Recipient, today: date, stamp: Stamp
    ) -> Mail | None:
        refs = json.loads(delivery.told or "[]")
        looked_back = [int(ref.partition("/")[2]) for ref in refs if ref.startswith("notice/")]
        open_ = replace(await self._open(session, today, stamp.at), looked_back=await told_back(session, looked_back))
        digest = digest_of(person.grants, open_)
        if not digest.refs:
            return None
        told = (await last_told(session, before=delivery.about)).get(person.person_id, frozenset())
        listed: list[Open | LookedBack] = [*digest.mine, *digest.escalated, *digest.orphans, *digest.looked_back]
        units = dict(_place(each) for each in listed)
        calendar_ids = {each.task.calendar_id if isinstance(each, Open) else each.calendar_id for each in listed}
        words = await words_for(session, self.house, person.language, today, units, calendar_ids)
        return Mail(message(digest_letter(words, digest, person.grants, News(told)), stamp), person.address)

    async def _open(self, session: AsyncSession, today: date, now: datetime) -> Standing:
        """All open steps, read anew now and then: a morning's digests all need the same."""
        if self._seen is None or self._seen[1].on != today or now - self._seen[0] > FRESH:
            self._seen = now, await standing(session, today)
        return self._seen[1]

    async def _notice(
        self, session: AsyncSession, delivery: DeliveryRow, person: Recipient, today: date, stamp: Stamp
    ) -> Mail | None:
        row = (await session.execute(NOTICE, {"id": delivery.notice_id})).one_or_none()
        if row is None:
            return None
        told = await told_of(session, row)
        if told is None:
            return None
        place = UnitScope(told.unit_id, row.region_code, row.aqua_team)
        holder = (told.owed.holder, told.owed.scope) if told.owed is not None and told.owed.scope else None
        grant = grant_told(person.grants, posts_told(NoticeKind(row.kind), place, holder), place, today)
        if grant is None:
            return None
        units = {told.unit_id: told.name}
        words = await words_for(session, self.house, person.language, today, units, [row.calendar_id])
        letter, attached = notice_letter(words, told, grant)
        return Mail(message(letter, stamp, attached), person.address)


def _place(listed: Open | LookedBack) -> tuple[str, str]:
    if isinstance(listed, Open):
        return listed.task.unit_id, listed.task.name
    return listed.unit_id, listed.name
