"""Where tests write: into memory where the machine has plenty, because nobody keeps what they leave.

A process that is killed loses nothing of what it has written there; only a power cut would, and no test makes one.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import psutil

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory is the point
ENOUGH = 4 * 2**30
"""Bytes; a run of all tests leaves a fifth of it. (In a container the folder is often small.)"""


def write_into_memory() -> None:
    """For this process and all that it starts, unless somebody has said where to write."""
    if "TMPDIR" not in os.environ and _has_room():
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


def _has_room() -> bool:
    if not os.access(MEMORY, os.W_OK | os.X_OK):
        return False
    there = os.statvfs(MEMORY)
    may_run_programs = not there.f_flag & os.ST_NOEXEC
    return may_run_programs and min(there.f_bavail * there.f_frsize, psutil.virtual_memory().available / 2) > ENOUGH
