"""Mails that a demo keeps as files go with the person they were for."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
import sqlalchemy as sa

from activities.forgetting import forget
from activities.mail.forgotten import drop_forgotten
from activities.mail.transport import Outbox
from models.database import Database
from models.people_tables import AssignmentRow
from tests.integration.mail.people import Post, office_with_people
from tests.integration.mail.test_at_once import PLANNED


@pytest.fixture
async def kept(own_database: Database, tmp_path: Path) -> Post:
    """Both mails about a planned workshop, as files."""
    post = await office_with_people(own_database, Outbox(tmp_path / "outbox"))
    await post.told(PLANNED)
    await post.plan()
    await post.send()
    return post


def addressed(outbox: Outbox) -> list[str]:
    return sorted(str(message_from_bytes(path.read_bytes())["To"]) for path in outbox.files())


async def test_files_of_a_forgotten_person_go_and_others_stay(kept: Post, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    assert ["aqua@people.example", "manager@people.example"] == addressed(outbox)
    async with kept.database.write() as connection:
        ended = sa.update(AssignmentRow).where(AssignmentRow.person_id == "p-aqua")
        await connection.execute(ended.values(until=kept.today - timedelta(days=1)))
        await forget(connection, "p-aqua", within=None, today=kept.today, moment=kept.moment)
    assert 1 == await drop_forgotten(kept.database, outbox)
    assert ["manager@people.example"] == addressed(outbox)


async def test_as_long_as_nobody_is_forgotten_every_file_stays(kept: Post, tmp_path: Path) -> None:
    assert 0 == await drop_forgotten(kept.database, Outbox(tmp_path / "outbox"))
    assert 2 == len(addressed(Outbox(tmp_path / "outbox")))
