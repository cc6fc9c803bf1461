"""Rules about who holds which function where: scopes, periods, one regional lead at a time."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from models.errors import Refusal
from models.organisation import Function
from models.remedies import CHOOSE_KNOWN, CHOOSE_LISTED, Remedy
from models.rollout.owed import NATIONAL

NATIONWIDE = frozenset({Function.CENTRAL, Function.FIRST_SPECIALIST, Function.AUDITOR})
ASSIGNABLE = NATIONWIDE | {Function.REGIONAL_LEAD, Function.AQUA_LEAD}
"""Functions that are assigned to persons here; a responsible manager is put in place by a command of the unit."""

NAME_LIMIT, EMAIL_LIMIT, IDENTITY_LIMIT = 120, 254, 255
EARLIEST, LATEST = date(2012, 1, 1), date(2100, 12, 31)
"""iLB was introduced from 2012; nobody held a function before."""
EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,180}\.[^@\s.\x00-\x1f]{2,60}")


class UnknownFunction(Refusal):
    """There is no such function."""

    german = "Diese Funktion gibt es nicht."
    remedy = CHOOSE_KNOWN


class ManagerByCommand(Refusal):
    """A responsible manager is entered at the office, not by an assignment."""

    german = "Eine umsetzungsverantwortliche Führungskraft wird bei der Dienststelle eingetragen, nicht als Zuordnung."
    remedy = Remedy(
        "Bitte auf der Seite der Dienststelle „Führungskraft eintragen“ wählen.",
        "Choose „Enter the manager“ on the page of the office.",
    )
    for_programs = Remedy(
        "Bitte der Dienststelle den Befehl assign_manager geben.",
        "Give the office the command assign_manager.",
    )


class UnknownScope(Refusal):
    """There is no such scope for this function."""

    german = "Diesen Bereich gibt es für diese Funktion nicht."
    remedy = CHOOSE_LISTED


class UntilBeforeSince(Refusal):
    """The last day ({until}) is before the first ({since})."""

    german = "Der letzte Tag ({until}) liegt vor dem ersten ({since})."
    remedy = Remedy("Bitte einen der beiden Tage berichtigen.", "Correct one of the two days.")


class DayOutOfRange(Refusal):
    """{on} is not between {earliest} and {latest}."""

    german = "Der {on} liegt nicht zwischen dem {earliest} und dem {latest}."
    remedy = Remedy("Bitte einen Tag dazwischen angeben.", "State a day in between.")


class AssignmentOverlaps(Refusal):
    """This person already holds the function there since {since}."""

    german = "Die Person hat diese Funktion dort schon seit dem {since}."
    remedy = Remedy(
        "Bitte zuerst die bestehende Zuordnung beenden oder andere Tage angeben.",
        "End that assignment first, or state other days.",
    )


class RegionalLeadTaken(Refusal):
    """The region {region} already has a regional iLB lead in this time (since {since})."""

    german = "Die Region {region} hat in dieser Zeit bereits iLB-Verantwortliche (seit dem {since})."
    remedy = Remedy(
        "Bitte zuerst diese Zuordnung beenden oder andere Tage angeben.",
        "End that assignment first, or state other days.",
    )


class AssignmentEnded(Refusal):
    """This assignment ended on {until}."""

    german = "Diese Zuordnung endete am {until}."
    remedy = Remedy("Bitte eine neue anlegen, statt sie zu ändern.", "Make a new one instead of changing it.")


@dataclass(frozen=True, slots=True)
class Period:
    """From ``since`` through ``until``; None is open-ended."""

    since: date
    until: date | None = None

    def overlaps(self, other: Period) -> bool:
        return self.since <= (other.until or LATEST) and other.since <= (self.until or LATEST)

    def has_ended(self, today: date) -> bool:
        return self.until is not None and self.until < today


def period(since: date, until: date | None = None) -> Period:
    """A plausible period. Raises: DayOutOfRange, UntilBeforeSince."""
    for on in (since, until):
        if on is not None and not EARLIEST <= on <= LATEST:
            raise DayOutOfRange(on=on.isoformat(), earliest=EARLIEST.isoformat(), latest=LATEST.isoformat())
    if until is not None and until < since:
        raise UntilBeforeSince(since=since.isoformat(), until=until.isoformat())
    return Period(since, until)


def assignable(function: str) -> Function:
    """The function by its key. Raises: UnknownFunction, ManagerByCommand."""
    if function == Function.MANAGER:
        raise ManagerByCommand
    if function not in ASSIGNABLE:
        raise UnknownFunction(known=", ".join(sorted(ASSIGNABLE)))
    return Function(function)


@dataclass(frozen=True, slots=True)
class Places:
    """Scopes that exist: regions by code, AQua teams with their region."""

    regions: Collection[str]
    teams: Mapping[str, str]

    def region_of(self, function: Function, scope: str) -> str | None:
        """The region in which an assignment lies; None for a nation-wide one. Raises: UnknownScope."""
        if function in NATIONWIDE and scope == NATIONAL:
            return None
        if function is Function.REGIONAL_LEAD and scope in self.regions:
            return scope
        if function is Function.AQUA_LEAD and scope in self.teams:
            return self.teams[scope]
        raise UnknownScope(function=function.value)

    def lies_within(self, held: Held, within: Collection[str]) -> bool:
        """Whether what is held lies in one of these regions; a scope that is gone lies nowhere."""
        try:
            return self.region_of(held.function, held.scope) in within
        except UnknownScope:
            return False


def scope_within(places: Places, function: Function, scope: str, within: Collection[str] | None) -> str | None:
    """As ``Places.region_of``; what lies outside ``within`` does not exist. Raises: UnknownScope."""
    region = places.region_of(function, scope)
    if within is not None and region not in within:
        raise UnknownScope(function=function.value)
    return region


@dataclass(frozen=True, slots=True)
class Held:
    """A function that a person holds; ``person`` and ``id`` are opaque."""

    id: str
    person: str
    function: Function
    scope: str
    period: Period


def fits_among(new: Held, others: Collection[Held]) -> None:
    """``new`` may stand beside ``others``. Raises: AssignmentOverlaps, RegionalLeadTaken."""
    for other in others:
        same_place = other.id != new.id and (other.function, other.scope) == (new.function, new.scope)
        if not same_place or not new.period.overlaps(other.period):
            continue
        if other.person == new.person:
            raise AssignmentOverlaps(since=other.period.since.isoformat())
        if new.function is Function.REGIONAL_LEAD:
            raise RegionalLeadTaken(region=new.scope, since=other.period.since.isoformat())


def new_end(held: Period, until: date | None, today: date) -> Period:
    """``held`` with another last day. Raises: AssignmentEnded, UntilBeforeSince, DayOutOfRange."""
    if held.has_ended(today):
        raise AssignmentEnded(until=(held.until or today).isoformat())
    return period(held.since, until)
