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
_GAP = 2  # between columns


def print_table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
) -> None:
    """Print a table, wrapping only its last column; the columns in `numbers` are set right.

    Where that does not do, every column of words wraps: nothing is cut off.
    """
    from rich import box
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table

    class Page(Console):
        """A console that leaves it to the command line what a reader who went away means."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    width = None if sys.stdout.isatty() else _WIDE
    console = Page(width=width, markup=False, emoji=False, highlight=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    all_but_last = [max(map(len, column)) + _GAP for column in zip(head, *rows, strict=True)][:-1]
    tight = sum(all_but_last) + len(head[-1]) > console.width - _INDENT[-1]
    for place, name in enumerate(head):
        number, last = place in numbers, place == len(head) - 1
        table.add_column(
            name,
            justify="right" if number else "left",
            no_wrap=not last and (number or not tight),
            overflow="fold",
        )
    for row in rows:
        table.add_row(*row)
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
