"""Results of a whole course in one form: one choice per companion, and companions are numbers, never names."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.deps import GivingDep
from api.giving import new_key
from api.pages.kept import take
from api.pages.session import TOKEN, check_token, form_token, say_next
from api.pages.shown import Fact, Link
from api.pages.shown_forms import Field, FormSpec, Option
from api.pages.shown_waves import Answered, ResultsPage, Told
from api.pages.site import site
from api.pages.typed import typed_values, wrong_words
from api.pages.visit import VisitDep
from api.pages.wave_deeds import WAVE_DEEDS
from api.pages.waves import WAVES, WavePath
from api.pages.words import _, filled, later, ngettext, spoken
from api.problems import NotFound
from api.wave_giving import give_results
from api.wave_requests import Result
from api.wave_seeing import WaveSight, see_wave
from api.wave_words import span_words
from models.errors import Refusal
from models.permissions import may_wave

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from api.giving import Given
    from api.pages.visit import Visit
    from models.waves.state import Course

router = APIRouter(include_in_schema=False)

QUALIFIED, NOT_YET = "qualified", "not_yet"
CHOICES = (Option(NOT_YET, later("noch nicht")), Option(QUALIFIED, later("qualifiziert")))
NOBODY = later("Bitte mindestens einmal „qualifiziert“ wählen; alles andere wird nicht gespeichert.")


@router.get("/waves/{wave_id}/courses/{course_id}/results")
async def ask(visit: VisitDep, wave_id: WavePath, course_id: WavePath) -> Response:
    sight, course = await _sight(visit, wave_id, course_id)
    return await _shown(visit, sight, course, take().values, {})


@router.post("/waves/{wave_id}/courses/{course_id}/results")
async def give(visit: VisitDep, giving: GivingDep, wave_id: WavePath, course_id: WavePath) -> Response:
    """Record all that were chosen; what was refused is said companion by companion, the rest stays recorded."""
    typed = await typed_values(visit.request)
    check_token(visit.request, typed)
    sight, course = await _sight(visit, wave_id, course_id)
    chosen = [name.removeprefix("r-") for name, value in typed.items() if name.startswith("r-") and value == QUALIFIED]
    day, wrong = _day(typed), _unanswered(typed)
    if day is None:
        wrong["qualified_on"] = wrong_words("date")
    if not chosen and not wrong:
        wrong["refusal"] = str(NOBODY)
    if day is None or wrong:
        return await _shown(visit, sight, course, typed, wrong, status=422)
    await visit.session.rollback()
    results = [Result(companion=companion, qualified_on=day) for companion in chosen]
    told = await give_results(giving, sight, course_id, results, typed.get("key") or new_key())
    recorded = {companion for companion, outcome in told.items() if not isinstance(outcome, Refusal)}
    if recorded == told.keys():
        words = ngettext("{n} Ergebnis eingetragen.", "{n} Ergebnisse eingetragen.", len(recorded))
        say_next(visit.request, words)
        return RedirectResponse(f"{WAVES}/{wave_id}/courses/{course_id}", 303)
    return await _shown(visit, sight, course, typed, {}, told=told, recorded=recorded, status=409)


def _unanswered(typed: Mapping[str, str]) -> dict[str, str]:
    listed = (QUALIFIED, NOT_YET)
    return {name: wrong_words("enum") for name, value in typed.items() if name.startswith("r-") and value not in listed}


def _day(typed: Mapping[str, str]) -> date | None:
    try:
        return date.fromisoformat(typed.get("qualified_on", ""))
    except ValueError:
        return None


async def _sight(visit: Visit, wave_id: str, course_id: str) -> tuple[WaveSight, Course]:
    """Raises: NotFound, NotAllowed."""
    sight = await see_wave(visit.session, visit.caller, wave_id, gates=False)
    course = sight.state.courses.get(course_id)
    if course is None:
        raise NotFound
    may_wave(visit.caller.grants, "record_results", visit.caller.today)
    return sight, course


async def _shown(
    visit: Visit,
    sight: WaveSight,
    course: Course,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
    *,
    told: Mapping[str, Given | Refusal] | None = None,
    recorded: Container[str] = (),
    status: int = 200,
) -> Response:
    deed, here = WAVE_DEEDS["record_results"], f"{WAVES}/{sight.wave_id}/courses/{course.plan.id}"
    names = companions(sight, course)
    title = filled(deed.title, what=course.plan.code, wave=sight.state.plan.code)
    page = ResultsPage(
        title=title,
        trail=(
            Link(_("Wellen"), WAVES),
            Link(_("Welle {code}", code=sight.state.plan.code), f"{WAVES}/{sight.wave_id}"),
            Link(_("Kurs {code}", code=course.plan.code), here),
        ),
        form=FormSpec(
            action=f"{here}/results",
            deed=deed.label,
            follows=deed.follows,
            undo=deed.undo,
            fields=(_day_field(sight, course, typed, wrong.get("qualified_on", "")),),
            cancel_href=here,
            facts=(Fact(_("Zeit"), span_words(course.plan.starts_on, course.plan.ends_on, spoken())),),
            hidden=((TOKEN, form_token(visit.request)), ("key", f"page-{new_key()}")),
            refusal=wrong.get("refusal", ""),
        ),
        answers=tuple(_answer(who, name, typed, wrong) for who, name in names.items() if who not in recorded),
        told=tuple(
            Told(names.get(who, who), outcome.text(spoken()))
            for who, outcome in (told or {}).items()
            if isinstance(outcome, Refusal)
        ),
    )
    heading = _("Fehler: {title}", title=title) if wrong or told else title
    return site(visit.request).answer("results.html", await visit.frame(heading), page, status)


def companions(sight: WaveSight, course: Course) -> dict[str, str]:
    """Everybody with a seat in the course who is not qualified yet: id -> office and number."""
    return {
        companion: _("{office}, Lernbegleitung {number}", office=sight.offices[member.unit_id].name, number=number)
        for member in sight.members
        if member.course == course.plan.id
        for number, companion in enumerate(member.admitted, 1)
        if companion not in member.qualified
    }


def _answer(companion: str, name: str, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Answered:
    key = f"r-{companion}"
    field = Field(key, "choice", name, value=typed.get(key, NOT_YET), options=CHOICES, error=wrong.get(key, ""))
    return Answered(name.partition(", ")[0], companion, field)


def _day_field(sight: WaveSight, course: Course, typed: Mapping[str, str], error: str) -> Field:
    """One day for all; it starts from the last day of the course, if that has come."""
    today = sight.caller.today
    start = min(course.plan.ends_on, today)
    return Field(
        "qualified_on",
        "date",
        _("Qualifiziert am"),
        value=typed.get("qualified_on", start.isoformat()),
        error=error,
        least=course.plan.starts_on.isoformat(),
        most=today.isoformat(),
    )
