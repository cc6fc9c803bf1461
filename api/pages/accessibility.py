"""The statement on accessibility, the form that reports a barrier, and what was reported, for the Zentrale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from activities import feedback as writing
from activities.clock import BERLIN
from api.auth.limits import address_of, limits_of
from api.deps import Caller, DatabaseDep, MaybeCallerDep, MomentDep, SessionDep
from api.giving import new_key
from api.pages.plain_forms import Wrong
from api.pages.session import TOKEN, check_token, form_token, say_next
from api.pages.shown_forms import Field, FormSpec
from api.pages.site import site
from api.pages.typed import typed_values
from api.pages.visit import VisitDep, frame_for, visit
from api.pages.words import _
from api.problems import NotFound
from models.people import EMAIL, EMAIL_LIMIT
from models.permissions import may_administer
from models.privacy import NOTE_LIMIT, NoteLooksPersonal, NoteTooLong, NoteUnreadable, checked_note
from models.queries import feedback

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from models.page_tables import FeedbackRow

router = APIRouter(include_in_schema=False)

PATH, LIST = "/accessibility", "/feedback"
STATED_ON = date(2026, 11, 23)
PAGE_LIMIT = 200
"""Letters of the address on which a barrier was met."""


@dataclass(frozen=True, slots=True)
class AccessibilityPage:
    """`accessibility.html`: the statement and the way to report a barrier."""

    stated_on: date
    form: FormSpec


@dataclass(frozen=True, slots=True)
class Report:
    """A barrier that was reported: where, what, to whom an answer goes."""

    id: str
    page: str
    text: str
    email: str
    received_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """`feedback.html`: reports that wait, the oldest first, and the last that were settled."""

    waiting: tuple[Report, ...]
    settled: tuple[Report, ...]
    token: str


@router.get(PATH)
async def statement(
    request: Request,
    session: SessionDep,
    caller: MaybeCallerDep,
    page: Annotated[str, Query(max_length=PAGE_LIMIT, description="Where a barrier was met")] = "",
) -> Response:
    return await _shown(request, session, caller, {"page": page}, Wrong())


@router.post(PATH)
async def report(
    request: Request, session: SessionDep, database: DatabaseDep, caller: MaybeCallerDep, moment: MomentDep
) -> Response:
    """Everybody may report a barrier, also before signing in; who is signed in is not recorded.

    Raises: TooManyRequests, FormExpired.
    """
    typed = await typed_values(request)
    if form_token(request):
        check_token(request, typed)
    try:
        text = checked_note(typed.get("text", ""), acknowledged=typed.get("note_reviewed") == "yes")
        email = typed.get("email") or None
        if email is not None and (len(email) > EMAIL_LIMIT or not EMAIL.fullmatch(email)):
            return await _shown(request, session, caller, typed, _wrong("email", _("Das ist keine E-Mail-Adresse.")))
    except (NoteTooLong, NoteUnreadable, NoteLooksPersonal) as refusal:
        words = _("Bitte ausfüllen.") if isinstance(refusal, NoteUnreadable) else Wrong.of(refusal, {}).refusal
        return await _shown(request, session, caller, typed, _wrong("text", words))
    await limits_of(request).count("feedback", address_of(request))
    await session.rollback()
    about, key = typed.get("page", "")[:PAGE_LIMIT], _key(typed)
    async with database.write() as connection:
        await writing.report(connection, key=key, page=about, text=text, email=email, moment=moment)
    say_next(request, _("Danke. Ihre Meldung ist bei der Zentrale angekommen."))
    return RedirectResponse(PATH, 303)


def _wrong(field: str, words: str) -> Wrong:
    return Wrong({field: words}, status=422)


def _key(typed: dict[str, str]) -> str:
    """The form's key; whoever sends another form sends another report."""
    return typed.get("key", "")[:100] or f"page-{new_key()}"


async def _shown(
    request: Request, session: AsyncSession, caller: Caller | None, typed: dict[str, str], wrong: Wrong
) -> Response:
    spec = _form(request, typed, wrong)
    title = _("Barrierefreiheit und Feedback")
    title = _("Fehler: {title}", title=title) if wrong.fields else title
    frame = await frame_for(request, session, caller, title)
    return site(request).answer("accessibility.html", frame, AccessibilityPage(STATED_ON, spec), wrong.status)


def _form(request: Request, typed: dict[str, str], wrong: Wrong) -> FormSpec:
    where = _("Die Adresse aus der Zeile des Browsers, oder wie die Seite heißt.")
    answer = _("Nur für die Antwort; sie wird gelöscht, sobald Ihre Meldung erledigt ist.")
    fields = (
        Field("page", "line", _("Auf welcher Seite?"), where, required=False, max_length=PAGE_LIMIT),
        Field("text", "text", _("Was wollten Sie erreichen, und was hat nicht geklappt?"), max_length=NOTE_LIMIT),
        Field("email", "line", _("E-Mail-Adresse"), answer, required=False, max_length=EMAIL_LIMIT),
    )
    reviewed = (("note_reviewed", "yes"),) if "text" in wrong.fields and typed.get("text") else ()
    return FormSpec(
        action=PATH,
        deed=_("Meldung absenden"),
        follows="",
        undo="",
        fields=tuple(replace(f, value=typed.get(f.name, ""), error=wrong.fields.get(f.name, "")) for f in fields),
        cancel_href="/",
        hidden=((TOKEN, form_token(request)), ("key", typed.get("key") or f"page-{new_key()}"), *reviewed),
    )


# --- what was reported ---------------------------------------------------------------------------------------


@router.get(LIST)
async def reports(visit: VisitDep) -> Response:
    """Raises: NotAllowed."""
    may_administer(visit.caller.grants, "read_feedback", None, visit.caller.today)
    page = FeedbackPage(
        waiting=tuple(map(_report, await feedback.waiting(visit.session))),
        settled=tuple(map(_report, await feedback.settled(visit.session))),
        token=form_token(visit.request),
    )
    return site(visit.request).answer("feedback.html", await visit.frame(_("Gemeldete Barrieren")), page)


@router.get(LIST + "/{report_id}", dependencies=[Depends(visit)])
async def one() -> Response:
    """Where one gets to who had to sign in before settling it."""
    return RedirectResponse(LIST, 303)


@router.post(LIST + "/{report_id}")
async def settle(visit: VisitDep, database: DatabaseDep, report_id: Annotated[str, Path(max_length=40)]) -> Response:
    """Raises: NotAllowed, NotFound, FormExpired."""
    may_administer(visit.caller.grants, "read_feedback", None, visit.caller.today)
    check_token(visit.request, await typed_values(visit.request))
    await visit.session.rollback()
    async with database.write() as connection:
        if not await writing.settle(connection, report_id, visit.caller.now):
            raise NotFound
    say_next(visit.request, _("Die Meldung ist erledigt."))
    return RedirectResponse(LIST, 303)


def _report(row: FeedbackRow) -> Report:
    return Report(
        id=row.id,
        page=row.page,
        text=row.text,
        email=row.email or "",
        received_at=row.received_at.astimezone(BERLIN),
        settled_at=row.settled_at.astimezone(BERLIN) if row.settled_at else None,
    )
