"""A further course for a wave, with all that a course of a new wave is asked: modules, trainers, regions, workshop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.deps import GivingDep
from api.giving import new_key
from api.pages.forms import Wrong
from api.pages.kept import take
from api.pages.session import TOKEN, check_token, form_token, say_next
from api.pages.shown import Fact, Link
from api.pages.shown_forms import FormSpec
from api.pages.shown_waves import NewCoursePage
from api.pages.site import site
from api.pages.visit import VisitDep
from api.pages.wave_commands import PENDING, may_be_asked
from api.pages.wave_deeds import WAVE_DEEDS
from api.pages.wave_faults import wrong_course_fields
from api.pages.wave_fields import Questions
from api.pages.wave_proposal import another_course
from api.pages.wave_typed import Typed, course_body, typed_of_course
from api.pages.waves import WAVES, WavePath
from api.pages.words import _, filled, later, spoken
from api.problems import MEANINGS, NotFound, problem_of, status_of
from api.seeing import PROGRAMME
from api.wave_giving import give_wave
from api.wave_requests import WAVE_REQUESTS
from api.wave_seeing import WaveSight, see_wave
from api.wave_words import office_count
from models.errors import Refusal
from models.permissions import may_wave
from models.waves.courses import CoursePlan
from models.waves.seats import waiting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.pages.visit import Visit

router = APIRouter(include_in_schema=False)

DEED, KNOWN = "plan_course", "without_internal"
NAMED: tuple[type[Exception], ...] = (Refusal, *MEANINGS)
NO_TRAINER = later(
    "Dieser Kurs hat keine internen Trainerinnen oder Trainer. Tragen Sie welche ein, oder senden Sie noch einmal ab."
)


@router.get("/waves/{wave_id}/commands/plan_course")
async def ask(visit: VisitDep, wave_id: WavePath) -> Response:
    """The form starts from a course some weeks ahead."""
    sight = await _sight(visit, wave_id)
    may_be_asked(sight, DEED)
    proposed = another_course(len(sight.state.courses), sight.state.plan.code, visit.caller.today)
    before = take()
    typed = Typed.of(before.pairs) if before.pairs else typed_of_course(proposed)
    return await _shown(visit, sight, typed, {}, Wrong())


@router.post("/waves/{wave_id}/commands/plan_course")
async def give(visit: VisitDep, giving: GivingDep, wave_id: WavePath) -> Response:
    """Plan it, as the API would; a course without internal trainers only when it is sent a second time."""
    async with visit.request.form(max_fields=500) as form:
        typed = Typed.of((name, value) for name, value in form.multi_items() if isinstance(value, str))
    check_token(visit.request, typed.values)
    sight = await _sight(visit, wave_id)
    try:
        plan = CoursePlan.model_validate(course_body(typed))
    except ValidationError as error:
        return await _shown(visit, sight, typed, wrong_course_fields(error, typed), Wrong(), status=422)
    if not plan.internal_trainers and not typed.get(KNOWN):
        return await _shown(visit, sight, typed, {}, Wrong(), warning=str(NO_TRAINER))
    asked = WAVE_REQUESTS[DEED].model_validate({"type": DEED, "course": plan.model_dump(mode="json")})
    await visit.session.rollback()
    try:
        given = await give_wave(giving, visit.caller, wave_id, asked, key=typed.get("key") or new_key())
    except NAMED as error:
        refusal = problem_of(error)
        if isinstance(refusal, NotFound):
            raise refusal from error
        return await _shown(visit, sight, typed, {}, Wrong.whole(refusal), status=status_of(refusal))
    done = WAVE_DEEDS[DEED].done
    say_next(visit.request, *((done,) if given.seq is not None else (PENDING, "information")))
    return RedirectResponse(f"{WAVES}/{wave_id}", 303)


async def _sight(visit: Visit, wave_id: str) -> WaveSight:
    """The wave, for somebody who may plan a course. Raises: NotFound, NotAllowed."""
    sight = await see_wave(visit.session, visit.caller, wave_id, gates=False)
    may_wave(visit.caller.grants, DEED, visit.caller.today)
    return sight


async def _shown(
    visit: Visit,
    sight: WaveSight,
    typed: Typed,
    wrong: Mapping[str, str],
    refused: Wrong,
    *,
    warning: str = "",
    status: int = 200,
) -> Response:
    deed, here, code = WAVE_DEEDS[DEED], f"{WAVES}/{sight.wave_id}", sight.state.plan.code
    title = filled(deed.title, wave=code)
    page = NewCoursePage(
        title=title,
        trail=(Link(_("Wellen"), WAVES), Link(_("Welle {code}", code=code), here)),
        form=FormSpec(
            action=f"{here}/commands/{DEED}",
            deed=deed.label,
            follows=deed.follows,
            undo=deed.undo,
            fields=(),
            cancel_href=here,
            facts=(Fact(_("Warten auf einen Platz"), office_count(len(waiting(sight.state)), spoken())),),
            hidden=_hidden(visit, typed, refused, warned=bool(warning)),
            refusal=refused.refusal,
        ),
        course=Questions(typed, wrong, sight.names.regions, PROGRAMME).course(1, visit.caller.today),
        warning=warning,
    )
    heading = _("Fehler: {title}", title=title) if wrong or refused.is_wrong else title
    return site(visit.request).answer("course_new.html", await visit.frame(heading), page, status)


def _hidden(visit: Visit, typed: Typed, refused: Wrong, *, warned: bool) -> tuple[tuple[str, str], ...]:
    """The key is kept only where it is not known what became of the command."""
    key = typed.get("key") if not refused.is_known else ""
    told = [(TOKEN, form_token(visit.request)), ("key", key or f"page-{new_key()}"), ("courses", "1")]
    return (*told, (KNOWN, "yes")) if warned or typed.get(KNOWN) else tuple(told)
