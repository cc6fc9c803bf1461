"""Chance of the demo: drawn from a seed, so that the same seed always tells the same histories."""

from __future__ import annotations

import hashlib
import random  # noqa: TID251 - nothing here is replayed: the histories are told once, when the demo is made

Chance = random.Random


def chance(*names: str | int) -> Chance:
    """A source of its own for each name: one office's history does not depend on how many others there are."""
    return Chance("/".join(map(str, names)))


def opaque(prefix: str, *names: str | int) -> str:
    """An opaque id that is always the same for the same names."""
    return f"{prefix}-{hashlib.sha256('/'.join(map(str, names)).encode()).hexdigest()[:16]}"
