"""Which part each office plays in the demo: where it stands today, and who finds something to do there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from models.demo.cases import PREPARED
from models.demo.chance import Chance, chance
from models.demo.office import Office
from models.demo.teams import Team


class Role(StrEnum):
    """First the places on the usual way, the furthest first; then what needs somebody today."""

    SUSTAINED = "sustained"
    CONSOLIDATION = "consolidation"
    OPERATION = "operation"
    OFFER = "offer"
    QUALIFYING = "qualifying"
    COURSE = "course"
    PREPARING = "preparing"
    UNDECIDED = "undecided"
    DECLINED = "declined"
    CONFIRM_IMPLEMENTATION = "confirm_implementation"
    CONFIRM_CONSOLIDATION = "confirm_consolidation"
    RETURNED = "returned"
    VACANT = "vacant"
    RESTORE = "restore"
    LATE_RESTORE = "late_restore"
    LATE_NOMINATION = "late_nomination"
    LATE_COURSE = "late_course"
    LATE_OFFER = "late_offer"
    LATE_PLAN = "late_plan"
    LATE_QUALIFICATION = "late_qualification"
    PAUSED = "paused"
    UNCOVERED = "uncovered"
    LEADERLESS = "leaderless"


@dataclass(frozen=True, slots=True)
class Part:
    """``turn`` numbers the offices of one kind in one role, so that they differ by plan and not only by chance."""

    role: Role
    turn: int


WAY: dict[Role, tuple[int, int]] = {
    Role.SUSTAINED: (42, 52),
    Role.CONSOLIDATION: (13, 20),
    Role.OPERATION: (13, 36),
    Role.OFFER: (8, 13),
    Role.QUALIFYING: (11, 23),
    Role.COURSE: (5, 13),
    Role.PREPARING: (4, 10),
    Role.UNDECIDED: (0, 56),
    Role.DECLINED: (0, 37),
}
"""How many Agenturen and gE of 150 and 301, the furthest first."""

NEEDS: dict[Role, tuple[int, int]] = {
    Role.CONFIRM_IMPLEMENTATION: (8, 8),
    Role.CONFIRM_CONSOLIDATION: (5, 5),
    Role.RETURNED: (1, 2),
    Role.VACANT: (12, 0),
    Role.RESTORE: (4, 5),
    Role.LATE_RESTORE: (1, 1),
    Role.LATE_NOMINATION: (2, 2),
    Role.LATE_COURSE: (3, 1),
    Role.LATE_OFFER: (3, 2),
    Role.LATE_PLAN: (2, 1),
    Role.LATE_QUALIFICATION: (1, 1),
    Role.PAUSED: (7, 8),
    Role.UNCOVERED: (3, 3),
}
"""As WAY; spread evenly over the regions, so that no region looks like a failure."""

PINNED = (
    (PREPARED["aqua"].unit, Role.CONFIRM_IMPLEMENTATION),
    ("GE-03254", Role.CONSOLIDATION),
    (PREPARED["rd"].unit, Role.VACANT),
)
"""The prepared cases; and the gE next to the first, so that its AQua lead also has a workshop to plan."""
WITHOUT_AQUA_STEPS = (Role.SUSTAINED, Role.OPERATION, Role.COURSE, Role.SUSTAINED)
"""What the other offices of a team without a lead do: few orphans tell the story, many would drown it."""
HEAD_START = 0.12
"""How far the fastest region is ahead of the slowest: of all its offices, this share has gone one role further."""


def cast(offices: Iterable[Office], teams: Iterable[Team], seed: int) -> dict[str, Part]:
    """The part of every office, by unit id."""
    offices = sorted(offices, key=lambda o: o.code)
    leaderless = {unit: team for team in teams if not team.has_lead for unit in team.offices}
    parts: dict[str, Part] = {}
    for agenturen in (True, False):
        of_kind = [o for o in offices if o.is_agentur is agenturen]
        roles = dict(_pinned(of_kind))
        roles |= dict(_without_lead(of_kind, leaderless))
        _deal(of_kind, roles, NEEDS, chance(seed, "needs", agenturen), {})
        head_starts = {o.region: chance(seed, "pace", o.region).uniform(0, HEAD_START) for o in of_kind}
        _deal(of_kind, roles, WAY, chance(seed, "way", agenturen), head_starts)
        parts |= _numbered(of_kind, roles)
    return parts


def _pinned(offices: list[Office]) -> Iterator[tuple[str, Role]]:
    by_code = {o.code: o for o in offices}
    for code, role in PINNED:
        if code in by_code:
            yield by_code[code].id, role


def _without_lead(offices: list[Office], leaderless: dict[str, Team]) -> Iterator[tuple[str, Role]]:
    """One Agentur and one gE of each such team wait for a lead; the others owe nothing that a lead would have to do."""
    seen: Counter[str] = Counter()
    for office in (o for o in offices if o.id in leaderless):
        number = seen[leaderless[office.id].code]
        seen[leaderless[office.id].code] += 1
        yield office.id, WITHOUT_AQUA_STEPS[number % len(WITHOUT_AQUA_STEPS)] if number else Role.LEADERLESS


def _deal(
    offices: list[Office],
    roles: dict[str, Role],
    wanted: dict[Role, tuple[int, int]],
    luck: Chance,
    head_starts: dict[str, float],
) -> None:
    """Give the ``wanted`` roles to offices that have none; whoever is left over takes the first role of the way."""
    free = _mixed([o for o in offices if o.id not in roles], luck, head_starts)
    column = 0 if offices and offices[0].is_agentur else 1
    scale = len(offices) / (150, 301)[column]
    given = Counter(roles.values())
    pack = [role for role, counts in wanted.items() for _ in range(round(counts[column] * scale) - given[role])]
    if wanted is WAY:
        pack = (pack + [Role.SUSTAINED] * len(free))[: len(free)]
        pack.sort(key=list(WAY).index)
    roles.update((office.id, role) for office, role in zip(free, pack, strict=False))


def _mixed(offices: list[Office], luck: Chance, head_starts: dict[str, float]) -> list[Office]:
    """In an order in which every region comes up as often as it has offices, the faster ones a little earlier."""
    places: dict[str, float] = {}
    for region in sorted({o.region for o in offices}):
        its = [o for o in offices if o.region == region]
        luck.shuffle(its)
        shift = luck.random()
        places |= {o.id: (n + shift) / len(its) - head_starts.get(region, 0) for n, o in enumerate(its)}
    return sorted(offices, key=lambda o: (places[o.id], o.code))


def _numbered(offices: list[Office], roles: dict[str, Role]) -> dict[str, Part]:
    """Turns by code; a prepared case has the first turn of its role."""
    pinned = {code for code, _ in PINNED}
    turns: Counter[Role] = Counter()
    parts: dict[str, Part] = {}
    for office in sorted(offices, key=lambda o: (o.code not in pinned, o.code)):
        role = roles[office.id]
        parts[office.id] = Part(role, turns[role])
        turns[role] += 1
    return parts
