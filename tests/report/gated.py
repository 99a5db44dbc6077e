"""Answers of made-up people, analysed for real, for the tests of the gate for rows."""

from __future__ import annotations

from random import Random

from wbp_survey.analysis.models.observed import Link
from wbp_survey.dataset.coding import Reading
from wbp_survey.report.gate.rows import release_rows
from wbp_survey.workflow.comparing import Question, compare_file
from wbp_survey.workflow.crosstab import crossing, crosstab_file
from wbp_survey.workflow.model import ModelQuestion, model_file
from wbp_survey.workflow.paired import compare_paired
from wbp_survey.workflow.reliability import ItemsAsked, reliability_of_file

FIVE = Reading((), 1, 5)
CODES = ("1", "2", "3", "4", "5")


def write(path, **columns):
    """Write columns as a CSV file."""
    lines = [
        ",".join(columns),
        *(",".join(map(str, row)) for row in zip(*columns.values(), strict=True)),
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def answers(n, seed=1, codes=CODES):
    """Return made-up answers in which every code occurs about as often."""
    drawn = Random(seed)
    return [drawn.choice(codes) for _ in range(n)]


def grouped(path, counts, by="town", **question):
    """Compare groups of whom so many gave each code."""
    said = [(name, code) for name, times in counts.items()
            for code, n in zip(CODES, times, strict=True) for _ in range(n)]  # fmt: skip
    write(path, **{by: [name for name, _ in said], "q": [code for _, code in said]})
    return compare_file(path, Question(by, ("q",), resamples=199, **question), FIVE).rows


def paired(path, moves):
    """Compare two moments: how many went from which code to which, as `"15": 3`."""
    said = [move for move, n in moves.items() for _ in range(n)]
    write(path, a=[one for one, _ in said], b=[other for _, other in said])
    return compare_paired(path, ("a", "b"), Question("condition", resamples=199), FIVE).rows


def crossed(path, cells, **columns):
    """Cross two answers: so many persons in each cell."""
    said = [(at, other) for at, row in enumerate(cells, 1)
            for other, n in enumerate(row, 1) for _ in range(n)]  # fmt: skip
    write(path, a=[one for one, _ in said], b=[other for _, other in said], **columns)
    table = crossing(("a", "b"), resamples=199)
    return crosstab_file(path, table, FIVE).rows


def modelled(path, terms, link: Link = "logit", **columns):
    """Model a column `y` by others."""
    write(path, **columns)
    return model_file(path, ModelQuestion("y", terms, link=link), Reading()).rows


def scaled(path, **items):
    """Take columns as the items of one scale."""
    write(path, **items)
    return reliability_of_file(path, ItemsAsked(tuple(items)), FIVE).rows


def left(rows, profile="publiek"):
    """Return what leaves, by statistic and groups: the values that are told."""
    return {
        (row.variable, row.stat, row.group, row.group2): row.value
        for row in release_rows(rows, profile)
        if row.value is not None
    }


def told(rows, profile="publiek"):
    """Return the statistics of which a value leaves."""
    return {row.stat for row in release_rows(rows, profile) if row.value is not None}
