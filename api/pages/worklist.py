"""What is mine to do, by date; and what nobody can do, for those who can appoint somebody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import APIRouter, Response

from api.pages.report_turns import waiting
from api.pages.shown import Link
from api.pages.shown_pages import WorklistPage
from api.pages.site import site
from api.pages.steps import Place, line, settling
from api.pages.vacancies import vacancies
from api.pages.visit import Visit, VisitDep, home, own_places
from api.pages.words import _, within
from api.seeing import PROGRAMME
from models.queries import records, worklist
from models.queries.scope import names, vacancy
from models.wording import Names, Voice, holder_words

if TYPE_CHECKING:
    from api.pages.shown import ObligationLine
    from models.calendar import WorkingCalendar
    from models.queries.worklist import Task

router = APIRouter(include_in_schema=False)


@router.get("/worklist")
async def my_worklist(visit: VisitDep) -> Response:
    caller, session = visit.caller, visit.session
    nobody = await vacancy(session, caller.today)
    mine = await worklist.mine(session, caller.grants, caller.today, is_vacant=nobody)
    everybody = await worklist.orphans(session, caller.grants, caller.today, is_vacant=nobody)
    orphans = [task for task in everybody if task not in mine]
    known = await names(session)
    calendars = await records.calendars(session, {t.calendar_id for t in [*mine, *orphans]})
    page = replace(worklist_page(visit, mine, orphans, known, calendars), reports=await waiting(visit, known, nobody))
    return site(visit.request).answer("worklist.html", await visit.frame(_("Arbeitsliste")), page)


def worklist_page(
    visit: Visit, mine: list[Task], orphans: list[Task], known: Names, calendars: dict[str, WorkingCalendar]
) -> WorklistPage:
    today = visit.caller.today

    def shown(task: Task, command: Link | None) -> ObligationLine:
        here = Names(known.regions, known.teams, {task.unit_id: task.name})
        voice = Voice(PROGRAMME, here, calendars[task.calendar_id], today, visit.caller.language)
        place = Place(task.code, task.name, task.region)
        told = line(voice, place, task.owed, lambda _function, _scope: task.is_orphan, command=command)
        return replace(told, acting=task.acting_for is not None)

    def own(task: Task) -> ObligationLine:
        return shown(task, settling(PROGRAMME, task.code, task.owed))

    calendar = next(iter(calendars.values()), None)
    voice = Voice(PROGRAMME, known, calendar, today, visit.caller.language) if calendar is not None else None
    return WorklistPage(
        scope=_scope(visit, voice),
        as_of=today,
        due=tuple(own(t) for t in mine if t.owed.due_on <= today),
        upcoming=tuple(own(t) for t in mine if t.owed.due_on > today),
        orphans=len(orphans),
        vacancies=vacancies(visit.caller, orphans, voice, shown),
        empty_link=_somewhere(visit),
    )


def _scope(visit: Visit, voice: Voice | None) -> str:
    """The functions whose steps these are."""
    if voice is None:
        return visit.caller.name
    held = [g for g in visit.caller.grants if g.is_valid(visit.caller.today)]
    return ", ".join(dict.fromkeys(holder_words(voice, g.effective, g.scope) for g in held))


def _somewhere(visit: Visit) -> Link:
    places = own_places(visit.caller)
    if places:
        return Link(_("{place} ansehen", place=within(places[0][0])), places[0][1])
    return Link(_("Zur Lage"), "/overview" if home(visit) == "/worklist" else home(visit))
