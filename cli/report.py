"""`ilb report`: what is reported about a region or the nation, as of any day or as it was issued."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.configuration import DataDir, load, opened
from cli.running import MISUSED, Trouble, console, run, say
from cli.units import InLanguage, Language, operator

if TYPE_CHECKING:
    from rich.table import Table as RichTable
    from sqlalchemy.ext.asyncio import AsyncSession

    from activities.reports.document import Document, Table
    from activities.reports.press import Question
    from api.deps import Caller
    from models.database import Database
    from settings import Settings

NATION = ("national", "all")
DAYS, MOMENTS = ["%Y-%m-%d"], ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%z"]


class Form(StrEnum):
    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


def report(
    scope: Annotated[str, typer.Argument(metavar="REGION|national", help="A region's code, or national.")],
    period: Annotated[str | None, typer.Option(help="As it was frozen for this period, e.g. 2026-Q3.")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=DAYS, help="What was true on that day.")] = None,
    known_at: Annotated[
        datetime | None,
        typer.Option(formats=MOMENTS, help="By what was known when that day was over, or at that moment."),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How it is written.")] = Form.TEXT,
    output: Annotated[Path | None, typer.Option(help="File to write; needed for pdf and xlsx.")] = None,
    language: InLanguage = Language.ENGLISH,
    data_dir: DataDir = None,
) -> None:
    """Show a report: of any day by what was known at any moment, or the very one that was frozen."""
    if period is not None and (as_of is not None or known_at is not None):
        raise typer.BadParameter("A period's report has its day and its moment: leave out --as-of and --known-at.")
    if form in (Form.PDF, Form.XLSX) and output is None:
        raise typer.BadParameter(f"Say with --output where the {form.value} file goes.")
    place = "all" if scope in NATION else scope
    day = as_of.date() if as_of is not None else None
    asked = (period, day, known_at)
    run(_report(place, asked, form, output, language, data_dir=data_dir))


Asked = tuple[str | None, date | None, datetime | None]
"""Period, day and moment, as far as they were said."""


async def _report(
    scope: str, asked: Asked, form: Form, output: Path | None, language: Language, **options: object
) -> None:
    from api.pages.words import speak

    speak(language.value)
    settings, who = load(**options), operator(language)
    async with opened(settings) as database:
        async with database.read() as session:
            question = await _found(database, session, settings, who, scope, asked)
        made = await question.made()
    document, body = made.document, made.body
    if form is Form.TEXT:
        _tell(document, body)
    else:
        _write(body.encode() if form is Form.JSON else await _printed(document, form, who.now), output)


def _write(made: bytes, output: Path | None) -> None:
    if output is None:
        typer.get_binary_stream("stdout").write(made)
    else:
        output.write_bytes(made)
        say(f"{output} has {len(made)} bytes.")


async def _found(
    database: Database, session: AsyncSession, settings: Settings, who: Caller, scope: str, asked: Asked
) -> Question:
    """What is asked, for somebody who may see it."""
    from api.asked import look
    from api.exports.documents import asked_question, issued_question, reader
    from models.periods.period import report_id
    from models.queries import regions, reports
    from settings import AuthMode

    by = await reader(session, who, is_demo=settings.auth is AuthMode.DEMO)
    known = {line.code for line in await regions.all_regions(session)}
    if scope != "all" and scope not in known:
        raise Trouble(f"There is no region {scope}. There are {', '.join(sorted(known))}, and national.", MISUSED)
    period, day, known_at = asked
    if period is None:
        moment = known_at.date() if known_at is not None and known_at.tzinfo is None else known_at
        return asked_question(database, by, look(who.now, day, moment), scope, with_list=True)
    issued = await reports.report(session, who.reading, period, scope)
    if issued is None:
        raise Trouble(f"There is no report {report_id(period, scope)}. {await _periods(session)}", MISUSED)
    return issued_question(database, by, issued)


async def _periods(session: AsyncSession) -> str:
    from models.queries import periods

    names = [state.period for state in await periods.states(session)]
    return f"There are reports of {', '.join(sorted(names))}." if names else "Nothing has been reported yet."


async def _printed(document: Document, form: Form, moment: datetime) -> bytes:
    from activities.reports import press

    return await press.Press().printed(document, press.Form(form.value), moment)


# --- as text -------------------------------------------------------------------------------------------------------


def _tell(document: Document, body: str) -> None:
    """Every table but those of the pictures, which are in the other formats."""
    from activities.reports.document import Table
    from models.reporting.snapshot import digest_of

    say(f"{document.title}, {document.subtitle}")
    for fact in document.facts:
        say(f"{fact.label}: {fact.value}")
    for section in document.sections:
        for part in section.parts:
            if isinstance(part, Table) and part.rows:
                console().print(_drawn(part))
    say(f"SHA-256 {digest_of(body)}")
    if document.provenance.notice:
        say(document.provenance.notice)


def _drawn(table: Table) -> RichTable:
    from rich.table import Table as Drawn

    drawn = Drawn(*table.head, title=table.title, title_justify="left", show_edge=False)
    for row in table.rows:
        drawn.add_row(*("" if value is None else str(value) for value in row))
    return drawn
