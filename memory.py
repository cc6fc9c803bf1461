"""What a process that stays does about its memory."""

from __future__ import annotations

import ctypes
import gc
import sys

M_ARENA_MAX = -8
ARENAS = 2
YOUNG = 10_000
"""New objects before the collector looks at them; by itself it looks after 700, several times a request."""
AT_START = 100_000
"""The same while a program loads: what is new then stays, and looking for garbage in it takes a fifth of the time."""


def few_arenas() -> None:
    """Let many threads share a few heaps, before they are begun: glibc gives each its own, and none shrinks."""
    if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)) is not None:
        mallopt(M_ARENA_MAX, ARENAS)


def begin() -> None:
    """Load first, look for garbage later: for the first lines of a program, whether it stays or not."""
    gc.set_threshold(AT_START, *gc.get_threshold()[1:])


def settle() -> None:
    """What is loaded by now stays: the collector need not walk through it again, a tenth of a second each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
