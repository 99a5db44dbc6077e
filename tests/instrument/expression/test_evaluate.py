from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.errors import InstrumentError
from wbp_survey.instrument.expression.evaluate import check_expression, evaluate, references

ANSWERS = {
    "n": 7,
    "d": 0.15,
    "rules": "schriftelijk",
    "channels": ["tel112", "app"],
    "code": "4",
    "refused": None,
    "on": "2024-05-01",
    "a-b": 1,
}


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "  ",
        "${n} > 5 and selected(${channels}, 'tel112')",
        "${rules} = 'schriftelijk'",
        "${rules} != 'mondeling' or false()",
        "${n} > 10 or ${n} >= 7",
        "not(selected(${channels}, 'tel'))",
        "count-selected(${channels}) = 2",
        "count-selected(${refused}) = 0",
        "if(${n} = 7, 'x', 'y') = 'x'",
        "coalesce(${refused}, 3) = 3",
        "coalesce(${n}, 3) = 7",
        "${d} = 0.15",
        "${d} * 2 = 0.3",
        "round(${d} * 10) = 2",
        "${code} > 3 and ${code} = 4",
        "(1 + 2) * 3 div 2 mod 2 = 0.5",
        "${n}-1 = 6",
        "-${n} < -6",
        "${a-b} = 1",
        "${on} > '2024-04-30' and ${on} < '2025-01-01'",
        "string-length(${rules}) = 12 and contains(${rules}, 'lijk')",
        "starts-with(${rules}, 'schrift')",
        "number(${code}) = 4 and string(${n}) = '7' and boolean(${n}) and true()",
        "'${n}' = '${n}'",
        '${rules} = "schriftelijk"',
        "${n}",
        "${\tn } = 7",
    ],
)
def test_holds(expression):
    assert check_expression(expression) == ""
    assert evaluate(expression, ANSWERS) is True


@pytest.mark.parametrize(
    "expression",
    [
        "${refused} > 0",
        "${refused} <= 0",
        "${refused} = 0",
        "${refused} = 'x'",
        "${refused}",
        "${unknown} + 1 > 0",
        "${unknown} + 1",
        "${rules} > 3",
        "1 div 0 = 1",
        "1 mod 0 > 0",
        "0",
        "selected(${channels}, 'tel')",
        "selected(${refused}, '')",
        "not(${n})",
    ],
)
def test_does_not_hold(expression):
    assert check_expression(expression) == ""
    assert evaluate(expression, ANSWERS) is False


def test_a_missing_answer_is_empty_as_in_xlsform():
    assert evaluate("${refused} = ''", ANSWERS)
    assert evaluate("${refused} != 'x'", ANSWERS)


@pytest.mark.parametrize(("own", "holds"), [(3, True), (3.5, True), (5.01, False), (None, False)])
def test_a_dot_is_the_own_value(own, holds):
    assert evaluate(". >= 1 and . <= 5", {}, own) is holds


def test_a_dot_can_be_several_codes():
    assert evaluate("count-selected(.) <= 2 and selected(., 'b')", {}, ["a", "b"])


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("${n} >", "unexpected end of source"),
        ("${n} == 7", "unexpected '=' operator"),
        ("${n} = 7 en ${d} = 3", "unexpected name 'en'"),
        ("$n = 1", "$ without {…}"),
        ("${n = 1", "$ without {…}"),
        ("${} = 1", "$ without {…}"),
        ("n = 1", "n"),
        ("*", "*"),
        ("../n = 1", "/"),
        ("/data/n", "/"),
        ("@n", "@"),
        ("${n}[1]", "["),
        ("position() = 1", "position"),
        ("string()", "string"),
        ("selected(${n})", "Too few arguments"),
        ("document('x')", "unknown function 'document'"),
        ("__import__('os').system('true')", "unknown function '__import__'"),
        ("1 +" * 400, "more than 1000 characters"),
    ],
)
def test_what_is_not_xlsform_is_refused_with_a_reason(expression, why):
    assert why in check_expression(expression)


def test_endless_brackets_are_refused_or_judged_but_never_crash():
    expression = "(" * 450 + "1" + ")" * 450
    assert check_expression(expression) or evaluate(expression, {})


def test_evaluating_what_does_not_parse_is_a_problem():
    with pytest.raises(InstrumentError) as caught:
        evaluate("${n} >", ANSWERS)
    assert [problem.code for problem in caught.value.problems] == ["INSTRUMENT_EXPRESSION"]


def test_references_are_the_items_outside_quotes_each_once():
    assert references("${b} > 1 and ${a-b} = '${c}' or ${b} = ${ d }") == ("b", "a-b", "d")
    assert references(". > 3") == ()


NUMBERS = st.one_of(st.integers(-999, 999), st.decimals(-99, 99, places=2).map(float))


@given(NUMBERS, NUMBERS)
def test_numbers_compare_as_numbers(left, right):
    answers = {"x": left, "y": right}
    assert evaluate("${x} < ${y}", answers) is (left < right)
    assert evaluate("${x} = ${y}", answers) is (left == right)
    assert evaluate(f"${{x}} >= {right}", answers) is (left >= right)


@given(st.lists(st.sampled_from("abcde"), unique=True), st.sampled_from("abcde"))
def test_selected_is_membership(codes, code):
    assert evaluate(f"selected(${{x}}, '{code}')", {"x": codes}) is (code in codes)
    assert evaluate(f"count-selected(${{x}}) = {len(codes)}", {"x": codes})


@given(st.text(st.sampled_from("${}ab.()'\"<=>!+-*/@[]| ,1andornotselectd:"), max_size=40))
def test_any_text_is_either_refused_or_judged(expression):
    if not check_expression(expression):
        assert evaluate(expression, {"a": 1, "b": "x"}, 3) in (True, False)


def test_no_expression_reaches_python(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for text in ("open('x','w')", "exec('1')", "${__class__}", "doc('file:///etc/passwd')"):
        if not check_expression(text):
            assert evaluate(text, {}) is False
    assert list(tmp_path.iterdir()) == []
