"""A mail server took a mail and says later that nobody gets it, in the words of Postfix and of Exchange."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from activities.mail.bounces import bounce_of, record_bounce
from tests.integration.mail.people import Post
from tests.integration.mail.post_office import PostOffice
from tests.integration.mail.test_at_once import PLANNED
from tests.integration.mail.test_refused_addresses import shown

AQUA = "aqua@people.example"
UNKNOWN = "550 5.1.1 <aqua@people.example>: Recipient address rejected: User unknown"
POSTFIX = """\
Return-Path: <>
Received: by mx.tracker.example (Postfix)
\tid 4ZxYbC1n2Tz3f; Mon,  2 Mar 2026 10:00:07 +0100 (CET)
Date: Mon,  2 Mar 2026 10:00:07 +0100 (CET)
From: MAILER-DAEMON@mx.tracker.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: ilb@tracker.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4ZxYbC0P1Sz3d.1772442007/mx.tracker.example"
Content-Transfer-Encoding: 8bit
Message-Id: <4ZxYbC1n2Tz3f@mx.tracker.example>

This is a MIME-encapsulated message.

--4ZxYbC0P1Sz3d.1772442007/mx.tracker.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

This is the mail system at host mx.tracker.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<elsewhere@hosted.example> (expanded from <aqua@people.example>): host
    mx.hosted.example[192.0.2.7] said: {said} (in reply to RCPT TO command)

--4ZxYbC0P1Sz3d.1772442007/mx.tracker.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.tracker.example
X-Postfix-Queue-ID: 4ZxYbC0P1Sz3d
X-Postfix-Sender: rfc822; ilb@tracker.example
Arrival-Date: Mon,  2 Mar 2026 10:00:06 +0100 (CET)

Final-Recipient: rfc822; elsewhere@hosted.example
Original-Recipient: rfc822;aqua@people.example
Action: {action}
Status: {status}
Remote-MTA: dns; mx.hosted.example
Diagnostic-Code: smtp; {said}

--4ZxYbC0P1Sz3d.1772442007/mx.tracker.example
Content-Description: Undelivered Message
Content-Type: message/rfc822
Content-Transfer-Encoding: 8bit

Received: from worker.tracker.example (worker.tracker.example [192.0.2.3])
\tby mx.tracker.example (Postfix) with ESMTPS id 4ZxYbC0P1Sz3d
{mail}
--4ZxYbC0P1Sz3d.1772442007/mx.tracker.example--
"""
EXCHANGE = """\
From: postmaster@people.example
To: ilb@tracker.example
Date: Mon, 2 Mar 2026 09:00:09 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="8f3f11c4-2d6d-4dd5-8e2e-70ec0ac4a6f4"
MIME-Version: 1.0
Content-Language: de-DE
Subject: Unzustellbar: iLB-Rollout

--8f3f11c4-2d6d-4dd5-8e2e-70ec0ac4a6f4
Content-Type: text/plain; charset="utf-8"

Ihre Nachricht konnte nicht zugestellt werden.

--8f3f11c4-2d6d-4dd5-8e2e-70ec0ac4a6f4
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.people.example
Received-From-MTA: dns;mx.tracker.example
Arrival-Date: Mon, 2 Mar 2026 09:00:08 +0000

Final-Recipient: rfc822;aqua@people.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient aqua@people.example not found

--8f3f11c4-2d6d-4dd5-8e2e-70ec0ac4a6f4
Content-Type: text/rfc822-headers

