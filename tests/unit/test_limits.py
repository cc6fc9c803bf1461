"""How often is too often, and that counting takes no time."""

from __future__ import annotations

import time

import pytest

from api.auth.limits import Limits, TooManyRequests, kind_of


async def allowed(limits: Limits, who: str, tries: int) -> int:
    count = 0
    for _ in range(tries):
        try:
            await limits.count("write", who)
        except TooManyRequests as refused:
            assert 1 <= int(refused.retry_after) <= 3600  # noqa: PT017 - every refusal says when
        else:
            count += 1
    return count


async def test_so_often_and_no_more() -> None:
    assert 3 == await allowed(Limits({"write": "3/hour"}), "one", 5)


async def test_everybody_has_their_own_count() -> None:
    limits = Limits({"write": "3/hour"})
    assert (3, 3) == (await allowed(limits, "one", 9), await allowed(limits, "two", 9))


async def test_what_has_no_limit_is_not_counted() -> None:
    assert 50 == await allowed(Limits({"export": "1/hour"}), "one", 50)


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/api/units", None),
        ("HEAD", "/overview", None),
        ("POST", "/api/units/244/commands", "write"),
        ("PATCH", "/api/people/p", "write"),
        ("POST", "/api/commands", "write"),
        ("GET", "/api/reports/1.pdf", "export"),
        ("GET", "/api/reports/2026-Q3-200.json", "export"),
        ("GET", "/api/reports/2026-Q3-200", None),
        ("GET", "/units.xlsx", "export"),
        ("GET", "/units/244/termine.ics", "export"),
    ],
)
def test_changes_and_exports_are_known_by_method_and_name(method: str, path: str, expected: str | None) -> None:
    assert expected == kind_of(method, path)


async def test_counting_a_thousand_people_holds_nobody_up() -> None:
    """A bound a hundred times as long as it takes, for a busy machine."""
    limits = Limits({"write": "1000/minute"})
    began = time.perf_counter()
    for number in range(2000):
        await limits.count("write", f"person-{number % 1000}")
    assert time.perf_counter() - began < 2
