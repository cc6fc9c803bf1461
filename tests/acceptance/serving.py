"""The product as it runs: Temporal, the seeded demo in a database, a worker, and the application behind real HTTP."""

from __future__ import annotations

import asyncio
import csv
import io
import secrets
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from fastapi import FastAPI
from temporalio.client import Client

from activities.clock import berlin_day, now
from activities.demo_reports import seed_reports
from activities.demo_seed import seed
from activities.demo_waves import seed_waves
from activities.imports import import_units
from activities.rollouts import Rollouts
from api import deps
from api.app import create_app
from api.server import Server, configured
from embedded import LOOPBACK
from models.chain import stream_of
from models.database import Database
from models.demo.cases import PREPARED
from models.rollout.life import Life
from models.tables import HeadRow, IntentRow, JournalRow, UnitRow
from settings import AuthMode, Settings
from tests.demo_world import DATA
from tests.programs import NearPress
from worker import working
from workflows.connecting import connect

EVERY = 0.2
"""Seconds between two looks for what has changed: nobody waits for them as long as people may."""
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing here is encrypted; to read all certificates of the world takes 20 ms for every client."""


@dataclass
class World:
    """The running product and its users; tests look into ``database`` by themselves, the application has its own."""

    settings: Settings
    address: str
    app: FastAPI
    database: Database
    client: Client
    statements: list[str]
    spare: str = ""
    """A region of which no test knows anything: for whoever needs some office."""
    people: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    given_out: set[str] = field(default_factory=lambda: {case.unit for case in PREPARED.values() if case.unit})

    @property
    def today(self) -> date:
        return berlin_day(now())

    def as_(self, username: str | None, language: str = "de") -> httpx.AsyncClient:
        """A client signed in by a demo token; None is nobody."""
        name = f"{username}/{language}"
        if name not in self.people:
            headers = {"Accept-Language": language}
            if username is not None:
                headers["Authorization"] = f"Bearer demo:{username}"
            self.people[name] = httpx.AsyncClient(
                base_url=self.address, headers=headers, timeout=30, verify=NO_CERTIFICATES
            )
        return self.people[name]

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """Let the application believe that it is ``moment``."""
        self.app.dependency_overrides[deps.moment] = lambda: moment
        try:
            yield
        finally:
            del self.app.dependency_overrides[deps.moment]

    async def fresh(self, **filters: str) -> dict[str, Any]:
        """The summary of a unit that no other test has been given, by the filters of the list."""
        page = await self.as_("zentrale").get("/api/units", params={"limit": "200", **filters})
        found = [unit for unit in page.json()["items"] if unit["code"] not in self.given_out]
        assert found, f"every unit with {filters} is in use: ask for others, or for fewer"
        unit: dict[str, Any] = found[0]
        self.given_out.add(unit["code"])
        return unit

    async def scalar(self, query: sa.Select[Any]) -> Any:  # noqa: ANN401 - whatever is asked for
        async with self.database.read() as session:
            return await session.scalar(query)

    async def unit_id(self, code: str) -> str:
        return str(await self.scalar(sa.select(UnitRow.id).where(UnitRow.code == code)))

    async def head(self, code: str) -> tuple[int, int]:
        """The number of the unit's last event, and how many its journal has."""
        stream = stream_of(await self.unit_id(code))
        seq = await self.scalar(sa.select(HeadRow.seq).where(HeadRow.stream == stream))
        count = sa.select(sa.func.count()).select_from(JournalRow).where(JournalRow.stream == stream)
        return seq, await self.scalar(count)

    async def life(self, code: str) -> Life:
        """What the unit's workflow knows."""
        handle = self.client.get_workflow_handle(stream_of(await self.unit_id(code)))
        life: Life = await handle.query("life", result_type=Life)
        return life


