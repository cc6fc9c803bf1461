"""Both are told of a substitution: that it was named, and that it was ended early."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa

from models.organisation import Function
from models.people_tables import AssignmentRow, PersonRow, SubstitutionRow
from tests.integration.mail.people import Post, add_person, stand_in
from tests.integration.mail.post_office import PostOffice

AQUA = Function.AQUA_LEAD, "AQ-100"


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return " ".join(str(part.get_content()).split())


async def told(post: Post) -> int:
    """Plan and send; answers how many mails were new."""
    planned = await post.planning.plan_substitutions(post.moment)
    await post.send()
    return planned


@pytest.fixture
async def named(post: Post) -> Post:
    """Somebody without a function of their own stands in for the AQua lead."""
    async with post.database.write() as connection:
        await add_person(connection, "spare", language="en")
        await stand_in(connection, "spare", "aqua", AQUA)
    return post


async def test_both_are_told_once_in_their_language(named: Post, office: PostOffice) -> None:
    assert [2, 0] == [await told(named), await told(named)]
    (one,), (other,) = office.sent_to("aqua@people.example"), office.sent_to("spare@people.example")
    assert "iLB-Rollout: Vertretung: Teamleitung AQua 100" == one["Subject"]
    assert "Name of spare vertritt Sie vom 27.02.2026 bis zum 01.04.2026." in text_of(one)
    assert "You stand in for Name of aqua from 27 Feb 2026 through 1 Apr 2026." in text_of(other)
    assert "https://ilb.example/substitutions" in text_of(other)


async def test_both_are_told_that_it_was_ended_early(named: Post, office: PostOffice) -> None:
    await told(named)
    async with named.database.write() as connection:
        await connection.execute(sa.update(SubstitutionRow).values(ended_at=named.moment))
    assert 2 == await told(named)
    (_first, last) = office.sent_to("aqua@people.example")
    assert "iLB-Rollout: Vertretung beendet: Teamleitung AQua 100" == last["Subject"]


async def test_what_was_ended_before_anybody_was_told_is_told_as_ended_only(named: Post, office: PostOffice) -> None:
    async with named.database.write() as connection:
        await connection.execute(sa.update(SubstitutionRow).values(ended_at=named.moment))
    await told(named)
    subjects = [mail["Subject"] for mail in office.took]
    assert 2 == len(subjects)
    assert all("beendet" in subject or "ended" in subject for subject in subjects)


async def test_who_acts_for_a_vacant_function_is_told_that_it_is_vacant(named: Post, office: PostOffice) -> None:
    async with named.database.write() as connection:
        await connection.execute(sa.update(SubstitutionRow).values(assignment_id=None, occasion="vacant"))
        left = {"until": named.moment.date() - timedelta(days=30)}
        await connection.execute(sa.update(AssignmentRow).where(AssignmentRow.scope == AQUA[1]).values(left))
        await connection.execute(sa.update(PersonRow).values(language="de"))
    assert 1 == await told(named)
    (mail,) = office.took
    assert "Sie nehmen diese Funktion vom 27.02.2026 bis zum 01.04.2026 kommissarisch wahr." in text_of(mail)


async def test_what_is_long_past_is_told_no_more(named: Post) -> None:
    named.later(days=15)
    assert 0 == await told(named)
