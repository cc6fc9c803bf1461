"""Steps that nobody can take, by what they wait for: one function to fill may be waited for by a hundred offices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from api.appointing import appointing
from api.pages.shown import Link
from api.pages.shown_pages import Vacancy
from api.pages.words import _, ngettext
from models.wording import holder_words, short_place

if TYPE_CHECKING:
    from api.deps import Caller
    from api.pages.shown import ObligationLine
    from models.organisation import Function
    from models.queries.worklist import Task
    from models.wording import Voice

Post = tuple["Function", str | None, str | None]
"""A function, its scope, and the region where an office without an AQua team lies: there is no post to fill then."""
FEW, MOST = 3, 25
"""So many lines are shown at once, and so many when one asks for more."""


def vacancies(
    caller: Caller, orphans: Iterable[Task], voice: Voice | None, shown: Callable[[Task, Link | None], ObligationLine]
) -> tuple[Vacancy, ...]:
    """By what is due first, then by name; ``voice`` may be None where there are no orphans."""
    posts: dict[Post, list[Task]] = {}
    for task in orphans:
        owed = task.owed
        posts.setdefault((owed.holder, owed.scope, task.region if owed.scope is None else None), []).append(task)
    if voice is None:
        return ()
    found = [(its[0].owed.due_on, _vacancy(caller, post, its, voice, shown)) for post, its in posts.items()]
    return tuple(each for _due, each in sorted(found, key=lambda pair: (pair[0], pair[1].heading)))


def _vacancy(
    caller: Caller, post: Post, tasks: list[Task], voice: Voice, shown: Callable[[Task, Link | None], ObligationLine]
) -> Vacancy:
    function, scope, region = post
    filling = [_filling(caller, task) for task in tasks]
    offices, left = len({task.code for task in tasks}), len(tasks) - MOST
    return Vacancy(
        heading=_without_team(voice.names.regions, region) if scope is None else holder_words(voice, function, scope),
        waiting=ngettext("{n} Schritt wartet", "{n} Schritte warten", len(tasks))
        + ngettext(" in {n} Dienststelle", " in {n} Dienststellen", offices),
        lines=tuple(
            shown(task, each if scope is None else None) for task, each in zip(tasks[:MOST], filling, strict=False)
        ),
        more=ngettext("… und {n} weiterer", "… und {n} weitere", left) if left > 0 else "",
        command=None if scope is None else filling[0],
        is_open=len(tasks) <= FEW,
    )


def _without_team(regions: Mapping[str, str], region: str | None) -> str:
    name = regions.get(region or "")
    return _("Ohne AQua-Team: {region}", region=short_place(name)) if name else _("Ohne AQua-Team")


def _filling(caller: Caller, task: Task) -> Link | None:
    """The form that gives an orphaned step somebody to take it."""
    found = appointing(caller, task)
    return Link(found.label, found.href) if found is not None else None
