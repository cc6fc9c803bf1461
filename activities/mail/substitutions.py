"""Telling both that somebody stands in, and that it was ended early: who is to be told, and what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.letter import Letter, Link
from activities.mail.writing import NO_HOLIDAYS, House, Words
from models.language import day
from models.mail_tables import DeliveryRow
from models.organisation import Function
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow, SubstitutionRow
from models.queries.scope import names
from models.queries.substitutions import Line, lines
from models.tables import UnitRow
from models.translatable import _
from models.wording import Names, holder_words

PREFIX = "substitution/"
NAMED, ENDED = "named", "ended"


async def untold(session: AsyncSession, since: datetime) -> list[tuple[str, str]]:
    """What was named or ended after ``since`` and is no delivery yet: what it is about, and whom to tell."""
    holder = sa.func.coalesce(AssignmentRow.person_id, ActorRefRow.person_id)
    query = (
        sa.select(SubstitutionRow.id, SubstitutionRow.substitute_id, holder, SubstitutionRow.ended_at)
        .outerjoin(AssignmentRow, AssignmentRow.id == SubstitutionRow.assignment_id)
        .outerjoin(ActorRefRow, ActorRefRow.ref == SubstitutionRow.manager_ref)
        .where(sa.or_(SubstitutionRow.created_at > since, SubstitutionRow.ended_at > since))
    )
    wanted: list[tuple[str, str]] = []
    for name, substitute, held_by, ended_at in (await session.execute(query)).all():
        both = [substitute, *([held_by] if held_by else [])]
        wanted += [(f"{PREFIX}{name}/{NAMED}", person) for person in both]
        wanted += [(f"{PREFIX}{name}/{ENDED}", person) for person in both if ended_at is not None]
    if not wanted:
        return []
    told = sa.select(DeliveryRow.about, DeliveryRow.person_id).where(DeliveryRow.about.in_({a for a, _ in wanted}))
    known = {(about, person) for about, person in await session.execute(told)}
    return [each for each in wanted if each not in known]


@dataclass(frozen=True, slots=True)
class Addressed:
    """A letter and where it goes."""

    letter: Letter
    address: str


async def letter_about(
    session: AsyncSession, house: House, about: str, person_id: str, today: date
) -> Addressed | None:
    """The letter; None where nothing is left to tell: it was ended before it was told, or there is no address."""
    name, _sep, what = about.removeprefix(PREFIX).partition("/")
    found = await lines(session, SubstitutionRow.id == name)
    known = sa.select(PersonRow.email, PersonRow.language).where(PersonRow.id == person_id)
    person = (await session.execute(known)).one_or_none()
    if not found or person is None or not person.email:
        return None
    line = found[0]
    if what == NAMED and line.is_over(today):
        return None
    words = Words(house, person.language or "de", today, await _names(session, line), {NO_HOLIDAYS.id: NO_HOLIDAYS})
    is_substitute = person_id == line.substitution.substitute
    return Addressed(_letter(words, line, is_substitute=is_substitute, is_ended=what == ENDED), person.email)


async def _names(session: AsyncSession, line: Line) -> Names:
    known, post = await names(session), line.substitution.post
    if post.function is not Function.MANAGER:
        return known
    unit = await session.scalar(sa.select(UnitRow.name).where(UnitRow.id == post.scope))
    return Names(known.regions, known.teams, {post.scope: unit or post.scope})


def _letter(words: Words, line: Line, *, is_substitute: bool, is_ended: bool) -> Letter:
    post = line.substitution.post
    title = holder_words(words.voice(), post.function, post.scope)
    heading = words.say(_("Vertretung beendet: {post}") if is_ended else _("Vertretung: {post}"), post=title)
    said = _ended(words) if is_ended else _named(words, line, is_substitute=is_substitute)
    return Letter(
        language=words.language,
        subject=words.say(_("iLB-Rollout: {what}"), what=heading),
        heading=heading,
        paragraphs=(words.say(_("Guten Tag,")), *said),
        action=Link(words.say(_("Vertretungen ansehen")), f"{words.house.url}/substitutions"),
        footer=words.footer(words.say(_("Sie bekommen diese Nachricht, weil diese Vertretung Sie betrifft."))),
    )


def _ended(words: Words) -> tuple[str, ...]:
    return (words.say(_("Diese Vertretung wurde vorzeitig beendet. Was bis dahin eingetragen wurde, bleibt gültig.")),)


def _named(words: Words, line: Line, *, is_substitute: bool) -> tuple[str, ...]:
    made = line.substitution
    until = made.period.until or made.period.since
    days = {"since": day(made.period.since, words.language), "until": day(until, words.language)}
    if not is_substitute:
        return (
            words.say(_("{name} vertritt Sie vom {since} bis zum {until}."), name=line.substitute_name or "–", **days),
        )
    scope = () if made.units is None else (_narrowed(words, len(made.units)),)
    if made.post.holder is None:
        said = words.say(_("Sie nehmen diese Funktion vom {since} bis zum {until} kommissarisch wahr."), **days)
    else:
        said = words.say(_("Sie vertreten {name} vom {since} bis zum {until}."), name=line.holder_name or "–", **days)
    how = words.say(_("Ihre Schritte tragen in dieser Zeit „i. V.“; die Vertretung endet von selbst."))
    return (said, *scope, how)


def _narrowed(words: Words, number: int) -> str:
    return words.count(_("Sie gilt für {n} Dienststelle."), "Sie gilt für {n} Dienststellen.", number)
