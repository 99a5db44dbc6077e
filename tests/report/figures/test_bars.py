"""Stacked bars: numbers in every part, agreement told in words, nothing of who is hidden."""

from __future__ import annotations

import pytest

from tests.report.drawn import NAMES, bars, rows_in, words_in
from wbp_survey.report.figures import bars as module
from wbp_survey.report.figures.bars import alt_text, counts_only, draw
from wbp_survey.report.gate.charts import release_bars

FULL = {"a": 40, "b": 30, "c": 4}
TWO = {
    "De groep helpt.": {"a": (2, 4, 10, 14, 10), "b": (0, 3, 9, 12, 6), "": (2, 7, 20, 28, 17)},
    "De groep stoort.": {"a": (20, 10, 6, 4, 0), "b": (9, 9, 6, 3, 3), "": (30, 20, 12, 8, 4)},
}
ALONE = {item: {"": groups[""]} for item, groups in TWO.items()}


def released(counts, persons=None, **known):
    return release_bars(bars(persons or FULL, counts, **known), "publiek")


def drawn(tmp_path, counts, persons=None, language="nl", **known):
    return draw(released(counts, persons, **known), tmp_path / "a", language)


def test_a_bar_alone_has_its_statement_beside_it_and_only_its_n(tmp_path):
    found = words_in(drawn(tmp_path, ALONE, themes=("nut", "last")))
    assert found[:5] == list(NAMES)
    assert [found.index(one) for one in ("nut", "De groep helpt.", "last", "De groep stoort.")] == (
        sorted(found.index(one) for one in ("nut", "De groep helpt.", "last", "De groep stoort."))
    )
    assert found.count("n\u00a0=\u00a074") == 2
    assert "allen" not in found


def test_groups_stand_below_their_statement_and_those_of_few_are_an_x(tmp_path):
    few = {**TWO["De groep helpt."], "c": (1, 1, 1, 1, 0)}
    found = words_in(drawn(tmp_path, {"De groep helpt.": few}, {"a": 40, "b": 30, "c": 4}))
    assert "a (n\u00a0=\u00a040)" in found
    assert "c" in found
    assert "x" in found
    assert not [one for one in found if "n\u00a0=\u00a04)" in one]


def test_the_numbers_in_the_bars_are_percentages_or_counts_and_always_beside_it(tmp_path):
    path = drawn(tmp_path, ALONE)
    assert words_in(path)[7:11] == ["9", "27", "38", "23"]  # 3 does not fit
    assert rows_in(path)[0] == ["item", "group", "n", *(f"share:{code}" for code in "12345")]
    assert [float(one) * 74 for one in rows_in(path)[1][3:]] == pytest.approx([2, 7, 20, 28, 17])
    half = {"De groep helpt.": {"": (29, 0, 0, 0, 171)}}  # 14.5%, which no float holds
    assert words_in(drawn(tmp_path, half, {"a": 200}))[7:9] == ["15", "86"]
    few = {"De groep helpt.": {"": (1, 2, 3, 4, 2)}}
    assert counts_only(released(few, {"a": 12}))
    assert words_in(drawn(tmp_path, few, {"a": 12}))[7:12] == ["1", "2", "3", "4", "2"]


def test_it_is_said_at_which_side_they_agree_where_some_answer_is_one_of_agreement(tmp_path):
    assert words_in(drawn(tmp_path, ALONE))[-2:] == ["← oneens", "eens →"]
    assert words_in(drawn(tmp_path, ALONE, language="en"))[-2:] == ["← disagree", "agree →"]
    assert "eens →" not in words_in(drawn(tmp_path, ALONE, agree=()))


def lefts(monkeypatch, tmp_path, agree):
    """Where the first part of every bar begins, in inches."""
    found = {}
    monkeypatch.setattr(module, "box", lambda _axes, corner, *_, **__: found.setdefault(
        corner[1], corner[0]))  # fmt: skip
    ends = {"een": {"": (12, 12, 0, 0, 0)}, "twee": {"": (0, 0, 0, 12, 12)}}
    draw(released(ends, {"a": 24}, agree=agree), tmp_path / "a", "nl")
    return list(found.values())


def test_bars_of_agreement_lie_around_the_middle_and_others_start_at_the_left(
    monkeypatch, tmp_path
):
    low, high = lefts(monkeypatch, tmp_path, (3, 4))
    assert high - low > 1
    low, high = lefts(monkeypatch, tmp_path, ())
    assert low == high


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_words_beside_it_state_who_agrees_most_and_least(language):
    text = alt_text(released(ALONE), language)
    assert len(text) <= 250
    assert "‘De groep helpt’ (61%)" in text
    assert "‘De groep stoort’ (16%)" in text
    of_groups = alt_text(released(TWO), language)
    assert "‘De groep helpt’, allen (61%)" in of_groups or "b (60%)" in of_groups


def test_without_an_answer_of_agreement_the_words_tell_of_the_two_highest():
    text = alt_text(released(ALONE, agree=()), "nl")
    assert "Vaakst ‘eens’ of ‘zeer eens’: ‘De groep helpt’ (61%)." in text


def test_the_words_tell_nothing_of_a_hidden_bar():
    said = []
    for given in ((1, 1, 1, 1, 0), (0, 0, 0, 0, 4)):
        counts = {"De groep helpt.": {"a": TWO["De groep helpt."]["a"], "c": given}}
        said.append(alt_text(released(counts, {"a": 40, "b": 30, "c": 4}), "nl"))
    assert said[0] == said[1]
    assert said[0].endswith("Niet getoond: 1.")
