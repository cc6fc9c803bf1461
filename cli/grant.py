"""`ilb grant`: the first account, and any later one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.configuration import DataDir, load, opened
from cli.running import run, say

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


def grant(
    role: Annotated[str, typer.Argument(help="central, first_specialist, regional_lead, aqua_lead or auditor.")],
    scope: Annotated[str, typer.Argument(help="`all`, a region's code or an AQua team's code.")],
    subject: Annotated[tuple[str, str], typer.Option(metavar="ISS SUB", help="Issuer and subject of the sign-in.")],
    name: Annotated[str | None, typer.Option(help="Name of a new person.", show_default="the subject")] = None,
    data_dir: DataDir = None,
) -> None:
    """Give a person a function from today on; a person who is not known yet is created."""
    run(_grant(role, scope, subject, name or subject[1], data_dir=data_dir))


async def _grant(role: str, scope: str, subject: tuple[str, str], name: str, **options: object) -> None:
    from activities.clock import berlin_day, now
    from activities.people import NewAssignment, add_assignment
    from models.people import AssignmentOverlaps

    settings = load(**options)
    moment = now()
    async with opened(settings) as database:
        try:
            async with database.write() as connection:
                person_id = await _person(connection, subject, name, moment)
                new = NewAssignment(person_id, role, scope, since=berlin_day(moment))
                await add_assignment(connection, new, within=None, moment=moment)
        except AssignmentOverlaps:
            say(f"{subject[1]} has the function {role} for {scope} already.")
            return
    say(f"{subject[1]} has the function {role} for {scope}.")


async def _person(connection: AsyncConnection, subject: tuple[str, str], name: str, moment: datetime) -> str:
    """Id of the person with this sign-in, who is created if need be."""
    import sqlalchemy as sa

    from activities.people import NewPerson, create_person
    from models.people_tables import PersonRow

    issuer, sub = subject
    query = sa.select(PersonRow.id).where(PersonRow.issuer == issuer, PersonRow.subject == sub)
    known: str | None = (await connection.execute(query)).scalar_one_or_none()
    if known is not None:
        return known
    return await create_person(connection, NewPerson(name, issuer=issuer, subject=sub), region=None, moment=moment)
