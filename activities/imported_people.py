"""Persons of an import: what is on record, and writing what is new."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.people import assignments, kept_within, places, write_assignments
from models.imports.people import Entry, Identity, Known, KnownPerson, Particulars
from models.people import Held
from models.people_tables import AssignmentRow, PersonRow
from models.queries.people import shown_within


async def known_people(connection: AsyncConnection, within: Collection[str] | None, today: date) -> Known:
    """Persons who can sign in, everything they hold, and the scopes that exist."""
    held = await assignments(connection, sa.true())
    kept = None if within is None else await kept_within(connection, sa.true(), within)
    shown = sa.true() if within is None else shown_within(within)
    query = sa.select(*PersonRow.__table__.columns, shown.label("shown")).where(PersonRow.issuer.is_not(None))
    persons: dict[Identity, KnownPerson] = {}
    for row in await connection.execute(query):
        particulars = Particulars(row.name, row.email, row.language)
        is_editable = kept is None or row.id in kept
        persons[row.issuer, row.subject or ""] = KnownPerson(row.id, particulars, is_editable, bool(row.shown))
    return Known(persons, held, await places(connection), today, within)


async def write_people(
    connection: AsyncConnection,
    entries: list[Entry],
    region: str | None,
    moment: datetime,
    progress: Callable[[int, int], None],
) -> None:
    """Persons first, then what they hold. ``region`` keeps the data of new persons (None: the Zentrale)."""
    ids = await _ids(connection)
    new_persons: list[dict[str, Any]] = []
    new_held: list[Held] = []
    for done, entry in enumerate(entries, 1):
        if entry.identity not in ids:
            ids[entry.identity] = secrets.token_hex(8)
            new_persons.append(_row(ids[entry.identity], entry, region, moment))
        elif entry.particulars is not None:
            await _update(connection, ids[entry.identity], entry.particulars)
        if entry.held is not None and entry.held.id:
            await _set_end(connection, entry.held)
        elif entry.held is not None:
            new_held.append(replace(entry.held, id=secrets.token_hex(8), person=ids[entry.identity]))
        progress(done, len(entries))
    if new_persons:
        await connection.execute(sa.insert(PersonRow), new_persons)
    await write_assignments(connection, new_held, moment)


async def _ids(connection: AsyncConnection) -> dict[Identity, str]:
    query = sa.select(PersonRow.issuer, PersonRow.subject, PersonRow.id).where(PersonRow.issuer.is_not(None))
    return {(issuer or "", subject or ""): name for issuer, subject, name in (await connection.execute(query))}


def _row(person_id: str, entry: Entry, region: str | None, moment: datetime) -> dict[str, Any]:
    particulars = entry.particulars or Particulars("", None, None)
    issuer, subject = entry.identity
    row = {"id": person_id, "issuer": issuer, "subject": subject, "region_code": region, "created_at": moment}
    return row | particulars.shown()


async def _update(connection: AsyncConnection, person_id: str, particulars: Particulars) -> None:
    differs = sa.or_(
        PersonRow.name != particulars.name,
        PersonRow.email.is_distinct_from(particulars.email),
        PersonRow.language.is_distinct_from(particulars.language),
    )
    query = sa.update(PersonRow).where(PersonRow.id == person_id, differs).values(particulars.shown())
    await connection.execute(query)


async def _set_end(connection: AsyncConnection, held: Held) -> None:
    query = sa.update(AssignmentRow).where(AssignmentRow.id == held.id).values(until=held.period.until)
    await connection.execute(query)
