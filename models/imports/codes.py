"""A list of offices by their codes, as people have it: a CSV with a column ``code``, or one code a line."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from models.errors import Refusal
from models.imports.reading import Columns, Row, read_rows
from models.remedies import Remedy

COLUMNS = Columns(("code",), ("name", "kind", "region", "city"))
CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")
SHOWN = 20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class UnknownCodes(Refusal):
    """Codes that no office with a rollout has: {count}, the first in line {line}: {code}."""

    german = "Kennungen ohne Dienststelle mit Rollout: {count}, die erste in Zeile {line}: {code}."
    remedy = Remedy(
        "Bitte diese Zeilen berichtigen oder entfernen: {lines}.",
        "Correct or remove these lines: {lines}.",
    )


class TooManyCodes(Refusal):
    """The list has {count} codes; at most {limit} are possible."""

    german = "Die Liste hat {count} Kennungen; möglich sind höchstens {limit}."
    remedy = Remedy("Bitte aufteilen.", "Split it.")


class CodeTwice(Refusal):
    """The code {code} is in line {first} and again in line {line}."""

    german = "Die Kennung {code} steht in Zeile {first} und noch einmal in Zeile {line}."
    remedy = Remedy("Bitte eine davon entfernen.", "Remove one of them.")


@dataclass(frozen=True, slots=True)
class ListedCode:
    """``line`` is where the code stands in the file."""

    line: int
    code: str


def read_codes(data: bytes) -> list[ListedCode]:
    """The codes in the order of the file. Raises: CodeTwice, refusals of ``models.imports.reading``."""
    plain = data.removeprefix(BYTE_ORDER_MARK)
    if plain.lstrip()[:5].strip(b'"').lower().startswith(b"code"):
        rows = [(row.line, row.values["code"]) for row in read_rows(data, COLUMNS) if not row.is_empty]
    else:
        rows = [(row.line - 1, row.values["code"]) for row in _without_header(plain) if not row.is_empty]
    listed = [ListedCode(line, code.upper()) for line, code in rows]
    first: dict[str, int] = {}
    for each in listed:
        if each.code in first:
            raise CodeTwice(code=presentable(each.code), first=first[each.code], line=each.line)
        first[each.code] = each.line
    return listed


def _without_header(plain: bytes) -> list[Row]:
    """The rows, each a line further down than it stands; what is refused is named where it stands."""
    try:
        return read_rows(b"code\n" + plain, COLUMNS)
    except Refusal as refusal:
        line = refusal.facts.get("line")
        raise type(refusal)(**(refusal.facts | ({"line": line - 1} if isinstance(line, int) else {}))) from None


def known_codes(listed: list[ListedCode], known: Container[str]) -> tuple[str, ...]:
    """The codes, all of which are ``known``. Raises: UnknownCodes."""
    wrong = [each for each in listed if each.code not in known]
    if wrong:
        lines = ", ".join(str(each.line) for each in wrong[:SHOWN])
        raise UnknownCodes(
            count=len(wrong),
            line=wrong[0].line,
            code=presentable(wrong[0].code),
            lines=f"{lines} …" if len(wrong) > SHOWN else lines,
        )
    return tuple(each.code for each in listed)


def presentable(code: str) -> str:
    """A code as it may be repeated to whoever sent it; anything else could be a name."""
    return code if CODE.fullmatch(code) else "#"
