"""A team's name and its last day, as a form."""

from __future__ import annotations

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from activities import aqua_teams as writing
from api.deps import DatabaseDep
from api.directory_shapes import TeamChange
from api.pages import plain_forms as forms
from api.pages.plain_forms import Asked, Wrong
from api.pages.shown import Fact, Link
from api.pages.shown_forms import Field, FormSpec
from api.pages.teams import HERE, CodePath
from api.pages.teams_forms import TRAIL
from api.pages.typed import WrongFields
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, later, ngettext
from api.problems import NotFound
from models.errors import Refusal
from models.people import NAME_LIMIT, DayOutOfRange, UntilBeforeSince
from models.permissions import reach
from models.queries.teams import TeamLine, aqua_teams

router = APIRouter(include_in_schema=False)

CHANGED = later("AQua-Team geändert.")
AT_FIELD: dict[type[Refusal], str] = {
    writing.TeamEnded: "until",
    writing.OutsideTeamTime: "until",
    DayOutOfRange: "until",
    UntilBeforeSince: "until",
}
"""Where a refusal is said."""


@router.get(f"{HERE}/{{code}}/change")
async def ask(visit: VisitDep, code: CodePath) -> Response:
    return await forms.shown(visit, await _changing(visit, code), {}, Wrong())


@router.post(f"{HERE}/{{code}}/change")
async def change(visit: VisitDep, database: DatabaseDep, code: CodePath) -> Response:
    asked = await _changing(visit, code)
    sent = await forms.sent(visit)
    if led := await sent.led(CHANGED):
        return led
    try:
        body = {name: sent.typed.get(name) for name in ("name", "until")}
        wanted = forms.understood(TeamChange, body, asked.spec.fields)

        async def changes(connection: AsyncConnection) -> str:
            await _write(visit, connection, code, wanted)
            return asked.spec.cancel_href

        return await sent.do(database, changes, CHANGED)
    except WrongFields as wrong:
        return await forms.shown(visit, asked, sent.typed, Wrong(wrong.wrong, status=422))
    except Refusal as refusal:
        return await forms.shown(visit, asked, sent.typed, Wrong.of(refusal, AT_FIELD))


async def _write(visit: Visit, connection: AsyncConnection, code: str, wanted: TeamChange) -> None:
    caller = visit.caller
    within = reach(caller.grants, "write_aqua_teams", caller.today)
    if wanted.name is not None:
        await writing.rename_team(connection, code, wanted.name, within=within)
    if wanted.until is not None:
        when = {"today": caller.today, "moment": caller.now}
        await writing.end_team(connection, code, wanted.until, within=within, **when)  # type: ignore[arg-type]


async def _changing(visit: Visit, code: str) -> Asked:
    """Raises: NotAllowed, NotFound (also for teams outside the regions of the one who asks)."""
    within = reach(visit.caller.grants, "write_aqua_teams", visit.caller.today)
    found = await aqua_teams(visit.session, visit.caller.reading, code=code)
    if not found or (within is not None and found[0].region not in within):
        raise NotFound
    team = found[0]
    hint = _("Nur, wenn das Team aufgelöst wird.")
    until = team.until.isoformat() if team.until is not None else ""
    spec = FormSpec(
        action=f"{HERE}/{code}/change",
        deed=_("Team ändern"),
        follows=_(
            "Mit dem letzten Tag enden alle Zuständigkeiten des Teams; "
            "die Dienststellen haben danach kein AQua-Team, bis Sie sie einem anderen zuordnen."
        ),
        undo=_("Der Name lässt sich jederzeit wieder ändern, der letzte Tag, solange er nicht vorbei ist."),
        fields=(
            Field("name", "line", _("Name"), value=team.name, max_length=NAME_LIMIT),
            Field("until", "date", _("Letzter Tag"), hint, value=until, required=False),
        ),
        cancel_href=f"{HERE}/{code}",
        facts=(Fact(_("Kennzeichen"), code), Fact(_("Zuständig für"), _covered(visit, team))),
    )
    return Asked(_("Team ändern: {name}", name=team.name), (*TRAIL, Link(team.name, f"{HERE}/{code}")), spec)


def _covered(visit: Visit, team: TeamLine) -> str:
    today = visit.caller.today
    open_ones = [line for line in team.coverage if line.until is None or line.until >= today]
    return ngettext("{n} Dienststelle", "{n} Dienststellen", len(open_ones))
