"""A model at the gate: no number that few persons gave, and none to work it out from."""

from __future__ import annotations

import pytest

from tests.report.gated import answers, modelled, told
from wbp_survey.model.result import Result
from wbp_survey.report.gate.release import THRESHOLDS
from wbp_survey.report.gate.rows import release_rows

N = 300
FIT = {"log_likelihood", "log_likelihood_null"}


def towns(**sizes):
    return [name for name, size in sizes.items() for _ in range(size)]


def yes(n=N, often=2):
    return [int(at % often == 0) for at in range(n)]


def test_a_model_of_many_leaves_whole(tmp_path):
    g, x = towns(a=100, b=100, c=100), answers(N)
    rows = modelled(tmp_path / "a.csv", ("g", "x"), y=yes(), g=g, x=x)
    assert release_rows(rows, "publiek") == rows
    assert {"count:0", "count:1", "n_varying:x"} <= told(rows)


@pytest.mark.parametrize("link", ["logit", "linear"])
@pytest.mark.parametrize("few", [1, 6])
def test_a_number_that_only_few_persons_have_is_a_level_of_few(tmp_path, link, few):
    """An indicator of one person: its slope says what that person answered."""
    columns = {"y": yes(), "flag": [int(at < few) for at in range(N)], "x": answers(N)}
    rows = modelled(tmp_path / "a.csv", ("flag", "x"), link, **columns)
    assert any(row.stat == "n_varying:flag" and row.value == few for row in rows)
    found = told(rows)
    assert not [stat for stat in found if stat.endswith(":flag")]
    assert [stat for stat in found if stat.endswith(":x")]
    assert not found & FIT
    assert not [stat for stat in found if stat.startswith(("lr_", "f_", "wald_", "f:"))]


def test_with_a_level_hidden_no_sum_over_all_persons_leaves(tmp_path):
    """Likelihood and tests less what is shown would be the hidden level."""
    g = towns(a=120, b=100, c=72, d=8)
    rows = modelled(tmp_path / "a.csv", ("g",), y=yes(), g=g)
    found = told(rows)
    assert [stat for stat in found if stat.endswith(":gb")]
    assert not [stat for stat in found if stat.endswith((":gc", ":gd", "(Intercept)"))]
    assert not found & FIT
    assert not [stat for stat in found if stat.startswith("lr_")]


def test_few_in_the_level_that_others_are_compared_with_close_the_model(tmp_path):
    rows = modelled(tmp_path / "a.csv", ("g",), y=yes(), g=towns(a=5, b=195, c=100))
    assert {stat.partition(":")[0] for stat in told(rows)} <= {"n_valid", "n_missing", "count"}


@pytest.mark.parametrize("often", [60, 1])
def test_an_outcome_of_few_persons_or_of_all_closes_the_model(tmp_path, often):
    """The slope of a level with its size is a table of four cells."""
    g = towns(a=150, b=150)
    rows = modelled(tmp_path / "a.csv", ("g",), y=yes(often=often), g=g)
    assert {stat.partition(":")[0] for stat in told(rows)} <= {"n_valid", "n_missing"}
    assert not [row for row in release_rows(rows, "publiek") if row.stat.startswith("count:")]


def test_constants_beside_a_rare_answer_are_hidden_and_those_of_the_next(tmp_path):
    said = [*"1" * 120, *"2" * 110, *"3" * 64, *"4" * 6]
    rows = modelled(tmp_path / "a.csv", ("x",), "cumulative", y=said, x=answers(N))
    found = told(rows)
    assert "threshold:1|2" in found
    assert not found & {"threshold:2|3", "threshold:3|4", "se:3|4", *FIT}
    assert "log_odds:x" in found


def test_a_category_of_too_many_levels_to_count_does_not_leave(tmp_path):
    g = [f"t{at % 60}" for at in range(3000)]
    rows = modelled(tmp_path / "a.csv", ("g",), y=yes(3000), g=g)
    assert not [stat for stat in told(rows) if stat.endswith(":gt1")]


def test_that_a_term_separates_the_answers_is_not_said(tmp_path):
    y = [int(at < 100) for at in range(N)]
    rows = modelled(tmp_path / "a.csv", ("g",), y=y, g=towns(a=100, b=100, c=100))
    assert any("separation" in row.note for row in rows)
    assert not [row for row in release_rows(rows, "publiek") if "separation" in row.note]


