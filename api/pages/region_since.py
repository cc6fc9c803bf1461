"""What has changed in a region since its last report, or since a day: office by office, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Response

from api.asked import Day, look
from api.pages.looking_back import EARLIEST
from api.pages.region_tabs import Tab, tabs
from api.pages.shown import Fact, Link
from api.pages.shown_forms import Field
from api.pages.site import site
from api.pages.visit import VisitDep
from api.pages.words import _, day, later, spoken
from api.problems import NotFound
from models.organisation import UnitKind
from models.periods.attestation import AttestationStatus
from models.periods.period import report_id
from models.queries.asof import then_and_now
from models.queries.last_reports import reporting_region
from models.reporting.asked import AsOf
from models.reporting.changes import Change, ChangeFigures, change_figures, changes
from models.wording import STEPS, short_place

if TYPE_CHECKING:
    from babel.support import LazyProxy

    from api.deps import Caller
    from models.queries.last_reports import LastReport
    from models.reporting.unit import UnitAsOf

router = APIRouter(include_in_schema=False)

FIGURES: dict[str, LazyProxy] = {
    "advanced": later("eine Stufe weiter"),
    "reached": later("Meilenstein erreicht"),
    "new_needs": later("neuer Unterstützungsbedarf"),
    "slipped": later("Frist nach hinten verschoben"),
    "reopened": later("Meilenstein wieder offen"),
    "unchanged": later("unverändert"),
    "quiet": later("seit 30 Tagen nichts eingetragen, obwohl etwas offen ist"),
}
ATTESTATIONS: dict[AttestationStatus, LazyProxy] = {
    AttestationStatus.OPEN: later("wartet auf die Bestätigung der Region, Frist {due}"),
    AttestationStatus.ASKED_BACK: later("Rückfrage der Zentrale, wartet auf die Region, Frist {due}"),
    AttestationStatus.ATTESTED: later("bestätigt am {attested}"),
    AttestationStatus.ACKNOWLEDGED: later("bestätigt am {attested}, zur Kenntnis genommen"),
}


@dataclass(frozen=True, slots=True)
class ChangedOffice:
    """One office and what is different, in short sentences."""

    unit: Link
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SincePage:
    """`region_since.html`: numbers of offices, Agenturen and gE apart, and the offices by name."""

    name: str
    tabs: tuple[Tab, ...]
    since: date
    report: Fact | None
    figures: tuple[tuple[str, int, int], ...]
    offices: tuple[ChangedOffice, ...]
    unchanged: int
    action: str
    fields: tuple[Field, ...]


@router.get("/regions/{code}/since")
async def since(
    visit: VisitDep,
    code: Annotated[str, Path(max_length=16)],
    on: Annotated[Day, Query(alias="since", description="Instead of the last report's day")] = None,
) -> Response:
    """Foreign and missing regions are the same. Raises: NotFound, AsOfInFuture."""
    caller = visit.caller
    if not (caller.reading.everything or code in caller.reading.regions):
        raise NotFound
    region = await reporting_region(visit.session, code)
    if region is None:
        raise NotFound
    then, now = _then(caller, on, region.last), look(caller.now, None, None)
    before, after = await then_and_now(visit.session, then, now, region=code)
    name = short_place(region.name)
    page = since_page(code, name, then, changes(before, after), region.last, caller)
    return site(visit.request).answer(
        "region_since.html", await visit.frame(_("{region}: Änderungen", region=name)), page
    )


def _then(caller: Caller, on: date | None, last: LastReport | None) -> AsOf:
    """The day asked for; else the last report's, as it was known then; else the end of the month before."""
    if on is not None:
        return look(caller.now, on, None)
    if last is not None:
        return look(caller.now, last.as_of, last.known_at)
    return look(caller.now, caller.today.replace(day=1) - timedelta(days=1), None)


