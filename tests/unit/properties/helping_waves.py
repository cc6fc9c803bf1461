"""What a qualification wave asks of an office, as it would ask it, so that lives get through one."""

from __future__ import annotations

from datetime import date, timedelta

from models import commands as cmd
from models.rollout.memberships import admitted, nominated, standing
from models.rollout.state import GateStanding, Membership, UnitState
from tests import making

SETTLED = (GateStanding.NONE_NEEDED, GateStanding.CLEARED)


def wave_help(state: UnitState, number: int, today: date) -> tuple[cmd.Command, cmd.By] | None:
    """The next thing the wave asks for, if there is one: a seat is offered, taken, moved or left."""
    place = state.membership
    if place is None:
        return (joining(state, number, today), cmd.BY_SYSTEM) if number == 2 else None
    told = asked(state, place, number, today)
    return None if told is None else (told, cmd.BY_SYSTEM)


def joining(state: UnitState, number: int, today: date) -> cmd.Command:
    return making.command(
        "join_wave",
        wave="w-1",
        reservation=f"h-{len(state.memberships)}",
        course="k-1",
        course_starts_on=today + timedelta(days=10 * number + 5),
        seats=1 + today.day % 2,
        nominate_within=5,
        asked_on=today,
    )


def asked(state: UnitState, place: Membership, number: int, today: date) -> cmd.Command | None:
    waiting = nominated(state, place)
    if waiting and standing(state, place) in SETTLED:
        taken = {"companion": waiting[0].id, "reservation": place.reservation}
        return making.command("admit_companion", admitted_on=today, **taken)
    seated = [c for c in admitted(state, place) if c.qualified_on is None]
    if seated and number == 5:
        return making.command("record_qualification", companion=seated[0].id, qualified_on=today)
    if number == 8:
        outcome = "failed" if seated or not waiting else "qualified"
        return making.command("leave_wave", wave=place.wave, outcome=outcome, left_on=today)
    return None
