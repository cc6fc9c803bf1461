"""Pages about imports: each class is the ``page`` of the template it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from api.pages.shown import Fact, Link, State
    from api.pages.shown_forms import Option


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: what its rows are about, which columns it has, how one of its rows looks."""

    key: str
    title: str
    about: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    sample: str


@dataclass(frozen=True, slots=True)
class ImportsPage:
    """`imports.html`: which file, of which kind. ``error`` is about the file, ``kind_error`` about the choice."""

    kinds: tuple[FileKind, ...]
    options: tuple[Option, ...]
    chosen: str
    token: str
    error: str = ""
    kind_error: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeChip:
    """How many rows came out like this; pressed, only those are shown."""

    label: str
    count: int
    href: str
    state: State
    pressed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: what it is about, what becomes of it, why, and which values change."""

    number: int
    code: str
    outcome: str
    state: State
    reason: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPreviewPage:
    """`import_preview.html`: row by row what an import would do. ``digest`` is the picture that is agreed to.

    ``errors`` > 0: nothing is written unless the rest is asked for. ``writes``: rows that would be written.
    """

    title: str
    trail: tuple[Link, ...]
    facts: tuple[Fact, ...]
    chips: tuple[OutcomeChip, ...]
    lines: tuple[Line, ...]
    more_href: str | None
    action: str
    hidden: tuple[tuple[str, str], ...]
    writes: int
    errors: int
    refusal: str = ""
    asks_partial: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """Standings that offices are recording: ``done`` of ``total``; ``refused`` of them were not possible."""

    total: int
    done: int
    refused: int


@dataclass(frozen=True, slots=True)
class ImportedPage:
    """`imported.html`: what became of the rows; without `imported_at` they are just being written."""

    title: str
    trail: tuple[Link, ...]
    imported_at: datetime | None
    facts: tuple[Fact, ...]
    progress: Progress | None
    again: Link
