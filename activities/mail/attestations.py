"""Asking a regional lead, and who stands in, to attest the region's report.

They are told when it opens, when it is due, when it is overdue, and when central staff ask back. The period's record
says that somebody is to be told; who that is, and whether it is still their turn, is looked up when the mail is
written. A region whose lead is vacant gets none.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.letter import Letter, Link
from activities.mail.writing import NO_HOLIDAYS, PROGRAMME, House, Words
from activities.reports.period_words import ASK_BACKS
from activities.reports.setting import Setting
from activities.reports.speaking import Tongue
from activities.reports.turn_words import turn_words
from models.chain import PERIOD_PREFIX
from models.language import day
from models.mail_tables import DeliveryRow
from models.organisation import Function
from models.people_tables import AssignmentRow, SubstitutionRow
from models.periods.attestation import AWAITED, Attestation, AttestationStatus
from models.periods.period import report_id, report_of
from models.periods.state import PeriodState, PeriodStatus
from models.permissions import Grant
from models.queries import periods
from models.queries.recipients import Recipient, recipients
from models.queries.scope import names
from models.queries.turns import Turn
from models.report_tables import PeriodRegionRow, PeriodRow
from models.tables import JournalRow
from models.translatable import _

PREFIX = "attest/"
OPENED = "period_opened"
TOLD = (OPENED, "attestation_reminded", "region_asked_back")
"""Events with which it becomes a region's turn, or is still."""
LEAD = Function.REGIONAL_LEAD


@dataclass(frozen=True, slots=True)
class _Ask:
    """The last event of a period by which a region was asked."""

    report: str
    region: str
    seq: int

    @property
    def about(self) -> str:
        return f"{PREFIX}{self.report}/{self.seq}"


async def untold(session: AsyncSession, since: datetime, today: date) -> list[tuple[str, str]]:
    """What was asked after ``since`` and is open, by whom it can be attested today, if they were not told yet."""
    asks = await _asks(session, since)
    if not asks:
        return []
    leads = await _leads(session, {ask.region for ask in asks})
    people = (await recipients(session, today, leads)).values() if leads else ()
    wanted = [(ask.about, each.person_id) for ask in asks for each in people if _grant(each, ask.region, today)]
    told = sa.select(DeliveryRow.about, DeliveryRow.person_id).where(DeliveryRow.about.in_({a for a, _p in wanted}))
    known = {(about, person) for about, person in await session.execute(told)} if wanted else set()
    return [each for each in wanted if each not in known]


async def _asks(session: AsyncSession, since: datetime | None = None) -> list[_Ask]:
    """Of each region whose turn it is, the last time it was asked."""
    region = JournalRow.payload["region"].as_string()
    query = (
        sa.select(PeriodRow.period_id, PeriodRegionRow.region_code, sa.func.max(JournalRow.seq))
        .join(PeriodRow, PeriodRow.reporting_id == PeriodRegionRow.reporting_id)
        .join(JournalRow, JournalRow.stream == sa.literal(PERIOD_PREFIX).concat(PeriodRow.reporting_id))
        .where(
            PeriodRow.status != PeriodStatus.CLOSED.value,
            PeriodRegionRow.status.in_([status.value for status in AWAITED]),
            JournalRow.type.in_(TOLD),
            sa.or_(JournalRow.type == OPENED, region == PeriodRegionRow.region_code),
        )
        .group_by(PeriodRow.period_id, PeriodRegionRow.region_code)
        .order_by(PeriodRow.period_id, PeriodRegionRow.region_code)
    )
    if since is not None:
        query = query.where(JournalRow.recorded_at > since)
    return [_Ask(report_id(period, code), code, seq) for period, code, seq in await session.execute(query)]


async def _leads(session: AsyncSession, regions: Collection[str]) -> set[str]:
    """Who leads one of these regions, or stands in, at whatever time."""
    hold = sa.select(AssignmentRow.person_id).where(AssignmentRow.function == LEAD.value)
    act = sa.select(SubstitutionRow.substitute_id).where(SubstitutionRow.function == LEAD.value)
    both = sa.union(hold.where(AssignmentRow.scope.in_(regions)), act.where(SubstitutionRow.scope.in_(regions)))
    return set(await session.scalars(both))


def _grant(person: Recipient, region: str, today: date) -> Grant | None:
    """By which somebody may attest the region's report: one of their own before a substitution."""
    fitting = [g for g in person.grants if g.is_valid(today) and (g.effective, g.scope) == (LEAD, region)]
    whole = [grant for grant in fitting if grant.units is None]
    return min(whole, key=lambda grant: grant.acting_for is not None, default=None)


# --- the letter ------------------------------------------------------------------------------------------------------


async def letter_about(
    session: AsyncSession, house: House, about: str, person: Recipient, today: date
) -> Letter | None:
    """The letter; None where it is no more this person's turn, or they were asked again since."""
    name, _sep, seq = about.removeprefix(PREFIX).rpartition("/")
    period, region = report_of(name) or ("", "")
    grant, head = _grant(person, region, today), await periods.head(session, period)
    if grant is None or head is None or (name, int(seq)) not in {(a.report, a.seq) for a in await _asks(session)}:
        return None
    known = await names(session)
    words = Words(house, person.language, today, known, {NO_HOLIDAYS.id: NO_HOLIDAYS})
    at = Setting(Tongue(person.language), PROGRAMME, known.regions)
    return _letter(words, at, head.state, head.state.regions[region], grant)


def _letter(words: Words, at: Setting, state: PeriodState, its: Attestation, grant: Grant) -> Letter:
    turn = Turn(state.period, state.as_of, its.region, its.status, LEAD, its.opened_on, its.due_on)
    name = words.say(_("Bericht {period}: {region}"), period=state.period, region=at.region(its.region))
    heading = words.say(_heading(turn, its, words.on), report=name)
    frozen = words.say(
        _("Die Zahlen der Region zum {day} sind festgehalten und warten auf Ihre Bestätigung."),
        day=day(state.as_of, words.language),
    )
    return Letter(
        language=words.language,
        subject=words.say(_("iLB-Rollout: {what}"), what=heading),
        heading=heading,
        paragraphs=(
            words.say(_("Guten Tag,")),
            frozen,
            *_question(words, its),
            turn_words(at.tongue, turn, words.on),
            words.say(_consequence(state)),
        ),
        action=Link(words.say(_("Ansehen und bestätigen")), f"{words.house.url}/reports/{turn.report}/attest"),
        footer=words.footer(words.because([grant])),
    )


def _heading(turn: Turn, its: Attestation, on: date) -> str:
    if turn.is_late(on):
        return _("Bestätigung überfällig: {report}")
    if its.status is AttestationStatus.ASKED_BACK:
        return _("Rückfrage der Zentrale: {report}")
    return _("Erinnerung, bitte bestätigen: {report}") if its.reminded else _("Bitte bestätigen: {report}")


def _question(words: Words, its: Attestation) -> tuple[str, ...]:
    """Why it was asked back, as a code; what central staff wrote stays where it is protected."""
    if its.status is not AttestationStatus.ASKED_BACK or its.asked_back_why is None:
        return ()
    return (words.say(_("Grund der Rückfrage: {reason}."), reason=words.say(ASK_BACKS[its.asked_back_why])),)


def _consequence(state: PeriodState) -> str:
    if state.status is PeriodStatus.COLLECTING:
        return _("Nach der Frist wird der bundesweite Bericht auch ohne diese Bestätigung ausgegeben.")
    return _("Der bundesweite Bericht ist ausgegeben. Eine Bestätigung wird noch angenommen und ändert ihn nicht.")
