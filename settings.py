"""All configuration: ``ILB_…`` variables, checked at start. ``docs/install.md`` has the table; a test compares it."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.periods.period import Rhythm
from models.periods.terms import ReportingTerms
from models.sessions import SessionTerms

Limit = Annotated[str, Field(pattern=r"^[1-9]\d{0,5}/(second|minute|hour|day)$")]
"""How often something may be done by one person, as ``60/minute``."""
LEAST_SECRET = 32


class AuthMode(StrEnum):
    """How people sign in. DEMO trusts a bare user name and therefore binds to loopback only."""

    OIDC = "oidc"
    DEMO = "demo"
    NONE = "none"


class Settings(BaseSettings):
    """One process's settings."""

    model_config = SettingsConfigDict(env_prefix="ILB_", extra="ignore")

    database_url: Annotated[
        str, Field(description="SQLAlchemy URL: sqlite+aiosqlite:///… or postgresql+asyncpg://…")
    ] = "sqlite+aiosqlite:///var/ilb.sqlite"
    database_password: Annotated[str | None, Field(min_length=1, description="Its password, if not in the URL")] = None
    database_password_file: Annotated[Path | None, Field(description="File that holds that password instead")] = None
    temporal_address: Annotated[str, Field(description="Host and port of the Temporal frontend")] = "127.0.0.1:7233"
    temporal_namespace: Annotated[str, Field(description="Temporal namespace")] = "default"
    task_queue: Annotated[str, Field(description="Temporal task queue of workers and workflows")] = "ilb"
    auth: Annotated[
        AuthMode,
        Field(description="oidc: through your provider; demo: by user name, loopback only; none: nobody signs in"),
    ] = AuthMode.NONE
    host: Annotated[str, Field(description="Address the API listens on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="Port the API listens on")] = 8000
    data_dir: Annotated[Path, Field(description="Folder for embedded databases, caches and secrets")] = Path("var")
    public_url: Annotated[
        str | None,
        Field(
            pattern=r"^https?://[^/\s?#@]+$",
            description="Where people reach the tracker, as https://ilb.example; needed by ILB_AUTH=oidc",
        ),
    ] = None
    trusted_hosts: Annotated[
        str | None,
        Field(description="Further host names it answers to, with commas; loopback and the public one are known"),
    ] = None
    proxies: Annotated[
        str,
        Field(
            description="Addresses or networks of proxies whose X-Forwarded-For and -Proto are believed, with commas"
        ),
    ] = "127.0.0.1"
    oidc_issuer: Annotated[
        str | None, Field(pattern=r"^https?://\S+$", description="The provider, exactly as it calls itself (`iss`)")
    ] = None
    oidc_client_id: Annotated[str | None, Field(min_length=1, description="What the provider calls the tracker")] = None
    oidc_client_secret: Annotated[
        str | None, Field(min_length=1, description="Its secret there; none for a public client")
    ] = None
    oidc_client_secret_file: Annotated[Path | None, Field(description="File that holds that secret instead")] = None
    oidc_audience: Annotated[
        str | None,
        Field(min_length=1, description="Audience (`aud`) of API tokens; without it none are accepted"),
    ] = None
    session_secret: Annotated[
        str | None,
        Field(
            min_length=LEAST_SECRET,
            description="Signs what a browser keeps; drawn and kept in the data folder if unset",
        ),
    ] = None
    session_secret_file: Annotated[Path | None, Field(description="File that holds that secret instead")] = None
    session_idle_minutes: Annotated[
        int, Field(ge=5, le=240, description="A session ends after so many minutes without a request")
    ] = 30
    session_hours: Annotated[
        int, Field(ge=1, le=24, description="A session ends after so many hours at the latest")
    ] = 10
    limit_sign_in: Annotated[
        Limit, Field(description="Sign-ins from one address, which a whole house may share (no limits in a demo)")
    ] = "300/minute"
    limit_writes: Annotated[Limit, Field(description="Changes by one person; a bulk request counts once")] = "60/minute"
    limit_exports: Annotated[Limit, Field(description="Exports by one person")] = "6/hour"
    limit_feedback: Annotated[Limit, Field(description="Reported barriers from one address")] = "20/hour"
    forget_person_months: Annotated[
        int, Field(ge=0, le=120, description="Name and sign-in are erased so long after the last function ended")
    ] = 12
    forget_reference_months: Annotated[
        int, Field(ge=0, le=240, description="So long the journal's references lead to a person after a function ended")
    ] = 24
    smtp_url: Annotated[
        str | None,
        Field(
            pattern=r"^(smtp|starttls|smtps)://(\S+@)?[^\s/?#@]+$",
            description="Mail server, as starttls://USER@mail.example:587; without it a demo keeps mails as files, "
            "and others send none",
        ),
    ] = None
    smtp_password: Annotated[str | None, Field(min_length=1, description="Its password, if not in the URL")] = None
    smtp_password_file: Annotated[
        Path | None, Field(description="File that holds that password instead; empty: there is none")
    ] = None
    mail_from: Annotated[
        str | None,
        Field(
            pattern=r"^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$",
            description="Address that mails come from, also as NAME <ADDRESS>",
        ),
    ] = None
    digest_hour: Annotated[
        int, Field(ge=0, le=23, description="Digests are sent from this hour on (Berlin), on working days")
    ] = 7
    answer_seconds: Annotated[
        float, Field(gt=0, le=30, description="How long a command may take before the answer is 202")
    ] = 2.0
    in_flight_per_unit: Annotated[
        int, Field(ge=1, le=9, description="Commands of one unit a process has in flight")
    ] = 5
    substitution_days: Annotated[int, Field(ge=1, le=731, description="How many days a substitution lasts at most")] = (
        180
    )
    report_rhythm: Annotated[Rhythm, Field(description="How often regions report: quarterly or monthly")] = (
        Rhythm.QUARTERLY
    )
    report_working_days: Annotated[
        int, Field(ge=1, le=30, description="Working days that a region has to attest its report")
    ] = 5
    max_cached_workflows: Annotated[int, Field(ge=0, le=20000, description="Workflows a worker keeps in memory")] = 1000
    log_level: Annotated[
        str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level that is logged")
    ] = "INFO"
    log_json: Annotated[bool, Field(description="Logs as JSON lines instead of text for people")] = False

    @property
    def session_terms(self) -> SessionTerms:
        return SessionTerms(timedelta(minutes=self.session_idle_minutes), timedelta(hours=self.session_hours))

    @property
    def reporting_terms(self) -> ReportingTerms:
        return ReportingTerms(rhythm=self.report_rhythm, attest_within=self.report_working_days)

    @model_validator(mode="after")
    def secrets_of_files(self) -> Settings:
        """A secret in a file is as good as one in a variable; two of them are one too many."""
        for name in ("database_password", "oidc_client_secret", "session_secret", "smtp_password"):
            file: Path | None = getattr(self, f"{name}_file")
            if file is None:
                continue
            shown = f"ILB_{name.upper()}"
            if getattr(self, name) is not None:
                message = f"{shown} and {shown}_FILE are both set"
                raise ValueError(message)
            object.__setattr__(self, name, _secret_in(file, shown, may_be_empty=name == "smtp_password"))
        if self.session_secret is not None and len(self.session_secret) < LEAST_SECRET:
            message = f"ILB_SESSION_SECRET_FILE holds fewer than {LEAST_SECRET} characters"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def password_joins_the_database_url(self) -> Settings:
        if self.database_password is None:
            return self
        url = urlsplit(self.database_url)
        if not url.username or url.password is not None:
            message = "ILB_DATABASE_PASSWORD needs an ILB_DATABASE_URL with a user and without a password"
            raise ValueError(message)
        user, _, place = url.netloc.rpartition("@")
        joined = url._replace(netloc=f"{user}:{quote(self.database_password, safe='')}@{place}")
        object.__setattr__(self, "database_url", joined.geturl())
        object.__setattr__(self, "database_password", None)  # what was joined is not joined again
        return self

    @model_validator(mode="after")
    def oidc_is_complete(self) -> Settings:
        if self.auth is not AuthMode.OIDC:
            return self
        needed = {name: getattr(self, name) for name in ("oidc_issuer", "oidc_client_id", "public_url")}
        if missing := [f"ILB_{name.upper()}" for name, value in needed.items() if value is None]:
            message = f"ILB_AUTH=oidc also needs {', '.join(missing)}"
            raise ValueError(message)
        for name in ("oidc_issuer", "public_url"):
            url = urlsplit(needed[name] or "")
            if url.scheme != "https" and not _stays_here(url.hostname or ""):
                message = f"ILB_{name.upper()} must begin with https:// unless it is on loopback"
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def mail_is_complete(self) -> Settings:
        """Mails come from somewhere and lead somewhere."""
        if self.smtp_url is None:
            return self
        needed = {"ILB_MAIL_FROM": self.mail_from, "ILB_PUBLIC_URL": self.public_url}
        if missing := [name for name, value in needed.items() if value is None]:
            message = f"ILB_SMTP_URL also needs {' and '.join(missing)}"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def demo_is_loopback_only(self) -> Settings:
        if self.auth is AuthMode.DEMO and not is_loopback(self.host):
            message = f"ILB_AUTH=demo trusts bare user names and therefore needs a loopback ILB_HOST, not {self.host}"
            raise ValueError(message)
        return self


def _secret_in(file: Path, variable: str, *, may_be_empty: bool) -> str | None:
    """What the file holds, without the newline that editors put at its end; None where there is no such secret."""
    try:
        secret = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        message = f"{variable}_FILE cannot be read ({error.strerror})"
        raise ValueError(message) from None
    if not secret and may_be_empty:  # a mail server may want none, and the compose file mounts the file all the same
        return None
    if not secret:
        message = f"{variable}_FILE is empty"
        raise ValueError(message)
    return secret


def _stays_here(host: str) -> bool:
    """Whether a browser looks for ``host`` on its own machine: loopback, and by RFC 6761 what ends in .localhost."""
    return is_loopback(host) or host.endswith(".localhost")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
