"""What it takes to put figures into words: language, programme, names of regions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from activities.reports.speaking import Tongue
from models.organisation import Function
from models.programme import Programme, WorkshopKind
from models.rollout.owed import NATIONAL, Step
from models.translatable import _
from models.wording import FUNCTIONS, STEPS, short_place


@dataclass(frozen=True, slots=True)
class Setting:
    """``regions``: full names by code."""

    tongue: Tongue
    programme: Programme
    regions: Mapping[str, str] = field(default_factory=dict)

    def say(self, message: str, **values: str | int) -> str:
        return self.tongue.say(message, **values)

    @property
    def kinds(self) -> tuple[str, str]:
        """Agenturen and gE, in the order in which they are shown, always apart."""
        return self.say(_("Agenturen")), self.say(_("gemeinsame Einrichtungen"))

    def scope(self, code: str) -> str:
        return self.say(_("Bundesweit")) if code == NATIONAL else self.regions.get(code, code)

    def region(self, code: str) -> str:
        """Short, for a column; "" are offices without a region."""
        return short_place(self.regions.get(code, code)) or self.say(_("ohne Region"))

    def stage(self, key: str) -> str:
        found = (stage.title for stage in self.programme.stages if stage.key == key)
        return next((title.in_language(self.tongue.language) for title in found), key)

    def milestone(self, key: str) -> str:
        known = self.programme.by_key.get(key)
        return known.title.in_language(self.tongue.language) if known is not None else key

    def workshop(self, kind: str) -> str:
        return self.programme.workshop_milestone(WorkshopKind(kind)).title.in_language(self.tongue.language)

    def step(self, step: str, milestone: str) -> str:
        """A step as a noun phrase: „Bestätigung des Umsetzungsworkshops“."""
        known, title = self.programme.by_key.get(milestone), self.milestone(milestone)
        genitive = known.genitive if known is not None else None
        of = genitive.in_language(self.tongue.language) if genitive is not None else title
        return self.say(STEPS[Step(step)], of=of, title=title)

    def function(self, key: str) -> str:
        return self.say(FUNCTIONS[Function(key)])

    def reason(self, which: str, key: str) -> str:
        """``which``: a list of the programme, as ``pause``."""
        known = self.programme.reasons_in(which).get(key)
        return known.in_language(self.tongue.language) if known is not None else key
