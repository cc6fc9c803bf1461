"""Rules about standing in for somebody: who may name a substitute for which post, for whom, for how long.

A substitution stands in for the holding of a post, never for another substitution: one level deep by construction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.errors import Refusal
from models.organisation import Function
from models.people import Period
from models.permissions import Grant, NotAllowed
from models.remedies import CHOOSE_LISTED, OTHER_PERSON, Remedy


class Occasion(StrEnum):
    """Why somebody stands in. The holder names for a PLANNED absence, the one who appoints for the others."""

    PLANNED = "planned"
    SUDDEN = "sudden"
    VACANT = "vacant"


class UnknownPost(Refusal):
    """There is no such post for which you could name a substitute."""

    german = "Diese Funktion gibt es nicht, oder Sie können für sie keine Vertretung benennen."
    remedy = Remedy(
        "Bitte aus den Funktionen wählen, die unter „Vertretung“ stehen.",
        "Choose one of the functions listed under „Substitution“.",
    )


class UnknownSubstitute(Refusal):
    """There is no such person who could stand in here."""

    german = "Diese Person gibt es nicht, oder sie kommt als Vertretung hier nicht infrage."
    remedy = OTHER_PERSON


class UnknownSubstitution(Refusal):
    """There is no such substitution that you could change."""

    german = "Diese Vertretung gibt es nicht, oder Sie können sie nicht ändern."
    remedy = Remedy(
        "Die Vertretungen, die Sie beenden können, stehen unter „Vertretung“.",
        "Those that you can end are listed under „Substitution“.",
    )


class SeveralHolders(Refusal):
    """Several persons hold this function."""

    german = "Diese Funktion haben mehrere Personen."
    remedy = Remedy("Bitte angeben, wer vertreten wird.", "Say for whom somebody is to stand in.")


class BeginsInPast(Refusal):
    """A substitution cannot begin before today ({today})."""

    german = "Eine Vertretung kann nicht vor dem heutigen Tag ({today}) beginnen."
    remedy = Remedy("Bitte den heutigen oder einen späteren Tag angeben.", "State today or a later day.")


class SubstitutionTooLong(Refusal):
    """A substitution lasts at most {days} days."""

    german = "Eine Vertretung dauert höchstens {days} Tage."
    remedy = Remedy(
        "Bitte einen früheren letzten Tag angeben; danach lässt sich eine neue benennen.",
        "State an earlier last day; a new one can be named afterwards.",
    )


class OutsideHolding(Refusal):
    """The substitution reaches beyond the time in which the function is held (until {until})."""

    german = "Die Vertretung reicht über die Zeit hinaus, in der die Funktion besetzt ist (bis zum {until})."
    remedy = Remedy("Bitte einen Tag bis dahin angeben.", "State a day up to then.")


class StandsInForThemselves(Refusal):
    """Nobody stands in for themselves."""

    german = "Niemand kann sich selbst vertreten."
    remedy = OTHER_PERSON


class SubstituteCannotSignIn(Refusal):
    """This person has no sign-in and could not act."""

    german = "Diese Person hat keine Anmeldung und könnte nicht handeln."
    remedy = Remedy(
        "Bitte eine andere wählen oder die Zentrale um eine Anmeldung für sie bitten.",
        "Choose another one, or ask head office to give them a sign-in.",
    )


class SubstitutionOverlaps(Refusal):
    """Somebody already stands in for this function in this time (since {since}, until {until})."""

    german = "Für diese Funktion ist in dieser Zeit schon eine Vertretung eingetragen (vom {since} bis zum {until})."
    remedy = Remedy(
        "Bitte zuerst jene beenden oder andere Tage angeben.",
        "End that one first, or state other days.",
    )


class SubstitutionCycle(Refusal):
    """The two would stand in for each other in the same time; nobody would act."""

    german = "Die beiden würden sich in derselben Zeit gegenseitig vertreten; es könnte niemand handeln."
    remedy = Remedy(
        "Bitte eine andere Person wählen oder andere Tage angeben.",
        "Choose another person, or state other days.",
    )


class SubstituteIsAway(Refusal):
    """Somebody stands in for the chosen person in this time; a substitution is not passed on."""

    german = "Die gewählte Person wird in dieser Zeit selbst vertreten; eine Vertretung wird nicht weitergegeben."
    remedy = OTHER_PERSON


class HolderStandsIn(Refusal):
    """The person to be stood in for acts as a substitute in this time."""

    german = "Wer hier vertreten werden soll, vertritt in dieser Zeit selbst jemanden."
    remedy = Remedy("Bitte zuerst jene Vertretung beenden.", "End that substitution first.")


class PostIsFilled(Refusal):
    """This function is not vacant in this time (held since {since})."""

    german = "Diese Funktion ist in dieser Zeit nicht vakant (besetzt seit dem {since})."
    remedy = Remedy(
        "Bitte eine Vertretung für die Person benennen, die sie hat.",
        "Name a substitute for the person who holds it.",
    )


class VacantPostIsWhole(Refusal):
    """Only the whole of a vacant function can be acted for."""

    german = "Eine vakante Funktion lässt sich nur im Ganzen wahrnehmen."
    remedy = Remedy("Bitte keine einzelnen Dienststellen wählen.", "Choose no single offices.")


class NoSuchUnitThere(Refusal):
    """The office {unit} does not belong to this function."""

    german = "Die Dienststelle {unit} gehört nicht zu dieser Funktion."
    remedy = CHOOSE_LISTED


class SubstitutionEnded(Refusal):
    """This substitution ended on {until}."""

    german = "Diese Vertretung endete am {until}."
    remedy = Remedy(
        "Wird noch jemand gebraucht, bitte eine neue benennen.",
        "If somebody is still needed, name a new one.",
    )


@dataclass(frozen=True, slots=True)
class Post:
    """A function with its scope and where it lies; ``region`` is None for a nation-wide one.

    ``holding`` is opaque: the assignment, or the reference of a responsible manager; None for a vacant post.
    ``holder`` is the person, ``held`` the time of the holding.
    """

    function: Function
    scope: str
    region: str | None
    holding: str | None = None
    holder: str | None = None
    held: Period | None = None

    @property
    def key(self) -> str:
        """Names the post in addresses and forms."""
        return f"{self.function.value}.{self.scope}.{self.holding or ''}"

    def occasion(self, grant: Grant) -> Occasion:
        """Why somebody stands in, when it is named under this grant."""
        if self.holding is None:
            return Occasion.VACANT
        return Occasion.PLANNED if self.holding == holding_of(grant) else Occasion.SUDDEN


def holding_of(grant: Grant) -> str | None:
    """What a grant holds by itself: nothing, where it is a substitution."""
    if grant.acting_for is not None:
        return None
    return grant.assignment or grant.actor_ref


NAME_FOR_THEMSELVES = frozenset(
    {Function.FIRST_SPECIALIST, Function.REGIONAL_LEAD, Function.AQUA_LEAD, Function.MANAGER}
)
APPOINTED_BY = {Function.REGIONAL_LEAD: Function.CENTRAL, Function.AQUA_LEAD: Function.REGIONAL_LEAD}
"""Function -> who names a substitute in the holder's place, or for a vacant post."""


