"""Several groupings in one report: rows that give few away beside others are left out."""

from __future__ import annotations

from dataclasses import replace

from tests.analysis.tables import column, factor
from tests.report.reports import comparison
from wbp_survey.analysis.compare import CompareSpec, compare
from wbp_survey.model.table import Table
from wbp_survey.workflow.reporting.beside import told_beside

FACTORS = {
    "municipality": ("stad", "dorp"),
    "case": ("a", "b", "c"),
    "role": ("r", "s"),
}


def beside(persons, profile="publiek"):
    """Compare by each grouping: per municipality, case and role how many gave 1, 2 and 3."""
    where, answers = [], []
    for place, counts in persons.items():
        for code, n in zip("123", counts, strict=True):
            where += [place] * n
            answers += [code] * n
    table = Table(
        len(answers),
        (column("mood", answers, codes=("1", "2", "3")),),
        {
            name: factor(name, levels, [place[at] for place in where])
            for at, (name, levels) in enumerate(FACTORS.items())
        },
    )
    blank = comparison("role", {})
    found = [
        replace(blank, rows=tuple(compare(table, CompareSpec(by, resamples=19)))) for by in FACTORS
    ]
    return found, told_beside(found, table, profile)


def groups(one):
    return {row.group for row in one.rows if row.group}


MANY = {("stad", "a", "r"): (4, 4, 4), ("stad", "a", "s"): (5, 5, 5),
        ("stad", "b", "s"): (5, 5, 5), ("dorp", "c", "r"): (5, 5, 5)}  # fmt: skip


def test_where_all_are_enough_everything_stays_but_tests_over_cases():
    before, (towns, cases, roles) = beside(MANY)
    assert towns.rows == before[0].rows
    assert roles.rows == before[2].rows
    assert groups(cases) == {"a", "b", "c"}
    assert all(row.group and not row.group2 for row in cases.rows)
    assert not [row for row in cases.rows if "kruskal" in row.stat or "cliffs" in row.stat]
    assert {"n_valid", "median"} <= {row.stat for row in cases.rows}


def test_a_case_of_few_is_not_in_the_rows_nor_the_one_that_would_tell_it():
    few = MANY | {("stad", "b", "s"): (1, 1, 1)}
    _, (_, cases, _) = beside(few)
    assert groups(cases) == {"c"}


def test_roles_that_differ_from_a_town_by_few_are_not_in_the_rows():
    persons = {("stad", "a", "r"): (6, 6, 6), ("stad", "b", "s"): (1, 1, 0),
               ("dorp", "c", "s"): (6, 6, 6)}  # fmt: skip
    before, (towns, _, roles) = beside(persons)
    assert towns.rows == before[0].rows
    assert groups(roles) == set()
    assert not [row for row in roles.rows if "kruskal" in row.stat]
    assert [row for row in roles.rows if row.stat == "n_valid"]  # of everyone together


def test_what_a_grouping_hides_by_itself_is_left_to_the_gate():
    persons = MANY | {("dorp", "c", "r"): (1, 1, 1)}
    before, (towns, _, _) = beside(persons)
    assert towns.rows == before[0].rows