{headers}
--8f3f11c4-2d6d-4dd5-8e2e-70ec0ac4a6f4--
"""


def from_postfix(mail: str, said: str = UNKNOWN, status: str = "5.1.1", action: str = "failed") -> bytes:
    return POSTFIX.format(mail=mail, said=said, status=status, action=action).encode()


@pytest.fixture
async def taken(post: Post, office: PostOffice) -> str:
    """The mail to the AQua lead, which the mail server took."""
    await post.told(PLANNED)
    await post.plan()
    while "waiting" in (await post.states()).values():  # a busy machine may need a second try
        await post.send()
        post.later(minutes=2)
    return office.sent_to(AQUA)[0].as_string()


async def noted(post: Post, raw: bytes) -> int | None:
    bounce = bounce_of(raw)
    return None if bounce is None else await record_bounce(post.database, bounce, post.moment)


async def test_an_address_that_turns_out_wrong_is_shown_like_one_refused_at_once(post: Post, taken: str) -> None:
    assert await noted(post, from_postfix(taken)) is not None
    assert [("p-aqua", 550)] == await shown(post)
    assert {"p-aqua": "refused", "p-manager": "sent"} == await post.states()


async def test_headers_are_enough_to_find_the_mail(post: Post, taken: str) -> None:
    headers = taken.partition("\n\n")[0] + "\n"
    assert await noted(post, EXCHANGE.format(headers=headers).encode()) is not None
    assert [("p-aqua", 550)] == await shown(post)


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ("552 5.2.2 mailbox is full", "5.2.2", 552),
        ("550 5.7.1 this content is not wanted here", "5.7.1", 550),
        ("554 5.7.1 blocked", "5.7.1", 554),
        ("delivery expired", "5.4.7", 554),
    ],
)
async def test_what_is_not_about_the_address_is_noted_but_no_wrong_address(
    post: Post, taken: str, said: str, status: str, code: int
) -> None:
    await noted(post, from_postfix(taken, said, status))
    assert [] == await shown(post)
    assert [("refused", code), ("sent", None)] == [(row["state"], row["code"]) for row in await post.deliveries()]


async def test_a_delay_changes_nothing(post: Post, taken: str) -> None:
    assert await noted(post, from_postfix(taken, "450 4.2.0 greylisted", "4.2.0", "delayed")) is None
    assert {"p-aqua": "sent", "p-manager": "sent"} == await post.states()


async def test_a_mail_of_somebody_else_changes_nothing(post: Post, taken: str) -> None:
    other = taken.replace("Message-ID: <", "Message-ID: <0")
    assert await noted(post, from_postfix(other)) is None
    assert {"p-aqua": "sent", "p-manager": "sent"} == await post.states()


@pytest.mark.parametrize(
    "raw", [b"", b"Subject: Ich bin im Urlaub\n\nBis Montag.", b"\xff\xfe", b"Content-Type: multipart/report\n\n--"]
)
async def test_what_is_no_notification_changes_nothing(raw: bytes) -> None:
    assert bounce_of(raw) is None


@pytest.mark.parametrize("way", ["pipe", "file"])
async def test_a_mail_servers_pipe_may_call_it(post: Post, taken: str, tmp_path: Path, way: str) -> None:
    file = tmp_path / "notification.eml"
    file.write_bytes(from_postfix(taken))
    command = [str(Path(sys.executable).parent / "ilb"), "bounced", *([str(file)] if way == "file" else [])]
    settings = {**os.environ, "ILB_DATABASE_URL": post.database.url}
    fed = None if way == "file" else file.read_bytes()
    done = await asyncio.to_thread(subprocess.run, command, input=fed, env=settings, capture_output=True, check=False)
    assert (0, b"") == (done.returncode, done.stderr)
    assert b"550" in done.stdout
    assert b"@" not in done.stdout
    assert [("p-aqua", 550)] == await shown(post)


async def test_a_mail_that_is_not_wanted_is_nobodys_wrong_address(post: Post, office: PostOffice) -> None:
    office.at_data = lambda to: "554 5.7.1 looks like spam" if to == AQUA else "250 OK"
    await post.told(PLANNED)
    await post.plan()
    await post.send()
    assert {"p-aqua": "refused", "p-manager": "sent"} == await post.states()
    assert [] == await shown(post)
