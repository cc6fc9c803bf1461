"""How far a wave is, region by region: a bar as long as its offices, cut by how far they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from activities.reports.document import Picture, Table, Value
from activities.reports.pictures.svg import block, drawing, line, shade, swatch, ticks, words
from activities.reports.speaking import Tongue
from models.translatable import _

WIDTH, ROW, BAR, BOTTOM, RIGHT = 720, 40, 18, 26, 20
KEY_COLUMNS, KEY_ROW = 4, 20


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an office can be; ``is_off``: it left the way. Those on it in their order."""

    key: str
    name: str
    is_off: bool = False


def wave_progress(
    tongue: Tongue,
    title: str,
    about: str,
    states: Sequence[Standing],
    rows: Sequence[tuple[str, Mapping[str, int]]],
    *,
    key: str = "wave_progress",
) -> Picture:
    """``rows``: offices by state for each region (``about`` says what a row is), in the order of names."""
    used = [state for state in states if any(counts.get(state.key) for _name, counts in rows)]
    named = sorted(rows, key=lambda row: row[0])
    label = f"{title}. {'; '.join(f'{name}: {_counted(used, counts)}' for name, counts in named)}."
    top = KEY_ROW * -(-len(used) // KEY_COLUMNS) + 8
    height = top + ROW * len(named) + BOTTOM
    scale = ticks(max((sum(counts.values()) for _name, counts in named), default=1))
    shapes = [*_key(states, used)]
    for place, (name, counts) in enumerate(named):
        shapes += _row(states, used, top + place * ROW, name, counts, scale)
    shapes += [words(_x(tick, scale), height - 8, str(tick), anchor="middle", soft=True) for tick in scale]
    return Picture(
        title, drawing(WIDTH, height, label, shapes), label, replace(_table(tongue, title, about, used, named), key=key)
    )


def _x(offices: float, scale: Sequence[int]) -> float:
    return 4 + offices * (WIDTH - 4 - RIGHT) / scale[-1]


def _step(states: Sequence[Standing], state: Standing) -> int | None:
    way = [each.key for each in states if not each.is_off]
    return None if state.is_off else shade(way.index(state.key), len(way))


def _key(states: Sequence[Standing], used: Sequence[Standing]) -> Iterator[str]:
    for place, state in enumerate(used):
        x, y = (place % KEY_COLUMNS) * WIDTH / KEY_COLUMNS + 1, (place // KEY_COLUMNS) * KEY_ROW + 1
        yield swatch(x, y, _step(states, state))
        yield words(x + 18, y + 11, state.name)


def _row(
    states: Sequence[Standing],
    used: Sequence[Standing],
    top: float,
    name: str,
    counts: Mapping[str, int],
    scale: Sequence[int],
) -> Iterator[str]:
    """The furthest first; those who left the way at the end."""
    yield words(4, top + 14, f"{name}: {_counted(used, counts)}")
    for tick in scale:
        yield line(_x(tick, scale), top + 18, _x(tick, scale), top + 20 + BAR)
    left = 0
    for state in [*reversed([s for s in used if not s.is_off]), *(s for s in used if s.is_off)]:
        if count := counts.get(state.key, 0):
            x = _x(left, scale)
            yield block(x, top + 19, _x(left + count, scale) - x, BAR, _step(states, state))
            left += count


def _counted(used: Sequence[Standing], counts: Mapping[str, int]) -> str:
    return ", ".join(f"{state.name} {counts[state.key]}" for state in used if counts.get(state.key))


def _table(
    tongue: Tongue,
    title: str,
    about: str,
    used: Sequence[Standing],
    named: Sequence[tuple[str, Mapping[str, int]]],
) -> Table:
    head = (about, *(state.name for state in used), tongue.say(_("zusammen")))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (name, *(counts.get(state.key, 0) for state in used), sum(counts.values())) for name, counts in named
    )
    return Table("wave_progress", title, head, rows)
