"""Me, my worklist."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession

from api.appointing import appointing
from api.deps import Caller, CallerDep, SessionDep
from api.pages.steps import settling
from api.seeing import PROGRAMME
from api.shapes import Answer, ObligationShape, obligation_shape
from models.calendar import WorkingCalendar
from models.organisation import Function, Land
from models.periods.period import report_id
from models.queries import records, turns, worklist
from models.queries.scope import managed_units, names, vacancy
from models.queries.turns import Turn
from models.queries.worklist import Task
from models.rollout.owed import SETTLED_BY
from models.status import IsVacant
from models.wording import Names, Voice, function_words, holder_words

router = APIRouter(prefix="/api", tags=["Überblick"])

NO_HOLIDAYS = WorkingCalendar(id="none", land=Land.BE, since=date.min, through=date.max, closed=())
"""For words that count no days."""


class FunctionHeld(Answer):
    """``scope``: ``all``, or the code of a region, AQua team or unit; ``acting_for`` is set in a substitution.

    ``units``: the offices to which a substitution is narrowed.
    """

    function: str
    title: str
    scope: str
    acting_for: str | None
    units: list[str] | None
    since: date | None
    until: date | None
    valid: bool


class Me(Answer):
    person: str
    name: str
    username: str
    functions: list[FunctionHeld]
    substitutions: list[FunctionHeld]


@router.get("/me", summary="Who I am, which functions I hold, for whom I stand in")
async def me(session: SessionDep, caller: CallerDep) -> Me:
    regions_and_teams, managed = await names(session), await managed_units(session, caller.reading)
    known = Names(regions_and_teams.regions, regions_and_teams.teams, {u: name for u, (_, name) in managed.items()})
    voice = Voice(PROGRAMME, known, NO_HOLIDAYS, caller.today, caller.language)
    held = [
        FunctionHeld(
            function=g.function.value,
            title=holder_words(voice, g.effective, g.scope),
            scope=managed[g.scope][0] if g.scope in managed else g.scope,
            acting_for=g.acting_for.value if g.acting_for else None,
            units=None if g.units is None else sorted(managed[unit][0] for unit in g.units if unit in managed),
            since=g.since,
            until=g.until,
            valid=g.is_valid(caller.today),
        )
        for g in caller.grants
    ]
    return Me(
        person=caller.person_id,
        name=caller.name,
        username=caller.username,
        functions=[f for f in held if f.acting_for is None],
        substitutions=[f for f in held if f.acting_for is not None and f.valid],
    )


class TaskShape(Answer):
    """``settled_by`` is the command that settles the step, ``form`` its page.

    Of a step that nobody can take, ``form`` is the page that fills the function, for those who can appoint.
    """

    unit: str
    unit_name: str
    region: str | None
    acting_for: str | None
    settled_by: str
    form: str | None
    obligation: ObligationShape


class ReportTask(Answer):
    """A region's report that waits to be attested (``attest``), or for the Zentrale to take note of it.

    ``vacant``: nobody leads the region, so nobody can attest; shown to those who can appoint somebody.
    """

    report: str
    region: str
    settled_by: str
    acting_for: str | None
    opened_on: date
    due_on: date
    late: bool
    vacant: bool


class Worklist(Answer):
    """``items``: mine to do, due first. ``orphans``: nobody can take them; I can appoint somebody."""

    items: list[TaskShape]
    orphans: list[TaskShape]
    reports: list[ReportTask]


@router.get("/worklist", summary="What is mine to do, due first; and what nobody can do")
async def get_worklist(session: SessionDep, caller: CallerDep) -> Worklist:
    nobody = await vacancy(session, caller.today)
    mine = await worklist.mine(session, caller.grants, caller.today, is_vacant=nobody)
    orphans = await worklist.orphans(session, caller.grants, caller.today, is_vacant=nobody)
    known = await names(session)
    calendars = await records.calendars(session, {t.calendar_id for t in [*mine, *orphans]})

    def shape(task: Task, *, is_mine: bool) -> TaskShape:
        filling = None if is_mine else appointing(caller, task)
        names_here = Names(known.regions, known.teams, {task.unit_id: task.name})
        voice = Voice(PROGRAMME, names_here, calendars[task.calendar_id], caller.today, caller.language)
        return TaskShape(
            unit=task.code,
            unit_name=task.name,
            region=task.region,
            acting_for=function_words(voice, task.acting_for) if task.acting_for else None,
            settled_by=SETTLED_BY[task.owed.step],
            form=settling(PROGRAMME, task.code, task.owed).href if is_mine else filling.href if filling else None,
            obligation=obligation_shape(voice, task.owed, vacant=task.is_orphan),
        )

    return Worklist(
        items=[shape(t, is_mine=True) for t in mine],
        orphans=[shape(t, is_mine=False) for t in orphans],
        reports=[report_task(turn, caller) for turn in await _reports(session, caller, nobody)],
    )


async def _reports(session: AsyncSession, caller: Caller, is_vacant: IsVacant) -> list[Turn]:
    """Mine, then those that nobody can attest."""
    mine, orphans = await turns.concerning(session, caller.grants, caller.today, is_vacant=is_vacant)
    return [*mine, *orphans]


def report_task(turn: Turn, caller: Caller) -> ReportTask:
    return ReportTask(
        report=report_id(turn.period, turn.region),
        region=turn.region,
        settled_by="attest" if turn.holder is Function.REGIONAL_LEAD else "acknowledge",
        acting_for=turn.acting_for.value if turn.acting_for else None,
        opened_on=turn.opened_on,
        due_on=turn.due_on,
        late=turn.is_late(caller.today),
        vacant=turn.is_orphan,
    )
