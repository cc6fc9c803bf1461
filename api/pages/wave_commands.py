"""A deed to a wave or a course as a form: what follows from it, shown again with what was wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.deps import GivingDep
from api.giving import new_key
from api.pages.forms import Wrong
from api.pages.session import TOKEN, check_token, form_token, say_next
from api.pages.shown import Fact, Link
from api.pages.shown_forms import FormSpec
from api.pages.shown_pages import CommandPage
from api.pages.site import site
from api.pages.typed import typed_values, wrong_words
from api.pages.visit import VisitDep
from api.pages.wave_asks import WAVE_ASKS, WaveAsking, about, body_of, field_of
from api.pages.wave_deeds import WAVE_DEEDS
from api.pages.wave_faults import fault_words
from api.pages.waves import WAVES, WavePath
from api.pages.words import _, filled, later, spoken
from api.problems import MEANINGS, NotFound, problem_of, status_of
from api.wave_giving import give_wave
from api.wave_requests import WAVE_REQUESTS
from api.wave_seeing import WaveSight, see_wave
from api.wave_words import office_count
from models.errors import Refusal
from models.permissions import may_wave
from models.waves.plan import MemberState
from models.waves.possible import candidates, why_not
from models.waves.progress import progress
from models.waves.state import WaveStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from api.pages.shown_forms import Field
    from api.pages.visit import Visit
    from models.waves.state import WaveState

router = APIRouter(include_in_schema=False)

DeedPath = Annotated[str, Path(max_length=40)]
NAMED: tuple[type[Exception], ...] = (Refusal, *MEANINGS)
PENDING = later("Angenommen, wird aufgezeichnet. Laden Sie die Seite in einem Augenblick neu.")


@router.get("/waves/{wave_id}/commands/{deed}")
async def ask(visit: VisitDep, wave_id: WavePath, deed: DeedPath) -> Response:
    """The form, if the rules would accept such a deed now; otherwise why not."""
    sight = await _sight(visit, wave_id, deed)
    typed = dict(visit.request.query_params)
    may_be_asked(sight, deed)
    return await _shown(visit, sight, deed, typed, Wrong())


@router.post("/waves/{wave_id}/commands/{deed}")
async def give(visit: VisitDep, giving: GivingDep, wave_id: WavePath, deed: DeedPath) -> Response:
    """Give it, as the API would; on success back to the wave or the course, otherwise the form again."""
    typed = await typed_values(visit.request)
    check_token(visit.request, typed)
    sight = await _sight(visit, wave_id, deed)
    fields = _fields(sight, deed, typed)
    wrong = {f.name: wrong_words("missing") for f in fields if f.required and not typed.get(f.name)}
    try:
        asked = WAVE_REQUESTS[deed].model_validate({"type": deed, **body_of(deed, fields, typed)})
    except ValidationError as error:
        wrong |= _wrong_of(error, fields) | wrong
        return await _shown(visit, sight, deed, typed, Wrong(fields=wrong), 422)
    if wrong:
        return await _shown(visit, sight, deed, typed, Wrong(fields=wrong), 422)
    await visit.session.rollback()
    try:
        given = await give_wave(giving, visit.caller, wave_id, asked, key=typed.get("key") or new_key())
    except NAMED as error:
        return await _refused(visit, sight, deed, typed, problem_of(error))
    done = WAVE_DEEDS[deed].done
    say_next(visit.request, *((done,) if given.seq is not None else (PENDING, "information")))
    return RedirectResponse(_back(sight, typed), 303)


async def _sight(visit: Visit, wave_id: str, deed: str) -> WaveSight:
    """The wave, for somebody who may do this to it. Raises: NotFound, NotAllowed."""
    sight = await see_wave(visit.session, visit.caller, wave_id, gates=False)
    if deed not in WAVE_ASKS:
        raise NotFound
    may_wave(visit.caller.grants, deed, visit.caller.today)
    return sight


def may_be_asked(sight: WaveSight, deed: str) -> None:
    """Raises: the refusal that such a deed would meet now."""
    if all(command.type != deed for command in sight.possible):
        raise _why_not(sight, deed)


def _why_not(sight: WaveSight, deed: str) -> Refusal:
    envelope = sight.stamped(may_wave(sight.caller.grants, deed, sight.caller.today))
    imagined = (c for c in candidates(sight.state, envelope) if c.type == deed)
    return next((r for c in imagined if (r := why_not(sight.state, c, envelope)) is not None), NotFound())


def _back(sight: WaveSight, typed: Mapping[str, str]) -> str:
    course = typed.get("course")
    here = f"{WAVES}/{sight.wave_id}"
    return f"{here}/courses/{course}" if course in sight.state.courses else here


def _fields(sight: WaveSight, deed: str, typed: Mapping[str, str]) -> tuple[Field, ...]:
    return tuple(ask(WaveAsking(sight, typed)) for ask in WAVE_ASKS[deed])


def _wrong_of(error: ValidationError, fields: tuple[Field, ...]) -> dict[str, str]:
    names = {f.name for f in fields}
    wrong: dict[str, str] = {}
    for each in error.errors():
        kind, facts = each["type"], each.get("ctx", {})
        name = field_of(tuple(each["loc"]), kind)
        wrong.setdefault(name if name in names else fields[-1].name, fault_words(kind, facts))
    return wrong


async def _refused(visit: Visit, sight: WaveSight, deed: str, typed: dict[str, str], refusal: Refusal) -> Response:
    if isinstance(refusal, NotFound):
        raise refusal
    return await _shown(visit, sight, deed, typed, Wrong.whole(refusal), status_of(refusal))


async def _shown(
    visit: Visit, sight: WaveSight, deed: str, typed: dict[str, str], wrong: Wrong, status: int = 200
) -> Response:
    words, what = WAVE_DEEDS[deed], about(sight, typed)
    title = filled(words.title, wave=sight.state.plan.code, what=what)
    key = typed.get("key", "") if not wrong.is_known else ""
    page = CommandPage(
        title=title,
        trail=(
            Link(_("Wellen"), WAVES),
            Link(_("Welle {code}", code=sight.state.plan.code), f"{WAVES}/{sight.wave_id}"),
        ),
        form=FormSpec(
            action=f"{WAVES}/{sight.wave_id}/commands/{deed}",
            deed=words.label,
            follows=words.follows,
            undo=words.undo,
            fields=tuple(replace(f, error=wrong.fields.get(f.name, "")) for f in _fields(sight, deed, typed)),
            cancel_href=_back(sight, typed),
            facts=deed_facts(sight, deed),
            hidden=((TOKEN, form_token(visit.request)), ("key", key or f"page-{new_key()}")),
            refusal=wrong.refusal,
        ),
    )
    heading = _("Fehler: {title}", title=title) if wrong.is_wrong else title
    return site(visit.request).answer("command.html", await visit.frame(heading), page, status)


def deed_facts(sight: WaveSight, deed: str) -> tuple[Fact, ...]:
    """How many offices it concerns; before a wave goes on, how many of them lose their seats at once."""
    state = sight.state
    if deed == "resume_wave":
        lost = fails_at_once(state, sight.caller.today)
        losing = _("{offices}, deren Platz frei wird", offices=office_count(lost, spoken()))
        return (Fact(_("Frist in der Pause abgelaufen"), losing),) if lost else ()
    still = sum(not m.is_terminal for m in state.members.values())
    counted = {
        "abort_wave": (
            (_("Verlassen die Welle"), still),
            (_("Fertig und bleiben es"), state.count(MemberState.QUALIFIED)),
        ),
        "pause_wave": ((_("Noch unterwegs"), still),),
        "retry_failed": ((_("Ohne Erfolg"), state.count(MemberState.FAILED)),),
    }.get(deed, ())
    return tuple(Fact(label, office_count(number, spoken())) for label, number in counted)


def fails_at_once(state: WaveState, today: date) -> int:
    """How many offices fail as soon as the wave goes on, because their time to nominate ended meanwhile."""
    if state.pause is None:
        return 0
    going_on = state.but(status=WaveStatus.RUNNING, pause=None)
    events = (event for member in state.members.values() for event in progress(going_on, member, today))
    return sum(event.type == "member_failed" for event in events)
