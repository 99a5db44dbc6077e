"""Plain tables for the terminal: aligned, no colour needed, nothing cut off without a sign."""

from __future__ import annotations

import sys
from collections.abc import Sequence

_WIDE = 200  # what is not a terminal has no edge to respect
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
