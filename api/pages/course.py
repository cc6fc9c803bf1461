"""One course of a wave: its days, modules, seats, offices."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from api.pages.shown import Fact, Link
from api.pages.shown_waves import CoursePage, ModuleLine
from api.pages.site import site
from api.pages.visit import VisitDep
from api.pages.wave_deeds import WAVE_DEEDS
from api.pages.wave_fields import MODES, WORKSHOPS
from api.pages.wave_lines import course_state, member_line, seat_chips
from api.pages.waves import WAVES, WavePath, may_do
from api.pages.words import _, day, spoken
from api.problems import NotFound
from api.wave_seeing import WaveSight, see_wave
from api.wave_words import course_words, module_words, seats_words, span_words
from models.wording import short_place

if TYPE_CHECKING:
    from models.waves.courses import Module
    from models.waves.state import Course

router = APIRouter(include_in_schema=False)

OF_COURSE = ("move_course", "close_course", "cancel_course")


@router.get("/waves/{wave_id}/courses/{course_id}")
async def course(visit: VisitDep, wave_id: WavePath, course_id: WavePath) -> Response:
    sight = await see_wave(visit.session, visit.caller, wave_id, gates=False)
    found = sight.state.courses.get(course_id)
    if found is None:
        raise NotFound
    page = course_page(sight, found)
    return site(visit.request).answer("course.html", await visit.frame(_("Kurs {code}", code=page.code)), page)


def course_page(sight: WaveSight, course: Course) -> CoursePage:
    plan = course.plan
    return CoursePage(
        code=plan.code,
        trail=(
            Link(_("Wellen"), WAVES),
            Link(_("Welle {code}", code=sight.state.plan.code), f"{WAVES}/{sight.wave_id}"),
        ),
        state=course_state(course),
        status=_course_status(sight, course),
        facts=course_facts(sight, course),
        chips=seat_chips(course, is_over=sight.state.is_over) if sight.sees_all else (),
        modules=tuple(_module(sight, course, module) for module in plan.modules),
        members=tuple(member_line(sight, m) for m in sight.members if m.course == plan.id and m.seats),
        empty=_("Noch ist kein Platz vergeben.")
        if course.is_open
        else _("Hier hat keine Dienststelle mehr einen Platz."),
        commands=course_commands(sight, course),
    )


def _course_status(sight: WaveSight, course: Course) -> str:
    told = [
        seats_words(course, spoken(), sees_all=sight.sees_all, is_over=sight.state.is_over),
        course_words(course, spoken()),
    ]
    words = ". ".join(part[0].upper() + part[1:] for part in told if part)
    return f"{words}."


def course_facts(sight: WaveSight, course: Course) -> tuple[Fact, ...]:
    plan, regions = course.plan, sight.names.regions
    senders = ", ".join(short_place(regions.get(code, code)) for code in plan.regions) or _("alle")
    site_ = short_place(regions.get(plan.site, plan.site)) if plan.site else _("offen")
    told = [
        Fact(_("Zeit"), span_words(plan.starts_on, plan.ends_on, spoken())),
        Fact(_("Ort"), site_),
        Fact(_("Plätze"), _("{least} bis {most}", least=plan.min_seats, most=plan.max_seats)),
        Fact(_("Schicken dürfen"), senders),
        Fact(
            _("Trainerinnen und Trainer"),
            _("{internal} intern, {external} extern", internal=plan.internal_trainers, external=plan.external_trainers),
        ),
    ]
    if plan.workshop is not None and plan.workshop_on is not None:
        words = next(option.label for option in WORKSHOPS if option.value == plan.workshop.value)
        told.append(Fact(_("Workshop"), _("{workshop} am {day}", workshop=words, day=day(plan.workshop_on))))
    return tuple(told)


def _module(sight: WaveSight, course: Course, module: Module) -> ModuleLine:
    held = course.held.get(module.key)
    mode = next(option.label for option in MODES if option.value == module.mode.value)
    days = ", ".join(day(on) for on in sorted(module.days)) or _("ohne feste Tage")
    offered = any(
        c.type == "record_module" and (c.course, c.module) == (course.plan.id, module.key) for c in sight.possible
    )
    href = f"{WAVES}/{sight.wave_id}/commands/record_module?" + urlencode(
        {"course": course.plan.id, "module": module.key}
    )
    return ModuleLine(
        title=module_words(module.key),
        state="done" if held else "planned",
        words=_("{mode}, durchgeführt am {day}", mode=mode, day=day(held)) if held else f"{mode}, {days}",
        command=Link(_("Modul eintragen"), href) if offered and held is None else None,
    )


def course_commands(sight: WaveSight, course: Course) -> tuple[Link, ...]:
    here, name = f"{WAVES}/{sight.wave_id}", course.plan.id
    offered = {c.type for c in sight.possible if getattr(c, "course", None) == name}
    found = []
    has_begun = course.plan.starts_on <= sight.caller.today
    if has_begun and may_do(sight.caller, "record_results") and any(m.admitted for m in sight.state.in_course(name)):
        found.append(Link(WAVE_DEEDS["record_results"].label, f"{here}/courses/{name}/results"))
    found += [
        Link(WAVE_DEEDS[deed].label, f"{here}/commands/{deed}?" + urlencode({"course": name}))
        for deed in OF_COURSE
        if deed in offered
    ]
    return tuple(found)
