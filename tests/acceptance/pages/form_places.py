"""Where the forms stand that are no commands to an office: answers, reports, waves; with those of the directory."""

from __future__ import annotations

from datetime import timedelta

from activities.clock import now
from api.pages.answering import QUESTIONS, WITHDRAW
from api.pages.report_deeds import DEEDS as REPORT_DEEDS
from api.pages.several_asks import SUITED
from tests.acceptance.http.steps import give
from tests.acceptance.http.waving import course, needy, plan, started, until, whole
from tests.acceptance.offices import waiting_workshop
from tests.acceptance.pages.directory_places import DIRECTORY
from tests.acceptance.pages.every_form import COMMANDS, Place, Places, Standing
from tests.acceptance.pages.filling import page_of
from tests.acceptance.pages.visiting import hidden, visitor
from tests.acceptance.pages.waving import a_wave, admitted
from tests.acceptance.reporting import month

CARRIED = ("csrf", "key", "version")
LATER = 160
"""Days from now until the courses of waves that tests plan are over."""
ANSWER = "/units/{code}/workshops/{kind}/answer"
WAVE = "/waves/{wave_id}/commands/{deed}"
COURSE = "?course=k-1"

# --- workshops, reports, waves -------------------------------------------------------------------------------------


def of_answer(answer: str) -> Place:
    async def place(places: Places) -> Standing:
        path = "/units/{code}/workshops/implementation/answer"
        for office in places.offices.setdefault("answers", []):
            found = Standing(f"aqua-{office['aqua_team']}", path.format_map(office), f"answer={answer}")
            async with visitor(places.world, found.username) as browser:
                if f'name="answer" value="{answer}"' in (await browser.get(found.path)).text:
                    return found
        asked = await waiting_workshop(places.world)
        office = {"code": asked.code, "aqua_team": asked.lead.removeprefix("aqua-")}
        places.offices["answers"].insert(0, office)
        return Standing(asked.lead, path.format_map(office), f"answer={answer}")

    return place


def for_several(command: str) -> Place:
    """The office that offers the command by itself, with the answers that its own form begins with."""

    async def place(places: Places) -> Standing:
        found = await places.of(f"{COMMANDS} {command}")
        async with visitor(places.world, found.username) as browser:
            own = page_of((await browser.get(found.path)).text).form(found.sent_to)
        begun = {each.name: each.value or next(filter(None, each.options), "") for each in own.asked}
        begun |= {name: value for name, value in own.hidden.items() if name not in CARRIED}
        begun = {name: value for name, value in begun.items() if value}
        if command == "change_due_date":
            begun["due_on"] = (places.world.today + timedelta(days=45)).isoformat()
        if command == "decide_participation":
            begun["takes_part"] = "false"  # the other answer than its own form has given
        return Standing(found.username, f"/several/{command}", answers={**begun, "units": found.path.split("/")[2]})

    return place


async def taking_back(places: Places) -> Standing:
    found: Standing = await places.once("taking back", lambda: _taking_back(places))
    return found


async def _taking_back(places: Places) -> Standing:
    """The form on the receipt of a confirmation."""
    asked = await waiting_workshop(places.world)
    path = f"/units/{asked.code}/workshops/implementation/answer"
    async with visitor(places.world, asked.lead) as browser:
        form = hidden(await browser.get(path)) | {"answer": "confirm_workshop"}
        led = await browser.post(path, data={**form, "held_on": asked.day, "headcount": "5-9"})
    assert 303 == led.status_code, led.text
    return Standing(asked.lead, led.headers["location"], f"answer={WITHDRAW}", action=path)


def of_report(deed: str) -> Place:
    async def place(places: Places) -> Standing:
        before = 12 if deed == "acknowledge" else 13  # those before are of other tests
        period = await places.once(f"month {before}", lambda: month(places.world, before))
        if deed == "attest":
            return Standing("rd-200", f"/reports/{period}-200/attest", "do=remarks")
        await places.world.as_("rd-700").post(f"/api/reports/{period}-700/commands", json={"type": "attest"})
        return Standing("zentrale", f"/reports/{period}-700/{deed}")

    return place


async def unasked(places: Places, use: str) -> str:
    """An office that needs a seat and is in no wave, for this use alone."""
    (unit,) = await places.once(f"unasked for {use}", lambda: needy(places.world, 1))
    return str(unit)


async def a_seat(places: Places) -> tuple[str, str]:
    """A wave with somebody in its course, and the office."""
    found: tuple[str, str] = await places.once("seat", lambda: admitted(places.world))
    return found


def of_wave(deed: str, query: str = "", before: str = "") -> Place:
    """``before``: what has to be done to the wave first."""

    async def place(places: Places) -> Standing:
        wave, _unit = await a_seat(places)
        if before:
            body = {"type": before} | ({"reason": "course_dates"} if before == "pause_wave" else {})
            await places.world.as_("zentrale").post(f"/api/waves/{wave}/commands", json=body)
        username = "fachkraft" if "course" in query else "zentrale"
        answers = {"unit": await unasked(places, deed)} if deed == "add_member" else {}
        if deed == "move_course":
            answers["ends_on"] = (places.world.today + timedelta(days=LATER)).isoformat()
        return Standing(username, f"/waves/{wave}/commands/{deed}{query}", answers=answers)

    return place


def of_course(deed: str, query: str) -> Place:
    """When the course is over; in a wave that nothing else is done to."""

    async def place(places: Places) -> Standing:
        wave, _unit = await places.once(f"wave for {deed}", lambda: a_wave(places.world))
        return Standing("fachkraft", f"/waves/{wave}/commands/{deed}{query}", later=LATER)

    return place


