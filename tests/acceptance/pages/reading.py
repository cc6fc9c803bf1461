"""What a page says to whoever reads it or has it read to them."""

from __future__ import annotations

from html.parser import HTMLParser

SPOKEN = ("alt", "aria-label", "placeholder", "title")
UNSPOKEN = frozenset({"code", "pre", "script", "style", "svg"})
VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "rect", "source", "use", "wbr"})


class _Listener(HTMLParser):
    """Collects texts and spoken attributes; what is marked as another language's is left out."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._language = language
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        language = dict(attrs).get("lang")
        is_quiet = tag in UNSPOKEN or (self._is_quiet if language is None else language != self._language)
        if not is_quiet:
            self.said += [value for name, value in attrs if value and (name in SPOKEN or name.startswith("data-"))]
        if tag not in VOID:
            self._open.append((tag, is_quiet))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._is_quiet and data.strip():
            self.said.append(" ".join(data.split()))

    @property
    def _is_quiet(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def spoken_in(page: str, language: str) -> list[str]:
    """Every text of a page in this language, each once."""
    listener = _Listener(language)
    listener.feed(page)
    return list(dict.fromkeys(listener.said))
