"""`ilb bounced`: for a mail server's pipe, which hands over what comes back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.configuration import DataDir, load, opened
from cli.running import run, say


def bounced(
    file: Annotated[
        Path | None, typer.Argument(help="The notification as a file; from standard input if unset or -.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Read a delivery status notification and note which mail did not arrive."""
    raw = sys.stdin.buffer.read() if file is None or str(file) == "-" else file.read_bytes()
    run(_bounced(raw, data_dir=data_dir))


async def _bounced(raw: bytes, **options: object) -> None:
    from activities.clock import now
    from activities.mail.bounces import bounce_of, record_bounce

    bounce = bounce_of(raw)
    if bounce is None:
        say("Nothing was noted: this does not say that a mail failed for good.")
        return
    async with opened(load(**options)) as database:
        found = await record_bounce(database, bounce, now())
    if found is None:
        say("Nothing was noted: the mail is none of ours, or it was settled before.")
        return
    what = "its address is refused" if bounce.is_about_address else "it was not wanted"
    say(f"Delivery {found} did not arrive ({bounce.code}): {what}.")
