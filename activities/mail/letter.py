"""A mail before it is one: what it says, once for plain text and HTML alike, and the message that carries both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from pathlib import Path
from textwrap import fill

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from activities.mail.calendar_file import CalendarFile

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
WIDTH = 76


@dataclass(frozen=True, slots=True)
class Link:
    """``words`` make sense out of context."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """``mark`` stands before the words of what is new."""

    words: str
    link: Link
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """``more`` says how many lines were left out."""

    heading: str
    lines: tuple[Line, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    language: str
    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    action: Link
    footer: tuple[str, ...]
    sections: tuple[Section, ...] = ()


def plain(letter: Letter) -> str:
    """The letter as text for people who read it as such."""
    return "\n".join(_plain_lines(letter)) + "\n"


def _plain_lines(letter: Letter) -> Iterator[str]:
    yield from (letter.heading, "=" * len(letter.heading), "")
    for paragraph in letter.paragraphs:
        yield from (fill(paragraph, WIDTH), "")
    for section in letter.sections:
        yield from (section.heading, "-" * len(section.heading), "")
        for line in section.lines:
            words = f"{line.mark}: {line.words}" if line.mark else line.words
            yield fill(words, WIDTH, initial_indent="* ", subsequent_indent="  ")
            yield from (f"  {line.link.href}", "")
        if section.more:
            yield from (section.more, "")
    yield from (f"{letter.action.words}:", letter.action.href, "", "--")
    yield from (fill(words, WIDTH) for words in letter.footer)


def page(letter: Letter) -> str:
    """The letter as HTML: a language, headings, lists, no images, nothing from elsewhere."""
    return PAGES.get_template("letter.html").render(letter=letter)


class _Lines(EmailPolicy):
    """As SMTP wants it; a subject that needs several encoded words keeps the spaces between them."""

    def fold_binary(self, name: str, value: object) -> bytes:
        if name.lower() != "subject":
            return super().fold_binary(name, value)  # type: ignore[arg-type]
        encoded = Header(str(value), header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}".encode("ascii")


LINES = _Lines(linesep=SMTP.linesep, cte_type="7bit")
"""Seven bits, because not every mail server on the way promises to take eight."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A file that goes along."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who sends to whom, under which Message-ID, when."""

    sender: str
    to: str
    message_id: str
    at: datetime


def message(
    letter: Letter, stamp: Stamp, attached: CalendarFile | None = None, files: Sequence[Pdf] = ()
) -> EmailMessage:
    """The mail. Nobody is to answer it by machine, and no machine is to answer that nobody is there."""
    mail = EmailMessage(policy=LINES)
    mail["From"] = stamp.sender
    mail["To"] = Address(addr_spec=stamp.to)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(stamp.at)
    mail["Message-ID"] = stamp.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(plain(letter))
    mail.add_alternative(page(letter), subtype="html")
    if attached is not None:
        parameters = {"method": attached.method, "charset": "utf-8"}
        mail.add_attachment(attached.body, "text", "calendar", filename=attached.name, params=parameters)
    for file in files:
        mail.add_attachment(file.body, "application", "pdf", filename=file.name)
    mail["Content-Language"] = letter.language  # last: content that is set takes such headers away
    return mail
