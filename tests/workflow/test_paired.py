"""Paired files: columns or rows, on one scale, with everybody accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest

from wbp_survey.dataset.coding import Reading
from wbp_survey.errors import DataError
from wbp_survey.workflow.comparing import Question
from wbp_survey.workflow.paired import CONDITION, compare_long, compare_paired

QUESTION = Question(by=CONDITION)
ONE_TO_FIVE = Reading(minimum=1, maximum=5)
WIDE = """voor,na,tafel,vorm,later
1,2,t1,ja,nee
2,3,t1,ja,ja
1,3,t2,nee,ja
3,3,t2,nee,ja
2,4,t3,nee,ja
1,2,t3,nee,ja
2,3,t4,nee,ja
3,9,t4,nee,ja
,4,t5,nee,ja
"""
LONG = """persoon;ronde;oordeel
p1;na;2,5
p1;voor;1,5
p2;voor;2,0
p2;na;3,5
p3;voor;4,0
p4;na;1,0
p4;voor;1,0
;voor;1,0
p5;;1,0
"""


def saved(folder: Path, text: str) -> Path:
    path = folder / "answers.csv"
    path.write_text(text, encoding="utf-8")
    return path


def value(comparison, stat, *about):
    group, group2 = (*about, None, None)[:2]
    (row,) = [
        row for row in comparison.rows if (row.stat, row.group, row.group2) == (stat, group, group2)
    ]
    return row.value


def problem(run):
    with pytest.raises(DataError) as error:
        run()
    (found,) = error.value.problems
    return found


def test_columns_are_compared_row_by_row(tmp_path):
    reading = Reading(minimum=1, maximum=5, missing={"9": "dont_know"})
    found = compare_paired(saved(tmp_path, WIDE), ("voor", "na"), QUESTION, reading)
    pair = ("voor", "na")
    assert {row.variable for row in found.rows} == {"voor,na"}
    assert {row.by for row in found.rows} == {"condition"}
    assert [value(found, f"n_{kind}", *pair) for kind in ("pairs", "unpaired")] == [7, 2]
    assert value(found, "n_up", *pair) == 6
    assert value(found, "wilcoxon_p", *pair) == 2 / 2**6
    assert value(found, "missing:dont_know", "na") == 1
    assert (found.manifest.command, found.manifest.n_rows) == ("compare --paired voor,na", 9)


def test_tables_change_sign_as_a_whole(tmp_path):
    reading = Reading(minimum=1, maximum=5, missing={"9": "dont_know"})
    question = Question(by=CONDITION, cluster="tafel")
    found = compare_paired(saved(tmp_path, WIDE), ("voor", "na"), question, reading)
    assert value(found, "cluster_sign_flip_p_min", "voor", "na") == 2 / 2**4
    assert found.manifest.filters["cluster"] == "tafel"


def test_an_undeclared_code_is_refused(tmp_path):
    path = saved(tmp_path, WIDE)
    found = problem(lambda: compare_paired(path, ("voor", "na"), QUESTION, ONE_TO_FIVE))
    assert found.code == "DATA_CODE_OUTSIDE"


def test_words_without_a_stated_order_are_categories(tmp_path):
    found = compare_paired(saved(tmp_path, WIDE), ("vorm", "later"), QUESTION, Reading())
    assert value(found, "mcnemar_p", "vorm", "later") == 2 * (1 + 8) / 2**8
    assert value(found, "wilcoxon_p", "vorm", "later") is None
    assert all("no_order" in row.note for row in found.rows)


def test_words_with_a_stated_order_are_ranked(tmp_path):
    reading = Reading(orders=(("nee", "ja"),))
    found = compare_paired(saved(tmp_path, WIDE), ("vorm", "later"), QUESTION, reading)
    assert value(found, "n_up", "vorm", "later") == 7
    assert value(found, "mcnemar_p", "vorm", "later") == value(found, "sign_p", "vorm", "later")


def test_categories_keep_their_missing_reasons(tmp_path):
    path = saved(tmp_path, "a,b\nrood,blauw\nblauw,weet niet\n,rood\ngroen,rood\nrood,rood\n")
    reading = Reading(missing={"weet niet": "dont_know", "blank": "refused"})
    found = compare_paired(path, ("a", "b"), QUESTION, reading)
    assert value(found, "missing:dont_know", "b") == 1
    assert value(found, "missing:refused", "a") == 1
    assert value(found, "n_pairs", "a", "b") == 3


@pytest.mark.parametrize("stray", ["inf", "veel"])
def test_a_word_among_numbers_is_no_category(tmp_path, stray):
    path = saved(tmp_path, f"a,b\n{stray},1\n2,3\n1,2\n")
    found = problem(lambda: compare_paired(path, ("a", "b"), QUESTION, Reading()))
    assert found.code == "DATA_TEXT_IN_NUMBERS"


def test_large_numbers_are_compared(tmp_path):
    path = saved(tmp_path, "a,b\n1e15,2e15\n1,2\n3,1e-15\n4,5\n1.5,2.5\n")
    found = compare_paired(path, ("a", "b"), QUESTION, Reading())
    assert value(found, "n_pairs", "a", "b") == 5
    assert value(found, "sd", "a") == pytest.approx(4.47e14, rel=0.01)


@pytest.mark.parametrize("columns", [("voor",), ("voor", "voor"), ()])
def test_a_comparison_takes_two_columns(tmp_path, columns):
    path = saved(tmp_path, WIDE)
    found = problem(lambda: compare_paired(path, columns, QUESTION, ONE_TO_FIVE))
    assert found.code == "DATA_PAIRED_TWO"


def test_numbers_and_words_do_not_go_together(tmp_path):
    path, reading = saved(tmp_path, WIDE), Reading(orders=(("nee", "ja"),))
    found = problem(lambda: compare_paired(path, ("voor", "vorm"), QUESTION, reading))
    assert found.code == "DATA_PAIR_SCALES"


def test_numbers_are_no_categories_beside_words_without_an_order(tmp_path):
    path = saved(tmp_path, "a,b\nrood,1\nblauw,2\ngroen,3\n")
    found = problem(lambda: compare_paired(path, ("a", "b"), QUESTION, Reading()))
    assert (found.code, found.values["columns"]) == ("DATA_PAIR_SCALES", "a, b")


def test_rows_of_words_without_an_order_are_categories_too(tmp_path):
    text = "p,r,x\n" + "".join(f"{one},1,rood\n{one},2,blauw\n" for one in range(6))
    question = Question(by="r", items=("x",))
    found = compare_long(saved(tmp_path, text), "p", question, Reading())
    assert value(found, "mcnemar_p", "1", "2") == 2 / 2**6
    assert value(found, "wilcoxon_p", "1", "2") is None
    notes = [row.note for row in found.rows if row.stat == "n_subjects"]
    assert notes == [("no_order",)]


def test_an_item_that_is_named_twice_is_compared_once(tmp_path):
    path = saved(tmp_path, "p,r,x\na,1,2\na,2,3\nb,1,3\nb,2,4\nc,1,4\nc,2,4\n")
    found = compare_long(path, "p", Question(by="r", items=("x", "x")), Reading())
    assert value(found, "n_pairs", "1", "2") == 3


@pytest.mark.parametrize("columns", [("a",), ("a", "a")])
def test_the_password_in_an_address_is_not_shown(columns):
    address = "postgresql://somebody:secret@server/base?table=wave"
    found = problem(lambda: compare_paired(address, columns, QUESTION, Reading()))
    assert found.place == "postgresql://server/base?table=wave"


def test_an_unknown_column_is_named(tmp_path):
    path = saved(tmp_path, WIDE)
    found = problem(lambda: compare_paired(path, ("voor", "nu"), QUESTION, ONE_TO_FIVE))
    assert (found.code, found.values["column"]) == ("DATA_UNKNOWN_COLUMN", "nu")


def test_rows_are_matched_by_person_in_the_stated_order(tmp_path):
    question = Question(by="ronde", items=("oordeel",))
    reading = Reading(orders=(("voor", "na"),))
    found = compare_long(saved(tmp_path, LONG), "persoon", question, reading)
    pair = ("voor", "na")
    assert [value(found, f"n_{kind}", *pair) for kind in ("pairs", "unpaired", "neither")] == [
        3,
        1,
        1,
    ]
    assert value(found, "median_shift", *pair) == 1
    (subjects,) = [row for row in found.rows if row.stat == "n_subjects"]
    assert {"without_condition:1", "without_person:1"} <= set(subjects.note)
    assert {(row.variable, row.by) for row in found.rows} == {("oordeel", "ronde")}
    assert found.manifest.command == "compare --by ronde --pair persoon"


def test_a_person_twice_in_a_round_stops_everything(tmp_path):
    path = saved(tmp_path, LONG + "p1;na;3,0\n")
    question = Question(by="ronde", items=("oordeel",))
    found = problem(lambda: compare_long(path, "persoon", question, Reading()))
    assert (found.code, found.values["rows"]) == ("DATA_PAIR_TWICE", "11")


def test_person_and_condition_are_two_columns(tmp_path):
    question = Question(by="persoon", items=("oordeel",))
    path = saved(tmp_path, LONG)
    found = problem(lambda: compare_long(path, "persoon", question, Reading()))
    assert found.code == "DATA_PAIR_COLUMNS"


def test_rows_need_items(tmp_path):
    path = saved(tmp_path, LONG)
    found = problem(lambda: compare_long(path, "persoon", Question(by="ronde"), Reading()))
    assert found.code == "DATA_ITEMS_NEEDED"


def test_one_round_is_described_and_not_compared(tmp_path):
    path = saved(tmp_path, "p,r,x\na,1,2\nb,1,3\nc,1,4\n")
    question = Question(by="r", items=("x",))
    found = compare_long(path, "p", question, Reading())
    assert value(found, "median", "1") == 3
    (row,) = [row for row in found.rows if row.stat == "wilcoxon_p"]
    assert "one_condition" in row.note
