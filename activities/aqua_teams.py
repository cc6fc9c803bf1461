"""AQua teams and which units they cover, with validity. A change that takes effect is queued for the unit's rollout."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.heard_coverage import queue_coverage
from activities.queueing import take_turns
from models.errors import Refusal, UnknownUnit
from models.organisation import SERVED
from models.people import Period, period
from models.remedies import CHOOSE_LISTED, OTHER_CODE, Remedy
from models.tables import AquaTeamRow, CoverageRow, UnitRow

log = structlog.get_logger(__name__)

Within = Collection[str] | None
"""Regions that exist for the one who writes; None for all."""


class TeamExists(Refusal):
    """There is already an AQua team with this code."""

    german = "Ein AQua-Team mit diesem Kennzeichen gibt es bereits."
    remedy = OTHER_CODE


class UnknownTeam(Refusal):
    """There is no such AQua team."""

    german = "Dieses AQua-Team gibt es nicht."
    remedy = CHOOSE_LISTED


class UnknownRegion(Refusal):
    """There is no such region."""

    german = "Diese Region gibt es nicht."
    remedy = CHOOSE_LISTED


class TeamEnded(Refusal):
    """This AQua team ended on {until}."""

    german = "Dieses AQua-Team endete am {until}."
    remedy = Remedy("Bitte ein Team wählen, das es noch gibt.", "Choose a team that still exists.")


class OutsideTeamTime(Refusal):
    """The coverage reaches beyond the time in which the AQua team exists."""

    german = "Die Zuständigkeit reicht über die Zeit hinaus, in der es das AQua-Team gibt."
    remedy = Remedy("Bitte Tage angeben, an denen es das Team gibt.", "State days on which the team exists.")


class CoverageOverlaps(Refusal):
    """The AQua team {team} already covers this office in this time (since {since})."""

    german = "In dieser Zeit ist bereits das AQua-Team {team} für die Dienststelle zuständig (seit dem {since})."
    remedy = Remedy(
        "Bitte zuerst diese Zuständigkeit beenden oder andere Tage angeben.",
        "End that coverage first, or state other days.",
    )


class UnknownCoverage(Refusal):
    """This AQua team has no such coverage."""

    german = "Diese Zuständigkeit hat das AQua-Team nicht."
    remedy = Remedy("Welche es hat, steht auf der Seite des Teams.", "The page of the team shows which it has.")


class CoverageEnded(Refusal):
    """This coverage ended on {until}."""

    german = "Diese Zuständigkeit endete am {until}."
    remedy = Remedy(
        "Wird das Team wieder zuständig, bitte eine neue Zuständigkeit eintragen.",
        "If the team covers the office again, enter a new coverage.",
    )


@dataclass(frozen=True, slots=True)
class NewTeam:
    code: str
    name: str
    region: str
    since: date | None = None


async def create_team(connection: AsyncConnection, new: NewTeam, *, within: Within) -> None:
    """Raises: UnknownRegion, TeamExists."""
    await take_turns(connection)
    known = sa.select(UnitRow.code).where(UnitRow.code == new.region, UnitRow.kind == "regionaldirektion")
    if (within is not None and new.region not in within) or (await connection.execute(known)).first() is None:
        raise UnknownRegion
    same = sa.select(AquaTeamRow.code).where(sa.func.lower(AquaTeamRow.code) == new.code.lower())
    if (await connection.execute(same)).first() is not None:
        raise TeamExists
    row = {"code": new.code, "name": new.name, "region_code": new.region, "since": new.since}
    await connection.execute(sa.insert(AquaTeamRow), row)
    log.info("aqua_team_created", team=new.code)


async def rename_team(connection: AsyncConnection, code: str, name: str, *, within: Within) -> None:
    """Raises: UnknownTeam."""
    await take_turns(connection)
    await _team(connection, code, within)
    await connection.execute(sa.update(AquaTeamRow).where(AquaTeamRow.code == code).values(name=name))
    log.info("aqua_team_renamed", team=code)


async def end_team(
    connection: AsyncConnection, code: str, until: date, *, within: Within, today: date, moment: datetime
) -> None:
    """``until`` is the team's last day; its coverages end with it, those that would begin later are removed.

    Raises: UnknownTeam, TeamEnded, UntilBeforeSince, DayOutOfRange, OutsideTeamTime (coverage in the past is not cut).
    """
    await take_turns(connection)
    team = await _team(connection, code, within)
    if team.until is not None and team.until < today:
        raise TeamEnded(until=team.until.isoformat())
    period(team.since or until, until)
    await _end_coverages(connection, code, until, today)
    await connection.execute(sa.update(AquaTeamRow).where(AquaTeamRow.code == code).values(until=until))
    await queue_coverage(connection, today, moment)
    log.info("aqua_team_ended", team=code)


async def _end_coverages(connection: AsyncConnection, code: str, until: date, today: date) -> None:
    of_team = CoverageRow.team_code == code
    begun_later = sa.and_(CoverageRow.since > until, CoverageRow.since <= today)
    over_later = sa.and_(CoverageRow.until > until, CoverageRow.until < today)
    past = sa.select(CoverageRow.id).where(of_team, sa.or_(begun_later, over_later)).limit(1)
    if (await connection.execute(past)).first() is not None:
        raise OutsideTeamTime
    await connection.execute(sa.delete(CoverageRow).where(of_team, CoverageRow.since > until))
    still_running = sa.or_(CoverageRow.until.is_(None), CoverageRow.until > until)
    await connection.execute(sa.update(CoverageRow).where(of_team, still_running).values(until=until))


async def add_coverage(  # noqa: PLR0913 - what is covered, by whom, from when, judged for whom and when
    connection: AsyncConnection,
    code: str,
    unit_code: str,
    covered: Period,
    *,
    within: Within,
    today: date,
    moment: datetime,
) -> str:
    """The new coverage's id. Raises: UnknownTeam, UnknownUnit, OutsideTeamTime, CoverageOverlaps, UntilBeforeSince."""
    await take_turns(connection)
    covered = period(covered.since, covered.until)
    team = await _team(connection, code, within)
    unit_id = await _served_unit(connection, unit_code, within)
    if (team.since and covered.since < team.since) or (team.until and (covered.until or date.max) > team.until):
        raise OutsideTeamTime
    await _refuse_second_team(connection, unit_id, covered)
    coverage_id = secrets.token_hex(8)
    times = {"since": covered.since, "until": covered.until}
    row = {"id": coverage_id, "team_code": code, "unit_id": unit_id, **times}
    await connection.execute(sa.insert(CoverageRow), row)
    await queue_coverage(connection, today, moment)
    log.info("coverage_added", coverage=coverage_id, team=code, unit=unit_id)
    return coverage_id


