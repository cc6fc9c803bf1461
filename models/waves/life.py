"""The messages of ``QualificationWave``: what it starts from, what it is told, what it asks activities for."""

from __future__ import annotations

from models.chain import wave_stream

TOLD = "told"
"""The signal of an office to its wave: something has changed here. Its one argument is the office's id."""


def is_asked_by(wave_id: str, key: str | None) -> bool:
    """Whether the command of this key is one of the wave's own asks."""
    return key is not None and key.startswith(f"{wave_stream(wave_id)}/")
