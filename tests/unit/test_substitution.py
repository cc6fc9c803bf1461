"""Who may name a substitute, and which substitutions may stand beside each other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.organisation import Function
from models.people import Period
from models.permissions import Grant, NotAllowed, Reading, UnitScope, covers, may_administer, reading
from models.substitution import (
    BeginsInPast,
    HolderStandsIn,
    Occasion,
    OutsideHolding,
    Post,
    StandsInForThemselves,
    SubstituteIsAway,
    Substitution,
    SubstitutionCycle,
    SubstitutionOverlaps,
    SubstitutionTooLong,
    VacantPostIsWhole,
    fits,
    may_name,
    names_somewhere,
)
from tests.making import REGION, TEAM, TODAY, UNIT

LONGEST = 180
C, F, R, A, M, AUDITOR = (
    Function.CENTRAL,
    Function.FIRST_SPECIALIST,
    Function.REGIONAL_LEAD,
    Function.AQUA_LEAD,
    Function.MANAGER,
    Function.AUDITOR,
)
SCOPES = {C: "all", F: "all", R: REGION, A: TEAM, M: UNIT, AUDITOR: "all"}
REGIONS = {R: REGION, A: REGION, M: REGION}


def grant(function: Function, scope: str | None = None, acting_for: Function | None = None, **more: object) -> Grant:
    held = acting_for or function
    name = f"held-by-{function}-{scope or SCOPES[held]}"
    return Grant(function, scope or SCOPES[held], "a-1", name, acting_for, **more)  # type: ignore[arg-type]


def post_of(held: Grant, holder: str = "p-holder", until: date | None = None) -> Post:
    """The post as its holder has it."""
    period = Period(TODAY - timedelta(days=400), until)
    return Post(held.function, held.scope, REGIONS.get(held.function), held.assignment, holder, period)


def vacant(function: Function, scope: str | None = None) -> Post:
    return Post(function, scope or SCOPES[function], REGIONS.get(function))


def is_named_by(held: Grant, post: Post) -> bool:
    try:
        return may_name([held], post, TODAY) is held
    except NotAllowed:
        return False


# --- who may name (the row „name a substitute“) --------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "function"), [(False, C), (True, F), (True, R), (True, A), (True, M), (False, AUDITOR)]
)
def test_holders_name_for_themselves(expected: bool, function: Function) -> None:  # noqa: FBT001 - the expected value
    """Everybody who has steps to take; the Zentrale and the auditors have no such row."""
    own = grant(function)
    assert expected is is_named_by(own, post_of(own))


@pytest.mark.parametrize("function", [F, R, A, M])
def test_nobody_names_for_a_colleague_in_the_same_function(function: Function) -> None:
    colleague = Grant(function, SCOPES[function], "a-2", "somebody else's")
    assert not is_named_by(colleague, post_of(grant(function)))


@pytest.mark.parametrize(
    ("expected", "names", "function"),
    [
        (True, C, R),
        (False, C, A),
        (False, C, M),
        (False, C, F),
        (True, R, A),
        (False, R, M),
        (False, R, F),
        (False, A, R),
        (False, A, M),
        (False, AUDITOR, R),
    ],
)
def test_in_the_holders_place_and_for_a_vacant_post_only_who_appoints_names(
    expected: bool,  # noqa: FBT001 - the expected value
    names: Function,
    function: Function,
) -> None:
    """The Zentrale for regional leads, the regional lead for AQua leads."""
    assert expected is is_named_by(grant(names), post_of(grant(function)))
    assert expected is is_named_by(grant(names), vacant(function))


def test_a_regional_lead_names_in_the_own_region_only() -> None:
    assert not is_named_by(grant(R, "RD-711"), vacant(A))


def test_a_substitute_does_not_pass_it_on() -> None:
    """Acting for a post gives no right to name somebody for that very post."""
    own = grant(A)
    acting = Grant(A, TEAM, "a-3", own.assignment, acting_for=A)
    assert not is_named_by(acting, post_of(own))
    assert not names_somewhere([acting], TODAY)


def test_a_substitute_of_the_regional_lead_names_for_absent_aqua_leads() -> None:
    """Else nobody could, while the regional lead is away; of the whole region, not of some offices."""
    acting = grant(A, REGION, acting_for=R)
    assert is_named_by(acting, post_of(grant(A)))
    some = grant(A, REGION, acting_for=R, units=frozenset({UNIT}))
    assert not is_named_by(some, post_of(grant(A)))


def test_an_ended_function_names_nobody() -> None:
    own = grant(A)
    ended = Grant(A, TEAM, "a-1", own.assignment, until=TODAY - timedelta(days=1))
    assert not is_named_by(ended, post_of(own))


def test_the_occasion_follows_from_who_names() -> None:
    own = grant(A)
    told = [post_of(own).occasion(own), post_of(own).occasion(grant(R)), vacant(A).occasion(grant(R))]
    assert [Occasion.PLANNED, Occasion.SUDDEN, Occasion.VACANT] == told


# --- what fits -----------------------------------------------------------------------------------------------


def fortnight(
    post: Post, substitute: str = "p-substitute", since: date = TODAY, days: int = 14, units: set[str] | None = None
) -> Substitution:
    until = since + timedelta(days=days - 1)
    return Substitution(post, substitute, Period(since, until), frozenset(units) if units else None)


def check(new: Substitution, *others: Substitution) -> None:
    fits(new, others, today=TODAY, longest=LONGEST)


POST, OTHER = post_of(grant(A)), post_of(grant(A, "T-2"), "p-other")


def test_a_substitution_of_the_longest_time_fits_and_one_day_more_does_not() -> None:
    check(fortnight(POST, days=LONGEST))
    with pytest.raises(SubstitutionTooLong):
        check(fortnight(POST, days=LONGEST + 1))


def test_it_begins_today_at_the_earliest() -> None:
    with pytest.raises(BeginsInPast):
        check(fortnight(POST, since=TODAY - timedelta(days=1)))


def test_it_does_not_outlast_the_holding() -> None:
    ends = post_of(grant(A), until=TODAY + timedelta(days=13))
    check(fortnight(ends))
    with pytest.raises(OutsideHolding):
        check(fortnight(ends, days=15))


def test_nobody_stands_in_for_themselves() -> None:
    with pytest.raises(StandsInForThemselves):
        check(fortnight(POST, "p-holder"))


def test_two_for_the_same_post_may_not_overlap() -> None:
    with pytest.raises(SubstitutionOverlaps):
        check(fortnight(POST), fortnight(POST, "p-another"))


def test_two_for_different_offices_of_the_same_post_may() -> None:
    check(fortnight(POST, units={"u-1"}), fortnight(POST, "p-another", units={"u-2"}))
    with pytest.raises(SubstitutionOverlaps):
        check(fortnight(POST, units={"u-1", "u-2"}), fortnight(POST, "p-another", units={"u-2"}))


def test_two_vacant_posts_are_two_posts() -> None:
    check(fortnight(vacant(A, "T-1")), fortnight(vacant(A, "T-2"), "p-another"))
    with pytest.raises(SubstitutionOverlaps):
        check(fortnight(vacant(A)), fortnight(vacant(A), "p-another"))


def test_a_vacant_post_is_acted_for_in_whole() -> None:
    with pytest.raises(VacantPostIsWhole):
        check(fortnight(vacant(A), units={"u-1"}))


def test_two_do_not_stand_in_for_each_other() -> None:
    with pytest.raises(SubstitutionCycle):
        check(fortnight(POST, "p-other"), fortnight(OTHER, "p-holder"))


def test_who_is_away_stands_in_for_nobody() -> None:
    with pytest.raises(SubstituteIsAway):
        check(fortnight(POST, "p-other"), fortnight(OTHER, "p-third"))


def test_who_stands_in_for_somebody_is_not_away_as_well() -> None:
    """It would be two levels deep."""
    with pytest.raises(HolderStandsIn):
        check(fortnight(POST, "p-third"), fortnight(OTHER, "p-holder"))


# --- what a narrowed grant is worth --------------------------------------------------------------------------

SOME = grant(A, REGION, acting_for=R, units=frozenset({UNIT}))


def test_a_narrowed_substitution_covers_its_offices_only() -> None:
    here, there = (UnitScope(unit, REGION, TEAM) for unit in (UNIT, "u-2"))
    assert (True, False) == (covers(SOME, here), covers(SOME, there))
    assert Reading(in_regions=frozenset({(UNIT, REGION)})) == reading([SOME], TODAY)


@pytest.mark.parametrize("post", [(R, REGION), (A, TEAM)])
def test_a_narrowed_substitution_does_not_read_an_office_that_has_left(post: tuple[Function, str]) -> None:
    """Once the office lies in another region, or another team covers it, the post is not about it any more."""
    seen = reading([grant(A, post[1], acting_for=post[0], units=frozenset({UNIT}))], TODAY)
    places = UnitScope(UNIT, REGION, TEAM), UnitScope(UNIT, "elsewhere", "another"), UnitScope("u-2", REGION, TEAM)
    assert [True, False, False] == [seen.includes(place) for place in places]


@pytest.mark.parametrize(("function", "scope"), [(Function.FIRST_SPECIALIST, "all"), (Function.MANAGER, UNIT)])
def test_what_lies_everywhere_in_its_post_is_read_wherever_it_lies(function: Function, scope: str) -> None:
    narrowed = grant(A, scope, acting_for=function, units=frozenset({UNIT}))
    assert Reading(units=frozenset({UNIT})) == reading([narrowed], TODAY)


def test_a_narrowed_substitution_administers_nothing() -> None:
    with pytest.raises(NotAllowed):
        may_administer([SOME], "write_people", REGION, TODAY)
