"""Workflow code that is years old must go on: what released versions have written replays with the code of today.

``python -m tests.workflows.record`` writes the histories.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, WorkflowRunner

from tests.workflows.record import HISTORIES, LIVES, WAVES
from tests.workflows.record_reports import REPORTS, period_due
from tests.workflows.report_variants import REPORT_MUTANTS, UnchangedReporting
from tests.workflows.variants import MUTANTS, LooksAtTheClock, Unchanged
from tests.workflows.wave_variants import WAVE_MUTANTS, UnchangedWave
from workflows.connecting import FENCE, replayer

RECORDED = sorted(HISTORIES.glob("*/*.json"))
OF_WAVES = [file for file in RECORDED if file.stem.rpartition("-")[0] in {wave.__name__ for wave in WAVES}]
OF_REPORTS = [file for file in RECORDED if file.stem.rpartition("-")[0] in {report.__name__ for report in REPORTS}]
OF_PERIODS = [file for file in OF_REPORTS if not file.stem.startswith(period_due.__name__)]
OF_OFFICES = [file for file in RECORDED if file not in [*OF_WAVES, *OF_REPORTS]]


def history(file: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json("unit/recorded", file.read_text(encoding="utf-8"))


async def failures(workflow: type, files: list[Path]) -> dict[str, Exception]:
    """What stops this workflow's replay, by history."""
    replay = Replayer(workflows=[workflow], workflow_runner=FENCE, data_converter=pydantic_data_converter)
    results = [await replay.replay_workflow(history(file), raise_on_replay_failure=False) for file in files]
    return {f.stem: r.replay_failure for f, r in zip(files, results, strict=True) if r.replay_failure is not None}


async def caught(workflow: type, files: list[Path]) -> list[str]:
    """The histories that this workflow does not replay."""
    return [*await failures(workflow, files)]


@pytest.mark.parametrize("runner", [UnsandboxedWorkflowRunner(), FENCE], ids=["as at work", "fenced"])
@pytest.mark.parametrize("file", RECORDED, ids=lambda file: f"{file.parent.name}/{file.stem}")
async def test_a_recorded_history_replays(file: Path, runner: WorkflowRunner) -> None:
    await replayer(unsandboxed_workflow_runner=runner).replay_workflow(history(file))


def test_every_kind_of_life_is_recorded() -> None:
    lives = {file.stem.rpartition("-")[0] for file in (HISTORIES / "v1").glob("*.json")}

    offices_of_waves = {f"{wave.__name__}_office" for wave in WAVES}
    assert {life.__name__ for life in (*LIVES, *WAVES, *REPORTS)} | offices_of_waves == lives
    assert (HISTORIES / "v1" / "whole-1.json").exists()
    assert (HISTORIES / "v1" / "busy-2.json").exists(), "a life that continues as new"
    assert (HISTORIES / "v1" / "wave_whole-2.json").exists(), "a wave that continues as new"


@pytest.mark.parametrize("mutant", MUTANTS)
async def test_a_changed_workflow_is_caught(mutant: type) -> None:
    assert await caught(mutant, OF_OFFICES)


@pytest.mark.parametrize("mutant", WAVE_MUTANTS)
async def test_a_changed_wave_is_caught(mutant: type) -> None:
    assert await caught(mutant, OF_WAVES)


@pytest.mark.parametrize("mutant", REPORT_MUTANTS)
async def test_a_changed_report_is_caught(mutant: type) -> None:
    assert await caught(mutant, OF_PERIODS)


async def test_the_fence_catches_who_looks_at_the_clock() -> None:
    found = await failures(LooksAtTheClock, OF_OFFICES)
    assert len(OF_OFFICES) == len(found)
    assert all("Cannot access datetime.datetime.now" in str(failure) for failure in found.values())


async def test_an_unchanged_workflow_is_not_caught() -> None:
    assert [] == await caught(UnchangedReporting, OF_PERIODS)
    assert [] == await caught(Unchanged, OF_OFFICES)
    assert [] == await caught(UnchangedWave, OF_WAVES)
