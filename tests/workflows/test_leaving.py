"""How a worker ends: its steps get their grace, and one that never ends holds nobody up."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from leaving import left_in_time

pytestmark = pytest.mark.temporal


class Step:
    """An activity that ends when it is told to, and takes no other hint."""

    def __init__(self) -> None:
        self.has_begun, self.may_end = asyncio.Event(), asyncio.Event()

    @activity.defn(name="step")
    async def take(self) -> None:
        self.has_begun.set()
        while not self.may_end.is_set():
            try:
                await self.may_end.wait()
            except asyncio.CancelledError:
                continue


@workflow.defn
class OneStep:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity("step", start_to_close_timeout=timedelta(minutes=1))


async def begun(client: Client, step: Step, queue: str) -> None:
    await client.start_workflow(OneStep.run, id=queue, task_queue=queue)
    await step.has_begun.wait()


def one_worker(client: Client, step: Step, queue: str) -> Worker:
    return Worker(
        client,
        task_queue=queue,
        workflows=[OneStep],
        activities=[step.take],
        workflow_runner=UnsandboxedWorkflowRunner(),
        graceful_shutdown_timeout=timedelta(seconds=20),
    )


@pytest.fixture
def queue() -> str:
    return f"at-work-{uuid4().hex}"


async def test_a_worker_whose_step_never_ends_is_left_behind(client: Client, queue: str) -> None:
    step = Step()
    worker = one_worker(client, step, queue)
    async with asyncio.timeout(20):
        async with left_in_time(worker, leave_seconds=0.5):
            await begun(client, step, queue)
    assert not worker.is_shutdown
    step.may_end.set()


async def test_a_step_that_ends_within_its_grace_is_finished(client: Client, queue: str) -> None:
    step = Step()
    worker = one_worker(client, step, queue)
    async with left_in_time(worker, leave_seconds=30):
        await begun(client, step, queue)
        asyncio.get_running_loop().call_later(0.3, step.may_end.set)
    assert worker.is_shutdown
    kinds = {event.event_type async for event in client.get_workflow_handle(queue).fetch_history_events()}
    assert EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED in kinds


async def test_what_a_worker_fails_of_reaches_whoever_lets_it_work(client: Client) -> None:
    """As a name that is not there: nobody waits for work that never comes."""
    nowhere = await Client.connect(client.service_client.config.target_host, namespace="nowhere")
    with pytest.raises(RuntimeError, match="nowhere"):
        async with left_in_time(one_worker(nowhere, Step(), "nowhere")):
            await asyncio.Event().wait()


async def test_what_fails_while_it_works_is_raised_as_it_is(client: Client, queue: str) -> None:
    worker = one_worker(client, Step(), queue)
    with pytest.raises(LookupError):
        async with left_in_time(worker):
            raise LookupError
    assert worker.is_shutdown
