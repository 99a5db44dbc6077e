"""Straight-lining: found where it is, silent where agreement is usual, and the same as by hand."""

from __future__ import annotations

import itertools
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.analysis.findings.straight import (
    Block,
    chances,
    one_in,
    straight_finding,
    straight_rows,
    straightness,
    variability,
)
from wbp_survey.analysis.rules import judging_by, rulebook
from wbp_survey.texts import LANGUAGES

FIVE = ("1", "2", "3", "4", "5")


def block(people, turned=(), scores=(1.0, 2.0, 3.0, 4.0, 5.0), codes=FIVE):
    """A block of one string per person: a code's number, or - for no answer."""
    rows = [[-1 if one == "-" else int(one) - 1 for one in person] for person in people]
    columns = list(np.array(rows, np.int32).T)
    items = tuple(f"q{number}" for number in range(1, len(columns) + 1))
    marked = tuple(item in turned for item in items) if turned else ()
    return Block(items, columns, codes, "row {}".format, scores, marked)


def varied(n=40, items=10, seed=1):
    dice = np.random.default_rng(seed)
    return ["".join(map(str, row)) for row in dice.integers(1, 6, (n, items))]


def found(people, **more):
    """The findings of a block, by person."""
    one = block(people, **more)
    measured = straightness(one.columns)
    rows = straight_rows(one, measured).tolist()
    return {row: straight_finding(one, measured, row, len(rows)) for row in rows}


def by_hand(answers):
    """Answered, longest run and commonest count of one person, missing answers passed over."""
    said = [one for one in answers if one >= 0]
    runs = [len(list(run)) for _, run in itertools.groupby(said)]
    common = max((said.count(one) for one in said), default=0)
    return len(said), max(runs, default=0), common


people = st.lists(st.lists(st.integers(-1, 4), min_size=9, max_size=9), min_size=1, max_size=12)


@given(people)
def test_run_and_majority_are_those_counted_by_hand(answers):
    measured = straightness(list(np.array(answers, np.int16).T))
    for row, said in enumerate(answers):
        answered, run, common = by_hand(said)
        assert (measured.answered[row], measured.run[row]) == (answered, run)
        if 2 * common > answered:  # one code has the majority
            assert measured.same[row] == common
            assert said.count(measured.code[row]) == common


@given(people, st.permutations(range(5)))
def test_other_names_for_the_codes_change_nothing(answers, order):
    columns = list(np.array(answers, np.int16).T)
    renamed = [np.where(one >= 0, np.array(order)[one], -1) for one in columns]
    one, other = straightness(columns), straightness(renamed)
    assert (one.run == other.run).all()
    assert (one.answered == other.answered).all()


@given(people)
def test_the_order_of_the_people_changes_nothing(answers):
    turned = straightness(list(np.array(answers[::-1], np.int16).T))
    measured = straightness(list(np.array(answers, np.int16).T))
    assert (turned.run[::-1] == measured.run).all()
    assert (turned.same[::-1] == measured.same).all()


def test_the_same_answer_throughout_is_found_and_told():
    one = found([*varied(), "4444444444"])
    assert list(one) == [40]
    finding = one[40]
    assert finding.places == ("row 40",)
    assert finding.items == tuple(f"q{number}" for number in range(1, 11))
    assert finding.values["answer"] == "4"
    assert (finding.values["n"], finding.values["run"], finding.values["answered"]) == (10, 10, 10)
    assert finding.values["variability"] == 0.0
    assert (finding.values["alike"], finding.values["people"]) == (0, 40)
    assert finding.values["evidence"] == "weak"


def test_one_slip_in_ten_is_still_straight_and_missing_answers_are_passed_over():
    slip, gaps = "4444244444", "-4444-4444"
    one = found([*varied(), slip, gaps])
    assert list(one) == [40, 41]
    assert one[40].items == ("q1", "q2", "q3", "q4", "q6", "q7", "q8", "q9", "q10")
    assert (one[41].values["n"], one[41].values["answered"], one[41].values["run"]) == (8, 8, 8)


