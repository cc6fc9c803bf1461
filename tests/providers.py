"""Providers of sign-ins for the tests, as processes of their own: the real one of npm, and the quick one of PyPI.

In both, whoever types a name is signed in as that name.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from embedded import LOOPBACK, free_port, tethered

HERE = Path(__file__).resolve().parent / "provider"
CACHE = Path(__file__).resolve().parents[1] / "var"
START_SECONDS = 30
AUDIENCE = "tracker-api"
CLIENT, CLIENT_SECRET = "tracker", "the secret of the tracker"
PROGRAM = ("program", "the secret of the program")


class ProviderMissing(RuntimeError):
    """The provider of npm cannot be started."""


def new_key(kid: str = "first") -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


@dataclass
class RunningProvider:
    """A provider that answers; ``key`` is what it signs with, where the tests may know it."""

    issuer: str
    key: RSAKey | None = None
    process: subprocess.Popen[str] | None = None

    def token(self, header: dict[str, Any] | None = None, **claims: Any) -> str:  # noqa: ANN401 - any JSON value
        """An access token as the provider would sign it, except for what a test wants otherwise; None leaves out."""
        assert self.key is not None
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": AUDIENCE, "sub": "program", "iat": now, "exp": now + 300, **claims}
        told = {name: value for name, value in usual.items() if value is not None}
        return jwt.encode({"alg": "RS256", "typ": "at+jwt", "kid": self.key.kid, **(header or {})}, told, self.key)

    def token_of_a_program(self) -> str:
        """An access token that the provider itself has issued."""
        form = {"grant_type": "client_credentials", "resource": "urn:tracker"}
        answer = httpx.post(f"{self.issuer}/token", data=form, auth=PROGRAM, trust_env=False)
        issued: str = answer.raise_for_status().json()["access_token"]
        return issued

    def stop(self) -> None:
        """End it before its time."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait()


# --- the real one ----------------------------------------------------------------------------------------------


@contextmanager
def real_provider(tracker: str, key: RSAKey | None = None, port: int | None = None) -> Iterator[RunningProvider]:
    """`oidc-provider`: enforces PKCE, issues access tokens as JWTs, ends its own session. Raises: ProviderMissing."""
    folder, port, key = installed(), port or free_port(), key or new_key()
    told = json.dumps({"tracker": tracker, "jwks": {"keys": [key.as_dict(private=True)]}})
    node = shutil.which("node") or ""
    process = subprocess.Popen(
        tethered([node, str(folder / "provider.mjs"), str(port)]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process, process.stdin as asked:
        asked.write(told)
        asked.close()
        if not any(line == "ready\n" for line in process.stdout):
            raise ProviderMissing(f"oidc-provider did not start on port {port}.")
        try:
            yield RunningProvider(f"http://{LOOPBACK}:{port}", key, process)
        finally:
            process.terminate()


def installed() -> Path:
    """The folder with the provider's packages as locked, installed once. Raises: ProviderMissing."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise ProviderMissing("Node and npm are missing: the real sign-in provider (npm: oidc-provider) was not asked.")
    contents = b"".join((HERE / name).read_bytes() for name in ("package-lock.json", "provider.mjs"))
    folder = CACHE / f"test-provider-{hashlib.sha256(contents).hexdigest()[:12]}"
    if folder.exists():
        return folder
    fresh = folder.with_suffix(f".{os.getpid()}")
    shutil.copytree(HERE, fresh)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=fresh, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        shutil.rmtree(fresh)
        raise ProviderMissing(f"npm could not install the sign-in provider (exit code {done.returncode}).")
    try:
        fresh.rename(folder)
    except OSError:  # another process of this test run was quicker
        shutil.rmtree(fresh)
    return folder


# --- the quick one ---------------------------------------------------------------------------------------------


@contextmanager
def quick_provider(token_seconds: int = 3600) -> Iterator[RunningProvider]:
    """`oidc-provider-mock`: any client, any redirect; no access tokens as JWTs."""
    port = free_port()
    command = ["-m", "oidc_provider_mock", "--port", str(port), "--token-max-age", str(token_seconds)]
    process = subprocess.Popen(
        tethered([sys.executable, "-W", "ignore", *command]),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    issuer = f"http://{LOOPBACK}:{port}"
    with process:
        try:
            _wait_for(f"{issuer}/.well-known/openid-configuration")
            yield RunningProvider(issuer, process=process)
        finally:
            process.terminate()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            if httpx.get(url, trust_env=False).is_success:
                return
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.02)


# --- a person at the provider ----------------------------------------------------------------------------------

FORM = re.compile(r'<form[^>]*?(?:action="([^"]*)")?[^>]*>(.*?)</form>', re.DOTALL)
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"')


async def walk(browser: httpx.AsyncClient, url: str, name: str, home: str) -> str:
    """Follow the provider's pages as ``name`` would; the address at home that it leads back to."""
    answer = await browser.get(url)
    for _ in range(12):
        if answer.is_redirect:
            led = urljoin(str(answer.request.url), answer.headers["location"])
            if led.startswith(home):
                return led
            answer = await browser.get(led)
            continue
        form = FORM.search(answer.text)
        assert form is not None, answer.text
        action = urljoin(str(answer.request.url), unescape(form[1] or ""))
        typed = {**dict(HIDDEN.findall(form[2])), "login": name, "password": "any", "sub": name}
        answer = await browser.post(action, data=typed)
    raise AssertionError(f"{url} leads nowhere")


def unsigned(token: str) -> str:
    """The same token with `alg: none` and no signature."""
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').rstrip(b"=").decode()
    return f"{header}.{token.split('.')[1]}."
