"""A report that was issued goes to its readers once, as a PDF; whoever lost the function meanwhile gets none."""

from __future__ import annotations

import io
from datetime import timedelta
from email.message import EmailMessage

import pypdf
import pytest
import sqlalchemy as sa

from activities.periods import put_issue
from models.commands import BY_SYSTEM
from models.organisation import Function
from models.people_tables import AssignmentRow
from models.periods.events import ReportIssued
from models.periods.issue import composed
from models.rollout.owed import NATIONAL
from tests.integration.mail.people import Post, add_person
from tests.integration.mail.periods import PERIOD, go_on, open_now
from tests.integration.mail.post_office import PostOffice


async def issue(post: Post) -> None:
    """The period is frozen, nobody attests, and the national report is issued."""
    issued = await put_issue(post.database, composed(await open_now(post), post.today, post.moment))
    event = ReportIssued(
        happened_on=post.today,
        recorded_on=post.today,
        by=BY_SYSTEM,
        sha256=issued.sha256,
        issued_at=post.moment,
        regions=issued.issue.reported.of,
        reported=issued.issue.reported.have,
        on_time=issued.issue.on_time.have,
    )
    await go_on(post, [event])


async def told(post: Post) -> int:
    planned = await post.planning.plan_reports(post.today, post.moment)
    await post.send()
    return planned


@pytest.fixture
async def issued(post: Post) -> Post:
    await issue(post)
    return post


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return " ".join(str(part.get_content()).split())


def printed(mail: EmailMessage) -> dict[str, str]:
    """The text of each attached PDF, by its name."""
    found = {}
    for part in mail.iter_attachments():
        assert "application/pdf" == part.get_content_type()
        pages = pypdf.PdfReader(io.BytesIO(part.get_content())).pages
        found[str(part.get_filename())] = " ".join(" ".join(page.extract_text().split()) for page in pages)
    return found


async def test_readers_of_a_region_get_its_report_and_central_staff_the_national_one(
    issued: Post, office: PostOffice
) -> None:
    async with issued.database.write() as connection:
        await add_person(connection, "central", (Function.CENTRAL, NATIONAL), language="en")
    assert 2 == await told(issued)
    (lead,), (central,) = office.sent_to("lead@people.example"), office.sent_to("central@people.example")
    assert f"iLB-Rollout: Der Bericht {PERIOD} ist ausgegeben" == lead["Subject"]
    assert f"https://ilb.example/reports/{PERIOD}-100" in text_of(lead)
    assert "0 von 1 Regionen haben ihn bestätigt" in text_of(lead)
    (name, text) = next(iter(printed(lead).items()))
    assert f"ilb-bericht-{PERIOD}-100.pdf" == name
    assert f"Bericht {PERIOD}" in text
    assert "Agentur für Arbeit" not in text, "a mail may be forwarded: lists of offices stay where scope is judged"
    assert [f"ilb-bericht-{PERIOD}-all.pdf"] == list(printed(central))
    assert f"Report {PERIOD}: Nationwide" in printed(central)[f"ilb-bericht-{PERIOD}-all.pdf"]


async def test_a_report_is_told_once_and_to_nobody_who_reads_single_offices_only(
    issued: Post, office: PostOffice
) -> None:
    assert [1, 0] == [await told(issued), await told(issued)]
    assert ["lead@people.example"] == [mail["To"] for mail in office.took]


async def test_who_has_lost_the_function_when_it_is_sent_gets_nothing(issued: Post, office: PostOffice) -> None:
    """Planned while they led the region, judged when the mail goes."""
    await issued.planning.plan_reports(issued.today, issued.moment)
    yesterday = issued.today - timedelta(days=1)
    async with issued.database.write() as connection:
        held = sa.update(AssignmentRow).where(AssignmentRow.person_id == "p-lead")
        await connection.execute(held.values(until=yesterday))
    await issued.send()
    assert [] == office.sent_to("lead@people.example")
    assert "needless" == (await issued.states())["p-lead"]


async def test_what_was_issued_long_ago_is_told_no_more(issued: Post) -> None:
    issued.later(days=15)
    assert 0 == await told(issued)


async def test_before_it_is_issued_nobody_is_told(post: Post) -> None:
    await open_now(post)
    assert 0 == await told(post)
