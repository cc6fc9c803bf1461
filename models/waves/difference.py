"""Has the picture changed since the rehearsal? A token for what was seen, and the difference in words of codes."""

from __future__ import annotations

import hashlib
import json

from models.waves.plan import WavePlan
from models.waves.rehearsal import Picture, Placement, Rehearsal
from models.waves.state import LeftOut


def preview_token(plan: WavePlan, picture: Rehearsal) -> str:
    """Hash over the plan and what it does to whom. The day of the rehearsal alone does not change it."""
    rows = [
        [p.unit_id, p.code, p.group, p.demand, p.explained.course, p.explained.seats]
        for p in sorted(picture.placements, key=lambda p: p.code)
    ]
    out = [[o.code, o.reason] for o in picture.left_out]
    covered = [plan.model_dump(mode="json"), rows, out]
    text = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


class Moved(Picture):
    """An office that would get other seats, be in another group or want other seats; courses by id, None: none."""

    code: str
    course: str | None
    seats: int
    was_course: str | None
    was_seats: int
    group: int = 0
    was_group: int = 0
    demand: int = 1
    was_demand: int = 1


class Difference(Picture):
    """What is different in the later picture: who came in, who is out now and why, whose seats changed."""

    came_in: tuple[str, ...] = ()
    went_out: tuple[LeftOut, ...] = ()
    reasons_changed: tuple[LeftOut, ...] = ()
    moved: tuple[Moved, ...] = ()
    seats_wanted: int = 0
    seats_granted: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.came_in or self.went_out or self.reasons_changed or self.moved)


def difference(before: Rehearsal, after: Rehearsal) -> Difference:
    """How ``after`` differs. ``seats_wanted`` and ``seats_granted`` are after minus before."""
    was = {p.code: p for p in before.placements}
    now = {p.code: p for p in after.placements}
    reasons = {o.code: o for o in after.left_out}
    reasons_before = {o.code: o.reason for o in before.left_out}
    gone = sorted(was.keys() - now.keys())
    return Difference(
        came_in=tuple(sorted(now.keys() - was.keys())),
        went_out=tuple(reasons.get(code, LeftOut(code=code, reason="not_meant")) for code in gone),
        reasons_changed=tuple(
            o for o in after.left_out if o.code not in was and reasons_before.get(o.code) != o.reason
        ),
        moved=tuple(
            _moved(was[code], now[code]) for code in sorted(was.keys() & now.keys()) if _differs(was[code], now[code])
        ),
        seats_wanted=after.seats_wanted - before.seats_wanted,
        seats_granted=after.seats_granted - before.seats_granted,
    )


def _differs(was: Placement, now: Placement) -> bool:
    return (was.group, was.demand, was.explained.course, was.explained.seats) != (
        now.group,
        now.demand,
        now.explained.course,
        now.explained.seats,
    )


def _moved(was: Placement, now: Placement) -> Moved:
    return Moved(
        code=now.code,
        course=now.explained.course,
        seats=now.explained.seats,
        was_course=was.explained.course,
        was_seats=was.explained.seats,
        group=now.group,
        was_group=was.group,
        demand=now.demand,
        was_demand=was.demand,
    )
