"""`ilb forget`: erase a person's name, address and sign-in, as they may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.configuration import DataDir, load, opened
from cli.running import MISUSED, Trouble, run, say

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


def forget(
    person: Annotated[str | None, typer.Argument(help="Id of the person, from GET /api/people.")] = None,
    subject: Annotated[
        tuple[str, str] | None, typer.Option(metavar="ISS SUB", help="Issuer and subject of the sign-in instead.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Forget a person who holds no function any more; what they recorded stays, as that of a function."""
    run(_forget(person, subject, data_dir=data_dir))


async def _forget(person: str | None, subject: tuple[str, str] | None, **options: object) -> None:
    from activities import forgetting
    from activities.clock import berlin_day, now
    from activities.mail.forgotten import drop_forgotten
    from activities.mail.transport import OUTBOX, Outbox

    settings = load(**options)
    moment = now()
    async with opened(settings) as database:
        async with database.write() as connection:
            known = await _known(connection, person, subject)
            await forgetting.forget(connection, known, within=None, today=berlin_day(moment), moment=moment)
        await drop_forgotten(database, Outbox(settings.data_dir / OUTBOX))
    say(f"{known} is forgotten: no name, no address, no sign-in, no session. Backups forget as they are replaced.")


async def _known(connection: AsyncConnection, person: str | None, subject: tuple[str, str] | None) -> str:
    """The person's id. Raises: Trouble."""
    import sqlalchemy as sa

    from models.people_tables import PersonRow

    if (person is None) == (subject is None):
        raise Trouble("Name the person by id or by --subject ISS SUB.", MISUSED)
    if person is not None:
        return person
    issuer, sub = subject or ("", "")
    query = sa.select(PersonRow.id).where(PersonRow.issuer == issuer, PersonRow.subject == sub)
    found: str | None = (await connection.execute(query)).scalar_one_or_none()
    if found is None:
        raise Trouble("Nobody signs in like that.")
    return found
