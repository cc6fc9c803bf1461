"""Settings of a command: ``ILB_…`` variables and options, checked; and the database and Temporal they name."""

from __future__ import annotations

import asyncio
import difflib
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.running import MISUSED, Trouble

if TYPE_CHECKING:
    from sqlalchemy import URL
    from temporalio.client import Client

    from models.database import Database
    from settings import Settings

PREFIX = "ILB_"
CLOSE = 0.85
QUIET = "WARNING"
PATIENCE = 30.0
PORT_FILE = "temporal.port"

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", envvar="ILB_DATA_DIR", help="Folder of `ilb up`.", show_default="var"),
]


def load(**options: object) -> Settings:
    """The settings, with options over variables; logs are quiet unless asked for. Raises: Trouble."""
    from pydantic import ValidationError

    import telemetry
    from settings import Settings

    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    refuse_misspelt(os.environ, Settings.model_fields)
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise Trouble(_sentences(error.errors()), MISUSED) from None
    telemetry.configure(settings.log_level if "log_level" in settings.model_fields_set else QUIET)
    return _of_data_dir(settings)


def refuse_misspelt(variables: Iterable[str], fields: Iterable[str]) -> None:
    """A variable that is nearly a setting's would be ignored in silence. Raises: Trouble."""
    known = [f"{PREFIX}{field.upper()}" for field in fields]
    for name in variables:
        if name.startswith(PREFIX) and name not in known:
            meant = difflib.get_close_matches(name, known, n=1, cutoff=CLOSE)
            if meant:
                raise Trouble(f"{name} is not a setting. Did you mean {meant[0]}?", MISUSED)


def _sentences(errors: Iterable[Any]) -> str:
    """Which variable, what is wrong with it, what to do; never its value, which may be a secret."""
    return "\n".join(
        f"{PREFIX}{str(error['loc'][0]).upper()}: {error['msg']}. Change or unset it; docs/install.md has the table."
        if error["loc"]
        else f"{str(error['msg']).removeprefix('Value error, ')}. Change or unset one of them."
        for error in errors
    )


def _of_data_dir(settings: Settings) -> Settings:
    """Where nothing names a database or a Temporal, those that `ilb up` keeps in the data folder are meant."""
    meant: dict[str, str] = {}
    if "database_url" not in settings.model_fields_set:
        meant["database_url"] = sqlite_url(settings.data_dir)
    if "temporal_address" not in settings.model_fields_set and (port := kept_port(settings.data_dir)):
        meant["temporal_address"] = f"127.0.0.1:{port}"
    return settings.model_copy(update=meant)


def sqlite_url(data_dir: Path) -> str:
    return f"sqlite+aiosqlite:///{data_dir / 'ilb.sqlite'}"


def kept_port(data_dir: Path) -> int | None:
    """The port on which the data folder's Temporal listens, or did last."""
    try:
        return int((data_dir / PORT_FILE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


async def reachable(settings: Settings) -> None:
    """Wait for database and Temporal: what starts together need not start in order. Raises: Trouble."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while True:
        try:
            async with opened(settings):
                await temporal(settings)
        except Trouble:
            if loop.time() > deadline:
                raise
        else:
            return
        await asyncio.sleep(0.1)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database, which exists and has the newest tables. Raises: Trouble."""
    import sqlalchemy as sa

    from models.database import Database

    url = sa.make_url(settings.database_url)
    _refuse_missing_file(url)
    database = Database(settings.database_url)
    try:
        await _refuse_old_tables(database, url.render_as_string(hide_password=True))
        yield database
    finally:
        await database.dispose()


def _refuse_missing_file(url: URL) -> None:
    """SQLite would make an empty database of any name."""
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise Trouble(f"There is no database {url.database}: start `ilb up`, or make one with `ilb migrate`.")


async def _refuse_old_tables(database: Database, shown: str) -> None:
    from models.database import revisions

    try:
        has, needs = await revisions(database)
    except Exception as error:
        raise Trouble(f"The database {shown} (ILB_DATABASE_URL) cannot be used: {_reason(error)}") from error
    if has != needs:
        raise Trouble(f"The tables of {shown} are of version {has or 'none'}, not {needs}: run `ilb migrate`.")


def _reason(error: Exception) -> str:
    said = str(getattr(error, "orig", None) or error).strip()
    return (said.splitlines() or [type(error).__name__])[0]


async def temporal(settings: Settings, *, patience: float = 10) -> Client:
    """A client of Temporal. Raises: Trouble when it cannot be reached."""
    from workflows.connecting import connect

    try:
        async with asyncio.timeout(patience):
            return await connect(settings.temporal_address, settings.temporal_namespace)
    except (RuntimeError, TimeoutError):
        raise Trouble(
            f"Temporal cannot be reached at {settings.temporal_address} (ILB_TEMPORAL_ADDRESS). Is it running?"
        ) from None
