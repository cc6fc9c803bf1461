"""What became of each row of an import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from models.errors import Refusal
from models.imports.reading import Row
from models.remedies import CORRECT_FILE, Remedy

CODE_SHOWN = 64

T = TypeVar("T")


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    IGNORED = "ignored"
    ERROR = "error"


class RowIsEmpty(Refusal):
    """The row has no values."""

    german = "Die Zeile enthält keine Werte."
    remedy = Remedy(
        "Sie wird übergangen; soll sie zählen, bitte ausfüllen.", "It is passed over; fill it in if it is to count."
    )


class RowsInError(Refusal):
    """{errors} of {rows} rows are in error, the first one in line {line}; nothing was written."""

    german = "{errors} von {rows} Zeilen sind fehlerhaft, die erste ist Zeile {line}; es wurde nichts geschrieben."
    remedy = CORRECT_FILE


class _Contract(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(_Contract):
    """Why a row is in error or ignored: the refusal's stable name and its text in both languages."""

    code: str
    de: str
    en: str

    @classmethod
    def of(cls, refusal: Refusal) -> Reason:
        return cls(code=refusal.code(), de=refusal.text("de"), en=refusal.text("en"))


class RowResult(_Contract):
    """One row: where it stands, what it is about, what became of it. ``changes`` is field -> (old, new)."""

    line: int
    code: str
    outcome: Outcome
    reason: Reason | None = None
    changes: dict[str, tuple[str | None, str | None]] = {}


class ImportReport(_Contract):
    """``written``: the file was applied, that is, no dry run, and no row in error unless a partial import was asked."""

    counts: dict[Outcome, int]
    rows: tuple[RowResult, ...]
    dry_run: bool
    written: bool

    def first_error(self) -> RowResult | None:
        return next((row for row in self.rows if row.outcome is Outcome.ERROR), None)

    def refusal(self) -> RowsInError | None:
        """The refusal of the file as a whole, when it was to be written and was not."""
        first = self.first_error()
        if first is None or self.dry_run or self.written:
            return None
        return RowsInError(errors=self.counts[Outcome.ERROR], rows=len(self.rows), line=first.line)


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """A row's result and, unless the row is in error or ignored, what it says."""

    result: RowResult
    value: T | None = None

    @property
    def to_write(self) -> T | None:
        return self.value if self.result.outcome in (Outcome.NEW, Outcome.CHANGED) else None


def in_error(row: Row, code: str, refusal: Refusal) -> RowResult:
    return RowResult(line=row.line, code=code[:CODE_SHOWN], outcome=Outcome.ERROR, reason=Reason.of(refusal))


def ignored(row: Row) -> RowResult:
    return RowResult(line=row.line, code="", outcome=Outcome.IGNORED, reason=Reason.of(RowIsEmpty()))


def differences(old: dict[str, str | None], new: dict[str, str | None]) -> dict[str, tuple[str | None, str | None]]:
    """Fields that differ, as (old, new)."""
    return {key: (old.get(key), new[key]) for key in new if old.get(key) != new[key]}


def accepted(checked: Sequence[Checked[T]], *, partial: bool) -> bool:
    """Whether these rows may be written."""
    return partial or all(c.result.outcome is not Outcome.ERROR for c in checked)


def report(checked: Iterable[Checked[T]], *, dry_run: bool, written: bool) -> ImportReport:
    rows = tuple(c.result for c in checked)
    found = Counter(row.outcome for row in rows)
    return ImportReport(counts={o: found[o] for o in Outcome}, rows=rows, dry_run=dry_run, written=written)
