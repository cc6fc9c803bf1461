"""Every page has its pictures in the documentation, and the README shows pictures that exist."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from urllib.parse import urlsplit

import pytest

from api.app import create_app
from settings import AuthMode, Settings
from tests.acceptance.screenshots.pictures import ALIKE, FOLDER, LIMIT, NO_PAGES, PICTURES

README = FOLDER.parents[1] / "README.md"


PLACES = defaultdict(lambda: "x", receipt="/units/1/workshops/implementation/receipts/x")
PLACES |= {"imported": "/imports/x", "mail": "/outbox/x"}
DRAWN = [urlsplit(picture.path.format_map(PLACES)).path for picture in PICTURES]


@cache
def pages() -> dict[str, re.Pattern[str]]:
    """What the application shows to people, by route."""
    app = create_app(Settings(auth=AuthMode.DEMO))
    routes = [each for known in app.routes for each in getattr(known, "effective_route_contexts", tuple)()]
    ours = [each for each in routes if "GET" in each.methods and not each.path.startswith("/api/")]
    return {each.path: each.path_regex for each in ours if each.path not in NO_PAGES}


@pytest.mark.parametrize("route", pages())
def test_every_page_has_a_picture(route: str) -> None:
    assert route in ALIKE or any(pages()[route].match(path) for path in DRAWN)


def test_every_picture_is_drawn_and_none_is_left_over() -> None:
    assert {picture.name for picture in PICTURES} == {file.stem for file in FOLDER.glob("*.png")}


def test_no_picture_is_too_large_for_the_documentation() -> None:
    assert [] == [file.name for file in FOLDER.glob("*.png") if file.stat().st_size > LIMIT]


def test_the_readme_shows_three_of_them() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert 3 == len(shown)
    assert all((README.parent / path).exists() for path in shown)
