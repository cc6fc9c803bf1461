"""Whether the parts of `ilb up` work together, asked of them as their users would."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import httpx
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.service import RPCError

from cli.running import Trouble
from cli.supervising import Supervisor
from settings import Settings
from workflows.connecting import connect

SECONDS = 60
PAUSE = 0.05


async def ready(settings: Settings, address: str, supervisor: Supervisor) -> None:
    """Wait until a worker listens, and the API says that database and Temporal can be reached. Raises: Trouble."""
    waiting = [asyncio.create_task(_worker_listens(settings)), asyncio.create_task(_api_answers(address))]
    try:
        async with asyncio.timeout(SECONDS):
            while not all(task.done() for task in waiting):
                supervisor.refuse_ended()
                await asyncio.wait(waiting, timeout=PAUSE)
    except TimeoutError:
        raise Trouble(f"Not ready after {SECONDS} s; see the logs in {settings.data_dir}.") from None
    finally:
        for task in waiting:
            task.cancel()
    await asyncio.gather(*waiting)


async def _worker_listens(settings: Settings) -> None:
    """Wait until a worker asks Temporal for work."""
    client = await connect(settings.temporal_address, settings.temporal_namespace)
    request = DescribeTaskQueueRequest(
        namespace=settings.temporal_namespace,
        task_queue=TaskQueue(name=settings.task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    while True:
        with suppress(RPCError):  # a server that has just started may have its hands full
            if (await client.workflow_service.describe_task_queue(request)).pollers:
                return
        await asyncio.sleep(PAUSE)


async def _api_answers(address: str) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        while True:
            try:
                if (await client.get(f"{address}/readyz")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(PAUSE)