def test_a_long_run_is_found_in_a_longer_block_and_a_short_one_is_not():
    long, short = "3" * 8 + "1254132", "3" * 7 + "12541323"
    assert list(found([*varied(items=15), long, short])) == [40]
    assert found([*varied(items=15), long])[40].values["run"] == 8


def test_too_few_answers_tell_nothing():
    assert not found([*varied(items=7), "4444444"])
    assert not found([*varied(), "444444----"[:7] + "---"])
    assert not found([*varied(), "-" * 10])


def test_where_nearly_all_say_the_same_saying_so_is_no_sign():
    usual = ["5555555555"] * 30 + varied(10)
    assert not found(usual)
    against = found([*usual, "1111111111"])
    assert list(against) == [40]
    assert against[40].said[2] == "rare"


def test_reversed_wording_makes_the_same_answer_contradict_itself():
    crowd = varied()
    strong = found([*crowd, "5555555555"], turned=("q3", "q8"))[40]
    assert strong.values["evidence"] == "strong"
    assert strong.values["turned"] == 2
    assert strong.said[-1] == "turned"
    assert found([*crowd, "3333333333"], turned=("q3",))[40].values["evidence"] == "weak"
    assert found([*crowd, "5" * 10], turned=tuple(f"q{n}" for n in range(1, 11)))[40].values[
        "evidence"
    ] == ("weak")


def test_the_chance_is_the_product_of_the_shares_of_the_others():
    one = block(["11", "11", "12", "21", *["22"] * 20])
    rows = np.array([0])
    with judging_by(rulebook({"straight_others": 1})):
        assert chances(one, rows, np.array([0]))[0] == pytest.approx((2 / 23) * (2 / 23))


def test_with_few_others_no_chance_is_said_and_nothing_hidden():
    one = found(["4444444444", *varied(5)])
    assert one[0].values["chance"] is None
    assert one[0].values["one_in"] is None
    assert one[0].said == ("what", "also", "few")


def test_answers_of_a_larger_sample_decide_what_is_usual():
    one = block(["4444444444", *varied(5)])
    seen = np.full((10, 5), 1000)
    seen[:, 3] = 90_000
    usual = Block(one.items, one.columns, one.codes, one.place, one.scores, seen=seen)
    assert not straight_rows(usual, straightness(usual.columns)).size


def test_the_number_of_items_is_a_threshold_a_study_may_set():
    crowd = [*varied(items=6), "444444"]
    assert not found(crowd)
    with judging_by(rulebook({"straight_items": 6})):
        assert list(found(crowd)) == [40]


@given(st.lists(st.integers(-1, 4), min_size=1, max_size=12))
def test_variability_is_the_standard_deviation_of_what_was_answered(answers):
    scores = [one + 1 for one in answers if one >= 0]
    said = variability(block(["1"]), answers)
    if len(scores) < 2:
        assert said is None
    else:
        assert said == pytest.approx(statistics.stdev(scores), abs=1e-12)


def test_codes_without_numbers_have_no_variability():
    words = block(["11111111", "21212121"], scores=(), codes=("ja", "nee"))
    assert variability(words, [0, 1, 0]) is None


def test_a_chance_is_told_as_one_in_so_many():
    assert (one_in(0.004), one_in(1 / 3), one_in(0.0)) == (250, 3, 1_000_000)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_of_telling_it_is_a_sentence(language):
    crowd = varied()
    for people_, turned in (
        ([*crowd, "4444444444"], ("q3",)),
        (["4444444444", *crowd[:5]], ()),
        ([*["5555555522"] * 9, *crowd, "1111111111"], ()),
    ):
        for one in found(people_, turned=turned).values():
            assert "{" not in one.what(language)
            assert one.suggestion(language)


def test_nobody_and_nothing_give_nothing():
    assert not straight_rows(block([]), straightness([])).size
