"""`ilb import`: the organisation, standings and persons from CSV or XLSX files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.configuration import DataDir, load, opened
from cli.progress import bar
from cli.running import FAILED, Trouble, console, fail, run, say

if TYPE_CHECKING:
    from models.database import Database
    from models.imports.report import ImportReport

SHOWN = 50


class Kind(StrEnum):
    UNITS = "units"
    STANDING = "standing"
    PEOPLE = "people"


def import_file(
    kind: Annotated[Kind, typer.Argument(help="What the file holds.")],
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8, with comma or semicolon; or XLSX.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, write nothing.")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="Write the good rows though others are in error.")] = False,
    acting: Annotated[
        tuple[str, str] | None,
        typer.Option("--as", metavar="ISS SUB", help="As this person, within their scope; else as the operator."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Import a CSV or XLSX file: all of it or, when a row is in error, nothing."""
    run(_import(kind, file, acting, dry_run=dry_run, partial=partial, data_dir=data_dir))


async def _import(
    kind: Kind, file: Path, acting: tuple[str, str] | None, *, dry_run: bool, partial: bool, **options: object
) -> None:
    settings = load(**options)
    data = _content(file)
    async with opened(settings) as database:
        if acting is None:
            report = await _as_operator(database, kind, file.name, data, dry_run=dry_run, partial=partial)
        else:
            report = await _as_person(database, kind, data, acting, dry_run=dry_run, partial=partial)
    _tell(report, kind)


async def _as_operator(
    database: Database, kind: Kind, name: str, data: bytes, *, dry_run: bool, partial: bool
) -> ImportReport:
    """Everywhere; standings are recorded as the system's."""
    from activities.clock import berlin_day, now
    from activities.imports import import_people, import_standing, import_units

    importing = {Kind.UNITS: import_units, Kind.STANDING: import_standing, Kind.PEOPLE: import_people}[kind]
    moment = now()
    when = {"today": berlin_day(moment), "now": moment}
    with bar(console(stderr=True), f"Importing {name}") as progress:
        return await importing(database, data, dry_run=dry_run, partial=partial, progress=progress, **when)  # type: ignore[arg-type]


async def _as_person(
    database: Database, kind: Kind, data: bytes, acting: tuple[str, str], *, dry_run: bool, partial: bool
) -> ImportReport:
    """As the API would: judged by the person's functions, standings recorded as stated in them."""
    from api import imports
    from cli.submit import caller_of

    caller, what = await caller_of(database, acting), imports.Kind(kind.value)
    within = imports.regions_of(caller, what)
    return await imports.run_import(database, what, data, within, caller, dry_run=dry_run, partial=partial)


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
