"""docs/security.md names files that exist: what it says is met can be looked up."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`([\w/.\-]+\.(?:py|yml))`")
FOLDERS = (ROOT, ROOT / "tests", ROOT / "tests" / "acceptance" / "sign_in", ROOT / "tests" / "acceptance" / "http")


def test_every_file_that_the_page_names_exists() -> None:
    named = set(NAMED.findall((ROOT / "docs" / "security.md").read_text(encoding="utf-8")))
    assert len(named) > 30
    assert [] == sorted(name for name in named if not any((folder / name).is_file() for folder in FOLDERS))
