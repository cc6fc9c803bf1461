"""An address that the mail server refuses is shown until it is put right."""

from __future__ import annotations

import sqlalchemy as sa

from models.people_tables import PersonRow
from models.queries.undelivered import undelivered
from tests.integration.mail.people import Post
from tests.integration.mail.post_office import PostOffice
from tests.integration.mail.test_at_once import MOVED, PLANNED


async def shown(post: Post) -> list[tuple[str, int | None]]:
    async with post.database.read() as session:
        return [(each.person_id, each.code) for each in await undelivered(session, sa.true())]


async def refused(post: Post, office: PostOffice) -> None:
    office.at_recipient = lambda to: "550 no such user" if to == "aqua@people.example" else "250 OK"
    await post.told(PLANNED)
    await post.plan()
    await post.send()


async def test_a_refused_address_is_shown_and_others_are_not(post: Post, office: PostOffice) -> None:
    await refused(post, office)
    assert [("p-aqua", 550)] == await shown(post)


async def test_a_changed_address_is_not_the_one_that_was_refused(post: Post, office: PostOffice) -> None:
    await refused(post, office)
    async with post.database.write() as connection:
        right = sa.update(PersonRow).where(PersonRow.id == "p-aqua").values(email="right@people.example")
        await connection.execute(right)
    assert [] == await shown(post)


async def test_an_address_that_was_taken_later_is_shown_no_more(post: Post, office: PostOffice) -> None:
    await refused(post, office)
    office.at_recipient = lambda _to: "250 OK"
    post.later(hours=1)
    await post.told(MOVED)
    await post.plan()
    await post.send()
    assert [] == await shown(post)
