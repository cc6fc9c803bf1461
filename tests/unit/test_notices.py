"""What is worth a notice, whom it concerns, and on which days there is a digest."""

from __future__ import annotations

from datetime import date

import pytest

from models import events as ev
from models.notices import Notice, NoticeKind, digest_is_due, grant_told, notice_of, posts_told
from models.organisation import Function
from models.permissions import Grant, UnitScope
from models.programme import WorkshopKind
from models.seat_commands import WaveOutcome
from tests.making import REGION, TEAM, TODAY, UNIT, by, calendar, day

PLACE = UnitScope(UNIT, REGION, TEAM)
COMMON = {"happened_on": TODAY, "recorded_on": TODAY, "by": by(Function.AQUA_LEAD)}
HELD = ev.WorkshopConfirmed(workshop=WorkshopKind.IMPLEMENTATION, headcount="5-9", **COMMON)  # type: ignore[arg-type]
PLANNED = ev.WorkshopPlanned(workshop=WorkshopKind.IMPLEMENTATION, planned_on=TODAY, **COMMON)  # type: ignore[arg-type]
LEFT = ev.LeftWave(wave="w-1", outcome=WaveOutcome.ABORTED, **COMMON)  # type: ignore[arg-type]
CHECKED = ev.SustainmentChecked(check=0, **COMMON)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (PLANNED, Notice(NoticeKind.WORKSHOP_PLANNED)),
        (HELD, None),
        (LEFT, Notice(NoticeKind.LEFT_WAVE)),
        (LEFT.model_copy(update={"outcome": WaveOutcome.QUALIFIED}), None),
        (CHECKED, None),
        (CHECKED.model_copy(update={"missing": ("manager",)}), Notice(NoticeKind.SUSTAINMENT, None, 1)),
    ],
)
def test_only_what_somebody_must_know_is_worth_a_notice(event: ev.Event, expected: Notice | None) -> None:
    assert expected == notice_of(event)


def test_without_an_aqua_team_a_workshop_concerns_the_manager_alone() -> None:
    assert {(Function.MANAGER, UNIT)} == posts_told(NoticeKind.WORKSHOP_PLANNED, UnitScope(UNIT, REGION, None), None)


def test_a_seat_concerns_the_manager_and_whoever_has_to_nominate_for_it() -> None:
    lead = (Function.REGIONAL_LEAD, REGION)
    assert {(Function.MANAGER, UNIT), lead} == posts_told(NoticeKind.MOVED_SEAT, PLACE, lead)


def test_a_settled_step_concerns_nobody() -> None:
    assert frozenset() == posts_told(NoticeKind.DUE_DATE_CHANGED, PLACE, None)


def test_a_substitution_for_other_offices_does_not_concern() -> None:
    narrow = Grant(Function.AQUA_LEAD, TEAM, "a-1", acting_for=Function.AQUA_LEAD, units=frozenset({"u-2"}))
    posts = posts_told(NoticeKind.WORKSHOP_PLANNED, PLACE, None)
    assert None is grant_told([narrow], posts, PLACE, TODAY)


def test_ones_own_function_goes_before_a_substitution() -> None:
    own = Grant(Function.AQUA_LEAD, TEAM, "a-1")
    other = Grant(Function.AQUA_LEAD, UNIT, "a-2", acting_for=Function.MANAGER)
    posts = posts_told(NoticeKind.WORKSHOP_PLANNED, PLACE, None)
    assert own is grant_told([other, own], posts, PLACE, TODAY)


MONDAY, TUESDAY, SATURDAY = day("2026-03-02"), day("2026-03-03"), day("2026-03-07")


@pytest.mark.parametrize(
    ("items", "told", "on", "closed", "expected"),
    [
        ({"a"}, set(), TUESDAY, (), True),
        ({"a"}, {"a"}, TUESDAY, (), False),
        ({"a"}, {"a", "b"}, TUESDAY, (), False),
        ({"a"}, {"a"}, MONDAY, (), True),
        (set(), {"a"}, MONDAY, (), False),
        ({"a"}, set(), SATURDAY, (), False),
        ({"a"}, set(), TUESDAY, ("2026-03-03",), False),
        ({"a"}, {"a"}, TUESDAY, ("2026-03-02",), True),
    ],
)
def test_a_digest_is_due_on_working_days_with_news_and_when_a_week_begins(
    items: set[str], told: set[str], on: date, closed: tuple[str, ...], *, expected: bool
) -> None:
    assert expected == digest_is_due(frozenset(items), frozenset(told), calendar(*closed), on)
