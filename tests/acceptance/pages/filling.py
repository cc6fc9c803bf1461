"""Forms as a browser sees them: which controls they have, what is sent as they stand, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

Pairs = list[tuple[str, str]]
TYPED = frozenset({"text", "textarea", "date", "number", "search", "email"})
CHOSEN = frozenset({"radio", "select"})
UNSEEN = frozenset({"hidden", "submit"})


@dataclass
class Control:
    """One control, or all radio buttons and checkboxes of a name. ``options``: what can be chosen, empty ones too."""

    name: str
    kind: str
    id: str = ""
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    is_required: bool = False
    is_invalid: bool = False
    has_focus: bool = False
    described_by: list[str] = field(default_factory=list)
    most: int | None = None
    least: str = ""

    @property
    def is_typed(self) -> bool:
        return self.kind in TYPED

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""


@dataclass
class Form:
    """A form that is sent by post; ``buttons`` are those with a name, as they would be sent."""

    action: str
    is_multipart: bool
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: Pairs = field(default_factory=list)

    @property
    def asked(self) -> list[Control]:
        """What a person answers, in the order of the form."""
        return [each for each in self.controls.values() if each.kind not in UNSEEN]

    @property
    def hidden(self) -> dict[str, str]:
        return {each.name: each.value for each in self.controls.values() if each.kind == "hidden"}

    def as_shown(self) -> dict[str, list[str]]:
        """What a browser would send now, without a button."""
        return {each.name: list(each.values) for each in self.controls.values() if each.kind != "file" and each.values}


@dataclass
class Page:
    """The forms of a page, the text of every element with an id, and where the summary of errors leads."""

    forms: list[Form] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    alerts: list[str] = field(default_factory=list)
    focus: list[str] = field(default_factory=list)

    def form(self, action: str, button: str | None = None) -> Form:
        """The form sent there, with what tells it from others sent there (``name=value``)."""
        found = [each for each in self.forms if each.action == action]
        if button is not None:
            name, _equals, value = button.partition("=")
            found = [f for f in found if (name, value) in f.buttons or f.hidden.get(name) == value]
        assert found, f"no form is sent to {action}: {[each.action for each in self.forms]}"
        return found[0]


def page_of(html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    return reader.page


VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "rect", "source", "use", "wbr", "path"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._form: Form | None = None
        self._select: Control | None = None
        self._textarea: Control | None = None
        self._described: list[tuple[str, list[str], bool]] = []
        self._open: list[tuple[str, str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "autofocus" in found:
            self.page.focus.append(found.get("name") or found.get("id") or found.get("class", ""))
        if tag not in VOID:
            self._open.append((tag, found.get("id", ""), found.get("role") == "alert"))
            if found.get("role") == "alert":
                self.page.alerts.append("")
        if tag == "fieldset":
            described = found.get("aria-describedby", "").split()
            self._described.append((found.get("id", ""), described, found.get("aria-invalid") == "true"))
        if tag == "form":
            multipart = found.get("enctype") == "multipart/form-data"
            self._form = Form(found.get("action", ""), multipart) if found.get("method") == "post" else None
            if self._form is not None:
                self.page.forms.append(self._form)
        elif self._form is not None:
            self._control(self._form, tag, found)

    def _control(self, form: Form, tag: str, found: dict[str, str]) -> None:
        name = found.get("name", "")
        if tag == "option" and self._select is not None:
            self._option(found)
        elif tag == "button" and name:
            form.buttons.append((name, found.get("value", "")))
        elif tag in ("input", "select", "textarea") and name:
            kind = found.get("type", "text") if tag == "input" else tag
            control = form.controls.setdefault(name, Control(name, kind, found.get("id", "")))
            self._told(control, found)
            if tag == "select":
                self._select = control
            elif tag == "textarea":
                self._textarea = control
                control.values = [""]
            elif kind in ("radio", "checkbox"):
                control.options.append(found.get("value", "on"))
                if "checked" in found:
                    control.values.append(found.get("value", "on"))
            elif kind != "file":
                control.values.append(found.get("value", ""))

    def _told(self, control: Control, found: dict[str, str]) -> None:
        control.is_required |= "required" in found
        control.is_invalid |= found.get("aria-invalid") == "true"
        control.has_focus |= "autofocus" in found
        control.described_by += found.get("aria-describedby", "").split()
        control.least = found.get("min", control.least)
        if found.get("maxlength", "").isdecimal():
            control.most = int(found["maxlength"])
        if found.get("id"):
            control.ids.append(found["id"])
        if control.kind in ("radio", "checkbox") and self._described:
            group, described, is_invalid = self._described[-1]
            control.described_by += described
            control.is_invalid |= is_invalid
            control.ids.append(group)

    def _option(self, found: dict[str, str]) -> None:
        assert self._select is not None
        value = found.get("value", "")
        self._select.options.append(value)
        if "selected" in found or not self._select.values:
            self._select.values = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None
        elif tag == "fieldset" and self._described:
            self._described.pop()
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            text = self._textarea.value + data
            self._textarea.values = [text]
            return
        for _tag, element, is_alert in self._open:
            if element:
                self.page.texts[element] = self.page.texts.get(element, "") + data
            if is_alert:
                self.page.alerts[-1] += data