async def with_a_failure(places: Places) -> Standing:
    found: Standing = await places.once("failure", lambda: _with_a_failure(places))
    return found


async def _with_a_failure(places: Places) -> Standing:
    """A wave in one of whose courses nobody was qualified, while the other goes on."""
    world = places.world
    body = plan(
        world, *await needy(world, 2), gate=False, courses=[course(world, each, max_seats=1) for each in ("k-1", "k-2")]
    )
    wave = (await started(world, body))["id"]
    await until(lambda: whole(world, wave), lambda told: {"admitted"} == {each["state"] for each in told["offices"]})
    on = now() + timedelta(days=LATER)
    with world.at(on):
        closed = {"type": "close_course", "course": "k-1", "closed_on": on.date().isoformat()}
        answer = await world.as_("fachkraft").post(f"/api/waves/{wave}/commands", json=closed)
    assert 200 == answer.status_code, answer.text
    return Standing("zentrale", f"/waves/{wave}/commands/retry_failed")


async def awaiting_a_look(places: Places) -> Standing:
    found: Standing = await places.once("look", lambda: _awaiting_a_look(places))
    return found


async def _awaiting_a_look(places: Places) -> Standing:
    """A wave whose first group has done what the second waits for."""
    units = await needy(places.world, 2)
    look = {"percent": 1, "state": "admitted", "then": "pause_for_look"}
    body = plan(places.world, *units, gate=False, grouping={"pilot_size": 1, "by": "together"}, success=look)
    wave = (await started(places.world, body))["id"]
    await until(lambda: whole(places.world, wave), lambda told: told["status"] == "paused")
    return Standing("zentrale", f"/waves/{wave}/commands/open_group")


async def results(places: Places) -> Standing:
    wave, _unit = await places.once("wave for results", lambda: admitted(places.world))
    offices = (await whole(places.world, wave))["offices"]
    answers = {f"r-{each}": "qualified" for office in offices for each in office["admitted"]}
    return Standing("fachkraft", f"/waves/{wave}/courses/k-1/results", answers=answers, later=LATER)


async def further_course(places: Places) -> Standing:
    wave, _unit = await a_seat(places)
    return Standing("fachkraft", f"/waves/{wave}/commands/plan_course")


async def rehearsal(places: Places) -> str:
    """Where the rehearsal of a wave stands."""
    (unit,) = await needy(places.world, 1)
    rehearsed = await places.world.as_("zentrale").post("/api/waves/preview", json={"plan": plan(places.world, unit)})
    return f"/waves/previews/{rehearsed.json()['preview_token']}"


async def new_wave(places: Places) -> Standing:
    unit = await unasked(places, "a new wave")
    return Standing("zentrale", "/waves/new", "do=rehearse", answers={"units": unit, "do": "rehearse"})


async def start(places: Places) -> Standing:
    preview = await places.once("rehearsal", lambda: rehearsal(places))
    return Standing("zentrale", f"{preview}/start")


async def changed_rehearsal(places: Places) -> Standing:
    found: Standing = await places.once("changed", lambda: _changed_rehearsal(places))
    return found


async def _changed_rehearsal(places: Places) -> Standing:
    """What the page offers once the picture is another one."""
    units = await needy(places.world, 2)
    rehearsed = await places.world.as_("zentrale").post("/api/waves/preview", json={"plan": plan(places.world, *units)})
    office = (await places.world.as_("zentrale").get(f"/api/units/{units[0]}")).json()
    pause = {"type": "pause", "since": places.world.today.isoformat(), "reason": "capacity"}
    assert 200 == (await give(places.world, f"rd-{office['region']}", units[0], pause)).status_code
    return Standing("zentrale", f"/waves/previews/{rehearsed.json()['preview_token']}")


PLACES: dict[str, Place] = {
    **{f"{ANSWER} {answer}": of_answer(answer) for answer in QUESTIONS},
    f"{ANSWER} {WITHDRAW}": taking_back,
    **{f"/several/{{command}} {command}": for_several(command) for command in SUITED},
    **{f"/reports/{{report_id}}/{{deed}} {deed}": of_report(deed) for deed in REPORT_DEEDS},
    f"{WAVE} pause_wave": of_wave("pause_wave", before="resume_wave"),
    f"{WAVE} resume_wave": of_wave("resume_wave", before="pause_wave"),
    f"{WAVE} abort_wave": of_wave("abort_wave"),
    f"{WAVE} retry_failed": with_a_failure,
    f"{WAVE} open_group": awaiting_a_look,
    f"{WAVE} add_member": of_wave("add_member"),
    f"{WAVE} withdraw_member": of_wave("withdraw_member"),
    f"{WAVE} move_course": of_wave("move_course", COURSE),
    f"{WAVE} cancel_course": of_wave("cancel_course", COURSE),
    f"{WAVE} close_course": of_course("close_course", COURSE),
    f"{WAVE} record_module": of_course("record_module", f"{COURSE}&module=grundlagen"),
    "/waves/{wave_id}/commands/plan_course": further_course,
    "/waves/{wave_id}/courses/{course_id}/results": results,
    "/waves/new": new_wave,
    "/waves/previews/{token}": changed_rehearsal,
    "/waves/previews/{token}/start": start,
    **DIRECTORY,
}
"""Every form but those of commands to offices, which are looked for on the pages of the offices."""
