"""Every rule fires where it should, says so in two languages, and names its source."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.analysis.tables import of_counts, run, table
from wbp_survey.analysis.rules import (
    default_rulebook,
    judging_by,
    rulebook,
    threshold,
    threshold_names,
)
from wbp_survey.texts import LANGUAGES, say_note

FIVES = "1 2 3 4 5"
TENS = "1 1 2 2 3 3 4 4 5 5"
RULES = default_rulebook().rules
NESTED = "A: x1 x2 x3 y2 y3 y3 / B: z4 z4 z5 v3 v5 v4"
APART = " ".join(f"{letter}{1 + place % 5}" for place, letter in enumerate("abcdefghijklm"))
MANY = of_counts(np.tile([1, 2, 1], (25, 1)))
UNLIKE = of_counts([[30, 30, 30, 20], [35, 30, 25, 20], [28, 30, 32, 22], [30, 25, 40, 20]])

# rule: the stat it speaks about, the note, and a comparison in which it does.
CASES = {
    "all_missing": ("median", "all_missing", lambda: run(table("A: ? ? / B: ?"))),
    "group_without_answers": ("median", "group_empty:B", lambda: run(table("A: 1 2 3 / B: ?"))),
    "one_group": ("kruskal_h", "one_group", lambda: run(table("A: 1 2 3 / B: ? ?"))),
    "constant": ("kruskal_p", "constant", lambda: run(table("A: 3 3 3 / B: 3 3 3"))),
    "nominal_quantiles": (
        "median",
        "nominal",
        lambda: run(table(f"A: {FIVES} / B: {FIVES}", level="nominal")),
    ),
    "nominal_tests": (
        "kruskal_h",
        "nominal",
        lambda: run(table(f"A: {FIVES} / B: {FIVES}", level="nominal")),
    ),
    "one_answer": ("median", "group_of_one:B", lambda: run(table(f"A: {FIVES} / B: 2"))),
    "two_answers": ("q1", "n_below_3:B", lambda: run(table(f"A: {FIVES} / B: 2 4"))),
    "test_with_one_answer": (
        "kruskal_h",
        "group_of_one:B",
        lambda: run(table(f"A: {FIVES} / B: 2")),
    ),
    "test_with_two_answers": (
        "cliffs_delta",
        "n_below_3:B",
        lambda: run(table(f"A: {FIVES} / B: 2 4")),
    ),
    "mean_of_few": (
        "mean",
        "n_below_5",
        lambda: run(table(f"A: {FIVES} / B: 1 2 3", level="interval")),
    ),
    "pairs_of_few": (
        "mann_whitney_p",
        "n_below_5",
        lambda: run(table("A: 1 1 2 2 / B: 3 3 4 4 / C: 4 5 5 5")),
    ),
    "dunn_of_very_few": (
        "dunn_z",
        "n_below_5",
        lambda: run(table(f"A: 1 2 3 4 / B: {TENS} / C: {TENS}")),
    ),
    "dunn_of_few": (
        "dunn_p",
        "n_below_10",
        lambda: run(table(f"A: {FIVES} / B: {TENS} / C: {TENS}")),
    ),
    "min_p_above_alpha": (
        "permutation_p",
        "min_p_above_alpha",
        lambda: run(table("A: 1 2 3 / B: 4 5 5")),
    ),
    "separated": (
        "eta_squared_h_ci_low",
        "no_variation_within",
        lambda: run(table("A: 1 1 1 1 / B: 5 5 5 5")),
    ),
    "too_many_pairs": ("cliffs_delta", "too_many_groups:25", lambda: run(MANY, resamples=9)),
    "permutation_too_long": (
        "permutation_p",
        "permutation_skipped",
        lambda: run(of_counts(np.full((300, 5), 50))),
    ),
    "shuffling_too_long": (
        "cluster_permutation_p",
        "shuffling_skipped",
        lambda: run(table(f"A: {APART} / B: {APART.upper()}"), cluster="case", resamples=10**8),
    ),
    "normal_p_has_no_minimum": (
        "mann_whitney_p_min",
        "normal_approximation",
        lambda: run(of_counts([[90, 80, 90, 70]] * 3), resamples=9),
    ),
    "count_too_large": (
        "permutation_count",
        "count_too_large",
        lambda: run(of_counts([[900, 100], [800, 200]])),
    ),
    "cluster_not_nested": (
        "cluster_permutation_p",
        "cluster_not_nested:1",
        lambda: run(table("A: x1 x2 y3 / B: x4 z4 z5"), cluster="case"),
    ),
    "cluster_missing": (
        "cluster_permutation_p",
        "cluster_missing:2",
        lambda: run(table("A: x1 x2 y3 1 2 / B: z4 z5 v3"), cluster="case"),
    ),
    "group_empty": ("kruskal_h", "group_empty:C", lambda: run(table("A: 1 2 3 / B: 4 4 5 / C: ?"))),
    "without_group": (
        "n_valid",
        "without_group:2",
        lambda: run(table("A: 1 2 3 / B: 4 4 5 / C: 1 2", levels=["A", "B"])),
    ),
    "share_of_few": (
        "agree_share",
        "n_below_20",
        lambda: run(table(f"A: {TENS} / B: {TENS}", agree=("4", "5"))),
    ),
    "test_of_few": ("kruskal_p", "n_below_10", lambda: run(table(f"A: {FIVES} / B: {TENS}"))),
    "ties_over_half": (
        "kruskal_h",
        "ties_over_half",
        lambda: run(table("A: 3 3 3 3 3 1 / B: 3 3 3 3 4 5")),
    ),
    "missing_over_20": (
        "kruskal_h",
        "missing_over_20",
        lambda: run(table(f"A: {FIVES} ~ ~ / B: {FIVES} ~ ~")),
    ),
    "dont_know_over_15": ("n_missing", "dont_know_over_15", lambda: run(table(f"A: {FIVES} ?"))),
    "unbalanced": (
        "kruskal_h",
        "unbalanced",
        lambda: run(table(f"A: 1 2 3 / B: {TENS} {TENS}")),
    ),
    "negative_eta": ("eta_squared_h", "negative_eta", lambda: run(table(f"A: {TENS} / B: {TENS}"))),
    "as_if_independent": (
        "kruskal_p",
        "as_if_independent",
        lambda: run(table(NESTED), cluster="case"),
    ),
    "few_clusters": (
        "cluster_permutation_p_min",
        "few_clusters:4",
        lambda: run(table(NESTED), cluster="case"),
    ),
    "monte_carlo_floor": (
        "permutation_p_min",
        "monte_carlo_floor",
        lambda: run(of_counts([[30, 30, 30, 20]] * 4), resamples=99),
    ),
    "near_alpha": (
        "permutation_p",
        "near_alpha",
        lambda: run(UNLIKE, resamples=99, alpha=0.65),
    ),
    "omnibus_above_alpha": (
        "mann_whitney_p",
        "omnibus_above_alpha",
        lambda: run(table(f"A: {TENS} / B: {TENS} / C: {TENS}")),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_rule_fires_where_it_should(name):
    (rule,) = [rule for rule in RULES if rule.id == name]
    stat, note, comparison = CASES[name]
    said = [row for row in comparison() if row.stat == stat and note in row.note]
    assert said
    assert note.partition(":")[0] == rule.note
    if rule.what == "refuse":
        assert all(row.value is None for row in said)
    else:
        assert any(row.value is not None for row in said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_has_its_sentence(language):
    for rule in RULES:
        sentence = say_note(f"{rule.note}:Tilburg", language)
        assert sentence.endswith((".", "?")), (rule.id, sentence)
        assert ("{" in sentence) is False


def test_the_sentences_differ_between_the_languages():
    for rule in RULES:
        assert say_note(f"{rule.note}:x", "nl") != say_note(f"{rule.note}:x", "en")


def test_every_rule_is_named_once_and_has_a_source_and_a_place_in_the_documentation():
    page = (Path(__file__).parents[2] / "docs" / "judgement.md").read_text("utf-8")
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.source
        assert f"`{rule.note}`" in page, rule.note


def test_a_rule_that_does_not_apply_leaves_the_row_alone():
    rows = run(of_counts([[20, 20, 10], [10, 10, 30]]), resamples=99)
    assert not [row for row in rows if row.note]
    assert all(row.value is not None for row in rows)


def test_a_study_may_set_a_threshold_and_the_note_says_which():
    answers = table(f"A: {TENS} {TENS} / B: {TENS} {TENS}", agree=("4", "5"))
    with judging_by(rulebook({"percentage_from": 30})):
        strict = run(answers, resamples=99)
        assert threshold("percentage_from") == 30
    usual = run(answers, resamples=99)
    assert [row for row in strict if row.stat == "agree_share" and "n_below_30" in row.note]
    assert not [row for row in usual if row.stat == "agree_share" and row.note]
    assert threshold("percentage_from") == 20


def test_a_threshold_that_is_unknown_is_refused():
    assert "percentage_from" in threshold_names()
    with pytest.raises(KeyError):
        rulebook({"percentage_form": 30})


def test_every_condition_names_a_fact_and_every_threshold_has_a_source():
    book = default_rulebook()
    for rule in book.rules:
        assert rule.when, rule.id
        for one in rule.when:
            assert one.fact.isidentifier(), rule.words
    assert all(one.source for one in book.thresholds.values())