def test_a_model_with_as_many_slopes_as_persons_is_closed(tmp_path):
    n = 14
    columns = {name: answers(n, at) for at, name in enumerate("xvwzs", 1)}
    rows = modelled(tmp_path / "a.csv", tuple(columns), "linear", y=answers(n, 9), **columns)
    assert not [stat for stat in told(rows) if stat.startswith("coefficient")]
    assert [stat for stat in told(rows, "consortium") if stat.startswith("coefficient")]


def test_rows_that_do_not_say_on_whom_they_rest_do_not_leave():
    rows = [Result("y", "log_odds:InflHigh", 1.2, 1681), Result("y", "log_likelihood", -9.0, 1681)]
    assert not told(rows)


@pytest.mark.parametrize("profile", sorted(THRESHOLDS))
def test_of_few_persons_together_nothing_is_said(tmp_path, profile):
    rows = modelled(tmp_path / "a.csv", ("x",), y=[0, 1, 0, 1], x=[1, 2, 3, 4])
    assert not told(rows, profile)


def test_products_of_large_cells_leave_whole(tmp_path):
    a, b = towns(p=150, q=150), [("u", "v", "w")[at % 3] for at in range(N)]
    y = [int(at % 7 < 3) for at in range(N)]
    rows = modelled(tmp_path / "a.csv", ("a*b",), y=y, a=a, b=b)
    found = told(rows)
    assert {"log_odds:aq:bv", "n_cell_min:a:b", "lr_p:a:b", "log_likelihood"} <= found


@pytest.mark.parametrize("few", [1, 9])
def test_a_cell_of_few_in_a_product_closes_the_model(tmp_path, few):
    """With all cells modelled, effects are differences between cells."""
    a = towns(p=150, q=150)
    b = ["u"] * 75 + ["v"] * 75 + ["u"] * few + ["v"] * (150 - few)
    y = [int(at % 7 < 3) for at in range(N)]
    rows = modelled(tmp_path / "a.csv", ("a*b",), y=y, a=a, b=b)
    assert {stat.partition(":")[0] for stat in told(rows)} <= {"n_valid", "n_missing", "count"}


def test_a_number_that_varies_for_one_person_of_a_level_closes_its_product(tmp_path):
    a, x = towns(p=150, q=150), answers(N)
    x = [*x[:150], *([3] * 149), 9]
    y = [int(at % 7 < 3) for at in range(N)]
    rows = modelled(tmp_path / "a.csv", ("a*x",), y=y, a=a, x=x)
    assert not [stat for stat in told(rows) if stat.startswith(("log_odds", "se"))]


def same_in(group, said="5"):
    """Return answers on five points of which those of one group are all the same."""
    return [said if inside else one for inside, one in zip(group, answers(N), strict=True)]


@pytest.mark.parametrize("link", ["cumulative", "linear"])
def test_a_level_of_one_answer_is_hidden_like_one_of_few(tmp_path, link):
    """The constant and its slope would add up to what each of them said."""
    g = towns(a=120, b=100, c=60, d=20)
    y = same_in([one == "d" for one in g], "3")
    rows = modelled(tmp_path / "a.csv", ("g",), link, y=y, g=g)
    assert "level_alike:d = 3" in {note for row in rows for note in row.note}
    found = told(rows)
    assert [stat for stat in found if stat.endswith(":gb")]
    assert not [stat for stat in found if stat.endswith((":gc", ":gd", "(Intercept)"))]
    assert not found & FIT
    assert "alike" not in str(release_rows(rows, "publiek"))


def test_a_cell_of_one_answer_in_a_product_closes_the_model(tmp_path):
    a, b = towns(p=150, q=150), ["uv"[at % 2] for at in range(N)]
    y = same_in([one + other == "qv" for one, other in zip(a, b, strict=True)])
    rows = modelled(tmp_path / "a.csv", ("a*b",), "linear", y=y, a=a, b=b)
    assert {stat.partition(":")[0] for stat in told(rows)} <= {"n_valid", "n_missing"}


def test_a_number_of_two_values_of_which_one_goes_with_one_answer_is_hidden(tmp_path):
    flag = [int(at < 40) for at in range(N)]
    rows = modelled(
        tmp_path / "a.csv", ("flag", "x"), "linear", y=same_in(flag), flag=flag, x=answers(N, 2)
    )
    found = told(rows)
    assert not [stat for stat in found if stat.endswith(":flag")]
    assert "coefficient:x" in found
    assert not found & FIT
