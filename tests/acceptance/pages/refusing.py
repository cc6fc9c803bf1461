"""What the rules refuse of each form, as it comes about: somebody was quicker, or the answers do not go together.

A form that nothing but bad input can be wrong with stands in ``NEVER``, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from activities import aqua_teams, people
from activities.forgetting import StillHoldsFunction
from activities.waves import WaveCodeTaken
from api.pages.answering import QUESTIONS, WITHDRAW
from api.pages.deeds import DEEDS
from api.pages.several_asks import SUITED
from api.problems import Stale
from models import errors, substitution
from models import people as functions
from models.errors import Refusal
from models.imports.codes import UnknownCodes
from models.imports.reading import WrongHeader
from models.periods import refusals as of_reports
from models.privacy import NoteLooksPersonal
from models.programme import WorkshopKind
from models.rollout import step_refusals
from models.waves import refusals as of_waves
from tests.acceptance.http.steps import give
from tests.acceptance.http.waving import needy, plan, started
from tests.acceptance.pages.every_form import COMMANDS, Place, Places, Standing
from tests.acceptance.pages.form_places import ANSWER, WAVE
from tests.acceptance.serving import World

Meanwhile = Callable[[World, Standing], AbstractAsyncContextManager[Any]]


@dataclass(frozen=True)
class Refused:
    """``by``: the refusal. ``meanwhile``: what somebody else does between opening and sending; it is undone after.

    ``own``: where it stands for this alone, as nobody could use it after.
    ``answers``: what is sent besides what the form begins with; days as numbers of days from today.
    """

    by: type[Refusal]
    meanwhile: Meanwhile | None = None
    answers: dict[str, str | int] = field(default_factory=dict)
    file: tuple[str, bytes] | None = None
    own: Place | None = None

    def sent(self, world: World) -> dict[str, str]:
        days = {name: day for name, day in self.answers.items() if isinstance(day, int)}
        told = {name: (world.today + timedelta(days=day)).isoformat() for name, day in days.items()}
        return {name: str(value) for name, value in self.answers.items()} | told


def words_of(refusal: type[Refusal]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Why, and what to do, whatever the facts are."""
    why, what_to_do = (re.sub(r"\\\{\w+\\\}", ".+", re.escape(text)) for text in (refusal.german, refusal.remedy.de))
    return re.compile(why), re.compile(what_to_do)


def _office(at: Standing) -> str:
    """The code of the office that the form is about."""
    return at.answers.get("units") or at.path.split("/")[2]


@asynccontextmanager
async def at_rest(world: World, at: Standing) -> AsyncIterator[None]:
    """The office is paused."""
    code = _office(at)
    office = (await world.as_("zentrale").get(f"/api/units/{code}")).json()
    lead, today = f"rd-{office['region']}", world.today.isoformat()
    paused = await give(world, lead, code, {"type": "pause", "since": today, "reason": "capacity"})
    assert 200 == paused.status_code, paused.text
    yield
    resumed = await give(world, lead, code, {"type": "resume", "resumed_on": today})
    assert 200 == resumed.status_code, resumed.text


@asynccontextmanager
async def gone_on(world: World, at: Standing) -> AsyncIterator[None]:
    """The office is not at rest any more."""
    code = _office(at)
    office = (await world.as_("zentrale").get(f"/api/units/{code}")).json()
    lead, today = f"rd-{office['region']}", world.today.isoformat()
    assert 200 == (await give(world, lead, code, {"type": "resume", "resumed_on": today})).status_code
    yield
    paused = await give(world, lead, code, {"type": "pause", "since": today, "reason": "capacity"})
    assert 200 == paused.status_code, paused.text


@asynccontextmanager
async def withdrawn(world: World, at: Standing) -> AsyncIterator[None]:
    """The confirmation was taken back, and is given again."""
    code = _office(at)
    lead, kind = world.as_(at.username), re.findall(r"workshop=(\w+)", at.path)
    office = (await lead.get(f"/api/units/{code}")).json()
    held = next(each for each in office["workshops"] if each["held_on"] and each["workshop"] in (kind or WORKSHOPS))
    body = {"type": "withdraw_confirmation", "workshop": held["workshop"], "reason": "mistake"}
    taken_back = await give(world, at.username, code, body)
    assert 200 == taken_back.status_code, taken_back.text
    yield
    for body in (
        {"type": "plan_workshop", "workshop": held["workshop"], "planned_on": held["held_on"]},
        {"type": "confirm_workshop", "workshop": held["workshop"], "held_on": held["held_on"], "headcount": "5-9"},
    ):
        answer = await give(world, f"aqua-{office['aqua_team']}", code, body)
        assert answer.status_code in (200, 409), answer.text  # most are planned still