def may_name(grants: Iterable[Grant], post: Post, on: date) -> Grant:
    """The grant under which this person may name a substitute for ``post``. Raises: NotAllowed.

    For their own post only who holds it: a substitute does not pass it on. In somebody else's place the one who
    appoints, or who stands in for the whole of that function.
    """
    valid = [g for g in grants if g.is_valid(on)]
    for grant in valid:
        if post.holding is not None and holding_of(grant) == post.holding and post.function in NAME_FOR_THEMSELVES:
            return grant
    for grant in valid:
        if grant.units is None and grant.effective is APPOINTED_BY.get(post.function) and _above(grant, post):
            return grant
    raise NotAllowed


def _above(grant: Grant, post: Post) -> bool:
    return grant.effective is Function.CENTRAL or (post.region is not None and grant.scope == post.region)


def names_somewhere(grants: Iterable[Grant], on: date) -> bool:
    """Whether there is any post for which this person may name a substitute."""
    appointing = set(APPOINTED_BY.values())
    return any(
        g.is_valid(on)
        and (
            (g.acting_for is None and g.function in NAME_FOR_THEMSELVES) or (g.effective in appointing and not g.units)
        )
        for g in grants
    )


@dataclass(frozen=True, slots=True)
class Substitution:
    """``substitute`` acts for ``post`` in ``period``; ``units`` narrows it to some offices, by opaque id."""

    post: Post
    substitute: str
    period: Period
    units: frozenset[str] | None = None

    @property
    def same_post(self) -> tuple[Function, str, str | None]:
        return self.post.function, self.post.scope, self.post.holding

    def shares_units(self, other: Substitution) -> bool:
        return self.units is None or other.units is None or bool(self.units & other.units)


def fits(new: Substitution, others: Collection[Substitution], *, today: date, longest: int) -> None:
    """``new`` may stand beside ``others``, which are all that run in some of its time; ``longest`` in days.

    Raises: BeginsInPast, SubstitutionTooLong, OutsideHolding, VacantPostIsWhole, StandsInForThemselves,
    SubstitutionOverlaps, SubstitutionCycle, SubstituteIsAway, HolderStandsIn.
    """
    _fits_in_time(new, today, longest)
    if new.post.holding is None and new.units is not None:
        raise VacantPostIsWhole
    if new.substitute == new.post.holder:
        raise StandsInForThemselves
    for other in others:
        if other.same_post == new.same_post and other.shares_units(new):
            until = other.period.until or other.period.since
            raise SubstitutionOverlaps(since=other.period.since.isoformat(), until=until.isoformat())
    _is_one_level_deep(new, others)


def _fits_in_time(new: Substitution, today: date, longest: int) -> None:
    since, until = new.period.since, new.period.until or new.period.since
    if since < today:
        raise BeginsInPast(today=today.isoformat())
    if (until - since).days >= longest:
        raise SubstitutionTooLong(days=longest)
    ends = new.post.held.until if new.post.held is not None else None
    if ends is not None and until > ends:
        raise OutsideHolding(until=ends.isoformat())


def _is_one_level_deep(new: Substitution, others: Collection[Substitution]) -> None:
    holder = new.post.holder
    for other in others:
        if holder is not None and other.substitute == holder and other.post.holder == new.substitute:
            raise SubstitutionCycle
    for other in others:
        if other.post.holder == new.substitute:
            raise SubstituteIsAway
        if holder is not None and other.substitute == holder:
            raise HolderStandsIn
