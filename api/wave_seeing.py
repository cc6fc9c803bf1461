"""Looking at one wave: its state and its offices, as far as somebody may see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from api.problems import NotFound
from api.shapes import obligation_shape
from api.wave_shapes import (
    GateShape,
    MemberShape,
    WaveWhole,
    course_shape,
    group_shape,
    left_out_shape,
    member_shape,
    wave_summary,
)
from models.permissions import WAVE_TABLE, NotAllowed, may_wave
from models.queries import records, wave_sights
from models.queries.owed import open_obligations
from models.queries.scope import names, vacancy
from models.rollout.owed import Step
from models.waves.possible import possible
from models.waves.seats import granted, waiting
from models.wording import Names, Voice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

    from api.deps import Caller
    from models.commands import Envelope
    from models.permissions import Grant
    from models.programme import Programme
    from models.queries.wave_sights import Office
    from models.rollout.owed import Obligation
    from models.status import IsVacant
    from models.waves.commands import WaveCommand
    from models.waves.state import Explanation, LeftOut, Member, WaveState

GATE_STEPS = (Step.REQUEST_PARTICIPATION, Step.RECORD_PARTICIPATION, Step.ANSWER_REFUSAL)


@dataclass(frozen=True)
class WaveSight:
    """One wave, loaded.

    ``offices``: those in the caller's scope, by unit id; ``names``: of regions and teams; ``out``: names by code of
    offices in scope that were left out.
    """

    state: WaveState
    seq: int
    halted: str | None
    offices: dict[str, Office]
    names: Names
    caller: Caller
    gates: tuple[tuple[Office, Obligation], ...] = ()
    out: Mapping[str, str] = field(default_factory=dict)
    is_vacant: IsVacant = lambda _function, _scope: False

    @property
    def wave_id(self) -> str:
        return self.state.wave_id

    @property
    def sees_all(self) -> bool:
        return self.caller.reading.everything

    @cached_property
    def members(self) -> list[Member]:
        """Those in scope, by group and name."""
        its = [m for m in self.state.members.values() if m.unit_id in self.offices]
        return sorted(its, key=lambda m: (m.group, self.offices[m.unit_id].name.casefold(), m.code))

    @property
    def left_out(self) -> list[LeftOut]:
        """Offices in scope that were meant and are not in the wave; codes that nobody knows, to who sees all."""
        return [out for out in self.state.left_out if self.sees_all or out.code in self.out]

    def explained(self, member: Member) -> Explanation | None:
        """Why it has the seats it has, or why it waits today; None when neither is the case."""
        return self._wait_list.get(member.unit_id, member.explained)

    @cached_property
    def _wait_list(self) -> dict[str, Explanation]:
        """The whole list once, whoever reads it: the place of each depends on those before it."""
        grants = granted(waiting(self.state), self.state.courses.values(), self.caller.today)
        return {grant.member.unit_id: grant.explained for grant in grants}

    @cached_property
    def possible(self) -> list[WaveCommand]:
        """What this caller could do now, judged by the very functions that will judge it then."""
        found: list[WaveCommand] = []
        for grant, types in self._grants.items():
            found += possible(self.state, self.stamped(grant), types)
        return found

    @property
    def allowed(self) -> list[str]:
        return sorted({command.type for command in self.possible})

    @property
    def _grants(self) -> dict[Grant, list[str]]:
        found: dict[Grant, list[str]] = {}
        for deed in WAVE_TABLE if self.halted is None else ():
            try:
                found.setdefault(may_wave(self.caller.grants, deed, self.caller.today), []).append(deed)
            except NotAllowed:
                continue
        return found

    def stamped(self, grant: Grant) -> Envelope:
        return records.envelope(
            key="candidate",
            body_hash="",
            grant=grant,
            today=self.caller.today,
            accepted_at=self.caller.now,
            request_id=None,
        )

    def voice(self, programme: Programme, member: Member) -> Voice:
        """For sentences about steps of this office, in its own working days."""
        here = Names(self.names.regions, self.names.teams, {member.unit_id: self.offices[member.unit_id].name})
        calendar = self.state.by_calendar[member.calendar or ""]
        return Voice(programme, here, calendar, self.caller.today, self.caller.language)

    def shape(self, programme: Programme) -> WaveWhole:
        language, state = self.caller.language, self.state
        summary = wave_summary(state, self.members, version=self.seq, language=language)
        return WaveWhole(
            **dict(summary),
            groups=[group_shape(state, g, self.members, self.names.regions, language) for g in state.groups],
            courses=[
                course_shape(c, sees_all=self.sees_all, is_over=state.is_over, language=language)
                for c in state.courses.values()
            ],
            offices=[self._member(m) for m in self.members],
            left_out=[left_out_shape(out, language) for out in self.left_out],
            gates=[self._gate(programme, office, owed) for office, owed in self.gates],
            allowed_commands=self.allowed,
            halted=self.halted is not None,
        )

    def _member(self, member: Member) -> MemberShape:
        name, explained = self.offices[member.unit_id].name, self.explained(member)
        return member_shape(self.state, member, name, self.caller.language, explained=explained, sees_all=self.sees_all)

    def _gate(self, programme: Programme, office: Office, owed: Obligation) -> GateShape:
        voice = self.voice(programme, self.state.members[office.unit_id])
        shape = obligation_shape(voice, owed, vacant=self.is_vacant(owed.holder, owed.scope))
        return GateShape(**dict(shape), unit=office.code)


async def see_wave(session: AsyncSession, caller: Caller, wave_id: str, *, gates: bool = True) -> WaveSight:
    """The wave as it is. Raises: NotFound."""
    offices = await wave_sights.offices(session, caller.reading, wave_id)
    if not offices:
        raise NotFound
    head = await wave_sights.head(session, wave_id)
    at_gate = [unit_id for unit_id in offices if _has_gate(head.state, unit_id)] if gates else []
    return WaveSight(
        state=head.state,
        seq=head.seq,
        halted=head.halted,
        offices=offices,
        names=await names(session),
        caller=caller,
        gates=await _gates(session, offices, at_gate),
        out=await wave_sights.readable(session, caller.reading, [out.code for out in head.state.left_out]),
        is_vacant=await vacancy(session, caller.today) if at_gate else lambda _function, _scope: False,
    )


def _has_gate(state: WaveState, unit_id: str) -> bool:
    """Somebody is nominated there, and a calendar says how its days are counted."""
    member = state.members.get(unit_id)
    return member is not None and bool(member.nominated) and member.calendar in state.by_calendar


async def _gates(
    session: AsyncSession, offices: dict[str, Office], at_gate: list[str]
) -> tuple[tuple[Office, Obligation], ...]:
    """Open steps of the participation, by due date."""
    if not at_gate:
        return ()
    owed = await open_obligations(session, at_gate)
    found = [(offices[unit_id], o) for unit_id, its in owed.items() for o in its if o.step in GATE_STEPS]
    return tuple(sorted(found, key=lambda pair: (pair[1].due_on, pair[0].code)))
