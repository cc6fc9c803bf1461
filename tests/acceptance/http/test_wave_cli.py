"""`ilb wave` against the running product: the same rules, the same answers, the same refusals."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.acceptance.http.steps import new_key
from tests.acceptance.http.waving import in_state, needy, plan, started, until, whole
from tests.acceptance.serving import World
from tests.acceptance.up import plain_environment
from tests.programs import ilb as program

AS_CENTRAL = ("--as", "demo", "zentrale")


async def ilb(world: World, *arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, output, complaints."""
    settings = world.settings
    variables = {
        "ILB_DATABASE_URL": settings.database_url,
        "ILB_TEMPORAL_ADDRESS": settings.temporal_address,
        "ILB_TASK_QUEUE": settings.task_queue,
    }
    done = await asyncio.to_thread(program, {**plain_environment(), **variables}, "wave", *arguments)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.slow
async def test_a_plan_is_rehearsed_started_followed_and_aborted(api: World, tmp_path: Path) -> None:
    (unit,) = await needy(api, 1)
    body = plan(api, unit)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(body), encoding="utf-8")

    code, said, _ = await ilb(api, "preview", file, *AS_CENTRAL, "--json")
    rehearsed = json.loads(said)
    assert (0, [unit]) == (code, [office["unit"] for group in rehearsed["groups"] for office in group["offices"]])

    start = ("start", file, *AS_CENTRAL, "--key", new_key(), "--token", rehearsed["preview_token"])
    code, said, bars = await ilb(api, *start, "--follow")
    wave = said.split()[2].rstrip(",")
    assert (0, "Started as ") == (code, said[:11]), said
    assert "Asked" in bars
    assert "1/1" in bars or "Asked        ━" in bars
    assert (0, "Was started before") == ((again := await ilb(api, *start))[0], again[1][:18])
    seen = await until(lambda: whole(api, wave), lambda w: in_state(w, unit) != "planned")

    code, said, _ = await ilb(api, "show", body["code"], "--json")
    assert (0, seen["id"]) == (code, json.loads(said)["id"])
    code, said, _ = await ilb(api, "show", wave)
    assert (0, True) == (code, f"Wave {body['code']} ({wave})" in said)

    assert 0 == (await ilb(api, "pause", wave, *AS_CENTRAL, "--reason", "course_dates"))[0]
    code, _, complaint = await ilb(api, "pause", wave, *AS_CENTRAL, "--reason", "course_dates")
    assert (1, "This wave is paused already. Resume it if it is to go on.") == (code, " ".join(complaint.split()))
    assert 0 == (await ilb(api, "resume", wave, *AS_CENTRAL))[0]
    code, _, complaint = await ilb(api, "retry", wave, *AS_CENTRAL)
    assert (1, True) == (code, complaint.startswith("No office has failed in this wave."))
    assert 0 == (await ilb(api, "abort", wave, *AS_CENTRAL, "--reason", "replanned"))[0]
    assert "aborted" == (await whole(api, wave))["status"]


async def test_what_the_api_refuses_the_command_line_refuses_too(api: World, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan(api, "999")), encoding="utf-8")
    codes = tmp_path / "codes.csv"
    codes.write_text("code\n244\n999\n", encoding="utf-8")
    code, _, complaint = await ilb(api, "preview", file, *AS_CENTRAL)
    assert (1, "No office is left for this wave") == (code, complaint[:31])
    code, _, complaint = await ilb(api, "preview", file, *AS_CENTRAL, "--codes", codes)
    assert (1, True) == (code, "in line 3: 999" in complaint)
    code, _, complaint = await ilb(api, "preview", file, "--as", "demo", "fachkraft")
    assert (1, True) == (code, complaint.startswith("Your function may not do this here."))
    code, _, complaint = await ilb(api, "show", "W-NONE")
    assert (1, "There is no wave W-NONE.") == (code, complaint.strip())


async def test_a_picture_that_has_changed_is_told_office_by_office(api: World, tmp_path: Path) -> None:
    one, two = await needy(api, 2)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan(api, one, two)), encoding="utf-8")
    rehearsed = json.loads((await ilb(api, "preview", file, *AS_CENTRAL, "--json"))[1])
    wave = (await started(api, plan(api, one)))["id"]
    await until(lambda: whole(api, wave), lambda w: in_state(w, one) != "planned")
    code, _, complaint = await ilb(api, "start", file, *AS_CENTRAL, "--token", rehearsed["preview_token"])
    assert (1, True) == (
        code,
        complaint.startswith("The picture has changed since the rehearsal; nothing was started."),
    )
    assert f"{one}: is no longer in it: The office is in another wave." in complaint
