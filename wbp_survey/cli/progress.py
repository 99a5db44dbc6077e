"""A progress bar for work that takes more than a moment; plain lines when nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from wbp_survey.texts import say

Progress = Callable[[str, int, int], None]
"""Called with what is being done (a catalogue key under `cli.step`), how far, and of how many."""


@contextmanager
def steps_shown(title: str) -> Iterator[Progress]:
    """Show progress on the terminal as one bar per step; as one line per step elsewhere."""
    if not sys.stderr.isatty():
        yield _plain(title)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description:<34}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    click.echo(title, err=True)
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(say(f"cli.step.{step}"), total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield show


def _plain(title: str) -> Progress:
    click.echo(title, err=True)
    seen: set[str] = set()

    def show(step: str, _done: int, total: int) -> None:
        if step not in seen:
            seen.add(step)
            click.echo(f"- {say(f'cli.step.{step}')} ({total})", err=True)

    return show
