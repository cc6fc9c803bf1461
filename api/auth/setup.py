"""How people sign in here: what the settings say becomes what requests are asked of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.auth.identity import Bearers, DemoBearers, NoBearers
from api.auth.limits import Kind, Limits
from api.auth.origin import Home
from api.auth.provider import Provider
from api.auth.sessions import Cookies, Sessions
from api.auth.tokens import Keys, TokenBearers
from models.sessions import SessionTerms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI


@dataclass(frozen=True, slots=True)
class SignInWays:
    """What an application needs to know to let people in; `issuer` is None where there is no provider."""

    is_demo: bool
    home: Home
    terms: SessionTerms
    rates: Mapping[Kind, str]
    issuer: str | None = None
    client_id: str = ""
    client_secret: str | None = None
    audience: str | None = None


def prepare(app: FastAPI, ways: SignInWays) -> None:
    """Lay out on the application what dependencies and pages ask for."""
    state = app.state
    state.is_demo = ways.is_demo
    state.home = ways.home
    state.sessions = Sessions(Cookies(ways.home.is_secure), ways.terms)
    state.limits = Limits(ways.rates)
    state.provider = provider = None
    if ways.issuer is not None:
        state.provider = provider = Provider(ways.issuer, ways.client_id, ways.client_secret)
    state.bearers = _bearers(ways, provider)


def _bearers(ways: SignInWays, provider: Provider | None) -> Bearers:
    if provider is not None and ways.audience is not None:
        return TokenBearers(Keys(provider.keys), provider.issuer, ways.audience)
    return DemoBearers() if ways.is_demo else NoBearers()
