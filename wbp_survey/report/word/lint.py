"""Find what Word calls unreadable or shows wrong, and what the schemas do not see."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from wbp_survey.errors import Problem
from wbp_survey.report.word import lint_fields, lint_ids, lint_tables, lint_text
from wbp_survey.report.word.lint_read import Opened, Said, open_docx, place_of

Check = Callable[[Opened, str, Any], Said]

_IN_EVERY_STORY: tuple[Check, ...] = (
    lint_text.unknown_styles,
    lint_text.lost_blanks,
    lint_text.unknown_lists,
    lint_tables.bare_cells,
    lint_tables.grids,
    lint_tables.widths,
    lint_tables.headers,
    lint_tables.adjacent,
    lint_fields.balance,
    lint_fields.targets,
    lint_fields.stale,
    lint_ids.bookmarks,
    lint_ids.relations,
    lint_ids.notes,
)
_IN_THE_FILE: tuple[Callable[[Opened], Said], ...] = (
    lint_ids.controls,
    lint_ids.drawings,
    lint_ids.parts,
    lint_text.styles,
    lint_text.sections,
)


def lint(path: Path) -> tuple[Problem, ...]:
    """Return everything wrong with a Word file, part by part, the document first.

    The place of a problem is a control of ours by its tag, else a paragraph or table by its number,
    with row and cell. Raises ReportError when it cannot be read or is no Word file.
    """
    opened, broken = open_docx(path)
    return broken if opened is None else lint_opened(opened)


def lint_opened(opened: Opened) -> tuple[Problem, ...]:
    """Return everything wrong with a file that was opened."""
    found = [
        Problem(code, place_of(opened, part, element), values)
        for part, root in opened.stories()
        for check in _IN_EVERY_STORY
        for code, element, values in check(opened, part, root)
    ]
    for check_file in _IN_THE_FILE:
        for code, element, values in check_file(opened):
            part = next((name for name, root in opened.trees.items() if _root(element) is root), "")
            found.append(Problem(code, place_of(opened, part, element), values))
    return tuple(found)


def _root(element: Any) -> Any:
    return element.getroottree().getroot()
