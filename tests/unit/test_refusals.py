"""Every refusal that the rules can give, by an example: a unit, a command, and the name of the answer."""

from __future__ import annotations

from typing import Any

import pytest

from models import commands as cmd
from models import errors
from models.errors import Refusal, refusals
from models.organisation import Function
from models.rollout import step_refusals as steps
from models.rollout.state import UnitState
from tests import making
from tests.making import GE, command, lived, programme, state

FRESH = state()
GE_FRESH = state(kind=GE)
NOT_TAKING_PART = state(command("decide_participation", takes_part=False, decided_on="2024-02-01"), kind=GE)
NOMINATED, ADMITTED, QUALIFIED = lived(making.NOMINATED), lived(making.ADMITTED), lived(making.QUALIFIED)
PLANNED, HELD, SUSTAINED = lived(making.PLANNED), lived(making.HELD), lived(making.HELD_AGAIN)
FOUR_EYES = lived(making.PLANNED, programme=programme(four_eyes=True))
CONSOLIDATION_ONLY = making.after(QUALIFIED, making.PLANNED_AGAIN)
PAUSED = making.after(FRESH, command("pause", since="2026-02-02", reason="capacity"))
CLOSED = making.after(FRESH, command("close", closed_on="2026-02-02"))
RELEASED = making.after(QUALIFIED, command("release_companion", companion="c1", released_on="2025-01-02"))
SMALL = lived(making.NOMINATED, programme=programme(maximum_companions=1))
WITHDRAW = command("withdraw_confirmation", workshop="implementation", reason="mistake")


def nominate(on: str = "2024-02-01", **more: Any) -> cmd.Command:  # noqa: ANN401 - fields of the command
    return command("nominate_companion", nominated_on=on, **more)


def standing(milestone: str, on: str = "2020-01-07", **more: Any) -> cmd.Command:  # noqa: ANN401 - as above
    return command("state_standing", milestone=milestone, happened_on=on, **more)


def correct(milestone: str, on: str, **more: Any) -> cmd.Command:  # noqa: ANN401 - as above
    return command("correct_date", milestone=milestone, happened_on=on, **({"reason": "typing_error"} | more))


def confirm(workshop: str, on: str = "2025-03-10") -> cmd.Command:
    return command("confirm_workshop", workshop=workshop, held_on=on, headcount="1-4")


def plan(workshop: str, on: str) -> cmd.Command:
    return command("plan_workshop", workshop=workshop, planned_on=on)


def due(milestone: str, on: str) -> cmd.Command:
    return command("change_due_date", milestone=milestone, due_on=on, reason="capacity")


def record(milestone: str, on: str = "2025-01-02") -> cmd.Command:
    return command("record_milestone", milestone=milestone, happened_on=on)


Example = tuple[type[Refusal], UnitState, cmd.Command, Function | None]

