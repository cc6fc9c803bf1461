"""Shapes of a picture. Colours are attributes, so that it stands alone in a PDF; on a page, classes override them.

Nothing here is style: the content security policy of the pages allows none.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

INK, SOFT, EDGE, LINE, PAPER = "#12222b", "#4a5d68", "#768892", "#d5dee2", "#ffffff"
RAMP = ("#d8e9ee", "#b9dae3", "#8fc1d0", "#559db2", "#1f6f86", "#0f4556")
"""One hue that gets stronger: the further a stage, the darker."""
OFF = "#b9c6cc"
"""Neutral: what left the way, without blame."""
FONT = "'Source Sans 3', 'Segoe UI', 'Noto Sans', sans-serif"
SIZE = 13


def shade(number: int, of: int) -> int:
    """Which step of the ramp the ``number``-th of ``of`` stages gets, from 0."""
    return round(number * (len(RAMP) - 1) / max(1, of - 1))


def block(x: float, y: float, width: float, height: float, step: int | None) -> str:
    """A filled rectangle; the line around it keeps neighbours apart where shades are not seen. None: beside the way."""
    return (
        f'<rect {_filled(step)} x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'stroke="{PAPER}" stroke-width="0.75"/>'
    )


def _filled(step: int | None, also: str = "") -> str:
    kind, colour = ("g-off", OFF) if step is None else (f"g-{step}", RAMP[step])
    return f'class="{kind}{also}" fill="{colour}"'


def swatch(x: float, y: float, step: int | None) -> str:
    """A square of the key, with an edge that the lightest shade needs on paper."""
    return (
        f'<rect {_filled(step, " edge")} x="{x:.1f}" y="{y:.1f}" width="13" height="13" '
        f'stroke="{EDGE}" stroke-width="1"/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, *, strong: bool = False) -> str:
    kind, colour, width = ("axis", SOFT, 1.25) if strong else ("grid", LINE, 1)
    return (
        f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{colour}" stroke-width="{width}"/>'
    )


def words(x: float, y: float, said: str, *, anchor: str = "start", soft: bool = False, bold: bool = False) -> str:
    kind, colour = ("soft", SOFT) if soft else ("ink", INK)
    # A variable typeface: what draws the PDF wants the weight said as a variation, browsers as a weight.
    weight = 600 if bold else 400
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" font-weight="{weight}" '
        f"font-variation-settings=\"'wght' {weight}\">{escape(said)}</text>"
    )


def drawing(width: float, height: float, label: str, shapes: Iterable[str]) -> str:
    """The whole picture; ``label`` is what those hear who do not see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 {width:g} {height:g}" '
        f'role="img" aria-label={quoteattr(label)} font-family="{FONT}" font-size="{SIZE}">'
        f"{''.join(shapes)}</svg>"
    )


def ticks(most: int, wanted: int = 4) -> list[int]:
    """Round numbers from 0 to at least ``most``, about ``wanted`` steps apart."""
    rough = max(1, most) / wanted
    size = 10 ** (len(str(int(rough))) - 1)
    step = next(factor * size for factor in (1, 2, 5, 10) if factor * size >= rough)
    return list(range(0, max(1, most) + step, step))
