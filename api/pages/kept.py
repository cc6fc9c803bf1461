"""What was typed into a form when the sign-in had run out: it waits in this browser and comes back with the form.

The answers lie in the cookie of what is under way: signed, in the one browser that typed them, for ten minutes at most.
Nothing of it is stored on our side.
"""

from __future__ import annotations

import json
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from api.auth.wayback import local
from api.pages.session import say_next
from api.pages.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from api.pages.shown_forms import Field

KEPT = "kept"
BETWEEN = ","
NEVER = frozenset({"csrf", "key", "version", "seen", "do", "note_reviewed"})
"""What belongs to one showing of a form, not to what was typed."""
ABOUT = ("workshop", "milestone", "companion")
"""Answers without which an address does not say which form it was."""
MOST = 2500
"""Bytes as a cookie holds them; the longest answers are left out first."""
FORM = "application/x-www-form-urlencoded"

_typed: ContextVar[Mapping[str, str] | None] = ContextVar("typed", default=None)


async def keep(request: Request) -> str | None:
    """Keep what was sent to a form by somebody who is not signed in any more; where the form is to be opened anew."""
    if request.method != "POST" or not request.headers.get("content-type", "").startswith(FORM):
        return None
    form = await request.form()
    told = {name: BETWEEN.join(str(each) for each in form.getlist(name)) for name in form if name not in NEVER}
    values = _fitting({name: value for name, value in told.items() if value.strip()})
    path = request.url.path
    about = {name: values[name] for name in ABOUT if name in values}
    target = local(f"{path}?{urlencode(about)}") if about else local(path)
    if values and target is not None:
        request.session[KEPT] = {"path": path, "values": values}
    return target


def _fitting(values: dict[str, str]) -> dict[str, str]:
    while values and len(json.dumps(values)) > MOST:
        values.pop(max(values, key=lambda name: len(values[name])))
    return values


def recall(request: Request) -> None:
    """Let the forms of this page begin with what was typed before; said once, and then forgotten."""
    _typed.set(None)
    kept: dict[str, Any] | None = request.session.get(KEPT)
    if kept is None or request.method != "GET" or kept["path"] != request.url.path:
        return
    del request.session[KEPT]
    _typed.set(kept["values"])
    say_next(
        request,
        _("Ihre Anmeldung war abgelaufen. Ihre Angaben sind noch da; es wurde nichts eingetragen."),
        "information",
    )


def typed(field: Field) -> str:
    """What a question begins with."""
    return (_typed.get() or {}).get(field.name, field.value)
