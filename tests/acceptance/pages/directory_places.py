"""Where the forms about people, teams and files stand, and those that are on every page."""

from __future__ import annotations

import re
from datetime import timedelta

import sqlalchemy as sa

from models.demo.chance import opaque
from models.tables import CoverageRow
from tests.acceptance.offices import under_way
from tests.acceptance.pages.every_form import Place, Places, Standing
from tests.acceptance.pages.visiting import hidden, post_of, visitor

PERSON = opaque("p", "demo", "aqua-AQ-700-03")
"""In the region of which no other test knows anything, as everything that is written about people."""
NEW_PERSON = {"name": "Person Jede Form", "issuer": "demo", "subject": "jede-form"}
PEOPLE = b"issuer,subject,name,email,language,function,scope,since,until\ndemo,jede-datei,Aus Datei,,de,,,,\n"


def at(username: str | None, path: str, *, sent_to: str | None = None, **answers: str) -> Place:
    """A form that is always there."""

    async def place(_places: Places) -> Standing:
        return Standing(username, path, action=sent_to, answers=answers)

    return place


async def files(_places: Places) -> Standing:
    return Standing("zentrale", "/imports", answers={"kind": "people"}, file=("jede.csv", PEOPLE))


def of_file(do: str) -> Place:
    async def place(places: Places) -> Standing:
        content = PEOPLE.replace(b"jede-datei", f"jede-{do}".encode())
        async with visitor(places.world, "zentrale") as browser:
            form = hidden(await browser.get("/imports")) | {"kind": "people"}
            led = await browser.post("/imports", data=form, files={"file": (f"{do}.csv", content)})
        return Standing("zentrale", led.headers["location"], f"do={do}", answers={"do": do})

    return place


async def forgetting(places: Places) -> Standing:
    body = {"name": "Zu Vergessen", "issuer": "demo", "subject": "vergessen"}
    entered = await places.once("forgotten", lambda: places.world.as_("rd-700").post("/api/people", json=body))
    return Standing("rd-700", f"/people/{entered.json()['id']}/forget")


async def assigning(places: Places) -> Standing:
    since, until = (places.world.today + timedelta(days=days) for days in (800, 900))
    days = {"since": since.isoformat(), "until": until.isoformat()}
    return Standing("rd-700", "/functions/assign", answers={"person_id": PERSON, "post": "aqua_lead:AQ-700-04", **days})


async def ending(places: Places) -> Standing:
    lead = places.world.as_("rd-700")
    body = {"name": "Zu Beenden", "issuer": "demo", "subject": "beenden"}
    person = await places.once("holder", lambda: lead.post("/api/people", json=body))
    held = {"person_id": person.json()["id"], "function": "aqua_lead", "scope": "AQ-700-04"}
    held["since"] = places.world.today.isoformat()
    assigned = await places.once("held", lambda: lead.post("/api/assignments", json=held))
    return Standing("rd-700", f"/functions/{assigned.json()['id']}/end")


async def changing_team(places: Places) -> Standing:
    body = {"code": "AQ-700-89", "name": "Team Vorher", "region": "700"}
    await places.once("team", lambda: places.world.as_("rd-700").post("/api/aqua-teams", json=body))
    return Standing("rd-700", "/aqua-teams/AQ-700-89/change", answers={"name": "Team Nachher"})


async def handing_over(places: Places) -> Standing:
    office = await places.once("handed over", lambda: under_way(places.world, "700"))
    await changing_team(places)
    since = (places.world.today + timedelta(days=3)).isoformat()
    answers = {"unit": office["code"], "team": "AQ-700-89", "since": since}
    return Standing("rd-700", "/aqua-teams/cover", answers=answers)


async def uncovering(places: Places) -> Standing:
    office = await places.once("uncovered", lambda: under_way(places.world, "700"))
    unit = await places.world.unit_id(office["code"])
    coverage = await places.world.scalar(sa.select(CoverageRow.id).where(CoverageRow.unit_id == unit).limit(1))
    today = places.world.today.isoformat()
    path = f"/aqua-teams/{office['aqua_team']}/coverage/{coverage}/end"
    return Standing("rd-700", path, answers={"until": today})


NAMING = f"/substitutions/new?post={post_of('AQ-700-03')}"


async def naming(places: Places) -> Standing:
    since, until = (places.world.today + timedelta(days=days) for days in (40, 45))
    answers = {"since": since.isoformat(), "until": until.isoformat()}
    return Standing("rd-700", NAMING, action=NAMING, answers=answers)


async def ending_substitution(places: Places) -> Standing:
    since, until = (places.world.today + timedelta(days=days) for days in (60, 65))
    async with visitor(places.world, "rd-700") as browser:
        form = await browser.get(NAMING)
        who = re.findall(r'<option value="(p-[^"]+)"', form.text)[0]
        answers = {**hidden(form), "substitute": who, "since": since.isoformat(), "until": until.isoformat()}
        await browser.post(NAMING, data=answers)
        ends = re.findall(r'href="(/substitutions/[^"]+/end)"', (await browser.get("/substitutions")).text)
    return Standing("rd-700", ends[-1])


async def barrier(places: Places) -> Standing:
    async with visitor(places.world) as browser:
        form = hidden(await browser.get("/accessibility"))
        await browser.post("/accessibility", data={**form, "text": "Der Knopf ist nicht zu finden."})
    async with visitor(places.world, "zentrale") as browser:
        path = re.findall(r'action="(/feedback/[^"]+)"', (await browser.get("/feedback")).text)[0]
    return Standing("zentrale", "/feedback", action=path)


TEXT = "Die Schrift ist zu klein."
DIRECTORY: dict[str, Place] = {
    "/people/new": at("zentrale", "/people/new", **NEW_PERSON),
    "/people/{person_id}/change": at("rd-700", f"/people/{PERSON}/change"),
    "/people/{person_id}/forget": forgetting,
    "/functions/assign": assigning,
    "/functions/{assignment_id}/end": ending,
    "/aqua-teams/new": at("rd-700", "/aqua-teams/new", name="Team Jede Form", code="AQ-700-88"),
    "/aqua-teams/{code}/change": changing_team,
    "/aqua-teams/cover": handing_over,
    "/aqua-teams/{code}/coverage/{coverage_id}/end": uncovering,
    "/substitutions/new": naming,
    "/substitutions/{substitution_id}/end": ending_substitution,
    "/imports": files,
    "/imports/{token} write": of_file("write"),
    "/imports/{token} drop": of_file("drop"),
    "/feedback/{report_id}": barrier,
    "/accessibility": at(None, "/accessibility", text=TEXT),
    "/settings": at("rd-200", "/settings", keys="off"),
    "/language": at("aqua-AQ-700-01", "/settings", sent_to="/language", language="de"),
    "/sign-out": at("aqua-AQ-700-01", "/settings", sent_to="/sign-out"),
}
