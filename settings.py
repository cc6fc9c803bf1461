"""All configuration: ``ILB_…`` variables, checked at start. ``docs/install.md`` has the table; a test compares it."""

from __future__ import annotations

from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class AuthMode(StrEnum):
    """How people sign in. DEMO trusts a bare user name and therefore binds to loopback only."""

    DEMO = "demo"
    NONE = "none"


class Settings(BaseSettings):
    """One process's settings."""

    model_config = SettingsConfigDict(env_prefix="ILB_", extra="ignore")

    database_url: Annotated[
        str, Field(description="SQLAlchemy URL: sqlite+aiosqlite:///… or postgresql+asyncpg://…")
    ] = "sqlite+aiosqlite:///var/ilb.sqlite"
    temporal_address: Annotated[str, Field(description="Host and port of the Temporal frontend")] = "127.0.0.1:7233"
    temporal_namespace: Annotated[str, Field(description="Temporal namespace")] = "default"
    task_queue: Annotated[str, Field(description="Temporal task queue of workers and workflows")] = "ilb"
    auth: Annotated[AuthMode, Field(description="demo: sign in by user name, loopback only; none: nobody signs in")] = (
        AuthMode.NONE
    )
    host: Annotated[str, Field(description="Address the API listens on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="Port the API listens on")] = 8000
    data_dir: Annotated[Path, Field(description="Folder for embedded databases, caches and secrets")] = Path("var")
    secret: Annotated[
        str | None,
        Field(min_length=32, description="Signs sign-in cookies; drawn and kept in the data folder if unset"),
    ] = None
    answer_seconds: Annotated[
        float, Field(gt=0, le=30, description="How long a command may take before the answer is 202")
    ] = 2.0
    in_flight_per_unit: Annotated[
        int, Field(ge=1, le=9, description="Commands of one unit a process has in flight")
    ] = 5
    max_cached_workflows: Annotated[int, Field(ge=0, le=20000, description="Workflows a worker keeps in memory")] = 1000
    log_level: Annotated[
        str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level that is logged")
    ] = "INFO"
    log_json: Annotated[bool, Field(description="Logs as JSON lines instead of text for people")] = False

    @model_validator(mode="after")
    def demo_is_loopback_only(self) -> Settings:
        if self.auth is AuthMode.DEMO and not is_loopback(self.host):
            message = f"ILB_AUTH=demo trusts bare user names and therefore needs a loopback ILB_HOST, not {self.host}"
            raise ValueError(message)
        return self


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
