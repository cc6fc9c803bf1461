"""`ilb submit`: one command, given as a person who holds a function, on the same way as API and pages."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.configuration import DataDir, load, opened, temporal
from cli.running import FAILED, MISUSED, Trouble, fail, run, say

if TYPE_CHECKING:
    from pydantic import BaseModel

    from api.deps import Caller
    from models.database import Database

PATIENCE = timedelta(seconds=10)


def submit(
    code: Annotated[str, typer.Argument(help="The office's code, e.g. 244.")],
    command: Annotated[str, typer.Argument(help="The command's type, e.g. confirm_workshop.")],
    acting: Annotated[
        tuple[str, str], typer.Option("--as", metavar="ISS SUB", help="Issuer and subject of the person who acts.")
    ],
    fields: Annotated[
        list[str] | None, typer.Argument(metavar="FIELD=VALUE", help="E.g. workshop=implementation held_on=2026-11-19.")
    ] = None,
    key: Annotated[str | None, typer.Option(help="Names the command: same key, same answer. Drawn if unset.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Give one command to an office's rollout. Sent again with the same key, it is not recorded twice."""
    run(_submit(code, command, fields or [], acting, key, data_dir=data_dir))


async def _submit(
    code: str, command: str, fields: list[str], acting: tuple[str, str], key: str | None, **options: object
) -> None:
    from api.giving import Giving, new_key

    request = request_of(command, fields)
    settings = load(**options)
    async with opened(settings) as database:
        caller = await caller_of(database, acting)
        client = await temporal(settings)
        giving = Giving(database, client, PATIENCE, settings.in_flight_per_unit)
        given = await giving.give(caller, code, request, key=key or new_key())
    if given.seq is None:
        fail(f"Not recorded within {PATIENCE.seconds} s. Send it again with --key {given.key}.", FAILED)
    say(f"{'Was recorded before' if given.replayed else 'Recorded'} as entry {given.seq}, key {given.key}.")


def request_of(command: str, fields: list[str]) -> BaseModel:
    """The request as the API would read it. Raises: Trouble."""
    from pydantic import ValidationError

    from api.requests import REQUESTS

    if command not in REQUESTS:
        raise Trouble(f"There is no command {command}. Known: {', '.join(sorted(REQUESTS))}.", MISUSED)
    body = dict(_field(text) for text in fields)
    try:
        return REQUESTS[command].model_validate({"type": command, **body})
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise Trouble(f"{command} cannot be given like this: {wrong}.", MISUSED) from None


def _field(text: str) -> tuple[str, Any]:
    """A field and its value; JSON where it looks like it."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise Trouble(f"{text} is not of the form FIELD=VALUE.", MISUSED)
    if not value.startswith(("{", "[")):
        return name, value
    try:
        return name, json.loads(value)
    except ValueError:
        raise Trouble(f"{name} looks like JSON and is not: {value[:80]}", MISUSED) from None


async def caller_of(database: Database, acting: tuple[str, str]) -> Caller:
    from activities.clock import berlin_day, now
    from api.deps import Caller
    from models.permissions import reading
    from models.queries import callers

    moment = now()
    today = berlin_day(moment)
    async with database.read() as session:
        person = await callers.person(session, *acting, today)
    if person is None:
        raise Trouble(f"Nobody signs in as {acting[1]} with {acting[0]}. `ilb grant` makes an account.")
    return Caller(
        person_id=person.id,
        username=person.subject,
        name=person.name,
        language="en",
        grants=person.grants,
        reading=reading(person.grants, today),
        today=today,
        now=moment,
    )
