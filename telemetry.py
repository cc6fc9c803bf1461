"""Logs: structlog for ours and for libraries alike, text for people or JSON lines. No names, no addresses, no texts."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

SECRET_WORDS = ("password", "token", "secret", "authorization", "cookie", "code_verifier", "email", "name_of_person")
REDACTED = "***"
NOISY = ("httpx", "httpx2", "httpcore", "httpcore2", "authlib", "aiosqlite", "alembic.runtime", "fontTools")
"""Libraries that talk too much, some of them of secrets: Authlib logs a sign-in's verifier."""

# Tracebacks without the values of variables: those hold names and texts, and drawing a unit's state takes seconds.
TRACEBACKS = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Blank what must not be in a log, wherever it came from."""
    for key in event:
        if any(word in key.lower() for word in SECRET_WORDS):
            event[key] = REDACTED
    return event


def configure(level: str = "INFO", *, as_json: bool = False) -> None:
    """Set up logging for this process; call once, at its entry."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    closing: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if as_json:
        closing.append(TRACEBACKS)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[*closing, renderer]))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)