@asynccontextmanager
async def running(
    url: str, temporal_address: str, folder: Path, *regions: str, waves: bool = False
) -> AsyncIterator[World]:
    """The demo of these regions with a worker, all rollouts begun and at rest; the last region is the spare one."""
    settings = demo_settings(url, temporal_address, folder)
    database, of_worker = Database(url), Database(url)
    try:
        await filled(database, *regions)
        if waves:
            await seed_waves(database, today=berlin_day(now()))
        await seed_reports(database, settings.reporting_terms, now())  # before its worker does, in the middle of a test
        client = await connect(temporal_address, settings.temporal_namespace)
        async with working(settings, of_worker, client):
            await Rollouts(database, client, settings.task_queue).ensure(berlin_day(now()), now())
            await _at_rest(database)
            async with served(settings, database, client) as world:
                world.spare = regions[-1] if regions else ""
                yield world
        await _end_periods(client, settings.task_queue)
    finally:
        await database.dispose()
        await of_worker.dispose()


async def _end_periods(client: Client, task_queue: str) -> None:
    """Their names are the same in every demo: in the next one they would wait for a worker that is gone."""
    theirs = f"WorkflowType='RegionalReporting' AND ExecutionStatus='Running' AND TaskQueue='{task_queue}'"
    async for each in client.list_workflows(theirs):
        await client.get_workflow_handle(each.id).terminate()


def demo_settings(url: str, temporal_address: str, folder: Path, *, answer_seconds: float = 15) -> Settings:
    return Settings(
        database_url=url,
        temporal_address=temporal_address,
        task_queue=f"acceptance-{secrets.token_hex(4)}",
        auth=AuthMode.DEMO,
        data_dir=folder,
        answer_seconds=answer_seconds,
        digest_hour=23,  # hundreds would be written before anything else; what they say is told elsewhere
    )


@asynccontextmanager
async def served(settings: Settings, database: Database, client: Client, port: int = 0) -> AsyncIterator[World]:
    """The application over HTTP, with a database of its own whose statements are counted."""
    own = Database(settings.database_url)
    statements: list[str] = []
    for engine in (own.reader, own.writer):
        sa.event.listen(engine.sync_engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    app = create_app(settings, own, client)
    # Both sides would close after 5 s at the same moment; a request may just be on its way.
    server = _Server(configured(app, LOOPBACK, port, timeout_keep_alive=60))
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn offers no event to wait for
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        world = World(settings, f"http://{LOOPBACK}:{port}", app, database, client, statements)
        app.state.live.every = EVERY
        app.state.press, app.state.counting = NearPress(), NearPress()
        yield world
        for http in world.people.values():
            await http.aclose()
    finally:
        server.should_exit = True
        await serving
        await own.dispose()


class _Server(Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave Ctrl-C to pytest."""
        yield


def organisation(*regions: str) -> bytes:
    """The offices of these regions, as the importer reads them; without any, all."""
    data = (DATA / "ba_units.csv").read_bytes()
    if not regions:
        return data
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    parent = {row["code"]: row["parent_code"] for row in rows}
    kept = [
        row
        for number, row in enumerate(rows)
        if number == 0 or {row["code"], row["parent_code"], parent.get(row["parent_code"], "")} & {*regions}
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(kept)
    return text.getvalue().encode()


async def filled(database: Database, *regions: str) -> None:
    moment = now()
    today = berlin_day(moment)
    report = await import_units(database, organisation(*regions), today=today, now=moment)
    assert report.written
    await seed(database, today=today, now=moment)


async def _at_rest(database: Database) -> None:
    """Wait until what the first day brings is recorded: nothing is queued, and the journal no longer grows."""
    before = -1
    while True:
        async with database.read() as session:
            count = await session.scalar(sa.select(sa.func.count()).select_from(JournalRow)) or 0
            queued = await session.scalar(sa.select(sa.func.count()).where(IntentRow.done_at.is_(None)))
        if count == before and not queued:
            return
        before = count
        await asyncio.sleep(0.5)
