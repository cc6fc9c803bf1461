"""Whoever keeps the persons sees whom no mail reaches: refused addresses, and function holders without one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from activities.clock import now
from models.mail_tables import DeliveryRow
from models.notices import address_hash
from models.people_tables import PersonRow
from tests.acceptance.pages.visiting import visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

WITHOUT = "Ohne E-Mail-Adresse"
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


@pytest.fixture(scope="module")
async def unaddressed(tracker: World) -> AsyncIterator[str]:
    """A team lead of region 200 whose address nobody has entered; it is there again afterwards."""
    async with tracker.database.write() as connection:
        lead = sa.select(PersonRow.id, PersonRow.email).where(PersonRow.subject.startswith("aqua-AQ-200"))
        person_id, email = (await connection.execute(lead.order_by(PersonRow.subject.desc()))).first() or ("", "")
        await connection.execute(sa.update(PersonRow).where(PersonRow.id == person_id).values(email=None))
    yield str(person_id)
    async with tracker.database.write() as connection:
        await connection.execute(sa.update(PersonRow).where(PersonRow.id == person_id).values(email=email))


@pytest.mark.parametrize(("expected", "username"), [(True, "rd-200"), (False, "rd-700"), (False, "aqua")])
async def test_a_function_holder_without_an_address_is_shown_to_who_can_enter_one(
    tracker: World,
    unaddressed: str,
    expected: bool,  # noqa: FBT001 - the expected value
    username: str,
) -> None:
    async with visitor(tracker, username) as browser:
        people = (await browser.get("/people")).text.partition('id="list"')[0]
    assert expected is (WITHOUT in people and f'<a href="/people/{unaddressed}">' in people)


async def test_who_cannot_sign_in_waits_for_no_mail(tracker: World) -> None:
    """Responsible managers without access are not asked for an address."""
    async with tracker.database.read() as session:
        query = sa.select(PersonRow.id).where(PersonRow.issuer.is_(None), PersonRow.region_code == "200")
        managers = set((await session.scalars(query)).all())
    async with visitor(tracker, "rd-200") as browser:
        people = (await browser.get("/people")).text.partition('id="list"')[0]
    assert managers
    assert not [person for person in managers if f"/people/{person}" in people]
