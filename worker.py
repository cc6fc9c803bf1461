"""The worker process: workflows, activities, and the upkeep that keeps SQL and Temporal together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Worker

import memory
from activities import feedback, forgetting, sent_forms, sessions, uploads, wave_previews
from activities.asking import Offices
from activities.calendars import refresh_calendars
from activities.clock import BERLIN, berlin_day, now
from activities.heard_coverage import queue_coverage
from activities.heard_regions import queue_regions
from activities.intents import Intents
from activities.journal import Journal
from activities.mail.composing import Composing
from activities.mail.dispatching import Dispatching
from activities.mail.forgotten import drop_forgotten
from activities.mail.planning import Planning
from activities.mail.transport import OUTBOX, MailServer, Outbox, Smtp, Transport
from activities.mail.writing import House
from activities.periods import Periods
from activities.queueing import take_turns
from activities.rollouts import Rollouts
from activities.search import ALL, HALTED
from activities.waves import Waves
from leaving import left_in_time
from models.database import Database
from models.retention import RetentionTerms
from settings import AuthMode, Settings
from workflows.connecting import connect
from workflows.schedules import REPORTING, declare, reporting_schedule

log = structlog.get_logger(__name__)

DRAIN_EVERY = 2.0
SIGN_OF_LIFE = "worker.alive"
ENSURE_EVERY = 3600.0
MAIL_EVERY = 2.0
MAIL_GRACE = 5.0
"""Less than a mail server may take, since stopping ends within ten seconds: the mail goes again under the same id."""
DEMO_SENDER = "iLB Rollout-Tracker <ilb@demo.invalid>"
GRACE = timedelta(seconds=8)
STICKY = timedelta(seconds=2)
"""How long a task waits for a worker that died; the default of 10 s dominates recovery."""


@asynccontextmanager
async def working(settings: Settings, database: Database, client: Client) -> AsyncIterator[Worker]:
    """A worker that runs while the context is open, with its upkeep."""
    await register_search_attributes(client)

    async def fatal(error: BaseException) -> None:
        log.error("worker_failed", error=type(error).__name__, cause=type(error.__cause__).__name__)

    worker = Worker(
        client,
        task_queue=settings.task_queue,
        activities=activities_of(database, client, settings.task_queue),
        max_cached_workflows=settings.max_cached_workflows,
        max_concurrent_activities=100,
        sticky_queue_schedule_to_start_timeout=STICKY,
        graceful_shutdown_timeout=GRACE,
        on_fatal_error=fatal,
    )
    async with left_in_time(worker):
        keeping = asyncio.create_task(upkeep(settings, database, client))
        stopping = asyncio.Event()
        writing = asyncio.create_task(mailing(settings, database, stopping))
        try:
            yield worker
        finally:
            stopping.set()
            keeping.cancel()
            await asyncio.wait({writing}, timeout=MAIL_GRACE)  # a mail that is on its way gets there
            writing.cancel()
            for task in (keeping, writing):
                with suppress(asyncio.CancelledError):
                    await task


def activities_of(database: Database, client: Client, task_queue: str) -> list[Callable[..., Any]]:
    """What our workflows call: the record; a wave's asking, which looks at what the append remembers; reports."""
    journal = Journal(database)
    offices = Offices(database, client, journal.kept)
    periods = Periods(database, client, task_queue, journal.kept)
    return [journal.append, journal.halt, offices.ask, offices.look, periods.open, periods.issue]


async def upkeep(settings: Settings, database: Database, client: Client) -> None:
    """Start missing workflows at once, after imports and hourly; drain queued commands; forget what is over, hourly."""
    rollouts = Rollouts(database, client, settings.task_queue)
    waves = Waves(database, client, settings.task_queue)
    periods = Periods(database, client, settings.task_queue)
    intents = Intents(database, client)
    loop = asyncio.get_running_loop()
    next_ensure = next_report = next_forget = loop.time()

    async def ensure(moment: datetime) -> None:
        await queue_what_the_day_brings(database, moment)
        await rollouts.ensure(berlin_day(moment), moment)
        await waves.ensure()

    async def report() -> None:
        terms = settings.reporting_terms
        await declare(client, REPORTING, reporting_schedule(terms, settings.task_queue))
        await periods.ensure(terms)

    async def ensure_births() -> None:
        if await rollouts.has_unborn():
            await ensure(now())
        await waves.ensure_begun()

    while True:
        moment = now()
        if loop.time() >= next_ensure and await survived("ensure", ensure(moment)):
            next_ensure = loop.time() + ENSURE_EVERY
        if loop.time() >= next_forget and await survived("forget", forget_what_is_over(settings, database, moment)):
            next_forget = loop.time() + ENSURE_EVERY
        if loop.time() >= next_report and await survived("report", report()):
            next_report = loop.time() + ENSURE_EVERY
        await survived("births", ensure_births())
        moment = now()
        await survived("drain", intents.drain(berlin_day(moment), moment))
        await survived("sign_of_life", asyncio.to_thread(show_life, settings.data_dir / SIGN_OF_LIFE))
        await asyncio.sleep(DRAIN_EVERY)