EXAMPLES: list[Example] = [
    (errors.DateInFuture, NOMINATED, nominate("2026-03-03"), None),
    (errors.DateInFuture, PLANNED, confirm("implementation", "2026-03-03"), None),
    (errors.DateTooEarly, NOMINATED, nominate("2011-12-31"), None),
    (errors.WrongDateOrder, NOMINATED, command("admit_companion", companion="c1", admitted_on="2024-01-14"), None),
    (errors.WrongDateOrder, QUALIFIED, command("release_companion", companion="c1", released_on="2024-06-02"), None),
    (errors.WrongDateOrder, lived(making.PLANNED_AGAIN), confirm("consolidation", "2024-06-07"), None),
    (errors.WrongDateOrder, HELD, correct("companions_qualified", "2024-01-31", companion="c1"), None),
    (errors.WrongDateOrder, SUSTAINED, correct("companions_qualified", "2024-06-21", companion="c1"), None),
    (errors.DueDateNotLater, FRESH, due("manager", "2026-03-02"), None),
    (errors.PlanTooFar, FRESH, plan("implementation", "2028-03-03"), None),
    (errors.PlanTooFar, FRESH, due("manager", "2028-03-03"), None),
    (errors.RolloutEnded, CLOSED, command("assign_manager", since="2026-02-03"), None),
    (errors.RolloutEnded, CLOSED, command("close", closed_on="2026-02-03"), None),
    (errors.UnitIsPaused, PAUSED, command("assign_manager", since="2026-02-03"), None),
    (errors.UnitIsNotPaused, FRESH, command("resume", resumed_on="2026-02-03"), None),
    (errors.ParticipationUndecided, GE_FRESH, command("assign_manager", since="2024-02-03"), None),
    (errors.NotTakingPart, NOT_TAKING_PART, command("assign_manager", since="2024-02-03"), None),
    (errors.NotTakingPart, NOT_TAKING_PART, standing("participation"), None),
    (errors.NothingToDecide, FRESH, making.TAKING_PART, None),
    (errors.NothingChanges, lived(making.MANAGED), making.MANAGED, None),
    (errors.NothingChanges, ADMITTED, making.ADMITTED, None),
    (errors.NothingChanges, FRESH, command("assign_aqua_team", team="T-1", since="2024-02-03"), None),
    (errors.NothingChanges, FRESH, command("assign_region", region=making.REGION, since="2024-02-03"), None),
    (errors.NothingChanges, FRESH, command("adopt_calendar", calendar=making.calendar()), None),
    (errors.UnknownReason, FRESH, command("pause", since="2026-02-02", reason="holidays"), None),
    (errors.SuccessorMissing, FRESH, command("close", closed_on="2026-02-02", merged=True), None),
    (errors.SuccessorMissing, FRESH, command("close", closed_on="2026-02-02", successor="A-2"), None),
    (steps.UnknownMilestone, FRESH, standing("nonsense"), None),
    (steps.MilestoneNotApplicable, FRESH, standing("participation"), None),
    (steps.MilestoneIsDerived, FRESH, standing("sustained"), None),
    (steps.MilestoneIsDerived, FRESH, record("implementation_workshop"), None),
    (steps.MilestoneIsDerived, SUSTAINED, correct("sustained", "2025-03-11"), None),
    (steps.MilestoneAlreadyReached, HELD, standing("implementation_workshop"), None),
    (steps.MilestoneAlreadyReached, SUSTAINED, making.OFFERED, None),
    (steps.MilestoneNotReached, FRESH, correct("manager", "2024-01-09"), None),
    (steps.EarlierMilestoneMissing, QUALIFIED, making.OFFERED, None),
    (steps.EarlierMilestoneMissing, CONSOLIDATION_ONLY, confirm("consolidation"), None),
    (steps.NotYourStep, HELD, making.OFFERED, Function.CENTRAL),
    (steps.NotYourRecord, HELD, correct("implementation_workshop", "2024-06-11"), Function.MANAGER),
    (steps.NothingIsDue, FRESH, due("offer_announced", "2026-04-01"), None),
    (steps.NoManager, FRESH, command("vacate_manager", vacated_on="2024-02-01"), None),
    (steps.UnknownCompanion, FRESH, making.ADMITTED, None),
    (steps.UnknownCompanion, NOMINATED, correct("companions_nominated", "2024-01-16"), None),
    (steps.CompanionExists, NOMINATED, making.NOMINATED, None),
    (steps.CompanionReleasedAlready, RELEASED, making.QUALIFIED, None),
    (steps.CompanionNotAdmitted, NOMINATED, making.QUALIFIED, None),
    (steps.TooManyCompanions, SMALL, nominate(), None),
    (steps.TooManyCompanions, SMALL, standing("companions_qualified", "2025-01-07", count=3), None),
    (steps.WorkshopNotPlanned, FRESH, making.HELD, None),
    (steps.WorkshopAlreadyPlanned, PLANNED, making.PLANNED, None),
    (steps.WorkshopAlreadyConfirmed, HELD, making.HELD, None),
    (steps.WorkshopNotConfirmed, PLANNED, WITHDRAW, None),
    (steps.FourEyes, FOUR_EYES, making.HELD, Function.AQUA_LEAD),
    (steps.ConfirmationIsForAqua, PLANNED, making.HELD, Function.REGIONAL_LEAD),
    (steps.ConfirmationIsForAqua, HELD, WITHDRAW, Function.REGIONAL_LEAD),
]

RAISED_ELSEWHERE = {"UnknownUnit", "StampTooOld", "KeyReused", "UnitHalted", "Closing"}
"""The way a command is sent is judged by the workflow and the API."""

LANGUAGES = ("de", "en")


def name_of(value: object) -> str | None:
    return value.__name__ if isinstance(value, type) else getattr(value, "type", None)


@pytest.mark.parametrize(("expected", "unit", "told", "who"), EXAMPLES, ids=name_of)
def test_the_refusal_has_this_name(
    expected: type[Refusal], unit: UnitState, told: cmd.Command, who: Function | None
) -> None:
    """Unit and command of the example are answered with the refusal of that name, in both languages."""
    refused = making.refusal(unit, told, who=who)
    assert expected is type(refused)
    assert not [text for language in LANGUAGES if "{" in (text := refused.text(language))]


def test_every_refusal_of_the_rules_has_an_example() -> None:
    """A new refusal needs an example here, or a reason why the rules do not give it."""
    here = (errors.__name__, steps.__name__)
    ours = {name for name, cls in refusals().items() if cls.__module__ in here and cls is not Refusal}
    assert ours == {expected.__name__ for expected, *_ in EXAMPLES} | RAISED_ELSEWHERE
