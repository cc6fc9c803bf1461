"""Who gives the commands of a history: the holder of the function that day, under the holder's reference."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from models.commands import BY_SYSTEM, AssignManager, By, Command
from models.demo.beats import Beat
from models.demo.office import Office
from models.demo.scene import LEAD_LEFT, Scene
from models.demo.staff import manager_of
from models.organisation import Function
from models.rollout.owed import NATIONAL
from models.rollout.state import UnitState


class Acting:
    """One office's actors. Managers change: the last one assigned is the one who signs in today."""

    def __init__(self, scene: Scene, office: Office, today: date, beats: Sequence[Beat]) -> None:
        self.staff = scene.staff
        self.office = office
        self.number = scene.numbers[office.id]
        self.lead_left_on = today - LEAD_LEFT
        self.managers_to_come = sum(beat.assigns_manager for beat in beats)
        self.commands = 0

    def command(self, beat: Beat, state: UnitState) -> tuple[Command, By, str | None]:
        """The command of ``beat``, its function, and the reference of whoever gives it."""
        command = beat.make(state)
        if isinstance(command, AssignManager):
            self.managers_to_come -= 1
            manager = manager_of(self.office, self.number, before=self.managers_to_come)
            command = command.model_copy(update={"holder": manager.ref})
        return command, *self._actor(beat.who, beat.day, state)

    def key(self) -> str:
        self.commands += 1
        return f"demo-{self.office.code}-{self.commands}"

    @staticmethod
    def body_hash(command: Command) -> str:
        return hashlib.sha256(command.model_dump_json().encode()).hexdigest()

    def _actor(self, function: Function, day: date, state: UnitState) -> tuple[By, str | None]:
        """Whoever fills the function that day; otherwise the regional lead acts."""
        match function:
            case Function.SYSTEM:
                return BY_SYSTEM, None
            case Function.MANAGER if state.manager is not None and state.manager.holder is not None:
                return By(function=function, scope=state.unit_id), state.manager.holder
            case Function.FIRST_SPECIALIST:
                return self._holder(function, NATIONAL)
            case Function.AQUA_LEAD if state.aqua_team is not None and self._has_lead(state.aqua_team, day):
                return self._holder(function, state.aqua_team)
            case _:
                return self._holder(Function.REGIONAL_LEAD, self.office.region)

    def _has_lead(self, team: str, day: date) -> bool:
        return any(
            not post.has_left or day < self.lead_left_on for post in self.staff.holders(Function.AQUA_LEAD, team)
        )

    def _holder(self, function: Function, scope: str) -> tuple[By, str]:
        """The same first specialist always serves the same offices."""
        posts = self.staff.holders(function, scope)
        return By(function=function, scope=scope), posts[self.number // 50 % len(posts)].person.ref
