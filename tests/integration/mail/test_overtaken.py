"""After an outage nobody is told of a date that has changed since."""

from __future__ import annotations

import pytest

from models.commands import Command
from tests.integration.mail.people import Post
from tests.integration.mail.post_office import PostOffice
from tests.integration.mail.test_at_once import CANCELLED, MOVED, OTHER, PLANNED
from tests.making import command

AGAIN = command("move_workshop", workshop="implementation", planned_on="2026-04-27", reason="room")


def due(on: str) -> Command:
    return command("change_due_date", milestone="implementation_workshop", due_on=on, reason="capacity")


@pytest.mark.parametrize(
    ("commands", "told"),
    [
        ((PLANNED, MOVED), ["verschoben"]),
        ((PLANNED, MOVED, AGAIN), ["verschoben"]),
        ((PLANNED, MOVED, CANCELLED), ["abgesagt"]),
        ((PLANNED, CANCELLED, PLANNED), ["geplant"]),
        ((due("2026-09-01"), due("2026-09-02")), ["Frist geändert"]),
        ((PLANNED, OTHER), ["geplant", "geplant"]),
    ],
)
async def test_only_what_holds_is_told(
    post: Post, office: PostOffice, commands: tuple[Command, ...], told: list[str]
) -> None:
    await post.told(*commands)
    await post.plan()
    await post.send()
    subjects = [str(mail["Subject"]) for mail in office.sent_to("aqua@people.example")]
    assert told == [next(word for word in (*told, "?") if word in subject or word == "?") for subject in subjects]


async def test_what_was_overtaken_is_needless(post: Post, office: PostOffice) -> None:
    await post.told(PLANNED)
    await post.plan()
    await post.told(MOVED)
    await post.plan()
    await post.send()
    assert ["needless", "needless", "sent", "sent"] == [row["state"] for row in await post.deliveries()]
    assert 2 == len(office.took)


async def test_a_workshop_that_was_held_is_not_told_as_planned(post: Post, office: PostOffice) -> None:
    await post.told(PLANNED)
    await post.plan()
    post.later(days=45)
    held = command("confirm_workshop", workshop="implementation", held_on="2026-04-13", headcount="5-9")
    post.moment = post.moment.replace(month=4, day=14)
    await post.told(held)
    post.moment = post.moment.replace(month=3, day=2)
    await post.send()
    assert [] == office.took
