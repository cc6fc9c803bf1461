"""Progress as people see it: a line per step with its bar and the time it took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

Report = Callable[[int, int], None]
"""Called with how many are done, of how many."""


class CountColumn(ProgressColumn):
    """„200/451“; nothing for a step that does not count."""

    def render(self, task: Task) -> Text:
        counts = task.total is not None and task.total > 1
        return Text(f"{int(task.completed)}/{int(task.total or 0)}" if counts else "", style="progress.download")


class Steps:
    """Steps of a longer work. Without a terminal the list is printed once, at the end; ``transient`` ones are not."""

    def __init__(self, console: Console, *, transient: bool = False) -> None:
        self.progress = Progress(
            TextColumn("{task.description:<28}"),
            BarColumn(bar_width=30),
            CountColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=transient,
            disable=transient and not console.is_terminal,
        )

    @contextmanager
    def step(self, title: str) -> Iterator[Report]:
        """One step; call what it yields with (done, total), if there is something to count."""
        task = self.progress.add_task(title, total=None)
        yield lambda done, total: self.progress.update(task, completed=done, total=max(total, 1))
        total = self.progress.tasks[task].total or 1
        self.progress.update(task, completed=total, total=total)
        self.progress.stop_task(task)

    @contextmanager
    def shown(self) -> Iterator[Steps]:
        with self.progress:
            yield self


@contextmanager
def bar(console: Console, title: str) -> Iterator[Report]:
    """A single bar that disappears when done."""
    with Steps(console, transient=True).shown() as steps, steps.step(title) as report:
        yield report
