"""`ilb reconcile`: an operator lets a halted office go on."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.configuration import DataDir, load, opened, temporal
from cli.lookup import found_unit
from cli.running import run, say


def reconcile(
    code: Annotated[str, typer.Argument(help="The halted office's code.")],
    reason: Annotated[str, typer.Option(help="Why, for the log. Name no person.")],
    data_dir: DataDir = None,
) -> None:
    """Let a halted office go on from where its journal ends, and say what its workflow had beyond that."""
    run(_reconcile(code, reason, data_dir=data_dir))


async def _reconcile(code: str, reason: str, **options: object) -> None:
    from activities.reconciling import reconcile
    from activities.rollouts import Rollouts

    settings = load(**options)
    async with opened(settings) as database:
        place = await found_unit(database, code)
        client = await temporal(settings)
        rollouts = Rollouts(database, client, settings.task_queue)
        done = await reconcile(database, client, rollouts, place.unit_id, reason)
    say(f"{code} was halted ({done.halted}) and goes on after entry {done.journal_seq}.")
    if done.workflow_seq > done.journal_seq:
        say(f"Its workflow had entries {done.journal_seq + 1} to {done.workflow_seq} that the journal lacks:")
        known = dict(done.unrecorded)
        for seq in range(done.journal_seq + 1, done.workflow_seq + 1):
            say(f"  {seq}: {known.get(seq, 'not known any more')}")
        say("Ask the office what happened, and record it again.")
