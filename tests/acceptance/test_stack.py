"""The stack of docker-compose.yml, without a container engine: its variables, its secrets, real parts.

Somebody follows docs/install.md from nothing to the first confirmed workshop.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from activities.clock import berlin_day, now
from embedded import LOOPBACK, TemporalDevServer, free_port
from tests.acceptance.pages.visiting import HTML, hidden
from tests.acceptance.test_parts import wait_until_ready
from tests.acceptance.up import plain_environment
from tests.integration.mail.post_office import PostOffice
from tests.integration.offices import UNITS
from tests.programs import ilb, running
from tests.providers import CLIENT, CLIENT_SECRET, ProviderMissing, RunningProvider, real_provider, walk
from tests.servers import PostgresServer, postgres_programs

pytestmark = [pytest.mark.slow, pytest.mark.temporal, pytest.mark.postgres]

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
WITHIN = 30


@dataclass
class Stack:
    """``variables`` are those of the compose file; ``folder`` is what the host's folder is to it."""

    variables: dict[str, str]
    provider: RunningProvider
    post: PostOffice
    folder: Path

    @property
    def address(self) -> str:
        return self.variables["ILB_PUBLIC_URL"]

    @property
    def environment(self) -> dict[str, str]:
        return {**plain_environment(), **self.variables}

    def runs(self, command: str) -> AbstractContextManager[ForkServerProcess]:
        """A part of ours, started as it is in production but for the time that loading takes."""
        return running(self.environment, command, self.folder / f"{command}.log")

    @asynccontextmanager
    async def signed_in(self, subject: str) -> AsyncIterator[httpx.AsyncClient]:
        """A browser with which ``subject`` has signed in at the provider."""
        async with httpx.AsyncClient(base_url=self.address, headers=HTML, timeout=30, trust_env=False) as browser:
            begun = await browser.get("/sign-in/begin")
            async with httpx.AsyncClient(timeout=30, trust_env=False) as elsewhere:
                back = await walk(elsewhere, begun.headers["location"], subject, self.address)
            assert (await browser.get(back)).status_code == 303
            yield browser


def variables_of(service: str, chosen: dict[str, str]) -> dict[str, str]:
    """A service's variables as the engine would set them: what is chosen, else the defaults of the file."""

    def value(found: re.Match[str]) -> str:
        return chosen.get(found[1], found[2])

    told: dict[str, str] = COMPOSE["services"][service]["environment"]
    return {name: re.sub(r"\$\{(\w+):-([^}]*)\}", value, text) for name, text in told.items()}


def drawn_secrets(folder: Path) -> Path:
    """The secrets, drawn by the script that the page names."""
    (folder / "deploy" / "secrets").mkdir(parents=True)
    script = Path(shutil.copy(ROOT / "deploy" / "secrets.sh", folder / "deploy"))
    subprocess.run(["/bin/sh", script], check=True, capture_output=True)
    return folder / "deploy" / "secrets"


def with_databases(server: PostgresServer, secrets: Path) -> None:
    files = {f"{name}_PASSWORD_FILE": str(secrets / f"{name.lower()}_password") for name in ("ILB_DB", "TEMPORAL_DB")}
    files["KEYCLOAK_DB_PASSWORD_FILE"] = str(secrets / "keycloak_db_password")
    script = ROOT / "deploy" / "postgres" / "10-databases.sql"
    program: list[str | Path] = [postgres_programs() / "psql", f"--dbname={server.dsn()}", f"--file={script}"]
    subprocess.run(program, check=True, capture_output=True, env=files)


@pytest.fixture
async def stack(
    own_postgres: PostgresServer, own_temporal_server: TemporalDevServer, tmp_path: Path
) -> AsyncIterator[Stack]:
    """The parts that the compose file starts beside ours, and our variables, led to where those parts listen here."""
    secrets, port = drawn_secrets(tmp_path), free_port()
    (secrets / "oidc_client_secret").write_text(CLIENT_SECRET)  # the test's provider has its own
    await asyncio.to_thread(with_databases, own_postgres, secrets)
    address = f"http://{LOOPBACK}:{port}"
    async with AsyncExitStack() as opened:
        try:
            provider = await asyncio.to_thread(opened.enter_context, real_provider(address))
        except ProviderMissing as missing:
            pytest.skip(str(missing))
        post = PostOffice()
        await post.open()
        opened.push_async_callback(post.close)
        chosen = {"ILB_PUBLIC_URL": address, "ILB_OIDC_ISSUER": provider.issuer, "ILB_SMTP_URL": post.url}
        here = {
            "/run/secrets/": f"{secrets}/",
            "@postgres:5432/": f"@{LOOPBACK}:{own_postgres.port}/",
            "temporal:7233": own_temporal_server.address,
        }
        told = variables_of("api", chosen)
        for theirs, ours in here.items():
            told = {name: text.replace(theirs, ours) for name, text in told.items()}
        told |= {"ILB_OIDC_CLIENT_ID": CLIENT, "ILB_PORT": str(port), "ILB_DATA_DIR": str(tmp_path)}
        yield Stack(told, provider, post, tmp_path)


def test_api_and_worker_are_told_the_same() -> None:
    assert variables_of("api", {}) == variables_of("worker", {}) == variables_of("migrate", {})


