"""A command as a form: shown filled in as the rules would accept it, shown again with what was wrong."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import DatabaseDep, GivingDep
from api.giving import Given
from api.pages.asks import title_of
from api.pages.deeds import DEEDS
from api.pages.forms import Wrong, fields_of, form_page, people_for, start_of
from api.pages.session import check_token, say_next
from api.pages.site import site
from api.pages.typed import WrongFields, asked_command, typed_values
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, filled
from api.problems import MEANINGS, NotFound, Stale, problem_of, status_of
from api.seeing import Sight, see
from api.shapes import stage_title
from models.commands import Envelope
from models.errors import Refusal, UnitHalted
from models.rollout.candidates import refused_because
from models.rollout.whose_step import OF_ANOTHER_FUNCTION

router = APIRouter(include_in_schema=False)

CodePath = Annotated[str, Path(max_length=16)]
TypePath = Annotated[str, Path(max_length=40)]
ABOUT_STATE = frozenset({"move_workshop", "change_due_date", "correct_date"})
"""Commands that replace what somebody saw: given only while the unit is as they saw it."""
NAMED: tuple[type[Exception], ...] = (Refusal, *MEANINGS)


@router.get("/units/{code}/commands/{command}")
async def ask(visit: VisitDep, code: CodePath, command: TypePath) -> Response:
    """The form, if the rules would accept such a command now; otherwise why not."""
    sight, stamps = await _sight(visit, code, command)
    if all(c.type != command for c in sight.possible):
        raise _why_not(sight, command, stamps)
    return await _shown(visit, sight, command, dict(visit.request.query_params), Wrong())


@router.post("/units/{code}/commands/{command}")
async def give(
    visit: VisitDep, giving: GivingDep, database: DatabaseDep, code: CodePath, command: TypePath
) -> Response:
    """Give it, as the API would; on success back to the unit, otherwise the form again with what was typed."""
    typed = await typed_values(visit.request)
    check_token(visit.request, typed)
    sight, _stamps = await _sight(visit, code, command)
    try:
        asked = asked_command(command, fields_of(sight, command, typed), typed)
        version = typed.get("version", "") if command in ABOUT_STATE else ""
        given = await giving.give(
            visit.caller,
            code,
            asked,
            key=typed.get("key") or "",
            version=int(version) if version.isdigit() else None,
            session=visit.session,
        )
    except WrongFields as wrong:
        return await _shown(visit, sight, command, typed, Wrong(fields=wrong.wrong), 422)
    except NAMED as error:
        return await _refused(visit, sight, command, typed, problem_of(error))
    async with database.read() as session:
        after = await see(session, visit.caller, code)
    _tell(visit.request, sight, after, command, typed, given)
    return RedirectResponse(f"/units/{code}", 303)


async def _sight(visit: Visit, code: str, command: str) -> tuple[Sight, list[Envelope]]:
    """The unit, for somebody who may give such a command there. Raises: NotFound, NotAllowed."""
    sight = await see(visit.session, visit.caller, code)
    if command not in DEEDS:
        raise NotFound
    return sight, sight.stamps(command)


def _why_not(sight: Sight, command: str, stamps: list[Envelope]) -> Refusal:
    """Why the rules would accept no such command now: not for want of a function, where there is another reason."""
    if sight.place.halted is not None:
        return UnitHalted()
    reasons = [why for stamp in stamps if (why := refused_because(sight.state, command, stamp)) is not None]
    other = (why for why in reasons if not isinstance(why, OF_ANOTHER_FUNCTION))
    return next(other, reasons[0] if reasons else NotFound())


async def _refused(visit: Visit, sight: Sight, command: str, typed: dict[str, str], refusal: Refusal) -> Response:
    if isinstance(refusal, NotFound):
        raise refusal
    if isinstance(refusal, Stale):
        await visit.session.rollback()
        sight = await see(visit.session, visit.caller, sight.place.code)
    return await _shown(visit, sight, command, typed, Wrong.of(refusal, sight), status_of(refusal))


async def _shown(
    visit: Visit, sight: Sight, command: str, typed: dict[str, str], wrong: Wrong, status: int = 200
) -> Response:
    typed = {**start_of(sight, command, typed), **typed}
    people = await people_for(visit, sight, command)
    page = form_page(visit.request, sight, command, typed, wrong, people)
    title = _("Fehler: {title}", title=page.title) if wrong.is_wrong else page.title
    return site(visit.request).answer("command.html", await visit.frame(title), page, status)


def _tell(request: Request, before: Sight, after: Sight, command: str, typed: dict[str, str], given: Given) -> None:
    """What became of it, said on the next page."""
    if given.seq is None:
        say_next(
            request, _("Angenommen, wird aufgezeichnet. Laden Sie die Seite in einem Augenblick neu."), "information"
        )
        return
    done = filled(DEEDS[command].done, what=title_of(before.state, command, typed))
    if before.state.stage != after.state.stage:
        stage = stage_title(after.voice, after.state.stage)
        done = " ".join((done, _("Neue Stufe: {stage}.", stage=stage)))
    say_next(request, done)
