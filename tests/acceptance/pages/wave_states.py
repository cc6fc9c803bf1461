"""Waves in the states that people rarely see: paused amid refusals, with a course that was cancelled; aborted."""

from __future__ import annotations

from tests.acceptance.http.steps import give
from tests.acceptance.http.waving import command, course, in_state, needy, plan, started, until, whole
from tests.acceptance.pages.waving import a_wave
from tests.acceptance.serving import World


async def rare_waves(tracker: World) -> tuple[str, ...]:
    """Paths of a wave that is paused, of its cancelled course, and of a wave that was aborted."""
    paused = await _paused(tracker)
    aborted, _ = await a_wave(tracker)
    await _steer(tracker, aborted, type="abort_wave", reason="capacity")
    return f"/waves/{paused}", f"/waves/{paused}/courses/k-2", f"/waves/{aborted}"


async def _paused(tracker: World) -> str:
    """One office was refused at the gate, one withdrawn, one waits; one of two courses was cancelled."""
    refused, withdrawn, waiting = await needy(tracker, 3, "200")
    courses = [course(tracker), course(tracker, "k-2")]
    wave = str((await started(tracker, plan(tracker, refused, withdrawn, waiting, courses=courses)))["id"])
    for unit in (refused, withdrawn, waiting):
        await until(lambda: whole(tracker, wave), lambda w, unit=unit: in_state(w, unit) == "gate")  # type: ignore[misc]
    today = tracker.today.isoformat()
    for step in (
        {"type": "request_participation", "requested_on": today},
        {"type": "record_participation", "outcome": "refused", "decided_on": today},
    ):
        assert 200 == (await give(tracker, "rd-200", refused, step)).status_code
    await _steer(tracker, wave, type="withdraw_member", unit=withdrawn, reason="capacity")
    await _steer(tracker, wave, "fachkraft", type="cancel_course", course="k-2", reason="trainer")
    await _steer(tracker, wave, type="pause_wave", reason="course_dates")
    return wave


async def _steer(tracker: World, wave: str, username: str = "zentrale", **body: str) -> None:
    answer = await command(tracker, username, wave, body)
    assert 200 == answer.status_code, answer.text
