"""A new wave in three steps: choose, rehearse, start. Every step is a page of its own and works without JavaScript."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from api.giving import new_key
from api.pages.forms import Wrong
from api.pages.kept import take
from api.pages.rehearsal import rehearsal_page
from api.pages.session import TOKEN, check_token, form_token, say_next
from api.pages.shown import Fact, Link
from api.pages.shown_forms import FormSpec
from api.pages.shown_pages import CommandPage
from api.pages.shown_waves import NewWavePage
from api.pages.site import site
from api.pages.typed import typed_values
from api.pages.visit import VisitDep
from api.pages.wave_deeds import WAVE_DEEDS
from api.pages.wave_faults import wrong_fields
from api.pages.wave_fields import Questions
from api.pages.wave_proposal import another_course, proposal
from api.pages.wave_typed import MOST_COURSES, Typed, plan_body, typed_of
from api.pages.waves import WAVES
from api.pages.words import _, filled, spoken
from api.problems import MEANINGS, problem_of, status_of
from api.rehearsal_words import out_words, summary_words
from api.seeing import PROGRAMME
from api.wave_requests import StartRequest
from api.wave_starting import NobodyToAsk, PictureChanged, StartingDep
from models.errors import Refusal
from models.imports.codes import read_codes
from models.permissions import may_wave
from models.queries import wave_sights
from models.queries.scope import names
from models.waves.plan import WavePlan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.pages.visit import Visit
    from api.wave_starting import Starting

router = APIRouter(include_in_schema=False)

NEW = f"{WAVES}/new"
PREVIEWS = f"{WAVES}/previews"
Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{8,128}$")]
MaybeToken = Annotated[str | None, Query(alias="preview", pattern=r"^[A-Za-z0-9_-]{8,128}$")]
NAMED: tuple[type[Exception], ...] = (Refusal, *MEANINGS)
REMOVE = "remove-"


@router.get("/waves/new")
async def choose(visit: VisitDep, starting: StartingDep, token: MaybeToken = None) -> Response:
    """The form: what was rehearsed before, or a proposal."""
    may_wave(visit.caller.grants, "preview_wave", visit.caller.today)
    before = take()
    if before.pairs:
        return await _form(visit, Typed.of(before.pairs), {})
    if token is not None:
        plan = (await starting.again(visit.caller, token))[0].plan
    else:
        plan = proposal(visit.caller.today, await wave_sights.codes(visit.session))
    return await _form(visit, typed_of(plan), {})


@router.post("/waves/new")
async def rehearse(visit: VisitDep, starting: StartingDep) -> Response:
    """Add or leave out a course, or rehearse; whatever was typed stays."""
    typed, uploaded = await _typed(visit.request)
    check_token(visit.request, typed.values)
    may_wave(visit.caller.grants, "preview_wave", visit.caller.today)
    wanted = typed.get("do")
    if wanted == "add" or wanted.startswith(REMOVE):
        return await _form(visit, _with_other_courses(typed, wanted, visit), {})
    try:
        if uploaded is not None:
            listed = read_codes(uploaded)
            typed = typed.but(units="\n".join(each.code for each in listed))
        plan = WavePlan.model_validate(plan_body(typed))
    except ValidationError as error:
        return await _form(visit, typed, wrong_fields(error, typed), status=422)
    except Refusal as refusal:
        return await _form(visit, typed, {"units_file": refusal.text(spoken())}, status=422)
    codes_csv = "\n".join(plan.filter.units) or None
    return await _rehearsed(visit, starting, typed, plan, codes_csv)


async def _rehearsed(visit: Visit, starting: Starting, typed: Typed, plan: WavePlan, codes_csv: str | None) -> Response:
    """To the page of the rehearsal, or the form again with what was refused; codes are checked like those of a file."""
    await visit.session.rollback()
    try:
        rehearsed = await starting.rehearse(visit.caller, plan, codes_csv)
    except NAMED as error:
        refusal = problem_of(error)
        wrong = {"units": refusal.text(spoken())} if "line" in refusal.facts else {}
        return await _form(visit, typed, wrong, "" if wrong else _said(refusal), status_of(refusal))
    return RedirectResponse(f"{PREVIEWS}/{rehearsed.token}", 303)


def _said(refusal: Refusal) -> str:
    """Whom the plan would have meant, and why they are out, where nobody is left."""
    if not isinstance(refusal, NobodyToAsk):
        return refusal.text(spoken())
    reasons = Counter(out_words(out.reason, spoken()) for out in refusal.picture.left_out)
    told = " ".join(f"{words} ({number})" for words, number in reasons.most_common())
    return " ".join((refusal.why(spoken()), told, refusal.what_to_do(spoken())))


async def _typed(request: Request) -> tuple[Typed, bytes | None]:
    """What was typed, and the file if there is one."""
    async with request.form(max_fields=2000, max_files=1) as form:
        pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        file = form.get("units_file")
        content = await file.read() if isinstance(file, UploadFile) and file.filename else None
    return Typed.of(pairs), content


def _with_other_courses(typed: Typed, wanted: str, visit: Visit) -> Typed:
    if wanted.startswith(REMOVE):
        number = wanted.removeprefix(REMOVE)
        return typed.without_course(int(number)) if number.isdecimal() else typed
    if typed.courses >= MOST_COURSES:
        return typed
    return typed.with_course(another_course(typed.courses, typed.get("code") or "W", visit.caller.today))


async def _form(visit: Visit, typed: Typed, wrong: Mapping[str, str], refusal: str = "", status: int = 200) -> Response:
    known = await names(visit.session)
    questions = Questions(typed, wrong, known.regions, PROGRAMME)
    page = NewWavePage(
        action=NEW,
        hidden=((TOKEN, form_token(visit.request)), ("courses", str(typed.courses))),
        name=questions.name(),
        who=questions.who(),
        groups=questions.groups(),
        courses=questions.courses(visit.caller.today),
        rules=questions.rules(),
        cancel_href=WAVES,
        refusal=refusal,
        can_add=typed.courses < MOST_COURSES,
    )
    title = _("Fehler: Neue Welle") if wrong or refusal else _("Neue Welle")
    return site(visit.request).answer("wave_new.html", await visit.frame(title), page, status)


# --- the rehearsal ------------------------------------------------------------------------------------------------


@router.get("/waves/previews/{token}")
async def look(visit: VisitDep, starting: StartingDep, token: Token) -> Response:
    """What was rehearsed, as it would be now."""
    now, changes = await starting.again(visit.caller, token)
    page = rehearsal_page(now, changes, token, form_token(visit.request))
    return site(visit.request).answer(
        "rehearsal.html", await visit.frame(_("Welle {code}: Probe", code=page.code)), page
    )


@router.post("/waves/previews/{token}")
async def rehearse_again(visit: VisitDep, starting: StartingDep, token: Token) -> Response:
    """Take the picture of today."""
    check_token(visit.request, await typed_values(visit.request))
    now, _changes = await starting.again(visit.caller, token)
    await visit.session.rollback()
    rehearsed = await starting.rehearse(visit.caller, now.plan)
    return RedirectResponse(f"{PREVIEWS}/{rehearsed.token}", 303)


# --- the start ----------------------------------------------------------------------------------------------------


@router.get("/waves/previews/{token}/start")
async def ask(visit: VisitDep, starting: StartingDep, token: Token) -> Response:
    return await _start_form(visit, starting, token, {}, Wrong())


@router.post("/waves/previews/{token}/start")
async def start(visit: VisitDep, starting: StartingDep, token: Token) -> Response:
    """Start it once, however often it is sent; with another picture, back to the rehearsal."""
    typed = await typed_values(visit.request)
    check_token(visit.request, typed)
    await visit.session.rollback()
    key = typed.get("key") or new_key()
    try:
        given = await starting.start(visit.caller, StartRequest(preview_token=token), key)
    except PictureChanged:
        say_next(visit.request, _("Das Bild hat sich seit der Probe geändert. Es wurde nichts gestartet."), "warning")
        return RedirectResponse(f"{PREVIEWS}/{token}", 303)
    except NAMED as error:
        refusal = problem_of(error)
        wrong = Wrong.whole(refusal)
        return await _start_form(visit, starting, token, typed, wrong, status_of(refusal))
    say_next(visit.request, WAVE_DEEDS["start_wave"].done)
    return RedirectResponse(f"{WAVES}/{given.wave_id}", 303)


async def _start_form(
    visit: Visit, starting: Starting, token: str, typed: Mapping[str, str], wrong: Wrong, status: int = 200
) -> Response:
    may_wave(visit.caller.grants, "start_wave", visit.caller.today)
    now, _changes = await starting.again(visit.caller, token)
    deed, code = WAVE_DEEDS["start_wave"], now.plan.code
    key = typed.get("key", "") if not wrong.is_known else ""
    page = CommandPage(
        title=filled(deed.title, wave=code),
        trail=(Link(_("Wellen"), WAVES), Link(_("Welle {code}: Probe", code=code), f"{PREVIEWS}/{token}")),
        form=FormSpec(
            action=f"{PREVIEWS}/{token}/start",
            deed=deed.label,
            follows=deed.follows,
            undo=deed.undo,
            fields=(),
            cancel_href=f"{PREVIEWS}/{token}",
            facts=(Fact(_("Probe"), summary_words(now.picture, spoken())),),
            hidden=((TOKEN, form_token(visit.request)), ("key", key or f"page-{new_key()}")),
            refusal=wrong.refusal,
        ),
    )
    title = _("Fehler: {title}", title=page.title) if wrong.is_wrong else page.title
    return site(visit.request).answer("command.html", await visit.frame(title), page, status)
