"""Plain factories for the core: calendars, programmes, envelopes, commands, states, and a whole deterministic life."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count
from typing import Any

from models import commands as cmd
from models import events as ev
from models.calendar import WorkingCalendar
from models.errors import Refusal
from models.organisation import Function, Land, UnitKind
from models.permissions import COMMAND_TABLE
from models.programme import Programme, WorkshopKind, shipped
from models.rollout.decide import decide
from models.rollout.evolve import fold
from models.rollout.state import UnitState

AGENTUR, GE = UnitKind.AGENTUR, UnitKind.GEMEINSAME_EINRICHTUNG
IMPLEMENTATION, CONSOLIDATION = WorkshopKind.IMPLEMENTATION, WorkshopKind.CONSOLIDATION

START = date(2024, 1, 8)
TODAY = date(2026, 3, 2)
UNIT, REGION, TEAM = "u-1", "RD-700", "T-1"
ILB_1 = shipped()

SCOPES = {Function.REGIONAL_LEAD: REGION, Function.AQUA_LEAD: TEAM, Function.MANAGER: UNIT}
USUAL = (
    Function.AQUA_LEAD,
    Function.MANAGER,
    Function.REGIONAL_LEAD,
    Function.FIRST_SPECIALIST,
    Function.CENTRAL,
    Function.SYSTEM,
)
"""Who gives a command when a test does not say: the first of these whom the table allows."""

keys = (f"key-{n}" for n in count())
_programmes: dict[str, Programme] = {}


def day(text: str) -> date:
    return date.fromisoformat(text)


@cache
def calendar(*closed: str, name: str = "ni-1") -> WorkingCalendar:
    """A calendar in which only weekends and the given days are free; its working days are counted once."""
    days = tuple(map(day, closed))
    return WorkingCalendar(id=name, land=Land.NI, since=day("2012-01-01"), through=day("2040-12-31"), closed=days)


def programme(**changes: Any) -> Programme:  # noqa: ANN401 - any field of the definition
    """``ilb-1`` with some fields changed, validated; the same changes are validated once."""
    told = repr(sorted(changes.items()))
    if told not in _programmes:
        _programmes[told] = Programme.model_validate({**ILB_1.model_dump(), **changes})
    return _programmes[told]


def without(*milestones: str, kind: UnitKind = AGENTUR, necessity: str = "not_applicable") -> Programme:
    """``ilb-1`` in which some milestones have another necessity for ``kind``."""
    definition = ILB_1.model_dump()
    for milestone in definition["milestones"]:
        if milestone["key"] in milestones:
            milestone["necessity"][kind] = necessity
    return Programme.model_validate(definition)


def by(function: Function, acting_for: Function | None = None) -> cmd.By:
    return cmd.By(function=function, scope=SCOPES.get(acting_for or function, "all"), acting_for=acting_for)


def envelope(
    *,
    today: date = TODAY,
    who: cmd.By | Function = Function.REGIONAL_LEAD,
    key: str | None = None,
    own_scope: str | None = None,
) -> cmd.Envelope:
    acting = who if isinstance(who, cmd.By) else by(who)
    here = SCOPES.get(acting.function, "all") if acting.acting_for else None
    return cmd.Envelope(
        key=key or next(keys),
        body_hash="0" * 64,
        today=today,
        accepted_at=datetime.combine(today, time(9), UTC),
        by=acting,
        own_scope=own_scope or here,
        actor_ref="a-1",
    )


def command(name: str, **fields: Any) -> cmd.Command:  # noqa: ANN401 - as told over HTTP
    """A command as it arrives: from plain JSON values."""
    return cmd.command_adapter.validate_python({"type": name, **fields})


def started(
    *,
    kind: UnitKind = AGENTUR,
    on: date = START,
    programme: Programme = ILB_1,
    working: WorkingCalendar | None = None,
    aqua_team: str | None = TEAM,
) -> ev.RolloutStarted:
    return ev.RolloutStarted(
        happened_on=on,
        recorded_on=on,
        by=cmd.BY_SYSTEM,
        unit_id=UNIT,
        kind=kind,
        region=REGION,
        aqua_team=aqua_team,
        programme=programme,
        calendar=working or calendar(),
    )


def state(*commands: cmd.Command, today: date = TODAY, **start: Any) -> UnitState:  # noqa: ANN401 - see started()
    """A unit as it starts, after ``commands``, each given by whoever usually gives it."""
    return after(fold([started(**start)]), *commands, today=today)


def after(
    state: UnitState,
    *commands: cmd.Command,
    today: date = TODAY,
    who: cmd.By | Function | None = None,
) -> UnitState:
    for told in commands:
        state = fold(decide(state, told, envelope(today=today, who=who or usual(told))), state)
    return state


def usual(told: cmd.Command) -> Function:
    if isinstance(told, cmd.CorrectDate):
        return Function.REGIONAL_LEAD
    return next(function for function in USUAL if function in COMMAND_TABLE[told.type])


# --- a life ----------------------------------------------------------------------------------------------------

MANAGED = command("assign_manager", since="2024-01-10", holder="p-1")
NOMINATED = command("nominate_companion", nominated_on="2024-01-15", companion="c1")
ADMITTED = command("admit_companion", admitted_on="2024-02-01", companion="c1")
QUALIFIED = command("record_qualification", qualified_on="2024-06-03", companion="c1")
PLANNED = command("plan_workshop", workshop="implementation", planned_on="2024-06-10")
HELD = command("confirm_workshop", workshop="implementation", held_on="2024-06-10", headcount="5-9")
OFFERED = command("record_milestone", milestone="offer_announced", happened_on="2024-06-20")
PLANNED_AGAIN = command("plan_workshop", workshop="consolidation", planned_on="2025-03-10")
HELD_AGAIN = command("confirm_workshop", workshop="consolidation", held_on="2025-03-10", headcount="1-4")
TAKING_PART = command("decide_participation", takes_part=True, decided_on="2024-01-09")

LIFE = (MANAGED, NOMINATED, ADMITTED, QUALIFIED, PLANNED, HELD, OFFERED, PLANNED_AGAIN, HELD_AGAIN)
"""The commands of a whole rollout, in order."""


def lived(until: cmd.Command, today: date = TODAY, **start: Any) -> UnitState:  # noqa: ANN401 - see started()
    """A unit after all commands of LIFE up to and including ``until``."""
    steps: Sequence[cmd.Command] = LIFE[: LIFE.index(until) + 1]
    if start.get("kind") is GE:
        steps = (TAKING_PART, *steps)
    return state(*steps, today=today, **start)


def days_after(start: date, days: int) -> date:
    return start + timedelta(days=days)


def refusal(
    state: UnitState, told: cmd.Command, *, today: date = TODAY, who: cmd.By | Function | None = None
) -> Refusal:
    """The refusal of a command that must be refused."""
    try:
        decide(state, told, envelope(today=today, who=who or usual(told)))
    except Refusal as refused:
        return refused
    message = f"{told.type} was not refused"
    raise AssertionError(message)
