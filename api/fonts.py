"""The page font: a small subset of Source Sans 3, made at first start and kept in a cache folder.

Pages never depend on it: whatever fails here, they are set in the reader's system font.
"""

from __future__ import annotations

import io
import os
from functools import cache
from importlib import import_module, metadata, resources
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from pathlib import Path

log = structlog.get_logger(__name__)

PACKAGE, FILE = "fontpkg_source_sans_3", "SourceSans3[wght].ttf"
LATIN = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180))))
PUNCTUATION = "ẞ–—‘’“”„…•→←↑↓✓€\u201a\u2011\u2039\u203a\u2212\u202f"
WEIGHTS = (400, 700)
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl"]
SUBSET_VERSION = 1


def page_font(cache: Path) -> bytes | None:
    """Return the WOFF2 subset from `cache`, making it first if need be; None means system fonts."""
    try:
        kept = cache / f"source-sans-3-{metadata.version(PACKAGE.replace('_', '-'))}-{SUBSET_VERSION}.woff2"
        if not kept.exists():
            _keep(kept, _subset())
        return kept.read_bytes()
    except Exception as reason:  # noqa: BLE001 - a missing font must never stop the start
        log.warning("page_font_unavailable", reason=type(reason).__name__)
        return None


@cache
def _subset() -> bytes:
    # Loading these takes a third of a second and is needed at the very first start only.
    subset = import_module("fontTools.subset")
    instancer = import_module("fontTools.varLib.instancer")

    source = resources.files(PACKAGE).joinpath("files", FILE).read_bytes()
    font = import_module("fontTools.ttLib").TTFont(io.BytesIO(source))
    subsetter = subset.Subsetter(subset.Options(layout_features=FEATURES, hinting=False, name_IDs=[1, 2]))
    subsetter.populate(text=LATIN + PUNCTUATION)
    subsetter.subset(font)
    instancer.instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def _keep(kept: Path, font: bytes) -> None:
    """Write beside and rename, so that two processes starting together never read half a file."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    beside = kept.with_suffix(f".{os.getpid()}")
    beside.write_bytes(font)
    beside.replace(kept)
