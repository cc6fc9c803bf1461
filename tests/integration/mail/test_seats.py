"""The day of a course is told to those whose day it is, and stands in their calendars."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from models.commands import Command
from models.tables import ManagerRow, ObligationRow
from tests.integration.mail.people import Post
from tests.integration.mail.post_office import PostOffice
from tests.integration.mail.test_at_once import event_of, text_of
from tests.making import command

PLACE = {"wave": "w-1", "reservation": "s-1"}
MANAGER = "manager@people.example"


def joins(post: Post) -> tuple[Command, ...]:
    """An office in need of a seat gets one."""
    on = post.today.isoformat()
    joined = {"course": "k-1", "course_starts_on": "2026-06-08", "seats": 1, "nominate_within": 20, "asked_on": on}
    return command("release_companion", companion="c1", released_on=on), command("join_wave", **PLACE, **joined)


def moves(post: Post, to: str = "2026-07-06") -> Command:
    return command("move_seat", moved_on=post.today.isoformat(), course="k-2", course_starts_on=to, **PLACE)


def leaves(post: Post, outcome: str = "aborted") -> Command:
    return command("leave_wave", wave="w-1", outcome=outcome, left_on=post.today.isoformat())


async def happens(post: Post, *commands: Command) -> None:
    await post.told(*commands)
    await post.plan()
    await post.send()


async def test_seats_and_a_moved_course_are_told_to_the_manager(post: Post, office: PostOffice) -> None:
    await happens(post, *joins(post))
    await happens(post, moves(post))
    assert [MANAGER, MANAGER] == [mail["To"] for mail in office.took]
    joined, moved = office.took
    assert "Die Dienststelle hat 1 Platz in einem Kurs, der am 08.06.2026 beginnt." in text_of(joined)
    assert "Der Kurs beginnt am 06.07.2026 statt am 08.06.2026." in text_of(moved)


async def test_whoever_has_to_nominate_is_told_as_well(post: Post, office: PostOffice) -> None:
    await post.told(*joins(post))
    async with post.database.write() as connection:
        vacant = sa.update(ManagerRow).values(until=post.today.replace(day=1))
        await connection.execute(vacant)
        held = {"holder": "regional_lead", "scope": "100"}
        await connection.execute(sa.update(ObligationRow).where(ObligationRow.step == "nominate_for_wave").values(held))
    await post.plan()
    await post.send()
    assert ["lead@people.example"] == [mail["To"] for mail in office.took]


async def test_a_calendar_follows_the_seat_from_course_to_course_and_out(post: Post, office: PostOffice) -> None:
    for each in (joins(post), (moves(post),), (leaves(post),)):
        await happens(post, *each)
    told: list[tuple[str, Any]] = [event_of(mail) for mail in office.took]
    assert ["PUBLISH", "PUBLISH", "CANCEL"] == [method for method, _ in told]
    assert ["2026-06-08", "2026-07-06", "2026-07-06"] == [str(event["DTSTART"].dt) for _, event in told]
    assert ["CONFIRMED", "CONFIRMED", "CANCELLED"] == [event["STATUS"] for _, event in told]
    assert {"Kursbeginn: Agentur Eins"} == {str(event["SUMMARY"]) for _, event in told}
    assert 1 == len({event["UID"] for _, event in told})
    numbers = [int(event["SEQUENCE"]) for _, event in told]
    assert sorted(set(numbers)) == numbers
    assert not [event for _, event in told if "ATTENDEE" in event]


async def test_who_gives_the_seat_back_finds_the_day_gone(post: Post, office: PostOffice) -> None:
    await happens(post, *joins(post))
    await happens(post, command("decline_wave", declined_on=post.today.isoformat()))
    method, event = event_of(office.took[-1])
    assert ("CANCEL", "2026-06-08") == (method, str(event["DTSTART"].dt))
    assert "Die Dienststelle hat keinen Platz mehr in dem Kurs, der am 08.06.2026 beginnt." in " ".join(
        text_of(office.took[-1]).split()
    )


async def test_once_the_course_has_begun_leaving_changes_nobodys_day(post: Post, office: PostOffice) -> None:
    await happens(post, *joins(post))
    post.later(days=200)
    await happens(post, leaves(post, "failed"))
    assert 1 == len(office.took)
    assert {"p-manager": "needless"} == await post.states()


async def test_a_course_with_fewer_seats_says_how_many(post: Post, office: PostOffice) -> None:
    on = post.today.isoformat()
    released = command("release_companion", companion="c1", released_on=on)
    seats = {"course": "k-1", "course_starts_on": "2026-06-08", "seats": 2, "nominate_within": 20, "asked_on": on}
    await happens(post, released, command("join_wave", **PLACE, **seats))
    to = {"course": "k-2", "course_starts_on": "2026-07-06", "seats": 1, "moved_on": on}
    await happens(post, command("move_seat", **PLACE, **to))
    assert "Die Dienststelle hat dort 1 Platz." in text_of(office.took[-1])


async def test_fewer_seats_alone_move_nobodys_day(post: Post, office: PostOffice) -> None:
    await happens(post, *joins(post))
    same = {"course": "k-1", "course_starts_on": "2026-06-08", "seats": 2, "moved_on": post.today.isoformat()}
    await happens(post, command("move_seat", **PLACE, **same))
    assert 1 == len(office.took)


async def test_a_seat_that_is_lost_at_the_gate_is_told_with_the_reason(post: Post, office: PostOffice) -> None:
    await happens(post, *joins(post))
    lost = command("move_seat", moved_on=post.today.isoformat(), why="gate_open", **PLACE)
    await happens(post, lost)
    told = " ".join(text_of(office.took[-1]).split())
    assert "Die Beteiligung der Interessenvertretung war zum Kursbeginn noch nicht abgeschlossen." in told
    assert "fällt aus" not in told
    assert "CANCEL" == event_of(office.took[-1])[0]


# --- what is overtaken -----------------------------------------------------------------------------------------


async def test_a_seat_that_is_told_late_is_told_as_it_is_now(post: Post, office: PostOffice) -> None:
    await happens(post, *joins(post), moves(post))
    first = next(mail for mail in office.took if "Plätze" in mail["Subject"])
    assert "in einem Kurs, der am 06.07.2026 beginnt." in " ".join(text_of(first).split())
    assert {"2026-07-06"} == {str(event_of(mail)[1]["DTSTART"].dt) for mail in office.took}


@pytest.mark.parametrize("late", ["moved again", "left"])
async def test_a_move_that_was_overtaken_is_not_told(post: Post, office: PostOffice, late: str) -> None:
    await happens(post, *joins(post))
    after = moves(post, "2026-08-03") if late == "moved again" else leaves(post)
    await happens(post, moves(post), after)
    assert 2 == len(office.took)
    assert ["sent", "needless", "sent"] == [row["state"] for row in await post.deliveries()]


async def test_a_seat_whose_course_has_gone_meanwhile_is_not_told_as_one(post: Post, office: PostOffice) -> None:
    waiting = command("move_seat", wave="w-1", reservation="s-1", moved_on=post.today.isoformat())
    await happens(post, *joins(post), waiting)
    assert not [mail for mail in office.took if "Plätze" in mail["Subject"]]
    assert {"CANCEL"} == {event_of(mail)[0] for mail in office.took}
