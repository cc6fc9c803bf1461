"""Sixty seconds: did the workshop take place? One screen for every answer, reached from the mail."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from api.deps import GivingDep
from api.pages.command import ABOUT_STATE, NAMED, CodePath
from api.pages.deeds import place_words
from api.pages.forms import Wrong, fields_of, form_page, start_of
from api.pages.kept import take
from api.pages.session import check_token
from api.pages.shown import Fact, Link
from api.pages.shown_answers import Answer, AnswerPage
from api.pages.shown_forms import FormSpec
from api.pages.site import site
from api.pages.steps import Place, line
from api.pages.typed import WrongFields, asked_command, typed_values
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, day, later, spoken
from api.problems import NotFound, Stale, problem_of, status_of
from api.seeing import Sight, see
from models.errors import Refusal
from models.permissions import may
from models.programme import Milestone, WorkshopKind
from models.wording import holder_words, obligation_words

router = APIRouter(include_in_schema=False)

KindPath = Annotated[str, Path(max_length=20)]
QUESTIONS = {
    "confirm_workshop": later("Ja, er hat stattgefunden"),
    "move_workshop": later("Noch nicht: Er ist verschoben"),
    "cancel_workshop": later("Nein: Er ist ausgefallen"),
    "return_to_region": later("Das ist nicht unsere Zuständigkeit"),
}
"""The answers in their order; each is a command."""
WITHDRAW = "withdraw_confirmation"
MISTAKEN = later("Das war ein Versehen")


@router.get("/units/{code}/workshops/{kind}/answer")
async def ask(visit: VisitDep, code: CodePath, kind: KindPath) -> Response:
    sight = await see(visit.session, visit.caller, code)
    return await _shown(visit, sight, kind_of(kind), take().values, Wrong())


@router.post("/units/{code}/workshops/{kind}/answer")
async def answer(visit: VisitDep, giving: GivingDep, code: CodePath, kind: KindPath) -> Response:
    """Record the answer, and on to its receipt; otherwise the screen again with what was typed."""
    typed = await typed_values(visit.request)
    check_token(visit.request, typed)
    sight = await see(visit.session, visit.caller, code)
    workshop, command = kind_of(kind), typed.get("answer", "")
    if command not in (*QUESTIONS, WITHDRAW):
        raise NotFound
    may(visit.caller.grants, command, sight.place.scope, visit.caller.today)
    typed["workshop"] = workshop.value
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
        return await _shown(visit, sight, workshop, typed, Wrong(fields=wrong.wrong), 422)
    except NAMED as error:
        return await _refused(visit, sight, workshop, typed, problem_of(error))
    return RedirectResponse(f"/units/{quote(code)}/workshops/{workshop.value}/receipts/{quote(given.key)}", 303)


def kind_of(kind: str) -> WorkshopKind:
    """Raises: NotFound."""
    if kind not in set(WorkshopKind):
        raise NotFound
    return WorkshopKind(kind)


async def _refused(visit: Visit, sight: Sight, kind: WorkshopKind, typed: dict[str, str], refusal: Refusal) -> Response:
    if isinstance(refusal, NotFound):
        raise refusal
    if isinstance(refusal, Stale):
        await visit.session.rollback()
        sight = await see(visit.session, visit.caller, sight.place.code)
    return await _shown(visit, sight, kind, typed, Wrong.of(refusal, sight), status_of(refusal))


async def _shown(
    visit: Visit, sight: Sight, kind: WorkshopKind, typed: dict[str, str], wrong: Wrong, status: int = 200
) -> Response:
    page = answer_page(visit, sight, kind, typed, wrong)
    title = _("Fehler: {title}", title=page.title) if wrong.is_wrong else page.title
    return site(visit.request).answer("answer.html", await visit.frame(title), page, status)


def answer_page(visit: Visit, sight: Sight, kind: WorkshopKind, typed: dict[str, str], wrong: Wrong) -> AnswerPage:
    place, milestone = sight.place, sight.state.programme.workshop_milestone(kind)
    title = milestone.title.in_language(spoken())
    unit = Link(place.name, f"/units/{place.code}")
    here = Place(place.code, place.name, sight.state.region)
    others = [owed for owed in sight.owed if owed.milestone != milestone.key and owed.is_open(sight.voice.on)]
    return AnswerPage(
        title=_("{workshop} {place}: Hat er stattgefunden?", workshop=title, place=place_words(place.name)),
        trail=(unit,),
        facts=facts(sight, kind),
        status=_status(sight, milestone, kind),
        answers=tuple(_answers(visit, sight, kind, typed, wrong)),
        open_points=tuple(line(sight.voice, here, o, sight.is_vacant, command=None, named=False) for o in others),
        unit=unit,
    )


def facts(sight: Sight, kind: WorkshopKind) -> tuple[Fact, ...]:
    workshop = sight.state.workshop(kind)
    told = [Fact(_("Dienststelle"), f"{sight.place.name} ({sight.place.code})")]
    if workshop.planned_on is not None:
        told.append(Fact(_("Geplant für den"), day(workshop.planned_on)))
    if workshop.held_on is not None:
        told.append(Fact(_("Stattgefunden am"), day(workshop.held_on)))
    return tuple(told)


def _status(sight: Sight, milestone: Milestone, kind: WorkshopKind) -> str:
    """Where the workshop stands, in a sentence: what is said where there is nothing to answer."""
    workshop = sight.state.workshop(kind)
    if workshop.held_on is not None:
        by = workshop.confirmed_by
        held = day(workshop.held_on)
        if by is None:
            return _("Er hat am {day} stattgefunden.", day=held)
        who = holder_words(sight.voice, by.effective, by.scope)
        return _("Er hat am {day} stattgefunden, bestätigt von {holder}.", day=held, holder=who)
    owed = next((o for o in sight.owed if o.milestone == milestone.key), None)
    if owed is not None:
        return obligation_words(sight.voice, owed, vacant=sight.is_vacant(owed.holder, owed.scope))
    return _("Er ist noch nicht an der Reihe.")


def _answers(visit: Visit, sight: Sight, kind: WorkshopKind, typed: dict[str, str], wrong: Wrong) -> list[Answer]:
    """What the rules would accept from this caller now; the one that was sent comes back as it was typed.

    It does so even where nothing like it is possible any more: why is said there.
    """
    found = []
    for command, question in {**QUESTIONS, WITHDRAW: MISTAKEN}.items():
        is_possible = any(c.type == command and getattr(c, "workshop", None) is kind for c in sight.possible)
        sent = typed.get("answer") == command
        if not is_possible and not (sent and wrong.is_wrong):
            continue
        found.append(
            Answer(command, str(question), form_for(visit, sight, kind, command, typed if sent else {}, wrong), sent)
        )
    return found


def form_for(
    visit: Visit, sight: Sight, kind: WorkshopKind, command: str, typed: dict[str, str], wrong: Wrong
) -> FormSpec:
    """The form of this command, sent to this screen instead of its own page."""
    about = {**typed, "workshop": kind.value}
    about = {**start_of(sight, command, about), **about}
    form = form_page(visit.request, sight, command, about, wrong if typed else Wrong(), ()).form
    fields = tuple(
        replace(field, label=_("Offene Punkte")) if field.name == "note" and command == "confirm_workshop" else field
        for field in form.fields
    )
    path = f"/units/{sight.place.code}/workshops/{kind.value}/answer"
    return replace(form, action=path, fields=fields, facts=(), hidden=(*form.hidden, ("answer", command)))
