"""Whoever reads English is written to in English: overviews, what is told at once, and what stands in calendars."""

from __future__ import annotations

import re
from email.message import EmailMessage

import sqlalchemy as sa
from icalendar import Calendar

from models.people_tables import AssignmentRow, PersonRow
from tests.german import german_in
from tests.integration.mail.people import Post
from tests.integration.mail.post_office import PostOffice
from tests.integration.mail.test_at_once import CANCELLED, MOVED, PLANNED, text_of
from tests.integration.mail.test_seats import joins, leaves, moves
from tests.making import command

TAG = re.compile(r"<[^>]*>")
LATER = command("change_due_date", milestone="implementation_workshop", due_on="2026-12-01", reason="holidays")


def german(mail: EmailMessage) -> list[str]:
    """What of a mail is German, by line; names are English in this test's small organisation."""
    page = mail.get_body(("html",))
    assert page is not None
    told = [str(mail["Subject"]), *text_of(mail).splitlines(), *TAG.sub(" ", str(page.get_content())).splitlines()]
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            (event,) = Calendar.from_ical(str(part.get_content())).walk("VEVENT")
            told += [str(event[name]) for name in ("SUMMARY", "DESCRIPTION", "LOCATION") if name in event]
    return [line for line in told if german_in(line)]


async def everybody_reads_english(post: Post) -> None:
    async with post.database.write() as connection:
        await connection.execute(sa.update(PersonRow).values(language="en"))


async def test_what_is_told_at_once_has_no_german(post: Post, office: PostOffice) -> None:
    await everybody_reads_english(post)
    for each in (PLANNED, MOVED, CANCELLED, LATER, *joins(post), moves(post), leaves(post)):
        await post.told(each)
        await post.plan()
        await post.send()
    assert 8 < len(office.took)
    assert {"en"} == {mail["Content-Language"] for mail in office.took}
    assert [] == [line for mail in office.took for line in german(mail)]


async def test_overviews_have_no_german_neither_of_steps_nor_of_those_that_nobody_holds(
    post: Post, office: PostOffice
) -> None:
    await everybody_reads_english(post)
    for days in (0, 1, 120, 1, 1):
        post.later(days=days)
        await post.rings()
        await post.plan_day()
        await post.send()
    async with post.database.write() as connection:
        ended = sa.update(AssignmentRow).where(AssignmentRow.person_id == "p-aqua")
        await connection.execute(ended.values(until=post.today))
    post.later(days=7)
    await post.plan_day()
    await post.send()
    assert {"aqua@people.example", "lead@people.example"} <= {mail["To"] for mail in office.took}
    assert [] == [line for mail in office.took for line in german(mail)]
