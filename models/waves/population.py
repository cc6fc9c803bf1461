"""Which offices are in: all that the filter means, but for those that are out with a reason; and in which group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from models.calendar import SharedCalendar
from models.organisation import LegalArea, UnitKind
from models.programme import GateTerms
from models.rollout.state import SideState
from models.waves.plan import Filter, GroupBy, Grouping, WavePlan
from models.waves.seats import in_order
from models.waves.state import Group, LeftOut, Member

MOST_SEATS = 50


class Candidate(BaseModel):
    """One office as a wave is prepared: what SQL knows of it today.

    ``started`` False: it has no rollout yet. ``undecided``: taking part is open. ``minimum`` companions are to
    be qualified; ``qualified`` are, ``admitted`` have a seat, ``waiting`` are nominated without one (active ones only).
    ``wave``: the wave it is in now. ``waiting_since``: the day from which it lacks companions. ``gate`` None: no staff
    representation takes part here.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    unit_id: str
    code: str
    region: str | None = None
    kind: UnitKind
    legal_area: LegalArea
    stage: str = ""
    side_state: SideState = SideState.NONE
    started: bool = True
    undecided: bool = False
    minimum: int = 1
    qualified: int = 0
    admitted: int = 0
    waiting: int = 0
    wave: str | None = None
    waiting_since: date | None = None
    calendar: SharedCalendar | None = None
    gate: GateTerms | None = GateTerms()

    @property
    def demand(self) -> int:
        """Companions missing to the minimum; 1 when somebody who is nominated beyond it waits for a seat."""
        return max(self.minimum - self.qualified - self.admitted, min(self.waiting, 1), 0)


class Population(BaseModel):
    """Candidates that are in, by code, and everybody who is out, by code, with a reason."""

    model_config = ConfigDict(frozen=True)

    included: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...]


def populate(plan: WavePlan, candidates: Iterable[Candidate]) -> Population:
    """Who is in and who is out. ``candidates`` are all offices that SQL knows, whatever the filter says."""
    known = {candidate.code: candidate for candidate in candidates}
    included, left_out = [], []
    for code in sorted(known):
        candidate = known[code]
        if not means(plan.filter, candidate):
            continue
        why = why_out(candidate, plan.exclusions)
        if why is None:
            included.append(candidate)
        else:
            left_out.append(LeftOut(code=code, reason=why, unit_id=candidate.unit_id))
    left_out += [LeftOut(code=code, reason="unknown_code") for code in sorted(_named(plan) - known.keys())]
    return Population(included=tuple(included), left_out=tuple(left_out))


def means(wanted: Filter, candidate: Candidate) -> bool:
    """Whether the filter means this office."""
    return (
        (not wanted.regions or candidate.region in wanted.regions)
        and (not wanted.kinds or candidate.kind in wanted.kinds)
        and (not wanted.legal_areas or candidate.legal_area in wanted.legal_areas)
        and (not wanted.stages or candidate.stage in wanted.stages)
        and (not wanted.units or candidate.code in wanted.units)
    )


SIDE_STATES = {
    SideState.PAUSED: "paused",
    SideState.NOT_PARTICIPATING: "not_participating",
    SideState.MERGED: "ended",
    SideState.CLOSED: "ended",
}


def why_out(candidate: Candidate, exclusions: dict[str, str] | None = None) -> str | None:
    """The reason's code, or None when the office is in. What people decided counts before what the office says."""
    if exclusions and candidate.code in exclusions:
        return f"excluded:{exclusions[candidate.code]}"
    if not candidate.started:
        return "not_started"
    if candidate.side_state in SIDE_STATES:
        return SIDE_STATES[candidate.side_state]
    if candidate.undecided:
        return "undecided"
    if candidate.wave is not None:
        return "in_another_wave"
    return "nothing_needed" if candidate.demand == 0 else None


def _named(plan: WavePlan) -> set[str]:
    """All codes that the plan names."""
    listed = (plan.filter.units, plan.grouping.pilot, *plan.grouping.listed, tuple(plan.exclusions))
    return {code for codes in listed for code in codes}


def member(candidate: Candidate, plan: WavePlan, today: date) -> Member:
    """The office as a member, not yet in a group."""
    return Member(
        unit_id=candidate.unit_id,
        code=candidate.code,
        region=candidate.region,
        calendar=candidate.calendar.id if candidate.calendar else None,
        demand=max(1, min(candidate.demand, plan.seats_per_office or MOST_SEATS, MOST_SEATS)),
        have=candidate.qualified,
        need=candidate.minimum,
        waiting_since=candidate.waiting_since,
        since=today,
    )


def grouped(members: Iterable[Member], grouping: Grouping) -> tuple[tuple[Group, ...], tuple[Member, ...]]:
    """Groups, the pilot first, none of them empty; and the members, each with the number of its group."""
    ordered = in_order(members)
    pilot = [m for m in ordered if m.code in grouping.pilot] if grouping.pilot else ordered[: grouping.pilot_size]
    taken = {m.unit_id for m in pilot}
    others = [m for m in ordered if m.unit_id not in taken]
    parts = [(Group(number=0, pilot=True), pilot), *_parts(others, grouping)]
    groups: list[Group] = []
    placed: list[Member] = []
    for group, inside in parts:
        if inside:
            number = len(groups)
            groups.append(group.but(number=number))
            placed += [m.but(group=number) for m in inside]
    return tuple(groups), tuple(placed)


def _parts(ordered: Sequence[Member], grouping: Grouping) -> list[tuple[Group, list[Member]]]:
    bare = Group(number=0)
    match grouping.by:
        case GroupBy.REGION:
            regions = sorted({m.region for m in ordered}, key=lambda region: (region is None, region or ""))
            return [(bare.but(region=r), [m for m in ordered if m.region == r]) for r in regions]
        case GroupBy.SIZE:
            size = grouping.size or 1
            return [(bare, list(ordered[n : n + size])) for n in range(0, len(ordered), size)]
        case GroupBy.LISTED:
            lists = [set(codes) for codes in grouping.listed]
            rest = [m for m in ordered if not any(m.code in codes for codes in lists)]
            return [*((bare, [m for m in ordered if m.code in codes]) for codes in lists), (bare, rest)]
        case GroupBy.TOGETHER:
            return [(bare, list(ordered))]
