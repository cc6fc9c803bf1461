"""Public holidays and blackout windows become the dates of a working calendar."""

from __future__ import annotations

import pytest

from activities.calendars import build_calendar
from models.organisation import Land
from tests.making import day

YEARS = 2017, 2032


@pytest.mark.parametrize(
    ("land", "on", "closed"),
    [
        (Land.BY, "2026-06-04", True),  # Fronleichnam
        (Land.BE, "2026-06-04", False),
        (Land.NI, "2018-10-31", True),  # Reformationstag, everywhere in 2017
        (Land.NI, "2019-10-31", True),
        (Land.BY, "2017-10-31", True),
        (Land.BY, "2018-10-31", False),
        (Land.BE, "2018-03-08", False),  # Frauentag
        (Land.BE, "2019-03-08", True),
        (Land.MV, "2023-03-08", True),
        (Land.BB, "2024-03-08", False),
        (Land.SN, "2026-11-18", True),  # Buß- und Bettag
        (Land.TH, "2024-09-20", True),  # Weltkindertag
        (Land.SL, "2025-08-15", True),  # Mariä Himmelfahrt: in Bavaria a matter of the municipality
        (Land.BY, "2025-08-15", False),
        (Land.NW, "2026-10-03", False),  # a Saturday
    ],
)
def test_holidays_are_those_of_the_land(land: Land, on: str, closed: bool) -> None:  # noqa: FBT001
    assert (day(on) in build_calendar(land, *YEARS).closed) is closed


@pytest.mark.parametrize("land", Land)
def test_every_land_has_new_year_and_only_sorted_weekdays(land: Land) -> None:
    closed = build_calendar(land, *YEARS).closed
    assert day("2026-01-01") in closed
    assert sorted(set(closed)) == list(closed)
    assert all(on.weekday() < 5 and 2017 <= on.year <= 2032 for on in closed)


def test_a_window_may_run_over_the_turn_of_the_year() -> None:
    closed = build_calendar(Land.BE, 2026, 2027, [("12-28", "01-04")]).closed
    window = [on for on in closed if (on.month, on.day) >= (12, 28) or (on.month, on.day) <= (1, 4)]
    days = ["2026-01-01", "2026-01-02", "2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31"]
    days += ["2027-01-01", "2027-01-04", "2027-12-28", "2027-12-29", "2027-12-30", "2027-12-31"]
    assert window == [day(text) for text in days]


def test_a_window_on_29_february_holds_in_every_year() -> None:
    closed = build_calendar(Land.BE, 2027, 2028, [("02-26", "02-29")]).closed
    assert [on.isoformat() for on in closed if on.month == 2] == ["2027-02-26", "2028-02-28", "2028-02-29"]


def test_the_id_follows_from_the_content() -> None:
    one, same = build_calendar(Land.BE, *YEARS), build_calendar(Land.BE, *YEARS)
    others = [
        build_calendar(Land.BE, 2018, 2032),
        build_calendar(Land.BB, *YEARS),
        build_calendar(Land.BE, *YEARS, [("12-24", "12-31")]),
    ]
    assert same == one
    assert one.id not in {other.id for other in others}
