"""The tables of mail: what is to be told, to whom it goes, and the days whose digests are planned."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.tables import Table


class NoticeRow(Table):
    """What to tell, written in the append; ``sent_at`` is when it became deliveries to those it concerned then."""

    __tablename__ = "notices"
    __table_args__ = (sa.UniqueConstraint("stream", "seq"),)

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    stream: Mapped[str]
    seq: Mapped[int]
    kind: Mapped[str]
    unit_id: Mapped[str] = mapped_column(index=True)
    obligation: Mapped[str | None]
    level: Mapped[int]
    recorded_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)


class DeliveryRow(Table):
    """One mail to one person. ``about`` names a notice or a day's digest; what it says is put together when it is sent.

    ``told`` lists the references of a digest, so that the next one knows what is new. ``code`` is what the mail server
    said last, ``address_hash`` the address that it refused for good.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        sa.UniqueConstraint("about", "person_id"),
        sa.Index("ix_deliveries_due", "state", "next_try"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    about: Mapped[str]
    notice_id: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)
    person_id: Mapped[str] = mapped_column(index=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    tries: Mapped[int]
    next_try: Mapped[datetime]
    code: Mapped[int | None]
    address_hash: Mapped[str | None]
    told: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class DigestDayRow(Table):
    """Days whose digests are planned."""

    __tablename__ = "digest_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    planned_at: Mapped[datetime]
