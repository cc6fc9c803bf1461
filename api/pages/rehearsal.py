"""The page of a rehearsal, from its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.office_words import explanation_words
from api.pages.session import TOKEN
from api.pages.shown import Fact, Link
from api.pages.shown_waves import OfficeLine, RehearsalPage, RehearsedCourse, RehearsedGroup
from api.pages.wave_typed import plan_body, typed_of
from api.pages.words import _, spoken
from api.rehearsal_words import (
    collision_words,
    course_seats_words,
    difference_words,
    goal_words,
    out_words,
    preparation_words,
    summary_words,
    warning_words,
)
from api.wave_words import group_title, office_count, span_words
from models.waves.plan import WavePlan
from models.wording import short_place

if TYPE_CHECKING:
    from api.wave_starting import Rehearsed
    from models.waves.difference import Difference
    from models.waves.rehearsal import Placement
    from models.waves.state import Group

PREVIEWS = "/waves/previews"


def rehearsal_page(now: Rehearsed, changes: Difference, token: str, form_token: str) -> RehearsalPage:
    picture, here = now.picture, f"{PREVIEWS}/{token}"
    courses = {c.id: c.code for c in now.plan.courses}
    changed = tuple(
        f"{now.names.get(code, code)} ({code}) {words}"
        for code, _kind, words in difference_words(changes, courses, spoken())
    )
    can_start = not changed and not picture.is_empty
    return RehearsalPage(
        code=now.plan.code,
        trail=(Link(_("Wellen"), "/waves"),),
        summary=summary_words(picture, spoken()),
        figures=_figures(now),
        groups=tuple(_group(now, group) for group in picture.groups),
        out=tuple(
            OfficeLine(out.code, now.names.get(out.code, out.code), out_words(out.reason, spoken()))
            for out in picture.left_out
        ),
        courses=_courses(now),
        collisions=tuple(collision_words(c, courses, spoken()) for c in picture.collisions),
        warnings=(
            *(warning_words(warned, courses, spoken()) for warned in picture.warnings),
            *(preparation_words(short, courses, spoken()) for short in picture.preparations),
        ),
        ends=tuple(
            Fact(short_place(now.regions.get(goal.region or "", _("ohne Region"))), goal_words(goal, courses, spoken()))
            for goal in picture.regions
        ),
        goal=goal_words(picture.goal, courses, spoken()),
        start=Link(_("Welle starten"), f"{here}/start") if can_start else None,
        change_href=f"/waves/new?preview={token}" if is_editable(now.plan) else None,
        changed=changed,
        again_action=here,
        hidden=((TOKEN, form_token),),
    )


def is_editable(plan: WavePlan) -> bool:
    """Whether the form can show everything the plan says; what programs post may say more."""
    return plan == WavePlan.model_validate(plan_body(typed_of(plan)))


def _figures(now: Rehearsed) -> tuple[Fact, ...]:
    picture = now.picture
    free = sum(c.free for c in picture.courses)
    missing = sum(c.missing for c in picture.courses)
    return (
        Fact(_("Dienststellen"), str(len(picture.placements))),
        Fact(_("Gebrauchte Plätze"), str(picture.seats_wanted)),
        Fact(_("Vergeben würden"), str(picture.seats_granted)),
        Fact(_("Frei blieben"), str(free)),
        Fact(_("Bis zum Minimum fehlen"), str(missing)),
        Fact(_("Nicht dabei"), str(len(picture.left_out))),
    )


def _group(now: Rehearsed, group: Group) -> RehearsedGroup:
    its = [p for p in now.picture.placements if p.group == group.number]
    seated = sum(p.explained.course is not None for p in its)
    offices = office_count(len(its), spoken())
    return RehearsedGroup(
        title=group_title(group, now.regions, spoken()),
        summary=_("{offices}, {n} mit Platz", offices=offices, n=seated),
        offices=tuple(_office(now, placement) for placement in its),
    )


def _office(now: Rehearsed, placement: Placement) -> OfficeLine:
    courses = {c.id: c.code for c in now.plan.courses}
    words = explanation_words(placement.explained, courses, spoken())
    return OfficeLine(placement.code, now.names.get(placement.code, placement.code), words)


def _courses(now: Rehearsed) -> tuple[RehearsedCourse, ...]:
    days = {c.id: span_words(c.starts_on, c.ends_on, spoken()) for c in now.plan.courses}
    return tuple(
        RehearsedCourse(c.code, days[c.course], course_seats_words(c, spoken()), "support" if c.missing else "running")
        for c in now.picture.courses
    )
