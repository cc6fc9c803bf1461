"""The receipt of an answer: what is on record under its key, to be printed, or taken back where it was a mistake."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Path, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.deps import GivingDep
from api.pages.answering import WITHDRAW, KindPath, form_for, kind_of
from api.pages.command import CodePath
from api.pages.forms import Wrong
from api.pages.shown import Fact, Link
from api.pages.shown_answers import ReceiptPage
from api.pages.shown_forms import FormSpec
from api.pages.site import site
from api.pages.story import BERLIN, event_words, who_words
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, day, later, moment, spoken
from api.problems import NotFound
from api.seeing import Sight, see
from models.chain import stream_of
from models.commands import By
from models.programme import WorkshopKind
from models.tables import JournalRow

router = APIRouter(include_in_schema=False)

KeyPath = Annotated[str, Path(max_length=128)]
TITLES = {
    "workshop_confirmed": later("Bestätigt"),
    "workshop_moved": later("Verschoben"),
    "workshop_cancelled": later("Ausfall eingetragen"),
    "workshop_returned": later("An die Region zurückgegeben"),
    "confirmation_withdrawn": later("Bestätigung zurückgenommen"),
}
"""What a receipt is for, by the type of the event that the answer came to."""
MISTAKE = "mistake"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The event that an answer came to, and what followed from it at once."""

    event: JournalRow
    followed: tuple[JournalRow, ...]


@router.get("/units/{code}/workshops/{kind}/receipts/{key}")
async def receipt(visit: VisitDep, giving: GivingDep, code: CodePath, kind: KindPath, key: KeyPath) -> Response:
    """What became of the answer; one that is on its way says so."""
    sight = await see(visit.session, visit.caller, code)
    workshop = kind_of(kind)
    found = await _recorded(visit.session, sight.place.unit_id, workshop, key)
    if found is None:
        await visit.session.rollback()
        outcome = await giving.outcome(sight.place, key, spoken())
        page = _pending(sight, workshop, key, outcome.state)
    else:
        page = receipt_page(visit, sight, workshop, key, found)
    return site(visit.request).answer("receipt.html", await visit.frame(page.title), page)


async def _recorded(session: AsyncSession, unit_id: str, kind: WorkshopKind, key: str) -> Recorded | None:
    query = (
        sa.select(JournalRow)
        .where(JournalRow.stream == stream_of(unit_id), JournalRow.command_key == key)
        .order_by(JournalRow.seq)
    )
    rows = (await session.scalars(query)).all()
    if not rows:
        return None
    first, *followed = rows
    if first.type not in TITLES or first.payload.get("workshop") != kind.value:
        raise NotFound
    return Recorded(first, tuple(followed))


def receipt_page(visit: Visit, sight: Sight, kind: WorkshopKind, key: str, found: Recorded) -> ReceiptPage:
    event, voice = found.event, sight.voice
    told = [
        Fact(_("Beleg"), key),
        Fact(_("Dienststelle"), f"{sight.place.name} ({sight.place.code})"),
        Fact(_("Eingetragen am"), moment(event.recorded_at.astimezone(BERLIN))),
        Fact(_("Eingetragen von"), who_words(voice, By.model_validate(event.payload["by"]))),
    ]
    if event.type == "workshop_confirmed":
        told.insert(2, Fact(_("Stattgefunden am"), day(event.happened_on)))
    followed = [event_words(voice, row.type, row.payload) for row in found.followed]
    if followed:
        told.append(Fact(_("Damit"), " ".join(followed)))
    return ReceiptPage(
        title=str(TITLES[event.type]),
        trail=_trail(sight),
        words=event_words(voice, event.type, event.payload),
        facts=tuple(told),
        links=_links(sight, kind),
        undo=_undo(visit, sight, kind, event),
    )


def _trail(sight: Sight) -> tuple[Link, ...]:
    return (Link(sight.place.name, f"/units/{sight.place.code}"),)


def _links(sight: Sight, kind: WorkshopKind) -> tuple[Link, ...]:
    """Where one goes on: to the answer as long as there is one to give, to the office, to what else is to be done."""
    workshop, path = sight.state.workshop(kind), f"/units/{sight.place.code}"
    again = workshop.held_on is None and workshop.planned_on is not None
    answer = (Link(_("Noch einmal antworten"), f"{path}/workshops/{kind.value}/answer"),) if again else ()
    return (Link(_("Zur Arbeitsliste"), "/worklist"), Link(_("Zur Dienststelle"), path), *answer)


def _undo(visit: Visit, sight: Sight, kind: WorkshopKind, event: JournalRow) -> FormSpec | None:
    """The form that takes this very confirmation back, where it still stands and the caller may."""
    workshop = sight.state.workshop(kind)
    stands = event.type == "workshop_confirmed" and workshop.held_on == event.happened_on
    may_withdraw = any(c.type == WITHDRAW and getattr(c, "workshop", None) is kind for c in sight.possible)
    if not stands or not may_withdraw:
        return None
    form = form_for(visit, sight, kind, WITHDRAW, {}, Wrong())
    hidden = (*form.hidden, ("reason", MISTAKE), ("workshop", kind.value))
    return replace(form, deed=_("Versehen: Bestätigung zurücknehmen"), fields=(), hidden=hidden)


def _pending(sight: Sight, kind: WorkshopKind, key: str, state: str) -> ReceiptPage:
    """Accepted, but not on record yet; or refused after all, which a page sent before has not shown."""
    is_pending = state != "refused"
    words = (
        _("Ihre Antwort ist angenommen und wird gerade aufgezeichnet.")
        if is_pending
        else _("Diese Antwort wurde nicht eingetragen. Bitte antworten Sie noch einmal.")
    )
    path = f"/units/{sight.place.code}/workshops/{kind.value}"
    again = Link(_("Nachsehen, ob sie eingetragen ist"), f"{path}/receipts/{key}")
    return ReceiptPage(
        title=_("Antwort unterwegs") if is_pending else _("Nicht eingetragen"),
        trail=_trail(sight),
        words=words,
        facts=(Fact(_("Beleg"), key), Fact(_("Dienststelle"), f"{sight.place.name} ({sight.place.code})")),
        links=(again if is_pending else Link(_("Noch einmal antworten"), f"{path}/answer"),),
        is_pending=is_pending,
    )
