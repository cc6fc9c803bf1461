"""The workflow of one qualification wave: the only one that grants seats in its courses.

What follows and what is to be asked is decided by ``models.waves``; here it is recorded, then asked, in one loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.search import HALTED, STAGE, UNIT
    from models.commands import Receipt
    from models.lives import Answered
    from models.waves.asks import is_done
    from models.waves.clocks import next_day
    from models.waves.commands import WaveSubmission
    from models.waves.consequences import consequences
    from models.waves.decide import decide_wave
    from models.waves.events import WaveEvent
    from models.waves.hearing import heard
    from models.waves.life import TOLD, WaveLife
    from workflows.alarm import Alarm
    from workflows.asking import Asking
    from workflows.recording import Recording, day_of


@workflow.defn(name="QualificationWave", sandboxed=False)
class QualificationWave(Recording[WaveLife, WaveSubmission]):
    """See the module's text. Everything it knows is in ``self.life``; what is in flight can be lost."""

    events_per_run = 1500

    @workflow.init
    def __init__(self, life: WaveLife) -> None:
        super().__init__(life)
        self.shown = _shown(life)
        self.alarm = Alarm()
        self.asking = Asking(life.wave_id)

    @workflow.run
    async def run(self, life: WaveLife) -> None:  # noqa: ARG002 - __init__ has taken it
        while True:
            self.closing = self._should_continue()
            self._follow()
            if not self.closing:
                self._reach_out()
            if self._has_to_record:
                await self._record()
                continue
            self._show()
            if self._is_through():
                await workflow.wait_condition(workflow.all_handlers_finished)
                return
            if self.closing and self.asking.is_quiet:
                await self._continue()
                continue
            self.alarm.set(self._next_day())
            await workflow.wait_condition(self._is_called)

    # --- what comes in -------------------------------------------------------------------------------------

    @workflow.update(name="submit")
    async def submit(self, submission: WaveSubmission) -> Receipt:
        """Decide, then wait until the events are in the journal."""
        return await self._take(submission)

    @submit.validator
    def _may_enter(self, submission: WaveSubmission) -> None:
        self._judge(submission)

    def _decide(self, submission: WaveSubmission) -> list[WaveEvent]:
        return list(decide_wave(self.life.state, submission.command, submission.envelope))

    def _accept(self, submission: WaveSubmission) -> Answered:
        answered = super()._accept(submission)
        self.life.has_seen(submission.envelope.today)
        return answered

    @workflow.signal(name=TOLD)
    def told(self, unit_id: str) -> None:
        """An office of the wave has changed; what is so, SQL tells."""
        if unit_id in self.life.state.members and unit_id not in self.life.told:
            self.life.told.append(unit_id)

    @workflow.query(name="life")
    def look(self) -> WaveLife:
        """For operators: everything this workflow knows."""
        return self.life

    # --- what follows --------------------------------------------------------------------------------------

    @property
    def _today(self) -> date:
        """The latest day anybody has spoken of: in Berlin it begins before our clocks ring."""
        return self.life.today or day_of(workflow.now())

    def _follow(self) -> None:
        """Take in what offices said, and what follows from it, from commands and from time."""
        news = self.asking.take()
        self.life.has_seen(day_of(workflow.now()))
        if self.life.halted is not None:
            return
        for told in news:
            self.life.has_seen(told.today)
            self._add(heard(self.life.state, told.answers, self._today))
        self._end_look()
        if self.life.looked_on == self._today:
            self._add(consequences(self.life.state, self._today))

    def _end_look(self) -> None:
        """Once everybody was heard, what the day brings can follow: until then no deadline ends a place."""
        if self._look_is_over:
            self.life.looked_on, self.life.looking_on = self.life.looking_on, None

    @property
    def _look_is_over(self) -> bool:
        is_looking = self.life.looking_on is not None and self.life.halted is None
        return is_looking and not self.life.told and not self.asking.looked_at

    def _add(self, events: Sequence[WaveEvent]) -> None:
        if events:
            self.life.add(events, workflow.now())

    def _reach_out(self) -> None:
        """Look and ask, as far as everything is on record that it follows from."""
        to_come = self._to_be_recorded()
        if self.life.halted is not None or to_come is None:
            return
        if self._owes_a_look:
            self.life.looking_on = self._today
            self.life.told = self.life.open_members()
        looked_at = set(self.asking.look(self.life.told))
        self.life.told = [unit_id for unit_id in self.life.told if unit_id not in looked_at]
        self.asking.ask(self.life.state, to_come)

    def _to_be_recorded(self) -> set[str] | None:
        """Offices about which something is yet to be recorded; None when it is about the wave as a whole."""
        units = {getattr(entry.event, "unit_id", None) for entry in self.life.unrecorded}
        return None if None in units else {unit_id for unit_id in units if unit_id is not None}

    @property
    def _owes_a_look(self) -> bool:
        """Once a day at all offices: a message may have been lost."""
        if self.life.looking_on is not None:
            return False
        return self.life.looked_on is None or self.life.looked_on < self._today

    # --- when ----------------------------------------------------------------------------------------------

    def _next_day(self) -> date | None:
        if self.life.halted is not None:
            return None
        tomorrow = self._today + timedelta(days=1)
        return max(
            min(next_day(self.life.state, self._today) or tomorrow, tomorrow),
            day_of(workflow.now()) + timedelta(days=1),
        )

    def _is_called(self) -> bool:
        if self._has_to_record or self.asking.news or self.alarm.has_rung or self._look_is_over:
            return True
        if self.closing:
            return self.asking.is_quiet
        to_look_at = bool(self.life.told) and self.life.halted is None and not self.asking.looked_at
        return to_look_at or self._should_continue()

    def _should_continue(self) -> bool:
        return super()._should_continue() or workflow.info().get_current_history_length() >= self.events_per_run

    def _is_through(self) -> bool:
        """Over, and no office counts itself in any more."""
        return is_done(self.life.state) and self.life.halted is None and self.asking.is_quiet

    def _show(self) -> None:
        """Search attributes for operators; a new run has lost the summary it was started with."""
        now = _shown(self.life)
        code = workflow.info().typed_search_attributes.get(UNIT, self.life.wave_id)
        workflow.set_current_details(f"{code}: {now[0]}, {self.life.halted or 'recording'}")
        if now != self.shown:
            self.shown = now
            workflow.upsert_search_attributes([STAGE.value_set(now[0]), HALTED.value_set(now[1])])


def _shown(life: WaveLife) -> tuple[str, bool]:
    return life.state.status.value, life.halted is not None
