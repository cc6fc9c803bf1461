"""Who a token speaks of: issuer and subject, never an e-mail address. Functions and scopes are ours to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from models.demo.cases import PREPARED

SCHEME = "bearer"
DEMO_ISSUER = "demo"


@dataclass(frozen=True, slots=True)
class Identity:
    issuer: str
    subject: str


class Bearers(Protocol):
    """Reads what follows `Authorization: Bearer`."""

    async def identity(self, token: str) -> Identity | None:
        """Whom the token speaks of; None for one that is not believed."""


class NoBearers:
    async def identity(self, token: str) -> Identity | None:  # noqa: ARG002 - none is believed
        return None


class DemoBearers:
    """`demo:NAME`, on loopback only; aliases lead to their prepared case."""

    async def identity(self, token: str) -> Identity | None:
        prefix, _, name = token.partition(":")
        return demo_identity(name) if prefix == DEMO_ISSUER and name else None


def demo_identity(name: str) -> Identity:
    case = PREPARED.get(name)
    return Identity(DEMO_ISSUER, case.username if case is not None else name)


def bearer_of(header: str) -> str:
    """The token of an `Authorization` header; empty for any other scheme."""
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == SCHEME else ""
