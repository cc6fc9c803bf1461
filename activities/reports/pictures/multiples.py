"""Small multiples: each region's way by months since its offices began, at one scale, in the order of the regions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from activities.reports.document import Picture, Table, Value
from activities.reports.pictures.svg import block, drawing, line, shade, swatch, words
from activities.reports.speaking import Tongue
from models.programme import Programme
from models.reporting.series import Curve, CurvePoint
from models.translatable import _
from models.wording import short_place

COLUMNS = 4
CELL_WIDTH, CELL_HEIGHT, GAP = 168, 104, 16
HEAD, FOOT, LEGEND = 34, 18, 30
PERCENT = 100


def region_curves(
    tongue: Tongue,
    programme: Programme,
    key: str,
    title: str,
    curves: Sequence[Curve],
    regions: Mapping[str, str],
) -> Picture:
    """Shares of the offices that have been at it for so long; ``regions`` names them by code."""
    named = sorted(((_name(tongue, regions, each), each) for each in curves), key=lambda pair: pair[0])
    longest = max((point.month for each in curves for point in each.points), default=1)
    label = _said(tongue, programme, title, named)
    rows = -(-max(1, len(named)) // COLUMNS)
    width = COLUMNS * CELL_WIDTH + (COLUMNS - 1) * GAP
    height = LEGEND + rows * (HEAD + CELL_HEIGHT + FOOT)
    shapes = list(_legend(tongue, programme))
    for place, (name, curve) in enumerate(named):
        left = (place % COLUMNS) * (CELL_WIDTH + GAP)
        top = LEGEND + (place // COLUMNS) * (HEAD + CELL_HEIGHT + FOOT)
        shapes += _panel(programme, left, top, name, curve.points, longest)
    return Picture(title, drawing(width, height, label, shapes), label, _table(tongue, programme, key, title, named))


def _name(tongue: Tongue, regions: Mapping[str, str], curve: Curve) -> str:
    return short_place(regions.get(curve.region, curve.region)) or tongue.say(_("ohne Region"))


def _legend(tongue: Tongue, programme: Programme) -> Iterator[str]:
    step = (COLUMNS * CELL_WIDTH + (COLUMNS - 1) * GAP) / len(programme.stages)
    for number, stage in enumerate(programme.stages):
        yield swatch(number * step + 1, 1, shade(number, len(programme.stages)))
        yield words(number * step + 19, 12, stage.title.in_language(tongue.language))


def _panel(
    programme: Programme, left: float, top: float, name: str, points: Sequence[CurvePoint], longest: int
) -> Iterator[str]:
    first = points[0].offices if points else 0
    yield words(left, top + 14, name, bold=True)
    yield words(left, top + 28, f"n = {first}", soft=True)
    floor = top + HEAD + CELL_HEIGHT
    step = CELL_WIDTH / (longest + 1)
    for point in points:
        yield from _column(programme, left + point.month * step, floor, step, point)
    yield line(left, floor, left + CELL_WIDTH, floor, strong=True)
    yield words(left, floor + 14, "0", soft=True)
    yield words(left + CELL_WIDTH, floor + 14, str(longest), anchor="end", soft=True)


def _column(programme: Programme, x: float, floor: float, width: float, point: CurvePoint) -> Iterator[str]:
    """One month, filled from below by the furthest stages."""
    y = floor
    for number in reversed(range(len(programme.stages))):
        count = point.stages.get(programme.stages[number].key, 0)
        if count:
            height = CELL_HEIGHT * count / max(1, point.offices)
            y -= height
            yield block(x, y, width, height, shade(number, len(programme.stages)))


def _share(programme: Programme, point: CurvePoint, since: int) -> int:
    """Of the offices, how many in a hundred have come at least to the stage number ``since``."""
    reached = sum(point.stages.get(stage.key, 0) for stage in programme.stages[since:])
    return round(PERCENT * reached / max(1, point.offices))


def _turning(programme: Programme) -> int:
    """The stage that is named when a whole way is put into one number: the one after half of them."""
    return len(programme.stages) // 2


def _said(tongue: Tongue, programme: Programme, title: str, named: Sequence[tuple[str, Curve]]) -> str:
    since = _turning(programme)
    stage = programme.stages[since].title.in_language(tongue.language)
    told = [
        tongue.say(
            _("{region}: nach {months} Monaten {percent} %"),
            region=name,
            months=curve.points[-1].month,
            percent=_share(programme, curve.points[-1], since),
        )
        for name, curve in named
        if curve.points
    ]
    about = tongue.say(_("Anteil der Dienststellen, die mindestens die Stufe „{stage}“ erreicht haben"), stage=stage)
    return f"{title}. {about}. {'; '.join(told)}."


def _table(tongue: Tongue, programme: Programme, key: str, title: str, named: Sequence[tuple[str, Curve]]) -> Table:
    stages = [stage.title.in_language(tongue.language) for stage in programme.stages]
    head = (
        tongue.say(_("Region")),
        tongue.say(_("Monate seit dem Beginn")),
        tongue.say(_("Dienststellen")),
        *stages,
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (name, point.month, point.offices, *(point.stages.get(stage.key, 0) for stage in programme.stages))
        for name, curve in named
        for point in curve.points
    )
    return Table(key, title, head, rows)
