"""Liveness, readiness, metrics."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from temporalio.client import Client
from temporalio.service import RPCError

from api.deps import DatabaseDep, SessionDep
from api.metrics import HALTED, INTENTS, UNITS
from models.tables import HeadRow, IntentRow, RolloutRow

router = APIRouter(tags=["Betrieb"])

PATIENCE = 2.0


@router.get("/healthz", summary="This process lives")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@router.get(
    "/readyz",
    summary="Database and Temporal can be reached",
    responses={503: {"description": "One of them cannot; the body says which", "content": {"application/json": {}}}},
)
async def readyz(request: Request, database: DatabaseDep) -> JSONResponse:
    client: Client = request.app.state.client
    parts = dict(
        zip(("database", "temporal"), await asyncio.gather(_database(database), _temporal(client)), strict=True)
    )
    ready = all(parts.values())
    body = {"status": "ready" if ready else "not ready", **{k: "ok" if v else "unreachable" for k, v in parts.items()}}
    return JSONResponse(body, 200 if ready else 503, {} if ready else {"Retry-After": "2"})


async def _database(database: DatabaseDep) -> bool:
    try:
        async with asyncio.timeout(PATIENCE), database.read() as session:
            await session.execute(sa.text("SELECT 1"))
    except (SQLAlchemyError, OSError, TimeoutError):
        return False
    return True


async def _temporal(client: Client) -> bool:
    try:
        return await client.service_client.check_health(timeout=timedelta(seconds=PATIENCE))
    except (RPCError, RuntimeError):
        return False


@router.get(
    "/metrics",
    summary="Prometheus metrics; counts of units and commands only",
    response_class=PlainTextResponse,
)
async def metrics(session: SessionDep) -> Response:
    stages = await session.execute(sa.select(RolloutRow.stage, sa.func.count()).group_by(RolloutRow.stage))
    UNITS.clear()
    for stage, count in stages:
        UNITS.labels(stage).set(count)
    halted = await session.scalar(sa.select(sa.func.count()).where(HeadRow.halted.is_not(None)))
    HALTED.set(halted or 0)
    waiting = await session.scalar(sa.select(sa.func.count()).where(IntentRow.done_at.is_(None)))
    INTENTS.set(waiting or 0)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
