"""docs/install.md tells the truth about settings and commands."""

from __future__ import annotations

import re
from pathlib import Path

from cli.app import app
from settings import Settings

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "install.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(ILB_[A-Z_]+)` \| (.+?) \| (.+) \|$", re.MULTILINE)


def shown(default: object) -> str:
    if default is None:
        return "–"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_the_table_of_settings_is_complete_and_true() -> None:
    expected = {
        f"ILB_{name.upper()}": (shown(field.default), field.description)
        for name, field in Settings.model_fields.items()
    }

    assert expected == {name: (default, meaning) for name, default, meaning in ROW.findall(PAGE)}


def test_every_command_is_on_the_page() -> None:
    commands = [command.name for command in app.registered_commands] + [group.name for group in app.registered_groups]

    assert [] == [name for name in commands if f"`ilb {name}" not in PAGE]
