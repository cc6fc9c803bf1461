"""Symbols and charts as SVG: shapes that carry the meaning where colour is not seen.

Widths and heights are SVG attributes, because the content security policy allows no inline style.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.pages.shown import Chip, ColumnCounts, State

_LINE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
_THIN = _LINE.replace('"2"', '"1.6"')

SHAPES: dict[State, str] = {
    "done": f'<path d="M3 8.5l3.2 3.2L13 4.8" {_LINE.replace("2", "2.4", 1)}/>',
    "running": f'<circle cx="8" cy="8" r="5.6" {_THIN}/><path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor"/>',
    "planned": f'<circle cx="8" cy="8" r="5.8" {_THIN}/><path d="M8 4.8V8l2.2 1.6" {_THIN}/>',
    "open": f'<circle cx="8" cy="8" r="2.7" {_THIN}/>',
    "confirm": f'<path d="M4 2.2h8M4 13.8h8M5 2.4v2.4L8 8 5 11.2v2.4M11 2.4v2.4L8 8l3 3.2v2.4" {_THIN}/>'
    '<path d="M5.8 13.2v-1.4L8 9.8l2.2 2v1.4z" fill="currentColor"/>',
    "support": '<path fill-rule="evenodd" fill="currentColor" d="M8 1.4a.9.9 0 0 1 .8.5l6.2 11.3a.9.9 0 0 1-.8 1.3'
    "H1.8a.9.9 0 0 1-.8-1.3L7.2 1.9a.9.9 0 0 1 .8-.5zM7.1 5.6v4.2h1.8V5.6zm0 5.3v1.8h1.8v-1.8z"
    '"/>',
    "orphan": f'<circle cx="8" cy="4.9" r="2.5" {_THIN}/><path d="M3 13.8c0-2.9 2.2-4.4 5-4.4s5 1.5 5 4.4" {_THIN}/>'
    f'<path d="M2 2l12 12" {_LINE}/>',
    "paused": f'<path d="M5.5 4v8M10.5 4v8" {_LINE}/>',
    "not_applicable": f'<path d="M5 8h6" {_LINE}/>',
}

STACKED: tuple[State, ...] = ("done", "running", "planned", "confirm", "support", "orphan", "paused")
COLUMN_STEP, COLUMN_WIDTH, COLUMN_HEIGHT = 10, 8.7, 100
SMALLEST_SHARE = 0.008


SPRITE = Markup('<svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false">{}</svg>')
SYMBOL = '<symbol id="s-{}" viewBox="0 0 16 16">{}</symbol>'
BAR = Markup('<svg class="bar" role="img" aria-label="{}">{}</svg>')
SEGMENT = Markup('<rect class="f-{}" x="{:.2f}%" width="{:.2f}%" height="100%"/>')
MULTIPLE = Markup(
    '<svg class="multiple" viewBox="0 0 {:g} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>'
)
TRACK = Markup('<rect class="track" x="{}" width="{}" height="{}"/>')
BLOCK = Markup('<rect class="f-{}" x="{}" width="{}" y="{:.1f}" height="{:.1f}"/>')


def sprite() -> Markup:
    """All symbols once, hidden, to be used by id (`s-done` …) anywhere on the page."""
    shapes = "".join(SYMBOL.format(state, shape) for state, shape in SHAPES.items())
    return SPRITE.format(Markup(shapes))  # noqa: S704 - our own constants


def overall_bar(chips: Sequence[Chip]) -> Markup:
    """One bar over all units, a segment per state; the chips below it are its key."""
    counted = [chip for chip in chips if chip.state and chip.in_bar and chip.count]
    total = sum(chip.count for chip in counted) or 1
    shares = [max(chip.count / total, SMALLEST_SHARE) for chip in counted]
    scale, left, segments = 100 / (sum(shares) or 1), 0.0, []
    for chip, share in zip(counted, shares, strict=True):
        segments.append(SEGMENT.format(chip.state, left, share * scale))
        left += share * scale
    label = ", ".join(f"{chip.count} {chip.label}" for chip in counted)
    return BAR.format(label, Markup().join(segments))


def small_multiple(columns: Sequence[ColumnCounts], label: str) -> Markup:
    """A column per milestone: filled from below by state, full height is every applicable unit."""
    width = len(columns) * COLUMN_STEP - (COLUMN_STEP - COLUMN_WIDTH)
    blocks = Markup().join(_column(index * COLUMN_STEP, column) for index, column in enumerate(columns))
    return MULTIPLE.format(width, COLUMN_HEIGHT, label, blocks)


def _column(x: int, column: ColumnCounts) -> Markup:
    blocks = [TRACK.format(x, COLUMN_WIDTH, COLUMN_HEIGHT)]
    floor = float(COLUMN_HEIGHT)
    for state in STACKED:
        height = COLUMN_HEIGHT * column.counts.get(state, 0) / (column.applicable or 1)
        if height:
            floor -= height
            blocks.append(BLOCK.format(state, x, COLUMN_WIDTH, floor, height))
    return Markup().join(blocks)
