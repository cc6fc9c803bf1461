"""What one was told, by mail or not: reminders, changed dates, seats; and the other mails that went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query, Response

from activities.clock import BERLIN
from api.pages.mails_told import MAILED, MailLine, mails
from api.pages.shown import Link
from api.pages.site import site
from api.pages.story import event_words
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, spoken
from api.seeing import PROGRAMME
from models.notices import IMMEDIATE
from models.people_tables import PersonRow
from models.queries import records, told
from models.queries.scope import names
from models.queries.told import Asker
from models.wording import Names, Voice

if TYPE_CHECKING:
    from models.queries.told import ToldNotice

router = APIRouter(include_in_schema=False)

PATH = "/notices"
AMONG = 200
"""Notices of the scope that are looked through for one page."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice: when, where, what happened, and how one was told."""

    at: datetime
    unit: Link
    words: str
    how: str


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """`notices.html`: the newest first."""

    notices: tuple[NoticeLine, ...]
    mails: tuple[MailLine, ...]
    has_address: bool
    more_href: str | None


@router.get(PATH)
async def notices(visit: VisitDep, before: Annotated[str, Query(pattern=r"^\d{1,15}-\d{1,15}$")] = "") -> Response:
    caller, session = visit.caller, visit.session
    moment, _dash, number = before.partition("-")
    start = (int(moment), int(number)) if before else told.LAST
    asker = Asker(caller.person_id, caller.reading, caller.grants, caller.today)
    found, further = await told.notices(session, asker, before=start, among=AMONG)
    has_address = await session.scalar(sa.select(PersonRow.email).where(PersonRow.id == caller.person_id)) is not None
    known = await names(session)
    page = NoticesPage(
        notices=await _lines(visit, known, found, has_address=has_address),
        mails=await mails(visit, known) if not before else (),
        has_address=has_address,
        more_href=f"{PATH}?before={further[0]}-{further[1]}" if further is not None else None,
    )
    return site(visit.request).answer("notices.html", await visit.frame(_("Meine Mitteilungen")), page)


async def _lines(visit: Visit, known: Names, found: list[ToldNotice], *, has_address: bool) -> tuple[NoticeLine, ...]:
    calendars = await records.calendars(visit.session, {each.calendar_id for each in found})
    lines = []
    for each in found:
        here = Names(known.regions, known.teams)
        voice = Voice(PROGRAMME, here, calendars[each.calendar_id], visit.caller.today, spoken())
        words = event_words(voice, each.type, each.payload)
        unit = Link(each.name, f"/units/{each.code}")
        lines.append(NoticeLine(each.recorded_at.astimezone(BERLIN), unit, words, _how(each, has_address=has_address)))
    return tuple(lines)


def _how(notice: ToldNotice, *, has_address: bool) -> str:
    if notice.mail is not None:
        return str(MAILED[notice.mail])
    if not has_address:
        return _("keine E-Mail-Adresse hinterlegt")
    return _("steht nur hier") if notice.kind in IMMEDIATE else _("steht im Überblick, solange es offen ist")
