"""`ilb import`: the organisation, standings and persons from CSV files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.configuration import DataDir, load, opened
from cli.progress import bar
from cli.running import FAILED, Trouble, console, fail, run, say

if TYPE_CHECKING:
    from models.imports.report import ImportReport

SHOWN = 50


class Kind(StrEnum):
    UNITS = "units"
    STANDING = "standing"
    PEOPLE = "people"


def import_file(
    kind: Annotated[Kind, typer.Argument(help="What the file holds.")],
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8, with comma or semicolon.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, write nothing.")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="Write the good rows though others are in error.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Import a CSV file: all of it or, when a row is in error, nothing."""
    run(_import(kind, file, dry_run=dry_run, partial=partial, data_dir=data_dir))


async def _import(kind: Kind, file: Path, *, dry_run: bool, partial: bool, **options: object) -> None:
    from activities.clock import berlin_day, now
    from activities.imports import import_people, import_standing, import_units

    settings = load(**options)
    data = _content(file)
    importing = {Kind.UNITS: import_units, Kind.STANDING: import_standing, Kind.PEOPLE: import_people}[kind]
    moment = now()
    async with opened(settings) as database:
        with bar(console(stderr=True), f"Importing {file.name}") as progress:
            report = await importing(
                database,
                data,
                dry_run=dry_run,
                partial=partial,
                today=berlin_day(moment),
                now=moment,
                progress=progress,
            )
    _tell(report, kind)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror}.") from None


def _tell(report: ImportReport, kind: Kind) -> None:
    from rich.table import Table

    from models.imports.report import Outcome

    table = Table("Outcome", "Rows")
    for outcome in Outcome:
        table.add_row(outcome.value, str(report.counts[outcome]))
    console().print(table)
    errors = [row for row in report.rows if row.outcome is Outcome.ERROR]
    for row in errors[:SHOWN]:
        say(f"Line {row.line}: {row.code or '-'}: {row.reason.en if row.reason else ''}")
    if len(errors) > SHOWN:
        say(f"… and {len(errors) - SHOWN} more rows in error.")
    if report.written and kind is Kind.STANDING:
        say("The standings are queued; a running worker gives them to the offices' rollouts.")
    if errors:
        fail(f"{len(errors)} rows are in error. {_what_became(report)}", FAILED)
    say(_what_became(report))


def _what_became(report: ImportReport) -> str:
    if report.dry_run:
        return "Nothing was written: this was a dry run."
    return (
        "The others were written."
        if report.first_error() and report.written
        else ("Written." if report.written else "Nothing was written.")
    )
