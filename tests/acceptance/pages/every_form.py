"""Where every form of the product stands: who opens which page, and what brings its office there.

Forms are named by the route that takes them; where one route takes many (commands, deeds, answers), by what is given.
Those that are no commands to an office stand in ``form_places``. A form without a place fails a test by its name.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from fastapi import FastAPI

from api.pages.answering import QUESTIONS, WITHDRAW
from api.pages.deeds import DEEDS
from api.pages.report_deeds import DEEDS as REPORT_DEEDS
from api.pages.several_asks import SUITED
from api.pages.wave_asks import WAVE_ASKS
from models.organisation import Function
from models.permissions import COMMAND_TABLE
from tests.acceptance.http.steps import give
from tests.acceptance.http.waving import needy
from tests.acceptance.offices import under_way, waiting_workshop, without_manager
from tests.acceptance.pages.visiting import visitor
from tests.acceptance.pages.waving import a_wave, admitted
from tests.acceptance.serving import World

COMMANDS = "/units/{code}/commands/{command}"
SEVERAL: dict[str, tuple[str, ...]] = {
    COMMANDS: tuple(DEEDS),
    "/several/{command}": SUITED,
    "/units/{code}/workshops/{kind}/answer": (*QUESTIONS, WITHDRAW),
    "/waves/{wave_id}/commands/{deed}": tuple(WAVE_ASKS),
    "/reports/{report_id}/{deed}": tuple(REPORT_DEEDS),
    "/imports/{token}": ("write", "drop"),
}
"""Routes that take many forms, and what tells these apart."""


def every_form(app: FastAPI) -> Iterator[str]:
    """The name of every form that the application takes."""
    for included in app.routes:
        for route in getattr(included, "effective_route_contexts", tuple)():
            if not route.include_in_schema and "POST" in route.methods:
                yield from (f"{route.path} {each}".strip() for each in SEVERAL.get(route.path, ("",)))


@dataclass(frozen=True)
class Standing:
    """A form as somebody can open it. ``which``: what it carries that others sent there do not (``name=value``).

    ``answers`` are right ones where what the form begins with does not do; ``file`` answers the question ``file``.
    ``later``: so many days from now it can be sent.
    """

    username: str | None
    path: str
    which: str | None = None
    action: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    file: tuple[str, bytes] | None = None
    later: int = 0

    @property
    def sent_to(self) -> str:
        return self.action or self.path.partition("?")[0]


Place = Callable[["Places"], Awaitable[Standing]]


@dataclass
class Places:
    """Brings forms about; what was brought about once serves again while it lasts."""

    world: World
    others: Mapping[str, Place]
    offices: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)

    async def once(self, name: str, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - whatever is made
        if name not in self.made:
            self.made[name] = await make()
        return self.made[name]

    async def of(self, name: str) -> Standing:
        """Where this form stands now."""
        path, _space, what = name.partition(" ")
        return await self._of_command(what) if path == COMMANDS else await self.others[name](self)

    async def _of_command(self, command: str) -> Standing:
        """An office that was there before if it still offers this command, or another one."""
        lead = PREPARED.get(command)
        kind = lead.__name__ if lead is not None else ""
        for _attempt in range(4):
            for office in self.offices.setdefault(kind, []):
                if found := await self._offered(office, command):
                    return found
            code = (await under_way(self.world))["code"] if lead is None else await lead(self)
            self.offices[kind].insert(0, (await self.world.as_("zentrale").get(f"/api/units/{code}")).json())
        raise LookupError(f"no office offers {command}")

    async def _offered(self, office: dict[str, Any], command: str) -> Standing | None:
        username = who_gives(command, office)
        async with visitor(self.world, username) as browser:
            page = await browser.get(f"/units/{office['code']}")
        found = re.search(rf'href="(/units/[^/"]+/commands/{command}(?:\?[^"]*)?)"', page.text)
        return Standing(username, unescape(found[1])) if found else None


def who_gives(command: str, office: dict[str, Any]) -> str:
    """Somebody who may give it: the region, else the AQua team, else those who have it nationwide."""
    may = COMMAND_TABLE[command]
    if Function.REGIONAL_LEAD in may and command != "confirm_workshop":
        return f"rd-{office['region']}"
    if Function.AQUA_LEAD in may:
        return f"aqua-{office['aqua_team']}"
    return "fachkraft" if Function.FIRST_SPECIALIST in may else "zentrale"


# --- offices -------------------------------------------------------------------------------------------------------


async def paused(places: Places) -> str:
    """The same office each time: it is paused again after it went on."""
    office = await places.once("at rest", lambda: under_way(places.world))
    pause = {"type": "pause", "since": places.world.today.isoformat(), "reason": "capacity"}
    await give(places.world, f"rd-{office['region']}", office["code"], pause)
    return str(office["code"])


async def unled(places: Places) -> str:
    """The same office each time: whoever was entered leaves again."""
    code = await places.once("unled", lambda: without_manager(places.world, places.world.spare))
    left = {"type": "vacate_manager", "vacated_on": places.world.today.isoformat()}
    await give(places.world, f"rd-{places.world.spare}", code, left)
    return str(code)


async def waiting(places: Places) -> str:
    return (await waiting_workshop(places.world)).code


async def early(places: Places) -> str:
    return str((await places.world.fresh(stage="qualification"))["code"])


async def at_the_gate(places: Places) -> str:
    _wave, unit = await a_wave(places.world)
    return unit


async def asked_at_the_gate(places: Places) -> str:
    unit = await at_the_gate(places)
    asked = {"type": "request_participation", "requested_on": places.world.today.isoformat()}
    assert 200 == (await give(places.world, "rd-200", unit, asked)).status_code
    return unit


async def newly_nominated(places: Places) -> str:
    return (await needy(places.world, 1))[0]


async def in_a_course(places: Places) -> str:
    return (await admitted(places.world))[1]


async def undecided(places: Places) -> str:
    listed = await places.world.as_("zentrale").get("/api/units?kind=gemeinsame_einrichtung&limit=200")
    return next(str(each["code"]) for each in listed.json()["items"] if each["stage"] == "clarification")


PREPARED: dict[str, Callable[[Places], Awaitable[str]]] = {
    "resume": paused,
    "assign_manager": unled,
    "confirm_workshop": waiting,
    "return_to_region": waiting,
    "plan_workshop": early,
    "change_due_date": early,
    "move_workshop": waiting,
    "cancel_workshop": waiting,
    "request_participation": at_the_gate,
    "decline_wave": at_the_gate,
    "record_participation": asked_at_the_gate,
    "admit_companion": newly_nominated,
    "record_qualification": in_a_course,
    "decide_participation": undecided,
}
"""Commands that an office under way does not offer as it is: the code of one that does."""
