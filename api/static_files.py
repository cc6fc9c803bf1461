"""Static files under the hash of their content, compressed once, cached by browsers for ever."""

from __future__ import annotations

import gzip
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

FOLDER = Path(__file__).resolve().parent / "static"
FONT_NAME = "source-sans-3.woff2"
FONT_FACE = (
    '@font-face{{font-family:"Source Sans 3";src:url("{address}") format("woff2");'
    "font-weight:400 700;font-style:normal;font-display:swap}}\n"
)
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file with the two compressed forms that browsers accept; fonts are compressed already."""

    media_type: str
    plain: bytes
    gzipped: bytes | None
    brotlied: bytes | None

    def response(self, accepted: str) -> Response:
        """Answer with the smallest form that the client accepts."""
        headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
        for name, body in (("br", self.brotlied), ("gzip", self.gzipped)):
            if body is not None and name in accepted:
                return Response(body, media_type=self.media_type, headers={**headers, "Content-Encoding": name})
        return Response(self.plain, media_type=self.media_type, headers=headers)


class StaticSite:
    """All static files, read once; `url` gives a file's address, the object itself is mounted."""

    def __init__(self, mounted_at: str = "/static", font: bytes | None = None, folder: Path = FOLDER) -> None:
        """Read `folder`; the parts in `style/` become one stylesheet, the font its first rule."""
        self._mounted_at = mounted_at.rstrip("/")
        self._addresses: dict[str, str] = {}
        self._files: dict[str, StaticFile] = {}
        self.has_font = font is not None
        if font is not None:
            self._add(FONT_NAME, font)
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.suffix in TYPES:
                self._add(path.name, path.read_bytes())
        self._add("style.css", self._stylesheet(folder / "style"))

    def url(self, name: str) -> str:
        """Return the address of `name`, with its content's hash in it; empty for an absent font."""
        if name == FONT_NAME and not self.has_font:
            return ""
        return f"{self._mounted_at}/{self._addresses[name]}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a file by its hashed name; an outdated or unknown name is not found."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await PlainTextResponse("Method Not Allowed", 405)(scope, receive, send)
            return
        found = self._files.get(PurePosixPath(scope["path"]).name)
        accepted = dict(scope["headers"]).get(b"accept-encoding", b"").decode("latin-1")
        answer = found.response(accepted) if found else PlainTextResponse("Not Found", 404)
        await answer(scope, receive, send)

    def _stylesheet(self, parts: Path) -> bytes:
        css = "".join(path.read_text("utf-8") for path in sorted(parts.glob("*.css")))
        face = FONT_FACE.format(address=self._addresses[FONT_NAME]) if self.has_font else ""
        return (face + css).encode()

    def _add(self, name: str, content: bytes) -> None:
        path = PurePosixPath(name)
        hashed = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
        packed = path.suffix == ".woff2"
        self._addresses[name] = hashed
        self._files[hashed] = StaticFile(
            TYPES[path.suffix],
            content,
            None if packed else gzip.compress(content, 9, mtime=0),
            None if packed else _brotli(content),
        )


def _brotli(content: bytes) -> bytes | None:
    """Compress where the library is installed (it is for CPython only); gzip serves the rest."""
    with suppress(ImportError):
        return bytes(import_module("brotli").compress(content))
    return None
