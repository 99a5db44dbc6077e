"""The small language of these tests: rows of answers become the answers to a scale."""

from __future__ import annotations

import csv

import numpy as np

from tests.analysis.tables import column, reference
from wbp_survey.analysis.scales.reliability import Placed, reliability_rows
from wbp_survey.dataset.scales import scale_answers, score
from wbp_survey.model.scale import Scale

FIVE = ("1", "2", "3", "4", "5")


def answers(rows, reverse=(), codes=FIVE, **known):
    """Read a text per person, a character per item: `152`; ? dont_know, ~ refused, . not_asked."""
    reasons = {"?": "dont_know", "~": "refused", ".": "not_asked"}
    names = [f"q{place + 1}" for place in range(len(rows[0]))]
    columns = [
        column(name, [reasons.get(row[place], row[place]) for row in rows], codes)
        for place, name in enumerate(names)
    ]
    return scale_answers(columns, Scale("s", tuple(names), reverse, **known))


def of_numbers(values, ends=None, reverse=(), **known):
    """Take persons x items as they are; a code per number that occurs."""
    names = [f"q{place + 1}" for place in range(values.shape[1])]
    columns = []
    for name, item in zip(names, values.T, strict=True):
        scores = tuple(sorted(set(item[np.isfinite(item)].tolist())))
        codes = tuple(f"{one:g}" for one in scores)
        given = [f"{one:g}" if np.isfinite(one) else "not_asked" for one in item]
        columns.append(column(name, given, codes, scores=scores, declared=False))
    return scale_answers(columns, Scale("s", tuple(names), reverse, **known), ends)


def from_reference(case, items, missing=None, codes=FIVE, **known):
    """Read the items of a reference case; `missing` says which codes are which reason."""
    path, expected = reference(case)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    reasons = {"": "not_asked", "NA": "not_asked", **(missing or {})}
    columns = [
        column(item, [reasons.get(row[item], row[item]) for row in rows], codes) for item in items
    ]
    return scale_answers(columns, Scale("s", tuple(items), **known)), expected


def rows_of(found, **placed):
    """Return every row about these answers."""
    return reliability_rows(Placed(found, score(found), **placed))


def latent(persons, items, loading=1.0, seed=1, points=5):
    """Draw answers to items that show one thing: persons x items, 1 to `points`."""
    rng = np.random.default_rng(seed)
    drawn = loading * rng.normal(size=(persons, 1)) + rng.normal(size=(persons, items))
    return np.clip(np.round(drawn + (points + 1) / 2), 1, points)
