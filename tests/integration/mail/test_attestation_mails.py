"""Whoever is to attest a region's report is asked by mail, reminded, and told that it is overdue; nobody else is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa

from models.organisation import Function
from models.people_tables import AssignmentRow, NoteRow, SubstitutionRow
from models.periods.attestation import AskBackReason
from models.periods.commands import Acknowledge, AskBack, Attest
from models.rollout.owed import NATIONAL
from tests.integration.mail.people import Post, add_person, stand_in
from tests.integration.mail.periods import PERIOD, give, open_now, rings
from tests.integration.mail.post_office import PostOffice
from tests.integration.mail.test_told_substitutions import text_of

LEAD, SPARE, CENTRAL = "lead@people.example", "spare@people.example", "central@people.example"
SECRET = "Stimmt die Zahl der Workshops?"
ASK = AskBack(region="100", reason=AskBackReason.FIGURE_UNCLEAR, note_id="n-1")
REMINDED, DUE, SECOND = date(2026, 3, 5), date(2026, 3, 9), date(2026, 3, 16)
"""Of a period that is opened on Monday, 2 March."""


@pytest.fixture
async def asked(post: Post) -> Post:
    """A period is open; nobody leads the other region of the country."""
    state = await open_now(post)
    assert [(REMINDED, DUE, SECOND)] == [(a.asked.remind_on, a.due_on, a.second_on) for a in state.regions.values()]
    return post


async def told(post: Post) -> int:
    """Plan and send; answers how many mails were new."""
    planned = await post.planning.plan_attestations(post.today, post.moment)
    await post.send()
    return planned


def subjects(mails: Sequence[EmailMessage]) -> list[str]:
    return [str(mail["Subject"]).removeprefix("iLB-Rollout: ") for mail in mails]


async def test_a_lead_is_asked_once_with_the_day_and_the_way_there(asked: Post, office: PostOffice) -> None:
    assert [1, 0] == [await told(asked), await told(asked)]
    (mail,) = office.took
    assert (LEAD, f"iLB-Rollout: Bitte bestätigen: Bericht {PERIOD}: Nord") == (mail["To"], mail["Subject"])
    assert "Bitte bis zum 09.03.2026 bestätigen." in text_of(mail)
    assert f"https://ilb.example/reports/{PERIOD}-100/attest" in text_of(mail)
    assert "iLB-Verantwortliche/r Nord" in text_of(mail)


async def test_reminders_follow_the_clocks_and_end_with_the_attestation(asked: Post, office: PostOffice) -> None:
    found: dict[date, list[str]] = {}
    for number in range(20):
        day = date(2026, 3, 2) + timedelta(days=number)
        await rings(asked, day)
        office.took.clear()
        await told(asked)
        if office.took:
            found[day] = subjects(office.took)
        if day == SECOND:
            await give(asked, Attest(region="100"))
    name = f"Bericht {PERIOD}: Nord"
    assert {
        date(2026, 3, 2): [f"Bitte bestätigen: {name}"],
        REMINDED: [f"Erinnerung, bitte bestätigen: {name}"],
        SECOND: [f"Bestätigung überfällig: {name}"],
    } == found


async def test_who_stands_in_is_asked_as_well_in_their_language(asked: Post, office: PostOffice) -> None:
    async with asked.database.write() as connection:
        await add_person(connection, "spare", language="en")
        await stand_in(connection, "spare", "lead", (Function.REGIONAL_LEAD, "100"))
    assert 2 == await told(asked)
    assert [f"iLB rollout: Please attest: Report {PERIOD}: Nord"] == [m["Subject"] for m in office.sent_to(SPARE)]
    assert "Please attest by 9 Mar 2026." in text_of(office.sent_to(SPARE)[0])


async def test_who_stands_in_for_single_offices_is_not_asked(asked: Post, office: PostOffice) -> None:
    async with asked.database.write() as connection:
        await add_person(connection, "spare")
        await stand_in(connection, "spare", "lead", (Function.REGIONAL_LEAD, "100"))
        await connection.execute(sa.update(SubstitutionRow).values(units='["u-1"]'))
    await told(asked)
    assert [LEAD] == [mail["To"] for mail in office.took]


async def test_a_vacant_region_reminds_nobody_and_whoever_takes_it_over_is_asked(
    asked: Post, office: PostOffice
) -> None:
    async with asked.database.write() as connection:
        await connection.execute(sa.delete(AssignmentRow).where(AssignmentRow.person_id == "p-lead"))
        await add_person(connection, "central", (Function.CENTRAL, NATIONAL))
    assert 0 == await told(asked)
    async with asked.database.write() as connection:
        await add_person(connection, "spare", (Function.REGIONAL_LEAD, "100"))
    assert 1 == await told(asked)
    assert [SPARE] == [mail["To"] for mail in office.took]


async def test_who_has_lost_the_function_when_it_is_sent_gets_nothing(asked: Post, office: PostOffice) -> None:
    await asked.planning.plan_attestations(asked.today, asked.moment)
    async with asked.database.write() as connection:
        held = sa.update(AssignmentRow).where(AssignmentRow.person_id == "p-lead")
        await connection.execute(held.values(until=asked.today - timedelta(days=1)))
    await asked.send()
    assert [] == office.took
    assert {"p-lead": "needless"} == await asked.states()


async def test_what_was_attested_before_the_mail_went_is_asked_no_more(asked: Post, office: PostOffice) -> None:
    await asked.planning.plan_attestations(asked.today, asked.moment)
    await give(asked, Attest(region="100"))
    await asked.send()
    assert [] == office.took


async def test_of_several_reminders_that_a_mail_server_held_up_the_last_goes(asked: Post, office: PostOffice) -> None:
    await asked.planning.plan_attestations(asked.today, asked.moment)
    await rings(asked, REMINDED)
    await told(asked)
    assert [f"Erinnerung, bitte bestätigen: Bericht {PERIOD}: Nord"] == subjects(office.took)


async def test_asked_back_the_lead_learns_why_but_not_by_mail_what_was_written(asked: Post, office: PostOffice) -> None:
    await give(asked, Attest(region="100"))
    note = {"id": "n-1", "unit_id": f"{PERIOD}-100", "text": SECRET, "actor_ref": None, "created_at": asked.moment}
    async with asked.database.write() as connection:
        await connection.execute(sa.insert(NoteRow), note)
    await give(asked, ASK)
    assert 1 == await told(asked)
    (mail,) = office.took
    assert [f"Rückfrage der Zentrale: Bericht {PERIOD}: Nord"] == subjects([mail])
    assert "Grund der Rückfrage: Eine Zahl ist unklar." in text_of(mail)
    assert SECRET not in text_of(mail)


# --- digests -------------------------------------------------------------------------------------------------------


async def digest(post: Post, office: PostOffice) -> dict[str, str]:
    """What is sent this morning, by address."""
    office.took.clear()
    await post.plan_day()
    await post.send()
    return {str(mail["To"]): text_of(mail) for mail in office.took}


async def test_a_digest_lists_what_is_to_be_attested_and_on_mondays_it_is_reason_enough(
    asked: Post, office: PostOffice
) -> None:
    monday = (await digest(asked, office))[LEAD]
    assert f"Bericht {PERIOD}: Nord: Bitte bis zum 09.03.2026 bestätigen." in monday
    asked.later(days=1)
    assert LEAD not in await digest(asked, office)
    asked.later(days=13)
    assert "Überfällig seit 09.03.2026. Bitte bestätigen." in (await digest(asked, office))[LEAD]


async def test_central_staff_read_in_their_digest_what_is_to_be_taken_note_of(asked: Post, office: PostOffice) -> None:
    asked.later(days=1)
    async with asked.database.write() as connection:
        await add_person(connection, "central", (Function.CENTRAL, NATIONAL))
    listed = f"Bericht {PERIOD}: Nord: Bestätigt; bitte zur Kenntnis nehmen oder zurückfragen."
    assert listed not in (await digest(asked, office))[CENTRAL]
    await give(asked, Attest(region="100"))
    asked.later(days=1)
    assert f"Neu: {listed}" in (await digest(asked, office))[CENTRAL]
    await give(asked, Acknowledge(region="100"))
    asked.later(days=5)
    assert listed not in (await digest(asked, office))[CENTRAL]


async def test_a_report_that_nobody_can_attest_is_told_to_central_staff(asked: Post, office: PostOffice) -> None:
    async with asked.database.write() as connection:
        await connection.execute(sa.delete(AssignmentRow).where(AssignmentRow.person_id == "p-lead"))
        await add_person(connection, "central", (Function.CENTRAL, NATIONAL))
    asked.later(days=1)
    found = await digest(asked, office)
    assert "iLB-Verantwortliche/r ist nicht besetzt: Niemand kann bestätigen." in found[CENTRAL]
