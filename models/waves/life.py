"""The messages of ``QualificationWave``: what it starts from, what it is told, what it asks activities for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from models.chain import wave_stream
from models.lives import Living
from models.waves.asks import Answer, Ask
from models.waves.events import WaveEvent
from models.waves.evolve import fold_wave
from models.waves.state import WaveState

TOLD = "told"
"""The signal of an office to its wave: something has changed here. Its one argument is the office's id."""


def is_asked_by(wave_id: str, key: str | None) -> bool:
    """Whether the command of this key is one of the wave's own asks."""
    return key is not None and key.startswith(f"{wave_stream(wave_id)}/")


def short(state: WaveState) -> dict[str, Any]:
    """The state without what is at its default."""
    return state.model_dump(mode="json", exclude_defaults=True)


class WaveLife(Living):
    """A wave at one moment.

    ``told``: offices that have changed and were not looked at yet. ``looked_on``: the day on which all offices were
    looked at last; None after Temporal was lost, since what was told then is lost, too. ``looking_on``: the day for
    which they are being looked at now. ``today``: the latest day in Berlin that anybody has spoken of.
    """

    wave_id: str
    state: Annotated[WaveState, PlainSerializer(short)]
    told: list[str] = Field(default_factory=list)
    looked_on: date | None = None
    looking_on: date | None = None
    today: date | None = None

    @property
    def stream(self) -> str:
        return wave_stream(self.wave_id)

    def has_seen(self, day: date) -> None:
        self.today = max(self.today or day, day)

    def open_members(self) -> list[str]:
        """Offices that have not come to their end, or may still count themselves in: none once a wave is through."""
        members = self.state.members.items()
        return [unit_id for unit_id, m in members if not (m.is_out and (m.is_terminal or self.state.is_over))]

    def fold(self, events: Sequence[WaveEvent]) -> None:
        self.state = fold_wave(events, self.state)


class Asked(BaseModel):
    """Asks of one wave to be put to their offices, together."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    wave_id: str
    asks: tuple[Ask, ...]


class Looked(BaseModel):
    """Offices of one wave to be looked at."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    wave_id: str
    unit_ids: tuple[str, ...]


class Told(BaseModel):
    """What came of it, on the day ``today`` in Berlin.

    ``unsettled``: units of asks that nobody has answered; they are asked again under their key.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    today: date
    answers: tuple[Answer, ...] = ()
    unsettled: tuple[str, ...] = ()
