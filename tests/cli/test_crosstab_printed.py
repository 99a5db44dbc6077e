"""A two-way table on the screen: 80 columns, the effect first, no more said than is known."""

from __future__ import annotations

import json
import random

import pytest

from tests.cli.running import refused, wbp

ANSWERS = random.Random(4)
ROWS = [(ANSWERS.randint(1, 5), ANSWERS.randint(1, 5), ANSWERS.choice("xyz")) for _ in range(90)]
MANY = "safer,anxious,where\n" + "".join(f"{a},{b},{c}\n" for a, b, c in ROWS)
LONG = "somewhat below the average income of the country"
WORDS = "income,mood\n" + "".join(
    f"{LONG if a < 3 else 'above it'},code{b}{'x' * 9}\n" for a, b, _ in ROWS
)


@pytest.fixture
def shown(tmp_path, capsys, monkeypatch):
    def show(text, names, *options, language="en"):
        monkeypatch.setenv("WBP_LANG", language)
        monkeypatch.setenv("COLUMNS", "80")
        path = tmp_path / "x.csv"
        path.write_text(text, encoding="utf-8")
        return wbp(capsys, "compare", path, "--table", names, *options)

    return show


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("text", "names", "options"),
    [
        (MANY, "safer,anxious", ("--strata", "where", "--min", "1", "--max", "5")),
        (MANY, "where,safer", ()),
        (WORDS, "income,mood", ()),
        ("a,b,w\n" + "1,1,1.5\n1,2,2\n2,1,1\n2,2,3\n" * 6, "a,b", ("--weight", "w")),
        ("a,b\n1,2\n", "a,b", ()),
    ],
)
def test_nothing_is_wider_than_the_screen_and_nothing_is_left_as_a_code(
    shown, language, text, names, options
):
    done = shown(text, names, *options, language=language)
    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 80
    assert "crosstab." not in done.out
    assert "nan" not in done.out.lower().split()


def test_long_codes_become_letters_with_a_legend(shown):
    out = words(shown(WORDS, "income,mood").out)
    assert "a above it" in out or "b above it" in out
    assert LONG in out


def test_a_table_too_wide_goes_on_below(shown):
    text = "a,b\n" + "".join(f"{place % 2},{place % 40}00000\n" for place in range(400))
    done = shown(text, "a,b")
    assert max(map(len, done.out.splitlines())) <= 80
    assert all(f"{place}00000" in done.out for place in range(1, 40))


def test_margins_add_up(shown):
    out = words(shown("a,b\n" + "1,1\n" * 3 + "1,2\n2,1\n" * 2 + "2,2\n" * 4, "a,b").out)
    assert "1 3 2 5 2 2 4 6 total 5 6 11" in out


def test_the_size_comes_before_the_tests_and_no_difference_is_never_said(shown):
    out = words(shown(MANY, "safer,anxious", "--min", "1", "--max", "5").out)
    assert out.index("Cramér's V") < out.index("Fisher-Freeman-Halton")
    assert "No sign that the answers rise or fall together (n = 90)." in out
    assert "the interval does not exclude Spearman" in out


def test_who_agrees_with_both_is_said_in_a_sentence(shown):
    out = words(shown(MANY, "safer,anxious", "--min", "1", "--max", "5").out)
    both = sum(a > 3 and b > 3 for a, b, _ in ROWS)
    first = sum(a > 3 >= b for a, b, _ in ROWS)
    assert f"Of the 90 who answered both, {both} agree with both, {first} with safer only," in out


def test_a_trend_says_which_way_it_goes(shown):
    upward = "a,b\n" + "1,1\n2,2\n3,3\n3,2\n" * 5
    out = words(shown(upward, "a,b").out)
    assert "Who answers higher on a also answers higher on b: more so than chance" in out
    downward = "a,b\n" + "1,3\n2,2\n3,1\n3,2\n" * 5
    assert "Who answers higher on a answers lower on b" in words(shown(downward, "a,b").out)


def test_categories_hang_together_or_show_no_sign_of_it(shown):
    together = "a,b\n" + "x,p\ny,q\nz,r\n" * 5
    assert "The answers hang together more than chance" in words(shown(together, "a,b").out)
    apart = "a,b\n" + "".join(f"{one},{two}\n" for one in "xyz" for two in "pqr") * 3
    assert "No sign of an association (n = 27)." in words(shown(apart, "a,b").out)


def test_where_nothing_could_pass_nothing_is_concluded(shown):
    out = words(shown("a,b\n1,1\n1,1\n2,2\n2,2\n", "a,b").out)
    assert "no p (smallest possible p = 0.333)" in out


def test_rows_are_printed_as_json_and_csv(shown):
    rows = json.loads(shown(MANY, "safer,anxious", "--json").out)["rows"]
    assert {"chi2", "fisher_p", "cramers_v", "linear_by_linear_p", "spearman", "kendall_tau_b"} <= {
        row["stat"] for row in rows
    }
    assert {(row["variable"], row["by"]) for row in rows} == {
        ("safer", "anxious"),
        ("safer", None),
        ("anxious", None),
    }
    assert shown(MANY, "safer,anxious", "--csv").out.count("\n") == len(rows) + 1


def test_what_may_not_leave_is_not_printed(shown):
    out = words(shown(MANY, "safer,anxious", "--profile", "publiek").out)
    assert "Counts:" not in out
    assert "Left out" in out or "recognis" in out


def test_a_code_with_a_bar_in_it_is_a_code(shown):
    text = "a,b\n" + "x|y,no\n" * 6 + "x|z,yes\n" * 5 + "x|y,yes\n" * 2 + "x|z,no\n"
    rows = [line.split() for line in shown(text, "a,b").out.splitlines()]
    assert ["x|y", "6", "2", "8"] in rows
    assert ["x|z", "1", "5", "6"] in rows


def test_wrong_requests_are_one_clear_line(shown):
    alone = shown(MANY, "safer")
    assert (alone.code, alone.problems) == (2, ["USAGE_CROSSTAB_TWO"])
    refused(shown(MANY, "safer,anxious", "--weight", "where"), "DATA_WEIGHT")
    refused(shown(MANY, "safer,nope"), "DATA_UNKNOWN_COLUMN")


def test_of_more_people_than_tables_are_drawn_from_the_verdict_is_that_of_the_usual_test(shown):
    text = "a,b,n\n0,0,1000000000\n0,1,3\n1,0,5\n1,1,1000000000\n"
    said = words(shown(text, "a,b", "--weight", "n").out)
    assert "no telling" not in said
    assert "Who answers higher on a also answers higher on b" in said
