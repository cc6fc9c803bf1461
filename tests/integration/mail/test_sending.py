"""Mail servers that refuse, stall, say nothing, go away: nothing is lost, and a repetition is recognisable."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import structlog

from activities.mail import dispatching
from activities.mail.dispatching import LEASE, PATIENCE, Dispatching, next_pause
from activities.mail.transport import MailServer, Smtp
from tests.integration.mail.people import Post
from tests.integration.mail.post_office import PostOffice
from tests.integration.mail.test_at_once import MOVED, OTHER, PLANNED

ROOT = Path(__file__).resolve().parents[3]
AQUA, MANAGER = "aqua@people.example", "manager@people.example"


@pytest.fixture
async def planned(post: Post) -> Post:
    """Two mails wait: to the AQua lead and to the manager."""
    await post.told(PLANNED)
    await post.plan()
    return post


async def test_a_mail_that_is_put_off_is_sent_later_and_only_once(planned: Post, office: PostOffice) -> None:
    office.at_data = lambda to: "451 try again" if to == AQUA else "250 OK"
    assert 1 == await planned.send()
    assert {"p-aqua": "waiting", "p-manager": "sent"} == await planned.states()
    office.at_data = lambda _to: "250 OK"
    assert 0 == await planned.send()  # not before its time
    planned.later(minutes=2)
    assert 1 == await planned.send()
    planned.later(days=1)
    assert 0 == await planned.send()
    assert {AQUA: 1, MANAGER: 1} == Counter(mail["To"] for mail in office.took)


async def test_waiting_grows_and_ends_after_days(planned: Post, office: PostOffice) -> None:
    office.at_recipient = lambda _to: "450 greylisted"
    tries = 0
    while "waiting" in (await planned.states()).values():
        await planned.send()
        tries += 1
        planned.later(seconds=next_pause(tries).total_seconds() + 1)
    assert {"expired"} == set((await planned.states()).values())
    assert 20 < tries < 40
    assert PATIENCE.total_seconds() < (planned.moment - (await planned.deliveries())[0]["created_at"]).total_seconds()


async def test_an_address_that_is_refused_is_recorded_and_the_others_get_their_mail(
    planned: Post, office: PostOffice
) -> None:
    office.at_recipient = lambda to: "550 no such user" if to == AQUA else "250 OK"
    await planned.send()
    planned.later(days=1)
    await planned.send()
    refused, sent = await planned.deliveries()
    assert ("refused", 550, 1) == (refused["state"], refused["code"], refused["tries"])
    assert "sent" == sent["state"]
    assert [MANAGER] == [mail["To"] for mail in office.took]


async def test_a_server_that_takes_a_mail_and_says_nothing_gets_it_again_under_the_same_id(
    planned: Post, office: PostOffice
) -> None:
    office.at_data = lambda to: None if to == AQUA else "250 OK"
    await planned.send()
    office.at_data = lambda _to: "250 OK"
    for _ in range(3):
        planned.later(minutes=2)
        await planned.send()
    assert {"p-aqua": "sent", "p-manager": "sent"} == await planned.states()
    assert [1, 2] == sorted(office.ids.values())
    assert 2 == len(office.sent_to(AQUA))


async def test_a_server_that_stalls_holds_nothing_up_for_longer_than_its_patience(
    planned: Post, office: PostOffice
) -> None:
    office.at_recipient = lambda _to: None
    began = asyncio.get_running_loop().time()
    assert 0 == await planned.send()
    assert asyncio.get_running_loop().time() - began < 2
    assert {"waiting"} == set((await planned.states()).values())


async def test_while_a_server_stalls_commands_are_recorded_as_fast_as_ever(planned: Post, office: PostOffice) -> None:
    office.at_recipient = lambda _to: None
    sending = asyncio.create_task(planned.send())
    await asyncio.sleep(0.1)
    began = asyncio.get_running_loop().time()
    await planned.told(MOVED)
    assert asyncio.get_running_loop().time() - began < 0.3
    assert not sending.done()
    await sending


async def test_an_hour_without_a_mail_server_loses_nothing_and_sends_nothing_twice(
    post: Post, office: PostOffice
) -> None:
    await office.close()
    for each in (PLANNED, OTHER):
        await post.told(each)
        await post.plan()
        for _ in range(20):
            await post.send()
            post.later(minutes=1)
    await office.open()
    for _ in range(90):
        await post.send()
        post.later(minutes=1)
    assert 4 == len(office.took) == len(office.ids)
    assert {"sent"} == {row["state"] for row in await post.deliveries()}


async def test_while_the_server_is_away_most_mails_are_not_even_tried(planned: Post, office: PostOffice) -> None:
    await office.close()
    await planned.send()
    await planned.send()
    assert [0, 1] == sorted(row["tries"] for row in await planned.deliveries())


async def test_a_sign_in_that_fails_is_nobodys_address(planned: Post, office: PostOffice) -> None:
    server = MailServer.of(office.url.replace("smtp://", "smtp://user:wrong@"))
    sending = Dispatching(planned.database, planned.sending.composing, Smtp(server, 0.5), lambda: planned.moment)
    assert 0 == await sending.send_due()
    assert {"waiting"} == set((await planned.states()).values())


async def test_several_workers_send_every_mail_once(post: Post, office: PostOffice) -> None:
    for each in (PLANNED, OTHER):
        await post.told(each)
    await asyncio.gather(*(post.plan() for _ in range(4)))
    workers = [
        Dispatching(post.database, post.sending.composing, Smtp(MailServer.of(office.url)), lambda: post.moment)
        for _ in range(4)
    ]
    assert 4 == sum(await asyncio.gather(*(worker.send_due() for worker in workers)))
    assert 4 == len(office.took) == len(office.ids)


async def test_no_name_and_no_address_is_logged(
    planned: Post, office: PostOffice, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    structlog.reset_defaults()  # a program that ran in this process before may have set up logging for itself
    monkeypatch.setattr(dispatching, "log", structlog.get_logger())
    office.at_recipient = lambda to: f"550 {to} is unknown" if to == AQUA else "250 OK"
    await planned.send()
    logged = "".join(capfd.readouterr())
    assert "mail_settled" in logged
    assert "@" not in logged
    assert "Name of" not in logged


KILLED = """
import asyncio, os, signal, sys
from activities.clock import now
from activities.mail.composing import Composing
from activities.mail.dispatching import Dispatching
from activities.mail.transport import MailServer, Smtp
from datetime import datetime
from models.database import Database
from tests.integration.mail.people import HOUSE

class Deadly(Smtp):
    async def hand_over(self, mail, sender, to):
        await super().hand_over(mail, sender, to)
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    database = Database(sys.argv[1])
    at = datetime.fromisoformat(sys.argv[3])
    await Dispatching(database, Composing(database, HOUSE), Deadly(MailServer.of(sys.argv[2])), lambda: at).send_due()

asyncio.run(main())
"""


async def test_a_worker_killed_between_sending_and_noting_it_leaves_the_same_message_id(
    planned: Post, office: PostOffice
) -> None:
    command = [sys.executable, "-c", KILLED, planned.database.url, office.url, planned.moment.isoformat()]
    killed = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, check=False, capture_output=True)
    assert -signal.SIGKILL == killed.returncode, killed.stderr
    assert 1 == len(office.took)
    assert 1 == await planned.send()  # the other one: what the dead had claimed is still theirs
    planned.later(seconds=LEASE.total_seconds() + 1)
    assert 1 == await planned.send()
    assert [1, 2] == sorted(office.ids.values())
    assert {"sent"} == set((await planned.states()).values())
