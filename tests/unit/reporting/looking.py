"""Offices as of a day, from states alone: what the query would select, without a database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from models.obligations import obligations
from models.organisation import UnitKind
from models.reporting.unit import Office, UnitAsOf
from models.rollout.facts import Fact, facts
from models.rollout.owed import Obligation
from models.rollout.state import UnitState
from tests import making


def office(number: int = 1, kind: UnitKind = making.AGENTUR, region: str = making.REGION) -> Office:
    return Office(unit_id=f"u-{number}", code=f"{number:03}", name=f"Dienststelle {number}", kind=kind, region=region)


def looked_at(state: UnitState, on: date) -> UnitAsOf:
    """The office on a day, by all that the state knows."""
    here = Office(state.unit_id, "001", "Dienststelle", state.kind, state.region)
    told = tuple(fact for fact in facts(state) if fact.happened_on <= on)
    return UnitAsOf(here, state.programme, on, told, tuple(obligations(state)))


def unit(
    *true: Fact | str,
    number: int = 1,
    kind: UnitKind = making.AGENTUR,
    region: str = making.REGION,
    on: date = making.TODAY,
    started: str = "2024-01-08",
    steps: Iterable[Obligation] = (),
    news_at: datetime | None = None,
) -> UnitAsOf:
    """An office of which these facts are true: ``milestone@day``, or in full."""
    told = [fact if isinstance(fact, Fact) else _fact(fact) for fact in true]
    edition = Fact("@programme", making.day(started), detail="ilb-1/1")
    known = tuple(fact for fact in (edition, *told) if fact.happened_on <= on)
    return UnitAsOf(office(number, kind, region), making.ILB_1, on, known, tuple(steps), news_at)


def _fact(told: str) -> Fact:
    """``key@from``, ``key@from..until`` or ``key@from..until=detail``."""
    rest, _, detail = told.partition("=")
    key, _, days = rest.rpartition("@")
    since, _, until = days.partition("..")
    return Fact(key, making.day(since), making.day(until) if until else None, detail=detail or None)


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
