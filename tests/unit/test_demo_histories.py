"""The demo's histories: decided by the rules, plausible in time, the same for the same seed."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from itertools import pairwise

from activities.streams import UNITS
from models.calendar import add_months
from models.chain import GENESIS, digest, payload, stream_of
from models.demo.history import history
from models.demo.scene import scene
from models.events import ReminderDue, StandingStated
from models.obligations import obligations
from models.organisation import Function, UnitKind
from models.programme import shipped
from tests.demo_world import A_MONDAY, World, calendars, in_function, offices, world

AGENTUR, GE = UnitKind.AGENTUR, UnitKind.GEMEINSAME_EINRICHTUNG


def types(of: World) -> Counter[str]:
    return Counter(entry.event.type for _, entry in of.entries())


def test_the_same_seed_tells_the_same_histories() -> None:
    """Down to the last hash."""
    land = calendars(A_MONDAY.year)
    for office in offices()[::9]:
        again = history(world().scene, office, shipped(), land[office.land], world().today, world().now)
        assert world().histories[office.code][-1].entries[-1].hash == again[-1].entries[-1].hash


def test_another_seed_tells_others() -> None:
    """Chance comes from the seed alone."""
    other, land = scene(offices(), seed=7), calendars(A_MONDAY.year)
    for office in offices()[::9]:
        told = history(other, office, shipped(), land[office.land], world().today, world().now)
        assert world().histories[office.code][-1].entries[-1].hash != told[-1].entries[-1].hash


def test_every_chain_holds() -> None:
    """Numbers without a gap, each hash covers the one before."""
    for code, told in world().histories.items():
        entries = [entry for one in told for entry in one.entries]
        assert list(range(1, len(entries) + 1)) == [entry.seq for entry in entries]
        assert GENESIS == entries[0].prev
        assert all(before.hash == after.prev for before, after in pairwise(entries))
        assert all(digest(stream_of(f"u-{code}"), entry) == entry.hash for entry in entries)
        assert told[-1].state == UNITS.fold((entry.event for entry in entries), None)


def test_nothing_is_recorded_before_it_happened_or_after_now() -> None:
    """``happened_on`` is at most the day it was told, which is at most today; time only goes forward."""
    earliest = add_months(world().today, -18)
    for code, told in world().histories.items():
        assert [one.recorded_at for one in told] == sorted(one.recorded_at for one in told), code
    for code, entry in world().entries():
        assert entry.recorded_at <= world().now, code
        assert entry.event.happened_on <= entry.event.recorded_on == entry.recorded_at.date(), code
        assert earliest <= entry.event.recorded_on, code


def test_people_work_on_working_days_within_working_hours() -> None:
    """Only clocks ring at other times."""
    for code, entry in world().entries():
        if entry.key is not None:
            state = world().histories[code][-1].state
            assert state.calendar.is_working_day(entry.recorded_at.date()), (code, entry.seq)
            assert 7 <= entry.recorded_at.hour < 16, (code, entry.seq)


def test_whoever_acts_was_in_function_that_day() -> None:
    """AQua leads until they left; managers while their office had put them in place."""
    for code, told in world().histories.items():
        for one in told:
            entry = one.entries[0]
            by, ref = entry.event.by, entry.actor_ref
            if by.function is Function.SYSTEM:
                assert ref is None
            elif by.function is Function.MANAGER:
                assert ref in {m.holder for m in one.state.managers if m.since <= entry.event.recorded_on}, code
            else:
                assert ref is not None
                assert by.scope is not None
                assert in_function(world(), by.function, by.scope, ref, entry.event.recorded_on), (code, entry.seq)


def test_no_name_is_in_any_journal() -> None:
    """Ids, codes and dates only."""
    names = {post.person.name for post in world().scene.staff.posts}
    names |= {post.person.username for post in world().scene.staff.posts}
    told = json.dumps([payload(entry.event) for _, entry in world().entries() if entry.seq > 1], ensure_ascii=False)
    assert not any(name in told for name in names | {"Führungskraft ", "Teamleitung", "manager-"})


def test_most_offices_enter_with_what_was_long_so() -> None:
    """Brownfield: on the first days, with dates since 2014; an office is never all empty or all full by rule."""
    first_days = add_months(world().today, -18) + timedelta(days=20)
    begins = [told[0].recorded_at.date() for told in world().histories.values()]
    stated = [entry.event for _, entry in world().entries() if isinstance(entry.event, StandingStated)]
    assert sum(day <= first_days for day in begins) > len(begins) / 2
    assert len(stated) > 450
    assert min(event.happened_on.year for event in stated) in range(2012, 2018)


def test_about_six_hundred_companions() -> None:
    """One to three an office, a little more where some have left."""
    numbers = Counter(len(state.companions) for state in world().states().values())
    assert 550 <= sum(n * count for n, count in numbers.items()) <= 650
    assert max(numbers) <= 5


def test_agenturen_and_ge_differ() -> None:
    """Of the gE, about 70 % take part, about 12 % decided not to, the others have not decided."""
    decided = Counter(
        state.participation.takes_part if state.participation else None for state in world().states(GE).values()
    )
    assert 200 <= decided[True] <= 220
    assert 34 <= decided[False] <= 40
    assert 50 <= decided[None] <= 60
    assert all(state.participation is None for state in world().states(AGENTUR).values())


def test_a_history_has_what_happens_in_real_life() -> None:
    """Departures, pauses, moved and cancelled workshops, withdrawals, corrections, changed due dates, looks back."""
    seen = types(world())
    assert seen["confirmation_withdrawn"] >= 5
    assert seen["date_corrected"] >= 5
    assert seen["workshop_moved"] >= 20
    assert seen["workshop_cancelled"] >= 5
    assert seen["due_date_changed"] >= 20
    assert seen["companion_released"] >= 15
    assert seen["manager_vacated"] >= 30
    assert seen["resumed"] >= 20
    assert seen["sustainment_checked"] >= 20
    assert seen["milestone_redated"] >= 5
    assert seen["milestone_reopened"] >= 5


def test_nobody_is_drowned_in_reminders() -> None:
    """At most three a step; few offices have had more than that in 18 months."""
    reminders = Counter(code for code, entry in world().entries() if isinstance(entry.event, ReminderDue))
    assert max(reminders.values()) <= 6
    assert sum(reminders.values()) < 150


def test_what_is_late_today_is_late_by_days() -> None:
    """No step has been left unanswered for months, and most are within their terms."""
    owed = [(code, o) for code, o in world().owed() if o.opens_on <= world().today]
    late = [(code, o) for code, o in owed if o.is_late(world().today)]
    assert all(world().today - o.due_on <= timedelta(days=21) for _, o in late), late
    assert len(late) < len(owed) / 4


def test_a_region_is_never_a_failure() -> None:
    """Where there are enough offices to compare, each region has sustained ones and few that need support."""
    for region in {office.region for office in offices()}:
        codes = [office.code for office in offices() if office.region == region]
        late = {code for code, o in world().owed() if code in codes and o.is_late(world().today)}
        sustained = [code for code in codes if "sustained" in world().histories[code][-1].state.reached]
        assert len(late) <= len(codes) * 0.25, region
        assert len(sustained) >= len(codes) * 0.15, region


def test_every_office_that_goes_on_has_a_next_step_or_a_clock() -> None:
    """Nothing is stuck: an office on its way owes something or waits for time to pass."""
    for code, state in world().states().items():
        if state.side_state == "none" and "sustained" not in state.reached:
            waits = "offer_announced" in state.reached and "consolidation_opened" not in state.reached
            assert obligations(state) or waits, code
