"""Rows about a scale: counts in are counts out, and every rule says its piece."""

from __future__ import annotations

from math import isfinite

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.scales.scale_answers import answers, latent, of_numbers, rows_of
from tests.analysis.tables import found, value
from wbp_survey.analysis.rules import current_rulebook, judging_by, rulebook
from wbp_survey.texts import LANGUAGES, say_note

near = pytest.approx
HUNDRED = latent(120, 4)
FORTY = HUNDRED[:40]
TEN = HUNDRED[:10]
SAFE = np.column_stack([HUNDRED, 6 - HUNDRED[:, 0]])


def like(values, ends=(1, 5), **known):
    return of_numbers(values, ends, **known)


def with_gaps(values, every, item=0):
    gone = values.copy()
    gone[::every, item] = np.nan
    return gone


def fixed(values, item=1):
    same = values.copy()
    same[:, item] = 3
    return same


def twins(values):
    return np.column_stack([values[:, 0], values[:, 0], *values[:, 1:].T])


def opposed(values):
    return np.column_stack([values[:, 0], 6 - values[:, 0], values[:, 0]])


# rule: the stat it speaks about, the note, and the rows of a scale in which it does.
CASES = {
    "formative_set": (
        "cronbach_alpha",
        "formative",
        lambda: rows_of(like(HUNDRED, kind="formative")),
    ),
    "single_item": ("item_rest_r", "items_below_2", lambda: rows_of(like(HUNDRED[:, :1]))),
    "item_without_variance": (
        "cronbach_alpha",
        "constant_item:q2",
        lambda: rows_of(like(fixed(HUNDRED))),
    ),
    "reliability_of_few": (
        "cronbach_alpha_ci_low",
        "reliability_below_20",
        lambda: rows_of(like(TEN)),
    ),
    "latent_of_few": ("omega_total", "model_below_100", lambda: rows_of(like(FORTY))),
    "alpha_undefined": (
        "cronbach_alpha",
        "sum_without_variance",
        lambda: rows_of(like(opposed(FORTY)[:, :2])),
    ),
    "dropped_undefined": (
        "alpha_if_dropped",
        "sum_without_variance",
        lambda: rows_of(like(np.column_stack([opposed(FORTY)[:, :2], FORTY[:, 2]]))),
    ),
    "dropped_of_two": (
        "alpha_if_dropped",
        "items_below_3",
        lambda: rows_of(like(FORTY[:, :2])),
    ),
    "factor_of_two": ("omega_total", "items_below_3", lambda: rows_of(like(HUNDRED[:, :2]))),
    "improper_factor": ("omega_total", "improper_solution", lambda: rows_of(like(twins(HUNDRED)))),
    "ordinal_alpha_of_many": (
        "ordinal_alpha",
        "ordinal_codes_above_11",
        lambda: rows_of(of_numbers(HUNDRED + np.arange(120)[:, None] / 200)),
    ),
    "polychoric_at_edge": (
        "ordinal_alpha",
        "polychoric_at_edge",
        lambda: rows_of(like(twins(HUNDRED))),
    ),
    "ends_unknown": ("floor_share", "scale_ends_unknown", lambda: rows_of(of_numbers(FORTY))),
    "scores_of_nobody": ("score_min", "all_missing", lambda: rows_of(answers(["??", "~~"]))),
    "scores_of_few": ("score_max", "n_below_3:s", lambda: rows_of(answers(["12", "34"]))),
    "alpha_crosses_bar": (
        "cronbach_alpha",
        "alpha_crosses:70",
        lambda: rows_of(like(latent(30, 4, loading=0.8))),
    ),
    "alpha_negative": ("cronbach_alpha", "negative_alpha", lambda: rows_of(like(opposed(FORTY)))),
    "turned_against": (
        "item_rest_r",
        "reversed_negative:q1",
        lambda: rows_of(like(FORTY, reverse=("q1",))),
    ),
    "item_against": ("cronbach_alpha", "item_negative:q5", lambda: rows_of(like(SAFE))),
    "do_not_drop": ("alpha_if_dropped", "do_not_drop", lambda: rows_of(like(FORTY))),
    "listwise_loses": (
        "cronbach_alpha",
        "listwise_loses:40",
        lambda: rows_of(like(with_gaps(HUNDRED, 3))),
    ),
    "invariance": (
        "cronbach_alpha",
        "measurement_invariance_not_tested",
        lambda: rows_of(like(FORTY), roles=2),
    ),
    "latent_responses": ("ordinal_alpha", "latent_responses", lambda: rows_of(like(HUNDRED))),
    "undeclared_scale": (
        "n_items",
        "undeclared_scale",
        lambda: rows_of(like(FORTY, declared=False)),
    ),
    "ends_of_few": ("floor_share", "n_below_20", lambda: rows_of(like(TEN))),
    "at_floor": (
        "floor_share",
        "floor_effect",
        lambda: rows_of(answers(["111"] * 10 + ["453"] * 30)),
    ),
    "at_ceiling": (
        "ceiling_share",
        "ceiling_effect",
        lambda: rows_of(answers(["555"] * 10 + ["453"] * 30)),
    ),
}


