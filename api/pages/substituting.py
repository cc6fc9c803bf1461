"""„Vertretung“: for whom I stand in, who stands in for me, for which functions I may name somebody."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from api.pages.shown import Link
from api.pages.shown_people import Card, SubstitutionsPage
from api.pages.site import site
from api.pages.visit import VisitDep
from api.pages.words import _, day, later
from api.standing_in import Board, board
from models.substitution import Occasion

if TYPE_CHECKING:
    from api.pages.shown import State
    from models.queries.posts import Held
    from models.queries.substitutions import Line
    from models.substitution import Post

router = APIRouter(include_in_schema=False)

HERE = "/substitutions"
FORGOTTEN = later("eine Person, deren Daten gelöscht sind")
NAMED_BY = {
    Occasion.PLANNED: later("von der vertretenen Person benannt"),
    Occasion.SUDDEN: later("von der übergeordneten Funktion benannt"),
    Occasion.VACANT: later("die Funktion ist nicht besetzt"),
}


@router.get(HERE)
async def overview(visit: VisitDep) -> Response:
    seen = await board(visit.session, visit.caller)
    me, today = visit.caller.person_id, visit.caller.today
    running = [line for line in seen.lines if not line.is_over(today)]
    mine = [line for line in running if me in (line.substitution.post.holder, line.substitution.substitute)]
    page = SubstitutionsPage(
        as_of=today,
        mine=tuple(card(seen, line) for line in mine),
        others=tuple(card(seen, line) for line in running if line not in mine),
        posts=tuple(_post(seen, held, running) for held in seen.posts),
        past=tuple(card(seen, line) for line in seen.lines if line.is_over(today)),
    )
    return site(visit.request).answer("substitutions.html", await visit.frame(_("Vertretung")), page)


def card(seen: Board, line: Line) -> Card:
    made = line.substitution
    who = str(line.substitute_name or FORGOTTEN)
    if made.post.holder is None:
        sentence = _("{substitute} handelt i. V., {when}.", substitute=who, when=when(line))
    else:
        holder = line.holder_name or FORGOTTEN
        sentence = _("{substitute} handelt i. V. für {holder}, {when}.", substitute=who, holder=holder, when=when(line))
    return Card(
        heading=seen.title(made.post.function, made.post.scope),
        sentence=sentence[:1].upper() + sentence[1:],
        meta=f"{_where(seen, line)} · {NAMED_BY[line.occasion]}",
        state=_state(line, seen.caller.today),
        deeds=(Link(_("Vertretung beenden"), f"{HERE}/{line.id}/end"),) if seen.may_end(line) else (),
    )


def when(line: Line) -> str:
    since, until = line.substitution.period.since, line.substitution.period.until or line.substitution.period.since
    days = {"since": day(since), "until": day(until)}
    if line.ended_at is None:
        return _("vom {since} bis zum {until}", **days)
    return _("vom {since} bis zum {until}, vorzeitig beendet am {day}", day=day(line.ended_at), **days)


def _where(seen: Board, line: Line) -> str:
    ids = line.substitution.units
    if ids is None:
        return _("ganze Funktion")
    return _("nur {offices}", offices=", ".join(sorted(seen.units[unit][1] for unit in ids if unit in seen.units)))


def _state(line: Line, on: date) -> State:
    if line.is_over(on):
        return "paused"
    return "running" if line.runs(on) else "planned"


def _post(seen: Board, held: Held, running: list[Line]) -> Card:
    """A function for which the caller may name somebody, with who stands in there now or soon."""
    post = held.post
    own = post.holder == seen.caller.person_id
    acting = [line for line in running if line.substitution.same_post == (post.function, post.scope, post.holding)]
    state: State = "done"
    if post.holder is None:
        sentence, state = _("Nicht besetzt."), "running" if acting else "orphan"
    elif own:
        sentence = _("Ihre eigene Funktion.")
    else:
        sentence = _("Besetzt mit {name}.", name=held.holder_name or FORGOTTEN)
    told = "; ".join(
        _("i. V. {name} {when}", name=line.substitute_name or FORGOTTEN, when=when(line)) for line in acting
    )
    title, meta = seen.title(post.function, post.scope), told or _("keine Vertretung eingetragen")
    return Card(title, sentence, meta, state, (Link(_label(post, own=own), name_href(post)),))


def _label(post: Post, *, own: bool) -> str:
    if post.holder is None:
        return _("Kommissarisch besetzen")
    return _("Meine Vertretung benennen") if own else _("Vertretung benennen")


def name_href(post: Post) -> str:
    return f"{HERE}/new?{urlencode({'post': post.key})}"
