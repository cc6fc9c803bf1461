"""Every page has its pictures in the documentation, and the README shows pictures that exist."""

from __future__ import annotations

import re

from tests.acceptance.screenshots import FOLDER, LIMIT, PICTURES

README = FOLDER.parents[1] / "README.md"


def test_every_picture_is_drawn_and_none_is_left_over() -> None:
    assert {picture.name for picture in PICTURES} == {file.stem for file in FOLDER.glob("*.png")}


def test_no_picture_is_too_large_for_the_documentation() -> None:
    assert [] == [file.name for file in FOLDER.glob("*.png") if file.stat().st_size > LIMIT]


def test_the_readme_shows_three_of_them() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert 3 == len(shown)
    assert all((README.parent / path).exists() for path in shown)
