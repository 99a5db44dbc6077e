"""The small language of these tests: a line of answers becomes matched answers."""

from __future__ import annotations

import itertools

import numpy as np

from tests.analysis.tables import SCALE, column, factor
from wbp_survey.analysis.paired.compare import PairedSpec, paired_rows
from wbp_survey.analysis.paired.shape import from_columns

REASONS = {"?": "dont_know", ".": "not_asked"}


def matched(*lines, codes=SCALE, cluster="", **known):
    """Read one line of answers per condition (A, B, …): `1 2 ? .`; `cluster` has a name each."""
    columns = [
        column(name, [REASONS.get(answer, answer) for answer in line.split()], codes, **known)
        for name, line in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", lines, strict=False)
    ]
    names = cluster.split()
    shared = factor("table", sorted(set(names) - {"-"}), names) if cluster else None
    return from_columns(columns, "condition", shared)


def run(*lines, spec=None, **known):
    """Compare and return the rows."""
    return paired_rows(matched(*lines, **known), spec or PairedSpec())


def found(rows, stat, group=None, group2=None):
    """Return the one row about this."""
    (row,) = [one for one in rows if (one.stat, one.group, one.group2) == (stat, group, group2)]
    return row


def of_pair(rows, stat):
    """Return the value of a statistic of the only pair there is."""
    return found(rows, stat, "A", "B").value


def every_sign(ranks):
    """Yield every division of signs over these ranks, as the sum of the positive ones."""
    for signs in itertools.product((0, 1), repeat=len(ranks)):
        yield float(np.dot(signs, ranks))
