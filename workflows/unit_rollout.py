"""The one long-lived workflow of a unit: the only one that changes that unit's rollout.

Handlers change the state at once, without an ``await``, and then wait until their events are recorded. One loop does
all I/O: record, ring the clocks, continue as new.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.search import HALTED, SIDE_STATE, STAGE, UNIT
    from models.chain import Batch, Entry, Halt, Head, linked, stream_of
    from models.commands import Receipt, Submission
    from models.errors import Closing, KeyReused, Refusal, StampTooOld, UnitHalted
    from models.rollout.clocks import next_ring, ring
    from models.rollout.decide import decide
    from models.rollout.evolve import fold
    from models.rollout.life import REMEMBERED_KEYS, Answered, Life

RING_AT = time(4, 0, tzinfo=UTC)
"""The hour at which a day begins for the clocks: early morning in Germany, in summer and winter."""
STAMP_LIFETIME = timedelta(minutes=5)
BATCH = 100
JOURNAL_AHEAD = "JournalAhead"
"""Why a unit halts whose journal went on without it: Temporal was restored from an older backup than SQL."""
APPEND_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=5), backoff_coefficient=2
)


@workflow.defn(name="UnitRollout")
class UnitRollout:
    """See the module's text. Everything it knows is in ``self.life``."""

    updates_per_run = 2000

    @workflow.init
    def __init__(self, life: Life) -> None:
        self.life = life
        self.closing = False
        self.updates = 0
        self.shown = _shown(life)
        self.alarm: asyncio.Task[None] | None = None
        self.alarm_on: date | None = None

    @workflow.run
    async def run(self, life: Life) -> None:  # noqa: ARG002 - __init__ has taken it
        while True:
            self.closing = self._should_continue()  # before recording: under steady traffic something always waits
            self._ring()
            if self.life.unrecorded and not self.life.halted:
                await self._record()
                continue
            self._show()
            if self.closing:
                await self._continue()
            await self._sleep()

    # --- the command ---------------------------------------------------------------------------------------

    @workflow.update(name="submit")
    async def submit(self, submission: Submission) -> Receipt:
        """Decide, then wait until the events are in the journal."""
        key = submission.envelope.key
        known = self.life.answered.get(key)
        if known is None:
            self.updates += 1
            known = self._accept(submission)
        seq = known.seq
        await workflow.wait_condition(lambda: self.life.recorded_seq >= seq or self.life.halted is not None)
        if self.life.recorded_seq < seq:
            raise _failure(UnitHalted())
        return Receipt(key=key, seq=seq, recorded_at=known.recorded_at, body_hash=known.body_hash)

    @submit.validator
    def _may_enter(self, submission: Submission) -> None:
        """Refuse before anything is written to history. A known key is always admitted: it has its answer."""
        envelope = submission.envelope
        known = self.life.answered.get(envelope.key)
        try:
            if known is not None and known.body_hash != envelope.body_hash:
                raise KeyReused
            if known is not None:
                return
            if self.life.halted is not None:
                raise UnitHalted
            if self.closing:
                raise Closing
            if workflow.now() - envelope.accepted_at > STAMP_LIFETIME:
                raise StampTooOld
            decide(self.life.state, submission.command, envelope)
        except Refusal as refusal:
            raise _failure(refusal) from refusal

    def _accept(self, submission: Submission) -> Answered:
        """Decide and change the state. Nothing awaits here, so nothing can come between."""
        try:
            events = decide(self.life.state, submission.command, submission.envelope)
        except Refusal as refusal:  # another command was accepted since the validator looked
            raise _failure(refusal) from refusal
        now = workflow.now()
        seq, last_hash = self._end()
        self.life.unrecorded += linked(self._stream, seq, last_hash, events, now, submission.envelope)
        self.life.state = fold(events, self.life.state)
        answered = Answered(
            body_hash=submission.envelope.body_hash,
            seq=seq + len(events),
            recorded_at=self.life.unrecorded[-1].recorded_at,
        )
        self.life.answered[submission.envelope.key] = answered
        while len(self.life.answered) > REMEMBERED_KEYS:
            del self.life.answered[next(iter(self.life.answered))]
        return answered

    @workflow.query(name="life")
    def look(self) -> Life:
        """For operators: everything this workflow knows."""
        return self.life

    # --- the loop ------------------------------------------------------------------------------------------

    def _ring(self) -> None:
        """Record what time alone has brought about."""
        if self.life.halted is not None:
            return
        if events := ring(self.life.state, _day_of(workflow.now())):
            seq, last_hash = self._end()
            self.life.unrecorded += linked(self._stream, seq, last_hash, events, workflow.now())
            self.life.state = fold(events, self.life.state)

    async def _record(self) -> None:
        """Append what is unrecorded, in the order it happened; halt when the journal tells another story."""
        entries = _next_batch(self.life.unrecorded)
        try:
            head = await workflow.execute_activity(
                "journal.append",
                Batch(stream=self._stream, entries=entries),
                result_type=Head,
                start_to_close_timeout=timedelta(seconds=5),
                retry_policy=APPEND_RETRY,
            )
        except ActivityError as error:
            await self._halt(_name_of(error))
            return
        if head.seq != entries[-1].seq:
            await self._halt(JOURNAL_AHEAD)
            return
        if head.hash != entries[-1].hash:  # a replay that decided otherwise than the first run
            message = f"{self._stream}: the journal holds another event {head.seq} than this workflow decided"
            raise RuntimeError(message)
        self.life.recorded_seq, self.life.recorded_hash = head.seq, head.hash
        del self.life.unrecorded[: len(entries)]

    async def _halt(self, reason: str) -> None:
        self.life.halted = reason
        await workflow.execute_activity(
            "journal.halt",
            Halt(stream=self._stream, reason=reason),
            start_to_close_timeout=timedelta(seconds=10),
            retry_policy=APPEND_RETRY,
        )

    def _should_continue(self) -> bool:
        return workflow.info().is_continue_as_new_suggested() or self.updates >= self.updates_per_run

    async def _continue(self) -> None:
        """Let the commands inside finish (no new ones are taken), go on in a fresh run."""
        await workflow.wait_condition(workflow.all_handlers_finished)
        if self.life.unrecorded and not self.life.halted:
            return
        workflow.continue_as_new(self.life)

    async def _sleep(self) -> None:
        """Until something is to be recorded, or a clock rings."""
        self._set_alarm()
        await workflow.wait_condition(
            lambda: (
                (bool(self.life.unrecorded) and self.life.halted is None)
                or self._should_continue()
                or self._alarm_has_rung()
            )
        )

    def _set_alarm(self) -> None:
        """Have a timer for the next day on which a clock rings.

        A timer that would ring too early is left running: it costs one idle look at the clocks, while cancelling and
        starting one with every command costs two events of history each time.
        """
        day = None if self.life.halted else next_ring(self.life.state)
        if self._alarm_has_rung():
            self.alarm, self.alarm_on = None, None
        if day is None or (self.alarm_on is not None and self.alarm_on <= day):
            return
        if self.alarm is not None:
            self.alarm.cancel()
        self.alarm, self.alarm_on = asyncio.create_task(_ring_on(day)), day

    def _alarm_has_rung(self) -> bool:
        return self.alarm is not None and self.alarm.done()

    def _show(self) -> None:
        """Search attributes for operators: who starts the workflow sets the first ones, changes are written here.

        A new run has lost the static summary it was started with; the details are told in every run.
        """
        now = _shown(self.life)
        code = workflow.info().typed_search_attributes.get(UNIT, self.life.unit_id)
        workflow.set_current_details(f"{code}: {now[0]}, {now[1]}, {self.life.halted or 'recording'}")
        if now != self.shown:
            self.shown = now
            workflow.upsert_search_attributes(
                [STAGE.value_set(now[0]), SIDE_STATE.value_set(now[1]), HALTED.value_set(now[2])]
            )

    @property
    def _stream(self) -> str:
        return stream_of(self.life.unit_id)

    def _end(self) -> tuple[int, str]:
        """Number and hash of the last event, recorded or not."""
        if self.life.unrecorded:
            last = self.life.unrecorded[-1]
            return last.seq, last.hash
        return self.life.recorded_seq, self.life.recorded_hash


