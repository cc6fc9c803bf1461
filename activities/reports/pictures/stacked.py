"""Stages over time: a bar for each month, the stages stacked in their order, the furthest at the bottom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from activities.reports.document import Picture, Table, Value
from activities.reports.pictures.svg import block, drawing, line, shade, swatch, ticks, words
from activities.reports.speaking import Tongue
from models.programme import Programme
from models.reporting.series import MonthFigures
from models.translatable import _

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 44, 150, 14, 30
EVERY = 3
"""So many months apart are the words of the axis."""
LEGEND = 19


def stages_over_time(
    tongue: Tongue, programme: Programme, key: str, title: str, months: Sequence[MonthFigures]
) -> Picture:
    """``key`` tells two such pictures of one document apart."""
    keys = [stage.key for stage in programme.stages]
    names = [stage.title.in_language(tongue.language) for stage in programme.stages]
    label = _said(tongue, title, keys, names, months)
    shapes = [*_axis(months), *_bars(keys, months), *_months(tongue, months), *_legend(names)]
    return Picture(title, drawing(WIDTH, HEIGHT, label, shapes), label, _table(tongue, key, title, names, keys, months))


def _most(months: Sequence[MonthFigures]) -> int:
    return max((sum(month.stages.values()) for month in months), default=1)


def _axis(months: Sequence[MonthFigures]) -> Iterator[str]:
    for tick in ticks(_most(months)):
        y = _y(tick, months)
        yield line(LEFT, y, WIDTH - RIGHT, y, strong=tick == 0)
        yield words(LEFT - 6, y + 4, str(tick), anchor="end", soft=True)


def _y(number: int, months: Sequence[MonthFigures]) -> float:
    return HEIGHT - BOTTOM - number * (HEIGHT - TOP - BOTTOM) / ticks(_most(months))[-1]


def _step(months: Sequence[MonthFigures]) -> float:
    return (WIDTH - LEFT - RIGHT) / max(1, len(months))


def _bars(keys: Sequence[str], months: Sequence[MonthFigures]) -> Iterator[str]:
    step = _step(months)
    for place, month in enumerate(months):
        below = 0
        for number in reversed(range(len(keys))):
            count = month.stages.get(keys[number], 0)
            if count:
                top, foot = _y(below + count, months), _y(below, months)
                yield block(LEFT + place * step + step * 0.1, top, step * 0.8, foot - top, shade(number, len(keys)))
            below += count


def _months(tongue: Tongue, months: Sequence[MonthFigures]) -> Iterator[str]:
    last = len(months) - 1
    for place, month in enumerate(months):
        if (last - place) % EVERY == 0:
            x = LEFT + (place + 0.5) * _step(months)
            yield words(x, HEIGHT - BOTTOM + 18, tongue.month(month.on), anchor="middle", soft=True)


def _legend(names: Sequence[str]) -> Iterator[str]:
    """In the order in which the bars are stacked."""
    for number, name in enumerate(names):
        y = TOP + number * LEGEND
        yield swatch(WIDTH - RIGHT + 12, y, shade(number, len(names)))
        yield words(WIDTH - RIGHT + 31, y + 11, name)


def _said(tongue: Tongue, title: str, keys: Sequence[str], names: Sequence[str], months: Sequence[MonthFigures]) -> str:
    if not months:
        return title
    counts = [_counts(keys, names, month) for month in (months[0], months[-1])]
    return tongue.say(
        _("{title}. Am {first}: {then}. Am {last}: {now}."),
        title=title,
        first=tongue.day(months[0].on),
        then=counts[0] or tongue.say(_("keine Dienststelle")),
        last=tongue.day(months[-1].on),
        now=counts[1] or tongue.say(_("keine Dienststelle")),
    )


def _counts(keys: Sequence[str], names: Sequence[str], month: MonthFigures) -> str:
    told = ((name, month.stages.get(key, 0)) for key, name in zip(keys, names, strict=True))
    return ", ".join(f"{name} {count}" for name, count in told if count)


def _table(
    tongue: Tongue, key: str, title: str, names: Sequence[str], keys: Sequence[str], months: Sequence[MonthFigures]
) -> Table:
    head = (tongue.say(_("Stichtag")), *names, tongue.say(_("ruht")), tongue.say(_("nicht beteiligt")))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (month.on, *(month.stages.get(each, 0) for each in keys), month.paused, month.not_taking_part)
        for month in months
    )
    return Table(key, title, head, rows, tongue.say(_("„ruht“ ist in den Stufen enthalten.")))
