"""A data file becomes a table of coded answers, or the tally of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from wbp_survey.dataset.blocks import Block, portion_of
from wbp_survey.dataset.cells import Portion, joined
from wbp_survey.dataset.coding import Reading, column, factor, misfits, unused_orders
from wbp_survey.dataset.reading import portions_in
from wbp_survey.dataset.sources import Source, file_sha256, source_of
from wbp_survey.dataset.tallying import Counted, Sums, Wanted, count_portion, tally_of
from wbp_survey.dataset.text import RaggedError, ragged
from wbp_survey.errors import DataError, Problem
from wbp_survey.model.table import Column, Table
from wbp_survey.model.tally import Tally

__all__ = ["file_sha256", "table_from_file", "tally_file"]

IN_FLIGHT = 8
"""Blocks that are read but not yet counted: a slow cluster must not fill the memory here."""

_OF_CELLS = frozenset({"DATA_CODE_OUTSIDE", "DATA_DECIMAL_COMMA", "DATA_TEXT_IN_NUMBERS"})

Task = TypeVar("Task")
Done = TypeVar("Done")


def table_from_file(
    path: Path | str, by: Sequence[str], items: Sequence[str], reading: Reading
) -> Table:
    """Read the grouping columns `by` and the answers `items` of a file, each once.

    Raises DataError with the problems of all columns at once. A blank answer is a missing reason;
    a row without a group stays in the table and belongs to no group.
    """
    wanted = tuple(dict.fromkeys([*by, *items]))
    source = source_of(path, wanted)
    spelled = _spelled(reading, source)
    in_order = frozenset(by)
    with _placed(source, path, spelled):
        portions = [_portion(part, in_order) for part in source.parts]
        _refuse_empty(source, sum(one.n for one in portions))
        cells = {name: joined([one.columns[name] for one in portions]) for name in wanted}
        coded = [column(name, cells[name], spelled) for name in dict.fromkeys(items)]
        problems = [found for found in coded if isinstance(found, Problem)]
        problems = problems or unused_orders([one.labels for one in cells.values()], spelled)
        if problems:
            raise DataError(problems)
    return Table(
        n=sum(one.n for one in portions),
        columns=tuple(found for found in coded if isinstance(found, Column)),
        factors={
            name: factor(name, cells[name], ordered=source.ordered, orders=reading.orders)
            for name in by
        },
        sha256=source.sha256(),
    )


def tally_file(
    path: Path | str,
    by: str,
    cluster: str,
    block: str,
    items: Sequence[str],
    reading: Reading,
    executor: Executor | None = None,
) -> Tally:
    """Count the answers to `items` per combination of `by`, `cluster` and `block` ("": none).

    A file of any length takes the same memory, and gives the same tally as its table would,
    whoever counts: `executor` takes blocks of a large text file, or of a database, elsewhere.
    Raises DataError as `table_from_file` does, and when groups and different values are so many
    that even their counts are too large to keep.
    """
    wanted = Wanted(by, cluster, block, tuple(dict.fromkeys(items)))
    source = source_of(path, wanted.columns)
    spelled = _spelled(reading, source)
    with _placed(source, path, spelled):
        sums = Sums(wanted, spelled)
        for counted in in_order(executor, partial(_count, wanted=wanted), source.parts):
            sums.add(counted)
        _refuse_empty(source, sums.n)
        tally = tally_of(sums, ordered=source.ordered)
    return replace(tally, sha256=source.sha256())


def in_order(
    executor: Executor | None, function: Callable[[Task], Done], tasks: Iterable[Task]
) -> Iterator[Done]:
    """Yield what a function makes of each task, in the order of the tasks.

    Only so many tasks are handed out at a time; without an executor each is done here.
    """
    if executor is None:
        yield from map(function, tasks)
        return
    waiting: deque[Future[Done]] = deque()
    try:
        for task in tasks:
            waiting.append(executor.submit(function, task))
            if len(waiting) >= IN_FLIGHT:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _count(part: Block | Portion, wanted: Wanted) -> Counted:
    return count_portion(_portion(part, frozenset(wanted.factors)), wanted)


def _portion(part: Block | Portion, in_order: frozenset[str]) -> Portion:
    return portion_of(part, in_order) if isinstance(part, Block) else part


def _spelled(reading: Reading, source: Source) -> Reading:
    """Read numbers as the file writes them."""
    if source.decimal_comma is None:
        return reading
    return replace(reading, decimal_comma=source.decimal_comma)


def _refuse_empty(source: Source, n: int) -> None:
    if not n:
        raise DataError.one("DATA_FILE_EMPTY", source.place)


@contextmanager
def _placed(source: Source, path: Path | str, reading: Reading) -> Iterator[None]:
    """Say of every problem in which file it is, and of one with a cell on which line."""
    try:
        yield
    except RaggedError as error:
        raise ragged(source.place, error.line) from error
    except DataError as error:
        raise DataError(
            one if one.place else Problem(one.code, _place(one, source, path, reading), one.values)
            for one in error.problems
        ) from error


def _place(problem: Problem, source: Source, path: Path | str, reading: Reading) -> str:
    if problem.code not in _OF_CELLS or not isinstance(path, Path):
        return source.place
    return f"{path}:{_first_misfit(path, str(problem.values['item']), reading)}"


def _first_misfit(path: Path, name: str, reading: Reading) -> int:
    """Return the line of the first cell of a column that does not fit."""
    import numpy as np

    for portion in portions_in(path, [name]):
        cells = portion.columns[name]
        odd = misfits(cells.labels, reading)
        wrong = [place for place, label in enumerate(cells.labels) if label in odd]
        if wrong and portion.lines is not None:
            return int(portion.lines[np.isin(cells.index, wrong).argmax()])
    return 0
