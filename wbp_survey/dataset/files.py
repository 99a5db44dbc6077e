"""A data file becomes a table of coded answers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wbp_survey.dataset.coding import Reading, column, factor
from wbp_survey.dataset.reading import TEXT_KINDS, read_columns, read_header
from wbp_survey.errors import DataError, Problem
from wbp_survey.model.table import Column, Table

_CHUNK = 1 << 20


def table_from_file(path: Path, by: Sequence[str], items: Sequence[str], reading: Reading) -> Table:
    """Read the grouping columns `by` and the answers `items` of a file, each once.

    Raises DataError with the problems of all columns at once. A blank answer is a missing reason;
    a row without a group stays in the table and belongs to no group.
    """
    cells = read_columns(path, [*by, *items])
    if path.suffix.lower() in TEXT_KINDS:  # a file that separates by ; writes its decimals with ,
        reading = replace(reading, decimal_comma=read_header(path).delimiter == ";")
    coded = [column(name, cells[name], reading) for name in dict.fromkeys(items)]
    problems = [
        Problem(found.code, str(path), found.values)
        for found in coded
        if isinstance(found, Problem)
    ]
    if problems:
        raise DataError(problems)
    return Table(
        n=len(cells),
        columns=tuple(found for found in coded if isinstance(found, Column)),
        factors={name: factor(name, cells[name]) for name in by},
        sha256=file_sha256(path),
    )


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file's bytes, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()
