"""What changes somebody's date is told at once: to whom, in which words, with which calendar file."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any, cast

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from models.mail_tables import NoticeRow
from models.organisation import Function
from models.people_tables import AssignmentRow, PersonRow
from models.tables import ManagerRow, UnitRow
from tests.integration.mail.people import Post, add_person, stand_in
from tests.integration.mail.post_office import PostOffice
from tests.integration.offices import rows
from tests.making import by, command

PLANNED = command("plan_workshop", workshop="implementation", planned_on="2026-04-13")
OTHER = command("plan_workshop", workshop="consolidation", planned_on="2026-12-14")
MOVED = command("move_workshop", workshop="implementation", planned_on="2026-04-20", reason="room")
CANCELLED = command("cancel_workshop", workshop="implementation", reason="too_few")


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def event_of(mail: EmailMessage) -> tuple[str, Any]:
    """The method and the one event of the attached calendar."""
    (attached,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    calendar: Any = Calendar.from_ical(cast("bytes", attached.get_payload(decode=True)).decode())
    (event,) = calendar.walk("VEVENT")
    assert attached.get_param("method") == calendar["METHOD"]
    return str(calendar["METHOD"]), event


async def test_a_planned_workshop_is_told_to_aqua_lead_and_manager_and_nobody_else(
    post: Post, office: PostOffice
) -> None:
    await post.told(PLANNED)
    assert 1 == await post.plan()
    assert 2 == await post.send()
    assert {"aqua@people.example", "manager@people.example"} == {mail["To"] for mail in office.took}


async def test_it_says_what_where_and_when_and_leads_to_the_office(post: Post, office: PostOffice) -> None:
    await post.told(PLANNED)
    await post.plan()
    await post.send()
    (mail,) = office.sent_to("aqua@people.example")
    assert "iLB-Rollout: Umsetzungsworkshop geplant: Agentur Eins" == mail["Subject"]
    assert "iLB <ilb@tracker.example>" == mail["From"]
    assert "Termin: 13.04.2026." in text_of(mail)
    assert "https://ilb.example/units/111" in text_of(mail)
    assert "Sie bekommen diese Nachricht als Teamleitung AQua 100." in text_of(mail)


async def test_both_parts_say_the_same_and_the_page_has_language_heading_and_no_images(
    post: Post, office: PostOffice
) -> None:
    await post.told(PLANNED)
    await post.plan()
    await post.send()
    mail = office.took[0]
    page = mail.get_body(("html",))
    assert page is not None
    html = page.get_content()
    assert '<html lang="de">' in html
    assert 1 == html.count("<h1>")
    assert "<img" not in html
    assert "http:" not in html
    for words in ("Umsetzungsworkshop geplant: Agentur Eins", "Termin: 13.04.2026.", "https://ilb.example/units/111"):
        assert words in html
        assert words in text_of(mail)


async def test_who_reads_english_is_written_to_in_english(post: Post, office: PostOffice) -> None:
    async with post.database.write() as connection:
        await connection.execute(sa.update(PersonRow).where(PersonRow.id == "p-aqua").values(language="en"))
    for each in (PLANNED, MOVED):
        await post.told(each)
        await post.plan()
        await post.send()
    planned, moved = sorted(office.sent_to("aqua@people.example"), key=lambda mail: str(mail["Subject"]), reverse=True)
    assert "iLB rollout: Implementation workshop planned: Agentur Eins" == planned["Subject"]
    assert "en" == planned["Content-Language"]
    assert "New date: 20 Apr 2026, until now 13 Apr 2026. Reason: Room or equipment." in text_of(moved)
    assert "AQua team lead" in text_of(moved)


async def test_a_calendar_follows_the_workshop_under_one_uid_with_rising_sequence(
    post: Post, office: PostOffice
) -> None:
    for each in (PLANNED, MOVED, CANCELLED):
        await post.told(each)
        await post.plan()
        await post.send()
    told = [event_of(mail) for mail in office.sent_to("aqua@people.example")]
    assert ["PUBLISH", "PUBLISH", "CANCEL"] == [method for method, _ in told]
    assert ["2026-04-13", "2026-04-20", "2026-04-20"] == [str(event["DTSTART"].dt) for _, event in told]
    assert ["CONFIRMED", "CONFIRMED", "CANCELLED"] == [event["STATUS"] for _, event in told]
    assert 1 == len({event["UID"] for _, event in told})
    numbers = [int(event["SEQUENCE"]) for _, event in told]
    assert sorted(set(numbers)) == numbers


async def test_a_calendar_names_the_office_and_no_person(post: Post, office: PostOffice) -> None:
    await post.told(PLANNED)
    await post.plan()
    await post.send()
    _, event = event_of(office.took[0])
    assert "Umsetzungsworkshop: Agentur Eins" == event["SUMMARY"]
    assert "https://ilb.example/units/111/workshops/implementation/answer" == event["URL"]
    assert "mailto:ilb@tracker.example" == event["ORGANIZER"]
    assert "ATTENDEE" not in event
    assert "Name of" not in event.to_ical().decode()


async def test_a_changed_due_date_is_told_to_who_holds_the_step_not_to_who_changed_it(
    post: Post, office: PostOffice
) -> None:
    async with post.database.write() as connection:
        await add_person(connection, "second-lead", (Function.REGIONAL_LEAD, "100"))
    changed = command("change_due_date", milestone="implementation_workshop", due_on="2026-09-01", reason="capacity")
    await post.told(changed, actor_ref="a-aqua")
    await post.plan()
    assert {} == await post.states()
    changed = command("change_due_date", milestone="implementation_workshop", due_on="2026-09-02", reason="capacity")
    await post.told(changed, actor_ref="a-lead")
    await post.plan()
    await post.send()
    (mail,) = office.took
    assert "aqua@people.example" == mail["To"]
    assert "Termin des Umsetzungsworkshops: neue Frist 02.09.2026, bisher 01.09.2026. Grund: Kapazität." in " ".join(
        text_of(mail).split()
    )


async def test_a_substitute_is_told_as_well_in_whose_place(post: Post, office: PostOffice) -> None:
    async with post.database.write() as connection:
        await add_person(connection, "substitute")
        await stand_in(connection, "substitute", "aqua", (Function.AQUA_LEAD, "AQ-100"))
    await post.told(PLANNED)
    await post.plan()
    await post.send()
    (mail,) = office.sent_to("substitute@people.example")
    assert "als Teamleitung AQua 100 (i. V.)." in " ".join(text_of(mail).split())
    assert 1 == len(office.sent_to("aqua@people.example"))


async def test_who_no_longer_holds_the_function_when_it_is_sent_gets_nothing(post: Post, office: PostOffice) -> None:
    await post.told(PLANNED)
    await post.plan()
    async with post.database.write() as connection:
        ended = sa.update(AssignmentRow).where(AssignmentRow.person_id == "p-aqua")
        await connection.execute(ended.values(until=post.today.replace(day=1)))
        await connection.execute(sa.update(ManagerRow).values(until=post.today))
    await post.send()
    assert [] == office.took
    assert {"p-aqua": "needless", "p-manager": "needless"} == await post.states()


async def test_who_led_the_office_is_told_nothing_from_the_moment_it_lies_elsewhere(
    post: Post, office: PostOffice
) -> None:
    """Its rollout follows some seconds later; what its former lead does not read any more is not told either."""
    gone = command("vacate_manager", vacated_on="2026-03-01")
    changed = command("change_due_date", milestone="manager", due_on="2026-09-01", reason="capacity")
    await post.told(gone, changed)
    await post.plan()
    async with post.database.write() as connection:
        await connection.execute(sa.update(UnitRow).where(UnitRow.code == "111").values(region_code="200"))
    await post.send()
    assert ({"p-lead": "needless"}, []) == (await post.states(), office.took)


async def test_a_change_of_address_counts_until_the_mail_is_sent(post: Post, office: PostOffice) -> None:
    await post.told(PLANNED)
    await post.plan()
    async with post.database.write() as connection:
        moved = sa.update(PersonRow).where(PersonRow.id == "p-aqua").values(email="new@people.example")
        await connection.execute(moved)
    await post.send()
    assert 1 == len(office.sent_to("new@people.example"))


async def test_nothing_is_told_of_what_lies_weeks_back(post: Post, office: PostOffice) -> None:
    await post.told(PLANNED)
    post.later(days=15)
    assert 1 == await post.plan()
    assert {} == await post.states()
    assert 0 == await post.plan()


async def test_a_notice_holds_opaque_references_only(post: Post) -> None:
    await post.told(PLANNED, actor_ref="a-aqua", by=by(Function.AQUA_LEAD))
    (notice,) = [row for row in await rows(post.database, NoticeRow) if row["kind"] == "workshop_planned"]
    said = {value for value in notice.values() if isinstance(value, str)}
    assert {post.life.stream, post.life.unit_id, "workshop_planned"} == said


@pytest.mark.parametrize("email", [None, "not an address", "line\nbreak@people.example"])
async def test_an_address_that_is_none_keeps_nobody_else_from_their_mail(
    post: Post, office: PostOffice, email: str | None
) -> None:
    async with post.database.write() as connection:
        await connection.execute(sa.update(PersonRow).where(PersonRow.id == "p-aqua").values(email=email))
    await post.told(PLANNED)
    await post.plan()
    await post.send()
    assert ["manager@people.example"] == [mail["To"] for mail in office.took]
