"""Pages that no link of another page leads to, or that there have to be first: waves, rehearsals, answers, imports."""

from __future__ import annotations

from tests.acceptance.http.waving import needy, plan
from tests.acceptance.pages.visiting import hidden, visitor
from tests.acceptance.pages.wandering import Apart
from tests.acceptance.pages.waving import admitted
from tests.acceptance.serving import World

ANSWER = "/units/244/workshops/implementation/answer"
LIST = b"issuer,subject,name,email,language,function,scope,since,until\ndemo,nobody-yet,Person 999,,,,,,\n,,,,xx,,,,\n"


async def pages_apart(tracker: World) -> Apart:
    """By who opens them."""
    wave, _unit = await admitted(tracker)
    (unit,) = await needy(tracker, 1)
    rehearsed = await tracker.as_("zentrale").post("/api/waves/preview", json={"plan": plan(tracker, unit)})
    preview = f"/waves/previews/{rehearsed.json()['preview_token']}"
    return {
        "zentrale": (f"/waves/{wave}", preview, f"{preview}/start", await _imported(tracker)),
        "fachkraft": (f"/waves/{wave}", f"/waves/{wave}/courses/k-1/results"),
        "rd-200": (f"/waves/{wave}",),
        "aqua": (ANSWER,),
    }


async def _imported(tracker: World) -> str:
    """A file that is looked at: a new person, and a row in error."""
    async with visitor(tracker, "zentrale") as browser:
        form = await browser.get("/imports")
        sent = await browser.post("/imports", data={**hidden(form), "kind": "people"}, files={"file": ("p.csv", LIST)})
    assert 303 == sent.status_code, sent.text
    return str(sent.headers["location"])
