"""Whoever keeps the persons sees which of their addresses the mail server refuses."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from activities.clock import now
from models.notices import address_hash
from models.tables import DeliveryRow, PersonRow
from tests.acceptance.pages.visiting import visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

HEADING = "Adressen, die der Mailserver ablehnt"


@pytest.fixture(scope="module")
async def refused(tracker: World) -> str:
    """A team lead of region 200 to whose address a mail was refused."""
    async with tracker.database.write() as connection:
        lead = sa.select(PersonRow.id, sa.func.coalesce(PersonRow.email, "")).where(
            PersonRow.subject.startswith("aqua-AQ-200")
        )
        person_id, email = (await connection.execute(lead.order_by(PersonRow.subject))).first() or ("", "")
        settled = {"state": "refused", "tries": 1, "code": 550, "settled_at": now(), "next_try": now()}
        about = {"about": "digest/2026-01-05", "person_id": person_id, "message_id": "<refused@demo.invalid>"}
        row = {**about, **settled, "created_at": now(), "address_hash": address_hash(email)}
        await connection.execute(sa.insert(DeliveryRow), row)
    return str(person_id)


async def test_the_own_region_is_told_and_led_to_the_person(tracker: World, refused: str) -> None:
    async with visitor(tracker, "rd-200") as browser:
        people = (await browser.get("/people")).text
        person = (await browser.get(f"/people/{refused}")).text
    assert HEADING in people
    assert f'<li><a href="/people/{refused}">' in people
    assert "vom Mailserver abgelehnt: bitte berichtigen" in person


@pytest.mark.parametrize("username", ["rd-700", "auditor", "aqua"])
async def test_nobody_else_is_told(tracker: World, refused: str, username: str) -> None:
    async with visitor(tracker, username) as browser:
        page = await browser.get("/people")
    assert HEADING not in page.text
