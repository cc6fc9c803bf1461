"""The template environment of one language, the same for the server, the previews and the tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from markupsafe import Markup

from api.pages.focus import takes_focus
from api.pages.kept import is_chosen_again, typed
from api.pages.symbols import overall_bar, small_multiple, sprite
from api.pages.term_words import term
from models import language as known

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from gettext import NullTranslations

    from jinja2.runtime import Context

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def environment(language: str, translations: NullTranslations, static: Callable[[str], str]) -> Environment:
    """Build the environment for `language`; `static` turns a file's name into its hashed address."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(_grouping(env, language))
    env.filters.update(_date_filters(language))
    env.filters["strong"] = lambda value: Markup("<b>{}</b>").format(value)
    env.globals.update(
        term=term,
        typed=typed,
        is_chosen_again=is_chosen_again,
        takes_focus=takes_focus,
        static=static,
        overall_bar=overall_bar,
        small_multiple=small_multiple,
        sprite=sprite(),
    )
    return env


def _grouping(env: Environment, language: str) -> dict[str, Callable[..., str]]:
    """Jinja's own functions for texts, with large numbers written as readers of ``language`` do."""
    one: Any = env.globals["gettext"]
    many: Any = env.globals["ngettext"]

    @pass_context
    def gettext(context: Context, text: str, **values: object) -> str:
        said: str = one(context, text, **known.grouped(language, values))
        return said

    @pass_context
    def ngettext(context: Context, singular: str, plural: str, number: int, **values: object) -> str:
        values = known.grouped(language, {"num": number, **values})
        said: str = many(context, singular, plural, number, **values)
        return said

    return {"gettext": gettext, "_": gettext, "ngettext": ngettext}


def _date_filters(language: str) -> dict[str, Callable[..., str]]:
    def day(value: date) -> str:
        """Write a day as readers of this language do: 02.11.2026."""
        return known.day(value, language)

    def moment(value: datetime) -> str:
        """Write a day and a time: 02.11.2026, 14:05."""
        return f"{day(value.date())}, {value:%H:%M}"

    return {"day": day, "moment": moment}
