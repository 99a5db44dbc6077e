"""Which tests are corrected together, and how."""

from __future__ import annotations

import pytest

from wbp_survey.analysis.family import families
from wbp_survey.analysis.ranks import adjust_p
from wbp_survey.model.table import Variable


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
    found = families(variables, p)
    assert [one.p for one in found[:2]] == pytest.approx(adjust_p(p[:2], "holm"))
    assert [one.p for one in found[2:]] == pytest.approx(adjust_p(p[2:], "bh"))
    assert [one.kind for one in found] == ["confirmatory"] * 2 + ["exploratory"] * 2


def test_a_refused_test_is_no_member():
    found = families([item("a", "c"), item("b", "c"), item("d", "c")], [0.02, None, 0.03])
    assert [one.size for one in found] == [2, 2, 2]
    assert found[1].p is None
    assert found[0].p == pytest.approx(0.03)


def test_rounds_and_constructs_are_apart():
    variables = [item("a", "c", round_=1), item("a", "c", round_=2), item("b", "d")]
    assert [one.size for one in families(variables, [0.01, 0.02, 0.03])] == [1, 1, 1]
