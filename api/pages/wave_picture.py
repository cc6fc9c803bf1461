"""How far a wave is, as a picture: region by region, of the offices that the reader may see."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from activities.reports.pictures.progress import Standing, wave_progress
from activities.reports.speaking import Tongue
from activities.reports.wave_words import MEMBER_STATE
from api.pages.words import _, spoken
from models.waves.plan import WAY, MemberState
from models.wording import short_place

if TYPE_CHECKING:
    from activities.reports.document import Picture
    from api.wave_seeing import WaveSight


def picture(sight: WaveSight) -> Picture | None:
    """Nothing where there is nobody to show."""
    if not sight.members:
        return None
    states = [Standing(state.value, _(MEMBER_STATE[state]), state not in WAY) for state in MemberState]
    counts: dict[str, Counter[str]] = {}
    for member in sight.members:
        code = member.region or ""
        name = short_place(sight.names.regions.get(code, code)) or _("ohne Region")
        counts.setdefault(name, Counter())[member.state.value] += 1
    return wave_progress(Tongue(spoken()), _("Fortschritt je Region"), _("Region"), states, list(counts.items()))
