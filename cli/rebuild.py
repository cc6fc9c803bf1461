"""`ilb rebuild`: workflows from SQL after Temporal was lost, the read model from the journal."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.configuration import DataDir, load, opened, temporal
from cli.lookup import Named, found_stream
from cli.progress import bar
from cli.running import console, run, say

app = typer.Typer(help="Make anew what can be lost: workflows from SQL, the read model from the journal.")


@app.command("workflows")
def workflows(data_dir: DataDir = None) -> None:
    """Start every workflow of a unit, wave or reporting period that does not run, from the state in SQL."""
    run(_workflows(data_dir=data_dir))


@app.command("read-model")
def read_model(
    unit: Annotated[str | None, typer.Option(help="Code of one unit; without it, all of them.")] = None,
    wave: Annotated[str | None, typer.Option(help="Code of one wave.")] = None,
    period: Annotated[str | None, typer.Option(help="Name of one reporting period, e.g. 2026-Q3.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Write facts, obligations and lists anew from the journal, stream by stream, while everything runs."""
    run(_read_model(Named(unit, wave, period), data_dir=data_dir))


async def _workflows(**options: object) -> None:
    from activities.clock import berlin_day, now
    from activities.periods import Periods
    from activities.rollouts import CalendarMissing, Rollouts
    from activities.waves import Waves
    from cli.running import Trouble
    from worker import register_search_attributes

    settings = load(**options)
    moment = now()
    async with opened(settings) as database:
        client = await temporal(settings)
        await register_search_attributes(client)
        rollouts = Rollouts(database, client, settings.task_queue)
        with bar(console(stderr=True), "Starting workflows") as progress:
            try:
                started = await rollouts.ensure(berlin_day(moment), moment, progress)
                started += await Waves(database, client, settings.task_queue).ensure()
                started += await Periods(database, client, settings.task_queue).start_missing()
            except CalendarMissing as error:
                raise Trouble(f"There is no working calendar for {error}: import the units first.") from None
    say(f"{started} workflows were started; the others were running.")


async def _read_model(named: Named, **options: object) -> None:
    import sqlalchemy as sa

    from activities.rebuilding import rebuild_read_model
    from activities.verifying import verify
    from cli.running import Trouble
    from models.tables import HeadRow

    settings = load(**options)
    entries = 0
    async with opened(settings) as database:
        if (one := await found_stream(database, named)) is not None:
            streams = [one]
        else:
            async with database.read() as session:
                streams = list(await session.scalars(sa.select(HeadRow.stream).order_by(HeadRow.stream)))
        with bar(console(stderr=True), "Rebuilding the read model") as progress:
            for done, stream in enumerate(streams, 1):
                checked = await verify(database, stream)
                if broken := [finding for finding in checked.findings if finding.table == "journal"]:
                    raise Trouble(f"{broken[0]}. Nothing can be rebuilt from a broken journal: restore a backup.")
                entries += await rebuild_read_model(database, stream)
                progress(done, len(streams))
    say(f"{len(streams)} streams were rebuilt from {entries} entries.")
