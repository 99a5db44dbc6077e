"""Lines of styled text, and how wide they are on a screen. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from wbp_survey.wizard.wrapping import cells, cells_of, fitting, wrap

Line = list[tuple[str, str]]
"""Pieces of one line: style class and text."""

MARGIN = "  "
WIDEST = 76
"""Longer lines are hard to read aloud from."""


def styled(style: str, text: str, width: int) -> list[Line]:
    """Return the text as lines of one style, inside the margins; none when there is no text."""
    return [[(style, MARGIN + line)] for line in wrap(text, room(width))] if text else []


def room(width: int) -> int:
    """Return how wide text may be on a screen of this width."""
    return min(width - 2 * len(MARGIN), WIDEST)


def rule(width: int) -> Line:
    """Draw a line from margin to margin."""
    return [("class:rule", MARGIN + "─" * (width - 2 * len(MARGIN)))]


def between(style: str, left: str, right: str, width: int) -> Line:
    """Put one text at the left and one at the right; the left one gives way."""
    inside = width - 2 * len(MARGIN)
    left = fitting(left, max(inside - cells(right) - 2, 1))
    gap = inside - cells(left) - cells(right)
    return [(style, MARGIN + left), ("class:dim", " " * max(gap, 0) + right)]


def side_by_side(labels: Sequence[str], width: int) -> list[str]:
    """Put labels on as few lines as they take whole."""
    lines: list[str] = []
    for label in labels:
        joined = f"{lines[-1]}   {label}" if lines else label
        if lines and cells(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(label)
    return lines


def reaching(line: Line, column: int) -> Line:
    """Return the line with spaces up to and at a column: a cursor stands on nothing but a sign."""
    missing = column + 1 - cells("".join(text for _, text in line))
    return [*line, ("", " " * missing)] if missing > 0 else line


def sign_at(line: Line, column: int) -> int:
    """Return how many characters of the line stand before a column."""
    text = "".join(piece for _, piece in line)
    taken = 0
    for at, sign in enumerate(text):
        if taken >= column:
            return at
        taken += cells_of(sign)
    return len(text)


def window(lines: list[Line], here: range, rows: int) -> list[Line]:
    """Show the part of a long list around the lines pointed at, with arrows where there is more."""
    if len(lines) <= rows:
        return lines
    rows = max(rows, 1)
    middle = max(here.start - rows // 2, here.stop - rows + 1)
    top = min(max(min(middle, here.start), 0), len(lines) - rows)
    shown = list(lines[top : top + rows])
    if top and top not in here:
        shown[0] = [("class:dim", f"{MARGIN}  ↑")]
    if top + rows < len(lines) and top + rows - 1 not in here:
        shown[-1] = [("class:dim", f"{MARGIN}  ↓")]
    return shown
