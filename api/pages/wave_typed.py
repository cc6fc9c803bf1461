"""Between a plan and what was typed into the form of a new wave, in both directions. Nothing typed is ever lost."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from models.calendar import SATURDAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from models.waves.courses import CoursePlan
    from models.waves.plan import WavePlan

MODULES = 4
"""Rows for modules in each course; empty ones do not count."""
MOST_COURSES = 12
LONGEST_MODULE = 60
SEPARATORS = re.compile(r"[\s,;]+")
LISTS = ("regions", "kinds", "legal_areas", "stages")
PLAIN = ("code", "seats_per_office", "nominate_within", "starts_on", "gate", "urgent", "window")
COURSE_FIELDS = (
    "code",
    "starts_on",
    "ends_on",
    "min_seats",
    "max_seats",
    "site",
    "land",
    "internal_trainers",
    "external_trainers",
    "workshop",
    "workshop_on",
)


@dataclass(frozen=True, slots=True)
class Typed:
    """One value per name, or several that were ticked."""

    values: Mapping[str, str] = field(default_factory=dict)
    ticked: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Self:
        values: dict[str, str] = {}
        ticked: dict[str, set[str]] = {}
        for name, value in pairs:
            values[name] = value.strip()
            ticked.setdefault(name, set()).add(value)
        return cls(values, {name: frozenset(each) for name, each in ticked.items()})

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def chosen(self, name: str) -> frozenset[str]:
        return self.ticked.get(name, frozenset()) - {""}

    @property
    def courses(self) -> int:
        """How many courses the form asks about."""
        stated = self.get("courses")
        return min(max(int(stated), 1), MOST_COURSES) if stated.isdecimal() else 1

    def but(self, **values: str) -> Typed:
        return replace(self, values={**self.values, **values})

    def with_course(self, course: CoursePlan) -> Typed:
        """One more course."""
        number = self.courses + 1
        values, ticked = _course_values(number, course)
        return Typed({**self.values, **values, "courses": str(number)}, {**self.ticked, **ticked})

    def without_course(self, number: int) -> Typed:
        """The courses behind it move up."""
        if not 1 <= number <= self.courses or self.courses == 1:
            return self
        return Typed(
            {**_moved_up(self.values, number), "courses": str(self.courses - 1)}, _moved_up(self.ticked, number)
        )


COURSE_NAME = re.compile(r"course-(\d+)-(.+)")


def _moved_up(named: Mapping[str, Any], gone: int) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in named.items():
        found = COURSE_NAME.fullmatch(name)
        number = int(found[1]) if found else 0
        if number != gone:
            kept[f"course-{number - 1}-{found[2]}" if found and number > gone else name] = value
    return kept


def listed(text: str) -> list[str]:
    """Codes as people type them: one a line, or with commas."""
    return [code.upper() for code in SEPARATORS.split(text) if code]


# --- from the form to the plan ------------------------------------------------------------------------------------


def plan_body(typed: Typed) -> dict[str, Any]:
    """What was typed, as a plan still to be validated; what was left empty is left out."""
    stop = {"percent": typed.get("stop_percent"), "asked": typed.get("stop_asked")}
    body: dict[str, Any] = {
        **_said({name: typed.get(name) for name in PLAIN}),
        "filter": {**{name: sorted(typed.chosen(name)) for name in LISTS}, "units": listed(typed.get("units"))},
        "exclusions": dict.fromkeys(listed(typed.get("excluded")), typed.get("excluded_because") or "capacity"),
        "grouping": _grouping(typed),
        "success": _said({name: typed.get(f"success_{name}") for name in ("percent", "state", "then")}),
        "stop": _said(stop) if stop["percent"] else None,
        "courses": [course_body(typed, number) for number in range(1, typed.courses + 1)],
    }
    return body


def _grouping(typed: Typed) -> dict[str, Any]:
    """Only what belongs to the chosen way of grouping; a line of codes is a group."""
    told: dict[str, Any] = _said({"pilot_size": typed.get("pilot_size"), "by": typed.get("group_by")})
    told["pilot"] = listed(typed.get("pilot"))
    if typed.get("group_by") == "size":
        told |= _said({"size": typed.get("group_size")})
    if typed.get("group_by") == "listed":
        told["listed"] = [codes for line in typed.get("group_lists").splitlines() if (codes := listed(line))]
    return told


def _said(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def course_body(typed: Typed, number: int = 1) -> dict[str, Any]:
    """What was typed about one course, as its plan still to be validated."""
    name = f"course-{number}"
    modules = [_module(typed, f"{name}-module-{row}") for row in module_rows(typed, number)]
    return {
        "id": typed.get(f"{name}-id"),
        **_said({each: typed.get(f"{name}-{each}") for each in COURSE_FIELDS}),
        "regions": sorted(typed.chosen(f"{name}-regions")),
        "modules": modules,
    }


def module_rows(typed: Typed, number: int) -> list[int]:
    """The rows in which something stands."""
    named = {row: f"course-{number}-module-{row}" for row in range(1, MODULES + 1)}
    return [row for row, name in named.items() if any(typed.get(f"{name}-{part}") for part in ("key", "from", "to"))]


def _module(typed: Typed, name: str) -> dict[str, Any]:
    said = _said({"key": typed.get(f"{name}-key"), "mode": typed.get(f"{name}-mode")})
    return {**said, "days": _days(typed.get(f"{name}-from"), typed.get(f"{name}-to"))}


def _days(first: str, last: str) -> list[str]:
    """Every weekday from the first to the last; what is no day is left to the validation."""
    try:
        begins, ends = date.fromisoformat(first or last), date.fromisoformat(last or first)
    except ValueError:
        return [text for text in (first, last) if text]
    every = (begins + timedelta(days=n) for n in range(min((ends - begins).days, LONGEST_MODULE) + 1))
    found = [day.isoformat() for day in every if day.weekday() < SATURDAY]
    return found or [begins.isoformat()]


# --- from the plan to the form ------------------------------------------------------------------------------------


def typed_of(plan: WavePlan) -> Typed:
    """The form that makes this plan."""
    told = plan.model_dump(mode="json")
    values = {name: _text(told[name]) for name in PLAIN}
    values |= {
        "units": "\n".join(plan.filter.units),
        "excluded": "\n".join(plan.exclusions),
        "excluded_because": next(iter(plan.exclusions.values()), ""),
        "pilot_size": _text(plan.grouping.pilot_size or None),
        "pilot": "\n".join(plan.grouping.pilot),
        "group_by": plan.grouping.by.value,
        "group_lists": "\n".join(" ".join(codes) for codes in plan.grouping.listed),
        "group_size": _text(plan.grouping.size),
        "courses": str(len(plan.courses)),
        **{f"success_{name}": _text(value) for name, value in told["success"].items()},
        **{f"stop_{name}": _text(value) for name, value in (told["stop"] or {}).items()},
    }
    ticked = {name: frozenset(told["filter"][name]) for name in LISTS}
    for number, course in enumerate(plan.courses, 1):
        its_values, its_ticked = _course_values(number, course)
        values |= its_values
        ticked |= its_ticked
    return Typed(values, ticked)


def typed_of_course(course: CoursePlan) -> Typed:
    """The form that makes this course, as the only one."""
    return Typed(*_course_values(1, course))


def _course_values(number: int, course: CoursePlan) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    name, told = f"course-{number}", course.model_dump(mode="json")
    values = {f"{name}-{each}": _text(told[each]) for each in ("id", *COURSE_FIELDS)}
    for row, module in enumerate(course.modules[:MODULES], 1):
        days = sorted(module.days)
        values |= {
            f"{name}-module-{row}-key": module.key,
            f"{name}-module-{row}-mode": module.mode.value,
            f"{name}-module-{row}-from": _text(days[0] if days else None),
            f"{name}-module-{row}-to": _text(days[-1] if len(days) > 1 else None),
        }
    return values, {f"{name}-regions": frozenset(course.regions)}


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
