"""Offices and a wave on one stage: both sides decided by the real rules, day by day, recorded like any other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from models.chain import GENESIS, Entry, linked, stream_of, wave_stream
from models.commands import BY_SYSTEM, By, Command, Envelope
from models.demo.scene import Scene
from models.errors import Refusal
from models.organisation import Function
from models.rollout.decide import decide
from models.rollout.evolve import fold
from models.rollout.owed import NATIONAL
from models.rollout.state import UnitState
from models.waves.asks import Answer, Ask, open_asks
from models.waves.birth import prepared
from models.waves.commands import WaveCommand
from models.waves.consequences import consequences
from models.waves.decide import decide_wave
from models.waves.evolve import fold_wave
from models.waves.hearing import heard
from models.waves.plan import WavePlan
from models.waves.population import Candidate
from models.waves.report import report
from models.waves.state import WaveState

MORNING = time(8, 0, tzinfo=UTC)
STEP = timedelta(seconds=40)
ROUNDS = 50
"""More than any day has: an endless conversation would be a fault of the rules."""


@dataclass
class Recorded:
    """One stream while it goes on: what is new since ``seq`` and ``last_hash``."""

    stream: str
    seq: int = 0
    last_hash: str = GENESIS
    entries: list[Entry] = field(default_factory=list)

    def add(self, events: Sequence[Any], at: datetime, envelope: Envelope | None = None) -> None:
        new = linked(self.stream, self.seq, self.last_hash, list(events), at, envelope)
        if new:
            self.seq, self.last_hash = new[-1].seq, new[-1].hash
            self.entries += new


@dataclass
class House:
    """An office of the play."""

    candidate: Candidate
    state: UnitState
    record: Recorded

    @property
    def region(self) -> str:
        return self.state.region or ""

    def give(self, command: Command, envelope: Envelope) -> str | None:
        """The refusal's name, or None."""
        try:
            events = decide(self.state, command, envelope)
        except Refusal as refusal:
            return type(refusal).__name__
        self.record.add(events, envelope.accepted_at, envelope)
        self.state = fold(events, self.state)
        return None


def house(candidate: Candidate, state: UnitState, seq: int, last_hash: str) -> House:
    return House(candidate, state, Recorded(stream_of(candidate.unit_id), seq, last_hash))


class Play:
    """One wave and its offices, from the day it is prepared."""

    def __init__(self, scene: Scene, wave_id: str, plan: WavePlan, houses: Sequence[House], day: date) -> None:
        self.scene = scene
        self.houses = {h.candidate.unit_id: h for h in houses}
        self.record = Recorded(wave_stream(wave_id))
        self.at = datetime.combine(day, MORNING)
        self.commands = 0
        envelope = self._envelope(Function.CENTRAL, NATIONAL, plan.model_dump_json())
        first = prepared(wave_id, plan, [h.candidate for h in houses], envelope)
        self.state: WaveState = fold_wave([first.model_copy(update={"origin": "demo"})])
        self.record.add([first.model_copy(update={"origin": "demo"})], self.at, envelope)
        self._settle()

    # --- what people do -------------------------------------------------------------------------------------------

    def on(self, day: date) -> None:
        """The next day begins: what time alone brings about."""
        self.at = datetime.combine(day, MORNING)
        self._settle()

    def give(self, house: House, function: Function, command: Command) -> None:
        """A step of an office; it has to be possible."""
        scope = NATIONAL if function is Function.FIRST_SPECIALIST else house.region
        refused = house.give(command, self._envelope(function, scope, command.model_dump_json()))
        if refused is not None:
            raise AssertionError(refused)
        self._hear([Answer(unit_id=house.candidate.unit_id, report=self._report(house))])
        self._settle()

    def steer(self, function: Function, command: WaveCommand) -> None:
        """A command to the wave itself."""
        envelope = self._envelope(function, NATIONAL, command.model_dump_json())
        events = decide_wave(self.state, command, envelope)
        self.record.add(events, self.at, envelope)
        self.state = fold_wave(events, self.state)
        self._settle()

    # --- what follows ---------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Consequences and asks in turn, until nothing more follows today."""
        for _ in range(ROUNDS):
            self._note(consequences(self.state, self.at.date()))
            asks = open_asks(self.state)
            if not asks:
                return
            self.at += STEP
            self._hear([self._asked(ask) for ask in asks])
        raise AssertionError

    def _asked(self, ask: Ask) -> Answer:
        house = self.houses[ask.unit_id]
        body = ask.command.model_dump_json(exclude_defaults=True)
        envelope = Envelope(
            key=ask.key, body_hash=_digest(body), today=self.at.date(), accepted_at=self.at, by=BY_SYSTEM
        )
        why = house.give(ask.command, envelope)
        return Answer(unit_id=ask.unit_id, ask=ask, why=why, report=self._report(house))

    def _report(self, house: House) -> Any:  # noqa: ANN401 - models.waves.report.Report
        return report(house.state, self.state.wave_id, house.record.seq)

    def _hear(self, answers: Iterable[Answer]) -> None:
        self._note(heard(self.state, answers, self.at.date()))

    def _note(self, events: Sequence[Any]) -> None:
        if events:
            self.record.add(events, self.at)
            self.state = fold_wave(events, self.state)

    def _envelope(self, function: Function, scope: str, body: str) -> Envelope:
        self.at += STEP
        self.commands += 1
        holder = self.scene.staff.holders(function, scope)[0].person
        return Envelope(
            key=f"demo-{self.record.stream}-{self.commands}",
            body_hash=_digest(body),
            today=self.at.date(),
            accepted_at=self.at,
            by=By(function=function, scope=scope),
            actor_ref=holder.ref,
        )


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
