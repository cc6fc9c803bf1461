"""Qualification waves in a report: offices asked, seats granted and confirmed, who waits; Agenturen and gE apart.

Seats are for persons: outside a scope they are told in steps of five. Offices are told as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from pydantic import Field

from models.organisation import UnitKind
from models.reporting.figures import Offices, Part, Rounded, five
from models.reporting.unit import UnitAsOf
from models.rollout.owed import NATIONAL
from models.waves.seats import is_waiting
from models.waves.state import Course, Member, WaveState


class WaveKind(Part):
    """The offices of one kind in a wave: all, those that were asked, that wait for a seat, have some, have filled some.

    ``granted``, ``confirmed``: seats.
    ``regions``: offices by state, by the code of the region to which they belonged; "" for those without one.
    """

    offices: Offices = 0
    asked: Offices = 0
    waiting: Offices = 0
    with_seats: Offices = 0
    with_confirmed: Offices = 0
    granted: Rounded = 0
    confirmed: Rounded = 0
    regions: dict[str, dict[str, Offices]] = Field(default_factory=dict)


class WaveFigures(Part):
    """A wave on the day asked for, as it was on record then. ``status``: ``models.waves.state.WaveStatus``.

    ``courses`` that have not begun and take offices of the scope, ``free`` seats in them.
    """

    code: str
    status: str
    starts_on: date | None = None
    ended_on: date | None = None
    courses: Offices = 0
    free: Rounded = 0
    agenturen: WaveKind = WaveKind()
    gemeinsame_einrichtungen: WaveKind = WaveKind()


def wave_figures(
    waves: Iterable[WaveState], units: Sequence[UnitAsOf], scope: str, on: date
) -> tuple[WaveFigures, ...]:
    """Of each wave in which one of these offices is, by the day on which it begins."""
    known = {unit.office.unit_id: unit for unit in units}
    told = (_wave(wave, known, scope, on) for wave in sorted(waves, key=lambda w: (w.plan.starts_on or on, w.wave_id)))
    return tuple(each for each in told if each.agenturen.offices or each.gemeinsame_einrichtungen.offices)


def _wave(wave: WaveState, units: Mapping[str, UnitAsOf], scope: str, on: date) -> WaveFigures:
    members = [(units[member.unit_id], member) for member in wave.members.values() if member.unit_id in units]
    courses = list(_ahead(wave, scope, on))
    return WaveFigures(
        code=wave.plan.code,
        status=wave.status.value,
        starts_on=wave.started_on or wave.plan.starts_on,
        ended_on=wave.ended_on,
        courses=len(courses),
        free=five(sum(course.free for course in courses)),
        agenturen=_kind(wave, members, UnitKind.AGENTUR),
        gemeinsame_einrichtungen=_kind(wave, members, UnitKind.GEMEINSAME_EINRICHTUNG),
    )


def _ahead(wave: WaveState, scope: str, on: date) -> Iterator[Course]:
    """Courses in which seats can still be granted; one that names regions takes offices of these only."""
    for course in wave.courses.values():
        takes = scope == NATIONAL or not course.plan.regions or scope in course.plan.regions
        if takes and not wave.is_over and course.is_ahead(on):
            yield course


def _kind(wave: WaveState, members: Iterable[tuple[UnitAsOf, Member]], kind: UnitKind) -> WaveKind:
    its = [(unit, member) for unit, member in members if unit.office.kind is kind]
    regions: dict[str, Counter[str]] = {}
    for unit, member in its:
        regions.setdefault(unit.region or "", Counter())[member.state.value] += 1
    return WaveKind(
        offices=len(its),
        asked=sum(member.asked for _unit, member in its),
        waiting=sum(is_waiting(wave, member) for _unit, member in its) if not wave.is_over else 0,
        with_seats=sum(member.seats > 0 for _unit, member in its),
        with_confirmed=sum(member.confirmed > 0 for _unit, member in its),
        granted=five(sum(member.seats for _unit, member in its)),
        confirmed=five(sum(member.confirmed for _unit, member in its)),
        regions={code: dict(counts) for code, counts in sorted(regions.items())},
    )
