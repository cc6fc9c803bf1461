"""The tables of persons: who they are, what they hold, what they wrote. Sign-in, imports and pages own them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.tables import Table


class PersonRow(Table):
    """A person who signs in; known by issuer and subject, never by an address.

    ``region_code``: the region that keeps this person's data; None for the Zentrale. After ``forgotten_at`` the row
    holds nothing about anybody: it only keeps what the person did recognisable as one person's.
    ``language``: the one chosen for them or by them; None: pages follow the browser, mails are German.
    """

    __tablename__ = "people"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    issuer: Mapped[str | None]
    subject: Mapped[str | None]
    name: Mapped[str]
    email: Mapped[str | None]
    language: Mapped[str | None]
    region_code: Mapped[str | None]
    created_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None]


class SessionRow(Table):
    """A browser that is signed in, known by the hash of what it presents; no token of the provider is kept."""

    __tablename__ = "sessions"

    hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.ForeignKey("people.id"), index=True)
    form_token: Mapped[str]
    began_at: Mapped[datetime] = mapped_column(index=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)


class AssignmentRow(Table):
    """A function with a scope; responsible managers are not here but in ``managers``, where their unit puts them."""

    __tablename__ = "assignments"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.ForeignKey("people.id"), index=True)
    function: Mapped[str]
    scope: Mapped[str] = mapped_column(index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    actor_ref: Mapped[str] = mapped_column(sa.ForeignKey("actor_refs.ref"))


class ActorRefRow(Table):
    """The only link from journal to person; deleting a row forgets the person without touching the chain.

    ``released_on``: the last day of the function it stood for, once that function is no longer on record.
    """

    __tablename__ = "actor_refs"

    ref: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    released_on: Mapped[date | None] = mapped_column(index=True)


class SubstitutionRow(Table):
    """``substitute_id`` acts for a post from ``since`` through ``until``, recorded as „i. V.“.

    The post is held by an assignment or by a responsible manager (``manager_ref``); by neither, it was vacant.
    ``units`` narrows it to some offices (JSON list of ids). ``ended_at``: ended early, at that moment. ``named_by`` is
    the reference of who named it.
    """

    __tablename__ = "substitutions"

    id: Mapped[str] = mapped_column(primary_key=True)
    function: Mapped[str]
    scope: Mapped[str] = mapped_column(index=True)
    assignment_id: Mapped[str | None] = mapped_column(sa.ForeignKey("assignments.id"), index=True)
    manager_ref: Mapped[str | None]
    occasion: Mapped[str]
    substitute_id: Mapped[str] = mapped_column(sa.ForeignKey("people.id"), index=True)
    actor_ref: Mapped[str] = mapped_column(sa.ForeignKey("actor_refs.ref"))
    units: Mapped[str | None] = mapped_column(sa.Text)
    since: Mapped[date]
    until: Mapped[date]
    named_by: Mapped[str | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class NoteRow(Table):
    """A text about a unit or report, stored before the command that names its id."""

    __tablename__ = "notes"

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    actor_ref: Mapped[str | None]
    created_at: Mapped[datetime]