async def _ring_on(day: date) -> None:
    await workflow.sleep(max(_begin_of(day) - workflow.now(), timedelta(0)), summary=f"clock {day.isoformat()}")


def _next_batch(unrecorded: list[Entry]) -> tuple[Entry, ...]:
    """The oldest entries, BATCH or a few more: the events of one command are recorded together, with its key."""
    end = min(BATCH, len(unrecorded))
    while end < len(unrecorded) and unrecorded[end].key is not None and unrecorded[end].key == unrecorded[end - 1].key:
        end += 1
    return tuple(unrecorded[:end])


def _shown(life: Life) -> tuple[str, str, bool]:
    return life.state.stage, life.state.side_state.value, life.halted is not None


def _failure(refusal: Refusal) -> ApplicationError:
    """A refusal as it travels: its name and its facts, which are codes and dates."""
    return ApplicationError(str(refusal), refusal.facts, type=type(refusal).__name__, non_retryable=True)


def _name_of(error: ActivityError) -> str:
    cause = error.cause
    return (cause.type if isinstance(cause, ApplicationError) else None) or type(cause).__name__


def _day_of(moment: datetime) -> date:
    """The day whose clocks have rung by ``moment``."""
    return (moment - timedelta(hours=RING_AT.hour)).date()


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, RING_AT)
