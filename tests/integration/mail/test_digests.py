"""Digests: on which days, for whom, what is new in them, and how they escalate."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa

from models.mail_tables import NoticeRow
from models.obligations import obligations
from models.organisation import Function
from models.people_tables import AssignmentRow
from models.rollout.owed import Obligation
from tests.integration.mail.people import Post, add_person, stand_in
from tests.integration.mail.post_office import PostOffice
from tests.integration.mail.test_at_once import text_of
from tests.integration.offices import rows
from tests.making import QUALIFIED, command

AQUA, LEAD, MANAGER = "aqua@people.example", "lead@people.example", "manager@people.example"


def words(mail: EmailMessage) -> str:
    return " ".join(text_of(mail).split())


async def digests(post: Post, office: PostOffice) -> dict[str, EmailMessage]:
    """What is sent this morning, by address; what went before is forgotten."""
    office.took.clear()
    await post.plan_day()
    await post.send()
    return {str(mail["To"]): mail for mail in office.took}


async def mornings(post: Post, office: PostOffice, days: int) -> dict[str, list[int]]:
    """After how many days who was written to."""
    found: dict[str, list[int]] = {}
    for day in range(days):
        await post.rings()
        for address in await digests(post, office):
            found.setdefault(address, []).append(day)
        post.later(days=1)
    return found


async def test_who_has_open_steps_gets_one_digest_a_day_and_others_none(post: Post, office: PostOffice) -> None:
    sent = await digests(post, office)
    assert [AQUA] == list(sent)
    assert "Termin des Umsetzungsworkshops fehlt" in words(sent[AQUA])
    assert {} == await digests(post, office)


async def test_several_workers_plan_a_day_once(post: Post, office: PostOffice) -> None:
    await digests(post, office)
    post.planning = type(post.planning)(post.database, post.planning.domain)
    assert await post.plan_day() is None
    assert 1 == len(await post.deliveries())


async def test_without_news_there_is_a_digest_on_mondays_only(post: Post, office: PostOffice) -> None:
    assert 0 == post.today.weekday()
    assert {AQUA: [0, 7, 14]} == await mornings(post, office, 15)


async def test_on_a_holiday_nobody_is_written_to_and_the_week_begins_on_the_next_working_day(
    post: Post, office: PostOffice
) -> None:
    await digests(post, office)
    easter_monday = post.today.replace(month=4, day=6)
    post.later(days=(easter_monday - post.today).days - 3)
    await digests(post, office)
    found = await mornings(post, office, 6)
    assert {AQUA: [4]} == found  # Tuesday; Good Friday and Monday are free


async def test_what_became_due_is_news_and_the_second_reminder_is_told_to_the_regional_lead_as_well(
    post: Post, office: PostOffice
) -> None:
    (step,) = [o for o in _open(post) if o.holder is Function.AQUA_LEAD]
    await digests(post, office)
    told: dict[str, list[str]] = {AQUA: [], LEAD: []}
    while post.today <= step.third_on + timedelta(days=3):
        post.later(days=1)
        await post.rings()
        for address, mail in (await digests(post, office)).items():
            if "Neu: Agentur Eins: Termin des Umsetzungsworkshops" in words(mail):
                told[address].append(post.today.isoformat())
    reminded = [step.due_on, step.second_on, step.third_on]
    assert [day.isoformat() for day in reminded] == told[AQUA]
    assert [day.isoformat() for day in reminded[1:]] == told[LEAD]


def _open(post: Post) -> list[Obligation]:
    return [o for o in obligations(post.life.state) if o.is_open(post.today)]


async def test_a_reminder_counts_as_told_once_a_digest_was_planned(post: Post, office: PostOffice) -> None:
    post.later(days=120)
    await post.rings()
    waiting = [row for row in await rows(post.database, NoticeRow) if row["sent_at"] is None]
    await digests(post, office)
    assert {"reminder"} == {row["kind"] for row in waiting}
    assert [] == [row for row in await rows(post.database, NoticeRow) if row["sent_at"] is None]


async def test_while_the_office_is_paused_all_is_quiet(post: Post, office: PostOffice) -> None:
    await digests(post, office)
    post.later(days=1)
    await post.told(command("pause", since=post.today.isoformat(), reason="capacity"))
    assert {} == await mornings(post, office, 90)


async def test_a_step_of_a_vacant_function_is_told_to_who_can_fill_it(post: Post, office: PostOffice) -> None:
    async with post.database.write() as connection:
        ended = sa.update(AssignmentRow).where(AssignmentRow.person_id == "p-aqua")
        await connection.execute(ended.values(until=post.today - timedelta(days=1)))
    sent = await digests(post, office)
    assert [LEAD] == list(sent)
    assert "1 Schritt ohne Zuständige" in str(sent[LEAD]["Subject"])
    assert "niemand zuständig: Teamleitung AQua 100 ist nicht besetzt" in words(sent[LEAD])


async def test_the_zentrale_is_told_of_vacant_regions_and_only_counts_the_rest(post: Post, office: PostOffice) -> None:
    async with post.database.write() as connection:
        await add_person(connection, "central", (Function.CENTRAL, "all"))
        gone = AssignmentRow.person_id.in_(["p-aqua", "p-lead"])
        await connection.execute(sa.update(AssignmentRow).where(gone).values(until=post.today - timedelta(days=1)))
    await post.told(command("vacate_manager", vacated_on=post.today.isoformat()))
    mail = (await digests(post, office))["central@people.example"]
    assert "iLB-Verantwortliche/r Nord ist nicht besetzt" in words(mail)
    assert "In den Regionen ist für 1 weiteren Schritt niemand zuständig." in words(mail)
    assert "Teamleitung AQua" not in words(mail)


async def test_a_substitute_reads_in_whose_place_a_step_is_theirs(post: Post, office: PostOffice) -> None:
    async with post.database.write() as connection:
        await add_person(connection, "substitute")
        await stand_in(connection, "substitute", "aqua", (Function.AQUA_LEAD, "AQ-100"))
    sent = await digests(post, office)
    assert "(i. V. für: Teamleitung AQua)" in words(sent["substitute@people.example"])
    assert "i. V." not in words(sent[AQUA])


async def test_a_new_holder_reads_everything_as_new(post: Post, office: PostOffice) -> None:
    await digests(post, office)
    async with post.database.write() as connection:
        await add_person(connection, "next-aqua", (Function.AQUA_LEAD, "AQ-100"))
    post.later(days=1)
    sent = await digests(post, office)
    assert ["next-aqua@people.example"] == list(sent)
    assert "Neu: Agentur Eins" in words(sent["next-aqua@people.example"])


async def test_a_digest_that_lost_its_point_before_it_was_sent_is_not_sent(post: Post, office: PostOffice) -> None:
    await post.plan_day()
    await post.told(command("plan_workshop", workshop="implementation", planned_on="2026-04-13"))
    await post.send()
    assert [] == office.took
    assert {"p-aqua": "needless"} == await post.states()


async def test_a_confirmation_is_answered_on_its_one_screen(post: Post, office: PostOffice) -> None:
    await post.told(
        QUALIFIED.model_copy(update={"qualified_on": post.today}),
        command("plan_workshop", workshop="implementation", planned_on=post.today.isoformat()),
    )
    post.later(days=1)
    mail = (await digests(post, office))[AQUA]
    assert "https://ilb.example/units/111/workshops/implementation/answer" in words(mail)


@pytest.mark.parametrize("person", ["aqua", "lead"])
async def test_a_digest_names_no_person(post: Post, office: PostOffice, person: str) -> None:
    post.later(days=120)
    await post.rings()
    mail = (await digests(post, office))[f"{person}@people.example"]
    assert "Name of" not in mail.as_string()
    assert 1 == mail.as_string().count("@people.example")


async def test_a_look_back_with_something_missing_is_told_once_to_the_regional_lead(
    post: Post, office: PostOffice
) -> None:
    async with post.database.write() as connection:
        notice = {"stream": post.life.stream, "seq": 999, "kind": "sustainment", "unit_id": post.life.unit_id}
        await connection.execute(sa.insert(NoticeRow), {**notice, "level": 1, "recorded_at": post.moment})
    first = await digests(post, office)
    post.later(days=7)
    second = await digests(post, office)
    assert "Beim 1. Rückblick fehlte etwas." in words(first[LEAD])
    assert LEAD not in second


async def test_what_was_listed_in_a_digest_that_arrived_nowhere_is_new_the_next_morning(
    post: Post, office: PostOffice
) -> None:
    office.at_recipient = lambda _to: "550 no such user"
    assert {} == await digests(post, office)
    office.at_recipient = lambda _to: "250 OK"
    post.later(days=1)
    again = await digests(post, office)
    assert [AQUA] == list(again)
    assert "Neu:" in words(again[AQUA])
