"""Doing something to a region's report: attest it, ask about it, take note of it; forms that need no script."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from activities.reports.issued import attested
from activities.reports.period_words import ASK_BACKS
from activities.reports.report import title as title_of
from api.deps import GivingDep
from api.exports.documents import find, reader
from api.exports.files import ReportId
from api.giving import new_key
from api.pages.attesting import groups, looked_at, sentence, text_fields
from api.pages.forms import Wrong
from api.pages.frames import is_demo
from api.pages.report_deeds import ACKNOWLEDGE, ASK_BACK, ATTEST, DEEDS, ReportDeed, deeds
from api.pages.report_turns import REPORTS
from api.pages.report_typed import NOTE, REVIEWED, asked, wrong_fields
from api.pages.reports import question
from api.pages.session import TOKEN, check_token, form_token, say_next
from api.pages.shown import Fact, Link
from api.pages.shown_forms import Field, FormSpec, Option
from api.pages.shown_pages import CommandPage
from api.pages.shown_reports import AttestPage
from api.pages.site import site
from api.pages.typed import typed_values
from api.pages.visit import VisitDep
from api.pages.words import _, day, later
from api.problems import MEANINGS, NotFound, problem_of, status_of
from api.report_giving import give_report
from models.errors import Refusal
from models.periods.attestation import is_overdue
from models.permissions import may_report
from models.privacy import NOTE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from api.pages.visit import Visit
    from api.pages.words import Said
    from models.periods.attestation import Attestation
    from models.queries.reports import Report

router = APIRouter(include_in_schema=False)

NAMED: tuple[type[Exception], ...] = (Refusal, *MEANINGS)
FOLLOWS: dict[str, Said] = {
    ACKNOWLEDGE: later("Der Bericht gilt damit als angenommen. Er bleibt danach, wie er ist."),
    ASK_BACK: later("Die Region sieht Ihre Frage, bekommt eine neue Frist und bestätigt erneut."),
}


@router.get(f"{REPORTS}/{{report_id}}/{{deed}}")
async def ask(visit: VisitDep, report_id: ReportId, deed: str) -> Response:
    """The form, for those who may do this; where it cannot be done now, why."""
    found = await _found(visit, report_id, deed)
    return await _shown(visit, found, deed, {}, Wrong())


@router.post(f"{REPORTS}/{{report_id}}/{{deed}}")
async def give(visit: VisitDep, giving: GivingDep, report_id: ReportId, deed: str) -> Response:
    """Give it, as the API would; on success back to the report, otherwise the form again with what was typed."""
    typed = await typed_values(visit.request)
    check_token(visit.request, typed)
    found = await _found(visit, report_id, deed)
    wrong = wrong_fields(deed, typed)
    if wrong:
        return await _shown(visit, found, deed, typed, Wrong(fields=wrong), 422)
    await visit.session.rollback()
    try:
        given = await give_report(
            giving, visit.caller, report_id, asked(deed, typed), key=typed.get("key") or new_key()
        )
    except NAMED as error:
        refusal = problem_of(error)
        if isinstance(refusal, NotFound):
            raise refusal from error
        found = await _found(visit, report_id, deed)
        return await _shown(visit, found, deed, typed, Wrong.whole(refusal), status_of(refusal))
    if given.seq is None:
        say_next(
            visit.request,
            _("Angenommen, wird aufgezeichnet. Laden Sie die Seite in einem Augenblick neu."),
            "information",
        )
    else:
        say_next(visit.request, str(DEEDS[deed].done))
    return RedirectResponse(f"{REPORTS}/{report_id}", 303)


async def _found(visit: Visit, report_id: str, deed: str) -> Report:
    """Raises: NotFound, NotAllowed."""
    found = await find(visit.session, visit.caller, report_id)
    if deed not in DEEDS or found.attestation is None:
        raise NotFound
    may_report(visit.caller.grants, DEEDS[deed].command, found.scope, visit.caller.today)
    return found


# --- the forms -----------------------------------------------------------------------------------------------------


async def _shown(
    visit: Visit, found: Report, deed: str, typed: dict[str, str], wrong: Wrong, status: int = 200
) -> Response:
    by = await reader(visit.session, visit.caller, is_demo=is_demo(visit.request))
    name = title_of(by.setting, found.snapshot)
    if deed not in deeds(visit.caller, found) and not wrong.is_wrong:
        # Somebody was quicker, or it is not the time: the report itself says where it stands.
        say_next(visit.request, attested(by.setting, found.regions[found.scope])[0].value, "information")
        return RedirectResponse(f"{REPORTS}/{found.id}", 303)
    heading = _("{report} bestätigen", report=name) if deed == ATTEST else f"{DEEDS[deed].label}: {name}"
    frame = await visit.frame(_("Fehler: {title}", title=heading) if wrong.is_wrong else heading)
    if deed != ATTEST:
        page = _form(visit, found, deed, DEEDS[deed], typed, wrong, name)
        return site(visit.request).answer("command.html", frame, page, status)
    attest = await attest_page(visit, found, typed, wrong, heading)
    return site(visit.request).answer("attest.html", replace(frame, live=False), attest, status)


async def attest_page(visit: Visit, found: Report, typed: dict[str, str], wrong: Wrong, heading: str) -> AttestPage:
    by = await reader(visit.session, visit.caller, is_demo=is_demo(visit.request))
    told = groups(by.setting, found, await looked_at(visit.session, found), typed)
    region = found.regions[found.scope]
    here = f"{REPORTS}/{found.id}"
    reviewed = ((REVIEWED, "yes"),) if wrong.fields else ()
    return AttestPage(
        trail=(Link(_("Berichte"), REPORTS), Link(title_of(by.setting, found.snapshot), here)),
        title=heading,
        sentence=sentence(found, told),
        due=_due(region, visit.caller.today),
        action=f"{here}/{ATTEST}",
        report_href=here,
        groups=told,
        texts=text_fields(typed, wrong.fields),
        once=_carried(visit, typed, wrong, unchanged=True),
        hidden=(*_carried(visit, typed, wrong, unchanged=False), *reviewed),
        question=question(found, region),
        refusal=wrong.refusal,
    )


def _due(region: Attestation, today: date) -> str:
    if is_overdue(region.status, region.due_on, today):
        return _("Überfällig seit {day}", day=day(region.due_on))
    return _("Frist: {day}", day=day(region.due_on))


def _carried(visit: Visit, typed: Mapping[str, str], wrong: Wrong, *, unchanged: bool) -> tuple[tuple[str, str], ...]:
    """The token, and the key: a new one for every new try, the old one where nobody knows what became of it."""
    was_this = (typed.get("do") == "unchanged") == unchanged
    key = typed.get("key", "") if not wrong.is_known and was_this else ""
    return ((TOKEN, form_token(visit.request)), ("key", key or f"page-{new_key()}"))


def _form(
    visit: Visit, found: Report, name: str, deed: ReportDeed, typed: dict[str, str], wrong: Wrong, report: str
) -> CommandPage:
    here = f"{REPORTS}/{found.id}"
    reviewed = ((REVIEWED, "yes"),) if NOTE in wrong.fields else ()
    return CommandPage(
        title=f"{deed.label}: {report}",
        trail=(Link(_("Berichte"), REPORTS), Link(report, here)),
        form=FormSpec(
            action=f"{here}/{name}",
            deed=deed.label,
            follows=FOLLOWS[name],
            undo="",
            fields=tuple(replace(f, error=wrong.fields.get(f.name, "")) for f in _fields(name, typed)),
            cancel_href=here,
            facts=(Fact(_("Bericht"), report),),
            hidden=(*_carried(visit, typed, wrong, unchanged=False), *reviewed),
            refusal=wrong.refusal,
        ),
    )


def _fields(name: str, typed: Mapping[str, str]) -> tuple[Field, ...]:
    if name != ASK_BACK:
        return ()
    reasons = tuple(Option(reason.value, _(words)) for reason, words in ASK_BACKS.items())
    return (
        Field("reason", "choice", _("Worum geht es?"), value=typed.get("reason", ""), options=reasons),
        Field(NOTE, "text", _("Ihre Frage"), value=typed.get(NOTE, ""), required=False, max_length=NOTE_LIMIT),
    )
