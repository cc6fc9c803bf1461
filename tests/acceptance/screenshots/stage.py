"""What has to be there before the pictures are drawn, beyond the demo itself: where their paths lead."""

from __future__ import annotations

import re

from tests.acceptance.offices import waiting_workshop
from tests.acceptance.pages.apart import pages_apart
from tests.acceptance.pages.filling import page_of
from tests.acceptance.pages.visiting import hidden, visitor
from tests.acceptance.serving import World

Places = dict[str, str]
ANSWERED = "/units/{}/workshops/implementation/answer"


async def stage(tracker: World) -> Places:
    """Names of waves, reports and others of this run, as paths of pictures use them."""
    return {
        **await _waves(tracker),
        **await _reports(tracker),
        **await _answered(tracker),
        **await _apart(tracker),
        "mail": await _first(tracker, "/outbox", r'href="(/outbox/[0-9a-f]{32})"'),
    }


async def _waves(tracker: World) -> Places:
    """The demo's two: one goes on, one has ended."""
    listed = (await tracker.as_("zentrale").get("/api/waves")).json()["items"]
    by_status = {wave["status"]: wave["id"] for wave in listed}
    going_on = by_status["running"]
    whole = (await tracker.as_("zentrale").get(f"/api/waves/{going_on}")).json()
    return {"wave": going_on, "ended": by_status["completed"], "course": whole["courses"][0]["id"]}


async def _reports(tracker: World) -> Places:
    """The last national report, and the one that its region still has to attest."""
    attest = await _first(tracker, "/worklist", r'href="/reports/([^"/]+)/attest"', "rd-700")
    issued = await _first(tracker, "/reports", r'href="/reports/([^"/]+-all)"')
    return {"open": attest, "issued": issued}


async def _answered(tracker: World) -> Places:
    """A workshop that was confirmed from its mail, and the receipt of it."""
    asked = await waiting_workshop(tracker, "700")
    path = ANSWERED.format(asked.code)
    async with visitor(tracker, asked.lead) as browser:
        form = hidden(await browser.get(path)) | {"answer": "confirm_workshop"}
        led = await browser.post(path, data={**form, "held_on": asked.day, "headcount": "5-9"})
    assert 303 == led.status_code, led.text
    return {"lead": asked.lead, "receipt": led.headers["location"]}


async def _apart(tracker: World) -> Places:
    pages = (await pages_apart(tracker))["zentrale"]
    async with visitor(tracker, "zentrale") as browser:
        proposal = page_of((await browser.get("/waves/new")).text).form("/waves/new", "do=rehearse").as_shown()
        rehearsed = await browser.post("/waves/new", data={**proposal, "do": "rehearse"})
    async with visitor(tracker) as browser:
        form = hidden(await browser.get("/accessibility"))
        await browser.post("/accessibility", data={**form, "text": "Der Knopf ist mit der Tastatur nicht zu finden."})
    return {
        "rehearsal": rehearsed.headers["location"].rpartition("/")[2],
        "imported": next(path for path in pages if path.startswith("/imports/")),
    }


async def _first(tracker: World, path: str, link: str, username: str = "zentrale") -> str:
    async with visitor(tracker, username) as browser:
        page = await browser.get(path)
    found = re.search(link, page.text)
    assert found is not None, f"{path} has no link {link}"
    return found[1]
