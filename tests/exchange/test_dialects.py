"""Expressions of XLSForm, REDCap, LimeSurvey and formr come out as ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.exchange.dialects import (
    read_formr,
    read_limesurvey,
    read_redcap,
    read_xlsform,
    ticked,
)
from wbp_survey.exchange.trees import Node, Unsupported, write


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("${a}=1 and(${b}>2 or ${c}<3)", "${a} = 1 and (${b} > 2 or ${c} < 3)"),
        ("not( . > -3 )", "not(. > -3)"),
        ("../a = 'x' or /data/group/b = \"y\"", "${a} = 'x' or ${b} = 'y'"),
        ("${a}-1 - (2 - 3)", "${a} - 1 - (2 - 3)"),
        ("count-selected(${a}) div 2 mod 3", "count-selected(${a}) div 2 mod 3"),
        ("-(${a} + 1)", "-(${a} + 1)"),
        ("${a} = ‘dead’", "${a} = 'dead'"),
        ('contains(${a}, "it\'s")', 'contains(${a}, "it\'s")'),
    ],
)
def test_an_xlsform_expression_keeps_its_meaning(theirs, ours):
    assert write(read_xlsform(theirs)) == ours


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("[a] = '1' AND [b] <> \"\"", "${a} = '1' and ${b} != ''"),
        ("[box(2)] = '1'", "selected(${box}, '2')"),
        (
            "[box(2)] = '0' or [box(2)] <> '1'",
            "not(selected(${box}, '2')) or not(selected(${box}, '2'))",
        ),
        ("round([w]/([h])^2, 1)", "round(${w} div (${h} * ${h}), 1)"),
        ("sum([a], [b]) > 3", "${a} + ${b} > 3"),
        ("mean([a], [b])", "(${a} + ${b}) div 2"),
        ("isblankormissingcode([a])", "${a} = ''"),
        ("[box(1)] + 1", "if(selected(${box}, '1'), 1, 0) + 1"),
    ],
)
def test_branching_logic_keeps_its_meaning(theirs, ours):
    assert write(read_redcap(theirs)) == ours


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ('((Q1.NAOK == "A1"))', "${Q1} = 'A1'"),
        ("!is_empty(Q2) && Q1.NAOK ge 3", "not(${Q2} = '') and ${Q1} >= 3"),
        ("{Q1.NAOK + 1}", "${Q1} + 1"),
        ("this > 3 or self.NAOK < 1", ". > 3 or . < 1"),
        ("9X1X14SQ1 eq 'Y'", "${9X1X14SQ1} = 'Y'"),
    ],
)
def test_an_expression_of_limesurvey_keeps_its_meaning(theirs, ours):
    assert write(read_limesurvey(theirs)) == ours


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("sex == 1 & !is.na(age)", "${sex} = 1 and not(${age} = '')"),
        ("m %contains% '2' | TRUE", "selected(${m}, '2') or true()"),
    ],
)
def test_a_showif_of_formr_keeps_its_meaning(theirs, ours):
    assert write(read_formr(theirs)) == ours


@pytest.mark.parametrize(
    ("read", "theirs"),
    [
        (read_xlsform, "instance('a')/root/item[name = 'x']"),
        (read_xlsform, "${a} = "),
        (read_xlsform, "(" * 100 + "1" + ")" * 100),
        (read_xlsform, " or ".join(["${a} = 1"] * 400)),
        (read_redcap, "[event_1][a] = '1'"),
        (read_redcap, "[a"),
        (read_limesurvey, "Q1.shown == 'x'"),
        (read_limesurvey, "Q1 = 4"),
        (read_formr, "r(x) { y }"),
    ],
)
def test_what_has_no_counterpart_is_said_to_have_none(read, theirs):
    with pytest.raises(Unsupported):
        write(read(theirs))


def test_a_box_can_be_held_against_ticked_or_not_only():
    flag = Node("flag", "a", (Node("text", "1"),))
    assert write(ticked(Node("op", "=", (flag, Node("text", "Y"))))) == "selected(${a}, '1')"
    with pytest.raises(Unsupported):
        ticked(Node("op", "=", (flag, Node("text", "7"))))


leaves = st.one_of(
    st.sampled_from(["a", "b_1", "c-d"]).map(lambda name: Node("ref", name)),
    st.integers(0, 99).map(lambda number: Node("number", str(number))),
    st.sampled_from(["", "x", "it's", "two words"]).map(lambda words: Node("text", words)),
    st.just(Node("own")),
)


def grown(inner):
    signs = st.sampled_from(["or", "and", "=", "!=", "<", ">=", "+", "-", "*", "div", "mod"])
    both = st.tuples(inner, inner)
    return st.one_of(
        st.builds(lambda sign, parts: Node("op", sign, parts), signs, both),
        inner.map(lambda one: Node("call", "not", (one,))),
        both.map(lambda parts: Node("call", "coalesce", parts)),
    )


@given(st.recursive(leaves, grown, max_leaves=12))
def test_every_tree_that_is_written_reads_back_as_itself(tree):
    assert read_xlsform(write(tree)) == tree


@given(st.text(max_size=40))
def test_any_text_at_all_is_read_or_refused(words):
    for read in (read_xlsform, read_redcap, read_limesurvey, read_formr):
        try:
            write(read(words))
        except Unsupported:
            continue
