"""Who may do what: one table, one judge. Function times scope, for API, pages, exports and mail alike.

``may`` answers for commands to a unit, ``may_wave`` for waves, ``may_report`` for reports, ``Reading`` says what a
person sees. What definition and history say (four eyes, whose step it is now) is ``decide``'s business.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from models.errors import Refusal
from models.organisation import Function
from models.remedies import Remedy
from models.rollout.owed import NATIONAL


class NotAllowed(Refusal):
    """Your function may not do this here."""

    german = "Ihre Funktion darf diesen Schritt hier nicht ausführen."
    remedy = Remedy(
        "Wer für eine Dienststelle zuständig ist, steht auf ihrer Seite; sonst bitte die Zentrale fragen.",
        "The page of an office shows who is responsible for it; otherwise ask head office.",
    )


@dataclass(frozen=True, slots=True)
class Grant:
    """One function a person holds: its scope is a region's, AQua team's or unit's key, or NATIONAL.

    ``acting_for`` is set in a substitution, which ``units`` may narrow to some offices by opaque id; ``own_scope`` is
    then where the substitute holds ``function``. ``assignment`` and ``actor_ref`` are opaque.
    """

    function: Function
    scope: str
    actor_ref: str
    assignment: str | None = None
    acting_for: Function | None = None
    since: date | None = None
    until: date | None = None
    units: frozenset[str] | None = None
    own_scope: str | None = None

    @property
    def effective(self) -> Function:
        return self.acting_for or self.function

    def is_valid(self, on: date) -> bool:
        """``until`` is the last valid day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class UnitScope:
    """Where a unit lies, as permission sees it."""

    unit_id: str
    region: str | None
    aqua_team: str | None


C, F, R, A, M = (
    Function.CENTRAL,
    Function.FIRST_SPECIALIST,
    Function.REGIONAL_LEAD,
    Function.AQUA_LEAD,
    Function.MANAGER,
)
SYSTEM = Function.SYSTEM

COMMAND_TABLE: dict[str, frozenset[Function]] = {
    "state_standing": frozenset({C, R}),
    "decide_participation": frozenset({R}),
    "assign_manager": frozenset({R}),
    "vacate_manager": frozenset({R}),
    "pause": frozenset({R}),
    "resume": frozenset({R}),
    "close": frozenset({R}),
    "change_due_date": frozenset({R}),
    "nominate_companion": frozenset({R, A, M}),
    "release_companion": frozenset({R, A, M}),
    "record_milestone": frozenset({R, A, M}),
    "record_qualification": frozenset({F}),
    # A qualification wave admits to its courses, and a course may carry a workshop of several offices.
    "admit_companion": frozenset({F, SYSTEM}),
    "plan_workshop": frozenset({F, R, A, SYSTEM}),
    "move_workshop": frozenset({F, R, A, SYSTEM}),
    "cancel_workshop": frozenset({F, R, A, SYSTEM}),
    # The regional lead confirms in substitution or under four eyes only: a substitution counts as AQUA_LEAD here,
    # four eyes is judged by decide, which refuses the plain regional lead by name.
    "confirm_workshop": frozenset({R, A}),
    "withdraw_confirmation": frozenset({R, A}),
    "return_to_region": frozenset({A}),
    "correct_date": frozenset({F, R, A, M}),
    "assign_aqua_team": frozenset({SYSTEM}),
    "assign_region": frozenset({SYSTEM}),
    "adopt_calendar": frozenset({SYSTEM}),
    "join_wave": frozenset({SYSTEM}),
    "move_seat": frozenset({SYSTEM}),
    "leave_wave": frozenset({SYSTEM}),
    "decline_wave": frozenset({R, A, M}),
    "request_participation": frozenset({C, R}),
    "record_participation": frozenset({C, R}),
}
"""Command type -> functions that may give it within their scope."""

WAVE_TABLE: dict[str, frozenset[Function]] = {
    "preview_wave": frozenset({C}),
    "start_wave": frozenset({C}),
    "pause_wave": frozenset({C}),
    "resume_wave": frozenset({C}),
    "abort_wave": frozenset({C}),
    "retry_failed": frozenset({C}),
    "open_group": frozenset({C}),
    "add_member": frozenset({C}),
    "withdraw_member": frozenset({C}),
    "plan_course": frozenset({F}),
    "move_course": frozenset({F}),
    "cancel_course": frozenset({F}),
    "close_course": frozenset({F}),
    "record_module": frozenset({F}),
    "record_results": frozenset({F}),
}
"""What is done to a qualification wave and its courses -> functions that may do it; both hold nationwide."""

REPORT_TABLE: dict[str, frozenset[Function]] = {
    "attest": frozenset({R}),
    "ask_back": frozenset({C}),
    "acknowledge": frozenset({C}),
}
"""What is done to a region's report -> functions that may do it; regional leads only to their own region's."""

ADMINISTRATION: dict[str, frozenset[Function]] = {
    "import_units": frozenset({C}),
    "import_standing": frozenset({C, R}),
    "import_people": frozenset({C, R}),
    "write_people": frozenset({C, R}),
    "forget_person": frozenset({C, R}),
    "read_people": frozenset({C, R, F, A, M, Function.AUDITOR}),
    "write_aqua_teams": frozenset({C, R}),
    "read_feedback": frozenset({C}),
}
"""What is done outside a unit's rollout; regional leads only within their own region."""


