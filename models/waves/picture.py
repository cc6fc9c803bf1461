"""The read model of one wave as plain rows, computed from its state alone.

As in ``models.projection``: the append computes this before and after and writes only the difference, ``ilb verify``
computes it from the folded journal and compares.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from models.waves.state import Course, Group, Member, WaveState

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class WavePicture:
    """Everything the read model keeps of one wave; ``member_row`` makes the row of an office.

    There are hundreds of offices, and an append changes a few: the others are the very same objects before and after.
    """

    wave: Row
    groups: dict[int, Row]
    members: Mapping[str, Member]
    courses: dict[str, Row]
    modules: dict[tuple[str, str], Row]


def wave_picture(state: WaveState) -> WavePicture:
    by_group: dict[int, list[Member]] = {group.number: [] for group in state.groups}
    offices: Counter[str] = Counter()
    for member in state.members.values():
        by_group.setdefault(member.group, []).append(member)
        if member.course is not None and member.seats:
            offices[member.course] += 1
    return WavePicture(
        wave=_wave(state),
        groups={group.number: _group(group, by_group[group.number]) for group in state.groups},
        members=state.members,
        courses={name: _course(course, offices[name]) for name, course in state.courses.items()},
        modules={
            (name, module.key): {
                "place": place,
                "mode": module.mode.value,
                "days": _json([day.isoformat() for day in module.days]),
                "held_on": course.held.get(module.key),
            }
            for name, course in state.courses.items()
            for place, module in enumerate(course.plan.modules)
        },
    )


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def _counts(members: Iterable[Member]) -> str:
    return _json(Counter(member.state.value for member in members))


def _wave(state: WaveState) -> Row:
    pause, group = state.pause, state.group
    courses = [course for course in state.courses.values() if course.is_open]
    return {
        "code": state.plan.code,
        "status": state.status.value,
        "prepared_on": state.prepared_on,
        "starts_on": state.plan.starts_on,
        "started_on": state.started_on,
        "ended_on": state.ended_on,
        "ended_why": state.ended_why,
        "pause_cause": pause.cause.value if pause else None,
        "pause_since": pause.since if pause else None,
        "pause_reason": pause.reason if pause else None,
        "pause_group": pause.group if pause else None,
        "open_group": group.number if group else None,
        "members": len(state.members),
        "counts": _counts(state.members.values()),
        "seats": sum(course.plan.max_seats for course in courses),
        "reserved": sum(course.reserved for course in courses),
        "confirmed": sum(course.confirmed for course in state.courses.values()),
        "plan": state.plan.model_dump_json(),
        "left_out": _json([out.model_dump(mode="json") for out in state.left_out]),
    }


def _group(group: Group, members: list[Member]) -> Row:
    return {
        "pilot": group.pilot,
        "region_code": group.region,
        "opened_on": group.opened_on,
        "members": len(members),
        "asked": sum(member.asked for member in members),
        "counts": _counts(members),
    }


AS_THEY_ARE = (
    *("code", "since", "why", "round", "asked", "joined", "in_doubt", "demand", "have", "need", "waiting_since"),
    *("course", "reservation", "seats", "confirmed", "because", "nominate_by", "gate_due_on"),
    *("heard_on", "workshop_on", "workshop_refused"),
)


def member_row(member: Member) -> Row:
    blocked = member.blocked
    return {
        **{name: getattr(member, name) for name in AS_THEY_ARE},
        "region_code": member.region,
        "group_number": member.group,
        "state": member.state.value,
        "explained": member.explained.model_dump_json() if member.explained else None,
        "gate": member.gate.value,
        "nominated": len(member.nominated),
        "admitted": len(member.admitted),
        "qualified": len(member.qualified),
        "blocked_step": blocked.step if blocked else None,
        "blocked_why": blocked.why if blocked else None,
        "blocked_on": blocked.on if blocked else None,
    }


def _course(course: Course, offices: int) -> Row:
    plan = course.plan
    return {
        "code": plan.code,
        "status": course.status.value,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "min_seats": plan.min_seats,
        "max_seats": plan.max_seats,
        "reserved": course.reserved,
        "confirmed": course.confirmed,
        "offices": offices,
        "site": plan.site,
        "land": plan.land.value if plan.land else None,
        "regions": _json(plan.regions),
        "internal_trainers": plan.internal_trainers,
        "external_trainers": plan.external_trainers,
        "workshop": plan.workshop.value if plan.workshop else None,
        "workshop_on": plan.workshop_on,
        "because": course.because,
        "closed_on": course.closed_on,
    }
