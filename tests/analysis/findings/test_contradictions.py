"""Facts told differently: listed per role, with how far apart; nobody is right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.analysis.findings.contradictions import Told, contradictions
from wbp_survey.analysis.rules import judging_by, rulebook
from wbp_survey.texts import LANGUAGES

FIVE = ("1", "2", "3", "4", "5")


def told(role, value, *, case="plein", level="ordinal", codes=FIVE, place="", construct="fact.x"):
    return Told(construct, case, "x", role, place or f"s-{role}", value, level, codes)


def test_people_who_differ_about_a_fact_are_listed_with_what_each_role_says():
    (one,) = contradictions(
        [told("wijkagent", "2"), told("beheerder", "5"), told("beheerder", "4", place="s-b2")]
    )
    assert one.code == "contradicting_fact"
    assert one.places == ("s-wijkagent", "s-beheerder", "s-b2")
    assert one.values["told"] == "beheerder 4, 5; wijkagent 2"
    assert one.values["apart"] == 3
    assert [said["answer"] for said in one.values["answers"]] == ["2", "5", "4"]


def test_people_who_agree_or_stand_alone_contradict_nobody():
    assert contradictions([told("a", "2"), told("b", "2")]) == []
    assert contradictions([told("a", "2")]) == []
    assert contradictions([told("a", "2", place="s"), told("a", "3", place="s")]) == []


def test_other_cases_constructs_and_scales_are_other_facts():
    assert not contradictions([told("a", "2"), told("b", "3", case="brink")])
    assert not contradictions([told("a", "2"), told("b", "3", construct="fact.y")])
    assert not contradictions([told("a", "2"), told("b", "3", codes=("2", "3"))])


def test_categories_without_order_differ_or_do_not():
    (one,) = contradictions([told("a", "no", level="nominal"), told("b", "yes", level="nominal")])
    assert one.values["apart"] == 1
    assert one.said == ("what",)


def test_dates_a_month_apart_agree_and_further_apart_do_not():
    first = told("a", "2026-01-01", level="date", codes=())
    assert not contradictions([first, told("b", "2026-02-01", level="date", codes=())])
    (one,) = contradictions([first, told("b", "2026-02-02", level="date", codes=())])
    assert one.values["apart"] == 32
    assert one.said == ("what", "apart_days")


def test_numbers_within_a_fifth_agree():
    def said(*numbers):
        return [
            told(f"r{place}", number, level="number", codes=())
            for place, number in enumerate(numbers)
        ]

    assert not contradictions(said(80, 100))
    assert not contradictions(said(0, 0))
    assert contradictions(said(79, 100))
    assert contradictions(said(0, 1))


def test_how_far_apart_counts_is_a_threshold():
    near = [told("a", "2"), told("b", "3")]
    assert contradictions(near)
    with judging_by(rulebook({"fact_steps": 2})):
        assert not contradictions(near)


@given(st.lists(st.sampled_from(FIVE), min_size=2, max_size=6), st.randoms())
def test_who_is_heard_first_makes_no_difference(values, dice):
    said = [told(f"r{place}", value) for place, value in enumerate(values)]
    moved = list(said)
    dice.shuffle(moved)
    one, other = contradictions(said), contradictions(moved)
    assert len(one) == len(other) == (len(set(values)) > 1)
    assert [found.values["told"] for found in one] == [found.values["told"] for found in other]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("level", "first", "second", "codes"),
    [
        ("ordinal", "1", "5", FIVE),
        ("nominal", "no", "yes", ("no", "yes")),
        ("date", "2026-01-01", "2026-06-01", ()),
        ("number", 3, 30, ()),
    ],
)
def test_every_kind_of_fact_is_told_in_words(language, level, first, second, codes):
    (one,) = contradictions(
        [told("a", first, level=level, codes=codes), told("b", second, level=level, codes=codes)]
    )
    assert str(second) in one.what(language)
    assert one.suggestion(language)
