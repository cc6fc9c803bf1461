"""The demo's outgoing mail, to be looked at: nothing leaves the machine. Elsewhere there is no such page."""

from __future__ import annotations

import asyncio
import email
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import APIRouter, Request, Response
from fastapi import Path as InPath

from api.deps import MaybeCallerDep, SessionDep
from api.pages.site import site
from api.pages.story import BERLIN
from api.pages.visit import frame_for
from api.pages.words import _, moment
from api.problems import NotFound

if TYPE_CHECKING:
    from activities.mail.transport import Outbox

router = APIRouter(include_in_schema=False)

SHOWN = 100
NameInPath = Annotated[str, InPath(pattern=r"^[0-9a-f]{32}$")]


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail in the list."""

    href: str
    subject: str
    to: str
    sent_at: datetime
    language: str


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """`outbox.html`: the newest mails first."""

    mails: tuple[MailLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class MailPage:
    """`mail.html`: one mail as text, with its files to save."""

    line: MailLine
    sender: str
    text: str
    message_id: str
    calendar_href: str | None


@router.get("/outbox")
async def outbox(request: Request, session: SessionDep, caller: MaybeCallerDep) -> Response:
    box = _box(request)
    page = await asyncio.to_thread(_listed, box)
    return site(request).answer("outbox.html", await frame_for(request, session, caller, _("Postausgang")), page)


@router.get("/outbox/{name}")
async def mail(request: Request, session: SessionDep, caller: MaybeCallerDep, name: NameInPath) -> Response:
    path = _path(request, name)
    found = await asyncio.to_thread(_read, path)
    text = found.get_body(("plain",))
    page = MailPage(
        line=_line(path, found),
        sender=str(found["From"]),
        text=str(text.get_content()) if text is not None else "",
        message_id=str(found["Message-ID"]),
        calendar_href=f"/outbox/{name}/termin.ics" if _calendar(found) is not None else None,
    )
    title = _("Nachricht vom {moment}", moment=moment(page.line.sent_at))
    return site(request).answer("mail.html", await frame_for(request, session, caller, title), page)


@router.get("/outbox/{name}/mail.eml")
async def as_file(request: Request, name: NameInPath) -> Response:
    content = await asyncio.to_thread(_path(request, name).read_bytes)
    return _saved(content, "message/rfc822", f"{name}.eml")


@router.get("/outbox/{name}/termin.ics")
async def calendar(request: Request, name: NameInPath) -> Response:
    content = _calendar(await asyncio.to_thread(_read, _path(request, name)))
    if content is None:
        raise NotFound
    return _saved(content, "text/calendar; charset=utf-8", "termin.ics")


def _saved(content: bytes, media_type: str, name: str) -> Response:
    """To be saved, never shown in our origin."""
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _box(request: Request) -> Outbox:
    found: Outbox = request.app.state.outbox
    return found


def _path(request: Request, name: str) -> Path:
    """Raises: NotFound."""
    path = _box(request).folder / f"{name}.eml"
    if not path.is_file():
        raise NotFound
    return path


def _listed(box: Outbox) -> OutboxPage:
    files = box.files()
    return OutboxPage(tuple(_line(path, _read(path)) for path in files[:SHOWN]), len(files))


def _read(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=default)


def _line(path: Path, found: EmailMessage) -> MailLine:
    sent_at = found["Date"].datetime.astimezone(BERLIN)
    language = "en" if found["Content-Language"] == "en" else "de"
    return MailLine(f"/outbox/{path.stem}", str(found["Subject"]), str(found["To"]), sent_at, language)


def _calendar(found: EmailMessage) -> bytes | None:
    for part in found.walk():
        if part.get_content_type() == "text/calendar":
            return cast("bytes", part.get_payload(decode=True))
    return None
