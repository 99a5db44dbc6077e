"""The test language of large files: a small file read as if it were a large one, and compared."""

from __future__ import annotations

from contextlib import contextmanager
from unittest import mock

from wbp_survey.analysis.counts import tally_table
from wbp_survey.dataset import blocks, sources
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.files import table_from_file, tally_file
from wbp_survey.errors import DataError

PARTS = ("group", "cluster", "block")
FACTS = ("by", "levels", "cluster_levels", "block_levels", "n", "sha256", "names")


@contextmanager
def in_blocks(size=40):
    """Read every text file in blocks of about `size` bytes."""
    with (
        mock.patch.object(sources, "LARGE", 0),
        mock.patch.object(sources, "BLOCK", size),
        mock.patch.object(blocks, "BLOCK", size),
    ):
        yield


def by_table(path, by, cluster, block, items, reading):
    """The tally of the table: every row is read, coded and kept."""
    factors = [name for name in dict.fromkeys((by, cluster, block)) if name]
    return tally_table(table_from_file(path, factors, items, reading), by, cluster, block)


def outcome(tally, *arguments):
    """What comes out: the tally as plain lists, or where it is refused and why."""
    try:
        found = tally(*arguments)
    except DataError as error:
        return [(one.code, one.place, one.values.get("item")) for one in error.problems]
    return plain(found)


def plain(tally):
    """A tally as plain lists, to compare."""
    counts = [(one.variable, one.valid.tolist(), one.missing.tolist()) for one in tally.answers]
    units = [getattr(tally, name).tolist() for name in PARTS]
    return [getattr(tally, name) for name in FACTS], units, counts


def read_every_way(path, by, items, reading=None, cluster="", block="", size=40):
    """Read a file row by row and in blocks, check that both agree, and return the outcome."""
    asked = (path, by, cluster, block, items, reading or Reading())
    row_by_row = outcome(by_table, *asked)
    assert outcome(tally_file, *asked) == row_by_row
    with in_blocks(size):
        assert outcome(tally_file, *asked) == row_by_row
        assert outcome(by_table, *asked) == row_by_row
    return row_by_row
