"""How every command runs: one event loop, one place where an error becomes a sentence and an exit code."""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console

T = TypeVar("T")

FAILED, MISUSED, INTERRUPTED = 1, 2, 130
PIPE_WIDTH = 200
SETTLE_SECONDS = 0.02


class Trouble(Exception):
    """What an operator can mend. The message is one clear sentence that says what to do."""

    def __init__(self, sentence: str, code: int = FAILED) -> None:
        super().__init__(sentence)
        self.code = code


def console(*, stderr: bool = False) -> Console:
    """Where people read; a pipe gets long lines, so that tables keep their sentences."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else PIPE_WIDTH, highlight=False)


def say(sentence: str) -> None:
    console().print(sentence, markup=False, soft_wrap=True)


def fail(sentence: str, code: int = FAILED) -> NoReturn:
    console(stderr=True).print(sentence, markup=False, style="red", soft_wrap=True)
    raise typer.Exit(code)


def run(work: Coroutine[Any, Any, T], loop: Callable[[], asyncio.AbstractEventLoop] | None = None) -> T:
    """Run a command's work; an expected error ends it with a sentence, never with a traceback.

    ``loop`` makes another event loop than Python's own, for processes that serve.
    """
    try:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(work)
    except Trouble as trouble:
        fail(str(trouble), trouble.code)
    except KeyboardInterrupt:
        fail("Interrupted.", INTERRUPTED)
    except Exception as error:
        if (sentence := _expected(error)) is None:
            raise
        fail(sentence)
    finally:
        # The Temporal SDK's threads sometimes crash a process that ends right after its loop did.
        gc.collect()
        gc.freeze()  # or Python looks through everything again while it ends: most of a second, several when busy
        time.sleep(SETTLE_SECONDS)


def _expected(error: Exception) -> str | None:
    """The sentence for an error that is nobody's bug; None for one that is."""
    from sqlalchemy.exc import DBAPIError
    from temporalio.service import RPCError

    from activities.submitting import EngineUnreachable, OutcomeUnknown, RolloutNotRunning, TooMuchInFlight
    from models.errors import Refusal

    if isinstance(error, Refusal):
        return error.text("en")
    if isinstance(error, EngineUnreachable | OutcomeUnknown | RolloutNotRunning | TooMuchInFlight):
        return " ".join((type(error).__doc__ or "").split())
    if isinstance(error, RPCError):
        return f"Temporal does not answer: {error.message}"
    if isinstance(error, DBAPIError):
        return f"The database refused: {error.orig}"
    return None
