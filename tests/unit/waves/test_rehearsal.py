"""The rehearsal: who would be in, which seats they would get, what collides, when the goal is reached."""

from __future__ import annotations

from typing import Any

import pytest

from api.rehearsal_words import difference_words
from models.calendar import WorkingCalendar, add_working_days
from models.organisation import Land
from models.waves.birth import prepared, trimmed
from models.waves.difference import difference, preview_token
from models.waves.evolve import fold_wave
from models.waves.rehearsal import Rehearsal, rehearse
from tests.making import calendar, day, envelope
from tests.unit.waves import making
from tests.unit.waves.making import TODAY, WAVE, candidate, candidates, course, later, plan


def picture(*offices: Any, **changes: Any) -> Rehearsal:  # noqa: ANN401 - candidates; fields of the plan
    return rehearse(plan(**changes), offices or candidates(3), TODAY)


def test_the_picture_shows_who_is_in_and_who_is_out() -> None:
    """Group by group, in the order of seats."""
    seen = picture(
        candidate(1, qualified=1, minimum=2), candidate(2), candidate(3, undecided=True), grouping={"pilot_size": 1}
    )
    assert [("A-2", 0), ("A-1", 1)] == [(p.code, p.group) for p in seen.placements]
    assert [("A-3", "undecided")] == [(o.code, o.reason) for o in seen.left_out]


def test_the_first_group_has_the_first_choice_of_seats() -> None:
    """However the others stand in the order."""
    offices = [candidate(1, waiting_since="2020-01-01"), candidate(2)]
    seen = picture(*offices, grouping={"pilot": ["A-2"]}, courses=[course(max_seats=1)])
    assert [("A-2", "k1"), ("A-1", None)] == [(p.code, p.explained.course) for p in seen.placements]


def test_the_wave_grants_the_seats_that_were_rehearsed() -> None:
    """As long as one group holds all offices."""
    offices = [candidate(n, minimum=1 + n % 3, waiting_since=f"2025-0{n}-01") for n in range(1, 8)]
    changes: dict[str, Any] = {"courses": [course(1), course(2, max_seats=3), course(3, max_seats=2)]}
    seen = picture(*offices, **changes)
    state = making.settled(fold_wave([prepared(WAVE, plan(**changes), offices, envelope(today=TODAY))]))
    granted = {m.unit_id: (m.course, m.seats) for m in state.members.values()}
    assert granted == {p.unit_id: (p.explained.course, p.explained.seats) for p in seen.placements}


def test_a_course_shows_seats_granted_free_and_missing() -> None:
    """Missing to its smallest number."""
    (shown,) = picture(courses=[course(min_seats=4, max_seats=6)]).courses
    assert (3, 3, 1, 3) == (shown.granted, shown.free, shown.missing, shown.offices)


def test_an_empty_picture_is_no_error() -> None:
    """It shows why nobody is in; starting it is refused."""
    seen = picture(candidate(1, qualified=1))
    assert (True, ["nothing_needed"], None) == (seen.is_empty, [o.reason for o in seen.left_out], seen.goal.goal_on)


# --- days --------------------------------------------------------------------------------------------------------

BAYERN = calendar("2026-04-20", "2026-06-04", name="by-1").model_copy(update={"land": Land.BY})
BERLIN = calendar(name="be-1").model_copy(update={"land": Land.BE})


def test_holidays_of_the_sending_offices_collide_with_the_course() -> None:
    """By Land, occasion and day; offices that send nobody there do not matter."""
    modules = [{"key": "middle", "mode": "praesenz", "days": ["2026-06-04", "2026-06-05"]}]
    days = course(ends_on="2026-06-12", modules=modules, workshop="implementation", workshop_on="2026-06-04")
    seen = picture(candidate(1, calendar=BAYERN), candidate(2, calendar=BERLIN), courses=[days])
    assert [("start", "2026-04-20"), ("module", "2026-06-04"), ("workshop", "2026-06-04")] == [
        (c.occasion, c.day.isoformat()) for c in seen.collisions
    ]
    assert {("BY", 1, False)} == {(c.land, c.offices, c.weekend) for c in seen.collisions}


def test_a_day_on_a_weekend_collides_everywhere() -> None:
    """It is said that it is a weekend."""
    seen = picture(candidate(1, calendar=BAYERN), courses=[course(starts_on="2026-04-19", ends_on="2026-05-15")])
    assert [("start", True)] == [(c.occasion, c.weekend) for c in seen.collisions]


@pytest.mark.parametrize(
    ("starts_on", "changes", "needed"),
    [
        ("2026-04-14", {}, None),
        ("2026-04-13", {}, 30),
        ("2026-04-13", {"urgent": True}, None),
        ("2026-04-13", {"gate": False}, None),
        ("2026-03-30", {"gate": False}, 20),
    ],
    ids=["enough", "short", "urgent", "no gate", "no gate but short"],
)
def test_time_before_a_course_is_counted_in_working_days(
    starts_on: str, changes: dict[str, Any], needed: int | None
) -> None:
    """Twenty to nominate, ten for the staff representation to reply; only what is too short is shown."""
    seen = picture(courses=[course(starts_on=starts_on)], **changes)
    assert ([] if needed is None else [needed]) == [p.needed for p in seen.preparations]


def test_blackout_days_take_time_from_the_preparation() -> None:
    """Enough in Berlin, too little where the Land has a day off; the days are named."""
    closed = calendar("2026-03-19", "2026-04-03", name="by-2").model_copy(update={"land": Land.BY})
    offices = [candidate(1, calendar=closed), candidate(2, calendar=BERLIN)]
    (short,) = picture(*offices, courses=[course(starts_on="2026-04-14")]).preparations
    assert ("BY", (day("2026-03-19"), day("2026-04-03"))) == (short.land, short.closed)


