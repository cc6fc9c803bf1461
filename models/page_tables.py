"""What pages keep for themselves: files not yet imported, barriers that people have reported, forms that were sent."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.tables import Table


class UploadRow(Table):
    """A file that somebody has looked at row by row. Once it was imported, only the counts stay, as JSON."""

    __tablename__ = "uploads"

    token: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    person_id: Mapped[str]
    name: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    made_at: Mapped[datetime] = mapped_column(index=True)
    imported_at: Mapped[datetime | None]
    counts: Mapped[str | None] = mapped_column(sa.Text)


class FeedbackRow(Table):
    """A barrier that somebody met. ``key`` is the form's; ``email`` is kept for the answer, until it is settled."""

    __tablename__ = "feedback"

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    page: Mapped[str]
    text: Mapped[str] = mapped_column(sa.Text)
    email: Mapped[str | None]
    received_at: Mapped[datetime] = mapped_column(index=True)
    settled_at: Mapped[datetime | None] = mapped_column(index=True)


class SentFormRow(Table):
    """A form that was sent and where it led, for a day. ``key`` is a hash of who sent what; nobody can read it."""

    __tablename__ = "sent_forms"

    key: Mapped[str] = mapped_column(primary_key=True)
    leads_to: Mapped[str]
    sent_at: Mapped[datetime] = mapped_column(index=True)
