"""Which API tokens are believed: each way to be wrong is a test of its own."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import time
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from api.auth.identity import Identity
from api.auth.provider import ProviderAway
from api.auth.tokens import Keys, TokenBearers
from tests.providers import AUDIENCE, RunningProvider, new_key, unsigned

ISSUER = "https://provider.example"
KEY = new_key()
PROVIDER = RunningProvider(ISSUER, KEY)
PROGRAM = Identity(ISSUER, "program")


class Publishing:
    """What a provider publishes as its keys, how often it was asked, and a clock that a test turns."""

    def __init__(self, *keys: RSAKey) -> None:
        self.keys = keys
        self.asked = 0
        self.seconds = 0.0
        self.is_away = False
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def fetch(self) -> dict[str, Any]:
        self.asked += 1
        await self.may_answer.wait()
        if self.is_away:
            raise ProviderAway
        return {"keys": [key.as_dict(private=False) for key in self.keys]}

    def bearers(self) -> TokenBearers:
        return TokenBearers(Keys(self.fetch, lambda: self.seconds), ISSUER, AUDIENCE)


async def believed(token: str) -> Identity | None:
    return await Publishing(KEY).bearers().identity(token)


async def test_a_token_of_the_provider_is_believed() -> None:
    assert PROGRAM == await believed(PROVIDER.token())


@pytest.mark.parametrize("typ", ["at+jwt", "AT+JWT", "application/at+jwt"])
async def test_the_type_of_an_access_token_is_written_in_several_ways(typ: str) -> None:
    assert PROGRAM == await believed(PROVIDER.token({"typ": typ}))


async def test_one_of_several_audiences_is_enough() -> None:
    assert PROGRAM == await believed(PROVIDER.token(aud=["another", AUDIENCE]))


async def test_a_clock_that_is_half_a_minute_off_does_not_matter() -> None:
    assert PROGRAM == await believed(PROVIDER.token(exp=int(time.time()) - 20))


async def test_an_expired_token_is_refused() -> None:
    assert await believed(PROVIDER.token(exp=int(time.time()) - 40)) is None


async def test_a_token_that_is_not_valid_yet_is_refused() -> None:
    assert await believed(PROVIDER.token(nbf=int(time.time()) + 90)) is None


async def test_a_token_for_another_audience_is_refused() -> None:
    assert await believed(PROVIDER.token(aud="another")) is None


async def test_a_token_of_another_issuer_is_refused() -> None:
    assert await believed(PROVIDER.token(iss="https://another.example")) is None


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "sub"])
async def test_a_token_without_a_claim_that_counts_is_refused(claim: str) -> None:
    assert await believed(PROVIDER.token(**{claim: None})) is None


async def test_an_unsigned_token_is_refused() -> None:
    assert await believed(unsigned(PROVIDER.token())) is None


async def test_a_token_signed_with_the_public_key_as_a_shared_secret_is_refused() -> None:
    """The old confusion of algorithms: HS256 with what everybody may know."""
    header = _part(json.dumps({"alg": "HS256", "typ": "at+jwt", "kid": KEY.kid}).encode())
    told = f"{header}.{PROVIDER.token().split('.')[1]}"
    mac = hmac.digest(KEY.as_pem(private=False), told.encode(), "sha256")
    assert await believed(f"{told}.{_part(mac)}") is None


def _part(told: bytes) -> str:
    return base64.urlsafe_b64encode(told).rstrip(b"=").decode()


@pytest.mark.parametrize("typ", ["JWT", "id+jwt", "", "at+jwt2"])
async def test_a_token_of_another_type_is_refused(typ: str) -> None:
    """An ID token is no access token, though the same key has signed it."""
    assert await believed(PROVIDER.token({"typ": typ})) is None


async def test_a_token_that_somebody_else_signed_under_the_same_key_id_is_refused() -> None:
    assert await believed(RunningProvider(ISSUER, new_key(str(KEY.kid))).token()) is None


async def test_a_token_that_was_changed_is_refused() -> None:
    header, _, signature = PROVIDER.token().split(".")
    claims = PROVIDER.token(sub="zentrale").split(".")[1]
    assert await believed(f"{header}.{claims}.{signature}") is None


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c", "....", "demo:zentrale", "ü.ü.ü", "e30.e30.e30"])
async def test_what_is_no_token_at_all_is_refused(token: str) -> None:
    assert await believed(token) is None


# --- keys ------------------------------------------------------------------------------------------------------


async def test_keys_are_asked_for_once() -> None:
    publishing = Publishing(KEY)
    bearers = publishing.bearers()
    for _ in range(5):
        assert PROGRAM == await bearers.identity(PROVIDER.token())
    assert 1 == publishing.asked


async def test_a_new_key_is_believed_within_a_minute() -> None:
    publishing, new = Publishing(KEY), RunningProvider(ISSUER, new_key("second"))
    bearers = publishing.bearers()
    assert PROGRAM == await bearers.identity(PROVIDER.token())
    publishing.keys = (KEY, new.key)  # type: ignore[assignment]
    publishing.seconds += 60
    assert PROGRAM == await bearers.identity(new.token())
    assert PROGRAM == await bearers.identity(PROVIDER.token())


async def test_a_flood_of_unknown_keys_asks_the_provider_once_a_minute() -> None:
    publishing, unknown = Publishing(KEY), RunningProvider(ISSUER, new_key("unknown"))
    bearers = publishing.bearers()
    for second in range(180):
        publishing.seconds = float(second)
        assert await bearers.identity(unknown.token()) is None
    assert 3 == publishing.asked


async def test_a_withdrawn_key_is_believed_for_an_hour_at_most() -> None:
    publishing = Publishing(KEY)
    bearers = publishing.bearers()
    assert PROGRAM == await bearers.identity(PROVIDER.token())
    publishing.keys = (new_key("second"),)
    publishing.seconds += 3600
    assert await bearers.identity(PROVIDER.token()) is None


async def test_known_keys_serve_on_while_the_provider_is_away() -> None:
    publishing = Publishing(KEY)
    bearers = publishing.bearers()
    assert PROGRAM == await bearers.identity(PROVIDER.token())
    publishing.is_away = True
    publishing.seconds += 7200
    assert PROGRAM == await bearers.identity(PROVIDER.token())


async def test_without_any_key_it_is_the_provider_that_is_away() -> None:
    publishing = Publishing(KEY)
    publishing.is_away = True
    with pytest.raises(ProviderAway):
        await publishing.bearers().identity(PROVIDER.token())


async def all_at_once(publishing: Publishing, bearers: TokenBearers, token: str) -> list[Identity | None]:
    """What three programs are told that come while the provider takes its time to answer."""
    publishing.may_answer.clear()
    async with asyncio.TaskGroup() as together:
        asking = [together.create_task(bearers.identity(token)) for _ in range(3)]
        for _ in range(3):
            await asyncio.sleep(0)
        publishing.may_answer.set()
    return [task.result() for task in asking]


async def test_whoever_comes_while_the_first_keys_are_fetched_waits_for_them() -> None:
    publishing = Publishing(KEY)
    assert [PROGRAM] * 3 == await all_at_once(publishing, publishing.bearers(), PROVIDER.token())
    assert 1 == publishing.asked


async def test_whoever_comes_while_a_new_key_is_fetched_waits_for_it() -> None:
    publishing, new = Publishing(KEY), RunningProvider(ISSUER, new_key("second"))
    bearers = publishing.bearers()
    assert PROGRAM == await bearers.identity(PROVIDER.token())
    publishing.keys, publishing.seconds = (KEY, new.key), 60.0  # type: ignore[assignment]
    assert [PROGRAM] * 3 == await all_at_once(publishing, bearers, new.token())
    assert 2 == publishing.asked


async def test_a_provider_that_was_away_at_first_is_asked_again_within_seconds() -> None:
    publishing = Publishing(KEY)
    bearers = publishing.bearers()
    publishing.is_away = True
    with pytest.raises(ProviderAway):
        await bearers.identity(PROVIDER.token())
    publishing.is_away = False
    publishing.seconds += 5
    assert PROGRAM == await bearers.identity(PROVIDER.token())
