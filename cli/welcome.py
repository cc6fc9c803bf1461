"""What `ilb up` says when it is ready: where it is, what to do there, where it keeps things, how to stop it."""

from __future__ import annotations

from pathlib import Path

from rich.panel import Panel
from rich.text import Text

TASKS = {
    "aqua": "As an AQua lead: confirm a workshop",
    "rd": "As a regional lead: fill a vacant manager's place",
    "zentrale": "As the Zentrale: see where decisions are missing",
}
"""Alias of a prepared case -> what it is about; the first page has the same three."""


def welcome(address: str, data_dir: Path, *, is_demo: bool, ui_port: int | None) -> Panel:
    lines = [f"The iLB rollout tracker is ready: {address}", ""]
    if is_demo:
        for alias, task in TASKS.items():
            lines += [task, f"  {address}/demo/sign-in?as={alias}"]
        lines += ["", "All people and figures are invented; the offices are real."]
    else:
        lines += ["Make the first account, then sign in with it:"]
        lines += [f"  ilb grant central all --subject demo NAME --data-dir {data_dir}"]
        lines += [f"  {address}/demo/sign-in?as=NAME"]
    if ui_port is not None:
        lines += ["", f"Temporal's web interface: http://127.0.0.1:{ui_port}"]
    lines += ["", f"Data and logs: {data_dir}", "Ctrl-C stops everything; the next start goes on where this one was."]
    return Panel(Text("\n".join(lines), overflow="fold"), title="ilb up", expand=False)
