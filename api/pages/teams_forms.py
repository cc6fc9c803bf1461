"""A new AQua team, and changing from a day on which offices a team covers, as forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from activities import aqua_teams as writing
from activities.aqua_teams import NewTeam, create_team, end_coverage, hand_over
from api.deps import DatabaseDep
from api.directory_shapes import CoverageRequest, EndRequest, TeamRequest
from api.pages import plain_forms as forms
from api.pages.functions import speaking
from api.pages.plain_forms import Asked, Wrong
from api.pages.shown import Fact, Link
from api.pages.shown_forms import Field, FormSpec, Option
from api.pages.teams import HERE, CodePath
from api.pages.typed import WrongFields, unlisted
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, later
from api.problems import NotFound
from models.errors import Refusal, UnknownUnit
from models.people import NAME_LIMIT, DayOutOfRange, Period, UntilBeforeSince
from models.permissions import reach
from models.queries.holdings import offices
from models.queries.posts import places
from models.queries.regions import all_regions
from models.queries.teams import aqua_teams

router = APIRouter(include_in_schema=False)

TRAIL = (Link(later("AQua-Teams"), HERE),)
Preset = Annotated[str, Query(max_length=40)]
COVERED = later("Abdeckung geändert. Die Dienststelle erfährt es am ersten Tag.")
ENDED = later("Ende der Zuständigkeit eingetragen.")
FOUNDED = later("AQua-Team angelegt. Ordnen Sie ihm jetzt Dienststellen und eine Leitung zu.")
AT_FIELD: dict[type[Refusal], str] = {
    UnknownUnit: "unit",
    writing.UnknownTeam: "team",
    writing.UnknownRegion: "region",
    writing.TeamExists: "code",
    writing.CoverageOverlaps: "since",
    writing.OutsideTeamTime: "since",
    DayOutOfRange: "since",
    writing.CoverageEnded: "until",
    UntilBeforeSince: "until",
}
"""Where a refusal is said."""
AT_END = {**AT_FIELD, writing.OutsideTeamTime: "until", DayOutOfRange: "until"}
"""The same in a form that asks for the last day alone."""


# --- coverage ------------------------------------------------------------------------------------------------


@router.get(f"{HERE}/cover")
async def ask(visit: VisitDep, unit: Preset = "", team: Preset = "") -> Response:
    return await forms.shown(visit, await _covering(visit, {"unit": unit, "team": team}), {}, Wrong())


@router.post(f"{HERE}/cover")
async def cover(visit: VisitDep, database: DatabaseDep) -> Response:
    caller = visit.caller
    within = reach(caller.grants, "write_aqua_teams", caller.today)
    sent = await forms.sent(visit)
    if led := await sent.led(COVERED):
        return led
    asked = await _covering(visit, sent.typed)
    try:
        body, team = _understood(sent.typed, asked.spec.fields), sent.typed["team"]

        async def covers(connection: AsyncConnection) -> str:
            when = {"today": caller.today, "moment": caller.now}
            await hand_over(connection, team, body.unit, Period(body.since), within=within, **when)  # type: ignore[arg-type]
            return f"{HERE}/{team}"

        return await sent.do(database, covers, COVERED)
    except WrongFields as wrong:
        return await forms.shown(visit, asked, sent.typed, Wrong(wrong.wrong, status=422))
    except Refusal as refusal:
        return await forms.shown(visit, asked, sent.typed, Wrong.of(refusal, AT_FIELD))


def _understood(typed: Mapping[str, str], fields: tuple[Field, ...]) -> CoverageRequest:
    """Raises: WrongFields."""
    missing = {} if typed.get("team") else {"team": _("Bitte ausfüllen.")}
    body = {name: typed.get(name) for name in ("unit", "since")}
    try:
        found = forms.understood(CoverageRequest, body, tuple(f for f in fields if f.name != "team"))
    except WrongFields as wrong:
        raise WrongFields(wrong.wrong | missing | unlisted(fields, typed)) from wrong
    if missing:
        raise WrongFields(missing)
    return found


async def _covering(visit: Visit, preset: Mapping[str, str]) -> Asked:
    """Raises: NotAllowed."""
    within = reach(visit.caller.grants, "write_aqua_teams", visit.caller.today)
    known = (await speaking(visit)).names
    teams = (await places(visit.session)).teams
    own = [code for code, region in teams.items() if within is None or region in within]
    units = tuple(Option(code, f"{name} ({code})") for code, name in await offices(visit.session, within))
    spec = FormSpec(
        action=f"{HERE}/cover",
        deed=_("Abdeckung ändern"),
        follows=_(
            "Ab dem ersten Tag liegen die Schritte der Dienststelle bei der Leitung dieses Teams. "
            "War bisher ein anderes Team zuständig, endet seine Zuständigkeit am Vortag."
        ),
        undo=_("Sie können die Dienststelle jederzeit einem anderen Team übergeben."),
        fields=(
            Field("unit", "choice", _("Dienststelle"), value=preset.get("unit", ""), options=units),
            Field(
                "team",
                "choice",
                _("AQua-Team"),
                value=preset.get("team", ""),
                options=tuple(Option(code, f"{known.teams.get(code, code)} ({code})") for code in own),
            ),
            Field("since", "date", _("Erster Tag"), value=visit.caller.today.isoformat()),
        ),
        cancel_href=HERE,
    )
    return Asked(_("Abdeckung ändern"), TRAIL, spec)


@router.get(f"{HERE}/{{code}}/coverage/{{coverage_id}}/end")
async def ask_to_end(visit: VisitDep, code: CodePath, coverage_id: Annotated[str, Path(max_length=64)]) -> Response:
    return await forms.shown(visit, await _ending(visit, code, coverage_id), {}, Wrong())


@router.post(f"{HERE}/{{code}}/coverage/{{coverage_id}}/end")
async def end(
    visit: VisitDep, database: DatabaseDep, code: CodePath, coverage_id: Annotated[str, Path(max_length=64)]
) -> Response:
    caller = visit.caller
    asked = await _ending(visit, code, coverage_id)
    within = reach(caller.grants, "write_aqua_teams", caller.today)
    sent = await forms.sent(visit)
    if led := await sent.led(ENDED):
        return led
    try:
        until = forms.understood(EndRequest, {"until": sent.typed.get("until")}, asked.spec.fields).until

        async def ends(connection: AsyncConnection) -> str:
            when = {"today": caller.today, "moment": caller.now}
            await end_coverage(connection, code, coverage_id, until, within=within, **when)  # type: ignore[arg-type]
            return f"{HERE}/{code}"

        return await sent.do(database, ends, ENDED)
    except WrongFields as wrong:
        return await forms.shown(visit, asked, sent.typed, Wrong(wrong.wrong, status=422))
    except Refusal as refusal:
        return await forms.shown(visit, asked, sent.typed, Wrong.of(refusal, AT_END))


async def _ending(visit: Visit, code: str, coverage_id: str) -> Asked:
    """Raises: NotAllowed, NotFound (also for teams outside the regions of the one who asks)."""
    within = reach(visit.caller.grants, "write_aqua_teams", visit.caller.today)
    found = await aqua_teams(visit.session, visit.caller.reading, code=code)
    line = next((each for team in found for each in team.coverage if each.id == coverage_id), None)
    if line is None or (within is not None and found[0].region not in within):
        raise NotFound
    yesterday = visit.caller.today - timedelta(days=1)
    spec = FormSpec(
        action=f"{HERE}/{code}/coverage/{coverage_id}/end",
        deed=_("Ende eintragen"),
        follows=_("Danach ist für die Dienststelle kein AQua-Team zuständig; ihre AQua-Schritte hat dann niemand."),
        undo=_("Sie können die Dienststelle wieder einem Team zuordnen."),
        fields=(Field("until", "date", _("Letzter Tag"), value=(line.until or yesterday).isoformat()),),
        cancel_href=f"{HERE}/{code}",
        facts=(Fact(_("Dienststelle"), f"{line.unit_name} ({line.unit})"), Fact(_("AQua-Team"), found[0].name)),
    )
    return Asked(_("Zuständigkeit beenden"), (*TRAIL, Link(found[0].name, f"{HERE}/{code}")), spec)


# --- a new team ----------------------------------------------------------------------------------------------


@router.get(f"{HERE}/new")
async def ask_new(visit: VisitDep) -> Response:
    return await forms.shown(visit, await _founding(visit), {}, Wrong())


@router.post(f"{HERE}/new")
async def found(visit: VisitDep, database: DatabaseDep) -> Response:
    within = reach(visit.caller.grants, "write_aqua_teams", visit.caller.today)
    sent = await forms.sent(visit)
    if led := await sent.led(FOUNDED):
        return led
    asked = await _founding(visit)
    try:
        body = {name: sent.typed.get(name) for name in ("code", "name", "region", "since")}
        new = forms.understood(TeamRequest, body, asked.spec.fields)

        async def founds(connection: AsyncConnection) -> str:
            await create_team(connection, NewTeam(new.code, new.name, new.region, new.since), within=within)
            return f"{HERE}/{new.code}"

        return await sent.do(database, founds, FOUNDED)
    except WrongFields as wrong:
        return await forms.shown(visit, asked, sent.typed, Wrong(wrong.wrong, status=422))
    except Refusal as refusal:
        return await forms.shown(visit, asked, sent.typed, Wrong.of(refusal, AT_FIELD))


async def _founding(visit: Visit) -> Asked:
    """Raises: NotAllowed."""
    within = reach(visit.caller.grants, "write_aqua_teams", visit.caller.today)
    regions = [line for line in await all_regions(visit.session) if within is None or line.code in within]
    options = tuple(Option(line.code, line.name) for line in regions)
    spec = FormSpec(
        action=f"{HERE}/new",
        deed=_("AQua-Team anlegen"),
        follows=_("Das Team gehört zu einer Region. Dienststellen und Leitung ordnen Sie ihm danach zu."),
        undo=_("Name und letzter Tag lassen sich später ändern, das Kennzeichen nicht."),
        fields=(
            Field("name", "line", _("Name"), max_length=NAME_LIMIT),
            Field("code", "line", _("Kennzeichen"), _("Zum Beispiel AQ-200-09."), max_length=32),
            Field(
                "region", "choice", _("Region"), options=options, value=options[0].value if len(options) == 1 else ""
            ),
            Field("since", "date", _("Besteht seit"), required=False),
        ),
        cancel_href=HERE,
    )
    return Asked(_("AQua-Team anlegen"), TRAIL, spec)
