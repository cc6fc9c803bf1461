"""The look of the pages: templates and static files, loaded once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse

from api.fonts import page_font
from api.pages import focus
from api.pages.environment import environment
from api.pages.words import spoken
from api.static_files import StaticSite
from models.language import LANGUAGES, translations

if TYPE_CHECKING:
    from starlette.requests import Request

    from api.pages.shown import PageFrame

STATIC = "/static"
VARIES = "Accept-Language, Cookie"


class Site:
    """Turns a frame and a page into HTML; `static` is the application that serves the files pages link to."""

    def __init__(self, cache: Path) -> None:
        """Read templates and static files; what is made for them is kept in `cache`."""
        self.static = StaticSite(STATIC, page_font(cache))
        self._templates = {each: environment(each, translations(each), self.static.url) for each in LANGUAGES}

    def answer(self, template: str, frame: PageFrame, page: Any, status: int = 200) -> HTMLResponse:  # noqa: ANN401 - the class named like the template
        """The page in the language of the request."""
        focus.begin()
        html = self._templates[spoken()].get_template(template).render(frame=frame, page=page)
        return HTMLResponse(html, status, {"Content-Language": spoken(), "Vary": VARIES})


def site(request: Request) -> Site:
    found: Site = request.app.state.site
    return found
