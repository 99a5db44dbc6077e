"""What is written in another language is told apart, with what XLSForm wants instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.errors import Problem
from wbp_survey.instrument.expression.grammar import faults
from wbp_survey.instrument.expression.slips import slip
from wbp_survey.texts import LANGUAGES


@pytest.mark.parametrize(
    ("expression", "found", "wanted"),
    [
        ("${a} == 'x'", "==", "="),
        ("${a} === 'x'", "===", "="),
        ("${a} !== 'x'", "!==", "!="),
        ("${a} <> 'x'", "<>", "!="),
        ("${n} ≤ 5", "≤", "<="),
        ("${n} => 5", "=>", ">="),
        ("${a} = 'x' en ${n} > 3", "en", "and"),
        ("${a} = 'x' AND ${n} > 3", "AND", "and"),
        ("${a} = 'x' && ${n} > 3", "&&", "and"),
        ("${a} = 'x' of ${n} > 3", "of", "or"),
        ("${a} = 'x' || ${n} > 3", "||", "or"),
        ("${n} / ${m} > 1", "/", "div"),
        ("(${n} + 1) / 2 > 1", "/", "div"),
        ("${n} × 2 > 1", "×", "*"),
        ("${a} = ‘x’", "‘", "'"),
    ],
)
def test_a_sign_of_another_language_is_named_with_what_to_write(expression, found, wanted):
    (fault,) = faults(expression)
    assert fault.code == "INSTRUMENT_EXPRESSION_SIGN"
    assert fault.values == {"found": found, "wanted": wanted}


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("${t} > 18:00", "INSTRUMENT_EXPRESSION_CLOCK"),
        ("${a} = 'x", "INSTRUMENT_EXPRESSION_QUOTE"),
        ("selected(${a}, 'x'", "INSTRUMENT_EXPRESSION_BRACKETS"),
        ("(${n} > 1", "INSTRUMENT_EXPRESSION_BRACKETS"),
        ("${n} > > 1", "INSTRUMENT_EXPRESSION"),
    ],
)
def test_what_is_torn_is_told_apart(expression, code):
    (fault,) = faults(expression)
    assert fault.code == code
    for language in LANGUAGES:
        values = {"expression": expression} | fault.values
        assert expression in Problem(code, "", values).cause(language)


@pytest.mark.parametrize(
    "expression",
    ["${a} = 'x == y en z'", '${a} = "18:00 of 19:00"', "${en} = ${of}", "regex(., '[0-9]/[(]')"],
)
def test_what_stands_in_texts_and_names_is_no_slip(expression):
    assert faults(expression) == ()
    assert slip(expression) is None


@given(st.text(max_size=30))
def test_any_text_is_looked_at_without_an_exception(text):
    found = slip(text)
    assert found is None or found[0].startswith("INSTRUMENT_EXPRESSION_")
