"""What of an office's story is shown: one kind of entry, a span of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query

from api.asked import Day
from api.pages.looking_back import EARLIEST
from api.pages.shown_forms import Field, Option
from api.pages.words import _, later

if TYPE_CHECKING:
    from babel.support import LazyProxy

KINDS: dict[str, tuple[LazyProxy, frozenset[str]]] = {
    "milestones": (
        later("Meilensteine"),
        frozenset(
            {
                "rollout_started",
                "standing_stated",
                "participation_decided",
                "milestone_recorded",
                "milestone_reached",
                "milestone_redated",
                "milestone_reopened",
                "waiting_time_ended",
                "sustainment_checked",
                "date_corrected",
            }
        ),
    ),
    "workshops": (
        later("Workshops"),
        frozenset(
            {
                "workshop_planned",
                "workshop_moved",
                "workshop_cancelled",
                "workshop_confirmed",
                "workshop_returned",
                "confirmation_withdrawn",
            }
        ),
    ),
    "people": (
        later("Führungskraft und Lernbegleitende"),
        frozenset(
            {
                "manager_assigned",
                "manager_vacated",
                "companion_nominated",
                "companion_admitted",
                "companion_qualified",
                "companion_released",
            }
        ),
    ),
    "waves": (
        later("Wellen, Kurse, Beteiligung"),
        frozenset(
            {
                "joined_wave",
                "moved_seat",
                "seats_changed",
                "left_wave",
                "declined_wave",
                "nomination_time_ended",
                "participation_requested",
                "participation_recorded",
                "participation_waived",
            }
        ),
    ),
    "terms": (
        later("Fristen, Erinnerungen, Pausen"),
        frozenset({"due_date_changed", "reminder_due", "paused", "resumed", "closed"}),
    ),
    "frame": (
        later("Zuständigkeit und Kalender"),
        frozenset({"aqua_team_assigned", "region_assigned", "calendar_adopted"}),
    ),
}
"""Every kind of event belongs to one of them; a test finds one that does not."""


@dataclass(frozen=True, slots=True)
class StoryFilter:
    """As the address says it; an unknown kind keeps everything."""

    what: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_narrow(self) -> bool:
        return self.what in KINDS or self.since is not None or self.until is not None

    @property
    def types(self) -> frozenset[str] | None:
        return KINDS[self.what][1] if self.what in KINDS else None

    def address(self, path: str, **more: Any) -> str:  # noqa: ANN401 - whatever an address can say
        days = {
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        }
        query = {name: value for name, value in {"what": self.what, **days, **more}.items() if value}
        return f"{path}?{urlencode(query)}#journal" if query else f"{path}#journal"

    def fields(self, today: date) -> tuple[Field, ...]:
        known = (Option("", _("alles")), *(Option(key, str(words)) for key, (words, _types) in KINDS.items()))
        latest = today.isoformat()

        def day(name: str, label: str, value: date | None) -> Field:
            shown = value.isoformat() if value is not None else ""
            return Field(name, "date", label, value=shown, required=False, least=EARLIEST, most=latest)

        return (
            Field("what", "choice", _("Worum es geht"), value=self.what, options=known, required=False),
            day("since", _("Geschehen ab"), self.since),
            day("until", _("Geschehen bis"), self.until),
        )


async def story_filter(
    what: Annotated[str, Query(max_length=20)] = "", since: Day = None, until: Day = None
) -> StoryFilter:
    return StoryFilter(what if what in KINDS else "", since, until)


StoryFilterDep = Annotated[StoryFilter, Depends(story_filter)]
