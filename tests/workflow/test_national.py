"""A file with weights becomes a comparison; a file with wrong ones names every line."""

from __future__ import annotations

import pytest

from wbp_survey.dataset.coding import Reading
from wbp_survey.errors import DataError
from wbp_survey.workflow.comparing import Question
from wbp_survey.workflow.national import compare_weighted

near = pytest.approx

# The example of Stata's survey manual and of R's survey package.
EIGHT = """stratid,psuid,weight,Nh,x
1,1,3,15,2.8
1,2,3,15,4.1
1,3,3,15,6.8
1,4,3,15,6.8
1,5,3,15,9.2
2,1,4,12,3.7
2,2,4,12,6.6
2,3,4,12,4.2
"""


def file(folder, text, name="answers.csv"):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def compare(path, by="stratid", items=("x",), reading=None, cluster="", **how):
    question = Question(by=by, items=items, cluster=cluster)
    return compare_weighted(
        path, question, reading or Reading(), how.pop("weight", "weight"), **how
    )


def value(comparison, stat, group=None):
    (row,) = [row for row in comparison.rows if (row.stat, row.group) == (stat, group)]
    return row.value


def problems(path, **how):
    with pytest.raises(DataError) as caught:
        compare(path, **how)
    return caught.value.problems


def test_the_example_of_the_manuals(tmp_path):
    path = file(tmp_path, EIGHT)
    plain = compare(path, strata="stratid")
    drawn = compare(path, strata="stratid", fpc="Nh", cluster="psuid")
    assert value(plain, "mean") == value(drawn, "mean") == near(5.448148148148148)
    assert value(plain, "mean_se") == near(0.7412683, rel=1e-6)
    assert value(drawn, "mean_se") == near(0.6160407, rel=1e-6)
    assert value(drawn, "weight_sum") == 27


def test_the_manifest_says_how_the_sample_was_drawn(tmp_path):
    found = compare(file(tmp_path, EIGHT), strata="stratid", fpc="Nh", cluster="psuid").manifest
    assert found.filters == {
        "items": ["x"],
        "weight": "weight",
        "strata": "stratid",
        "cluster": "psuid",
        "fpc": "Nh",
    }
    assert found.command == "compare --by stratid --weight weight"
    assert (found.n_rows, found.seed, len(found.data_sha256)) == (8, 0, 64)


def test_every_line_with_a_wrong_weight_is_named(tmp_path):
    text = "g,w,q\n\na,1,1\na,0,2\nb,-2,3\nb,,4\nb,abc,5\nb,inf,5\nb,nan,4\n"
    (problem,) = problems(file(tmp_path, text), by="g", items=("q",), weight="w")
    assert problem.code == "SURVEY_WEIGHT"
    assert problem.values == {"column": "w", "lines": "4, 5, 6, 7, 8, 9", "count": 6}
    assert "abc" not in problem.line("nl")


def test_blank_strata_and_clusters_are_named_with_the_weights(tmp_path):
    text = "g,w,s,c,q\na,1,x,1,1\na,1,,2,2\nb,0,y,,3\n"
    path = file(tmp_path, text)
    found = problems(path, by="g", items=("q",), weight="w", strata="s", cluster="c")
    assert [(one.code, one.values["lines"]) for one in found] == [
        ("SURVEY_WEIGHT", "4"),
        ("SURVEY_BLANK", "3"),
        ("SURVEY_BLANK", "4"),
    ]


def test_a_population_smaller_than_the_sample_is_refused(tmp_path):
    path = file(tmp_path, EIGHT.replace(",12,", ",2,"))
    (problem,) = problems(path, strata="stratid", fpc="Nh")
    assert (problem.code, problem.values["lines"]) == ("SURVEY_FPC_SMALL", "7, 8, 9")


def test_a_column_that_is_not_there_is_named(tmp_path):
    (problem,) = problems(file(tmp_path, EIGHT), weight="wieght")
    assert problem.values["nearest"] == "weight"


def test_items_must_be_named(tmp_path):
    (problem,) = problems(file(tmp_path, EIGHT), items=())
    assert problem.code == "DATA_ITEMS_NEEDED"


def test_a_file_with_semicolons_writes_its_weights_with_a_comma(tmp_path):
    text = "g;w;q\na;1,5;1\na;2,5;2\nb;0,5;3\nb;1;3\n"
    found = compare(file(tmp_path, text), by="g", items=("q",), weight="w")
    assert value(found, "weight_sum", "a") == 4
    assert value(found, "weight_sum") == 5.5


def test_a_parquet_file_gives_the_same_rows_and_names_its_wrong_rows(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = file(tmp_path, EIGHT)
    columns = [line.split(",") for line in EIGHT.split()]
    table = {name: [float(row[at]) for row in columns[1:]] for at, name in enumerate(columns[0])}
    other = tmp_path / "answers.parquet"
    parquet.write_table(pyarrow.table(table), other)
    assert compare(other, strata="stratid").rows == compare(path, strata="stratid").rows
    table["weight"][2] = 0.0
    parquet.write_table(pyarrow.table(table), other)
    (problem,) = problems(other, strata="stratid")
    assert problem.values["lines"] == "4"


def test_missing_codes_leave_the_row_in_the_design(tmp_path):
    text = "g,w,q\n" + "".join(
        f"{'ab'[at % 2]},{1 + at % 3},{(1, 2, 3, 4, 5, 9)[at % 6]}\n" for at in range(60)
    )
    path = file(tmp_path, text)
    reading = Reading(minimum=1, maximum=5, missing={"9": "dont_know"})
    found = compare(path, by="g", items=("q",), weight="w", reading=reading)
    assert value(found, "n_valid") == 50
    assert value(found, "missing:dont_know") == 10
    assert value(found, "n_valid") + value(found, "n_missing") == 60
