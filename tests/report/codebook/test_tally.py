"""Counts per code: what rests on few persons is hidden, and cannot be worked out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.report.books import CHANNELS, tally
from tests.report.reports import SCALE
from wbp_survey.model.instrument import Item
from wbp_survey.report.codebook.tally import Count, Counted, Panel, Tally, panels, release_counts
from wbp_survey.report.gate.release import SUPPRESSED, THRESHOLDS, Column

ONE = Item("een", "select_one", {}, scale=SCALE)
MANY = Item("veel", "select_multiple", {}, scale=CHANNELS)
REASONS = ("dont_know", "refused")


def shown(item, found, profile="publiek"):
    """The released counts by kind and code."""
    rows = [
        *(Counted("code", code, ()) for code in item.scale.codes),
        Counted("valid", "", ()),
        *(Counted("missing", reason, ()) for reason in REASONS),
    ]
    released = release_counts(item, rows, [Column("n")], [found], profile)
    return {
        row.code or row.kind: cells.cells[0] for row, cells in zip(rows, released.rows, strict=True)
    }


def test_codes_of_enough_persons_are_shown_with_the_zeros_among_them():
    assert shown(ONE, tally({"1": 12, "4": 15})) == {
        "1": "12", "2": "0", "3": "0", "4": "15", "5": "0", "valid": "27",
        "dont_know": "0", "refused": "0",
    }  # fmt: skip


def test_a_code_of_few_persons_takes_the_next_smallest_with_it():
    found = shown(ONE, tally({"1": 3, "2": 11, "4": 15}))
    assert (found["1"], found["2"], found["4"], found["valid"]) == ("x", "x", "15", "29")


def test_of_too_few_persons_not_even_the_zeros_are_shown():
    found = shown(ONE, tally({"2": 9}))
    assert set(found.values()) == {SUPPRESSED}
    assert shown(ONE, tally({"2": 9}), "consortium")["2"] == "9"


def test_an_item_nobody_was_asked_has_zeros():
    assert set(shown(ONE, Tally()).values()) == {"0"}


def test_the_reasons_of_few_persons_are_hidden_and_the_valid_answers_stay():
    found = shown(ONE, tally({"1": 12}, {"refused": 2}))
    assert (found["1"], found["valid"], found["refused"], found["dont_know"]) == (
        "12",
        "12",
        "x",
        "0",
    )


def test_who_gave_only_reasons_gave_no_valid_answer():
    found = shown(ONE, tally(reasons={"refused": 14}))
    assert (found["refused"], found["valid"], found["1"]) == ("14", "0", "0")


def test_of_several_choices_each_stands_against_those_who_did_not_choose_it():
    found = shown(MANY, tally({"app": 30, "tel": 12, "geen": 2, "anders": 42}, valid=42))
    assert [found[code] for code in ("app", "tel", "geen", "anders")] == ["30", "12", "x", "42"]
    assert shown(MANY, tally({"app": 41}, valid=42))["app"] == SUPPRESSED


def test_persons_count_and_not_their_answers():
    often = Tally(Count(40, 4), Count(40, 4), {"1": Count(40, 4)}, {})
    assert set(shown(ONE, often).values()) == {SUPPRESSED}


def test_each_way_of_answering_is_counted_apart():
    def item(mode):
        return Item("i", "scale", {}, mode=mode)

    assert panels(item("individual")) == panels(item("group")) == (Panel(),)
    assert panels(item("individual_twice")) == (Panel(1), Panel(2))
    assert panels(item("individual_then_group")) == (Panel(), Panel(group=True))


@given(
    st.dictionaries(st.sampled_from(SCALE.codes), st.integers(1, 30)),
    st.sampled_from(sorted(THRESHOLDS)),
)
def test_what_is_hidden_is_no_single_code_and_enough_persons(codes, profile):
    threshold = THRESHOLDS[profile]
    found = shown(ONE, tally(codes), profile)
    hidden = {code: n for code, n in codes.items() if found[code] == SUPPRESSED}
    assert all(n >= threshold for code, n in codes.items() if code not in hidden)
    if found["valid"] == SUPPRESSED:
        assert sum(codes.values()) < threshold
        assert {found[code] for code in SCALE.codes} == {SUPPRESSED}
    elif hidden:
        assert len(hidden) > 1
        assert sum(hidden.values()) >= threshold


@given(st.dictionaries(st.sampled_from(CHANNELS.codes), st.integers(1, 30)), st.integers(30, 40))
def test_of_several_choices_no_small_group_shows_on_either_side(codes, valid):
    found = shown(MANY, tally(codes, valid=valid))
    for code, n in codes.items():
        small = n < THRESHOLDS["publiek"] or 0 < valid - n < THRESHOLDS["publiek"]
        assert (found[code] == SUPPRESSED) == small
