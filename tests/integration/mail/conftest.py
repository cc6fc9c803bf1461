"""An office with people, and a mail server of their own for every test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from activities.mail.transport import MailServer, Smtp
from models.database import Database
from tests.integration.mail.people import Post, office_with_people
from tests.integration.mail.post_office import PostOffice
from tests.integration.offices import opened


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    server = PostOffice()
    await server.open()
    yield server
    await server.close()


@pytest.fixture
async def own_database(organised_url: str) -> AsyncIterator[Database]:
    async with opened(organised_url) as found:
        yield found


@pytest.fixture
async def post(own_database: Database, office: PostOffice) -> Post:
    return await office_with_people(own_database, Smtp(MailServer.of(office.url), patience=0.5))
