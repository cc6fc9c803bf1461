"""What every command carries."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from models.organisation import OpaqueId


class Asked(BaseModel):
    """``note_id`` points at a text that is already stored in SQL."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    note_id: OpaqueId | None = None