def mine():
    stats = {"cronbach_alpha", "omega_total", "floor_share", "ordinal_alpha", "alpha_if_dropped"}
    return [rule for rule in current_rulebook().rules if stats & rule.stats]


@pytest.mark.parametrize("name", CASES)
def test_a_rule_about_scales_fires_where_it_should(name):
    (rule,) = [rule for rule in current_rulebook().rules if rule.id == name]
    stat, note, rows = CASES[name]
    said = [row for row in rows() if row.stat == stat and note in row.note]
    assert said
    assert note.partition(":")[0] == rule.note
    if rule.what == "refuse":
        assert all(row.value is None for row in said)
    else:
        assert all(row.value is not None for row in said)


def test_every_rule_about_scales_is_shown_to_fire():
    assert {rule.id for rule in mine()} <= set(CASES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_about_scales_has_its_sentence(language):
    for rule in mine():
        sentence = say_note(f"{rule.note}:q1" if rule.detail else rule.note, language)
        assert sentence.endswith((".", "?")), rule.note
        assert "{" not in sentence


def test_the_study_sets_from_how_many_on_alpha_is_given():
    assert value(rows_of(like(TEN)), "cronbach_alpha") is None
    with judging_by(rulebook({"reliability_n": 8})):
        rows = rows_of(like(TEN))
        assert value(rows, "cronbach_alpha") is not None
        assert "model_below_100" in found(rows, "omega_total").note


def test_formative_items_get_no_number_of_consistency_and_no_other_reason():
    rows = rows_of(like(opposed(FORTY), kind="formative"))
    stats = ("cronbach_alpha", "cronbach_alpha_pairwise", "average_r", "omega_total")
    for stat in stats:
        assert (value(rows, stat), found(rows, stat).note) == (None, ("formative",))
    assert value(rows, "mean") is not None


def test_a_refused_model_is_not_fitted(monkeypatch):
    def fail(*_):
        raise AssertionError

    monkeypatch.setattr("wbp_survey.analysis.scales.reliability.one_factor", fail)
    monkeypatch.setattr("wbp_survey.analysis.scales.reliability.polychoric", fail)
    rows_of(like(FORTY))
    rows_of(like(HUNDRED, kind="formative"))


def test_who_answered_how_many_items_adds_up_to_everybody():
    rows = rows_of(answers(["123", "12?", "1??", "~~~", "...", "222"]))
    counts = [value(rows, f"answered:{m}") for m in (3, 2, 1, 0)]
    assert counts == [2, 1, 1, 2]
    assert found(rows, "n_complete").n == 6


def test_each_item_tells_every_reason_apart():
    rows = rows_of(answers(["1?", "2~", "3?", "4.", "55"]))
    assert value(rows, "n_valid", variable="q2") == 1
    assert value(rows, "n_missing", variable="q2") == 4
    reasons = {row.stat: row.value for row in rows if row.stat.startswith("missing:")}
    assert reasons == {"missing:dont_know": 2, "missing:refused": 1, "missing:not_asked": 1}


def test_rows_say_in_which_scale_they_stand_when_there_are_several():
    rows = rows_of(like(FORTY), by="scale", group="s")
    assert {(row.by, row.group) for row in rows} == {("scale", "s")}
    assert {(row.by, row.group) for row in rows_of(like(FORTY))} == {(None, None)}


def test_a_turned_item_says_so_and_not_that_it_is_shown_as_given():
    rows = rows_of(answers(["15", "24", "42"], reverse=("q2",)))
    assert "turned" in found(rows, "item_rest_r", variable="q2").note
    assert "turned" not in found(rows, "item_rest_r", variable="q1").note


scales = st.lists(st.text("12345?~.", min_size=3, max_size=3), min_size=1, max_size=40)


@settings(max_examples=150, deadline=None)
@given(scales, st.sampled_from([(), ("q2",)]), st.sampled_from(["half", "complete", "share80"]))
def test_whatever_the_answers_no_number_is_odd_and_none_lacks_its_reason(rows, reverse, rule):
    written = rows_of(answers(rows, reverse, rule=rule))
    for row in written:
        if row.value is None:
            assert row.note, row.stat
        else:
            assert isfinite(row.value)
    n_valid, n_missing = (
        value(written, "n_valid", variable="s"),
        value(written, "n_missing", variable="s"),
    )
    assert n_valid + n_missing == len(rows)
    bands = [row.value for row in written if row.stat.startswith("count:")]
    assert sum(bands) == n_valid


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 60),
    st.integers(1, 5),
    st.integers(0, 10_000),
    st.floats(0, 0.9),
    st.booleans(),
)
def test_any_numbers_at_all_give_rows(persons, items, seed, holes, declared):
    rng = np.random.default_rng(seed)
    values = rng.choice([0.5, 1, 2, 2.25, 1e6, -3], size=(persons, items))
    values[rng.random(values.shape) < holes] = np.nan
    written = rows_of(of_numbers(values, (-3, 1e6) if declared else None))
    assert all(row.note if row.value is None else isfinite(row.value) for row in written)
