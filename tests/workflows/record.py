"""Record the histories of some lives, for replay: ``python -m tests.workflows.record v2`` makes ``histories/v2``.

Run by hand, once for every released version of the workflow: what a released version has written stays replayable, so
its folder is never changed. The folder of the version that is not released yet is recorded anew when the workflow's
steps change: whole, or the lives that are named, ``python -m tests.workflows.record v1 wave_timed``.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio import activity
from temporalio.client import WorkflowHistory
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from activities.clock import berlin_day
from activities.journal import Journal
from embedded import TUNING, temporal_binary
from models.calendar import add_months
from models.chain import Batch, Head
from models.database import Database, migrate
from models.errors import Refusal
from models.waves.plan import MemberState
from tests import making
from tests.workflows.conftest import SKIPPING
from tests.workflows.running import House, Unit, bare_client, grown_up, managed, nominated, working_day
from tests.workflows.waving import (
    Clock,
    Wave,
    at_work,
    begin,
    clear,
    course,
    everybody,
    nominate,
    offices,
    over,
    plan,
    qualify,
    skip_to,
    somebody_writes,
)
from worker import register_search_attributes
from workflows.connecting import plugin

HISTORIES = Path(__file__).parent / "histories"
SHORT = ("--dynamic-config-value", "limit.historyCount.suggestContinueAsNew=120")
"""So that a life of a few commands continues as new."""


Recorded = Unit | Wave


class Shaky(Journal):
    """Cannot reach its database the first time."""

    @activity.defn(name="journal.append")
    async def append(self, batch: Batch) -> Head:
        if activity.info().attempt == 1 and batch.entries[0].seq > 1:
            raise ConnectionError
        return await super().append(batch)


async def reminded(house: House) -> Unit:
    """Three reminders, then the manager is put in place; a changed due date."""
    unit = await house.begin()
    start = await unit.today()
    for days in (0, 5, 10):
        await unit.skip_to(working_day(working_day(start, 20), days))
    today = await unit.today()
    await unit.give(managed(today))
    later = (today + timedelta(days=90)).isoformat()
    milestone = "companions_nominated"
    await unit.give(making.command("change_due_date", milestone=milestone, due_on=later, reason="capacity"))
    await unit.skip_to(today + timedelta(days=120))
    return unit


async def whole(house: House) -> Unit:
    """From the first day to the look back after two years, over several runs."""
    unit = await house.begin()
    opened = add_months(await grown_up(unit), 6)
    await unit.skip_to(opened)
    on = opened.isoformat()
    await unit.give(making.command("plan_workshop", workshop="consolidation", planned_on=on))
    await unit.give(making.command("confirm_workshop", workshop="consolidation", held_on=on, headcount="5-9"))
    await unit.skip_to(add_months(opened, 13))
    left = (await unit.today()).isoformat()
    await unit.give(making.command("vacate_manager", vacated_on=left))
    await unit.skip_to(add_months(opened, 25))
    return unit


async def paused(house: House) -> Unit:
    """A gemeinsame Einrichtung that decides, rests, is reviewed and goes on."""
    unit = await house.begin(kind=making.GE)
    start = await unit.today()
    await unit.give(making.command("decide_participation", takes_part=True, decided_on=start.isoformat()))
    review = (start + timedelta(days=60)).isoformat()
    await unit.give(making.command("pause", since=start.isoformat(), reason="capacity", review_on=review))
    await unit.skip_to(start + timedelta(days=100))
    await unit.give(making.command("resume", resumed_on=(await unit.today()).isoformat()))
    await unit.skip_to(start + timedelta(days=200))
    return unit


async def busy(house: House) -> Unit:
    """Many commands at once, some refused, some repeated, over several runs."""
    unit = await house.begin()
    today = await unit.today()
    for turn in range(4):
        keys = [f"k-{turn}-{n}" for n in range(10)]
        await asyncio.gather(*(unit.give(nominated(today, key), key=key) for key in keys))
        await asyncio.gather(*(unit.give(nominated(today, key), key=key) for key in keys[:3]))
        await asyncio.gather(*(unit.give(nominated(today, key)) for key in keys[:3]), return_exceptions=True)
    return unit


async def halted(house: House) -> Unit:
    """A fork, and commands that are refused from then on."""
    from tests.workflows.test_halting import halted as is_halted  # noqa: PLC0415 - a helper of those tests
    from tests.workflows.test_halting import somebody_else_writes  # noqa: PLC0415 - a helper of those tests

    unit = await house.begin()
    today = await unit.today()
    await unit.give(managed(today))
    await somebody_else_writes(unit)
    for companion in ("c1", "c2"):
        try:
            await unit.give(nominated(today, companion))
        except Refusal:
            continue
    await is_halted(unit)
    return unit


async def shaky(house: House) -> Unit:
    """Every append is tried twice."""
    unit = await house.begin()
    today = await unit.today()
    await unit.give(managed(today))
    await asyncio.gather(*(unit.give(nominated(today, f"c{n}")) for n in range(5)))
    return unit


# --- waves, each with one of its offices -------------------------------------------------------------------------


async def wave_whole(house: House, clock: Clock) -> list[Recorded]:
    """From the start to qualified, with a pause and a course that moves, over several runs."""
    units, today = await offices(house, 3), berlin_day(clock.now())
    wave = await begin(house, plan(today, courses=[course(today), course(today, "k-2")]), clock=clock)
    await wave.reaches(MemberState.INVITED, units)
    await wave.give("pause_wave", reason="capacity")
    await everybody(units, nominate, today)
    await wave.give("resume_wave")
    later = course(today + timedelta(days=7))
    await wave.give("move_course", course="k-1", reason="room", starts_on=later["starts_on"], ends_on=later["ends_on"])
    await everybody(units, clear, today)
    await wave.reaches(MemberState.ADMITTED, units)
    await everybody(units, qualify, today)
    await over(wave)
    return [wave, units[0]]


async def wave_timed(house: House, clock: Clock) -> list[Recorded]:
    """A start on a later day, a time to nominate that ends, an office that declines, an abort."""
    units, today = await offices(house, 3), berlin_day(clock.now())
    start = today + timedelta(days=5)
    wave = await begin(house, plan(today, starts_on=start, nominate_within=5), clock=clock)
    await wave.at_rest()
    await skip_to(wave, start, units)
    await wave.reaches(MemberState.INVITED, units)
    await units[0].give(making.command("decline_wave", declined_on=start.isoformat()))
    await nominate(units[1], start)
    await wave.reaches(MemberState.DECLINED, units[:1])
    await skip_to(wave, start + timedelta(days=14), units)
    await wave.reaches(MemberState.FAILED, units[2:])
    await wave.give("abort_wave", reason="capacity")
    await over(wave)
    return [wave, units[2]]


async def wave_moved_on(house: House, clock: Clock) -> list[Recorded]:
    """A course begins with an office at its gate and another at rest: both wait, one goes on in the next course."""
    units, today = await offices(house, 2), berlin_day(clock.now())
    begins = today + timedelta(days=40)
    first = course(today, starts_on=begins, ends_on=begins + timedelta(days=30))
    wave = await begin(
        house, plan(today, nominate_within=5, courses=[first, course(today, "k-2", max_seats=1)]), clock=clock
    )
    await wave.reaches(MemberState.INVITED, units)
    await nominate(units[0], today)
    await units[1].give(making.command("pause", since=today.isoformat(), reason="capacity"))
    await wave.reaches(MemberState.GATE, units[:1])
    await skip_to(wave, begins, units)
    await wave.until(lambda life: life.state.members[units[0].id].course == "k-2")
    await clear(units[0], begins)
    await wave.reaches(MemberState.ADMITTED, units[:1])
    await wave.give("withdraw_member", unit=units[1].code, reason="capacity")
    await qualify(units[0], begins)
    await over(wave)
    return [wave, units[0]]


async def wave_halted(house: House, clock: Clock) -> list[Recorded]:
    """A fork, and commands that are refused from then on; what its offices do is not heard any more."""
    units, today = await offices(house, 1), berlin_day(clock.now())
    wave = await begin(house, plan(today), clock=clock)
    await wave.reaches(MemberState.INVITED, units)
    await somebody_writes(wave)
    for _ in range(2):
        try:
            await wave.give("pause_wave", reason="capacity")
        except Refusal:
            continue
    await wave.until(lambda life: life.halted is not None)
    await nominate(units[0], today)
    return [wave, units[0]]


LIVES: list[Callable[[House], Awaitable[Unit]]] = [reminded, whole, paused, busy, halted, shaky]
WAVES: list[Callable[[House, Clock], Awaitable[list[Recorded]]]] = [wave_whole, wave_timed, wave_moved_on, wave_halted]


@asynccontextmanager
async def house(folder: Path, name: str, clock: Clock) -> AsyncIterator[House]:
    url = f"sqlite+aiosqlite:///{folder / name}.sqlite"
    await migrate(url)
    database = Database(url)
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        plugins=[plugin()],
        dev_server_existing_path=str(temporal_binary()),
        dev_server_log_level="error",
        dev_server_extra_args=[*SKIPPING, *SHORT, *TUNING[:6]],
    )
    await register_search_attributes(environment.client)
    bare = await bare_client(environment.client.service_client.config.target_host)
    journal = Shaky if name == shaky.__name__ else Journal
    async with at_work(bare, database, task_queue="recorded", journal=journal, clock=clock):
        yield House(environment.client, database, "recorded", environment)
    await environment.shutdown()
    await database.dispose()


async def histories(one: Recorded) -> list[WorkflowHistory]:
    await one.at_rest()
    client = one.house.client
    return [await client.get_workflow_handle(one.stream, run_id=run).fetch_history() for run in await one.runs()]


PROCESS = re.compile(r"^\d+@[\w.-]+$")


def without_machine(told: Any) -> Any:  # noqa: ANN401 - plain JSON values
    """No paths, host names or process ids of the machine that recorded."""
    if isinstance(told, dict):
        return {key: "" if key == "stackTrace" else without_machine(value) for key, value in told.items()}
    if isinstance(told, list):
        return [without_machine(value) for value in told]
    return PROCESS.sub("recorder", told) if isinstance(told, str) else told


async def record(target: Path, names: Collection[str]) -> None:
    """The lives of these names; all of them, if none is given."""
    with tempfile.TemporaryDirectory() as folder:
        for life in LIVES:
            if names and life.__name__ not in names:
                continue
            async with house(Path(folder), life.__name__, Clock()) as here:
                write(target, life.__name__, await histories(await life(here)))
        for wave in WAVES:
            if names and wave.__name__ not in names:
                continue
            clock = Clock()
            async with house(Path(folder), wave.__name__, clock) as here:
                itself, office = await wave(here, clock)
                write(target, wave.__name__, await histories(itself))
                write(target, f"{wave.__name__}_office", await histories(office))


def write(target: Path, name: str, runs: list[WorkflowHistory]) -> None:
    for number, history in enumerate(runs, 1):
        text = json.dumps(without_machine(json.loads(history.to_json())), indent=1, sort_keys=True)
        (target / f"{name}-{number}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    version, *lives = sys.argv[1:]
    folder = HISTORIES / version
    folder.mkdir(parents=True, exist_ok=bool(lives))
    asyncio.run(record(folder, lives))
