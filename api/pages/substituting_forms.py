"""Naming a substitute and ending a substitution, as forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.substitutions import NewSubstitution, end_substitution, name_substitute
from api.deps import DatabaseDep
from api.pages import plain_forms as forms
from api.pages.plain_forms import Asked, Wrong
from api.pages.shown import Fact, Link
from api.pages.shown_forms import Field, FormSpec, Option
from api.pages.substituting import FORGOTTEN, HERE, NAMED_BY, name_href, when
from api.pages.typed import WrongFields
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, later
from api.standing_in import Board, board, naming
from api.substitution_shapes import SubstitutionRequest
from api.substitutions import longest
from models import substitution as rules
from models.errors import Refusal
from models.organisation import Function
from models.people import DayOutOfRange, UntilBeforeSince
from models.queries.posts import Held, units_of
from models.queries.stand_ins import candidates
from models.queries.substitutions import Line
from models.substitution import Occasion, Post, UnknownPost, UnknownSubstitution, may_name

router = APIRouter(include_in_schema=False)

TRAIL = (Link(later("Vertretung"), HERE),)
PostKey = Annotated[str, Query(alias="post", max_length=200)]
IdPath = Annotated[str, Path(max_length=64)]

ENDED = later("Vertretung beendet.")
FOLLOWS = later(
    "Die Vertretung kann in dieser Zeit alles tun, was zur Funktion gehört, auch bei schon offenen Schritten. "
    "In der Chronik stehen beide Funktionen mit „i. V.“. Weitergeben lässt sich eine Vertretung nicht."
)
AT_FIELD: dict[type[Refusal], str] = {
    rules.BeginsInPast: "since",
    DayOutOfRange: "since",
    UntilBeforeSince: "until",
    rules.SubstitutionTooLong: "until",
    rules.OutsideHolding: "until",
    rules.StandsInForThemselves: "substitute",
    rules.UnknownSubstitute: "substitute",
    rules.SubstituteCannotSignIn: "substitute",
    rules.SubstituteIsAway: "substitute",
    rules.SubstitutionCycle: "substitute",
    rules.NoSuchUnitThere: "units",
}
"""Where a refusal is said."""


@router.get(f"{HERE}/new")
async def ask(visit: VisitDep, key: PostKey) -> Response:
    seen, held = await _post(visit, key)
    return await forms.shown(visit, await _naming(visit, seen, held), {}, Wrong())


@router.post(f"{HERE}/new")
async def name(visit: VisitDep, database: DatabaseDep, key: PostKey) -> Response:
    seen, held = await _post(visit, key)
    sent = await forms.sent(visit)
    done = _("Vertretung benannt: {function}.", function=seen.title(held.post.function, held.post.scope))
    if led := await sent.led(done):
        return led
    asked = await _naming(visit, seen, held)
    try:
        new = _new(held.post, seen, sent.typed, asked.spec.fields)

        async def names(connection: AsyncConnection) -> str:
            await name_substitute(connection, new, naming(visit.caller, longest(visit.request)))
            return HERE

        return await sent.do(database, names, done)
    except WrongFields as wrong:
        return await forms.shown(visit, asked, sent.typed, Wrong(wrong.wrong, status=422))
    except Refusal as refusal:
        return await forms.shown(visit, asked, sent.typed, Wrong.of(refusal, AT_FIELD))


async def _post(visit: Visit, key: str) -> tuple[Board, Held]:
    """The post, if this person may name somebody for it. Raises: UnknownPost."""
    seen = await board(visit.session, visit.caller, only_posts=True)
    held = next((held for held in seen.posts if held.post.key == key), None)
    if held is None:
        raise UnknownPost
    return seen, held


def _new(post: Post, seen: Board, typed: Mapping[str, str], fields: tuple[Field, ...]) -> NewSubstitution:
    """Raises: WrongFields."""
    body = {
        "function": post.function.value,
        "scope": seen.scope(post),
        "holder": post.holder,
        "units": forms.several(typed, "units"),
        **{name: typed.get(name, "") for name in ("substitute", "since", "until")},
    }
    asked = forms.understood(SubstitutionRequest, body, fields)
    units = tuple(asked.units) if asked.units else None
    return NewSubstitution(asked.function, post.scope, asked.holder, asked.substitute, asked.since, asked.until, units)


async def _naming(visit: Visit, seen: Board, held: Held) -> Asked:
    post = held.post
    occasion = post.occasion(may_name(visit.caller.grants, post, visit.caller.today))
    title = seen.title(post.function, post.scope)
    facts = (Fact(_("Funktion"), title), Fact(_("Vertreten wird"), _whom(held)))
    spec = FormSpec(
        action=name_href(post),
        deed=_("Vertretung benennen") if post.holder is not None else _("Kommissarisch besetzen"),
        follows=FOLLOWS,
        undo=_("Sie endet von selbst, und Sie können sie vorher beenden."),
        fields=await _fields(visit, seen, post, occasion),
        cancel_href=HERE,
        facts=facts,
    )
    template = (
        _("Vertretung benennen: {function}") if post.holder is not None else _("Kommissarisch besetzen: {function}")
    )
    heading = template.format(function=title)
    return Asked(heading, TRAIL, spec)


def _whom(held: Held) -> str:
    if held.post.holder is None:
        return _("niemand, die Funktion ist nicht besetzt")
    return str(held.holder_name or FORGOTTEN)


async def _fields(visit: Visit, seen: Board, post: Post, occasion: Occasion) -> tuple[Field, ...]:
    today = visit.caller.today
    able = await candidates(visit.session, post, occasion, today)
    people = tuple(
        Option(each.person, each.name, seen.title(each.function, each.scope) if each.function else _("ohne Funktion"))
        for each in able
    )
    most = (today + timedelta(days=731)).isoformat()
    fields = (
        Field("substitute", "choice", _("Wer vertritt?"), options=_with_functions(people)),
        Field("since", "date", _("Erster Tag"), value=today.isoformat(), least=today.isoformat(), most=most),
        Field(
            "until",
            "date",
            _("Letzter Tag"),
            _("Höchstens {n} Tage; danach endet die Vertretung von selbst.", n=longest(visit.request)),
            least=today.isoformat(),
            most=most,
        ),
    )
    if post.holder is None or post.function is Function.MANAGER:
        return fields
    units = await units_of(visit.session, post)
    options = tuple(Option(code, f"{name} ({code})") for code, name in units.values())
    hint = _("Ohne Auswahl gilt die Vertretung für die ganze Funktion.")
    narrowed = Field("units", "choices", _("Nur für diese Dienststellen"), hint, options=options, required=False)
    return (*fields, narrowed) if len(options) > 1 else fields


def _with_functions(people: tuple[Option, ...]) -> tuple[Option, ...]:
    """In a list that opens there is no room for hints: the function stands beside the name."""
    return tuple(Option(each.value, f"{each.label} ({each.hint})") for each in people)


# --- ending --------------------------------------------------------------------------------------------------


@router.get(f"{HERE}/{{substitution_id}}/end")
async def ask_to_end(visit: VisitDep, substitution_id: IdPath) -> Response:
    seen, line = await _line(visit, substitution_id)
    return await forms.shown(visit, _ending(seen, line), {}, Wrong())


@router.post(f"{HERE}/{{substitution_id}}/end")
async def end(visit: VisitDep, database: DatabaseDep, substitution_id: IdPath) -> Response:
    sent = await forms.sent(visit)
    if led := await sent.led(ENDED):
        return led
    seen, line = await _line(visit, substitution_id)

    async def ends(connection: AsyncConnection) -> str:
        await end_substitution(connection, substitution_id, naming(visit.caller, longest(visit.request)))
        return HERE

    try:
        return await sent.do(database, ends, ENDED)
    except Refusal as refusal:
        return await forms.shown(visit, _ending(seen, line), sent.typed, Wrong.of(refusal, {}))


async def _line(visit: Visit, substitution_id: str) -> tuple[Board, Line]:
    """The substitution, if this person may end it. Raises: UnknownSubstitution."""
    seen = await board(visit.session, visit.caller)
    line = next((line for line in seen.lines if line.id == substitution_id and seen.may_end(line)), None)
    if line is None:
        raise UnknownSubstitution
    return seen, line


def _ending(seen: Board, line: Line) -> Asked:
    post = line.substitution.post
    title = seen.title(post.function, post.scope)
    spec = FormSpec(
        action=f"{HERE}/{line.id}/end",
        deed=_("Vertretung beenden"),
        follows=_("Die Vertretung endet sofort. Was bis dahin eingetragen wurde, bleibt gültig."),
        undo=_("Sie können danach eine neue benennen."),
        fields=(),
        cancel_href=HERE,
        facts=(
            Fact(_("Funktion"), title),
            Fact(_("Vertretung"), f"{line.substitute_name or FORGOTTEN}, {when(line)}"),
            Fact(_("Benennung"), str(NAMED_BY[line.occasion])),
        ),
    )
    return Asked(_("Vertretung beenden: {function}", function=title), TRAIL, spec)
