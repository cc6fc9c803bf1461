"""Steps that nobody can take are shown by what they wait for, so that a new installation is not a list of thousands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from api.deps import Caller
from api.pages.shown import Link, ObligationLine
from api.pages.vacancies import MOST, vacancies
from models.obligations import obligations
from models.organisation import Function
from models.permissions import Grant, reading
from models.queries.worklist import Task
from models.rollout.evolve import fold
from models.rollout.owed import NATIONAL
from models.wording import Names, Voice
from tests.making import ILB_1, TODAY, calendar, started

if TYPE_CHECKING:
    from api.pages.shown_pages import Vacancy

R, A = Function.REGIONAL_LEAD, Function.AQUA_LEAD
OWED = obligations(fold([started()]))[0]
VOICE = Voice(ILB_1, Names(regions={"100": "Regionaldirektion Nord"}), calendar(), TODAY, "de")
CENTRAL = Grant(Function.CENTRAL, NATIONAL, "a-1")


def waiting(number: int, holder: Function, scope: str | None, region: str = "100") -> list[Task]:
    """One step each of so many offices of the region."""
    owed = replace(OWED, holder=holder, scope=scope)
    return [
        Task(f"u-{region}-{n}", f"{region}{n}", f"Agentur {n}", region, "c", owed, is_orphan=True)
        for n in range(number)
    ]


def shown(tasks: Sequence[Task]) -> tuple[Vacancy, ...]:
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    caller = Caller("p", "anna", "Anna", "de", (CENTRAL,), reading((CENTRAL,), TODAY), TODAY, moment)

    def line(task: Task, command: Link | None) -> ObligationLine:
        return ObligationLine(task.name, "", "orphan", command=command)

    return vacancies(caller, tasks, VOICE, line)


def test_a_vacant_function_is_filled_once_for_all_offices_that_wait_for_it() -> None:
    (post,) = shown(waiting(63, R, "100"))
    assert ("iLB-Verantwortliche/r Nord", "63 Schritte warten in 63 Dienststellen") == (post.heading, post.waiting)
    assert post.command is not None
    assert "/functions/assign?function=regional_lead&scope=100" == post.command.href
    assert {None} == {line.command for line in post.lines}


def test_of_many_steps_the_first_are_shown_when_one_asks_and_the_others_counted() -> None:
    few, many = (shown(waiting(number, R, "100"))[0] for number in (2, MOST + 5))
    assert (True, 2, "") == (few.is_open, len(few.lines), few.more)
    assert (False, MOST, "… und 5 weitere") == (many.is_open, len(many.lines), many.more)


def test_every_function_is_a_matter_of_its_own() -> None:
    posts = shown([*waiting(1, R, "100"), *waiting(2, A, "AQ-1"), *waiting(1, R, "200", "200")])
    assert [1, 1, 2] == sorted(len(post.lines) for post in posts)


def test_without_a_team_each_office_is_given_one() -> None:
    (post,) = shown(waiting(2, A, None))
    assert ("Ohne AQua-Team: Nord", None) == (post.heading, post.command)
    assert ["/aqua-teams/cover?unit=1000", "/aqua-teams/cover?unit=1001"] == [
        line.command.href for line in post.lines if line.command is not None
    ]
