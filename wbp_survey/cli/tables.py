"""Plain tables and texts for the terminal: aligned, no colour needed, nothing cut off unsaid."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from shutil import get_terminal_size
from textwrap import wrap

import click

_WIDE = 200  # what is not a terminal has no edge to respect
_WIDEST = 100
_INDENT = (0, 0, 0, 2)


def print_table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
) -> None:
    """Print a table, wrapping only its last column; the columns in `numbers` are set right."""
    from rich import box
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table

    class Page(Console):
        """A console that leaves it to the command line what a reader who went away means."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1))
    for place, name in enumerate(head):
        last = place == len(head) - 1
        table.add_column(name, justify="right" if place in numbers else "left", no_wrap=not last)
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else _WIDE
    console = Page(width=width, markup=False, emoji=False, highlight=False)
    console.print(Padding(table, _INDENT, expand=False))


def print_wrapped(lead: str, text: str, hang: int | None = None) -> None:
    """Print a text behind its lead, no wider than the terminal; an empty one as an empty line.

    Further lines begin `hang` spaces in: below the first word unless given, and less far in when
    the lead takes too much room.
    """
    width = min(get_terminal_size().columns, _WIDEST)
    further = " " * min(len(lead) if hang is None else hang, width // 3)
    lines = wrap(text, width, initial_indent=lead, subsequent_indent=further)
    click.echo("\n".join(lines))
