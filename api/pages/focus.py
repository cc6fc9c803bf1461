"""One place of a page has the focus when it opens: the first question in error, in the order of the page."""

from __future__ import annotations

from contextvars import ContextVar

_is_free: ContextVar[bool] = ContextVar("is_free", default=True)


def begin() -> None:
    """A page is about to be written."""
    _is_free.set(True)


def takes_focus() -> bool:
    """True for the first that asks on a page, and then no more."""
    is_free = _is_free.get()
    _is_free.set(False)
    return is_free
