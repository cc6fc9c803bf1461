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
from api.standing_in import Board, board
from models.substitution import Occasion

if TYPE_CHECKING:
    from api.pages.shown import State
    from models.queries.posts import Held
    from models.queries.substitutions import Line
    from models.substitution import Post

router = APIRouter(include_in_schema=False)

HERE = "/substitutions"
FORGOTTEN = "eine Person, deren Daten gelöscht sind"
NAMED_BY = {
    Occasion.PLANNED: "von der vertretenen Person benannt",
    Occasion.SUDDEN: "von der übergeordneten Funktion benannt",
    Occasion.VACANT: "die Funktion ist nicht besetzt",
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
    return site(visit.request).answer("substitutions.html", await visit.frame("Vertretung"), page)


def card(seen: Board, line: Line) -> Card:
    made = line.substitution
    who = f"{line.substitute_name or FORGOTTEN} handelt i. V."
    if made.post.holder is not None:
        who += f" für {line.holder_name or FORGOTTEN}"
    return Card(
        heading=seen.title(made.post.function, made.post.scope),
        sentence=f"{who}, {when(line)}.",
        meta=f"{_where(seen, line)} · {NAMED_BY[line.occasion]}",
        state=_state(line, seen.caller.today),
        deeds=(Link("Vertretung beenden", f"{HERE}/{line.id}/end"),) if seen.may_end(line) else (),
    )


def when(line: Line) -> str:
    since, until = line.substitution.period.since, line.substitution.period.until or line.substitution.period.since
    early = f", vorzeitig beendet am {line.ended_at:%d.%m.%Y}" if line.ended_at is not None else ""
    return f"vom {since:%d.%m.%Y} bis zum {until:%d.%m.%Y}{early}"


def _where(seen: Board, line: Line) -> str:
    ids = line.substitution.units
    if ids is None:
        return "ganze Funktion"
    return "nur " + ", ".join(sorted(seen.units[unit][1] for unit in ids if unit in seen.units))


def _state(line: Line, on: date) -> State:
    if line.is_over(on):
        return "paused"
    return "running" if line.runs(on) else "planned"


def _post(seen: Board, held: Held, running: list[Line]) -> Card:
    """A function for which the caller may name somebody, with who stands in there now or soon."""
    post = held.post
    own = post.holder == seen.caller.person_id
    acting = [line for line in running if line.substitution.same_post == (post.function, post.scope, post.holding)]
    if post.holder is None:
        sentence, state = "Nicht besetzt.", "running" if acting else "orphan"
    else:
        sentence, state = "Ihre eigene Funktion." if own else f"Besetzt mit {held.holder_name or FORGOTTEN}.", "done"
    told = "; ".join(f"i. V. {line.substitute_name or FORGOTTEN} {when(line)}" for line in acting)
    name = Link(_label(post, own=own), name_href(post))
    return Card(seen.title(post.function, post.scope), sentence, told or "keine Vertretung eingetragen", state, (name,))  # type: ignore[arg-type]


def _label(post: Post, *, own: bool) -> str:
    if post.holder is None:
        return "Kommissarisch besetzen"
    return "Meine Vertretung benennen" if own else "Vertretung benennen"


def name_href(post: Post) -> str:
    return f"{HERE}/new?{urlencode({'post': post.key})}"
