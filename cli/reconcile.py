"""`ilb reconcile`: an operator lets a halted office, wave or reporting period go on."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from cli.configuration import DataDir, load, opened, temporal
from cli.lookup import Named, found_stream
from cli.running import run, say


def reconcile(
    code: Annotated[
        str, typer.Argument(help="Code of the halted office; of a wave with --wave, of a period with --period.")
    ],
    reason: Annotated[str, typer.Option(help="Why, for the log. Name no person.")],
    wave: Annotated[bool, typer.Option("--wave", help="The code is a wave's.")] = False,
    period: Annotated[bool, typer.Option("--period", help="The code is a reporting period's name.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Let a halted office, wave or period go on from where its journal ends, and say what its workflow had beyond."""
    if wave and period:
        raise typer.BadParameter("Say --wave or --period, not both.")
    named = Named(wave=code) if wave else Named(period=code) if period else Named(unit=code)
    run(_reconcile(code, named, reason, data_dir=data_dir))


async def _reconcile(code: str, named: Named, reason: str, **options: object) -> None:
    from activities.periods import Periods
    from activities.reconciling import reconcile
    from activities.rollouts import Rollouts
    from activities.waves import Waves

    settings = load(**options)
    async with opened(settings) as database:
        stream = await found_stream(database, named) or ""
        client = await temporal(settings)
        kind = Waves if named.wave else Periods if named.period else Rollouts
        again = partial(kind(database, client, settings.task_queue).start_anew, stream.partition("/")[2])
        done = await reconcile(database, client, stream, again, reason)
    say(f"{code} was halted ({done.halted}) and goes on after entry {done.journal_seq}.")
    if done.workflow_seq > done.journal_seq:
        say(f"Its workflow had entries {done.journal_seq + 1} to {done.workflow_seq} that the journal lacks:")
        known = dict(done.unrecorded)
        for seq in range(done.journal_seq + 1, done.workflow_seq + 1):
            say(f"  {seq}: {known.get(seq, 'not known any more')}")
        say("Ask those concerned what happened, and record it again.")
