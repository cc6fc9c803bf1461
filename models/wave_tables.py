"""The read model of qualification waves, written by the append, and the rehearsals that a start refers to."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.tables import Table


class WaveRow(Table):
    """One wave. ``counts``: members by state, ``plan``, ``left_out``: as JSON, as the wave's state has them."""

    __tablename__ = "waves"

    wave_id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(index=True)
    seq: Mapped[int]
    prepared_on: Mapped[date] = mapped_column(index=True)
    starts_on: Mapped[date | None]
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_why: Mapped[str | None]
    pause_cause: Mapped[str | None]
    pause_since: Mapped[date | None]
    pause_reason: Mapped[str | None]
    pause_group: Mapped[int | None]
    open_group: Mapped[int | None]
    members: Mapped[int]
    counts: Mapped[str] = mapped_column(sa.Text)
    seats: Mapped[int]
    reserved: Mapped[int]
    confirmed: Mapped[int]
    plan: Mapped[str] = mapped_column(sa.Text)
    left_out: Mapped[str] = mapped_column(sa.Text)
    updated_at: Mapped[datetime]


class WaveGroupRow(Table):
    """A group of a wave; ``counts``: its members by state, as JSON."""

    __tablename__ = "wave_groups"

    wave_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    pilot: Mapped[bool]
    region_code: Mapped[str | None]
    opened_on: Mapped[date | None]
    members: Mapped[int]
    asked: Mapped[int]
    counts: Mapped[str] = mapped_column(sa.Text)


class WaveMemberRow(Table):
    """An office in a wave. ``nominated``, ``admitted``, ``qualified`` are numbers; ``explained`` is JSON."""

    __tablename__ = "wave_members"

    wave_id: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    code: Mapped[str]
    region_code: Mapped[str | None] = mapped_column(index=True)
    group_number: Mapped[int]
    state: Mapped[str]
    since: Mapped[date | None]
    why: Mapped[str | None]
    round: Mapped[int]
    asked: Mapped[bool]
    joined: Mapped[bool]
    in_doubt: Mapped[bool]
    demand: Mapped[int]
    have: Mapped[int]
    need: Mapped[int]
    waiting_since: Mapped[date | None]
    course: Mapped[str | None]
    reservation: Mapped[str | None]
    seats: Mapped[int]
    confirmed: Mapped[int]
    because: Mapped[str | None]
    explained: Mapped[str | None] = mapped_column(sa.Text)
    nominate_by: Mapped[date | None]
    gate: Mapped[str]
    gate_due_on: Mapped[date | None]
    nominated: Mapped[int]
    admitted: Mapped[int]
    qualified: Mapped[int]
    heard_on: Mapped[date | None]
    workshop_on: Mapped[date | None]
    workshop_refused: Mapped[date | None]
    blocked_step: Mapped[str | None]
    blocked_why: Mapped[str | None]
    blocked_on: Mapped[date | None]


class CourseRow(Table):
    """A course of a wave with its seats; ``regions`` (that may send) as JSON, ``offices`` that have seats in it."""

    __tablename__ = "courses"

    wave_id: Mapped[str] = mapped_column(primary_key=True)
    course: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    status: Mapped[str]
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    min_seats: Mapped[int]
    max_seats: Mapped[int]
    reserved: Mapped[int]
    confirmed: Mapped[int]
    offices: Mapped[int]
    site: Mapped[str | None]
    land: Mapped[str | None]
    regions: Mapped[str] = mapped_column(sa.Text)
    internal_trainers: Mapped[int]
    external_trainers: Mapped[int]
    workshop: Mapped[str | None]
    workshop_on: Mapped[date | None]
    because: Mapped[str | None]
    closed_on: Mapped[date | None]


class CourseModuleRow(Table):
    """A module of a course, at its place in the plan; ``days`` as JSON."""

    __tablename__ = "course_modules"

    wave_id: Mapped[str] = mapped_column(primary_key=True)
    course: Mapped[str] = mapped_column(primary_key=True)
    module: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]
    mode: Mapped[str]
    days: Mapped[str] = mapped_column(sa.Text)
    held_on: Mapped[date | None]


class WavePreviewRow(Table):
    """A rehearsal that somebody has seen: a start that names its token is refused if the picture has changed since."""

    __tablename__ = "wave_previews"

    token: Mapped[str] = mapped_column(primary_key=True)
    plan: Mapped[str] = mapped_column(sa.Text)
    picture: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = mapped_column(index=True)
    actor_ref: Mapped[str | None]
