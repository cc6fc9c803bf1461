"""The people of the demo: invented names (function and number), real scopes, one sign-in name each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from models.demo.chance import opaque
from models.demo.office import Office
from models.demo.teams import Team
from models.organisation import Function
from models.rollout.owed import NATIONAL

SPECIALISTS = 4
SPARE = 3
AWAY = ("AQ-500-01", "AQ-500-02")
"""The lead of the first of these teams is on leave, that of the second stands in."""


@dataclass(frozen=True, slots=True)
class Person:
    """``username`` is the subject that signs in; ``ref`` stands for the person in every journal.

    ``region`` keeps the data, None the Zentrale. ``signs_in``: False for those who are remembered only because they
    were in function.
    """

    username: str
    name: str
    region: str | None = None
    signs_in: bool = True

    @property
    def id(self) -> str:
        return opaque("p", "demo", self.username)

    @property
    def ref(self) -> str:
        return opaque("a", "demo", self.username)


@dataclass(frozen=True, slots=True)
class Post:
    """A function with its scope and who fills it; ``has_left``: filled until a few weeks ago, vacant since."""

    person: Person
    function: Function
    scope: str
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody but the responsible managers, whose offices put them in place."""

    posts: tuple[Post, ...]
    at: dict[tuple[Function, str], tuple[Post, ...]] = field(init=False)

    def __post_init__(self) -> None:
        at: dict[tuple[Function, str], tuple[Post, ...]] = {}
        for post in self.posts:
            key = post.function, post.scope
            at[key] = (*at.get(key, ()), post)
        object.__setattr__(self, "at", at)

    def holders(self, function: Function, scope: str) -> tuple[Post, ...]:
        return self.at.get((function, scope), ())


def staff(regions: Iterable[str], teams: Iterable[Team]) -> Staff:
    """Zentrale, Revision, first specialists, one lead per region, one per AQua team."""
    posts = [
        Post(Person("zentrale", "Zentrale POE 01"), Function.CENTRAL, NATIONAL),
        Post(Person("auditor", "Revision 01"), Function.AUDITOR, NATIONAL),
    ]
    for n in range(1, SPECIALISTS + 1):
        username = "fachkraft" if n == 1 else f"fachkraft-{n}"
        posts.append(Post(Person(username, f"Erste Fachkraft iLB {n:02}"), Function.FIRST_SPECIALIST, NATIONAL))
    for n, region in enumerate(sorted(regions), 1):
        person = Person(f"rd-{region}", f"iLB-Verantwortung Region {n:02}", region)
        posts.append(Post(person, Function.REGIONAL_LEAD, region))
    for n, team in enumerate(teams, 1):
        person = Person(f"aqua-{team.code}", f"Teamleitung AQua {n:02}", team.region)
        posts.append(Post(person, Function.AQUA_LEAD, team.code, has_left=not team.has_lead))
    return Staff(tuple(posts))


def spare_people(regions: Iterable[str]) -> tuple[Person, ...]:
    """In each region some who hold no function: whoever fills a vacant one finds somebody to choose."""
    return tuple(
        Person(f"frei-{region}-{k}", f"Weitere Person {n:02}/{k}", region)
        for n, region in enumerate(sorted(regions), 1)
        for k in range(1, SPARE + 1)
    )


def manager_of(office: Office, number: int, before: int = 0) -> Person:
    """The responsible manager of an office, the last one or one ``before``; ``number`` counts the offices."""
    name = f"Führungskraft {number:03}"
    if before:
        return Person(f"manager-{office.code}-{before}", f"{name} (bis zum Wechsel)", office.region, signs_in=False)
    return Person(f"manager-{office.code}", name, office.region)
