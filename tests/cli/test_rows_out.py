"""Rows leave some at a time, and say the same as when they leave all at once."""

from __future__ import annotations

import csv
import io
import json

import pytest

from wbp_survey.analysis.coders.disagreements import Disagreement
from wbp_survey.cli.rows_out import print_rows_as_csv, print_rows_as_json
from wbp_survey.model.result import Comparison, Manifest, Result
from wbp_survey.workflow.coders import CodersComparison


def manifest(**filters):
    return Manifest("compare", "2026", "0" * 64, 3, 1, 99, filters=filters)


def many(number):
    return tuple(
        Result("a", "mean", None if k % 7 == 0 else k / 3, k, group=f'="é{k}"', note=("x", "y:1"))
        for k in range(number)
    )


@pytest.mark.parametrize("number", [0, 1, 999, 1000, 1001, 2500])
def test_json_is_what_the_comparison_says_with_a_row_on_each_line(capsys, number):
    found = Comparison(manifest(rows=[], items=["rows", '"rows": "rows"']), many(number))
    print_rows_as_json(found)
    printed = capsys.readouterr().out
    assert json.loads(printed) == json.loads(json.dumps(found.as_json()))
    assert sum('"stat"' in line for line in printed.splitlines()) == number


def test_what_comes_behind_the_rows_stays_there(capsys):
    found = CodersComparison(manifest(), many(2), ("A", "B"), (Disagreement("u", ("1", "2")),))
    print_rows_as_json(found)
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(found.as_json()))


def test_what_is_no_number_never_gets_out_as_one():
    with pytest.raises(ValueError, match="JSON"):
        print_rows_as_json(Comparison(manifest(), (Result("a", "mean", float("nan"), 3),)))


@pytest.mark.parametrize("number", [1, 1000, 2001])
def test_csv_has_one_header_and_every_row(capsys, number):
    print_rows_as_csv(Comparison(manifest(), many(number)))
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["n"] for row in rows] == [str(k) for k in range(number)]
    assert rows[0]["value"] == ""
    assert rows[0]["group"] == '\'="é0"'
    assert rows[0]["note"] == "x y:1"