def covers(grant: Grant, place: UnitScope) -> bool:
    """Whether the unit lies within the grant's scope."""
    if grant.units is not None and place.unit_id not in grant.units:
        return False
    match grant.effective:
        case Function.REGIONAL_LEAD:
            return place.region is not None and grant.scope == place.region
        case Function.AQUA_LEAD:
            return place.aqua_team is not None and grant.scope == place.aqua_team
        case Function.MANAGER:
            return grant.scope == place.unit_id
        case _:
            return grant.scope == NATIONAL


def may(grants: Iterable[Grant], command_type: str, place: UnitScope, on: date) -> Grant:
    """The first of ``all_that_may``. Raises: NotAllowed."""
    return all_that_may(grants, command_type, place, on)[0]


def all_that_may(grants: Iterable[Grant], command_type: str, place: UnitScope, on: date) -> list[Grant]:
    """The grants under which this person may give the command here today, at least one. Raises: NotAllowed.

    The function that is closest to the unit goes first (manager, AQua lead, regional lead), a substitution last.
    """
    allowed = COMMAND_TABLE.get(command_type, frozenset())
    fitting = [g for g in grants if g.is_valid(on) and g.effective in allowed and covers(g, place)]
    if not fitting:
        raise NotAllowed
    return sorted(fitting, key=_closeness)


def may_wave(grants: Iterable[Grant], deed: str, on: date) -> Grant:
    """The grant under which this person may do ``deed`` to a wave today. Raises: NotAllowed."""
    allowed = WAVE_TABLE.get(deed, frozenset())
    fitting = [
        g for g in grants if g.is_valid(on) and g.units is None and g.effective in allowed and g.scope == NATIONAL
    ]
    if not fitting:
        raise NotAllowed
    return min(fitting, key=_closeness)


def may_report(grants: Iterable[Grant], deed: str, region: str, on: date) -> Grant:
    """The grant under which this person may do ``deed`` to the report of a region today. Raises: NotAllowed."""
    allowed = REPORT_TABLE.get(deed, frozenset())
    fitting = [
        g
        for g in grants
        if g.is_valid(on)
        and g.units is None
        and g.effective in allowed
        and g.scope == (region if g.effective is Function.REGIONAL_LEAD else NATIONAL)
    ]
    if not fitting:
        raise NotAllowed
    return min(fitting, key=_closeness)


CLOSEST_FIRST = (M, A, R, F, C, SYSTEM, Function.AUDITOR)


def _closeness(grant: Grant) -> tuple[bool, int]:
    return grant.acting_for is not None, CLOSEST_FIRST.index(grant.effective)


def may_administer(grants: Iterable[Grant], action: str, region: str | None, on: date) -> Grant:
    """The grant for an administrative action; ``region`` None means beyond one region. Raises: NotAllowed."""
    for grant in grants:
        if grant.is_valid(on) and grant.units is None and grant.effective in ADMINISTRATION[action]:
            regional = grant.effective is Function.REGIONAL_LEAD
            if not regional or (region is not None and grant.scope == region):
                return grant
    raise NotAllowed


def reach(grants: Iterable[Grant], action: str, on: date) -> frozenset[str] | None:
    """The regions within which an administrative action is allowed; None for all of them. Raises: NotAllowed."""
    fitting = [g for g in grants if g.is_valid(on) and g.units is None and g.effective in ADMINISTRATION[action]]
    if not fitting:
        raise NotAllowed
    if any(g.effective is not Function.REGIONAL_LEAD for g in fitting):
        return None
    return frozenset(g.scope for g in fitting)


READS_ALL = frozenset({Function.CENTRAL, Function.FIRST_SPECIALIST, Function.AUDITOR, Function.SYSTEM})


@dataclass(frozen=True, slots=True)
class Reading:
    """Which units a person sees whole. Everything else does not exist for them, except in aggregates.

    ``in_regions`` and ``in_teams`` are (unit, region) and (unit, team) of narrowed substitutions: such a unit is seen
    as long as it lies there.
    """

    everything: bool = False
    regions: frozenset[str] = field(default_factory=frozenset)
    teams: frozenset[str] = field(default_factory=frozenset)
    units: frozenset[str] = field(default_factory=frozenset)
    in_regions: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    in_teams: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    @property
    def has_single_units(self) -> bool:
        return bool(self.units or self.in_regions or self.in_teams)

    def includes(self, place: UnitScope) -> bool:
        return (
            self.everything
            or place.region in self.regions
            or place.aqua_team in self.teams
            or place.unit_id in self.units
            or (place.unit_id, place.region) in self.in_regions
            or (place.unit_id, place.aqua_team) in self.in_teams
        )


def reading(grants: Iterable[Grant], on: date) -> Reading:
    """The union of what the valid grants let a person see."""
    valid = [g for g in grants if g.is_valid(on)]
    whole = [g for g in valid if g.units is None]
    some = [(g, unit) for g in valid if g.units is not None for unit in g.units]

    def scopes(function: Function) -> frozenset[str]:
        return frozenset(g.scope for g in whole if g.effective is function)

    return Reading(
        everything=any(g.effective in READS_ALL for g in whole),
        regions=scopes(Function.REGIONAL_LEAD),
        teams=scopes(Function.AQUA_LEAD),
        units=scopes(Function.MANAGER) | {unit for g, unit in some if _is_all_there_is(g, unit)},
        in_regions=frozenset((unit, g.scope) for g, unit in some if g.effective is Function.REGIONAL_LEAD),
        in_teams=frozenset((unit, g.scope) for g, unit in some if g.effective is Function.AQUA_LEAD),
    )


def _is_all_there_is(grant: Grant, unit: str) -> bool:
    """Whether the unit is in the scope of the narrowed grant wherever it lies."""
    return grant.scope == (unit if grant.effective is Function.MANAGER else NATIONAL)
