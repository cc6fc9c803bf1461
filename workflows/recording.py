"""What the workflows that keep a stream share: a command's way in, and the record of what it led to.

Handlers change the state at once, without an ``await``, and then wait until their events are recorded. One loop does
all I/O. A subclass says what a command is, how it is decided and what its loop does.

Passed through the sandbox, like the rules: nothing here may ask for the time, chance or identity but through
``workflow``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Generic, TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

from models.chain import Batch, Entry, Halt, Head
from models.commands import Receipt
from models.errors import Closing, KeyReused, Refusal, StampTooOld, UnitHalted
from models.lives import Answered, Living, Submitted

RING_AT = time(4, 0, tzinfo=UTC)
"""The hour at which a day begins for the clocks: early morning in Germany, in summer and winter."""
STAMP_LIFETIME = timedelta(minutes=5)
BATCH = 100
JOURNAL_AHEAD = "JournalAhead"
"""Why a stream halts whose journal went on without it: Temporal was restored from an older backup than SQL."""
APPEND_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=5), backoff_coefficient=2
)


L = TypeVar("L", bound=Living)
S = TypeVar("S", bound=Submitted)


class Recording(Generic[L, S]):
    """Everything it knows is in ``self.life``."""

    updates_per_run = 2000

    def __init__(self, life: L) -> None:
        self.life = life
        self.closing = False
        self.updates = 0
        self.judged: tuple[S, tuple[int, str], list[Any]] | None = None

    def _decide(self, submission: S) -> list[Any]:
        """The events of a command, on the state as it is. Raises: Refusal."""
        raise NotImplementedError

    # --- the command ---------------------------------------------------------------------------------------

    async def _take(self, submission: S) -> Receipt:
        """Decide, then wait until the events are in the journal."""
        key = submission.envelope.key
        known, last = self.life.answered.get(key), None
        if known is None:
            self.updates += 1
            known = self._accept(submission)
            _, last = self.life.end
        seq = known.seq
        await workflow.wait_condition(lambda: self.life.recorded_seq >= seq or self.life.halted is not None)
        if self.life.recorded_seq < seq:
            raise failure(UnitHalted())
        return Receipt(key=key, seq=seq, recorded_at=known.recorded_at, body_hash=known.body_hash, hash=last)

    def _judge(self, submission: S) -> None:
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
            self.judged = submission, self.life.end, self._decide(submission)
        except Refusal as refusal:
            raise failure(refusal) from refusal

    def _accept(self, submission: S) -> Answered:
        """Decide and change the state. Nothing awaits here, so nothing can come between."""
        try:
            events = self._decided(submission)
        except Refusal as refusal:  # another command was accepted since the validator looked
            raise failure(refusal) from refusal
        self.life.add(events, workflow.now(), submission.envelope)
        return self.life.remember(submission.envelope)

    def _decided(self, submission: S) -> list[Any]:
        """What the validator has just found, if nothing has changed since; a replay has no validators."""
        judged, self.judged = self.judged, None
        if judged is not None and judged[0] == submission and judged[1] == self.life.end:
            return judged[2]
        return self._decide(submission)

    # --- the record ----------------------------------------------------------------------------------------

    @property
    def _has_to_record(self) -> bool:
        return bool(self.life.unrecorded) and self.life.halted is None

    async def _record(self) -> None:
        """Append what is unrecorded, in the order it happened; halt when the journal tells another story."""
        stream, entries = self.life.stream, next_batch(self.life.unrecorded)
        try:
            head = await workflow.execute_activity(
                "journal.append",
                Batch(stream=stream, entries=entries),
                result_type=Head,
                start_to_close_timeout=timedelta(seconds=5),
                retry_policy=APPEND_RETRY,
            )
        except ActivityError as error:
            await self._halt(name_of(error))
            return
        if head.seq != entries[-1].seq:
            await self._halt(JOURNAL_AHEAD)
            return
        if head.hash != entries[-1].hash:  # a replay that decided otherwise than the first run
            message = f"{stream}: the journal holds another event {head.seq} than this workflow decided"
            raise RuntimeError(message)
        self.life.recorded_seq, self.life.recorded_hash = head.seq, head.hash
        del self.life.unrecorded[: len(entries)]
        self._tell(entries)

    def _tell(self, entries: tuple[Entry, ...]) -> None:
        """Let others know, who wait for what is now on record."""

    async def _halt(self, reason: str) -> None:
        self.life.halted = reason
        await workflow.execute_activity(
            "journal.halt",
            Halt(stream=self.life.stream, reason=reason),
            start_to_close_timeout=timedelta(seconds=10),
            retry_policy=APPEND_RETRY,
        )

    def _should_continue(self) -> bool:
        return workflow.info().is_continue_as_new_suggested() or self.updates >= self.updates_per_run

    async def _continue(self) -> None:
        """Let the commands inside finish (no new ones are taken), go on in a fresh run."""
        await workflow.wait_condition(workflow.all_handlers_finished)
        if self._has_to_record:
            return
        workflow.continue_as_new(self.life)


def next_batch(unrecorded: list[Entry]) -> tuple[Entry, ...]:
    """The oldest entries, BATCH or a few more: the events of one command are recorded together, with its key."""
    end = min(BATCH, len(unrecorded))
    while end < len(unrecorded) and unrecorded[end].key is not None and unrecorded[end].key == unrecorded[end - 1].key:
        end += 1
    return tuple(unrecorded[:end])


def failure(refusal: Refusal) -> ApplicationError:
    """A refusal as it travels: its name and its facts, which are codes and dates."""
    return ApplicationError(str(refusal), refusal.facts, type=type(refusal).__name__, non_retryable=True)


def name_of(error: ActivityError) -> str:
    cause = error.cause
    return (cause.type if isinstance(cause, ApplicationError) else None) or type(cause).__name__


def day_of(moment: datetime) -> date:
    """The day whose clocks have rung by ``moment``."""
    return (moment - timedelta(hours=RING_AT.hour)).date()


def begin_of(day: date) -> datetime:
    return datetime.combine(day, RING_AT)