def since_page(
    code: str, name: str, then: AsOf, found: list[Change], last: LastReport | None, caller: Caller
) -> SincePage:
    moved = [each for each in found if not each.is_unchanged]
    by_kind = {
        kind: change_figures(then.on, caller.now, [each for each in found if each.now.office.kind is kind])
        for kind in (UnitKind.AGENTUR, UnitKind.GEMEINSAME_EINRICHTUNG)
    }
    path = f"/regions/{code}/since"
    return SincePage(
        name=name,
        tabs=tabs(code, "since"),
        since=then.on,
        report=_report(code, last),
        figures=_figures(*by_kind.values()),
        offices=tuple(_office(each) for each in sorted(moved, key=lambda each: each.now.office.name.casefold())),
        unchanged=len(found) - len(moved),
        action=path,
        fields=(
            Field(
                "since",
                "date",
                _("Verglichen mit dem Stand vom"),
                value=then.on.isoformat(),
                least=EARLIEST,
                most=caller.today.isoformat(),
            ),
        ),
    )


def _figures(agencies: ChangeFigures, joint: ChangeFigures) -> tuple[tuple[str, int, int], ...]:
    return tuple((str(words), getattr(agencies, name), getattr(joint, name)) for name, words in FIGURES.items())


def _report(code: str, last: LastReport | None) -> Fact | None:
    """The region's last report and where its attestation stands."""
    if last is None:
        return None
    attested = day(last.attested_on) if last.attested_on is not None else "–"
    said = str(ATTESTATIONS[last.status]).format(due=day(last.due_on), attested=attested)
    label = _("Bericht zum {day}", day=day(last.as_of))
    return Fact(label, said, f"/reports/{report_id(last.period_id, code)}")


def _office(change: Change) -> ChangedOffice:
    office = change.now.office
    return ChangedOffice(Link(office.name, f"/units/{office.code}"), tuple(_told(change)))


def _told(change: Change) -> list[str]:
    was, now, told = change.was, change.now, []
    if was is None:
        told.append(_("Wird seither hier geführt."))
    if change.is_advanced:
        told.append(_("Neue Stufe: {stage}.", stage=_stage(now)))
    if change.reached:
        told.append(_("Erreicht: {titles}.", titles=_titles(now, change.reached)))
    if change.reopened:
        told.append(_("Wieder offen: {titles}.", titles=_titles(now, change.reopened)))
    if change.new_needs:
        told.append(_("Unterstützung nötig: {steps}.", steps=_steps(now, change.new_needs)))
    if change.slipped:
        told.append(_("Frist verschoben: {steps}.", steps=_steps(now, change.slipped)))
    if was is not None and now.side_state is not was.side_state:
        told.append(str(SIDE_CHANGES[now.side_state.value]))
    return told


SIDE_CHANGES: dict[str, LazyProxy] = {
    "none": later("Wieder aufgenommen."),
    "paused": later("Ruht."),
    "not_participating": later("Nicht beteiligt."),
    "merged": later("Zusammengelegt."),
    "closed": later("Beendet."),
}


def _stage(unit: UnitAsOf) -> str:
    return next(s.title.in_language(spoken()) for s in unit.programme.stages if s.key == unit.stage)


def _titles(unit: UnitAsOf, keys: tuple[str, ...]) -> str:
    known = unit.programme.by_key
    return ", ".join(known[key].title.in_language(spoken()) for key in keys if key in known)


def _steps(unit: UnitAsOf, keys: tuple[str, ...]) -> str:
    """Steps by what they are about, each once."""
    owed = [step for step in unit.steps if step.key in keys]
    words = []
    for step in owed:
        milestone = unit.programme.by_key.get(step.milestone)
        title = milestone.title.in_language(spoken()) if milestone is not None else step.milestone
        genitive = milestone.genitive.in_language(spoken()) if milestone and milestone.genitive else title
        words.append(_(STEPS[step.step], of=genitive, title=title))
    return ", ".join(dict.fromkeys(words))
