"""In which function a command is stamped, and what it says of the person, read from the record of the office."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from activities.journal import append
from api.deps import Caller
from api.requests import REQUESTS
from api.seeing import see
from api.stamps import EXAMPLE, stamped
from models.chain import Batch
from models.database import Database
from models.organisation import Function
from models.permissions import Grant, reading
from models.queries import units
from models.rollout.decide import decide
from models.rollout.life import born
from tests import making
from tests.integration.mail.people import add_person
from tests.integration.offices import NOW, opened, unit_id
from tests.making import IMPLEMENTATION, TODAY, by, calendar, envelope, programme, started

F, R, A = Function.FIRST_SPECIALIST, Function.REGIONAL_LEAD, Function.AQUA_LEAD
OFFICE = "111"
CONFIRM = REQUESTS["confirm_workshop"].model_validate(
    {"type": "confirm_workshop", "workshop": "implementation", "held_on": TODAY.isoformat(), "headcount": "5-9"}
)
LED = Grant(R, "100", "a-rita")
IN_HER_PLACE = Grant(R, "AQ-100", "a-rita-2", acting_for=A, own_scope="100")


@pytest.fixture
async def database(organised_url: str) -> AsyncIterator[Database]:
    """Anna has planned a workshop as a first specialist, in an office where four eyes are asked for."""
    async with opened(organised_url) as found:
        first = started(working=calendar(), on=TODAY - timedelta(days=400), aqua_team="AQ-100")
        here = {"unit_id": await unit_id(found, OFFICE), "region": "100", "programme": programme(four_eyes=True)}
        life = born(first.model_copy(update=here), NOW)
        since = TODAY - timedelta(days=300)
        told = [
            making.MANAGED.model_copy(update={"since": since}),
            making.NOMINATED.model_copy(update={"nominated_on": since}),
            making.ADMITTED.model_copy(update={"admitted_on": since}),
            making.PLANNED.model_copy(update={"planned_on": TODAY}),
        ]
        for each in told:
            given = envelope(today=TODAY, who=by(F) if each is told[-1] else making.usual(each))
            given = given.model_copy(update={"actor_ref": "a-anna"})
            life.add(decide(life.state, each, given), NOW, given)
        async with found.write() as connection:
            await add_person(connection, "anna", (A, "AQ-100"))
            await append(connection, Batch(stream=life.stream, entries=tuple(life.unrecorded)))
        yield found


def caller(person: str, *grants: Grant) -> Caller:
    return Caller(f"p-{person}", person, person, "de", grants, reading(grants, TODAY), TODAY, NOW)


async def test_under_four_eyes_whoever_planned_in_another_function_is_not_offered_to_confirm(
    database: Database,
) -> None:
    lead = Grant(A, "AQ-100", "a-new")
    async with database.read() as session:
        offered = {
            person: "confirm_workshop" in (await see(session, caller(person, lead), OFFICE)).allowed
            for person in ("anna", "bert")
        }
    assert {"anna": False, "bert": True} == offered


async def test_the_stamp_says_which_workshops_this_very_person_has_planned(database: Database) -> None:
    lead, found = Grant(A, "AQ-100", "a-new"), {}
    async with database.read() as session:
        for person in ("anna", "bert"):
            asking = caller(person, lead)
            place = await units.find(session, asking.reading, OFFICE)
            assert place is not None
            found[person] = (await stamped(session, asking, place, CONFIRM, EXAMPLE)).planned
    assert {"anna": (IMPLEMENTATION,), "bert": ()} == found


@pytest.mark.parametrize("held", [(LED, IN_HER_PLACE), (IN_HER_PLACE, LED)], ids=["own first", "own last"])
async def test_of_several_functions_the_one_whose_step_it_is_is_stamped(
    database: Database, held: tuple[Grant, ...]
) -> None:
    asking = caller("rita", *held)
    async with database.read() as session:
        place = await units.find(session, asking.reading, OFFICE)
        assert place is not None
        stamp = await stamped(session, asking, place, CONFIRM, EXAMPLE)
    assert (R, A, "a-rita-2") == (stamp.by.function, stamp.by.acting_for, stamp.actor_ref)
