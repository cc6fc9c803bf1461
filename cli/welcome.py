"""What `ilb up` says when it is ready: where it is, what to do there, where it keeps things, how to stop it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.panel import Panel
from rich.text import Text

TASKS = {
    "aqua": "As an AQua lead: confirm a workshop",
    "rd": "As a regional lead: fill a vacant manager's place",
    "zentrale": "As the Zentrale: see where decisions are missing, rehearse a wave",
}
"""Alias of a prepared case -> what it is about, as on the first page."""


@dataclass(frozen=True, slots=True)
class Welcome:
    address: str
    data_dir: Path
    is_demo: bool
    ui_port: int | None = None

    def panel(self) -> Panel:
        return Panel(Text("\n".join(self._lines()), overflow="fold"), title="ilb up", expand=False)

    def _lines(self) -> Iterator[str]:
        yield from (f"The iLB rollout tracker is ready: {self.address}", "")
        if self.is_demo:
            for alias, task in TASKS.items():
                yield from (task, f"  {self.address}/demo/sign-in?as={alias}")
            yield from ("", "All people and figures are invented; the offices are real.")
        else:
            yield "Make the first account, then sign in with it:"
            yield f"  ilb grant central all --subject demo NAME --data-dir {self.data_dir}"
            yield f"  {self.address}/demo/sign-in?as=NAME"
        if self.ui_port is not None:
            yield from ("", f"Temporal's web interface: http://127.0.0.1:{self.ui_port}")
        yield from ("", f"Data and logs: {self.data_dir}")
        yield "Ctrl-C stops everything; the next start goes on where this one was."
