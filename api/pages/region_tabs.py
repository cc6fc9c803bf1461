"""The pages of one region, and the way between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from api.pages.words import later

if TYPE_CHECKING:
    from babel.support import LazyProxy

Which = Literal["", "since", "people"]
TABS: dict[Which, LazyProxy] = {
    "": later("Stand"),
    "since": later("Seit dem letzten Bericht"),
    "people": later("Wer zuständig ist"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    href: str
    current: bool


def tabs(code: str, here: Which) -> tuple[Tab, ...]:
    return tuple(Tab(str(label), f"/regions/{code}/{key}".rstrip("/"), key == here) for key, label in TABS.items())