async def filled(browser: httpx.AsyncClient, path: str, **answers: str) -> str:
    """Fill in the form at ``path``; where it leads."""
    form = await browser.get(path)
    assert form.status_code == 200, f"{path}: {form.status_code}"
    done = await browser.post(path.partition("?")[0], data={**hidden(form), **answers})
    assert done.status_code == 303, re.sub(r"<[^>]+>|\s+", " ", done.text)
    return str(done.headers["location"])


async def told_to(stack: Stack, *arguments: str | Path) -> str:
    """What a command says that ends well."""
    done = await asyncio.to_thread(ilb, stack.environment, *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


async def appointed(stack: Stack, browser: httpx.AsyncClient, subject: str, post: str) -> None:
    """A person who can sign in, with a function, by pages alone."""
    person = {"name": f"Name von {subject}", "email": f"{subject}@example.org", "language": "de"}
    identity = {"issuer": stack.provider.issuer, "subject": subject}
    path = await filled(browser, "/people/new", **person, **identity)
    await filled(browser, "/functions/assign", person_id=path.rpartition("/")[2], post=post, since=str(today()))


def today() -> date:
    return berlin_day(now())


async def until(browser: httpx.AsyncClient, path: str, words: str) -> None:
    """The page tells it before long: what owners of facts queue reaches the offices within seconds."""
    deadline = time.monotonic() + WITHIN
    while words not in (await browser.get(path)).text:
        assert time.monotonic() < deadline, f"{path} does not say: {words}"
        await asyncio.sleep(0.2)


async def told_by_mail(stack: Stack, subject: str, words: str) -> None:
    """The mail server has the mail before long; what a confirmed workshop overtakes would not be sent any more."""
    deadline = time.monotonic() + WITHIN
    while not any(words in mail["Subject"] for mail in stack.post.sent_to(f"{subject}@example.org")):
        assert time.monotonic() < deadline, f"no mail to {subject}: {words}"
        await asyncio.sleep(0.2)


async def first_account(stack: Stack) -> None:
    """Sign in, read on the page who one is, grant."""
    async with stack.signed_in("anna") as browser:
        page = (await browser.get("/no-access")).text
    issuer, subject = re.findall(r"<dd><code>([^<]+)</code></dd>", page)
    assert (issuer, subject) == (stack.provider.issuer, "anna")
    await told_to(stack, "grant", "central", "all", "--subject", issuer, subject)


async def from_nothing_to_a_confirmed_workshop(stack: Stack, units: Path) -> httpx.Response:
    """What docs/install.md says, and then pages alone; the receipt."""
    await first_account(stack)
    await told_to(stack, "import", "units", units)
    async with stack.signed_in("anna") as anna:
        await until(anna, "/units/111", "Agentur Eins")
        await filled(anna, "/aqua-teams/new", name="AQua Kiel", code="AQ-1", region="100", since="")
        await appointed(stack, anna, "rita", "regional_lead:100")
        await appointed(stack, anna, "frida", "first_specialist:all")
    async with stack.signed_in("rita") as rita:
        await appointed(stack, rita, "adam", "aqua_lead:AQ-1")
        await filled(rita, "/aqua-teams/cover", unit="111", team="AQ-1", since=str(today()))
        await until(rita, "/units/111", "AQua Kiel")
        await filled(rita, "/units/111/commands/assign_manager", since=str(today()))
        await filled(rita, "/units/111/commands/nominate_companion", nominated_on=str(today()))
    async with stack.signed_in("frida") as frida:
        form = "/units/111/commands/admit_companion"
        choice = re.search(r'name="companion" value="([^"]+)"', (await frida.get(form)).text)
        assert choice is not None
        await filled(frida, form, companion=choice[1], admitted_on=str(today()))
    async with stack.signed_in("adam") as adam:
        planned = {"workshop": "implementation", "planned_on": str(today())}
        await filled(adam, "/units/111/commands/plan_workshop", **planned)
        await told_by_mail(stack, "adam", "Umsetzungsworkshop geplant: Agentur Eins")
        answered = {"answer": "confirm_workshop", "held_on": str(today()), "headcount": "5-9"}
        receipt = await filled(adam, "/units/111/workshops/implementation/answer", **answered)
        return await adam.get(receipt)


async def test_somebody_follows_the_page_from_nothing_to_the_first_confirmed_workshop(
    stack: Stack, tmp_path: Path
) -> None:
    units = tmp_path / "units.csv"
    units.write_text(UNITS, encoding="utf-8")
    await told_to(stack, "migrate")
    with stack.runs("worker") as worker, stack.runs("api") as api:
        await asyncio.to_thread(wait_until_ready, stack.variables)
        receipt = await from_nothing_to_a_confirmed_workshop(stack, units)
        await told_to(stack, "verify", "--temporal")
        alive = (stack.folder / "worker.alive").stat().st_mtime
        for process in (api, worker):
            process.terminate()
        for process in (api, worker):
            await asyncio.to_thread(process.join, 15)
        codes = [process.exitcode for process in (api, worker)]

    assert receipt.status_code == 200
    assert "Umsetzungsworkshop" in receipt.text
    assert [0, 0] == codes
    assert time.time() - alive < WITHIN
    told = {mail["To"] for mail in stack.post.took}
    assert "adam@example.org" in told
    assert told <= {f"{who}@example.org" for who in ("rita", "frida", "adam")}
