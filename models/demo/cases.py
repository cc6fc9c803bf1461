"""Prepared cases: what the tasks of the first page open. The generator guarantees them, whatever the day."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """``username`` signs in; ``unit`` is the code of the office to open, None for the overview."""

    username: str
    unit: str | None


PREPARED: dict[str, Case] = {
    # An Umsetzungsworkshop was held two working days ago; confirming it leads the office into the stage „Umsetzung“.
    "aqua": Case(username="aqua-AQ-200-02", unit="244"),
    # The responsible manager left nine working days ago; the regional lead assigns a new one.
    "rd": Case(username="rd-700", unit="759"),
    # Sees every region, and where decisions are missing.
    "zentrale": Case(username="zentrale", unit=None),
}
"""Alias -> case."""
