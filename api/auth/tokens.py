"""API tokens of the provider (RFC 9068): signature, type and claims, with keys that may change at any time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.auth.identity import Identity
from api.auth.provider import ALGORITHMS, LEEWAY_SECONDS, ProviderAway

log = structlog.get_logger(__name__)

TYPES = ("at+jwt", "application/at+jwt")
ASK_AGAIN_SECONDS = 60.0
WITHOUT_KEYS_SECONDS = 5.0
"""So soon it is asked again while no key is known at all."""
KEEP_SECONDS = 3600.0
"""Keys that the provider has withdrawn are believed no longer than this, unless it is away when it is asked."""

REGISTRY = jws.JWSRegistry(algorithms=list(ALGORITHMS))


class WrongType(ValueError):
    """The token is no access token."""


class Keys:
    """The provider's keys. A key nobody has heard of is asked for, at most once a minute whatever is sent."""

    def __init__(
        self, fetch: Callable[[], Awaitable[dict[str, Any]]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._known: KeySet | None = None
        self._fetched = self._asked = float("-inf")
        self._one_asks = asyncio.Lock()

    async def for_token(self, kid: str | None) -> KeySet:
        """Keys among which the one named should be; whoever comes while they are fetched waits for them.

        Raises: ProviderAway while none are known.
        """
        if self._wants(kid):
            async with self._one_asks:
                if self._wants(kid):
                    await self._ask()
        if self._known is None:
            raise ProviderAway
        return self._known

    def _wants(self, kid: str | None) -> bool:
        now = self._clock()
        if now < self._asked + (WITHOUT_KEYS_SECONDS if self._known is None else ASK_AGAIN_SECONDS):
            return False
        is_known = self._known is not None and (kid is None or any(key.kid == kid for key in self._known.keys))
        return not is_known or now >= self._fetched + KEEP_SECONDS

    async def _ask(self) -> None:
        """Old keys serve on while the provider is away."""
        try:
            self._known = KeySet.import_key_set(await self._fetch())  # type: ignore[arg-type]
            self._fetched = self._clock()
        except (ProviderAway, JoseError, ValueError, KeyError, TypeError) as error:
            log.error("keys_not_fetched", error=type(error).__name__)  # noqa: TRY400 - no values in logs
        self._asked = self._clock()  # only now: who looks meanwhile is to wait for the answer


class TokenBearers:
    """Believes access tokens that the provider has signed for this API."""

    def __init__(self, keys: Keys, issuer: str, audience: str) -> None:
        self._keys = keys
        self._claims = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )

    async def identity(self, token: str) -> Identity | None:
        """Raises: ProviderAway while no key is known."""
        try:
            header = jws.extract_compact(token.encode()).headers()
            keys = await self._keys.for_token(header.get("kid"))
            claims = self._checked(token, keys)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            log.info("bearer_refused", reason=type(error).__name__)
            return None
        return Identity(claims["iss"], claims["sub"])

    def _checked(self, token: str, keys: KeySet) -> dict[str, Any]:
        """`decode` looks at the signature alone: type and claims, `exp` among them, are ours to check."""
        decoded = jwt.decode(token, keys, registry=REGISTRY)
        if str(decoded.header.get("typ", "")).lower() not in TYPES:
            raise WrongType
        self._claims.validate(decoded.claims)
        return decoded.claims
