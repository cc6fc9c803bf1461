"""A small organisation with people who can be written to, and one office whose dates change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from activities.journal import append
from activities.mail.composing import Composing
from activities.mail.dispatching import Dispatching
from activities.mail.planning import Planning
from activities.mail.transport import Transport
from activities.mail.writing import House
from models import commands as cmd
from models.chain import Batch
from models.database import Database
from models.mail_tables import DeliveryRow
from models.organisation import Function
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow, SubstitutionRow
from models.queries.recipients import calendars
from models.rollout.clocks import ring
from models.rollout.decide import decide
from models.rollout.life import Life, born
from tests.integration.offices import NOW, rows, unit_id
from tests.making import ADMITTED, MANAGED, NOMINATED, TODAY, envelope, started, usual

HOUSE = House("https://ilb.example", "iLB <ilb@tracker.example>")
OFFICE = "111"


@dataclass
class Post:
    """Everything mail needs, at a time that a test sets."""

    database: Database
    transport: Transport
    life: Life
    moment: datetime = NOW
    sending: Dispatching = field(init=False)

    def __post_init__(self) -> None:
        composing = Composing(self.database, HOUSE)
        self.sending = Dispatching(self.database, composing, self.transport, lambda: self.moment)
        self.planning = Planning(self.database, HOUSE.domain)

    @property
    def today(self) -> date:
        return self.moment.date()

    def later(self, **span: float) -> None:
        self.moment += timedelta(**span)

    async def plan(self) -> int:
        """Plan what is to be told at once."""
        return await self.planning.plan_notices(self.today, self.moment)

    async def plan_day(self) -> int | None:
        return await self.planning.plan_digests(self.today, self.moment)

    async def send(self) -> int:
        return await self.sending.send_due()

    async def told(self, *commands: cmd.Command, actor_ref: str = "a-nobody", by: cmd.By | None = None) -> None:
        """Give these commands to the office, as its workflow would."""
        for each in commands:
            given = envelope(today=self.today, who=by or usual(each)).model_copy(update={"actor_ref": actor_ref})
            self.life.add(decide(self.life.state, each, given), self.moment, given)
        await self._record()

    async def rings(self) -> None:
        """Let the office's clocks ring."""
        self.life.add(ring(self.life.state, self.today), self.moment)
        await self._record()

    async def _record(self) -> None:
        entries = tuple(self.life.unrecorded)
        async with self.database.write() as connection:
            await append(connection, Batch(stream=self.life.stream, entries=entries))
        self.life.recorded_seq, self.life.recorded_hash = self.life.end
        self.life.unrecorded = []

    async def deliveries(self) -> list[dict[str, Any]]:
        return await rows(self.database, DeliveryRow)

    async def states(self) -> dict[str, str]:
        """What became of the mails, by person; of the last one where there are several."""
        return {row["person_id"]: row["state"] for row in await self.deliveries()}


async def office_with_people(database: Database, transport: Transport) -> Post:
    """An Agentur of ``organised`` amid its qualification: regional lead, AQua lead and manager have addresses."""
    async with database.write() as connection:
        await add_person(connection, "lead", (Function.REGIONAL_LEAD, "100"))
        await add_person(connection, "aqua", (Function.AQUA_LEAD, "AQ-100"))
        await add_person(connection, "manager")
        await add_person(connection, "other-aqua", (Function.AQUA_LEAD, "AQ-200"))
    async with database.read() as session:
        working = (await calendars(session)).by_land["SH"]
    first = started(working=working, on=TODAY - timedelta(days=400), aqua_team="AQ-100")
    first = first.model_copy(update={"unit_id": await unit_id(database, OFFICE), "region": "100"})
    post = Post(database, transport, born(first, NOW))
    since = TODAY - timedelta(days=300)
    await post.told(
        MANAGED.model_copy(update={"holder": "a-manager", "since": since}),
        NOMINATED.model_copy(update={"nominated_on": since}),
        ADMITTED.model_copy(update={"admitted_on": TODAY - timedelta(days=5)}),
    )
    return post


async def add_person(
    connection: Any,  # noqa: ANN401 - a connection that writes
    name: str,
    *posts: tuple[Function, str],
    language: str = "de",
    email: str | None = "",
) -> None:
    """A person with an address of their own, who holds these posts; the reference is ``a-<name>``."""
    row = {"id": f"p-{name}", "issuer": "demo", "subject": name, "name": f"Name of {name}", "created_at": NOW}
    address = f"{name}@people.example" if email == "" else email
    await connection.execute(sa.insert(PersonRow), {**row, "email": address, "language": language})
    await connection.execute(sa.insert(ActorRefRow), {"ref": f"a-{name}", "person_id": f"p-{name}", "created_at": NOW})
    for number, (function, scope) in enumerate(posts):
        held = {"id": f"f-{name}-{number}", "person_id": f"p-{name}", "function": function.value, "scope": scope}
        await connection.execute(
            sa.insert(AssignmentRow), {**held, "since": date(2020, 1, 1), "until": None, "actor_ref": f"a-{name}"}
        )


async def stand_in(connection: Any, substitute: str, name: str, post: tuple[Function, str]) -> None:  # noqa: ANN401
    """``substitute`` acts for ``name`` around TODAY."""
    await connection.execute(
        sa.insert(SubstitutionRow),
        {
            "id": f"s-{substitute}",
            "assignment_id": f"f-{name}-0",
            "substitute_id": f"p-{substitute}",
            "actor_ref": f"a-{substitute}",
            "function": post[0].value,
            "scope": post[1],
            "since": TODAY - timedelta(days=3),
            "until": TODAY + timedelta(days=30),
            "occasion": "planned",
            "created_at": NOW,
        },
    )
