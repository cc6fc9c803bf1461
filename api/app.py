"""The HTTP application: wiring only."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.types import Lifespan
from temporalio.client import Client

from activities.mail.transport import OUTBOX, Outbox
from activities.reports.press import Press
from activities.waves import Waves
from api import (
    asked,
    demo,
    events,
    health,
    imports,
    overview,
    people,
    problems,
    regions,
    searching,
    substitutions,
    units,
    waves,
)
from api import reports as reports_api
from api.auth.limits import Kind
from api.auth.origin import Home
from api.auth.setup import SignInWays, prepare
from api.description import Described
from api.exports import files
from api.giving import Giving
from api.guards import Guards
from api.live import Live
from api.pages import (
    accessibility,
    answering,
    bottlenecks,
    command,
    course,
    directory,
    errors,
    import_preview,
    language,
    notices,
    outbox,
    programme,
    receipts,
    region,
    region_people,
    region_since,
    report_commands,
    reports,
    search,
    several,
    sign_in,
    start,
    trend,
    unit,
    wave_commands,
    wave_course,
    wave_new,
    wave_results,
    worklist,
)
from api.pages import imports as imports_page
from api.pages import overview as overview_page
from api.pages import settings as settings_page
from api.pages import terms as terms_page
from api.pages import waves as waves_page
from api.pages.site import STATIC, Site
from api.searching import Search
from api.wave_starting import Starting
from models.database import Database
from settings import AuthMode, Settings
from workflows.connecting import connect

DESCRIPTION = """
Status of the rollout of the individuelle Lernbegleitung (iLB), office by office.

Every change is a **command** to one unit. Send it with an `Idempotency-Key`: the same key and body get the same answer
for ever, so a command whose answer was lost can simply be sent again. Errors are problem details (RFC 9457) with a
stable `type`, in German or English by `Accept-Language`.
"""

TRANSACTION_SECONDS = 600
LIMITS: dict[Kind, str] = {
    "sign_in": "limit_sign_in",
    "sign_in_failed": "limit_sign_in",
    "write": "limit_writes",
    "export": "limit_exports",
    "feedback": "limit_feedback",
}


def create_app(settings: Settings, database: Database | None = None, client: Client | None = None) -> FastAPI:
    """The application; database and client are made from the settings unless given."""
    app = Described(
        title="iLB-Rollout",
        description=DESCRIPTION,
        version="0.1.0",
        lifespan=living(settings, database, client),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        redirect_slashes=False,
    )
    prepare(app, sign_in_ways(settings))
    app.state.substitution_days = settings.substitution_days
    app.state.press, app.state.counting = Press(), Press()
    for part in (asked, files, imports, people, substitutions, waves):
        problems.STATUS.update(part.HTTP_STATUS)
    problems.install(app)
    for part in (units, files, overview, regions, searching, events, waves, people, substitutions, imports, health):
        app.include_router(part.router)
    app.include_router(reports_api.router)
    mount_pages(app, settings)
    if settings.auth is AuthMode.DEMO:
        app.state.outbox = Outbox(settings.data_dir / OUTBOX)
        for part in (demo, outbox):
            app.include_router(part.router)
    add_middleware(app, settings)
    return app


def living(settings: Settings, database: Database | None, client: Client | None) -> Lifespan[FastAPI]:
    """What the application holds while it runs; it closes only what it has opened."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        state = app.state
        state.database = database or Database(settings.database_url)
        state.live = Live(state.database)
        state.client = client or await connect(settings.temporal_address, settings.temporal_namespace)
        state.giving = Giving(
            state.database, state.client, timedelta(seconds=settings.answer_seconds), settings.in_flight_per_unit
        )
        state.starting = Starting(state.database, Waves(state.database, state.client, settings.task_queue))
        try:
            yield
        finally:
            state.live.close()
            if database is None:
                await state.database.dispose()

    return lifespan


def add_middleware(app: FastAPI, settings: Settings) -> None:
    """The last one added is the first that a request meets."""
    cookies, provider = app.state.sessions.cookies, app.state.provider
    app.add_middleware(
        SessionMiddleware,
        secret_key=signing_secret(settings),
        session_cookie=cookies.transaction,
        same_site="lax",
        https_only=cookies.secure,
        max_age=TRANSACTION_SECONDS,
    )
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Guards, home=app.state.home, leads_to=provider.origin if provider is not None else None)


def sign_in_ways(settings: Settings) -> SignInWays:
    """As the settings have it; a demo is limited only where they say so."""
    is_demo, with_provider = settings.auth is AuthMode.DEMO, settings.auth is AuthMode.OIDC
    limited = {kind: name for kind, name in LIMITS.items() if not is_demo or name in settings.model_fields_set}
    return SignInWays(
        is_demo=is_demo,
        home=Home.at(settings.public_url, [settings.host], _names(settings.trusted_hosts)),
        terms=settings.session_terms,
        rates={kind: getattr(settings, name) for kind, name in limited.items()},
        issuer=settings.oidc_issuer if with_provider else None,
        client_id=settings.oidc_client_id or "",
        client_secret=settings.oidc_client_secret,
        audience=settings.oidc_audience,
    )


def _names(listed: str | None) -> list[str]:
    return [name.strip() for name in (listed or "").split(",") if name.strip()]


def mount_pages(app: FastAPI, settings: Settings) -> None:
    """The pages for people, with their own look for errors."""
    app.state.site, app.state.search = Site(settings.data_dir / "cache"), Search()
    app.mount(STATIC, app.state.site.static)
    for page in (start, sign_in, search, overview_page, region, unit, command, worklist, directory):
        app.include_router(page.router)
    for page in (answering, receipts, several, language):
        app.include_router(page.router)
    for page in (region_since, region_people, trend):
        app.include_router(page.router)
    for page in (imports_page, import_preview, accessibility, programme, terms_page, notices, settings_page):
        app.include_router(page.router)
    for page in (reports, report_commands, bottlenecks):
        app.include_router(page.router)
    for page in (wave_new, wave_course, wave_commands, wave_results, course, waves_page):
        app.include_router(page.router)
    errors.install(app)


def signing_secret(settings: Settings) -> str:
    """The secret that signs cookies: configured, or drawn once and kept in the data folder."""
    if settings.session_secret is not None:
        return settings.session_secret
    file = settings.data_dir / "cookie-secret"
    if not file.exists():
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32), encoding="ascii")
    return file.read_text(encoding="ascii").strip()