async def hand_over(  # noqa: PLR0913 - as add_coverage
    connection: AsyncConnection,
    code: str,
    unit_code: str,
    covered: Period,
    *,
    within: Within,
    today: date,
    moment: datetime,
) -> str:
    """As ``add_coverage``; whichever team covers the office until then ends on the eve, in the same transaction.

    A team outside ``within`` is not ended, so its coverage is refused as an overlap.
    """
    await take_turns(connection)
    unit_id = await _served_unit(connection, unit_code, within)
    before = (
        sa.select(CoverageRow.id)
        .join(AquaTeamRow, AquaTeamRow.code == CoverageRow.team_code)
        .where(
            CoverageRow.unit_id == unit_id,
            CoverageRow.team_code != code,
            CoverageRow.since < covered.since,
            sa.or_(CoverageRow.until.is_(None), CoverageRow.until >= covered.since),
            *([] if within is None else [AquaTeamRow.region_code.in_(within)]),
        )
    )
    ends = list((await connection.execute(before)).scalars())
    eve = {"until": covered.since - timedelta(days=1)}
    await connection.execute(sa.update(CoverageRow).where(CoverageRow.id.in_(ends)).values(eve))
    return await add_coverage(connection, code, unit_code, covered, within=within, today=today, moment=moment)


async def end_coverage(  # noqa: PLR0913 - as add_coverage
    connection: AsyncConnection,
    code: str,
    coverage_id: str,
    until: date,
    *,
    within: Within,
    today: date,
    moment: datetime,
) -> None:
    """``until`` is the last covered day. A coverage that has not begun is removed when it would end before it begins.

    Raises: UnknownTeam, UnknownCoverage, CoverageEnded, UntilBeforeSince, OutsideTeamTime, CoverageOverlaps.
    """
    await take_turns(connection)
    team = await _team(connection, code, within)
    query = sa.select(CoverageRow.unit_id, CoverageRow.since, CoverageRow.until)
    mine = (CoverageRow.id == coverage_id, CoverageRow.team_code == code)
    found = (await connection.execute(query.where(*mine))).one_or_none()
    if found is None:
        raise UnknownCoverage
    if found.until is not None and found.until < today:
        raise CoverageEnded(until=found.until.isoformat())
    if until < found.since and found.since > today:
        await connection.execute(sa.delete(CoverageRow).where(*mine))
    else:
        covered = period(found.since, until)
        if team.until is not None and until > team.until:
            raise OutsideTeamTime
        await _refuse_second_team(connection, found.unit_id, covered, but=coverage_id)
        await connection.execute(sa.update(CoverageRow).where(*mine).values(until=until))
    await queue_coverage(connection, today, moment)
    log.info("coverage_ended", coverage=coverage_id, team=code, unit=found.unit_id)


async def _team(connection: AsyncConnection, code: str, within: Within) -> sa.Row[str, date | None, date | None]:
    query = sa.select(AquaTeamRow.region_code, AquaTeamRow.since, AquaTeamRow.until).where(AquaTeamRow.code == code)
    row = (await connection.execute(query)).one_or_none()
    if row is None or (within is not None and row.region_code not in within):
        raise UnknownTeam
    return row


async def _served_unit(connection: AsyncConnection, code: str, within: Within) -> str:
    kinds = [kind.value for kind in SERVED]
    query = sa.select(UnitRow.id, UnitRow.region_code).where(UnitRow.code == code, UnitRow.kind.in_(kinds))
    row = (await connection.execute(query)).one_or_none()
    if row is None or (within is not None and row.region_code not in within):
        raise UnknownUnit
    return str(row.id)


async def _refuse_second_team(connection: AsyncConnection, unit_id: str, covered: Period, but: str = "") -> None:
    query = sa.select(CoverageRow.team_code, CoverageRow.since, CoverageRow.until)
    others = await connection.execute(query.where(CoverageRow.unit_id == unit_id, CoverageRow.id != but))
    for team, since, until in others:
        if covered.overlaps(Period(since, until)):
            raise CoverageOverlaps(team=team, since=since.isoformat())
