"""Logs say what went wrong, never what was in the variables."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

import telemetry

SECRET = "Mechthild Musterfrau"


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Logging is the process's: give it back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
def test_a_traceback_shows_no_values_of_variables(*, as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that a failing function held is not in the log; the error's own name is."""
    telemetry.configure(as_json=as_json)
    try:
        _fail(SECRET)
    except ZeroDivisionError:
        logging.getLogger("test").exception("failed")
    logged = capsys.readouterr().err
    assert "ZeroDivisionError" in logged
    assert SECRET not in logged


def _fail(name_of_somebody: str) -> float:
    return len(name_of_somebody) / 0


@pytest.mark.parametrize("library", ["fontTools.subset", "httpx2", "authlib.oauth2"])
def test_a_library_that_talks_too_much_is_heard_when_something_is_wrong(
    library: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Making the pages' font alone would fill the log of every start with hundreds of names of glyphs."""
    telemetry.configure()
    logging.getLogger(library).info("nothing of note")
    logging.getLogger(library).warning("something of note")
    logged = capsys.readouterr().err
    assert ("nothing of note" in logged, "something of note" in logged) == (False, True)
