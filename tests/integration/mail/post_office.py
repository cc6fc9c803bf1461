"""A real mail server that can refuse, put off, stall, take a mail and say nothing, go away and come back."""

from __future__ import annotations

import asyncio
import email
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from embedded import LOOPBACK, free_port

Answer = str | None
"""What the server says; None: nothing, for ever."""


class PostOffice:
    """``at_recipient`` and ``at_data`` answer by address; ``took`` are the mails that it has, whether it said so."""

    def __init__(self) -> None:
        self.port = free_port()
        self.took: list[EmailMessage] = []
        self.at_recipient: Callable[[str], Answer] = lambda _to: "250 OK"
        self.at_data: Callable[[str], Answer] = lambda _to: "250 OK"
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.BaseTransport] = set()

    @property
    def url(self) -> str:
        return f"smtp://{LOOPBACK}:{self.port}"

    def sent_to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.took if mail["To"] == address]

    @property
    def ids(self) -> Counter[str]:
        return Counter(mail["Message-ID"] for mail in self.took)

    async def open(self) -> None:
        loop = asyncio.get_running_loop()

        def connection() -> SMTP:
            return _Connection(self, hostname="post.invalid", enable_SMTPUTF8=True, loop=loop)

        self._server = await loop.create_server(connection, LOOPBACK, self.port)

    async def close(self) -> None:
        """Gone, with every connection."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for transport in [*self._connections]:
            cast("asyncio.Transport", transport).abort()
        await asyncio.sleep(0.01)

    # --- what aiosmtpd asks ------------------------------------------------------------------------------------

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.at_recipient(address)
        if answer is None:
            await asyncio.Event().wait()
        elif answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer or ""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.at_data(envelope.rcpt_tos[0])
        if answer is None or answer.startswith("2"):
            content = cast("bytes", envelope.content)
            self.took.append(email.message_from_bytes(content, policy=default))
        if answer is None:
            await asyncio.Event().wait()
        return answer or ""


class _Connection(SMTP):
    def __init__(self, office: PostOffice, **options: object) -> None:
        super().__init__(office, **options)  # type: ignore[arg-type]
        self.office = office

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.office._connections.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.transport is not None:
            self.office._connections.discard(self.transport)
        super().connection_lost(error)
