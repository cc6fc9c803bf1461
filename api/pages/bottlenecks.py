"""Where the rollout waits: for each milestone how many offices, how long, for whom, in which region and why.

Numbers of offices are for everybody; which offices they are, only within one's own scope, by due date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from activities.reports.chapters.waiting import bottleneck_table, reason_words
from activities.reports.document import Table, Value
from api.asked import AskedDep
from api.exports.documents import Reader, reader
from api.pages.frames import is_demo
from api.pages.looking_back import kept as same_day
from api.pages.looking_back import look_back
from api.pages.shown import Chip, Switch
from api.pages.shown_forms import Field, Option
from api.pages.shown_reports import BottlenecksPage, Waiter
from api.pages.site import site
from api.pages.standing import KINDS
from api.pages.visit import VisitDep
from api.pages.words import _, day, ngettext
from api.problems import NotFound
from api.seeing import PROGRAMME
from models.organisation import SERVED, UnitKind
from models.permissions import UnitScope
from models.queries import regions
from models.queries.asof import units_as_of
from models.queries.vacancies import vacancy_as_of
from models.reporting.bottlenecks import Bottleneck, bottlenecks, queue, reason
from models.reporting.unit import of_kind
from models.rollout.owed import NATIONAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from activities.reports.setting import Setting
    from api.deps import Caller
    from api.pages.looking_back import LookBack
    from api.pages.shown import State
    from models.reporting.needs import Waiting

router = APIRouter(include_in_schema=False)

PATH = "/bottlenecks"


class Selection(BaseModel):
    """What is looked at, as the address says it."""

    scope: Annotated[str, Query(max_length=16)] = ""
    kind: Annotated[str, Query(max_length=30)] = ""
    milestone: Annotated[str, Query(max_length=40)] = ""
    as_of: Annotated[str, Query(max_length=10)] = ""
    known_at: Annotated[str, Query(max_length=40)] = ""

    def address(self, **changes: str) -> str:
        query = {name: value for name, value in {**self.model_dump(), **changes}.items() if value}
        return f"{PATH}?{urlencode(query)}" if query else PATH


@router.get(PATH)
async def look(visit: VisitDep, asked: AskedDep, selection: Annotated[Selection, Query()]) -> Response:
    scope = selection.scope or next(iter(sorted(visit.caller.reading.regions)), NATIONAL)
    if scope != NATIONAL and scope not in {line.code for line in await regions.all_regions(visit.session)}:
        raise NotFound
    kind = next((k for k in SERVED if KINDS[k] == selection.kind), UnitKind.AGENTUR)
    units = await units_as_of(visit.session, asked, region=None if scope == NATIONAL else scope)
    found = queue(of_kind(units, kind), await vacancy_as_of(visit.session, asked))
    by = await reader(visit.session, visit.caller, is_demo=is_demo(visit.request))
    chosen = selection.model_copy(update={"scope": scope, "kind": KINDS[kind], **same_day(visit.caller, asked)})
    kept = {"scope": scope, "kind": KINDS[kind], "milestone": selection.milestone}
    page = bottlenecks_page(by, kind, chosen, found, look_back(visit.caller, asked, PATH, kept))
    return site(visit.request).answer("bottlenecks.html", await visit.frame(_("Worauf gewartet wird")), page)


def bottlenecks_page(
    by: Reader, kind: UnitKind, chosen: Selection, found: list[Waiting], back: LookBack
) -> BottlenecksPage:
    at, told = by.setting, bottlenecks(PROGRAMME, found)
    waiters = [each for each in found if each.step.milestone == chosen.milestone]
    shown = [each for each in waiters if _may_see(by.caller, each)]
    return BottlenecksPage(
        scope=at.scope(chosen.scope),
        look=back,
        kinds=tuple(
            Switch(KINDS[k], each, chosen.address(kind=KINDS[k], milestone=""), k is kind)
            for k, each in zip(SERVED, at.kinds, strict=True)
        ),
        chips=tuple(_chip(at, each, chosen) for each in told),
        filters=_filters(at, chosen),
        tables=_tables(at, at.kinds[SERVED.index(kind)], told, with_regions=chosen.scope == NATIONAL),
        milestone=at.milestone(chosen.milestone) if waiters else "",
        waiters=tuple(_waiter(at, each) for each in shown),
        hidden_count=len(waiters) - len(shown),
    )


def _may_see(caller: Caller, each: Waiting) -> bool:
    office = each.unit.office
    return caller.reading.includes(UnitScope(office.unit_id, office.region, office.aqua_team))


def _chip(at: Setting, each: Bottleneck, chosen: Selection) -> Chip:
    """Pressed again, it shows no offices any more."""
    pressed = each.milestone == chosen.milestone
    href = chosen.address(milestone="" if pressed else each.milestone) + ("" if pressed else "#waiters")
    return Chip(each.milestone, each.offices, at.milestone(each.milestone), href, pressed)


def _filters(at: Setting, chosen: Selection) -> tuple[Field, ...]:
    named = sorted((at.region(code), code) for code in at.regions)
    scopes = (Option(NATIONAL, at.scope(NATIONAL)), *(Option(code, name) for name, code in named))
    kept: dict[str, Any] = chosen.model_dump(exclude={"scope", "milestone"})
    hidden = (Field(name, "hidden", value=value) for name, value in kept.items() if value)
    return Field("scope", "choice", _("Bereich"), value=chosen.scope, options=scopes), *hidden


def _tables(at: Setting, name: str, told: Sequence[Bottleneck], *, with_regions: bool) -> tuple[Table, ...]:
    if not told:
        return ()
    table = bottleneck_table(at, "bottlenecks", name, tuple(told))
    return (table, _by_region(at, told)) if with_regions else (table,)


def _by_region(at: Setting, told: Sequence[Bottleneck]) -> Table:
    """Regions by name; how many of their offices wait for what."""
    codes = sorted({code for each in told for code in each.regions}, key=at.region)
    head = (_("Region"), *(at.milestone(each.milestone) for each in told))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (at.region(code), *(each.regions.get(code, 0) for each in told)) for code in codes
    )
    return Table("by_region", _("Wartende Dienststellen je Region"), head, rows)


def _waiter(at: Setting, each: Waiting) -> Waiter:
    office, step = each.unit.office, each.step
    words = _(
        "{step}: seit {days}, an der Reihe: {holder}.",
        step=at.step(step.step.value, step.milestone),
        days=ngettext("{n} Tag", "{n} Tagen", each.gross),
        holder=at.function(step.holder.value),
    )
    return Waiter(office.name, f"/units/{office.code}", _state(each), words, ", ".join(_meta(at, each)))


def _meta(at: Setting, each: Waiting) -> Iterable[str]:
    yield _("Frist {day}", day=day(each.step.due_on))
    if each.net != each.gross:
        yield _("ohne Pausen {days}", days=ngettext("{n} Tag", "{n} Tage", each.net))
    if (why := reason(each)) != "":
        yield reason_words(at, why)


def _state(each: Waiting) -> State:
    if "@paused" in each.unit.true:
        return "paused"
    if each.is_orphan:
        return "orphan"
    return "support" if each.is_late else "running"
