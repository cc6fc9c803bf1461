"""How our processes speak with Temporal: one plugin for client, worker and replayer."""

from __future__ import annotations

from typing import Any

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.plugin import SimplePlugin
from temporalio.worker import Replayer
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from workflows.period_due import PeriodDue
from workflows.qualification_wave import QualificationWave
from workflows.regional_reporting import RegionalReporting
from workflows.unit_rollout import UnitRollout

WORKFLOWS = [UnitRollout, QualificationWave, RegionalReporting, PeriodDue]

FENCE = SandboxedWorkflowRunner(
    restrictions=SandboxRestrictions.default.with_passthrough_modules(
        "models", "activities.search", "pydantic", "pydantic_core", "annotated_types", "yaml"
    )
)
"""Refuses clocks, chance and I/O in workflow files; every recorded history is replayed in it by the tests.

Lint keeps them out of all that passes through. At work there is no sandbox (``sandboxed=False``): docs/adr/0033.
"""


def plugin() -> SimplePlugin:
    """Converter and workflows, the same for everybody."""
    return SimplePlugin("ilb", data_converter=pydantic_data_converter, workflows=WORKFLOWS)


async def connect(address: str, namespace: str) -> Client:
    """A client of the Temporal frontend. Raises: RuntimeError when it cannot be reached."""
    return await Client.connect(address, namespace=namespace, plugins=[plugin()])


def replayer(**options: Any) -> Replayer:  # noqa: ANN401 - passed on as they are
    """Runs recorded histories through today's workflow code, without a server."""
    return Replayer(workflows=[], plugins=[plugin()], **options)