# --- the goal ----------------------------------------------------------------------------------------------------


def test_the_goal_is_the_end_of_the_last_course_that_serves_the_offices() -> None:
    """Where all have their seats."""
    goal = picture(courses=[course(1, max_seats=2), course(2), course(3)]).goal
    assert (3, 0, "k2", 0, later(104)) == (
        goal.seats_wanted,
        goal.seats_missing,
        goal.course,
        goal.further_courses,
        goal.goal_on,
    )


def test_missing_seats_are_further_courses_of_the_same_size() -> None:
    """Seven offices, two seats: five missing are three further courses, four weeks each."""
    goal = rehearse(plan(courses=[course(max_seats=2)]), candidates(7), TODAY).goal
    assert (5, 3, 28, later(76 + 3 * 28)) == (goal.seats_missing, goal.further_courses, goal.course_days, goal.goal_on)


def test_each_region_has_its_own_goal() -> None:
    """One that no course serves has none."""
    offices = [candidate(1), candidate(2, region="RD-2"), candidate(3, region="RD-3")]
    courses = [course(1, regions=["RD-1"]), course(2, regions=["RD-2"])]
    goals = picture(*offices, courses=courses).regions
    assert [("RD-1", later(76)), ("RD-2", later(104)), ("RD-3", None)] == [(g.region, g.goal_on) for g in goals]


# --- the token ---------------------------------------------------------------------------------------------------


def test_the_token_stays_while_the_picture_stays() -> None:
    """Looking again the next day changes nothing."""
    wanted = plan()
    tokens = {preview_token(wanted, rehearse(wanted, candidates(3), later(n))) for n in (0, 1)}
    assert 1 == len(tokens)


@pytest.mark.parametrize(
    ("changes", "office"),
    [({"nominate_within": 21}, {}), ({}, {"qualified": 1}), ({}, {"minimum": 2}), ({}, {"wave": "w-2"})],
    ids=str,
)
def test_the_token_changes_with_plan_and_picture(changes: dict[str, Any], office: dict[str, Any]) -> None:
    """Another rule, an office that is in no longer, another demand, another reason."""
    before, after = plan(), plan(**changes)
    was = preview_token(before, rehearse(before, [candidate(1), candidate(2)], TODAY))
    now = preview_token(after, rehearse(after, [candidate(1, **office), candidate(2)], TODAY))
    assert was != now


def test_the_token_changes_when_another_office_gets_the_seat() -> None:
    """Nobody came or went, no demand changed: one has waited longer than we knew."""
    wanted = plan(courses=[course(max_seats=1)])
    longer = candidate(2, waiting_since="2020-01-01")
    tokens = {preview_token(wanted, rehearse(wanted, [candidate(1), other], TODAY)) for other in (candidate(2), longer)}
    assert 2 == len(tokens)


def test_the_difference_says_who_came_and_went_and_whose_seats_changed() -> None:
    """With the reason for whoever is out now."""
    courses = [course(max_seats=3)]
    before = picture(candidate(1), candidate(2), candidate(3, undecided=True), courses=courses)
    after = picture(candidate(1, qualified=1), candidate(2, minimum=2), candidate(3), courses=courses)
    found = difference(before, after)
    assert (("A-3",), [("A-1", "nothing_needed")]) == (found.came_in, [(o.code, o.reason) for o in found.went_out])
    assert [("A-2", 1, 2)] == [(m.code, m.was_seats, m.seats) for m in found.moved]
    assert (1, 1) == (found.seats_wanted, found.seats_granted)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", [("group_changed", "käme in Gruppe 1 statt in Gruppe 2.")]),
        ("en", [("group_changed", "would come into group 1 instead of group 2.")]),
    ],
)
def test_who_only_comes_into_another_group_is_told_so(language: str, expected: list[tuple[str, str]]) -> None:
    """The pilot office is out: the others move up, with the very seats they had."""
    pilot = {"pilot": ["A-1"]}
    before, after = (picture(*offices, grouping=pilot) for offices in (candidates(2), [candidate(2)]))
    told = [(kind, words) for code, kind, words in difference_words(difference(before, after), {}, language)]
    assert expected == [each for each in told if each[0] != "went_out"]


def test_who_wants_more_seats_and_gets_no_more_is_told_so() -> None:
    """The course is full in both pictures."""
    courses = [course(max_seats=1)]
    before, after = (picture(candidate(1, minimum=most), courses=courses) for most in (1, 2))
    told = list(difference_words(difference(before, after), {}, "de"))
    assert [("A-1", "demand_changed", "braucht jetzt so viele Plätze: 2, bisher 1.")] == told


def test_no_difference_is_empty() -> None:
    """Two looks at the same thing."""
    assert difference(picture(), picture()).is_empty


def test_a_picture_can_be_stored() -> None:
    """As JSON, and read again."""
    seen = picture(candidate(1), candidate(2, region="RD-2"), candidate(3, undecided=True))
    assert seen == Rehearsal.model_validate_json(seen.model_dump_json())


def test_a_trimmed_calendar_knows_no_more_than_what_is_stored_of_it() -> None:
    """What was worked out from the whole one before does not come along: a replay would not have it."""
    whole = calendar("2026-05-01", "2026-12-25")
    assert day("2026-12-28") == add_working_days(whole, day("2026-12-24"), 1)
    kept = trimmed(whole, day("2026-04-01"), day("2026-06-30"))
    stored = WorkingCalendar.model_validate_json(kept.model_dump_json())

    for start in (day("2026-03-20"), day("2026-04-30"), day("2026-06-20"), day("2026-12-24")):
        assert add_working_days(stored, start, 10) == add_working_days(kept, start, 10)
