"""One way to give a command to a workflow that records a stream, for the API, waves, imports and the system alike."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from temporalio.client import (
    Client,
    WorkflowUpdateFailedError,
    WorkflowUpdateHandle,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from models.chain import stream_of
from models.commands import Receipt, Submission
from models.errors import Closing, KeyReused, refusals
from models.lives import Submitted

CLOSING_PAUSE = 0.05
UPDATE = "submit"


class OutcomeUnknown(Exception):
    """The command was sent, and no answer came in time. It may be recorded yet: ask again by its key."""


class EngineUnreachable(Exception):
    """Temporal cannot be reached. Whether the command arrived is unknown: send it again with the same key."""


class TooMuchInFlight(Exception):
    """The workflow has too many commands in flight."""


class RolloutNotRunning(Exception):
    """There is no running workflow; ``ensure`` starts it."""


async def submit(client: Client, unit_id: str, submission: Submission, patience: timedelta) -> Receipt:
    """Give a unit the command and wait for its receipt. Raises: as ``give``."""
    return await give(client, stream_of(unit_id), submission, patience)


async def give(client: Client, stream: str, submission: Submitted, patience: timedelta) -> Receipt:
    """Give the command to the workflow that records ``stream``, and wait for its receipt.

    Raises: Refusal, OutcomeUnknown, EngineUnreachable, TooMuchInFlight, RolloutNotRunning.
    """
    try:
        async with asyncio.timeout(patience.total_seconds()):
            while True:
                try:
                    return await _update(client, stream, submission)
                except Closing:  # the workflow continues as new; the next run takes the command
                    await asyncio.sleep(CLOSING_PAUSE)
    except TimeoutError as error:
        raise OutcomeUnknown from error


async def _update(client: Client, stream: str, submission: Submitted) -> Receipt:
    handle = client.get_workflow_handle(stream)
    try:
        receipt: Receipt = await handle.execute_update(
            UPDATE, submission, id=submission.envelope.key, result_type=Receipt
        )
    except WorkflowUpdateFailedError as error:
        raise _refusal_in(error) from error
    except WorkflowUpdateRPCTimeoutOrCancelledError as error:
        raise _given_up(error) from error
    except RPCError as error:
        raise _meaning_of(error) from error
    if receipt.body_hash != submission.envelope.body_hash:  # Temporal answers a known update id without asking us
        raise KeyReused
    return receipt


def _refusal_in(error: WorkflowUpdateFailedError) -> Exception:
    cause = error.cause
    if isinstance(cause, ApplicationError):
        known = refusals().get(cause.type or "")
        if known is not None:
            facts = cause.details[0] if cause.details else {}
            return known(**facts)
        if cause.type == "AcceptedUpdateCompletedWorkflow":
            return Closing()
    return OutcomeUnknown(str(cause))


def _given_up(error: WorkflowUpdateRPCTimeoutOrCancelledError) -> BaseException:
    """The SDK takes a cancellation for a timeout; who was cancelled must end, or a process that stops hangs."""
    return asyncio.CancelledError() if isinstance(error.__cause__, asyncio.CancelledError) else OutcomeUnknown()


def _meaning_of(error: RPCError) -> Exception:
    match error.status:
        case RPCStatusCode.NOT_FOUND:
            return RolloutNotRunning()
        case RPCStatusCode.FAILED_PRECONDITION:  # a signal came in just as it continued as new
            return Closing()
        case RPCStatusCode.RESOURCE_EXHAUSTED:
            return TooMuchInFlight()
        case RPCStatusCode.DEADLINE_EXCEEDED | RPCStatusCode.CANCELLED:
            return OutcomeUnknown()
        case _:
            return EngineUnreachable(error.message)


async def outcome(client: Client, unit_id: str, key: str, patience: timedelta) -> Receipt | None:
    """What became of the command ``key`` of a unit. Raises: as ``outcome_in``."""
    return await outcome_in(client, stream_of(unit_id), key, patience)


async def outcome_in(client: Client, stream: str, key: str, patience: timedelta) -> Receipt | None:
    """What became of the update ``key``: its receipt, or None while it is pending.

    Raises: Refusal when it was refused, LookupError when Temporal does not know it (any more), EngineUnreachable.
    """
    handle = client.get_workflow_handle(stream).get_update_handle(key, result_type=Receipt)
    try:
        async with asyncio.timeout(patience.total_seconds()):
            return await _result(handle)
    except (TimeoutError, OutcomeUnknown):
        return None
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise LookupError(key) from error
        raise _meaning_of(error) from error


async def _result(handle: WorkflowUpdateHandle[Receipt]) -> Receipt:
    try:
        return await handle.result()
    except WorkflowUpdateFailedError as error:
        raise _refusal_in(error) from error
    except WorkflowUpdateRPCTimeoutOrCancelledError as error:
        raise _given_up(error) from error
