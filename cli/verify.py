"""`ilb verify`: does everything in SQL follow from the journal, and do the workflows agree with it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.configuration import DataDir, load, opened, temporal
from cli.lookup import Named, found_stream
from cli.progress import bar
from cli.running import FAILED, console, fail, run, say

if TYPE_CHECKING:
    from activities.verified_stream import Finding

SHOWN = 50


def verify(
    unit: Annotated[str | None, typer.Option(help="Code of one unit.")] = None,
    wave: Annotated[str | None, typer.Option(help="Code of one wave.")] = None,
    period: Annotated[str | None, typer.Option(help="Name of one reporting period, e.g. 2026-Q3.")] = None,
    with_temporal: Annotated[
        bool, typer.Option("--temporal", help="Also ask every workflow where it stands; needs a running worker.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Check numbers, hash chain, heads, read model, commands and frozen reports against their journals."""
    run(_verify(Named(unit, wave, period), with_temporal=with_temporal, data_dir=data_dir))


async def _verify(named: Named, *, with_temporal: bool, **options: object) -> None:
    from activities.verifying import verify, verify_workflows

    settings = load(**options)
    async with opened(settings) as database:
        stream = await found_stream(database, named)
        with bar(console(stderr=True), "Verifying the record") as progress:
            verified = await verify(database, stream, progress)
        found = list(verified.findings)
        if with_temporal:
            client = await temporal(settings)
            with bar(console(stderr=True), "Asking the workflows") as progress:
                found += await verify_workflows(database, client, stream, progress)
    _tell(verified.streams, verified.entries, found)


def _tell(streams: int, entries: int, found: list[Finding]) -> None:
    for finding in found[:SHOWN]:
        say(str(finding))
    if len(found) > SHOWN:
        say(f"… and {len(found) - SHOWN} more.")
    if found:
        fail(f"{len(found)} differences in {len({f.stream for f in found})} of {streams} streams.", FAILED)
    say(f"{streams} streams with {entries} entries: everything agrees.")
