"""Forms and files that are sent twice at the same moment, against real databases: one of the two does it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from activities import sent_forms, uploads
from models.database import Database
from models.page_tables import SentFormRow, UploadRow
from tests.integration.offices import NOW

TYPED = {"name": "Person", "key": "page-1"}


async def sent(database: Database, key: str, leads_to: str) -> bool:
    """Whether this one did it."""
    async with database.write() as connection:
        is_first = await sent_forms.claim(connection, key, NOW)
        if is_first:
            await asyncio.sleep(0.05)  # the other one comes meanwhile
            await sent_forms.settle(connection, key, leads_to)
    return is_first


async def test_of_two_that_send_a_form_at_once_one_does_it_and_both_know_where_it_led(database: Database) -> None:
    key = sent_forms.name_of("p-1", "/people/new", TYPED)
    first = await asyncio.gather(sent(database, key, "/people/1"), sent(database, key, "/people/2"))
    async with database.read() as session:
        led = await sent_forms.led_to(session, key)
    assert [False, True] == sorted(first)
    assert f"/people/{1 if first[0] else 2}" == led


async def test_a_form_whose_deed_was_refused_can_be_sent_again(database: Database) -> None:
    key = sent_forms.name_of("p-2", "/people/new", TYPED)
    with pytest.raises(LookupError):
        await refused(database, key)
    assert await sent(database, key, "/people/1")


async def refused(database: Database, key: str) -> None:
    async with database.write() as connection:
        await sent_forms.claim(connection, key, NOW)
        raise LookupError


def test_another_person_page_or_answer_is_another_form() -> None:
    names = {
        sent_forms.name_of("p-1", "/people/new", TYPED),
        sent_forms.name_of("p-2", "/people/new", TYPED),
        sent_forms.name_of("p-1", "/aqua-teams/new", TYPED),
        sent_forms.name_of("p-1", "/people/new", {**TYPED, "name": "Person B"}),
        sent_forms.name_of("p-1", "/people/new", {**TYPED, "key": "page-2"}),
    }
    assert 5 == len(names)


async def test_what_was_sent_is_forgotten_after_a_day(database: Database) -> None:
    key = sent_forms.name_of("p-3", "/people/new", TYPED)
    await sent(database, key, "/people/1")
    async with database.write() as connection:
        await sent_forms.sweep(connection, NOW + sent_forms.KEPT)
        kept = await connection.scalar(sa.select(SentFormRow.key).where(SentFormRow.key == key))
        await sent_forms.sweep(connection, NOW + sent_forms.KEPT + timedelta(seconds=1))
        gone = await connection.scalar(sa.select(SentFormRow.key).where(SentFormRow.key == key))
    assert (key, None) == (kept, gone)


async def kept(database: Database, name: str) -> str:
    async with database.write() as connection:
        return await uploads.keep(connection, b"a", name=name, kind="people", person_id="p-1", moment=NOW)


async def claimed(database: Database, token: str, after: timedelta = timedelta()) -> bool:
    async with database.write() as connection:
        return await uploads.claim(connection, token, NOW + after)


async def test_of_two_who_import_a_file_at_once_one_does(database: Database) -> None:
    token = await kept(database, "both.csv")
    assert [False, True] == sorted(await asyncio.gather(*(claimed(database, token) for _ in range(2))))


async def test_an_import_that_was_interrupted_can_be_begun_again(database: Database) -> None:
    token = await kept(database, "broken.csv")
    tries = [await claimed(database, token, after) for after in (timedelta(), uploads.LONGEST, 2 * uploads.LONGEST)]
    assert [True, False, True] == tries


async def test_a_file_that_is_being_imported_is_not_dropped(database: Database) -> None:
    token = await kept(database, "dropped.csv")
    await claimed(database, token)
    left = []
    async with database.write() as connection:
        for after in (timedelta(), 2 * uploads.LONGEST):
            await uploads.drop(connection, token, "p-1", NOW + after)
            left.append(await connection.scalar(sa.select(UploadRow.token).where(UploadRow.token == token)))
    assert [token, None] == left
