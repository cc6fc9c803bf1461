"""Names that follow from other names, so that a restart draws the same again."""

from __future__ import annotations

import hashlib


def short(*parts: str | int, length: int = 12) -> str:
    """A short digest, hex."""
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:length]


def reservation(wave_id: str, unit_id: str, number: int) -> str:
    """The id under which an office holds its seats in its ``number``-th round."""
    return short(wave_id, unit_id, number, length=24)