def show_life(file: Path) -> None:
    """A worker answers no requests: whoever watches it looks at how old this file is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()


async def mailing(settings: Settings, database: Database, stopping: asyncio.Event) -> None:
    """Plan and send mails until ``stopping`` is set, beside everything else: a slow mail server holds nothing up."""
    transport = transport_of(settings)
    if transport is None:
        log.info("mail_is_off")
        return
    house = house_of(settings)
    planning = Planning(database, house.domain)
    dispatching = Dispatching(database, Composing(database, house), transport, now, stopping=stopping)

    async def plan() -> None:
        moment = now()
        await planning.plan_notices(berlin_day(moment), moment)
        await planning.plan_substitutions(moment)
        await planning.plan_attestations(berlin_day(moment), moment)
        await planning.plan_reports(berlin_day(moment), moment)
        if moment.astimezone(BERLIN).hour >= settings.digest_hour:
            await planning.plan_digests(berlin_day(moment), moment)

    while not stopping.is_set():
        await survived("plan_mail", plan())
        await survived("send_mail", dispatching.send_due())
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), MAIL_EVERY)


def transport_of(settings: Settings) -> Transport | None:
    """The mail server; a folder in a demo; None where nothing is configured."""
    if settings.smtp_url is not None:
        return Smtp(MailServer.of(settings.smtp_url, settings.smtp_password))
    return Outbox(settings.data_dir / OUTBOX) if settings.auth is AuthMode.DEMO else None


def house_of(settings: Settings) -> House:
    url = settings.public_url or f"http://{settings.host}:{settings.port}"
    is_demo = settings.auth is AuthMode.DEMO
    return House(url.rstrip("/"), settings.mail_from or DEMO_SENDER, is_demo=is_demo)


async def survived(what: str, work: Awaitable[object]) -> bool:
    """Whether it went well. Upkeep outlives any outage, and no part of it stops another; the next round tries again."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - see above
        log.warning("upkeep_failed", what=what, error=type(error).__name__)
        return False
    return True


async def queue_what_the_day_brings(database: Database, moment: datetime) -> None:
    """Queue commands for calendars that go on a year and for coverage that begins or ends today."""
    async with database.write() as connection:
        await take_turns(connection)
        await refresh_calendars(connection, berlin_day(moment), moment=moment)
        await queue_coverage(connection, berlin_day(moment), moment)
        await queue_regions(connection, berlin_day(moment), moment)


async def forget_what_is_over(settings: Settings, database: Database, moment: datetime) -> None:
    """Sessions that have ended, rehearsals and files that led to nothing, and persons whose retention has."""
    terms = RetentionTerms(settings.forget_person_months, settings.forget_reference_months)
    async with database.write() as connection:
        await sessions.sweep(connection, settings.session_terms, moment)
        await wave_previews.sweep(connection, moment)
        await uploads.sweep(connection, moment)
        await feedback.sweep(connection, moment)
        await sent_forms.sweep(connection, moment)
        await forgetting.sweep(connection, terms, moment)
    await drop_forgotten(database, Outbox(settings.data_dir / OUTBOX))


async def register_search_attributes(client: Client) -> None:
    """Make our search attributes known to the namespace; a no-op when they are."""
    known = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    types = {
        key.name: IndexedValueType.INDEXED_VALUE_TYPE_BOOL
        if key.name == HALTED.name
        else IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
        for key in ALL
        if key.name not in known.custom_attributes
    }
    if not types:
        return
    try:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=types)
        )
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Work until ``stop`` is set."""
    database = Database(settings.database_url)
    try:
        client = await connect(settings.temporal_address, settings.temporal_namespace)
        async with working(settings, database, client):
            memory.settle()
            log.info("worker_ready", task_queue=settings.task_queue)
            await stop.wait()
    finally:
        await database.dispose()
