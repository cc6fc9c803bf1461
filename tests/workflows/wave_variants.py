"""The wave's workflow with short runs. A file of its own: the sandbox loads it anew for every workflow."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.waves.life import WaveLife

from workflows.qualification_wave import QualificationWave


@workflow.defn(name="QualificationWave")
class ShortWaves(QualificationWave):
    """Continues as new after some dozens of events."""

    events_per_run = 60

    @workflow.init
    def __init__(self, life: WaveLife) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: WaveLife) -> None:
        await super().run(life)
