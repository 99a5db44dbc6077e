"""The small language of these tests: a line of answers becomes a table."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np

from wbp_survey.analysis.compare import CompareSpec, compare
from wbp_survey.model.missing import BY_ID
from wbp_survey.model.table import Column, Factor, Table, Variable

DATA = Path(__file__).parents[1] / "data"
REFERENCE = DATA / "reference"
SCALE = ("1", "2", "3", "4", "5")
REASONS = {"?": "dont_know", "~": "refused", ".": "not_asked"}


def factor(name, levels, values):
    """Build a factor; a value that is no level has no group."""
    places = {level: place for place, level in enumerate(levels)}
    return Factor(name, tuple(levels), np.array([places.get(v, -1) for v in values], np.int32))


def column(name, answers, codes=SCALE, **known):
    """Build a column; an answer that is no code is a missing reason's id."""
    places = {code: place for place, code in enumerate(codes)}
    index = np.array([places.get(answer, -1) for answer in answers], np.int32)
    reason = [0 if a in places else BY_ID[a].code if a else -7 for a in answers]
    scores = known.pop("scores", tuple(float(place + 1) for place in range(len(codes))))
    return Column(Variable(name, tuple(codes), scores, **known), index, np.array(reason, np.int8))


def table(text, levels=None, **known):
    """Read `A: 1 2 3 ? / B: 4 5 .` as groups with answers to `q` (? do not know, . not asked).

    A letter before an answer is its cluster: `A: x1 x2 y3`.
    """
    rows = []
    for part in text.split("/"):
        group, _, answers = part.partition(":")
        for token in answers.split():
            cluster = token[0] if token[0].isalpha() else ""
            answer = token[1:] if cluster else token
            rows.append((group.strip(), cluster, REASONS.get(answer, answer)))
    groups = levels or list(
        dict.fromkeys(part.partition(":")[0].strip() for part in text.split("/"))
    )
    factors = {"group": factor("group", groups, [row[0] for row in rows])}
    clusters = sorted({row[1] for row in rows} - {""})
    if clusters:
        factors["case"] = factor("case", clusters, [row[1] for row in rows])
    return Table(len(rows), (column("q", [row[2] for row in rows], **known),), factors)


def of_counts(counts, levels=None):
    """Turn a groups x codes table into rows of answers."""
    counts = np.asarray(counts)
    groups = levels or [f"g{place}" for place in range(len(counts))]
    codes = [str(place + 1) for place in range(counts.shape[1])]
    rows = [
        (g, c)
        for g, row in zip(groups, counts, strict=True)
        for c, times in zip(codes, row, strict=True)
        for _ in range(times)
    ]
    answers = column("q", [row[1] for row in rows], codes)
    return Table(len(rows), (answers,), {"group": factor("group", groups, [r[0] for r in rows])})


def from_csv(path, items, *factors, level="ordinal", agree=()):
    """Read columns of a CSV file, their codes in numeric order."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = []
    for item in items:
        answers = [row[item] for row in rows]
        codes = tuple(sorted(set(answers) - {""}, key=float))
        scores = tuple(float(code) for code in codes)
        columns.append(column(item, answers, codes, scores=scores, level=level, agree=agree))
    known = {}
    for name in factors:
        values = [row[name] for row in rows]
        known[name] = factor(name, sorted(set(values) - {""}), values)
    return Table(len(rows), tuple(columns), known)


def reference(case):
    """Return the folder of a reference case and what is expected of it."""
    folder = next(REFERENCE.glob(f"{case}_*"))
    return folder / "data.csv", json.loads((folder / "expected.json").read_text("utf-8"))


def run(answers, **options):
    """Compare and return the rows."""
    return compare(answers, CompareSpec(**{"by": "group", **options}))


def found(rows, stat, group=None, group2=None, variable=None):
    """Return the one row about this."""
    (row,) = [
        row
        for row in rows
        if (row.stat, row.group, row.group2) == (stat, group, group2)
        and variable in {None, row.variable}
    ]
    return row


def value(rows, stat, group=None, group2=None, variable=None):
    """Return the value of the one row about this."""
    return found(rows, stat, group, group2, variable).value
