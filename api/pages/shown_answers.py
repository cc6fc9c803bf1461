"""The answer about a workshop and its receipt, as their templates are given them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.pages.shown import Fact, Link, ObligationLine
    from api.pages.shown_forms import FormSpec


@dataclass(frozen=True, slots=True)
class Answer:
    """One possible answer: `name` is unique on the page, `question` what one opens it by; `is_typed`: it was begun."""

    name: str
    question: str
    form: FormSpec
    is_typed: bool = False

    @property
    def is_wrong(self) -> bool:
        return bool(self.form.refused or self.form.wrong_fields)


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """`answer.html`: one workshop, one screen. Without `answers` there is nothing to be said now; `status` says why."""

    title: str
    trail: tuple[Link, ...]
    facts: tuple[Fact, ...]
    status: str
    answers: tuple[Answer, ...]
    open_points: tuple[ObligationLine, ...]
    unit: Link

    @property
    def wrong(self) -> Answer | None:
        return next((answer for answer in self.answers if answer.is_wrong), None)


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """`receipt.html`: what was recorded under one key. `undo` is the form that takes a mistake back."""

    title: str
    trail: tuple[Link, ...]
    words: str
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]
    undo: FormSpec | None = None
    is_pending: bool = False
