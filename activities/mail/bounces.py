"""Mails that came back: a mail server took them, and said later that nobody gets them (RFC 3464)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr

import sqlalchemy as sa
import structlog

from activities.mail.transport import is_of_address
from models.database import Database
from models.mail_tables import DeliveryRow
from models.notices import DeliveryState, address_hash

log = structlog.get_logger(__name__)

REPLY = re.compile(r"\b5\d\d\b")
UNKNOWN_REASON = 554
RETURNED = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")


@dataclass(frozen=True, slots=True)
class Bounce:
    """``address`` is the one we had written to, whatever it was forwarded to; ``code`` an SMTP reply."""

    message_id: str
    address: str
    code: int
    is_about_address: bool


def bounce_of(raw: bytes) -> Bounce | None:
    """What a delivery status notification says for good; None for a delay, an automatic reply, or anything else."""
    mail = message_from_bytes(raw)
    if mail.get_content_type() != "multipart/report":
        return None
    ours, failed = _returned(mail), next(_failures(mail), None)
    if ours is None or failed is None:
        return None
    message_id, address = str(ours["Message-ID"] or "").strip(), parseaddr(str(ours["To"] or ""))[1]
    if not message_id or not address:
        return None
    status, said = str(failed["Status"] or ""), str(failed["Diagnostic-Code"] or "")
    reply = REPLY.search(said.partition(";")[2])
    code = int(reply[0]) if reply is not None else UNKNOWN_REASON
    return Bounce(message_id, address, code, is_of_address(code, f"{said} {status}"))


async def record_bounce(database: Database, bounce: Bounce, moment: datetime) -> int | None:
    """Note that a mail we sent did not arrive; the number of its delivery, None when it is none of ours."""
    refused = {
        "state": DeliveryState.REFUSED.value,
        "settled_at": moment,
        "code": bounce.code,
        "address_hash": address_hash(bounce.address) if bounce.is_about_address else None,
    }
    sent = sa.and_(DeliveryRow.message_id == bounce.message_id, DeliveryRow.state == DeliveryState.SENT.value)
    async with database.write() as connection:
        found: int | None = await connection.scalar(
            sa.update(DeliveryRow).where(sent).values(refused).returning(DeliveryRow.id)
        )
    if found is not None:
        log.info("mail_bounced", delivery=found, said=bounce.code)
    return found


def _failures(mail: Message) -> Iterator[Message]:
    """What is said of recipients who get nothing, for good."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in part.get_payload():
                if isinstance(block, Message) and str(block["Action"] or "").strip().lower() == "failed":
                    yield block


def _returned(mail: Message) -> Message | None:
    """The mail that came back, or its headers."""
    for part in mail.walk():
        if part.get_content_type() not in RETURNED:
            continue
        held = part.get_payload()
        if isinstance(held, list) and isinstance(held[0], Message):
            return held[0]
        return message_from_bytes(part.get_payload(decode=True) or b"")  # type: ignore[arg-type]
    return None
