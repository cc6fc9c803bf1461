"""`ilb units` and `ilb unit CODE`: what the record says, read straight from SQL, with everything in sight."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.text import Text

from cli.configuration import DataDir, load, opened
from cli.running import MISUSED, Trouble, console, run, say

if TYPE_CHECKING:
    from rich.table import Table as RichTable

    from api.deps import Caller
    from api.shapes import JournalShape, UnitSummary, UnitWhole


E = TypeVar("E", bound=StrEnum)


class Language(StrEnum):
    GERMAN = "de"
    ENGLISH = "en"


AsJson = Annotated[bool, typer.Option("--json", help="As JSON, the same as the API answers.")]
InLanguage = Annotated[Language, typer.Option(help="Language of the sentences.")]


def units(
    region: Annotated[str | None, typer.Option(help="Code of a Regionaldirektion.")] = None,
    kind: Annotated[str | None, typer.Option(help="agentur or gemeinsame_einrichtung.")] = None,
    stage: Annotated[str | None, typer.Option(help="Key of a stage, e.g. operation.")] = None,
    status: Annotated[str | None, typer.Option(help="Status code, e.g. support_needed.")] = None,
    as_json: AsJson = False,
    language: InLanguage = Language.ENGLISH,
    data_dir: DataDir = None,
) -> None:
    """List offices with their stage and, in plain language, their status."""
    wanted = {"region": region, "kind": kind, "stage": stage, "status": status}
    run(_units(wanted, language, as_json=as_json, data_dir=data_dir))


def unit(
    code: Annotated[str, typer.Argument(help="The office's code, e.g. 244.")],
    as_json: AsJson = False,
    language: InLanguage = Language.ENGLISH,
    data_dir: DataDir = None,
) -> None:
    """Show one office whole: its timeline, what is missing and who holds it, what happened."""
    run(_unit(code, language, as_json=as_json, data_dir=data_dir))


def operator(language: Language) -> Caller:
    """Who reads on the machine itself: everything, and no function to act in."""
    from activities.clock import berlin_day, now
    from api.deps import Caller
    from models.permissions import Reading

    moment = now()
    return Caller(
        person_id="operator",
        username="operator",
        name="operator",
        language=language.value,
        grants=(),
        reading=Reading(everything=True),
        today=berlin_day(moment),
        now=moment,
    )


# --- the list ------------------------------------------------------------------------------------------------


async def _units(wanted: dict[str, str | None], language: Language, *, as_json: bool, **options: object) -> None:
    from pydantic import TypeAdapter

    from api.shapes import UnitSummary

    found = await _summaries(wanted, language, **options)
    if as_json:
        print(TypeAdapter(list[UnitSummary]).dump_json(found, indent=2).decode())
        return
    console().print(_table(found))
    say(f"{len(found)} offices.")


async def _summaries(wanted: dict[str, str | None], language: Language, **options: object) -> list[UnitSummary]:
    from api.seeing import PROGRAMME
    from api.shapes import summary
    from models.organisation import UnitKind
    from models.queries import records
    from models.queries.listing import Filter, lines
    from models.queries.scope import names
    from models.status import StatusCode
    from models.wording import Voice

    asked = Filter(
        region=wanted["region"],
        kind=_one_of(UnitKind, wanted["kind"]),
        stage=wanted["stage"],
        status=_one_of(StatusCode, wanted["status"]),
    )
    who = operator(language)
    async with opened(load(**options)) as database, database.read() as session:
        found = await lines(session, who.reading, asked, who.today, limit=None)
        known = await names(session)
        calendars = await records.calendars(session, {line.calendar_id for line in found})
    voices = {key: Voice(PROGRAMME, known, calendar, who.today, language.value) for key, calendar in calendars.items()}
    return [summary(voices[line.calendar_id], line) for line in found]


def _one_of(known: type[E], text: str | None) -> E | None:
    """The member with this value. Raises: Trouble that names those there are."""
    if text is None:
        return None
    try:
        return known(text)
    except ValueError:
        raise Trouble(f"{text} is none of {', '.join(member.value for member in known)}.", MISUSED) from None


def _table(found: list[UnitSummary]) -> RichTable:
    from rich.table import Table

    table = Table("Code", "Office", "Region", "Stage", "Done", "Status", show_edge=False)
    for line in found:
        done = f"{line.milestones_done}/{line.milestones_applicable}"
        table.add_row(line.code, line.name, line.region, line.stage_title, done, line.status.sentence)
    return table


# --- one office ----------------------------------------------------------------------------------------------


async def _unit(code: str, language: Language, *, as_json: bool, **options: object) -> None:
    whole, journal = await _sight(code, language, **options)
    if as_json:
        print(json.dumps({**whole.model_dump(mode="json"), "journal": [e.model_dump(mode="json") for e in journal]}))
        return
    screen = console()
    say(f"{whole.name} ({whole.code}), region {whole.region}, {whole.stage_title}, version {whole.version}")
    say(whole.status.sentence)
    for title, table in (
        ("Timeline", _timeline(whole)),
        ("What is missing", _missing(whole)),
        ("What happened", _journal(journal)),
    ):
        say(f"\n{title}")
        screen.print(table)


async def _sight(code: str, language: Language, **options: object) -> tuple[UnitWhole, list[JournalShape]]:
    from api.problems import NotFound
    from api.seeing import see
    from api.shapes import journal_shape
    from models.queries import units

    async with opened(load(**options)) as database, database.read() as session:
        try:
            sight = await see(session, operator(language), code)
        except NotFound:
            raise Trouble(f"There is no rollout of an office with the code {code}. `ilb units` lists them.") from None
        rows = await units.journal(session, sight.place.unit_id, limit=sight.seq)
        return sight.shape(), [journal_shape(row, {}) for row in rows]


def _timeline(whole: UnitWhole) -> RichTable:
    from rich.table import Table

    table = Table("Milestone", "Reached", "Planned", "Have", show_edge=False)
    for milestone in whole.milestones:
        reached = f"{milestone.happened_on}{' (stated)' if milestone.stated else ''}" if milestone.done else "-"
        have = f"{milestone.have}/{milestone.need}" if milestone.need else ""
        table.add_row(milestone.title, reached, str(milestone.planned_on or ""), have)
    return table


def _missing(whole: UnitWhole) -> RichTable:
    from rich.table import Table

    table = Table("Due", "Step", "Settled by", show_edge=False)
    for owed in whole.obligations:
        table.add_row(str(owed.due_on), owed.sentence, owed.settled_by)
    return table


def _journal(journal: list[JournalShape]) -> RichTable:
    from rich.table import Table

    table = Table("No", "Happened", "Recorded", "Event", "By", "Facts", show_edge=False)
    for event in journal:
        facts = ", ".join(f"{name}={value}" for name, value in event.facts.items() if value not in (None, [], {}))
        recorded = f"{event.recorded_at:%Y-%m-%d %H:%M}"
        table.add_row(str(event.seq), str(event.happened_on), recorded, event.type, event.function, Text(facts))
    return table
