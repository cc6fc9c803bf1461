"""Mails to oneself that are about no single office: overviews, reports, substitutions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from activities.clock import BERLIN
from activities.mail.attestations import PREFIX as ATTESTATION
from activities.mail.reports import PREFIX as REPORT
from activities.mail.substitutions import ENDED
from activities.mail.substitutions import PREFIX as SUBSTITUTION
from api.pages.shown import Link
from api.pages.words import _, day, later
from models.mail_tables import DeliveryRow
from models.notices import DeliveryState
from models.periods.period import report_of
from models.wording import short_place

if TYPE_CHECKING:
    from api.pages.visit import Visit
    from models.wording import Names

MOST = 15
MAILED = {
    DeliveryState.WAITING: later("E-Mail wird verschickt"),
    DeliveryState.SENT: later("als E-Mail verschickt"),
    DeliveryState.REFUSED: later("E-Mail vom Mailserver abgelehnt"),
    DeliveryState.EXPIRED: later("E-Mail war nicht zustellbar"),
    DeliveryState.NEEDLESS: later("E-Mail war nicht mehr nötig"),
}


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail that went out, or waits: what it is about, where that is, what became of it."""

    at: datetime
    about: Link
    how: str


async def mails(visit: Visit, known: Names) -> tuple[MailLine, ...]:
    """The newest first."""
    mine = sa.and_(DeliveryRow.person_id == visit.caller.person_id, DeliveryRow.notice_id.is_(None))
    query = sa.select(DeliveryRow.created_at, DeliveryRow.about, DeliveryRow.state).where(mine)
    rows = await visit.session.execute(query.order_by(DeliveryRow.created_at.desc(), DeliveryRow.id.desc()).limit(MOST))
    lines = ((at.astimezone(BERLIN), about, DeliveryState(state)) for at, about, state in rows)
    return tuple(MailLine(at, _about(about, at, known), str(MAILED[state])) for at, about, state in lines)


def _about(about: str, at: datetime, known: Names) -> Link:
    if about.startswith(ATTESTATION):
        name = about.removeprefix(ATTESTATION).rpartition("/")[0]
        period, region = report_of(name) or ("", "")
        words = _("Bericht {period}: {region}", period=period, region=short_place(known.regions.get(region, region)))
        return Link(_("{report} war zu bestätigen", report=words), f"/reports/{name}")
    if about.startswith(REPORT):
        return Link(_("Der Bericht {period} ist ausgegeben", period=about.removeprefix(REPORT)), "/reports")
    if about.startswith(SUBSTITUTION):
        is_ended = about.endswith(f"/{ENDED}")
        return Link(_("Vertretung vorzeitig beendet") if is_ended else _("Vertretung benannt"), "/substitutions")
    return Link(_("Überblick am {day}", day=day(at.date())), "/worklist")
