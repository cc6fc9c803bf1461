"""The wave's workflow with short runs. A file of its own: the sandbox loads it anew for every workflow."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.waves.life import WaveLife

from workflows.qualification_wave import QualificationWave


@workflow.defn(name="QualificationWave", sandboxed=False)
class ShortWaves(QualificationWave):
    """Continues as new after a few dozen events."""

    events_per_run = 40

    @workflow.init
    def __init__(self, life: WaveLife) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: WaveLife) -> None:
        await super().run(life)


# --- what a replay must notice -----------------------------------------------------------------------------------


@workflow.defn(name="QualificationWave")
class UnchangedWave(QualificationWave):
    """The same by another name: what is caught in the others is not caught because they are subclasses."""

    @workflow.init
    def __init__(self, life: WaveLife) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: WaveLife) -> None:
        await super().run(life)


@workflow.defn(name="QualificationWave")
class AsksFirst(QualificationWave):
    """Another order: asks offices before what they are asked for is on record."""

    @workflow.init
    def __init__(self, life: WaveLife) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: WaveLife) -> None:
        await super().run(life)

    def _to_be_recorded(self) -> set[str]:
        return set()


@workflow.defn(name="QualificationWave")
class OneLookMore(QualificationWave):
    """Looks at its offices whenever anything is recorded."""

    @workflow.init
    def __init__(self, life: WaveLife) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: WaveLife) -> None:
        await super().run(life)

    async def _record(self) -> None:
        await super()._record()
        self.life.looked_on = None


@workflow.defn(name="QualificationWave")
class Stubborn(QualificationWave):
    """Nothing follows from anything."""

    @workflow.init
    def __init__(self, life: WaveLife) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: WaveLife) -> None:
        await super().run(life)

    def _follow(self) -> None:
        self.asking.take()


WAVE_MUTANTS = [AsksFirst, OneLookMore, Stubborn]
