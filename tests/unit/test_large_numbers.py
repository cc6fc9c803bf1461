"""Numbers in texts are written as readers of the language do, wherever the text is put together."""

from __future__ import annotations

import pytest

from api.pages.environment import environment
from models.language import counted, said, translations


@pytest.mark.parametrize(("language", "written"), [("de", "12.345"), ("en", "12,345")])
def test_a_large_number_is_grouped_in_a_text(language: str, written: str) -> None:
    assert f"x {written}" == said(language, "x {number}", number=12_345)


@pytest.mark.parametrize(("language", "written"), [("de", "12.345"), ("en", "12,345")])
def test_a_large_number_is_grouped_where_it_is_counted(language: str, written: str) -> None:
    assert f"{written} y" == counted(language, "{n} x", "{n} y", 12_345)


@pytest.mark.parametrize(("language", "written"), [("de", "12.345"), ("en", "12,345")])
@pytest.mark.parametrize(
    "source", ["{% trans n=n %}{{ n }} x{% pluralize %}{{ n }} x{% endtrans %}", "{{ _('%(n)s x', n=n) }}"]
)
def test_a_large_number_is_grouped_on_a_page(source: str, language: str, written: str) -> None:
    page = environment(language, translations(language), str).from_string(source)
    assert f"{written} x" == page.render(n=12_345)


def test_a_year_is_not_grouped() -> None:
    assert "2026" == said("de", "{year}", year=2026)


def test_what_looks_like_a_number_but_is_a_code_is_not_grouped() -> None:
    assert "35702" == said("de", "{code}", code="35702")
