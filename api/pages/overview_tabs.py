"""The two looks at the whole: how it stands, and how it came here."""

from __future__ import annotations

from typing import Literal

from api.pages.region_tabs import Tab
from api.pages.words import _


def overview_tabs(here: Literal["", "trend"], kind: str) -> tuple[Tab, ...]:
    """``kind``: the kind of office that is shown, which the other look keeps."""
    return (
        Tab(_("Stand"), f"/overview?kind={kind}", here == ""),
        Tab(_("Verlauf der letzten 12 Monate"), f"/overview/trend?kind={kind}", here == "trend"),
    )
