"""`ilb reconcile`: an operator lets a halted office or wave go on."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from cli.configuration import DataDir, load, opened, temporal
from cli.lookup import found_unit, found_wave
from cli.running import run, say


def reconcile(
    code: Annotated[str, typer.Argument(help="Code of the halted office, or of the wave with --wave.")],
    reason: Annotated[str, typer.Option(help="Why, for the log. Name no person.")],
    wave: Annotated[bool, typer.Option("--wave", help="The code is a wave's.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Let a halted office or wave go on from where its journal ends, and say what its workflow had beyond that."""
    run(_reconcile(code, reason, is_wave=wave, data_dir=data_dir))


async def _reconcile(code: str, reason: str, *, is_wave: bool, **options: object) -> None:
    from activities.reconciling import reconcile
    from activities.rollouts import Rollouts
    from activities.waves import Waves
    from models.chain import stream_of, wave_stream

    settings = load(**options)
    async with opened(settings) as database:
        one = await found_wave(database, code) if is_wave else (await found_unit(database, code)).unit_id
        client = await temporal(settings)
        kind, stream = (Waves, wave_stream(one)) if is_wave else (Rollouts, stream_of(one))
        again = partial(kind(database, client, settings.task_queue).start_anew, one)
        done = await reconcile(database, client, stream, again, reason)
    say(f"{code} was halted ({done.halted}) and goes on after entry {done.journal_seq}.")
    if done.workflow_seq > done.journal_seq:
        say(f"Its workflow had entries {done.journal_seq + 1} to {done.workflow_seq} that the journal lacks:")
        known = dict(done.unrecorded)
        for seq in range(done.journal_seq + 1, done.workflow_seq + 1):
            say(f"  {seq}: {known.get(seq, 'not known any more')}")
        say("Ask those concerned what happened, and record it again.")
