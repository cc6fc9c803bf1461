"""Making documents: in a process of its own, a few at a time, so that neither memory nor time is taken from commands.

The process lives as long as one document: what reading, counting, typst and the spreadsheet took is given back, and
what fails there fails alone. Documents, or questions (``questions``), come in and files go out through its pipes;
nothing is kept.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import re
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import structlog

from activities.reports.document import Document
from models.errors import Refusal
from models.remedies import Remedy

log = structlog.get_logger(__name__)

NICENESS = 5
"""So much later than commands does printing get the processor."""
NAMED = re.compile(r"^([A-Za-z_][\w.]*(?:Error|Exception|Exit)\b)", re.MULTILINE)
COMMAND = (sys.executable, "-m", "activities.reports.press")


class Form(StrEnum):
    """How a document is written."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


MEDIA = {
    Form.PDF: "application/pdf",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8; header=present",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A document, and the canonical text of its figures."""

    document: Document
    body: str


class Question(Protocol):
    """What can be pickled and answered by another process."""

    async def made(self) -> Made:
        """Raises: Refusal."""


@dataclass(frozen=True, slots=True)
class Refused:
    """How a refusal crosses the pipe."""

    kind: type[Refusal]
    facts: dict[str, str | int]


class PressBusy(Refusal):
    """Too many reports are being put together at this moment."""

    german = "Zurzeit werden zu viele Berichte erstellt."
    remedy = Remedy("Bitte in einer Minute noch einmal anfordern.", "Ask again in a minute.")


class PrintingFailed(Refusal):
    """This report could not be put together; the figures are kept."""

    german = "Dieser Bericht ließ sich nicht erstellen; die Zahlen sind da."
    remedy = Remedy(
        "Der Betrieb ist verständigt; bitte später noch einmal anfordern.",
        "Those who run the tracker have been told; ask for it again later.",
    )


@dataclass
class Press:
    """``at_once`` processes at the same time, ``queue`` more documents wait; ``seconds`` each may take."""

    at_once: int = 1
    queue: int = 12
    seconds: float = 60
    _free: asyncio.Semaphore = field(init=False)
    _held: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.at_once)

    async def printed(self, source: Document | Question, form: Form, made_at: datetime) -> bytes:
        """The file. Raises: PressBusy, PrintingFailed, and what the question raises."""
        made = await self._in_turn((source, form, made_at), form.value)
        if not isinstance(made, bytes):
            raise PrintingFailed
        return made

    async def made(self, question: Question) -> Made:
        """The document itself. Raises: as ``printed``."""
        found = await self._in_turn((question, None, None), "document")
        if not isinstance(found, Made):
            raise PrintingFailed
        return found

    async def _in_turn(self, job: tuple[object, ...], what: str) -> object:
        if self._held >= self.at_once + self.queue:
            raise PressBusy
        self._held += 1
        try:
            async with self._free:
                return await self._work(pickle.dumps(job), what)
        finally:
            self._held -= 1

    async def _work(self, job: bytes, what: str) -> object:
        status, made, trouble = await self._sent(job)
        if status or not made:
            log.error("printing_failed", form=what, status=status, error=_kind(trouble))
            raise PrintingFailed
        found: object = pickle.loads(made)  # noqa: S301 - from the process that was started here
        if isinstance(found, Refused):
            raise found.kind(**found.facts)
        return found

    async def _sent(self, job: bytes) -> tuple[int | None, bytes, bytes]:
        """How the process ended, what came out of it, and what it complained of."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*COMMAND, stdin=pipe, stdout=pipe, stderr=pipe)
        try:
            made, trouble = await asyncio.wait_for(process.communicate(job), self.seconds)
        except TimeoutError:
            trouble, made = b"", b""
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            if process.stdin is not None:
                with suppress(OSError):  # it may have ended before it had read: Python 3.11.2 logs what nobody hears of
                    await process.stdin.wait_closed()
        return process.returncode, made, trouble


def _kind(trouble: bytes) -> str:
    """The error's class, as the last traceback names it; what a report says stays out of the log."""
    named = NAMED.findall(trouble.decode(errors="replace"))
    return str(named[-1]) if named else "-"


def written(document: Document, form: Form, made_at: datetime) -> bytes:
    """Whatever is needed for a form is loaded here, in the process that prints."""
    match form:
        case Form.PDF:
            from activities.reports.pdf import pdf  # noqa: PLC0415

            return pdf(document, made_at)
        case Form.XLSX:
            from activities.reports.workbook import workbook  # noqa: PLC0415

            return workbook(document, made_at)
        case Form.CSV:
            from activities.reports.comma import comma_separated  # noqa: PLC0415

            return comma_separated(document)


def answered(source: Document | Question, form: Form | None, made_at: datetime) -> object:
    """What goes back through the pipe."""
    try:
        made = source if isinstance(source, Document) else asyncio.run(_made(source))
    except Refusal as refused:
        return Refused(type(refused), refused.facts)
    if form is None:
        return made
    return written(made.document if isinstance(made, Made) else made, form, made_at)


async def _made(question: Question) -> Made:
    return await question.made()


def main() -> None:
    """One job from standard input, what came of it to standard output."""
    os.nice(NICENESS)
    job = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from the process that started this one
    sys.stdout.buffer.write(pickle.dumps(answered(*job)))


if __name__ == "__main__":
    # What is unpickled and pickled belongs to the module by its name, not to this program.
    import memory

    memory.begin()
    from activities.reports.press import main as work

    work()
