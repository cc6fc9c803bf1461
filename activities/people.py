"""Persons and the functions they hold: writing. Reading is ``models.queries.people``."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from activities import filled_posts
from activities.filled_posts import Holding
from activities.queueing import take_turns
from models.errors import Refusal
from models.organisation import Function, UnitKind
from models.people import Held, Period, Places, assignable, fits_among, new_end, period, scope_within
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow
from models.remedies import CHOOSE_LISTED, Remedy
from models.tables import AquaTeamRow, ManagerRow, UnitRow

log = structlog.get_logger(__name__)

Within = Collection[str] | None
"""Regions that exist for the one who writes; None for all."""


class UnknownPerson(Refusal):
    """There is no such person."""

    german = "Diese Person gibt es nicht."
    remedy = CHOOSE_LISTED


class PersonExists(Refusal):
    """A person with this sign-in is already known."""

    german = "Eine Person mit dieser Anmeldung ist bereits bekannt."
    remedy = Remedy(
        "Bitte unter „Personen“ suchen und dort ändern.",
        "Look for them under „Persons“, and change them there.",
    )


class IdentityIsFixed(Refusal):
    """This person already has a sign-in, and it cannot be exchanged."""

    german = "Diese Person hat bereits eine Anmeldung, und sie lässt sich nicht austauschen."
    remedy = Remedy(
        "Ist sie falsch, bitte die Person mit der richtigen neu eintragen.",
        "If it is wrong, enter the person anew with the right one.",
    )


class PersonElsewhere(Refusal):
    """This person also holds a function outside your region."""

    german = "Diese Person hat auch eine Funktion außerhalb Ihrer Region."
    remedy = Remedy(
        "Bitte die Zentrale bitten; sie kann die Angaben ändern.",
        "Ask head office, who can change their data.",
    )


class UnknownAssignment(Refusal):
    """There is no such assignment."""

    german = "Diese Zuordnung gibt es nicht."
    remedy = Remedy(
        "Welche es gibt, steht auf der Seite der Person.",
        "The page of the person shows which there are.",
    )


@dataclass(frozen=True, slots=True)
class NewPerson:
    name: str
    email: str | None = None
    language: str | None = None
    issuer: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class NewAssignment:
    """``function`` by its key; ``scope`` is ``all``, a region's or an AQua team's code."""

    person_id: str
    function: str
    scope: str
    since: date
    until: date | None = None


# --- persons -------------------------------------------------------------------------------------------------


async def create_person(connection: AsyncConnection, new: NewPerson, *, region: str | None, moment: datetime) -> str:
    """The new person's id; ``region`` keeps their data (None: the Zentrale). Raises: PersonExists."""
    await take_turns(connection)
    if new.issuer is not None and await _holder_of(connection, new.issuer, new.subject) is not None:
        raise PersonExists
    person_id = secrets.token_hex(8)
    row = {
        "id": person_id,
        "issuer": new.issuer,
        "subject": new.subject,
        "name": new.name,
        "email": new.email,
        "language": new.language,
        "region_code": region,
        "created_at": moment,
    }
    await connection.execute(sa.insert(PersonRow), row)
    log.info("person_created", person=person_id)
    return person_id


async def update_person(
    connection: AsyncConnection, person_id: str, changes: dict[str, str | None], *, within: Within
) -> None:
    """Change name, e-mail address or language, or add the sign-in of one who has none.

    Raises: UnknownPerson, PersonElsewhere, IdentityIsFixed, PersonExists.
    """
    await take_turns(connection)
    row = await _person(connection, person_id)
    if within is not None and not await kept_within(connection, PersonRow.id == person_id, within):
        raise PersonElsewhere
    if "issuer" in changes and (changes["issuer"], changes.get("subject")) != (row.issuer, row.subject):
        if row.issuer is not None:
            raise IdentityIsFixed
        if await _holder_of(connection, changes["issuer"], changes.get("subject")) is not None:
            raise PersonExists
    if changes:
        await connection.execute(sa.update(PersonRow).where(PersonRow.id == person_id).values(changes))
        log.info("person_changed", person=person_id, fields=sorted(changes))


async def choose_language(connection: AsyncConnection, person_id: str, language: str) -> None:
    """What everybody may change of themselves: the language in which they are spoken to."""
    await connection.execute(sa.update(PersonRow).where(PersonRow.id == person_id).values(language=language))
    log.info("language_chosen", person=person_id)


async def kept_within(
    connection: AsyncConnection, criterion: sa.ColumnElement[bool], within: Collection[str]
) -> frozenset[str]:
    """Which persons these regions keep: by their own row or by a function, and no function lies elsewhere.

    That of a responsible manager lies where their office does.
    """
    persons = sa.select(PersonRow.id).where(criterion)
    kept = (await connection.execute(persons.where(PersonRow.region_code.in_(within)))).scalars()
    known = await places(connection)
    inside: dict[str, list[bool]] = {person: [] for person in kept}
    for held in await assignments(connection, AssignmentRow.person_id.in_(persons)):
        inside.setdefault(held.person, []).append(known.lies_within(held, within))
    managing = (
        sa.select(ActorRefRow.person_id, UnitRow.region_code)
        .join(ManagerRow, ManagerRow.holder == ActorRefRow.ref)
        .join(UnitRow, UnitRow.id == ManagerRow.unit_id)
        .where(ActorRefRow.person_id.in_(persons))
    )
    for person, region in await connection.execute(managing):
        inside.setdefault(person, []).append(region in within)
    return frozenset(person for person, its in inside.items() if all(its))


