"""Real offices for a wave to ask: their own ``decide`` answers, their own ``report`` tells. No server, no mocks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from models import commands as cmd
from models.errors import Refusal
from models.organisation import Function
from models.rollout.clocks import ring
from models.rollout.decide import decide
from models.rollout.evolve import fold
from models.rollout.state import UnitState
from models.waves.asks import Answer, Ask
from models.waves.report import report
from tests import making
from tests.unit.waves.making import WAVE

PEOPLE = (Function.REGIONAL_LEAD, Function.MANAGER, Function.FIRST_SPECIALIST, Function.AQUA_LEAD)


class Offices:
    """Some offices by id, and what each has accepted under which key."""

    def __init__(self, *, gated: Iterable[str], open_gate: Iterable[str], on: date) -> None:
        with_gate, without = making.programme(), making.programme(participation_gate=False)
        gates = {**dict.fromkeys(gated, with_gate), **dict.fromkeys(open_gate, without)}
        self.states: dict[str, UnitState] = {}
        self.accepted: dict[str, dict[str, str]] = {}
        self.seq: dict[str, int] = {}
        for unit_id, programme in sorted(gates.items()):
            started = making.started(on=on, programme=programme).model_copy(update={"unit_id": unit_id})
            self.states[unit_id] = fold([started])
            self.accepted[unit_id], self.seq[unit_id] = {}, 1

    def give(self, unit_id: str, command: cmd.Command, today: date, who: Function | None = None) -> str | None:
        """The name of the refusal, or None when the office took it."""
        envelope = making.envelope(today=today, who=who or making.usual(command))
        try:
            events = decide(self.states[unit_id], command, envelope)
        except Refusal as refusal:
            return type(refusal).__name__
        self.states[unit_id] = fold(events, self.states[unit_id])
        self.seq[unit_id] += len(events)
        return None

    def asked(self, ask: Ask, today: date) -> str | None:
        """As the workflow of the office does: a key that was accepted keeps its answer, for the same body only."""
        body = json.dumps(ask.command.model_dump(mode="json"), sort_keys=True)
        known = self.accepted[ask.unit_id].get(ask.key)
        if known is not None:
            return None if known == body else "KeyReused"
        why = self.give(ask.unit_id, ask.command, today, Function.SYSTEM)
        if why is None:
            self.accepted[ask.unit_id][ask.key] = body
        return why

    def answer(self, ask: Ask, today: date) -> Answer:
        why = self.asked(ask, today)
        return Answer(unit_id=ask.unit_id, ask=ask, why=why, report=self.look(ask.unit_id).report)

    def look(self, unit_id: str) -> Answer:
        return Answer(unit_id=unit_id, report=report(self.states[unit_id], WAVE, self.seq[unit_id]))

    def wake(self, today: date) -> None:
        """The offices' own clocks."""
        for unit_id, state in self.states.items():
            events = ring(state, today)
            self.states[unit_id] = fold(events, state)
            self.seq[unit_id] += len(events)
