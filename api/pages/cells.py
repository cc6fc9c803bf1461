"""The cells of the matrix: a milestone's mark and the steps open for it, on one day, as state and words.

Nothing is judged anew: what is late, waiting or nobody's is what ``models.status`` says of the steps of one column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.columns import soft
from api.pages.shown import Cell
from api.pages.words import _, day, later, short_day
from models.rollout.owed import Obligation, Step
from models.rollout.state import SideState
from models.status import IsVacant, Status, StatusCode, status_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from babel.support import LazyProxy

    from api.pages.columns import Column
    from api.pages.shown import State
    from models.projection import Mark

EXCEPTIONS: dict[StatusCode, State] = {
    StatusCode.ORPHAN: "orphan",
    StatusCode.SUPPORT_NEEDED: "support",
    StatusCode.WAITING_CONFIRMATION: "confirm",
}

VERBS: dict[Step, LazyProxy] = {
    Step.DECIDE_PARTICIPATION: later("eintragen"),
    Step.ASSIGN_MANAGER: later("eintragen"),
    Step.NOMINATE_COMPANIONS: later("benennen"),
    Step.RESTORE_COVERAGE: later("nachbenennen"),
    Step.ADMIT_COMPANIONS: later("zulassen"),
    Step.QUALIFY_COMPANIONS: later("eintragen"),
    Step.PLAN_WORKSHOP: later("planen"),
    Step.CONFIRM_WORKSHOP: later("bestätigen"),
    Step.CLARIFY_RESPONSIBILITY: later("klären"),
    Step.RECORD_MILESTONE: later("eintragen"),
    Step.REVIEW_PAUSE: later("entscheiden"),
    Step.NOMINATE_FOR_WAVE: later("benennen"),
    Step.REQUEST_PARTICIPATION: later("beteiligen"),
    Step.RECORD_PARTICIPATION: later("eintragen"),
    Step.ANSWER_REFUSAL: later("entscheiden"),
}
"""What is done to a step, in one word that fits into a cell."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One milestone of one unit: its state, and the step behind it, if any."""

    state: State
    mark: Mark | None = None
    step: Obligation | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges milestones on the day ``on``."""

    on: date
    is_vacant: IsVacant

    def cell(self, mark: Mark | None, owed: Sequence[Obligation]) -> Judged:
        """The state of one milestone, given the steps that are owed for it."""
        status = self._status(owed)
        if status.code in EXCEPTIONS:
            return Judged(EXCEPTIONS[status.code], mark, status.obligation)
        if status.obligation is not None:
            return Judged(_open_step(status.obligation, mark), mark, status.obligation)
        if mark is not None and mark.reached_on is not None:
            return Judged("done", mark)
        coming = min(owed, key=lambda o: o.opens_on, default=None)
        if mark is not None and mark.planned_on is not None:
            return Judged("planned", mark, coming)
        if coming is not None and not coming.suspended:
            return Judged("planned", mark, coming)
        return Judged("open", mark)

    def row(self, columns: Sequence[Column], marks: Iterable[Mark], owed: Sequence[Obligation]) -> list[Judged]:
        """The cells of one unit."""
        by_key = {mark.key: mark for mark in marks}
        return [self.cell(by_key.get(c.key), [o for o in owed if o.milestone in c.gathers]) for c in columns]

    def _status(self, owed: Sequence[Obligation]) -> Status:
        if not owed:
            return Status(StatusCode.IN_PROGRESS)
        return status_of(SideState.NONE, sustained=False, owed=owed, on=self.on, is_vacant=self.is_vacant)


def _open_step(step: Obligation, mark: Mark | None) -> State:
    """A step that is open and not yet due: whoever clarifies who confirms is waited for like a confirmation."""
    if step.step is Step.CLARIFY_RESPONSIBILITY:
        return "confirm"
    return "running" if mark is not None and mark.began else "open"


def resting(columns: Sequence[Column], row: Sequence[Judged]) -> list[Judged]:
    """A row while the unit rests: what is done stays done, the next required milestone says that it rests."""
    found: list[Judged] = []
    for column, cell in zip(columns, row, strict=True):
        says_so = column.is_required and all(each.state != "paused" for each in found)
        found.append(cell if cell.state == "done" else Judged("paused" if says_so else "open", cell.mark))
    return found


# --- words -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """Puts cells into words for one reader: which steps are theirs, and where they take them."""

    on: date
    is_mine: Callable[[Obligation], bool]

    def cell(self, column: Column, judged: Judged, unit: str, href: str | None) -> Cell:
        """``href``: the form that takes the step, used where the step is the reader's."""
        words = self.words(judged)
        step = judged.step
        is_open = step is not None and step.is_open(self.on) and judged.state not in ("done", "planned")
        if step is None or not is_open or href is None or not self.is_mine(step):
            return Cell(judged.state, words, f"{column.long_title}: {self.full(judged)}")
        acting = str(VERBS[step.step]) if judged.state in ("open", "running", "confirm") else words
        return Cell(judged.state, acting, f"{unit}, {column.long_title}: {acting}", href)

    def words(self, judged: Judged) -> str:
        """As short as a cell needs it."""
        mark, step = judged.mark, judged.step
        if step is not None:
            return self._step_words(judged, step)
        match judged.state:
            case "done" if mark is not None and mark.reached_on is not None:
                return self.short(mark.reached_on)
            case "planned" if mark is not None and mark.planned_on is not None:
                return _("am {day}", day=self.short(mark.planned_on))
            case "paused":
                return _("ruht")
            case _:
                return _share(mark)

    def _step_words(self, judged: Judged, step: Obligation) -> str:
        mark = judged.mark
        match judged.state:
            case "orphan":
                return _("niemand zuständig")
            case "support":
                return soft(_("Unterstützung seit {day}", day=self.short(step.due_on)))
            case "confirm":
                return _("seit {day}", day=self.short(step.opens_on))
            case "planned" if mark is not None and mark.planned_on is not None:
                return _("am {day}", day=self.short(mark.planned_on))
            case "planned":
                return _("ab {day}", day=self.short(step.opens_on))
            case "running":
                return _share(mark) or _("seit {day}", day=self.short(step.opens_on))
            case _:
                return _("bis {day}", day=self.short(step.due_on))

    def full(self, judged: Judged) -> str:
        """The same, as a title can say it."""
        mark = judged.mark
        if judged.state == "done" and mark is not None and mark.reached_on is not None:
            told = _("erreicht am {day}, übernommen") if mark.stated else _("erreicht am {day}")
            return told.format(day=day(mark.reached_on))
        return self.words(judged) or _("offen")

    def short(self, day: date) -> str:
        """A day as short as it is clear: the year is said where it is another."""
        return short_day(day, year=day.year != self.on.year)


def _share(mark: Mark | None) -> str:
    """„3/5“, where more than one is needed."""
    if mark is None or mark.have is None or mark.need is None or mark.need <= 1 or not mark.have:
        return ""
    return f"{mark.have}/{mark.need}"
