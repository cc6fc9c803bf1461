"""Forms as data: one macro renders them all, on their own page and inside a dialog."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from api.pages.shown import Fact
    from api.pages.words import Said

FieldKind = Literal["date", "choice", "text", "list", "file", "line", "search", "number", "hidden", "choices"]
"""``text`` is prose and says what must not be in it; ``list`` is several codes, one a line.

``choices`` are answers of which several may be given; their ``value`` has commas in between.
"""
RADIO_LIMIT = 4


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer of a choice."""

    value: str
    label: Said
    hint: Said = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A question. `value` keeps what was typed, `error` says what is wrong with it."""

    name: str
    kind: FieldKind
    label: Said = ""
    hint: Said = ""
    value: str = ""
    error: str = ""
    options: tuple[Option, ...] = ()
    required: bool = True
    least: str | None = None
    most: str | None = None
    max_length: int | None = None

    @property
    def as_radios(self) -> bool:
        """Whether all answers are shown at once instead of in a list that opens."""
        return self.kind == "choice" and len(self.options) <= RADIO_LIMIT

    def described_by(self, element_id: str) -> str:
        """The ids of what explains the control `element_id`, for `aria-describedby`."""
        told = [("hint", self.hint), ("privacy", self.kind == "text"), ("error", self.error)]
        return " ".join(f"{element_id}-{part}" for part, present in told if present)


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A deed as a form: `deed` names it on the button, `follows` and `undo` say what it leads to.

    `hidden` carries what must survive a resend: the command key, the version seen, the CSRF token.
    `refusal` is why the rules did not allow it, with what to do next.
    """

    action: str
    deed: Said
    follows: Said
    undo: Said
    fields: tuple[Field, ...]
    cancel_href: str
    facts: tuple[Fact, ...] = ()
    hidden: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    refusal: str = ""

    @property
    def wrong_fields(self) -> tuple[Field, ...]:
        """The fields with an error, in the order of the form."""
        return tuple(each for each in self.fields if each.error and each.kind != "hidden")

    @property
    def refused(self) -> str:
        """Why the whole was refused, also for an answer that nobody sees."""
        return self.refusal or next((each.error for each in self.fields if each.error and each.kind == "hidden"), "")
