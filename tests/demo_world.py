"""The demo as the tests look at it: the real organisation, the histories of one day, without a database."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property
from pathlib import Path

from activities.calendars import build_calendar
from activities.demo_seed import SEED
from models.calendar import WorkingCalendar
from models.chain import Entry
from models.demo.history import Told, history
from models.demo.office import Office
from models.demo.scene import LEAD_LEFT, Scene, scene
from models.obligations import obligations
from models.organisation import SERVED, Function, Land, UnitKind
from models.programme import shipped
from models.rollout.owed import Obligation, Step
from models.rollout.state import UnitState
from models.status import Status, StatusCode, status_of

DATA = Path(__file__).resolve().parent.parent / "data"
A_MONDAY = date(2026, 11, 23)


@cache
def offices() -> tuple[Office, ...]:
    """The Agenturen and gE of the organisation that ships."""
    rows = _rows("ba_units.csv")
    region = {row["code"]: row["parent_code"] for row in rows}
    areas: dict[str, str] = {}
    for row in _rows("districts.csv"):
        areas[row["agentur_code"]] = min(row["ags5"], areas.get(row["agentur_code"], row["ags5"]))
    served = [row for row in rows if row["kind"] in SERVED]
    partner = {row["code"]: row["code"] if row["kind"] == UnitKind.AGENTUR else row["parent_code"] for row in served}
    return tuple(
        Office(
            id=f"u-{row['code']}",
            code=row["code"],
            kind=UnitKind(row["kind"]),
            region=region[partner[row["code"]]],
            land=Land(row["land"]),
            city=row["city"],
            partner=partner[row["code"]],
            area=areas.get(partner[row["code"]], row["code"]),
        )
        for row in served
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def calendars(year: int) -> dict[Land, WorkingCalendar]:
    return {land: build_calendar(land, 2024, year + 6, shipped().blackouts) for land in Land}


@dataclass(frozen=True)
class World:
    """All histories, by the code of their office."""

    today: date
    now: datetime
    scene: Scene
    histories: dict[str, list[Told]]

    def states(self, kind: UnitKind | None = None) -> dict[str, UnitState]:
        last = {code: told[-1].state for code, told in self.histories.items()}
        return {code: state for code, state in last.items() if kind in (None, state.kind)}

    def entries(self) -> Iterator[tuple[str, Entry]]:
        for code, history_of_one in self.histories.items():
            for told in history_of_one:
                yield from ((code, entry) for entry in told.entries)

    @cached_property
    def obligations(self) -> dict[str, list[Obligation]]:
        return {code: obligations(state) for code, state in self.states().items()}

    def owed(self, *steps: Step) -> list[tuple[str, Obligation]]:
        """What is open today: these steps, or all."""
        every = ((code, o) for code, owed in self.obligations.items() for o in owed)
        return [(code, o) for code, o in every if o.is_open(self.today) and (not steps or o.step in steps)]

    def is_vacant(self, function: Function, scope: str | None) -> bool:
        if scope is None or function is Function.MANAGER:
            return scope is None
        return not any(not post.has_left for post in self.scene.staff.holders(function, scope))

    def status(self, code: str) -> Status:
        state = self.histories[code][-1].state
        sustained = "sustained" in state.reached
        owed = self.obligations[code]
        return status_of(state.side_state, sustained=sustained, owed=owed, on=self.today, is_vacant=self.is_vacant)

    def with_status(self, status: StatusCode, kind: UnitKind | None = None) -> list[str]:
        return [code for code in self.states(kind) if self.status(code).code is status]


@cache
def world(today: date = A_MONDAY, seed: int = SEED) -> World:
    """The demo as it is made in the morning of ``today``."""
    now = datetime(today.year, today.month, today.day, 7, tzinfo=UTC)
    on_stage = scene(offices(), seed)
    of_land = calendars(today.year)
    programme = shipped()
    told = {o.code: history(on_stage, o, programme, of_land[o.land], today, now) for o in offices()}
    return World(today, now, on_stage, told)


def in_function(at: World, function: Function, scope: str, ref: str, day: date) -> bool:
    """Whether ``ref`` filled the function that day."""
    left_on = at.today - LEAD_LEFT
    posts = at.scene.staff.holders(function, scope)
    return any(post.person.ref == ref and not (post.has_left and day >= left_on) for post in posts)
