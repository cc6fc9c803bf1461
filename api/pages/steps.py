"""Open steps as lines: what is missing, who holds it, and the form that settles it where the step is one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from api.pages.cells import EXCEPTIONS
from api.pages.deeds import deed_label
from api.pages.shown import Link, ObligationLine
from api.pages.words import _, spoken
from models.organisation import Function
from models.programme import WorkshopConfirmed
from models.rollout.owed import NATIONAL, SETTLED_BY, Obligation, Step
from models.rollout.state import SideState
from models.status import status_of
from models.wording import (
    arithmetic_words,
    function_words,
    holder_words,
    is_silence,
    silence_words,
    since_words,
    step_words,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from api.deps import Caller
    from api.pages.shown import State
    from models.programme import Programme
    from models.status import IsVacant
    from models.wording import Voice

APPOINTED_BY = {Function.AQUA_LEAD: Function.REGIONAL_LEAD, Function.MANAGER: Function.REGIONAL_LEAD}
"""Who can fill a vacant function; the Zentrale fills all others."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step is open: enough to link there."""

    code: str
    name: str
    region: str | None


def mine(caller: Caller) -> Callable[[Obligation], bool]:
    """Whether a step is this caller's to take, as in the worklist."""
    held = {(g.effective, g.scope) for g in caller.grants if g.is_valid(caller.today) and g.units is None}
    return lambda owed: (owed.holder, owed.scope) in held


def settling(programme: Programme, code: str, owed: Obligation) -> Link:
    """The form that settles a step."""
    command = SETTLED_BY[owed.step]
    milestone = programme.by_key.get(owed.milestone)
    query = {}
    if milestone is not None and isinstance(milestone.evidence, WorkshopConfirmed):
        query = {"workshop": milestone.evidence.workshop.value}
    elif owed.step is Step.RECORD_MILESTONE:
        query = {"milestone": owed.milestone}
    title = milestone.title.in_language(spoken()) if milestone is not None else ""
    return Link(deed_label(command, title), command_href(code, command, **query))


def command_href(code: str, command: str, **query: str) -> str:
    return f"/units/{code}/commands/{command}" + (f"?{urlencode(query)}" if query else "")


def line(
    voice: Voice, place: Place, owed: Obligation, is_vacant: IsVacant, *, command: Link | None, named: bool = True
) -> ObligationLine:
    """``named``: with the unit's name, for lists over several units."""
    state = state_of(owed, voice.on, is_vacant)
    return ObligationLine(
        sentence=sentence(voice, owed, is_vacant=state == "orphan"),
        holder=appointer(voice, owed, place.region) if state == "orphan" else holder(voice, owed),
        state=state,
        unit=Link(place.name, f"/units/{place.code}") if named else None,
        opens_on=owed.opens_on,
        due_on=None if owed.suspended else owed.due_on,
        arithmetic="" if owed.suspended else _("Frist: {arithmetic}.", arithmetic=arithmetic_words(voice, owed)),
        command=command,
        is_due=owed.is_late(voice.on),
    )


def state_of(owed: Obligation, on: date, is_vacant: IsVacant) -> State:
    """One step on its own, judged like a unit that owes nothing else."""
    if owed.suspended:
        return "paused"
    status = status_of(SideState.NONE, sustained=False, owed=[owed], on=on, is_vacant=is_vacant)
    if status.code in EXCEPTIONS:
        return EXCEPTIONS[status.code]
    return "running" if owed.is_open(on) else "planned"


def sentence(voice: Voice, owed: Obligation, *, is_vacant: bool = False) -> str:
    """What is missing and since when; holder and due date stand beside it."""
    step = step_words(voice, owed)
    if owed.suspended:
        return _("{step}: ruht.", step=step)
    if owed.opens_on > voice.on:
        return _("{step} kommt noch.", step=step)
    if is_silence(owed, voice.on) and owed.scope is not None and not is_vacant:
        return silence_words(voice, owed)
    missing = _("{step} fehlt {since}.", step=step, since=since_words(voice, owed.opens_on))
    if owed.scope is None:
        nobody = _("Es gibt keine {holder}.", holder=function_words(voice, owed.holder))
        return f"{missing} {nobody}"
    vacant = _("{holder} ist nicht besetzt.", holder=holder(voice, owed))
    return f"{missing} {vacant}" if is_vacant else missing


def holder(voice: Voice, owed: Obligation) -> str:
    return holder_words(voice, owed.holder, owed.scope)


def appointer(voice: Voice, owed: Obligation, region: str | None) -> str:
    """Who can fill the function that is vacant."""
    function = APPOINTED_BY.get(owed.holder, Function.CENTRAL)
    return holder_words(voice, function, region if function is Function.REGIONAL_LEAD else NATIONAL)