def wave(deed: str, undone_by: str = "") -> Meanwhile:
    """Somebody else has done this to the wave."""

    @asynccontextmanager
    async def meanwhile(world: World, at: Standing) -> AsyncIterator[None]:
        for each in filter(None, (deed, undone_by)):
            body = {"type": each, **({"reason": "capacity"} if each in ("pause_wave", "abort_wave") else {})}
            given = await world.as_("zentrale").post(f"/api/waves/{at.path.split('/')[2]}/commands", json=body)
            assert 200 == given.status_code, given.text
            if each == deed:
                yield

    return meanwhile


@asynccontextmanager
async def appointed(world: World, at: Standing) -> AsyncIterator[None]:
    """The person has got a function, from a day to come."""
    since, until = ((world.today + timedelta(days=days)).isoformat() for days in (1000, 1010))
    held = {"person_id": at.path.split("/")[2], "function": "aqua_lead", "scope": "AQ-700-04"}
    lead = world.as_("rd-700")
    given = await lead.post("/api/assignments", json={**held, "since": since, "until": until})
    assert 201 == given.status_code, given.text
    yield


@asynccontextmanager
async def asked_back(world: World, at: Standing) -> AsyncIterator[None]:
    """The region was asked about its report, and attests it again."""
    report = at.path.split("/")[2]
    for username, body in (
        ("zentrale", {"type": "ask_back", "reason": "figure_unclear"}),
        (f"rd-{report[-3:]}", {"type": "attest"}),
    ):
        answer = await world.as_(username).post(f"/api/reports/{report}/commands", json=body)
        assert 200 == answer.status_code, answer.text
        if username == "zentrale":
            yield


async def new_wave(places: Places) -> Standing:
    begun = await started(places.world, plan(places.world, *await needy(places.world, 1)))
    return Standing("zentrale", f"/waves/{begun['id']}/commands/abort_wave")


def of_somebody_new(form: str) -> Place:
    """A form about a person without a sign-in."""

    async def place(places: Places) -> Standing:
        entered = await places.world.as_("rd-700").post("/api/people", json={"name": "Ohne Anmeldung"})
        return Standing("rd-700", f"/people/{entered.json()['id']}/{form}")

    return place


async def another_look(places: Places) -> Standing:
    return await Places(places.world, places.others).of(f"{WAVE} open_group")


async def of_a_taken_code(places: Places) -> Standing:
    """A rehearsal under the code of a wave that there is."""
    (unit,) = await needy(places.world, 1)
    taken = (await places.world.as_("zentrale").get("/api/waves")).json()["items"][0]["code"]
    body = {"plan": plan(places.world, unit, code=taken)}
    rehearsed = await places.world.as_("zentrale").post("/api/waves/preview", json=body)
    return Standing("zentrale", f"/waves/previews/{rehearsed.json()['preview_token']}/start")


AT_REST = Refused(errors.UnitIsPaused, at_rest)
CHANGED = Refused(Stale, at_rest)
GONE_ON = Refused(errors.UnitIsNotPaused, gone_on)
WITHDRAWN = Refused(step_refusals.WorkshopNotConfirmed, withdrawn)
WORKSHOPS = tuple(WorkshopKind)
TOO_SOON = 400
"""Days from now that have not come."""


CALL = "Bitte anrufen: 0511 1234567"


def of_day(name: str) -> Refused:
    return Refused(errors.DateInFuture, answers={name: TOO_SOON})


