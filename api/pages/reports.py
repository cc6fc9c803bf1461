"""Reports: the list, one of a period, one of any day that somebody asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from activities.reports.document import Text
from activities.reports.period_words import ASK_BACKS, ATTESTATIONS, PERIODS
from api.asked import AskedDep
from api.deps import DatabaseDep
from api.exports.documents import Reader, asked_question, find, issued_document, reader
from api.exports.files import CountingDep, ReportId
from api.pages.frames import is_demo
from api.pages.looking_back import is_past, look_back
from api.pages.looking_back import kept as same_day
from api.pages.report_deeds import deeds
from api.pages.report_turns import REPORTS, waiting
from api.pages.shown import Fact, Link
from api.pages.shown_forms import Field, Option
from api.pages.shown_reports import PeriodLine, ReportLine, ReportPage, ReportsPage
from api.pages.site import site
from api.pages.visit import VisitDep
from api.pages.words import _, day
from api.problems import NotFound
from models.periods.attestation import AWAITED, Attestation, AttestationStatus, is_overdue
from models.periods.period import period_of, report_id
from models.periods.state import PeriodStatus
from models.queries import periods, regions
from models.queries.periods import Listed
from models.rollout.owed import NATIONAL

if TYPE_CHECKING:
    from activities.reports.document import Document
    from api.pages.shown import State
    from api.pages.visit import Visit
    from models.queries.reports import Report

router = APIRouter(include_in_schema=False)

PERIODS_A_PAGE = 8
EARLIEST = "2012-01-01"
FORMS = ("pdf", "xlsx", "csv", "json")
ATTESTATION_STATES: dict[AttestationStatus, State] = {
    AttestationStatus.OPEN: "confirm",
    AttestationStatus.ASKED_BACK: "confirm",
    AttestationStatus.ATTESTED: "running",
    AttestationStatus.ACKNOWLEDGED: "done",
}


@router.get(REPORTS)
async def listed(visit: VisitDep, before: Annotated[date | None, Query()] = None) -> Response:
    by = await _reader(visit)
    shown, older = await periods.listed(visit.session, visit.caller.reading, limit=PERIODS_A_PAGE, before=before)
    names = dict.fromkeys(each.period.period_id for each in shown)
    page = ReportsPage(
        waiting=await waiting(visit, by.names),
        periods=tuple(_period(by, name, shown) for name in names),
        asking=_asking(by),
        older_href=f"{REPORTS}?before={older}" if older is not None else None,
    )
    return site(visit.request).answer("reports.html", await visit.frame(_("Berichte")), page)


async def _reader(visit: Visit) -> Reader:
    return await reader(visit.session, visit.caller, is_demo=is_demo(visit.request))


def _period(by: Reader, name: str, found: list[Listed]) -> PeriodLine:
    here = [each for each in found if each.period.period_id == name]
    row, span = here[0].period, period_of(name)
    rate = _("{have} von {of} Regionen haben bestätigt", have=row.reported, of=row.regions)
    lines = sorted((_line(by, each) for each in here), key=lambda line: (not line.href.endswith(NATIONAL), line.name))
    return PeriodLine(
        name=name,
        title=_("{name}: {first} bis {last}", name=name, first=day(span.first), last=day(span.last)),
        words=f"{_(PERIODS[PeriodStatus(row.status)])}, {rate}",
        reports=tuple(lines),
    )


def _line(by: Reader, each: Listed) -> ReportLine:
    href = f"{REPORTS}/{report_id(each.period.period_id, each.scope)}"
    if each.attestation is None:
        issued = each.period.issued_on
        words = _("ausgegeben am {day}", day=day(issued)) if issued is not None else _("noch nicht ausgegeben")
        return ReportLine(by.setting.scope(NATIONAL), href, "done" if issued is not None else "running", words)
    status = AttestationStatus(each.attestation.status)
    words = _(ATTESTATIONS[status])
    told_on = each.attestation.acknowledged_on or each.attestation.attested_on
    if told_on is not None and status not in AWAITED:
        words = _("{status} am {day}", status=words, day=day(told_on))
    elif status in AWAITED:
        words = _awaited(status, each.attestation.due_on, by.caller.today)
    return ReportLine(by.setting.region(each.scope), href, ATTESTATION_STATES[status], words)


def _awaited(status: AttestationStatus, due_on: date, today: date) -> str:
    words = _(ATTESTATIONS[status])
    if is_overdue(status, due_on, today):
        return _("{status}, überfällig seit {day}", status=words, day=day(due_on))
    return _("{status}, Frist {day}", status=words, day=day(due_on))


def _asking(by: Reader) -> tuple[Field, ...]:
    latest = by.caller.today.isoformat()
    named = sorted((by.setting.region(code), code) for code in by.names.regions)
    scopes = (Option(NATIONAL, by.setting.scope(NATIONAL)), *(Option(code, name) for name, code in named))
    return (
        Field("scope", "choice", _("Bereich"), value=NATIONAL, options=scopes),
        Field("as_of", "date", _("Stichtag"), value=latest, least=EARLIEST, most=latest),
        Field("known_at", "date", _("Kenntnisstand vom"), required=False, least=EARLIEST, most=latest),
    )


# --- one report ----------------------------------------------------------------------------------------------------


@router.get(f"{REPORTS}/asked")
async def asked(
    visit: VisitDep,
    database: DatabaseDep,
    counting: CountingDep,
    asked: AskedDep,
    scope: Annotated[str, Query(max_length=16)] = NATIONAL,
) -> Response:
    """A report of any day; nothing is stored, and the same question gets the same answer."""
    if scope != NATIONAL and scope not in {line.code for line in await regions.all_regions(visit.session)}:
        raise NotFound
    by = await _reader(visit)
    await visit.session.rollback()  # counting takes a while and asks this connection nothing
    document = (await counting.made(asked_question(database, by, asked, scope, with_list=False))).document
    day_asked = same_day(visit.caller, asked) if is_past(visit.caller, asked) else {}
    query = urlencode(day_asked)
    here = f"/api/regions/{scope}/report"
    page = ReportPage(
        trail=(Link(_("Berichte"), REPORTS),),
        title=document.title,
        facts=facts(document),
        sections=document.sections,
        downloads=downloads(here, query),
        hash=document.hash,
        look=look_back(visit.caller, asked, f"{REPORTS}/asked", {"scope": scope}),
    )
    return site(visit.request).answer("report.html", replace(await visit.frame(document.title), live=False), page)


@router.get(f"{REPORTS}/{{report_id}}")
async def one(visit: VisitDep, report_id: ReportId) -> Response:
    by = await _reader(visit)
    found = await find(visit.session, visit.caller, report_id)
    document = await issued_document(by, found)
    page = report_page(by, found, document)
    return site(visit.request).answer("report.html", await visit.frame(page.title), page)


def report_page(by: Reader, found: Report, document: Document) -> ReportPage:
    region = found.attestation
    state: State = "done" if found.issue is not None else "running"
    return ReportPage(
        trail=(Link(_("Berichte"), REPORTS),),
        title=document.title,
        facts=facts(document),
        sections=document.sections,
        downloads=downloads(f"/api{REPORTS}/{found.id}"),
        hash=found.sha256,
        state=ATTESTATION_STATES[region.status] if region is not None else state,
        status=_status(found, by.caller.today),
        commands=tuple(
            Link(str(deed.label), f"{REPORTS}/{found.id}/{name}") for name, deed in deeds(by.caller, found).items()
        ),
        question=question(found, region) if region is not None else None,
        regions=tuple(_region(by, found, each) for each in sorted_regions(by, found)) if region is None else (),
    )


def _status(found: Report, today: date) -> str:
    region = found.attestation
    if region is None:
        words = _(PERIODS[found.state.status])
        return words[:1].upper() + words[1:] + "."
    words = _awaited(region.status, region.due_on, today) if region.is_awaited else _(ATTESTATIONS[region.status])
    return words[:1].upper() + words[1:] + "."


def question(found: Report, region: Attestation) -> Text | None:
    """What central staff ask, as long as it is not answered."""
    if region.status is not AttestationStatus.ASKED_BACK or region.asked_back_why is None:
        return None
    words = found.notes.get(region.asked_back_note or "", "")
    return Text(_("Rückfrage der Zentrale: {reason}", reason=_(ASK_BACKS[region.asked_back_why])), words)


def sorted_regions(by: Reader, found: Report) -> list[Attestation]:
    """Those that the reader may see, by name."""
    return sorted(found.regions.values(), key=lambda each: by.setting.region(each.region))


def _region(by: Reader, found: Report, each: Attestation) -> ReportLine:
    awaited = _awaited(each.status, each.due_on, by.caller.today)
    words = awaited if each.is_awaited else _(ATTESTATIONS[each.status])
    href = f"{REPORTS}/{report_id(found.state.period, each.region)}"
    return ReportLine(by.setting.region(each.region), href, ATTESTATION_STATES[each.status], words)


def facts(document: Document) -> tuple[Fact, ...]:
    return tuple(Fact(fact.label, fact.value) for fact in document.facts)


def downloads(path: str, query: str = "") -> tuple[Link, ...]:
    names = {"pdf": _("PDF"), "xlsx": _("Excel-Arbeitsmappe"), "csv": _("CSV-Datei"), "json": _("JSON-Datei")}
    return tuple(Link(names[form], f"{path}.{form}{'?' if query else ''}{query}") for form in FORMS)
