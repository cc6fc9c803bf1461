"""The provider of sign-ins (OpenID Connect): where it is, its keys, the code flow with PKCE, its own sign-out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
import structlog
from authlib.integrations.starlette_client import OAuth, OAuthError
from joserfc.errors import JoseError

from api.auth.identity import Identity
from api.problems import Problem
from models.remedies import LATER, Remedy

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

log = structlog.get_logger(__name__)

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures that are believed: none without a key, and none by a key that we would share."""
LEEWAY_SECONDS = 30
PATIENCE_SECONDS = 5.0
RETRY_SECONDS = 5.0
NAME = "provider"
WELL_KNOWN = "/.well-known/openid-configuration"


class ProviderAway(Problem):
    """The sign-in service cannot be reached right now."""

    german = "Der Anmeldedienst ist gerade nicht erreichbar."
    remedy = LATER
    status = 503


class SignInFailed(Problem):
    """This sign-in could not be completed."""

    german = "Diese Anmeldung ließ sich nicht abschließen."
    remedy = Remedy(
        "Bitte noch einmal beginnen; im Tracker hat sich nichts geändert.",
        "Begin it again; nothing has changed in the tracker.",
    )
    status = 400


class Provider:
    """One provider, discovered when it is first needed: the tracker starts and shows pages without it."""

    def __init__(self, issuer: str, client_id: str, client_secret: str | None) -> None:
        self.issuer = issuer
        self.client_id = client_id
        # Never with a cache: the sign-in under way belongs to the browser that began it, so it is in its cookie.
        self._client: Any = OAuth().register(
            NAME,
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=issuer.rstrip("/") + WELL_KNOWN,
            client_kwargs={
                "scope": "openid",
                "code_challenge_method": "S256",
                "timeout": PATIENCE_SECONDS,
                # Read once: all certificates of the world take 20 ms, twice for every sign-in.
                "verify": httpx2.create_ssl_context(),
            },
        )
        self._not_before = 0.0

    async def begin(self, request: Request, back_to: str) -> Response:
        """Off to the provider; state, nonce and verifier stay in the browser's signed cookie. Raises: ProviderAway."""
        await self._metadata()
        answer: Response = await self._client.authorize_redirect(request, back_to)
        answer.status_code = 303
        return answer

    async def finish(self, request: Request) -> Identity:
        """Who has come back from the provider. Raises: SignInFailed, ProviderAway."""
        metadata = await self._metadata()
        if request.query_params.get("iss", self.issuer) != self.issuer:  # RFC 9207
            raise _failed("mixed_up")
        if metadata.get("authorization_response_iss_parameter_supported") and "iss" not in request.query_params:
            raise _failed("iss_missing")
        try:
            token = await self._client.authorize_access_token(request, leeway=LEEWAY_SECONDS)
        except httpx2.HTTPError as error:
            raise _away(error) from None
        except (OAuthError, JoseError, ValueError, KeyError, TypeError) as error:
            raise _failed(type(error).__name__) from None
        claims: Mapping[str, Any] | None = token.get("userinfo")
        if claims is None:
            raise _failed("id_token_missing")
        return Identity(self.issuer, str(claims["sub"]))

    async def sign_out_url(self, back_to: str) -> str | None:
        """Where the provider ends its own session, when it can be reached and offers that."""
        try:
            metadata = await self._metadata()
        except ProviderAway:
            return None
        endpoint = metadata.get("end_session_endpoint")
        if not endpoint or _origin(endpoint) != self.origin:
            return None
        leaving = await self._client.create_logout_url(post_logout_redirect_uri=back_to, client_id=self.client_id)
        url: str = leaving["url"]
        return url

    @property
    def origin(self) -> str:
        return _origin(self.issuer)

    async def keys(self) -> dict[str, Any]:
        """The keys it signs with, as it publishes them now. Raises: ProviderAway."""
        await self._metadata()
        try:
            found: dict[str, Any] = await self._client.fetch_jwk_set(force=True)
        except (httpx2.HTTPError, ValueError, RuntimeError) as error:
            raise _away(error) from None
        return found

    async def _metadata(self) -> dict[str, Any]:
        """What the provider says of itself, asked once; while it is away, not for every visitor anew."""
        if "issuer" in self._client.server_metadata:
            return dict(self._client.server_metadata)
        if time.monotonic() < self._not_before:
            raise ProviderAway
        try:
            metadata: dict[str, Any] = await self._client.load_server_metadata()
            self._check(metadata)
        except (httpx2.HTTPError, ValueError, AttributeError) as error:
            self._client.server_metadata.clear()
            self._not_before = time.monotonic() + RETRY_SECONDS
            raise _away(error) from None
        return metadata

    def _check(self, metadata: dict[str, Any]) -> None:
        """It is whom we were told to trust, and what it signs with is believed here. Raises: ValueError."""
        if metadata.get("issuer") != self.issuer:
            message = "the provider calls itself differently"
            raise ValueError(message)
        offered = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
        # Authlib believes whatever is offered here, unsigned tokens included.
        metadata["id_token_signing_alg_values_supported"] = [each for each in offered if each in ALGORITHMS]
        if not metadata["id_token_signing_alg_values_supported"]:
            message = "the provider signs with nothing that is believed here"
            raise ValueError(message)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _failed(reason: str) -> SignInFailed:
    log.warning("sign_in_failed", reason=reason)
    return SignInFailed()


def _away(error: Exception) -> ProviderAway:
    log.error("provider_away", error=type(error).__name__, what=str(error) if isinstance(error, ValueError) else "")
    return ProviderAway()