REFUSED: dict[str, Refused] = {
    **{f"{COMMANDS} {each}": AT_REST for each in DEEDS},
    **{f"{ANSWER} {each}": AT_REST for each in (*QUESTIONS, WITHDRAW)},
    **{f"/several/{{command}} {each}": AT_REST for each in SUITED},
    f"{COMMANDS} move_workshop": CHANGED,
    f"{COMMANDS} change_due_date": CHANGED,
    f"{COMMANDS} correct_date": CHANGED,
    f"{ANSWER} move_workshop": CHANGED,
    f"{COMMANDS} resume": GONE_ON,
    "/several/{command} resume": GONE_ON,
    f"{COMMANDS} vacate_manager": of_day("vacated_on"),
    "/several/{command} vacate_manager": of_day("vacated_on"),
    f"{COMMANDS} decide_participation": of_day("decided_on"),
    "/several/{command} decide_participation": of_day("decided_on"),
    f"{COMMANDS} state_standing": of_day("happened_on"),
    f"{COMMANDS} release_companion": of_day("released_on"),
    f"{COMMANDS} decline_wave": of_day("declined_on"),
    f"{COMMANDS} close": of_day("closed_on"),
    f"{COMMANDS} withdraw_confirmation": WITHDRAWN,
    f"{ANSWER} {WITHDRAW}": WITHDRAWN,
    f"{WAVE} pause_wave": Refused(of_waves.WaveIsPaused, wave("pause_wave", "resume_wave")),
    f"{WAVE} resume_wave": Refused(of_waves.WaveIsNotPaused, wave("resume_wave", "pause_wave")),
    f"{WAVE} close_course": of_day("closed_on"),
    f"{WAVE} record_module": Refused(of_waves.UnknownModule, answers={"module": "post"}),
    f"{WAVE} withdraw_member": Refused(of_waves.UnitNotInWave, answers={"unit": "999"}),
    f"{WAVE} add_member": Refused(of_waves.UnitNotEligible, answers={"unit": "999"}),
    f"{WAVE} move_course": Refused(of_waves.CourseInPast, answers={"starts_on": -9}),
    f"{WAVE} cancel_course": Refused(of_waves.UnknownCourse, answers={"course": "k-9"}),
    "/waves/{wave_id}/commands/plan_course": Refused(of_waves.CourseInPast, answers={"course-1-starts_on": -9}),
    "/people/new": Refused(people.PersonExists, answers={"subject": "rd-700"}),
    "/people/{person_id}/change": Refused(
        people.PersonExists, answers={"issuer": "demo", "subject": "rd-700"}, own=of_somebody_new("change")
    ),
    "/functions/assign": Refused(functions.AssignmentOverlaps, answers={"post": "aqua_lead:AQ-700-03", "since": 0}),
    "/functions/{assignment_id}/end": Refused(functions.UntilBeforeSince, answers={"until": -1}),
    "/people/{person_id}/forget": Refused(StillHoldsFunction, appointed, own=of_somebody_new("forget")),
    "/aqua-teams/new": Refused(aqua_teams.TeamExists, answers={"code": "AQ-700-03"}),
    "/aqua-teams/cover": Refused(functions.DayOutOfRange, answers={"since": -30000}),
    "/aqua-teams/{code}/coverage/{coverage_id}/end": Refused(functions.DayOutOfRange, answers={"until": -9000}),
    "/substitutions/new": Refused(substitution.SubstitutionTooLong, answers={"until": 700}),
    "/imports": Refused(WrongHeader, file=("falsch.csv", b"a,b\n1,2\n")),
    "/accessibility": Refused(NoteLooksPersonal, answers={"text": CALL}),
    "/reports/{report_id}/{deed} ask-back": Refused(NoteLooksPersonal, answers={"note": CALL}),
    "/reports/{report_id}/{deed} attest": Refused(NoteLooksPersonal, answers={"situation": CALL}),
    "/reports/{report_id}/{deed} acknowledge": Refused(of_reports.AskedBackAlready, asked_back),
    f"{WAVE} abort_wave": Refused(of_waves.WaveIsOver, wave("abort_wave"), own=new_wave),
    f"{WAVE} open_group": Refused(of_waves.NoGroupWaits, wave("pause_wave"), own=another_look),
    "/waves/{wave_id}/courses/{course_id}/results": Refused(errors.DateInFuture, answers={"qualified_on": TOO_SOON}),
    "/waves/new": Refused(UnknownCodes, answers={"units": "ZZZ-1"}),
    "/waves/previews/{token}/start": Refused(WaveCodeTaken, own=of_a_taken_code),
    "/aqua-teams/{code}/change": Refused(functions.DayOutOfRange, answers={"until": -9000}),
}
NEVER = {
    "/waves/{wave_id}/commands/{deed} retry_failed": "asks nothing; whoever comes second has asked them once more, too",
    "/waves/previews/{token}": "asks nothing; where nobody is left to ask, a page says so",
    "/substitutions/{substitution_id}/end": "asks nothing; one that has ended has no form",
    "/imports/{token} write": "what is wrong with a file is said before, line by line",
    "/imports/{token} drop": "asks nothing",
    "/feedback/{report_id}": "asks nothing; it can be settled twice",
    "/settings": "anybody may choose anything that is offered",
    "/language": "anybody may choose anything that is offered",
    "/sign-out": "anybody may leave at any time",
}
"""Forms with which nothing but bad input can be wrong."""
