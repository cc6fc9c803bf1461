"""The tables. Pages and imports own organisation and persons; everything about a rollout is the append's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware UTC datetime, stored as epoch milliseconds: exact and equal on both databases."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else int(value.timestamp() * 1000)

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else datetime.fromtimestamp(value / 1000, tz=UTC)


class Table(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's way to declare it
        datetime: Moment(),
        date: sa.Date(),
        str: sa.String(),
    }


# --- organisation --------------------------------------------------------------------------------------------


class UnitRow(Table):
    """An office; ``id`` is opaque and survives renames, ``region_code`` is derived from the parents at import."""

    __tablename__ = "units"

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    parent_code: Mapped[str | None]
    region_code: Mapped[str | None] = mapped_column(index=True)
    legal_area: Mapped[str]
    land: Mapped[str]
    city: Mapped[str]


class CalendarRow(Table):
    """Working calendars by content hash; the newest of a Land is the one units should have."""

    __tablename__ = "calendars"

    id: Mapped[str] = mapped_column(primary_key=True)
    land: Mapped[str] = mapped_column(index=True)
    body: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime]


class AquaTeamRow(Table):
    __tablename__ = "aqua_teams"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    region_code: Mapped[str] = mapped_column(index=True)
    since: Mapped[date | None]
    until: Mapped[date | None]


class CoverageRow(Table):
    """Which AQua team covers which unit, from the day ``since`` through ``until``."""

    __tablename__ = "coverage"

    id: Mapped[str] = mapped_column(primary_key=True)
    team_code: Mapped[str] = mapped_column(sa.ForeignKey("aqua_teams.code"), index=True)
    unit_id: Mapped[str] = mapped_column(sa.ForeignKey("units.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]


# --- the record ----------------------------------------------------------------------------------------------


class HeadRow(Table):
    """The end of one stream: the one lock and the one guard. ``state`` is the folded state as JSON."""

    __tablename__ = "heads"

    stream: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]
    state: Mapped[str] = mapped_column(sa.Text)
    halted: Mapped[str | None]
    updated_at: Mapped[datetime]


class JournalRow(Table):
    """Append-only. Triggers refuse UPDATE and DELETE on both databases (migrations)."""

    __tablename__ = "journal"

    stream: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    type: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    command_key: Mapped[str | None]
    actor_ref: Mapped[str | None]
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime]
    prev: Mapped[str]
    hash: Mapped[str]


class CommandRow(Table):
    """Keys that were accepted: the same key and body get the same answer for ever."""

    __tablename__ = "commands"

    stream: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True, index=True)
    body_hash: Mapped[str]
    seq: Mapped[int]
    actor_ref: Mapped[str | None]
    recorded_at: Mapped[datetime]


class FactRow(Table):
    """Two-time facts: happened/ended in the world, recorded/superseded in what we knew.

    ``milestone`` is a milestone's key, or one of ``rollout.facts.CONDITIONS`` (which start with ``@``).
    """

    __tablename__ = "facts"
    __table_args__ = (
        sa.Index("ix_facts_unit_known", "unit_id", "superseded_at"),
        # What was known at a past moment: what is known now, and what was superseded since.
        sa.Index(
            "ix_facts_superseded",
            "superseded_at",
            sqlite_where=sa.text("superseded_at IS NOT NULL"),
            postgresql_where=sa.text("superseded_at IS NOT NULL"),
        ),
        # The few offices that have changed their region.
        sa.Index(
            "ix_facts_regions",
            "detail",
            sqlite_where=sa.text("milestone = '@region'"),
            postgresql_where=sa.text("milestone = '@region'"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    unit_id: Mapped[str]
    milestone: Mapped[str]
    happened_on: Mapped[date]
    ended_on: Mapped[date | None]
    stated: Mapped[bool]
    detail: Mapped[str | None]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class ObligationRow(Table):
    """Steps that are or were open; absolute days, so that lateness needs no event.

    A row is one version: it was so from ``opened_at`` until ``closed_at``. A step that is due later, held by another
    function or suspended is a new version under the same key; of those not closed there is one.
    """

    __tablename__ = "obligations"
    __table_args__ = (
        sa.Index("ix_obligations_holder", "holder", "scope", "closed_at"),
        sa.Index("ix_obligations_unit_open", "unit_id", "closed_at"),
        # What was open at a past moment: what is open now, and what was closed since.
        sa.Index(
            "ix_obligations_closed",
            "closed_at",
            sqlite_where=sa.text("closed_at IS NOT NULL"),
            postgresql_where=sa.text("closed_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    unit_id: Mapped[str]
    key: Mapped[str]
    step: Mapped[str]
    milestone: Mapped[str]
    holder: Mapped[str]
    scope: Mapped[str | None]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    second_on: Mapped[date]
    third_on: Mapped[date]
    counted_from: Mapped[date]
    term: Mapped[str]
    changed: Mapped[str | None]
    suspended: Mapped[bool]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


# --- the read model, rewritten for the unit inside the append ------------------------------------------------


class RolloutRow(Table):
    __tablename__ = "rollouts"

    unit_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    stage: Mapped[str] = mapped_column(index=True)
    side_state: Mapped[str]
    side_since: Mapped[date | None]
    side_reason: Mapped[str | None]
    review_on: Mapped[date | None]
    region_code: Mapped[str | None] = mapped_column(index=True)
    aqua_team: Mapped[str | None] = mapped_column(index=True)
    done: Mapped[int]
    applicable: Mapped[int]
    sustained_on: Mapped[date | None]
    programme: Mapped[str]
    calendar_id: Mapped[str]
    marks: Mapped[str] = mapped_column(sa.Text)
    updated_at: Mapped[datetime] = mapped_column(index=True)


class WorkshopRow(Table):
    __tablename__ = "workshops"

    unit_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    planned_on: Mapped[date | None]
    held_on: Mapped[date | None]
    headcount: Mapped[str | None]
    confirmed_by: Mapped[str | None]
    returned_on: Mapped[date | None]
    course: Mapped[str | None]
    stated: Mapped[bool]


class CompanionRow(Table):
    __tablename__ = "companions"

    unit_id: Mapped[str] = mapped_column(primary_key=True)
    companion: Mapped[str] = mapped_column(primary_key=True)
    nominated_on: Mapped[date]
    admitted_on: Mapped[date | None]
    qualified_on: Mapped[date | None]
    released_on: Mapped[date | None]
    course: Mapped[str | None]
    stated: Mapped[bool]


class ManagerRow(Table):
    """Times of responsible managers; ``holder`` is an actor_ref, None for one without access to the tracker."""

    __tablename__ = "managers"

    unit_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[date]
    until: Mapped[date | None]
    holder: Mapped[str | None] = mapped_column(index=True)
    stated: Mapped[bool]


class IntentRow(Table):
    """A command that follows from a fact an owner has changed (coverage, calendar); drained to the unit's workflow.

    ``by`` (JSON) and ``actor_ref`` say in whose function it was stated; without them it is the system's.
    """

    __tablename__ = "intents"

    key: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(index=True)
    command: Mapped[str] = mapped_column(sa.Text)
    by: Mapped[str | None] = mapped_column(sa.Text)
    actor_ref: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    outcome: Mapped[str | None]
