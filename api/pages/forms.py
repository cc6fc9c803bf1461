"""From a unit and a command type to the form that asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from api.giving import new_key
from api.pages.asks import ASKS, Asking, planned_words, title_of
from api.pages.deeds import DEEDS, place_words
from api.pages.session import TOKEN, form_token
from api.pages.shown import Fact, Link
from api.pages.shown_forms import Field, FormSpec, Option
from api.pages.shown_pages import CommandPage
from api.pages.typed import ABOUT_DAYS, refusal_words
from api.pages.words import _, filled, spoken, within
from api.problems import Busy, Unavailable
from models.programme import WorkshopKind
from models.queries.people import without_function

if TYPE_CHECKING:
    from starlette.requests import Request

    from api.pages.visit import Visit
    from api.seeing import Sight
    from models.commands import Command
    from models.errors import Refusal

SUBJECTS = ("workshop", "milestone", "companion")
DAY = "@day"
"""Stands for the first day that a form asks for."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What was wrong: a refusal for the whole form, hints at fields. Unknown outcomes keep the command's key."""

    refusal: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    is_known: bool = True

    @property
    def is_wrong(self) -> bool:
        return bool(self.refusal or self.fields)

    @classmethod
    def of(cls, refusal: Refusal, sight: Sight) -> Self:
        """Refusals about a day are said at the day."""
        words = refusal_words(refusal, sight.voice)
        return cls(fields={DAY: words}) if isinstance(refusal, ABOUT_DAYS) else cls.whole(refusal, words)

    @classmethod
    def whole(cls, refusal: Refusal, words: str = "") -> Self:
        """A refusal that is about no question of the form."""
        return cls(words or refusal.text(spoken()), is_known=not isinstance(refusal, Unavailable | Busy))


def accepted(sight: Sight, command: str, typed: dict[str, str]) -> tuple[Command, ...]:
    """Commands of this type that the rules would accept, about the workshop or milestone asked for."""
    same = tuple(c for c in sight.possible if c.type == command)
    wanted = typed.get("workshop")
    return tuple(c for c in same if wanted in (None, getattr(c, "workshop", wanted)))


def start_of(sight: Sight, command: str, typed: dict[str, str]) -> dict[str, str]:
    """What the form is about, where the address does not say it."""
    first = next(iter(accepted(sight, command, typed)), None)
    names = {f.name for f in _fields(sight, command, typed) if f.kind == "hidden"}
    return {name: str(getattr(first, name)) for name in names if first is not None and name not in typed}


def fields_of(sight: Sight, command: str, typed: dict[str, str]) -> tuple[Field, ...]:
    return _fields(sight, command, typed)


def _fields(sight: Sight, command: str, typed: dict[str, str], people: tuple[Option, ...] = ()) -> tuple[Field, ...]:
    fitting = accepted(sight, command, typed)
    wanted = typed.get("milestone")
    chosen = next((c for c in fitting if wanted in (None, getattr(c, "milestone", wanted))), None)
    asking = Asking(sight.state, sight.voice.on, fitting, chosen, typed, people)
    return tuple(ask(asking) for ask in ASKS[command])


async def people_for(visit: Visit, sight: Sight, command: str) -> tuple[Option, ...]:
    """Persons of the region who hold no function now, for the form that gives one."""
    if command != "assign_manager" or sight.state.region is None:
        return ()
    found = await without_function(visit.session, sight.state.region, visit.caller.today)
    return tuple(Option(person_id, name) for person_id, name in found)


def form_page(
    request: Request, sight: Sight, command: str, typed: dict[str, str], wrong: Wrong, people: tuple[Option, ...]
) -> CommandPage:
    deed, place = DEEDS[command], sight.place
    what = title_of(sight.state, command, typed)
    fields = tuple(f for f in _fields(sight, command, typed, people) if _is_asked(f))
    day = next((f.name for f in fields if f.kind == "date"), "")
    errors = {day if name == DAY else name: words for name, words in wrong.fields.items()}
    of_no_day = errors.pop("", "")
    return CommandPage(
        title=filled(deed.title, what=within(what), place=place_words(place.name)),
        trail=(Link(place.name, f"/units/{place.code}"),),
        form=FormSpec(
            action=f"/units/{place.code}/commands/{command}",
            deed=filled(deed.label, what=within(what)),
            follows=deed.follows,
            undo=deed.undo,
            fields=tuple(replace(f, error=errors.get(f.name, "")) for f in fields),
            cancel_href=f"/units/{place.code}",
            facts=_facts(sight, command, typed),
            hidden=_hidden(request, sight, typed, wrong),
            refusal=wrong.refusal or of_no_day,
        ),
    )


def _is_asked(question: Field) -> bool:
    """A choice of persons is asked only where there is one."""
    return question.name != "person" or len(question.options) > 1


def _facts(sight: Sight, command: str, typed: dict[str, str]) -> tuple[Fact, ...]:
    told = [Fact(_("Dienststelle"), f"{sight.place.name} ({sight.place.code})")]
    if "workshop" in typed and command != "plan_workshop" and typed["workshop"] in set(WorkshopKind):
        told.append(Fact(_("Geplant für den"), planned_words(sight.state, WorkshopKind(typed["workshop"]))))
    return tuple(told)


def _hidden(request: Request, sight: Sight, typed: dict[str, str], wrong: Wrong) -> tuple[tuple[str, str], ...]:
    """A new key for every new try: what was refused is another command than what is sent next."""
    key = typed.get("key", "") if not wrong.is_known else ""
    reviewed = (("note_reviewed", "yes"),) if "note" in wrong.fields else ()
    hidden = ((TOKEN, form_token(request)), ("key", key or f"page-{new_key()}"), ("version", str(sight.seq)))
    return (*hidden, *reviewed)
