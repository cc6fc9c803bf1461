"""Waiting times: for each milestone the span from the lower to the upper quartile, and the median within it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from activities.reports.document import Picture, Table
from activities.reports.pictures.svg import INK, block, drawing, line, ticks, words
from activities.reports.speaking import Tongue
from models.programme import Programme
from models.reporting.figures import SMALLEST_SAMPLE, MilestoneWait, Spread
from models.reporting.words import SPREADS, TOO_FEW
from models.translatable import _

WIDTH, ROW, TOP, BOTTOM = 720, 46, 8, 26
LEFT, RIGHT = 12, 40
SPAN, OPEN = 3, 1
"""Shades of a span that is known, and of one whose end nobody can tell yet."""


def milestone_waits(
    tongue: Tongue, programme: Programme, key: str, title: str, waits: Sequence[MilestoneWait]
) -> Picture:
    """In the order of the programme. Days are net: pauses do not count."""
    named = [(_name(tongue, programme, wait.milestone), wait) for wait in waits]
    label = f"{title}. {'; '.join(f'{name}: {spread_words(tongue, wait.net)}' for name, wait in named)}."
    height = TOP + ROW * len(named) + BOTTOM
    scale = ticks(max((_last(wait.net) for wait in waits), default=1))
    shapes = [*_axis(scale, height)]
    for place, (name, wait) in enumerate(named):
        top = TOP + place * ROW
        shapes += [line(_x(tick, scale[-1]), top + 19, _x(tick, scale[-1]), top + 39) for tick in scale]
        shapes += _row(tongue, top, name, wait.net, scale[-1])
    return Picture(title, drawing(WIDTH, height, label, shapes), label, _table(tongue, key, title, named))


def _name(tongue: Tongue, programme: Programme, milestone: str) -> str:
    known = programme.by_key.get(milestone)
    return known.title.in_language(tongue.language) if known is not None else milestone


def _last(spread: Spread) -> int:
    return max((day for day in (spread.lower, spread.median, spread.upper) if day is not None), default=0)


def _x(days: int, most: int) -> float:
    return LEFT + days * (WIDTH - LEFT - RIGHT) / most


def _axis(scale: Sequence[int], height: float) -> Iterator[str]:
    for tick in scale:
        yield words(_x(tick, scale[-1]), height - BOTTOM + 18, str(tick), anchor="middle", soft=True)


def _row(tongue: Tongue, top: float, name: str, spread: Spread, most: int) -> Iterator[str]:
    """Words above the span, so that neither is ever cut off."""
    yield words(LEFT, top + 14, f"{name}: {_short(tongue, spread)}")
    if spread.lower is None:
        return
    left, end = _x(spread.lower, most), spread.upper if spread.upper is not None else most
    yield block(left, top + 21, max(2.0, _x(end, most) - left), 16, SPAN if spread.upper is not None else OPEN)
    if spread.median is not None:
        x = _x(spread.median, most)
        yield (
            f'<line class="median" x1="{x:.1f}" y1="{top + 18:.1f}" x2="{x:.1f}" y2="{top + 40:.1f}" '
            f'stroke="{INK}" stroke-width="3"/>'
        )


QUARTERS = (
    ("lower", _("ein Viertel bis {n} Tage")),
    ("median", _("die Hälfte bis {n} Tage")),
    ("upper", _("drei Viertel bis {n} Tage")),
)


def spread_words(tongue: Tongue, spread: Spread) -> str:
    """„ein Viertel bis 12 Tage, die Hälfte bis 34 Tage, die übrigen sind noch nicht so weit; 120 Dienststellen“."""
    if spread.sample < SMALLEST_SAMPLE:
        return tongue.say(TOO_FEW, n=SMALLEST_SAMPLE)
    known = {name: getattr(spread, name) for name, _words in QUARTERS}
    told = [tongue.say(words, n=known[name]) for name, words in QUARTERS if known[name] is not None]
    if None in known.values():
        told.append(tongue.say(_("die übrigen sind noch nicht so weit")))
    sample = tongue.count(_("{n} Dienststelle"), "{n} Dienststellen", spread.sample)
    return f"{', '.join(told)}; {sample}"


def _short(tongue: Tongue, spread: Spread) -> str:
    """The same in a line of the picture."""
    if spread.sample < SMALLEST_SAMPLE:
        return tongue.say(TOO_FEW, n=SMALLEST_SAMPLE)
    unknown = tongue.say(_("noch offen"))
    days = {name: unknown if (day := getattr(spread, name)) is None else day for name, _words in QUARTERS}
    return tongue.say(_("Median {median}, Quartile {lower} bis {upper} (Tage), n = {n}"), n=spread.sample, **days)


def _table(tongue: Tongue, key: str, title: str, named: Sequence[tuple[str, MilestoneWait]]) -> Table:
    return spread_table(tongue, key, title, tongue.say(_("Meilenstein")), [(n, w.gross, w.net) for n, w in named])


def spread_table(
    tongue: Tongue, key: str, title: str, about: str, spreads: Sequence[tuple[str, Spread, Spread]]
) -> Table:
    """A row for each (name, gross, net)."""
    said = {name: tongue.say(words) for name, words in SPREADS.items()}
    quartiles = ("lower", "median", "upper")
    head = (
        about,
        said["sample"],
        said["running"],
        *(f"{said[way]}: {said[quartile]}" for way in ("gross", "net") for quartile in quartiles),
    )
    rows = tuple(
        (name, gross.sample, gross.running, *(getattr(each, q) for each in (gross, net) for q in quartiles))
        for name, gross, net in spreads
    )
    return Table(key, title, head, rows, tongue.say(TOO_FEW, n=SMALLEST_SAMPLE))
