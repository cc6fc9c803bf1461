"""Which process runs what, when several run the tests.

Tests of one file stay together; those of one folder of acceptance tests, too, because they share a running product that
takes seconds to fill. What was done to it before a test is then always the same.
"""

from __future__ import annotations

import pytest
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

ORDER = (
    *("tests/acceptance/pages/", "tests/faults/", "tests/acceptance/test_", "tests/acceptance/sign_in/"),
    *("tests/acceptance/http/", "tests/workflows/", "tests/integration/", "tests/unit/"),
)
"""What takes long begins first, so that no process waits for another at the end.

Beside the pages, which keep a browser busy, run those that mostly wait until what they have killed is back.
"""
WORLDS = tuple(f"tests/acceptance/{world}/" for world in ("http", "pages", "sign_in"))


class Sharing(LoadFileScheduling):  # type: ignore[misc]
    """In the order in which the tests come, not by how many a file has."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        """What must not be torn apart: a world, else a file."""
        file: str = super()._split_scope(nodeid)
        return next((world for world in WORLDS if file.startswith(world)), file)


def begin_with_what_takes_long(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: [not item.nodeid.startswith(folder) for folder in ORDER])
