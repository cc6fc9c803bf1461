"""Handing a mail over: to a mail server, or to a folder where people can look at it."""

from __future__ import annotations

import asyncio
import os
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

log = structlog.get_logger(__name__)

PERMANENT = 500
ENHANCED = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")
WRONG_ADDRESS = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4")
"""No such mailbox, no such host, moved, disabled."""
PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}


class Refused(Exception):
    """The mail server will never take this mail: the address is wrong, or else the mail itself is not wanted."""

    def __init__(self, code: int, *, is_about_address: bool = False) -> None:
        super().__init__(str(code))
        self.code = code
        self.is_about_address = is_about_address


class Later(Exception):
    """The mail server does not take this mail now."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Away(Exception):
    """The mail server cannot be reached, gives no answer in time, or does not work with us at all.

    Whether the mail arrived is unknown: it is sent again under the same Message-ID.
    """


class Transport(Protocol):
    """Hands one mail to one address over, or raises Refused, Later, Away."""

    async def hand_over(self, mail: EmailMessage, sender: str, to: str) -> None: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where the mail server is and how it is spoken to."""

    host: str
    port: int
    scheme: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, url: str, password: str | None = None) -> MailServer:
        """From ``smtp://``, ``starttls://`` or ``smtps://user:password@host:port``; ``password`` goes before it."""
        parts = urlsplit(url)
        own = unquote(parts.password) if parts.password else None
        user = unquote(parts.username) if parts.username else None
        port = parts.port or PORTS[parts.scheme]
        return cls(parts.hostname or "", port, parts.scheme, user, password or own)


@dataclass
class Smtp:
    """One connection, opened when it is needed and given up after every trouble; ``patience`` in seconds a mail."""

    server: MailServer
    patience: float = 30.0
    tls: ssl.SSLContext | None = None
    _client: aiosmtplib.SMTP | None = None

    async def hand_over(self, mail: EmailMessage, sender: str, to: str) -> None:
        try:
            async with asyncio.timeout(self.patience):
                client = await self._connected()
                await client.sendmail(sender, [to], mail.as_bytes())
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            await self._give_up()
            raise meaning_of(error) from error

    async def close(self) -> None:
        """Say goodbye, but wait for no answer that does not come."""
        client, self._client = self._client, None
        if client is None or not client.is_connected:
            return
        try:
            async with asyncio.timeout(2):
                await client.quit()
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            client.close()

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        server = self.server
        self._client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.scheme == "smtps",
            start_tls=server.scheme == "starttls",
            tls_context=self.tls,
            timeout=self.patience,
        )
        await self._client.connect()
        return self._client

    async def _give_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def meaning_of(error: Exception) -> Refused | Later | Away:
    """What an error means for the mail: only what is said of recipient or mail is about them, all else is trouble."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, aiosmtplib.SMTPRecipientRefused):
        code, is_about_address = error.code, is_of_address(error.code, error.message)
    elif isinstance(error, aiosmtplib.SMTPDataError):
        code, is_about_address = error.code, False
    elif isinstance(error, aiosmtplib.SMTPNotSupported):  # an address that this server cannot write
        return Refused(553, is_about_address=True)
    else:
        return Away(type(error).__name__)
    return Refused(code, is_about_address=is_about_address) if code >= PERMANENT else Later(code)


def is_of_address(code: int, said: str) -> bool:
    """Whether a server that said this of a recipient found the address wrong, and not the mail unwelcome.

    The enhanced status (RFC 3463) goes before the plain code: 5.1 is addressing, and 5.7 (policy) comes as 550 too.
    """
    enhanced = ENHANCED.search(said)
    if enhanced is not None:
        return enhanced[0] in WRONG_ADDRESS
    return code in (550, 551, 553)


# --- a folder ------------------------------------------------------------------------------------------------

OUTBOX = "outbox"
"""Its name in the data folder."""
KEPT = 1000
NAME = re.compile(r"^[0-9a-f]{32}\.eml$")


def file_name(message_id: str) -> str:
    """What the file of a mail is called, without its ending."""
    return re.sub(r"[^0-9a-f]", "", message_id.partition("@")[0])


@dataclass
class Outbox:
    """Mails as files, one a Message-ID, the oldest forgotten: for the demo and for trying things out."""

    folder: Path

    async def hand_over(self, mail: EmailMessage, sender: str, to: str) -> None:  # noqa: ARG002 - both are in the mail
        await asyncio.to_thread(self._write, mail)

    async def close(self) -> None:
        """Nothing is open."""

    def _write(self, mail: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = file_name(str(mail["Message-ID"]))
        draft = self.folder / f"{name}.part"
        draft.write_bytes(mail.as_bytes())
        draft.replace(self.folder / f"{name}.eml")
        for old in self.files()[KEPT:]:
            old.unlink(missing_ok=True)

    def files(self) -> list[Path]:
        """The newest first."""
        return [path for _, path in sorted(self._dated(), reverse=True)]

    def _dated(self) -> Iterator[tuple[float, Path]]:
        if not self.folder.is_dir():
            return
        for entry in os.scandir(self.folder):
            if NAME.match(entry.name):
                yield entry.stat().st_mtime, Path(entry.path)
