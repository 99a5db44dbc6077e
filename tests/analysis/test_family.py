"""Which tests are corrected together, and how."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.tables import factor, found, run, table, value
from wbp_survey.analysis.family import families
from wbp_survey.analysis.ranks import adjust_p
from wbp_survey.model.table import Column, Table, Variable


def item(name, construct="", *, scale=False, round_=None):
    return Variable(name, (), (), construct=construct, scale=scale, round=round_)


def test_scores_are_corrected_by_holm_and_items_of_a_construct_by_benjamini_hochberg():
    variables = [
        item("s1", "c", scale=True),
        item("s2", "d", scale=True),
        item("a", "c"),
        item("b", "c"),
    ]
    p = [0.01, 0.04, 0.03, 0.05]
    members = families(variables, p)
    assert [one.p for one in members[:2]] == pytest.approx(adjust_p(p[:2], "holm"))
    assert [one.p for one in members[2:]] == pytest.approx(adjust_p(p[2:], "bh"))
    assert [one.kind for one in members] == ["confirmatory"] * 2 + ["exploratory"] * 2


def test_a_refused_test_is_no_member():
    members = families([item("a", "c"), item("b", "c"), item("d", "c")], [0.02, None, 0.03])
    assert [one.size for one in members] == [2, 2, 2]
    assert members[1].p is None
    assert members[0].p == pytest.approx(0.03)


def test_rounds_and_constructs_are_apart():
    variables = [item("a", "c", round_=1), item("a", "c", round_=2), item("b", "d")]
    assert [one.size for one in families(variables, [0.01, 0.02, 0.03])] == [1, 1, 1]


def several(*columns):
    """A table of two groups of ten, with these columns."""
    return replace(columns[0], columns=tuple(one for table in columns for one in table.columns))


def answers(name, text, **known):
    made = table(text, **known)
    (only,) = made.columns
    return replace(made, columns=(replace(only, variable=replace(only.variable, id=name)),))


LOW_HIGH = "A: 1 1 2 2 1 2 1 2 1 2 / B: 2 3 2 3 2 3 2 3 1 2"
ALIKE = "A: 1 2 3 4 5 1 2 3 4 5 / B: 1 2 3 4 5 1 2 3 4 4"
FEW = "A: 1 1 2 2 1 2 1 2 1 2 / B: ? ? ? ? ? ? ? ? ? ?"


def test_the_rows_of_a_comparison_hold_the_p_of_their_family_and_its_size():
    rows = run(
        several(
            answers("s1", LOW_HIGH, construct="c", scale=True),
            answers("s2", ALIKE, construct="d", scale=True),
            answers("a", LOW_HIGH, construct="c"),
            answers("b", ALIKE, construct="c"),
            answers("lost", FEW, construct="c"),
        )
    )
    p = {name: value(rows, "permutation_p", variable=name) for name in ("s1", "s2", "a", "b")}
    for names, method, kind in (
        (("s1", "s2"), "holm", "confirmatory"),
        (
            ("a", "b"),
            "bh",
            "exploratory",
        ),
    ):
        adjusted = adjust_p([p[name] for name in names], method)
        for name, wanted in zip(names, adjusted, strict=True):
            row = found(rows, "omnibus_p_adjusted", variable=name)
            assert row.value == pytest.approx(wanted)
            assert row.method == method
            assert kind in row.note
            assert value(rows, "family_size", variable=name) == 2
    lost = found(rows, "omnibus_p_adjusted", variable="lost")
    assert lost.value is None
    assert "not_in_family" in lost.note


def test_an_item_alone_in_its_family_is_not_corrected():
    rows = run(several(answers("a", LOW_HIGH, construct="c"), answers("b", ALIKE, construct="d")))
    assert not [row for row in rows if row.stat in {"omnibus_p_adjusted", "family_size"}]


def test_pairs_are_read_behind_the_p_of_the_family():
    third = " / C: 1 2 3 1 2 3 2 2 2 3"
    strong = answers("a", LOW_HIGH + third, construct="c")
    others = [answers(f"b{k}", ALIKE + third, construct="c") for k in range(6)]
    alone, among = run(strong), run(several(strong, *others))
    assert value(alone, "permutation_p") < 0.05 < value(among, "omnibus_p_adjusted", variable="a")
    pair = ("mann_whitney_p", "A", "B")
    assert "omnibus_above_alpha" not in found(alone, *pair).note
    assert "omnibus_above_alpha" in found(among, *pair, variable="a").note


def test_where_there_are_too_many_answers_to_permute_chi_square_is_the_member():
    rng = np.random.default_rng(5)
    n = 3000
    codes = tuple(str(one) for one in range(n))
    columns = tuple(
        Column(
            Variable(name, codes, tuple(map(float, range(n))), level="ratio"),
            rng.permutation(n).astype(np.int32),
            np.zeros(n, np.int8),
        )
        for name in ("a", "b")
    )
    rows = run(Table(n, columns, {"group": factor("group", "ABC", "ABC" * (n // 3))}))
    assert "permutation_skipped" in found(rows, "permutation_p", variable="a").note
    p = [value(rows, "kruskal_p", variable=name) for name in ("a", "b")]
    adjusted = [value(rows, "omnibus_p_adjusted", variable=name) for name in ("a", "b")]
    assert adjusted == pytest.approx(adjust_p(p, "bh"))
