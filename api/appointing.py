"""From a step that nobody can take to what ends that: filling the function, or giving the office an AQua team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from api.pages.words import _
from models.organisation import Function
from models.permissions import NotAllowed, may_administer

if TYPE_CHECKING:
    from api.deps import Caller
    from models.queries.worklist import Task


@dataclass(frozen=True, slots=True)
class Appointing:
    """The form that settles it, and what its link says."""

    label: str
    href: str


def appointing(caller: Caller, task: Task) -> Appointing | None:
    """How this caller can give an orphaned step somebody to take it; None where another function appoints."""
    owed = task.owed
    if owed.scope is None:
        if owed.holder is not Function.AQUA_LEAD or not _may(caller, "write_aqua_teams", task.region):
            return None
        return Appointing(_("AQua-Team zuordnen"), f"/aqua-teams/cover?{urlencode({'unit': task.code})}")
    region = task.region if owed.holder in (Function.AQUA_LEAD, Function.REGIONAL_LEAD) else None
    if not _may(caller, "write_people", region):
        return None
    query = urlencode({"function": owed.holder.value, "scope": owed.scope})
    return Appointing(_("Jetzt besetzen"), f"/functions/assign?{query}")


def _may(caller: Caller, action: str, region: str | None) -> bool:
    try:
        may_administer(caller.grants, action, region, caller.today)
    except NotAllowed:
        return False
    return True
