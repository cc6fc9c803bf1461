"""What the demo needs to know of a real office before it invents anything about it."""

from __future__ import annotations

from dataclasses import dataclass

from models.organisation import Land, UnitKind


@dataclass(frozen=True, slots=True)
class Office:
    """An Agentur or gE.

    ``partner`` is the Agentur of a gE (its own code for an Agentur), ``area`` the first district key of that Agentur:
    neighbours have neighbouring keys.
    """

    id: str
    code: str
    kind: UnitKind
    region: str
    land: Land
    city: str
    partner: str
    area: str

    @property
    def is_agentur(self) -> bool:
        return self.kind is UnitKind.AGENTUR
