"""One signed-in visit of a page: who, the frame around the page, where they begin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from api.deps import Caller, CallerDep, SessionDep
from api.pages.acting import acting_words
from api.pages.frames import is_demo, plain_frame, switch
from api.pages.kept import recall
from api.pages.session import form_token, said
from api.pages.shown import NavItem, PageFrame
from api.pages.words import _, spoken
from api.problems import NotAppointed
from models.organisation import Function
from models.queries import worklist
from models.substitution import names_somewhere

WORKLIST = "/worklist"
KEYS = "ilb_keys"
"""The cookie of whoever has switched off keys that do something by themselves."""
KEEP_THE_DIRECTORY = frozenset({Function.CENTRAL, Function.REGIONAL_LEAD, Function.AUDITOR})
ENTER_FOR_SEVERAL = frozenset({Function.CENTRAL, Function.FIRST_SPECIALIST, Function.REGIONAL_LEAD, Function.AQUA_LEAD})
"""A responsible manager has one office."""
WITHOUT_STEPS = frozenset({Function.AUDITOR, Function.SYSTEM})


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything a page's route needs: the request, a session to read, the caller."""

    request: Request
    session: AsyncSession
    caller: Caller

    @property
    def functions(self) -> frozenset[Function]:
        return frozenset(g.effective for g in self.caller.grants if g.is_valid(self.caller.today))

    @property
    def has_steps(self) -> bool:
        """Whether steps can be this person's to take, or to give to somebody."""
        return bool(self.functions - WITHOUT_STEPS)

    async def frame(self, title: str, *, waiting: int | None = None) -> PageFrame:
        """The frame of a page; ``waiting`` saves asking again how many steps wait."""
        if waiting is None:
            waiting = await worklist.count(self.session, self.caller.grants, self.caller.today)
        return PageFrame(
            title=title,
            language=spoken(),
            switch=switch(self.request),
            nav=navigation(self, waiting),
            home_href="/home",
            person=self.caller.name,
            sign_out_token=form_token(self.request) or None,
            demo=is_demo(self.request),
            flash=said(self.request),
            acting=await acting_words(self.session, self.caller),
            live=True,
            search_key=KEYS not in self.request.cookies,
            more=more_places(self),
            here=self.request.url.path,
        )


async def frame_for(request: Request, session: AsyncSession, caller: Caller | None, title: str) -> PageFrame:
    """The frame of a page that is open to everybody: with the navigation of whoever holds a function."""
    if caller is None or not caller.holds_a_function:
        return plain_frame(request, title, caller)
    return replace(await Visit(request, session, caller).frame(title), live=False)


async def visit(request: Request, session: SessionDep, caller: CallerDep) -> Visit:
    """Raises: NotAppointed."""
    if not caller.holds_a_function:
        raise NotAppointed
    recall(request, caller.person_id)
    return Visit(request, session, caller)


VisitDep = Annotated[Visit, Depends(visit)]


def navigation(visit: Visit, waiting: int) -> tuple[NavItem, ...]:
    here = visit.request.url.path
    work = [(_("Arbeitsliste"), WORKLIST)] if visit.has_steps else []
    places = [
        *work,
        *own_places(visit.caller),
        (_("Lage"), "/overview"),
        (_("Wellen"), "/waves"),
        (_("Berichte"), "/reports"),
        *directory(visit),
    ]
    counts = {WORKLIST: waiting}
    return tuple(NavItem(label, href, current(href, here), counts.get(href)) for label, href in places)


def more_places(visit: Visit) -> tuple[NavItem, ...]:
    """What stands at the foot of the pages."""
    here = visit.request.url.path
    places = [(_("Programm"), "/programme"), (_("Begriffe"), "/terms"), (_("Meine Mitteilungen"), "/notices")]
    places.append((_("Einstellungen"), "/settings"))
    if visit.functions & ENTER_FOR_SEVERAL:
        places.append((_("Mehrere Dienststellen"), "/several"))
    if visit.functions & {Function.CENTRAL, Function.REGIONAL_LEAD}:
        places.append((_("Datei einlesen"), "/imports"))
    if Function.CENTRAL in visit.functions:
        places.append((_("Gemeldete Barrieren"), "/feedback"))
    return tuple(NavItem(label, href, current(href, here)) for label, href in places)


def current(href: str, here: str) -> str:
    """Whether a place is where somebody is, or what that belongs to: its aria-current."""
    if href == here:
        return "page"
    return "true" if here.startswith(f"{href}/") else ""


def directory(visit: Visit) -> list[tuple[str, str]]:
    """Who does what: the directory for those who keep or check it, substitutions for those who can need one."""
    valid = [g for g in visit.caller.grants if g.is_valid(visit.caller.today)]
    keeps = any(g.effective in KEEP_THE_DIRECTORY and g.units is None for g in valid)
    lists = [(_("Personen"), "/people"), (_("AQua-Teams"), "/aqua-teams")] if keeps else []
    acts = any(g.acting_for is not None for g in valid)
    may_name = names_somewhere(visit.caller.grants, visit.caller.today)
    return [*lists, (_("Vertretung"), "/substitutions")] if acts or may_name else lists


def own_places(caller: Caller) -> list[tuple[str, str]]:
    """The lists of one's own offices: a region's, a team's, one's own."""
    regions = sorted(caller.reading.regions)
    if regions:
        several = len(regions) > 1
        return [
            (_("Region {code}", code=code) if several else _("Meine Region"), f"/regions/{code}") for code in regions
        ]
    if caller.reading.teams or caller.reading.has_single_units:
        return [(_("Meine Dienststellen"), "/units")]
    return []


def home(visit: Visit) -> str:
    """Where a person begins: the worklist, the own region, the overview."""
    functions = visit.functions
    if functions & {Function.CENTRAL, Function.FIRST_SPECIALIST, Function.AUDITOR}:
        return "/overview"
    if functions & {Function.AQUA_LEAD, Function.MANAGER}:
        return WORKLIST
    own = own_places(visit.caller)
    return own[0][1] if own else "/overview"
