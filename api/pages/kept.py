"""What was typed into a form when the sign-in had run out: it waits in this browser and comes back with the form.

The answers lie in a cookie of their own, in the one browser that typed them, for ten minutes at most; the signed cookie
of what is under way knows their hash, so that they come back once and unchanged. Only the person for whom the form was
made sees them again. Nothing of it is stored on our side; of files only the questions are remembered, not the content.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.datastructures import UploadFile

from api.auth.sessions import sessions_of
from api.auth.wayback import local
from api.pages.session import TOKEN, say_next
from api.pages.words import _
from models.sessions import was_made_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from api.pages.shown_forms import Field

KEPT = "kept"
BETWEEN = ","
NEVER = frozenset({TOKEN, "key", "version", "seen", "note_reviewed"})
"""What belongs to one showing of a form, not to what was typed."""
ABOUT = ("workshop", "milestone", "companion", "course", "module")
"""Answers without which an address does not say which form it was."""
MOST = 3800
"""Letters of the cookie, which may have 4096 with its name; the longest answers are left out first."""
UNPACKED = 64 * 1024
SECONDS = 600
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST_FIELDS = 2000

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the form is opened anew; ``packed`` is what the browser holds for it until then."""

    target: str
    packed: str


@dataclass(frozen=True, slots=True)
class Before:
    """What was sent to this form before: ``files`` are questions that a file had answered."""

    pairs: Pairs = field(default_factory=list)
    files: frozenset[str] = frozenset()

    @property
    def values(self) -> dict[str, str]:
        """Several answers to one question in one text."""
        told: dict[str, list[str]] = {}
        for name, value in self.pairs:
            told.setdefault(name, []).append(value)
        return {name: BETWEEN.join(values) for name, values in told.items()}


NOTHING = Before()
_before: ContextVar[Before] = ContextVar("before", default=NOTHING)


# --- when it was sent too late -------------------------------------------------------------------------------------


async def keep(request: Request, person_id: str | None = None) -> Kept | None:
    """What was sent to a form that was made for a sign-in which is over; None for anything else.

    ``person_id``: who has signed in meanwhile; what another person typed is not kept then.
    """
    if request.method != "POST" or not request.headers.get("content-type", "").startswith(FORMS):
        return None
    form = await request.form(max_fields=MOST_FIELDS, max_files=1)
    token = form.get(TOKEN)
    about = {name: value for name in ABOUT if isinstance(value := form.get(name), str) and value}
    query = urlencode(dict(request.query_params) | about)
    target = local(f"{request.url.path}?{query}") if query else local(request.url.path)
    if target is None or not isinstance(token, str) or not token:
        return None
    if person_id is not None and not was_made_for(token, person_id):
        return None
    pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and value.strip()]
    files = [name for name, value in form.multi_items() if isinstance(value, UploadFile) and value.filename]
    await form.close()
    told = {"path": request.url.path, "token": token, "files": files, "lost": False}
    return Kept(target, _packed(told, [(name, value) for name, value in pairs if name not in NEVER]))


def _packed(told: Mapping[str, Any], pairs: Pairs) -> str:
    while True:
        text = json.dumps({**told, "pairs": pairs}, ensure_ascii=False, separators=(",", ":"))
        packed = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
        if len(packed) <= MOST or not pairs:
            return packed
        longest = max(pairs, key=lambda pair: len(pair[1]))
        pairs, told = [pair for pair in pairs if pair is not longest], {**told, "lost": True}


def hold(request: Request, answer: Response, kept: Kept) -> None:
    """Let the browser hold it until the form is opened anew."""
    cookies = sessions_of(request).cookies
    request.session[KEPT] = _hash(kept.packed)
    answer.set_cookie(
        cookies.typed, kept.packed, max_age=SECONDS, path="/", secure=cookies.secure, httponly=True, samesite="lax"
    )


def _hash(packed: str) -> str:
    return hashlib.sha256(packed.encode()).hexdigest()


# --- when the form is opened anew ----------------------------------------------------------------------------------


def recall(request: Request, person_id: str) -> None:
    """Let the forms of this page begin with what was typed before; said once, and then forgotten."""
    _before.set(NOTHING)
    expected = request.session.get(KEPT)
    packed = request.cookies.get(sessions_of(request).cookies.typed, "")
    if expected is None or request.method != "GET" or expected != _hash(packed):
        return
    told = _unpacked(packed)
    if told.get("path") != request.url.path:
        return
    del request.session[KEPT]
    if not was_made_for(told["token"], person_id):
        return
    before = Before([(name, value) for name, value in told["pairs"]], frozenset(told["files"]))
    _before.set(before)
    say_next(request, _words(before, lost=told["lost"]), "information")


def _unpacked(packed: str) -> dict[str, Any]:
    try:
        data = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        told: dict[str, Any] = json.loads(zlib.decompressobj().decompress(data, UNPACKED))
    except (binascii.Error, zlib.error, ValueError):
        return {}
    return told


def _words(before: Before, *, lost: bool) -> str:
    if not before.pairs and not before.files:
        return _("Ihre Anmeldung war abgelaufen. Es wurde nichts eingetragen; bitte senden Sie noch einmal ab.")
    said = [_("Ihre Anmeldung war abgelaufen. Ihre Angaben sind noch da; es wurde nichts eingetragen.")]
    if lost:
        said.append(_("Nur sehr lange Angaben fehlen; bitte tragen Sie sie noch einmal ein."))
    if before.files:
        said.append(_("Nur die Datei müssen Sie noch einmal wählen."))
    return " ".join(said)


def take() -> Before:
    """What this page's form was sent with before, for pages that are made from all answers at once."""
    found = _before.get()
    _before.set(Before(files=found.files))
    return found


def typed(field: Field) -> str:
    """What a question begins with."""
    return _before.get().values.get(field.name, field.value)


def is_chosen_again(name: str) -> bool:
    """Whether a file had answered this question: browsers give a file only once."""
    return name in _before.get().files
