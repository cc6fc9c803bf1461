"""Units of one or more regions as pages list them: rows of the matrix, and what they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.cells import EXCEPTIONS, VERBS, Judge, Words
from api.pages.looking_back import is_past
from api.pages.shown import Cell, Link, MatrixColumn, UnitRow
from api.pages.standing import NEEDY, Rating, Standing, rating
from api.pages.steps import Place, line, mine, settling
from api.pages.words import _, spoken
from api.seeing import PROGRAMME
from models.organisation import UnitKind
from models.permissions import UnitScope
from models.queries import records
from models.queries.listing import lines as unit_lines
from models.queries.listing_asof import lines_as_of
from models.queries.scope import names
from models.queries.vacancies import vacancy_as_of
from models.rollout.state import SideState
from models.wording import Names, Voice, status_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from api.deps import Caller
    from api.pages.shown import ObligationLine
    from api.pages.visit import Visit
    from models.calendar import WorkingCalendar
    from models.permissions import Reading
    from models.queries.listing import Filter, UnitLine
    from models.reporting.asked import AsOf
    from models.rollout.owed import Obligation
    from models.status import IsVacant

UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
COMMON = {UnitKind.AGENTUR: "Agentur für Arbeit ", UnitKind.GEMEINSAME_EINRICHTUNG: "Jobcenter "}
"""What the heading over a list already says."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Units with their standing on the day ``asked`` for, and everything that putting them into words needs."""

    caller: Caller
    asked: AsOf
    standings: tuple[Standing, ...]
    ratings: dict[UnitKind, Rating]
    names: Names
    is_vacant: IsVacant
    calendars: dict[str, WorkingCalendar]

    def voice(self, unit: UnitLine) -> Voice:
        here = Names(self.names.regions, self.names.teams, {unit.unit_id: unit.name})
        return Voice(PROGRAMME, here, self.calendars[unit.calendar_id], self.asked.on, self.caller.language)

    def is_mine(self, step: Obligation) -> bool:
        """Whether the reader can take a step here; on a past day nobody can."""
        return not is_past(self.caller, self.asked) and mine(self.caller)(step)

    def of_kind(self, kind: UnitKind) -> list[Standing]:
        return [s for s in self.standings if s.line.kind is kind]


async def listing(visit: Visit, reading: Reading, wanted: Filter, asked: AsOf) -> Listing:
    """The units of ``wanted`` that ``reading`` lets through, as of the day asked for."""
    session = visit.session
    is_vacant = await vacancy_as_of(session, asked)
    if is_past(visit.caller, asked):
        found = await lines_as_of(session, reading, wanted, asked, is_vacant)
    else:
        found = await unit_lines(session, reading, wanted, asked.on, limit=None, is_vacant=is_vacant)
    judge = Judge(asked.on, is_vacant)
    ratings = {kind: rating(PROGRAMME, kind, judge) for kind in COMMON}
    return Listing(
        caller=visit.caller,
        asked=asked,
        standings=tuple(ratings[unit.kind].standing(unit) for unit in found),
        ratings=ratings,
        names=await names(session),
        is_vacant=is_vacant,
        calendars=await records.calendars(session, {unit.calendar_id for unit in found}),
    )


# --- rows ------------------------------------------------------------------------------------------------------


def short_name(unit: UnitLine) -> str:
    return unit.name.removeprefix(COMMON[unit.kind])


def by_name(standing: Standing) -> tuple[str, str]:
    return short_name(standing.line).casefold().translate(UMLAUTS), standing.line.code


def by_need(standing: Standing) -> tuple[bool, str, tuple[str, str]]:
    """Those with an open step first, in the order of its due date; never by how bad it is."""
    step = standing.line.status.obligation
    return step is None, step.due_on.isoformat() if step is not None else "", by_name(standing)


def unit_row(listing: Listing, standing: Standing) -> UnitRow:
    unit = standing.line
    href = f"/units/{unit.code}"
    if not standing.row:
        words = status_words(listing.voice(unit), unit.status, since=unit.side_since).rstrip(".")
        return UnitRow(unit.code, short_name(unit), href, "–", 0, 0, (Cell("not_applicable", words, words),))
    columns = listing.ratings[unit.kind].columns
    required = [cell for column, cell in zip(columns, standing.row, strict=True) if column.is_required]
    cells = _cells(listing, standing)
    return UnitRow(
        code=unit.code,
        name=short_name(unit),
        href=href,
        stage=_("ruht") if unit.side_state is SideState.PAUSED else _stage_title(unit.stage),
        done=sum(cell.mark is not None and cell.mark.reached_on is not None for cell in required),
        applicable=len(required),
        cells=cells,
        note=next((cell.words for cell in cells if cell.state in ("support", "orphan")), ""),
        action=_action(listing, standing),
    )


def _stage_title(key: str) -> str:
    return next((s.title.in_language(spoken()) for s in PROGRAMME.stages if s.key == key), key)


def _cells(listing: Listing, standing: Standing) -> tuple[Cell, ...]:
    unit = standing.line
    words = Words(listing.asked.on, listing.is_mine)
    columns = listing.ratings[unit.kind].columns
    return tuple(
        words.cell(
            column,
            judged,
            unit.name,
            settling(PROGRAMME, unit.code, judged.step).href if judged.step is not None else None,
        )
        for column, judged in zip(columns, standing.row, strict=True)
    )


def _action(listing: Listing, standing: Standing) -> Link | None:
    """What phones show beside the strip: the reader's own step, if it needs somebody."""
    step = standing.line.status.obligation
    if step is None or standing.group not in NEEDY or not listing.is_mine(step):
        return None
    return Link(VERBS[step.step], settling(PROGRAMME, standing.line.code, step).href)


def matrix_columns(rating: Rating, standings: Iterable[Standing]) -> tuple[MatrixColumn, ...]:
    """The columns with their quotas. Whoever does not take part counts nowhere."""
    rows = [s for s in standings if s.row and (s.takes_part or s.group == "open")]
    part = sum(s.takes_part for s in rows)
    found = []
    for number, column in enumerate(rating.columns):
        done = sum(s.row[number].state == "done" for s in rows)
        asked = len(rows) if _asks_everybody(rating, column.key) else part
        applicable = asked if column.is_required else 0
        found.append(MatrixColumn(column.key, column.short_title, column.long_title, done, applicable))
    return tuple(found)


def _asks_everybody(rating: Rating, key: str) -> bool:
    return rating.programme.by_key[key].evidence.kind == "participation_decided"


# --- needs -----------------------------------------------------------------------------------------------------


def needs(listing: Listing, standings: Iterable[Standing]) -> list[ObligationLine]:
    """The step that explains why each unit needs somebody, by date; units out of the reader's scope are left out."""
    found: list[tuple[date, ObligationLine]] = []
    for standing in standings:
        unit, step = standing.line, standing.line.status.obligation
        if step is None or unit.status.code not in EXCEPTIONS or not _is_readable(listing.caller, unit):
            continue
        command = settling(PROGRAMME, unit.code, step) if listing.is_mine(step) else None
        place = Place(unit.code, unit.name, unit.region)
        found.append((step.due_on, line(listing.voice(unit), place, step, listing.is_vacant, command=command)))
    return [each for _due, each in sorted(found, key=lambda pair: pair[0])]


def _is_readable(caller: Caller, unit: UnitLine) -> bool:
    return caller.reading.includes(UnitScope(unit.unit_id, unit.region, unit.aqua_team))
