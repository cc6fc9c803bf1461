"""Where the rollout waits: for each milestone how many offices, how long, for whom, where and why; and which they are.

Lists of offices are for those who may see them, in the order of due dates or names, never of how bad it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from models.programme import Programme
from models.reporting.figures import Offices, Part, Spread
from models.reporting.needs import Waiting
from models.reporting.spreads import spread
from models.reporting.unit import UnitAsOf
from models.rollout.owed import Step
from models.status import IsVacant

NO_REASON = ""
"""Nobody has given one: neither paused nor with a changed due date."""


class Bottleneck(Part):
    """Offices that wait for one milestone.

    ``holders``: by the function whose turn it is; ``regions``: by region ("" for none); ``reasons``: by
    ``pause/<code>``, ``due_date/<code>`` or NO_REASON. ``gross``: days since the step opened; ``net``: without pauses.
    """

    milestone: str
    offices: Offices
    late: Offices = 0
    orphans: Offices = 0
    gross: Spread = Spread()
    net: Spread = Spread()
    holders: dict[str, Offices]
    regions: dict[str, Offices]
    reasons: dict[str, Offices]


def queue(units: Iterable[UnitAsOf], is_vacant: IsVacant) -> list[Waiting]:
    """Every office that waits for a milestone, with the step it waits for; paused ones wait, too. By due date."""
    found: list[Waiting] = []
    for unit in units:
        seen: set[str] = set()
        for step in unit.steps:
            stands = replace(step, suspended=False).is_open(unit.on)
            if unit.is_outside or not stands or step.step is Step.REVIEW_PAUSE or step.milestone in seen:
                continue
            seen.add(step.milestone)
            found.append(Waiting(unit, step, step.scope is None or is_vacant(step.holder, step.scope)))
    return sorted(found, key=lambda each: (each.step.due_on, each.unit.office.name, each.step.key))


def bottlenecks(programme: Programme, found: Iterable[Waiting]) -> tuple[Bottleneck, ...]:
    """One for each milestone that somebody waits for, in the order of the programme."""
    groups: dict[str, list[Waiting]] = defaultdict(list)
    for each in found:
        groups[each.step.milestone].append(each)
    order = [*programme.by_key, *(key for key in groups if key not in programme.by_key)]
    return tuple(_bottleneck(key, groups[key]) for key in order if key in groups)


def _bottleneck(milestone: str, group: Sequence[Waiting]) -> Bottleneck:
    return Bottleneck(
        milestone=milestone,
        offices=len(group),
        late=sum(each.is_late for each in group),
        orphans=sum(each.is_orphan for each in group),
        gross=spread(each.gross for each in group),
        net=spread(each.net for each in group),
        holders=_counted(each.step.holder.value for each in group),
        regions=_counted(each.unit.region or "" for each in group),
        reasons=_counted(reason(each) for each in group),
    )


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def reason(each: Waiting) -> str:
    """Why it takes longer: a pause before a changed due date."""
    pause = each.unit.true.get("@paused")
    if pause is not None:
        return f"pause/{pause.detail or ''}"
    return f"due_date/{each.step.changed}" if each.step.changed is not None else NO_REASON
