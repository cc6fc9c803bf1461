"""What is asked where one answer goes for several offices: nothing that differs from office to office."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from api.bulk import BULK_LIMIT
from api.overview import NO_HOLIDAYS
from api.pages.asks import ASKS, Asking
from api.pages.shown_forms import Field, Option
from api.pages.words import _, spoken
from api.seeing import PROGRAMME
from models.organisation import UnitKind
from models.permissions import COMMAND_TABLE
from models.programme import Stated, WorkshopConfirmed
from models.queries.scope import visible
from models.rollout.state import UnitState
from models.tables import RolloutRow, UnitRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from api.pages.visit import Visit
    from models.programme import Milestone

SUITED = (
    "plan_workshop",
    "nominate_companion",
    "record_milestone",
    "change_due_date",
    "pause",
    "resume",
    "decide_participation",
    "request_participation",
    "vacate_manager",
)
"""Commands whose answers can be the same in several offices; confirmations and corrections are each its own."""
AT_A_GLANCE = 120
"""So many offices are listed to be ticked; more are named by their codes."""
SEPARATORS = re.compile(r"[\s,;]+")


def may_give(visit: Visit, command: str) -> bool:
    """Whether some function of this person gives such commands; each office is judged by itself."""
    caller = visit.caller
    return any(g.is_valid(caller.today) and g.effective in COMMAND_TABLE[command] for g in caller.grants)


def typed_units(typed: Mapping[str, str]) -> list[str]:
    return [code.upper() for code in SEPARATORS.split(typed.get("units", "")) if code]


def wrong_units(units: list[str]) -> dict[str, str]:
    if not units:
        return {"units": _("Bitte mindestens eine Dienststelle wählen.")}
    if len(set(units)) > BULK_LIMIT:
        return {"units": _("Höchstens {n} Dienststellen auf einmal.", n=BULK_LIMIT)}
    return {}


async def places_for(visit: Visit, codes: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Code and name of offices in scope, by name: these, or all as far as they can be listed."""
    query = sa.select(UnitRow.code, UnitRow.name).join(RolloutRow, RolloutRow.unit_id == UnitRow.id)
    query = query.where(visible(visit.caller.reading)).order_by(UnitRow.name, UnitRow.code)
    query = query.where(UnitRow.code.in_(codes)) if codes else query.limit(AT_A_GLANCE + 1)
    return [(code, name) for code, name in await visit.session.execute(query)]


async def fields_of(visit: Visit, command: str, typed: Mapping[str, str]) -> tuple[Field, ...]:
    """Where first, then what every form about this asks."""
    asking = Asking(_no_office(visit.caller.today), visit.caller.today, (), None, dict(typed))
    asked = (_for_several(ask(asking), command, typed, visit) for ask in ASKS[command])
    return (await _where(visit, typed), *asked)


def _no_office(today: date) -> UnitState:
    """All that these questions know of an office is its programme."""
    return UnitState(
        unit_id="",
        kind=UnitKind.AGENTUR,
        region=None,
        programme=PROGRAMME,
        calendar=NO_HOLIDAYS,
        started_on=today,
        started_recorded_on=today,
    )


async def _where(visit: Visit, typed: Mapping[str, str]) -> Field:
    offices = await places_for(visit)
    value = ",".join(typed_units(typed))
    if len(offices) > AT_A_GLANCE:
        hint = _("Kennungen, eine je Zeile oder mit Komma, zum Beispiel 231, 244.")
        return Field("units", "list", _("Welche Dienststellen?"), hint, value=value.replace(",", "\n"))
    options = tuple(Option(code, f"{name} ({code})") for code, name in offices)
    return Field("units", "choices", _("Welche Dienststellen?"), value=value, options=options)


def _for_several(field: Field, command: str, typed: Mapping[str, str], visit: Visit) -> Field:
    """A question about what one office has becomes one about what the programme knows."""
    if field.name == "workshop":
        return replace(field, kind="choice", label=_("Welcher Workshop?"), options=_workshops())
    if field.name == "milestone":
        return replace(field, kind="choice", label=_("Welcher Meilenstein?"), options=_milestones(command))
    if field.kind == "date" and field.most == visit.caller.today.isoformat():
        return replace(field, value=typed.get(field.name, field.most))
    return field


def _workshops() -> tuple[Option, ...]:
    found = (each for each in PROGRAMME.milestones if isinstance(each.evidence, WorkshopConfirmed))
    return tuple(Option(each.evidence.workshop.value, each.title.in_language(spoken())) for each in found)  # type: ignore[union-attr]


def _milestones(command: str) -> tuple[Option, ...]:
    """Those that people state themselves; a due date can be another one for any."""

    def fits(each: Milestone) -> bool:
        return command != "record_milestone" or isinstance(each.evidence, Stated)

    return tuple(Option(each.key, each.title.in_language(spoken())) for each in PROGRAMME.milestones if fits(each))
