"""What is wrong with a plan, at the field of the form where it can be mended."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from api.pages.typed import wrong_words
from api.pages.wave_typed import module_rows
from api.pages.words import day, spoken
from models.waves.faults import FAULTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import ValidationError

    from api.pages.wave_typed import Typed

NAMES: dict[tuple[str, ...], str] = {
    ("filter", "units"): "units",
    ("filter", "regions"): "regions",
    ("filter", "kinds"): "kinds",
    ("filter", "legal_areas"): "legal_areas",
    ("filter", "stages"): "stages",
    ("grouping", "pilot_size"): "pilot_size",
    ("grouping", "by"): "group_by",
    ("grouping", "size"): "group_size",
    ("grouping", "pilot"): "pilot",
    ("grouping", "listed"): "group_lists",
    ("success", "percent"): "success_percent",
    ("success", "state"): "success_state",
    ("success", "then"): "success_then",
    ("stop", "percent"): "stop_percent",
    ("stop", "asked"): "stop_asked",
    ("exclusions",): "excluded",
}
OF_FAULT = {
    "wave_code_twice": "units",
    "wave_too_many_codes": "units",
    "wave_unknown_reason": "excluded_because",
    "wave_group_size_missing": "group_size",
    "wave_groups_missing": "group_lists",
    "wave_pilot_twice": "pilot",
}
OF_GROUPS = frozenset({"wave_code_twice", "wave_too_many_codes"})
"""What can be wrong with a list of offices and with the lists of groups alike."""

OF_COURSE_FAULT = {
    "wave_seats_out_of_order": "min_seats",
    "wave_course_ends_early": "ends_on",
    "wave_module_outside": "ends_on",
    "wave_module_twice": "module-1-key",
    "wave_workshop_incomplete": "workshop_on",
    "wave_workshop_early": "workshop_on",
}
OF_MODULE = {"key": "key", "mode": "mode", "days": "from"}
MODULE_PLACE = 5
"""How long the way to a field of a module is: courses, its number, modules, its number, the field."""


def wrong_fields(error: ValidationError, typed: Typed, place: tuple[str | int, ...] = ()) -> dict[str, str]:
    """Name of the field -> what is wrong. ``place`` is where in a plan the validated part stands."""
    wrong: dict[str, str] = {}
    for each in error.errors():
        name = _field((*place, *each["loc"]), each["type"], typed)
        wrong.setdefault(name, fault_words(each["type"], each.get("ctx", {})))
    return wrong


def wrong_course_fields(error: ValidationError, typed: Typed) -> dict[str, str]:
    """The same for a form about one course, which is validated by itself."""
    return wrong_fields(error, typed, ("courses", 0))


def _field(place: tuple[str | int, ...], kind: str, typed: Typed) -> str:
    match place:
        case ("courses", int(index), *_):
            return f"course-{index + 1}-{_course_field(place, kind, typed, index + 1)}"
        case ("courses", *_):
            return f"course-{typed.courses}-code"
        case ("grouping",) if kind in OF_GROUPS:
            return "group_lists" if typed.get("group_lists") else "pilot"
        case _ if kind in OF_FAULT:
            return OF_FAULT[kind]
        case _:
            way = tuple(str(part) for part in place)
            return next(
                (name for begin, name in NAMES.items() if way[: len(begin)] == begin), way[0] if way else "code"
            )


def _course_field(place: tuple[str | int, ...], kind: str, typed: Typed, number: int) -> str:
    if len(place) >= MODULE_PLACE and place[2] == "modules":
        rows, index = module_rows(typed, number), int(place[3])
        return f"module-{rows[index]}-{OF_MODULE.get(str(place[4]), 'key')}"
    if len(place) > 2:  # noqa: PLR2004 - courses, its number, the field
        return "code" if place[2] == "id" else str(place[2])
    return OF_COURSE_FAULT.get(kind, "code")


def fault_words(kind: str, facts: Mapping[str, Any]) -> str:
    if kind not in FAULTS:
        return wrong_words(kind, facts=facts)
    return FAULTS[kind].in_language(spoken()).format(**{name: _said(value) for name, value in facts.items()})


def _said(value: object) -> object:
    """Days as people write them."""
    try:
        return day(date.fromisoformat(str(value)))
    except ValueError:
        return value
