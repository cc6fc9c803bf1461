"""Offices as of any day, by what was known at any moment: read from both databases, as the append left them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from models.database import Database
from models.obligations import obligations
from models.permissions import Reading
from models.programme import Programme
from models.projection import marks
from models.queries.asof import units_as_of
from models.queries.listing import Filter, lines
from models.queries.listing_asof import lines_as_of
from models.queries.regions import roll_up
from models.queries.scope import vacancy
from models.reporting.asked import BeforeTheRecord, RegionNotOnRecord
from models.reporting.marks import marks_as_of
from models.reporting.unit import UnitAsOf
from models.rollout.facts import facts
from models.rollout.owed import Obligation, Step
from tests import making
from tests.integration.reporting.told import Recorded, asked, noon, office, region
from tests.unit.properties.lives import Life, lives
from tests.unit.properties.punctual import punctual_lives

FEW = settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
NUMBERS = iter(range(1, 100_000))


async def recorded(database: Database, life: Life) -> Recorded:
    """The life, told step by step: each step at noon of its day, a second later than the one before."""
    here = await office(database, next(NUMBERS), kind=life.state.kind, region=f"RD-{next(NUMBERS)}")
    start, *first = life.events[: len(life.events) - sum(len(step.events) for step in life.steps)]
    events = [start.model_copy(update={"unit_id": here.unit_id, "programme": edition(life)}), *first]
    await here.tell(events, noon(life.steps[0].today if life.steps else life.today))
    for number, step in enumerate(life.steps):
        if step.events:
            await here.tell(step.events, noon(step.today) + timedelta(seconds=number + 1))
    return here


def edition(life: Life) -> Programme:
    """Another content is another edition: one that does not ship comes from the start of a unit."""
    programme = life.state.programme
    number = 1 + 2 * (programme.minimum_companions - 1) + programme.four_eyes
    return programme.model_copy(update={"version": number})


async def looked_at(here: Recorded, on: date, known_at: datetime | None = None) -> UnitAsOf | None:
    async with here.database.read() as session:
        reading = Reading(units=frozenset({here.unit_id}))
        try:
            found = await units_as_of(session, asked(on, known_at), reading=reading)
        except BeforeTheRecord:
            return None
    return found[0] if found else None


def open_steps(steps: list[Obligation], on: date) -> list[Obligation]:
    return sorted((step for step in steps if step.is_open(on)), key=lambda step: (step.due_on, step.key))


@FEW
@given(life=lives())
async def test_any_moment_of_the_past_is_as_its_state_was(database: Database, life: Life) -> None:
    """On the day of each step, by what was known right after it: facts, stage, marks and open steps of that state."""
    here = await recorded(database, life)
    for at, state in here.states[:: max(1, len(here.states) // 6)]:
        on = max([at.date(), *(fact.happened_on for fact in facts(state))])
        unit = await looked_at(here, on, at)
        assert unit is not None
        assert set(facts(state)) == set(unit.facts)
        assert (state.stage, state.side_state, marks(state)) == (unit.stage, unit.side_state, marks_as_of(unit))
        if on == at.date():
            assert open_steps(obligations(state), on) == list(unit.open)


@FEW
@given(life=punctual_lives())
async def test_what_was_told_on_its_day_is_reported_the_same_for_ever(database: Database, life: Life) -> None:
    """Every evening, asked for then and asked for now: the same open steps, due on the same days."""
    here = await recorded(database, life)
    days = sorted({at.date() for at, _ in here.states})
    for on in days[:: max(1, len(days) // 6)]:
        then, now = await looked_at(here, on, noon(on) + timedelta(hours=6)), await looked_at(here, on)
        state = here.known_at(noon(on) + timedelta(hours=6))
        assert then is not None
        assert now is not None
        assert state is not None
        assert then.side_state is now.side_state
        assert open_steps(obligations(state), on) == list(then.open) == list(now.open)


# --- cases -----------------------------------------------------------------------------------------------------


@pytest.fixture
async def here(database: Database) -> Recorded:
    """An office on record since 8 January 2024, in a region of its own."""
    code = f"RD-{next(NUMBERS)}"
    await region(database, code)
    found = await office(database, next(NUMBERS), region=code)
    await found.begin(making.started().model_copy(update={"region": code}), noon("2024-01-08"))
    return found


async def test_what_was_told_late_takes_a_need_away_and_adds_none(here: Recorded) -> None:
    """The manager had been in place all along: the day before it was told somebody was asked, in vain."""
    await here.give(making.command("assign_manager", since="2024-01-10", holder="p-1"), noon("2024-03-04"))
    then = await looked_at(here, making.day("2024-02-20"), noon("2024-02-20"))
    now = await looked_at(here, making.day("2024-02-20"), noon("2024-03-05"))
    assert then is not None
    assert now is not None
    assert [Step.ASSIGN_MANAGER] == [step.step for step in then.open]
    assert [] == list(now.open)
    assert "manager" in now.reached


async def test_a_due_date_is_the_one_that_held_on_the_day(here: Recorded) -> None:
    """Put off later, the step was still late on the day before."""
    put_off = making.command("change_due_date", milestone="manager", due_on="2024-06-03", reason="capacity")
    await here.give(put_off, noon("2024-03-04"))
    before, after = await looked_at(here, making.day("2024-03-03")), await looked_at(here, making.day("2024-03-04"))
    assert before is not None
    assert after is not None
    assert [(True, None)] == [(step.is_late(before.on), step.changed) for step in before.open]
    assert [(False, "capacity")] == [(step.is_late(after.on), step.changed) for step in after.open]


async def test_news_are_what_somebody_told(here: Recorded) -> None:
    await here.give(making.MANAGED, noon("2024-02-05"))
    unit = await looked_at(here, making.day("2024-03-01"))
    assert unit is not None
    assert noon("2024-02-05") == unit.news_at


async def test_before_its_record_a_region_is_refused_by_name(here: Recorded) -> None:
    code = str(here.state.region)
    async with here.database.read() as session:
        with pytest.raises(RegionNotOnRecord) as refused:
            await units_as_of(session, asked("2024-01-07"), region=code)
        assert [] == await units_as_of(session, asked("2024-01-07"), region="RD-of-nobody")
    assert {"region": code, "on": "2024-01-07", "since": "2024-01-08"} == refused.value.facts


async def test_before_any_record_the_day_is_refused_by_name(here: Recorded) -> None:
    async with here.database.read() as session:
        with pytest.raises(BeforeTheRecord) as refused:
            await units_as_of(session, asked("2012-01-02"))
    assert "2012-01-02" == refused.value.facts["on"]


async def test_today_the_lists_are_those_of_the_read_model(here: Recorded) -> None:
    """Line by line, for an office well under way."""
    for told in making.LIFE[:6]:
        await here.give(told, noon("2026-03-02"))
    reading = Reading(units=frozenset({here.unit_id}))
    async with here.database.read() as session:
        is_vacant = await vacancy(session, making.TODAY)
        expected = await lines(session, reading, Filter(), making.TODAY, limit=None)
        found = await lines_as_of(session, reading, Filter(), asked(making.TODAY), is_vacant)
    (line,), (now,) = found, expected
    assert {"seq"} == {name for name in now.__slots__ if getattr(line, name) != getattr(now, name)}


async def test_a_roll_up_tells_the_day_asked_for(here: Recorded) -> None:
    code = str(here.state.region)
    await here.give(making.MANAGED, noon("2024-02-05"))
    await here.give(making.NOMINATED, noon("2024-02-05"))
    await here.give(making.command("admit_companion", admitted_on="2024-02-05", companion="c1"), noon("2024-02-05"))
    async with here.database.read() as session:
        (before,), (after,) = [await roll_up(session, asked(day), code) for day in ("2024-02-04", "2024-02-05")]
    assert [{"preparation": 1}, {"qualification": 1}] == [
        dict(line.counts[making.AGENTUR].stages) for line in (before, after)
    ]


async def test_an_office_counts_in_the_region_to_which_it_belonged(here: Recorded) -> None:
    """It moves on 4 March: before, it is the old region's figures that it is part of, for ever."""
    old, new = str(here.state.region), f"RD-{next(NUMBERS)}"
    await here.give(making.command("assign_region", region=new, since="2024-03-04"), noon("2024-03-04"))
    found = {}
    async with here.database.read() as session:
        for day in ("2024-03-03", "2024-03-04"):
            for code in (old, new):
                units = await units_as_of(session, asked(day), region=code)
                found[day, code] = [unit.region for unit in units]
    assert {
        ("2024-03-03", old): [old],
        ("2024-03-03", new): [],
        ("2024-03-04", old): [],
        ("2024-03-04", new): [new],
    } == found
