"""A tracker with a provider, the people it knows, and their browsers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from urllib.parse import urlencode

import httpx
import sqlalchemy as sa

from activities import people
from activities.clock import now
from activities.people import NewAssignment, NewPerson
from activities.sessions import hash_of
from embedded import LOOPBACK, free_port
from models.people_tables import SessionRow
from models.tables import RolloutRow, UnitRow
from settings import AuthMode, Settings
from tests.acceptance.serving import NO_CERTIFICATES, World, served
from tests.providers import AUDIENCE, CLIENT, CLIENT_SECRET, RunningProvider, walk

HTML = {"Accept": "text/html"}
SUBJECTS = (f"person-{number}" for number in count(1))

Opening = Callable[[str], AbstractContextManager[RunningProvider]]


@dataclass
class House:
    """A running tracker and its provider."""

    world: World
    provider: RunningProvider

    async def appointed(
        self, function: str | None = "central", scope: str = "all", *, subject: str | None = None
    ) -> str:
        """The subject of somebody new, with a function here from today on, or without one."""
        subject, moment = subject or next(SUBJECTS), now()
        async with self.world.database.write() as connection:
            new = NewPerson(f"Name von {subject}", issuer=self.provider.issuer, subject=subject)
            person = await people.create_person(connection, new, region=None, moment=moment)
            if function is not None:
                held = NewAssignment(person, function, scope, since=self.world.today)
                await people.add_assignment(connection, held, within=None, moment=moment)
        return subject

    @asynccontextmanager
    async def browser(self, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
        """A browser that nobody is signed in with."""
        address = self.world.address
        async with httpx.AsyncClient(
            base_url=address, headers=HTML | headers, timeout=30, trust_env=False, verify=NO_CERTIFICATES
        ) as opened:
            yield opened

    @asynccontextmanager
    async def signed_in(self, subject: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
        """A browser with which ``subject``, or somebody of the Zentrale, is signed in."""
        async with self.browser() as browser:
            await self.sign_in(browser, subject or await self.appointed())
            yield browser

    async def sign_in(self, browser: httpx.AsyncClient, subject: str, path: str | None = None) -> httpx.Response:
        """The answer to what the provider sent back."""
        return await browser.get(await self.way_back(browser, subject, path))

    async def way_back(self, browser: httpx.AsyncClient, subject: str, path: str | None = None, **other: str) -> str:
        """The address to which the provider sends the browser; ``other`` changes what the provider was asked."""
        begun = await browser.get("/sign-in/begin" + (f"?{urlencode({'next': path})}" if path else ""))
        assert begun.status_code == 303, begun.text
        url = httpx.URL(begun.headers["location"]).copy_merge_params(other)
        async with httpx.AsyncClient(timeout=30, trust_env=False, verify=NO_CERTIFICATES) as elsewhere:
            return await walk(elsewhere, str(url), subject, self.world.address)

    async def session(self, browser: httpx.AsyncClient) -> sa.Row[str, str, str, datetime, datetime] | None:
        """The session on record that this browser's cookie stands for."""
        presented = browser.cookies.get("sid") or ""
        async with self.world.database.read() as session:
            query = sa.select(SessionRow.__table__).where(SessionRow.hash == hash_of(presented))
            return (await session.execute(query)).one_or_none()

    async def unit_of(self, team: str) -> str:
        """The code of an office under way that this AQua team covers."""
        query = (
            sa.select(UnitRow.code)
            .join(RolloutRow, RolloutRow.unit_id == UnitRow.id)
            .where(RolloutRow.aqua_team == team, RolloutRow.side_state == "none", RolloutRow.stage == "operation")
        )
        return str(await self.world.scalar(query.order_by(UnitRow.code).limit(1)))

    async def form_token(self, browser: httpx.AsyncClient) -> str:
        found = await self.session(browser)
        assert found is not None
        return str(found.form_token)


@asynccontextmanager
async def opened_house(
    offices: World,
    provider: RunningProvider | Opening,
    **settings: Any,  # noqa: ANN401 - any setting
) -> AsyncIterator[House]:
    """A tracker on the database of ``offices`` whose people sign in through ``provider``."""
    port = free_port()
    address = f"http://{LOOPBACK}:{port}"
    opening = nullcontext(provider) if isinstance(provider, RunningProvider) else provider(address)
    with opening as running:
        told = house_settings(offices, running, address, **settings)
        async with served(told, offices.database, offices.client, port) as world:
            yield House(world, running)


def house_settings(offices: World, provider: RunningProvider, address: str, **settings: Any) -> Settings:  # noqa: ANN401
    """As in production, on loopback; tests sign in more often than people do."""
    usual: dict[str, Any] = {"limit_sign_in": "1000/minute", "limit_writes": "1000/minute"}
    return Settings(
        database_url=offices.settings.database_url,
        temporal_address=offices.settings.temporal_address,
        task_queue=offices.settings.task_queue,
        data_dir=offices.settings.data_dir,
        answer_seconds=15,
        auth=AuthMode.OIDC,
        public_url=address,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=CLIENT_SECRET,
        oidc_audience=AUDIENCE,
        **(usual | settings),
    )
