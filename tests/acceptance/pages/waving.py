"""Waves that pages can show: one whose office waits at the gate, one with somebody in the course."""

from __future__ import annotations

from tests.acceptance.http.steps import give
from tests.acceptance.http.waving import in_state, needy, plan, started, until, whole
from tests.acceptance.serving import World


async def a_wave(tracker: World) -> tuple[str, str]:
    """A running wave with one office; its id and the office's code."""
    (unit,) = await needy(tracker, 1, "200")
    wave = (await started(tracker, plan(tracker, unit)))["id"]
    await until(lambda: whole(tracker, wave), lambda w: in_state(w, unit) == "gate")
    return wave, unit


async def admitted(tracker: World) -> tuple[str, str]:
    """A wave whose office has somebody in the course."""
    wave, unit = await a_wave(tracker)
    cleared = {"type": "request_participation", "requested_on": tracker.today.isoformat()}
    assert 200 == (await give(tracker, "rd-200", unit, cleared)).status_code
    approved = {"type": "record_participation", "outcome": "approved", "decided_on": tracker.today.isoformat()}
    assert 200 == (await give(tracker, "rd-200", unit, approved)).status_code
    await until(lambda: whole(tracker, wave), lambda w: in_state(w, unit) == "admitted")
    return wave, unit
