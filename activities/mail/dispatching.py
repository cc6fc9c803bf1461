"""Sending what is planned: at least once, under one Message-ID, with patience for mail servers that have none.

A delivery is claimed by moving its next try ahead; whoever claimed it and dies has lost it by then, and it is sent
again under the same Message-ID. Nothing is locked while a mail server thinks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from activities.clock import berlin_day
from activities.mail.composing import Composing, Mail
from activities.mail.transport import Away, Later, Refused, Transport
from models.database import Database
from models.mail_tables import DeliveryRow
from models.notices import DeliveryState, address_hash

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=2)
"""Longer than any mail takes; for so long nobody else sends what one worker is sending."""
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
"""After the first try, the second, …; the last one goes on."""
PATIENCE = timedelta(days=5)
SHORT_REST, LONG_REST = timedelta(seconds=5), timedelta(minutes=1)
"""Between two attempts to reach a mail server that is away; each costs one delivery a try."""

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def next_pause(tries: int) -> timedelta:
    """How long to wait after so many tries."""
    return PAUSES[min(max(tries, 1), len(PAUSES)) - 1]


@dataclass
class Dispatching:
    """Sends deliveries that are due; ``clock`` tells the time, ``stopping`` ends it between two mails."""

    database: Database
    composing: Composing
    transport: Transport
    clock: Callable[[], datetime]
    lease: timedelta = LEASE
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _rest: timedelta = SHORT_REST
    _rests_until: datetime = LONG_AGO

    async def send_due(self) -> int:
        """Send all that is due; stops early when the mail server is away. Answers how many were sent."""
        sent = 0
        if self.clock() < self._rests_until:
            return sent
        try:
            while not self.stopping.is_set() and (delivery := await self._claim()) is not None:
                sent += await self._send(delivery)
            self._rest = SHORT_REST
        except Away as trouble:
            log.warning("mail_server_away", because=str(trouble), seconds=self._rest.total_seconds())
            self._rests_until = self.clock() + self._rest
            self._rest = min(self._rest * 2, LONG_REST)
        finally:
            await self.transport.close()
        return sent

    async def _claim(self) -> DeliveryRow | None:
        """The delivery that has waited longest, ours alone for the length of the lease."""
        now = self.clock()
        due = sa.and_(DeliveryRow.state == DeliveryState.WAITING.value, DeliveryRow.next_try <= now)
        async with self.database.read() as session:
            if await session.scalar(sa.select(DeliveryRow.id).where(due).limit(1)) is None:
                return None
        first = sa.select(DeliveryRow.id).where(due).order_by(DeliveryRow.next_try, DeliveryRow.id).limit(1)
        async with self.database.write() as connection:
            claimed = await connection.scalar(first.with_for_update(skip_locked=True))
            if claimed is None:
                return None
            moved = {"next_try": now + self.lease, "tries": DeliveryRow.tries + 1}
            await connection.execute(sa.update(DeliveryRow).where(DeliveryRow.id == claimed).values(moved))
        async with self.database.read() as session:
            return await session.get(DeliveryRow, claimed)

    async def _send(self, delivery: DeliveryRow) -> bool:
        """Whether it was sent. Raises: Away, after noting it."""
        now = self.clock()
        if delivery.created_at < now - PATIENCE:
            await self._settle(delivery, DeliveryState.EXPIRED)
            return False
        mail = await self._composed(delivery, now)
        if mail is None:
            return False
        try:
            await self.transport.hand_over(mail.message, self.composing.house.address, mail.address)
        except Refused as refused:
            wrong = address_hash(mail.address) if refused.is_about_address else None
            await self._settle(delivery, DeliveryState.REFUSED, refused.code, wrong)
            return False
        except Later as later:
            await self._put_off(delivery, later.code)
            return False
        except Away:
            await self._put_off(delivery, None)
            raise
        await self._settle(delivery, DeliveryState.SENT)
        return True

    async def _composed(self, delivery: DeliveryRow, now: datetime) -> Mail | None:
        """The mail; None when there is none to send, which is noted."""
        try:
            mail = await self.composing.compose(delivery, berlin_day(now), now)
        except (SQLAlchemyError, OSError):
            raise  # not the mail's fault: the lease runs out, and it is tried again
        except Exception as error:  # noqa: BLE001 - one mail that cannot be written must not keep the others from going
            log.error("mail_not_written", delivery=delivery.id, error=type(error).__name__)  # noqa: TRY400 - no values
            await self._put_off(delivery, None)
            return None
        if mail is None:
            await self._settle(delivery, DeliveryState.NEEDLESS)
        return mail

    async def _settle(
        self, delivery: DeliveryRow, state: DeliveryState, code: int | None = None, address_hash: str | None = None
    ) -> None:
        log.info("mail_settled", delivery=delivery.id, state=state.value, tries=delivery.tries, said=code)
        values = {"state": state.value, "settled_at": self.clock(), "code": code, "address_hash": address_hash}
        await self._note(delivery, **values)

    async def _put_off(self, delivery: DeliveryRow, code: int | None) -> None:
        log.info("mail_waits", delivery=delivery.id, tries=delivery.tries, said=code)
        await self._note(delivery, next_try=self.clock() + next_pause(delivery.tries), code=code)

    async def _note(self, delivery: DeliveryRow, **values: Any) -> None:  # noqa: ANN401 - columns
        async with self.database.write() as connection:
            await connection.execute(sa.update(DeliveryRow).where(DeliveryRow.id == delivery.id).values(values))
