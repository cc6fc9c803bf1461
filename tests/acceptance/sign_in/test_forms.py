"""Every form there is asks for the session's token: the routes come from the application."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fastapi import FastAPI

from tests.acceptance.http.steps import written
from tests.acceptance.sign_in.signing import House

FILLED = {"code": "244", "command": "pause", "kind": "implementation"}
SAFE = {"GET", "HEAD", "OPTIONS"}
FOR_EVERYBODY = {"/accessibility", "/language"}
"""Who has not signed in may use them, too; with nothing in them they are refused."""


def forms_of(app: FastAPI) -> Iterator[str]:
    """Paths of pages to which something can be sent."""
    for included in app.routes:
        for route in getattr(included, "effective_route_contexts", tuple)():
            if not route.include_in_schema and route.methods - SAFE:
                assert {"POST"} == route.methods - SAFE, "forms know nothing else"
                yield re.sub(r"\{(\w+)\}", lambda found: FILLED.get(found[1], "none"), route.path)


async def test_no_form_is_taken_without_the_token(house: House) -> None:
    """Neither from somebody who may do much, nor from somebody who may do this."""
    paths = sorted(forms_of(house.world.app))
    subjects = [await house.appointed(), await house.appointed("aqua_lead", "AQ-200-02")]
    taken: list[tuple[str, int]] = []
    for subject in subjects:
        async with house.signed_in(subject) as browser:
            before = await written(house.world)
            answers = {path: await browser.post(path, data={"csrf": "guessed"}) for path in paths}
            taken += [(path, answer.status_code) for path, answer in answers.items() if answer.status_code < 400]
            assert before == await written(house.world)
    assert {"/sign-out", "/units/244/commands/pause"} <= set(paths)
    assert [] == taken


async def test_no_form_is_taken_from_somebody_who_is_not_signed_in(house: House) -> None:
    async with house.browser() as browser:
        for path in sorted(forms_of(house.world.app)):
            answer = await browser.post(path, data={"csrf": ""})
            if path in FOR_EVERYBODY:
                assert 422 == answer.status_code, path
                continue
            expected = "/signed-out" if path == "/sign-out" else "/sign-in"
            assert (303, True) == (answer.status_code, answer.headers["location"].startswith(expected)), path
