"""Pairs, tables and weighted samples beside R, number by number."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.analysis.survey.samples import answers, factor, found
from wbp_survey.analysis.crosstab.cells import count_cells
from wbp_survey.analysis.crosstab.compute import CrosstabSpec, crosstab_rows
from wbp_survey.analysis.paired.compare import PairedSpec, paired_rows
from wbp_survey.analysis.paired.shape import from_columns
from wbp_survey.analysis.survey.design import Drawn, design_of
from wbp_survey.analysis.survey.weighted import weighted_rows
from wbp_survey.model.table import Table

REFERENCE = Path(__file__).parent.parent / "data" / "reference"
NOT_ALLOWED = {"min_p_above_alpha", "pairs_below_3"}
"""Why we give no p where R does."""


def cases(name, kind):
    known = json.loads((REFERENCE / name).read_text("utf-8"))[kind]
    return [pytest.param(one, id=f"{kind}{place}") for place, one in enumerate(known)]


def scored(name, values, among=None):
    """Make a column of numbers, its codes those that occur in it (or in `among`)."""
    codes = sorted(set(values if among is None else among))
    column = answers(name, [str(code) for code in codes], [codes.index(one) for one in values])
    return replace(column, variable=replace(column.variable, scores=tuple(map(float, codes))))


def agree(rows, expected, near=1e-9):
    """Check each number R gives against the row of that name."""
    by_stat = {row.stat: row for row in rows}
    checked = 0
    for stat, value in expected.items():
        row = by_stat[stat]
        if row.value is None:
            assert NOT_ALLOWED & set(row.note) or value == "Inf", (stat, row.note)
            continue
        assert row.value == pytest.approx(value, rel=near, abs=near), stat
        checked += 1
    assert checked > 3


def numbers(case, *data):
    return {stat: value for stat, value in case.items() if stat not in data}


@pytest.mark.parametrize("case", cases("r_pairs_and_tables.json", "pairs"))
def test_pairs(case):
    columns = [scored(name, case[name], case["a"] + case["b"]) for name in "ab"]
    rows = [
        row for row in paired_rows(from_columns(columns, "t", None), PairedSpec()) if row.group2
    ]
    agree(rows, numbers(case, "a", "b"))


@pytest.mark.parametrize("case", cases("r_pairs_and_tables.json", "conditions"))
def test_conditions(case):
    table = np.array(case["answers"])
    codes = [str(one + 1) for one in range(table.max())]
    columns = [answers(f"c{place}", codes, one - 1) for place, one in enumerate(table.T)]
    rows = paired_rows(from_columns(columns, "t", None), PairedSpec(resamples=99))
    agree([row for row in rows if row.group is None], numbers(case, "answers"))


@pytest.mark.parametrize("case", cases("r_pairs_and_tables.json", "tables"))
def test_tables(case):
    cells = count_cells(scored("a", case["a"]), scored("b", case["b"]))
    rows = [row for row in crosstab_rows(cells, CrosstabSpec()) if row.by == "b"]
    odds = {stat: one for stat, one in case.items() if stat.startswith("odds_ratio_exact")}
    if odds:
        found = {row.stat: row.value for row in rows}
        for stat, value in odds.items():  # R solves for these to four digits of p
            assert found[stat] == (None if value == "Inf" else pytest.approx(value, rel=0.01))
    agree(rows, numbers(case, "a", "b", *odds))


@pytest.mark.parametrize("case", cases("r_pairs_and_tables.json", "strata"))
def test_tables_within_strata(case):
    stratum = factor("s", [str(one) for one in case["s"]])
    cells = count_cells(scored("a", case["a"]), scored("b", case["b"]), stratum)
    rows = [row for row in crosstab_rows(cells, CrosstabSpec(resamples=99)) if row.by == "b"]
    agree(rows, numbers(case, "a", "b", "s"))


@pytest.mark.parametrize("case", cases("r_weighted_samples.json", "cases"))
def test_weighted_samples(case):
    data = case["data"]
    group = factor("g", [str(one) for one in data["g"]])
    column = answers("q", [str(one + 1) for one in range(5)], np.array(data["q"]) - 1)
    design = design_of(
        Drawn(
            np.array(data["w"]),
            factor("s", [str(one) for one in data["s"]]),
            factor("c", [str(one) for one in data["c"]]) if case["clusters"] else None,
            np.array(data["size"], float) if case["population"] else None,
        )
    )
    rows = weighted_rows(Table(len(data["g"]), (column,), {"g": group}), "g", design)
    for place, mean in enumerate(case["mean"], 1):
        assert found(rows, "mean", str(place)).value == pytest.approx(mean, rel=1e-9)
        assert found(rows, "mean_se", str(place)).value == pytest.approx(case["se"][place - 1])
    for part, value in case["rao_scott"].items():
        assert found(rows, f"rao_scott_{part}").value == pytest.approx(value, rel=1e-9)
    pairs = {(row.group, row.group2, row.stat): row.value for row in rows if row.group2}
    for known in case["deltas"]:
        turned = (str(known["second"]), str(known["first"]), "cliffs_delta") in pairs
        sign, names = (-1, ("second", "first")) if turned else (1, ("first", "second"))
        about = tuple(str(known[name]) for name in names)
        assert pairs[*about, "cliffs_delta"] == pytest.approx(sign * known["value"], rel=1e-9)
        assert pairs[*about, "cliffs_delta_se"] == pytest.approx(known["se"], rel=1e-9)
        effect = pairs[*about, "cliffs_delta_design_effect"]
        assert effect == pytest.approx(known["effect"], rel=1e-9)