async def _person(connection: AsyncConnection, person_id: str) -> sa.Row[str | None, str | None, str | None]:
    query = sa.select(PersonRow.issuer, PersonRow.subject, PersonRow.region_code).where(PersonRow.id == person_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise UnknownPerson
    return row


async def _holder_of(connection: AsyncConnection, issuer: str | None, subject: str | None) -> str | None:
    query = sa.select(PersonRow.id).where(PersonRow.issuer == issuer, PersonRow.subject == subject)
    return (await connection.execute(query)).scalar_one_or_none()


# --- assignments ---------------------------------------------------------------------------------------------


async def add_assignment(connection: AsyncConnection, new: NewAssignment, *, within: Within, moment: datetime) -> str:
    """The new assignment's id, with a random reference under which the journal knows its holder.

    Raises: UnknownPerson, UnknownFunction, ManagerByCommand, UnknownScope, UntilBeforeSince, DayOutOfRange,
    AssignmentOverlaps, RegionalLeadTaken.
    """
    await take_turns(connection)
    function = assignable(new.function)
    scope_within(await places(connection), function, new.scope, within)
    await _person(connection, new.person_id)
    held = Held(secrets.token_hex(8), new.person_id, function, new.scope, period(new.since, new.until))
    same_place = sa.and_(AssignmentRow.function == function.value, AssignmentRow.scope == new.scope)
    fits_among(held, await assignments(connection, same_place))
    await write_assignments(connection, [held], moment)
    log.info("assignment_added", assignment=held.id, function=function.value, scope=new.scope)
    return held.id


async def write_assignments(connection: AsyncConnection, new: Collection[Held], moment: datetime) -> None:
    """Insert assignments that were judged before, each with its own reference for the journal."""
    if not new:
        return
    refs = {held.id: secrets.token_hex(16) for held in new}
    await connection.execute(
        sa.insert(ActorRefRow),
        [{"ref": refs[held.id], "person_id": held.person, "created_at": moment} for held in new],
    )
    await connection.execute(
        sa.insert(AssignmentRow),
        [
            {
                "id": held.id,
                "person_id": held.person,
                "function": held.function.value,
                "scope": held.scope,
                "since": held.period.since,
                "until": held.period.until,
                "actor_ref": refs[held.id],
            }
            for held in new
        ],
    )
    await filled_posts.begun(connection, [_post(held) for held in new], moment)


def _post(held: Held) -> Holding:
    return Holding(held.id, held.function, held.scope, held.period.since, held.period.until)


async def end_assignment(
    connection: AsyncConnection, assignment_id: str, until: date, *, within: Within, today: date, moment: datetime
) -> None:
    """Set the last day; the assignment stays on record. One that has ended is not changed any more.

    Raises: UnknownAssignment, AssignmentEnded, UntilBeforeSince, DayOutOfRange, AssignmentOverlaps, RegionalLeadTaken.
    """
    await take_turns(connection)
    found = await assignments(connection, AssignmentRow.id == assignment_id)
    known = await places(connection)
    if not found or (within is not None and not known.lies_within(found[0], within)):
        raise UnknownAssignment
    held = found[0]
    ended = Held(held.id, held.person, held.function, held.scope, new_end(held.period, until, today))
    same_place = sa.and_(AssignmentRow.function == held.function.value, AssignmentRow.scope == held.scope)
    fits_among(ended, await assignments(connection, same_place))
    await connection.execute(sa.update(AssignmentRow).where(AssignmentRow.id == assignment_id).values(until=until))
    await filled_posts.ended(connection, assignment_id, until, moment)
    log.info("assignment_ended", assignment=assignment_id)


async def assignments(connection: AsyncConnection, criterion: sa.ColumnElement[bool]) -> list[Held]:
    query = sa.select(
        AssignmentRow.id,
        AssignmentRow.person_id,
        AssignmentRow.function,
        AssignmentRow.scope,
        AssignmentRow.since,
        AssignmentRow.until,
    ).where(criterion)
    return [
        Held(name, person, Function(function), scope, Period(since, until))
        for name, person, function, scope, since, until in (await connection.execute(query))
    ]


async def places(connection: AsyncConnection) -> Places:
    """Scopes that exist."""
    regions = sa.select(UnitRow.code).where(UnitRow.kind == UnitKind.REGIONALDIREKTION.value)
    teams = sa.select(AquaTeamRow.code, AquaTeamRow.region_code)
    return Places(
        regions=frozenset((await connection.execute(regions)).scalars()),
        teams=dict((await connection.execute(teams)).all()),
    )
