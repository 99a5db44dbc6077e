"""Every function with a case as ODK's documentation describes it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from elementpath import ElementPathError, XPath1Parser, XPathContext
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from wbp_survey.instrument.expression.evaluate import Repeated, check_expression, compute, evaluate
from wbp_survey.instrument.expression.functions import ALL, REFUSED
from wbp_survey.instrument.expression.grammar import faults
from wbp_survey.model.instrument import Option, ResponseScale

ANSWERS = {
    "colors": ["red", "green", "purple"],
    "one": "red",
    "gone": None,
    "name": "  Jan   de  Boer ",
    "n": 7,
    "d": 2.345,
    "born": "1990-05-01",
    "at": "18:00",
    "yes": "yes",
    "ages": Repeated((3, 8, 5)),
    "names": Repeated(("An", None, "Bo")),
    "nobody": Repeated(),
    "seven": 7.0,
}
SCALES = {
    "colors": ResponseScale(
        "colors",
        "nominal",
        (
            Option("red", {"nl": "rood", "en": "red"}),
            Option("green", {"nl": "groen", "en": "green"}),
        ),
    )
}
MOMENT = datetime(2024, 5, 1, 14, 30, 5, 250000, tzinfo=UTC)

CASES = [
    ("selected(${colors}, 'green')", 1),
    ("selected(${one}, 'gre')", 0),
    ("selected-at(${colors}, 0)", "red"),
    ("selected-at(${colors}, 2)", "purple"),
    ("selected-at(${colors}, 3)", None),
    ("selected-at(${colors}, -1)", None),
    ("count-selected(${colors})", 3),
    ("count-selected(${gone})", 0),
    ("checklist(1, 2, ${yes}, 'no', 'yes')", 1),
    ("checklist(3, -1, ${yes}, 'no', 'yes')", 0),
    ("weighted-checklist(4, -1, 'yes', 3, 'no', 9, 'yes', 2)", 1),
    ("weighted-checklist(-1, 4, 'yes', 3, 'yes', 2)", 0),
    ("if(${n} > 5, 'many', 'few')", "many"),
    ("coalesce(${gone}, ${n})", 7),
    ("coalesce(${n}, 0)", 7),
    ("coalesce(${gone}, '')", None),
    ("once(${n})", 7),
    ("not(${n} = 7)", 0),
    ("true()", 1),
    ("false()", 0),
    ("boolean('false')", 1),
    ("boolean(0)", 0),
    ("boolean-from-string('true')", 1),
    ("boolean-from-string('yes')", 0),
    ("string(${n})", "7"),
    ("string-length('Möbius')", 6),
    ("normalize-space(${name})", "Jan de Boer"),
    ("contains('abc', 'bc')", 1),
    ("starts-with('abc', 'ab')", 1),
    ("ends-with('abc', 'bc')", 1),
    ("ends-with('abc', 'ab')", 0),
    ("regex('1234 AB', '[0-9]{4} [A-Z]{2}')", 1),
    ("regex('1234 AB ', '[0-9]{4} [A-Z]{2}')", 0),
    ("substr('abcdef', 1, 3)", "bc"),
    ("substr('abcdef', 2)", "cdef"),
    ("substr('abcdef', -2)", "ef"),
    ("substring-before('a-b-c', '-')", "a"),
    ("substring-before('abc', '-')", None),
    ("substring-after('a-b-c', '-')", "b-c"),
    ("substring-after('abc', '-')", None),
    ("translate('bar', 'abc', 'AB')", "BAr"),
    ("translate('cab', 'abc', 'AB')", "AB"),
    ("upper-case('straße 1')", "STRASSE 1"),
    ("lower-case('ABC')", "abc"),
    ("concat('a', 1, '-', ${one})", "a1-red"),
    ("concat(${names})", "AnBo"),
    ("join(', ', ${names})", "An, , Bo"),
    ("join('', ${ages})", "385"),
    ("number('12')", 12),
    ("number('x')", None),
    ("int(-2.7)", -2),
    ("int(2.7)", 2),
    ("floor(-2.1)", -3),
    ("ceiling(2.1)", 3),
    ("round(2.5)", 3),
    ("round(-2.5)", -2),
    ("round(${d}, 2)", 2.35),
    ("round(1234, -2)", 1200),
    ("abs(-3)", 3),
    ("5 mod -2", 1),
    ("-5 mod 2", -1),
    ("sqrt(9)", 3),
    ("sqrt(-1)", None),
    ("pow(2, 10)", 1024),
    ("pow(10, 999)", None),
    ("exp(0)", 1),
    ("exp10(3)", 1000),
    ("log(1)", 0),
    ("log(0)", None),
    ("log10(1000)", 3),
    ("sin(0)", 0),
    ("cos(0)", 1),
    ("tan(0)", 0),
    ("round(asin(1) * 2, 4)", 3.1416),
    ("acos(1)", 0),
    ("round(atan(1) * 4, 4)", 3.1416),
    ("round(atan2(1, 1) * 4, 4)", 3.1416),
    ("round(pi(), 4)", 3.1416),
    ("sum(${ages})", 16),
    ("sum(${nobody})", 0),
    ("sum(${names})", None),
    ("min(${ages})", 3),
    ("max(${ages})", 8),
    ("max(${nobody})", None),
    ("max(1, ${n}, 3)", 7),
    ("count(${names})", 3),
    ("count(${nobody})", 0),
    ("count-non-empty(${names})", 2),
    ("indexed-repeat(${ages}, ${people}, 2)", 8),
    ("indexed-repeat(${ages}, ${people}, 4)", None),
    ("position(..)", 2),
    ("date('2024-02-29')", "2024-02-29"),
    ("date(19844)", "2024-05-01"),
    ("date('2024-02-30')", None),
    ("date(today() + 30)", "2024-05-31"),
    ("date-time('2024-05-01')", "2024-05-01T00:00:00"),
    ("date-time(19844.5)", "2024-05-01T12:00:00"),
    ("decimal-date-time('2024-05-01')", 19844),
    ("decimal-date-time('2024-05-01T12:00:00')", 19844.5),
    ("decimal-time('12:00')", 0.5),
    ("decimal-time(${at})", 0.75),
    ("decimal-time('25:00')", None),
    ("format-date('2024-05-01', '%e-%n-%Y %y %b %a %d/%m')", "1-5-2024 24 May Wed 01/05"),
    ("format-date-time('2024-05-01T09:05:07.250', '%H:%M:%S.%3 %h')", "09:05:07.250 9"),
    ("format-date('nee', '%Y')", None),
    ("today()", "2024-05-01"),
    ("now()", "2024-05-01T14:30:05.250+00:00"),
    ("int((today() - ${born}) div 365.25)", 34),
    ("jr:choice-name(selected-at(${colors}, 1), '${colors}')", "groen"),
    ("jr:choice-name('blue', '${colors}')", "blue"),
    ("jr:choice-name('blue', '${one}')", None),
]


@pytest.mark.parametrize(("expression", "value"), CASES)
def test_a_function_does_what_odk_says(expression, value):
    assert check_expression(expression) == ""
    assert compute(expression, ANSWERS, today=MOMENT, position=2, scales=SCALES) == value


def test_every_function_has_a_case():
    tried = " ".join(expression for expression, _ in CASES)
    assert [name for name in ALL if f"{name}(" not in tried] == []


def test_without_an_argument_a_text_function_is_about_the_own_answer():
    assert evaluate("string-length() = 3", {}, "abc")
    assert compute("normalize-space()", {}, " a  b ") == "a b"


def test_once_keeps_what_there_was():
    assert compute("once(${n})", ANSWERS, 3) == 3
    assert compute("once(today())", {}, "2020-01-01", today=MOMENT) == "2020-01-01"


def test_without_a_day_today_is_unknown():
    assert compute("today()", {}) is None
    assert compute("now()", {}) is None
    assert compute("now()", {}, today=date(2024, 5, 1)) == "2024-05-01T00:00:00.000"


def test_clock_times_compare_as_times_and_dates_as_dates():
    assert evaluate("${at} > '09:00' and ${at} <= '18:00:00'", ANSWERS)
    assert evaluate("${born} < today()", ANSWERS, today=MOMENT)
    assert not evaluate("${at} > '2024-01-01'", ANSWERS)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_we_refuse_says_why(name):
    assert [fault.code for fault in faults(f"{name}('a') = 1")] == [REFUSED[name]]


def test_all_wrong_functions_are_named_with_the_nearest_we_have():
    found = faults("slected(${a}, 'x') and cuont(${b}) > random() and zzzzzz()")
    assert [(fault.code, fault.values.get("near")) for fault in found] == [
        ("INSTRUMENT_FUNCTION_NEAR", "selected"),
        ("INSTRUMENT_FUNCTION_NEAR", "count"),
        ("INSTRUMENT_FUNCTION_CHANCE", None),
        ("INSTRUMENT_FUNCTION", None),
    ]


@pytest.mark.parametrize(
    ("expression", "wanted", "found"),
    [
        ("selected(${a})", "2", 1),
        ("round(1, 2, 3)", "1-2", 3),
        ("concat()", "1-…", 0),
        ("position()", "1", 0),
        ("today(1)", "0", 1),
    ],
)
def test_a_wrong_number_of_arguments_is_said(expression, wanted, found):
    (fault,) = faults(expression)
    assert fault.code == "INSTRUMENT_FUNCTION_ARGUMENTS"
    assert (fault.values["wanted"], fault.values["found"]) == (wanted, found)


def test_other_answers_of_an_earlier_interview_are_refused():
    assert [one.code for one in faults("${last-saved#a} = 1")] == ["INSTRUMENT_FUNCTION_OUTSIDE"]


# What XPath 1.0 has too, elementpath computes in its own way: an independent second opinion.
NUMBER = st.one_of(st.integers(-99, 99), st.decimals(-9, 9, places=1)).map(str)
TEXT = st.text(st.sampled_from("ab é1"), max_size=4).map(lambda text: f"'{text}'")
VALUE = st.one_of(NUMBER, TEXT)
PAIR = st.tuples(VALUE, VALUE)
NUMBERS = st.tuples(NUMBER, NUMBER)
XPATH = st.one_of(
    NUMBERS.flatmap(
        lambda two: st.sampled_from(["+", "-", "*", "<", "<=", ">", ">=", "=", "!="]).map(
            lambda sign: f"{two[0]} {sign} {two[1]}"
        )
    ),
    PAIR.map(lambda two: f"{two[0]} = {two[1]}"),
    PAIR.map(lambda two: f"{two[0]} != {two[1]}"),
    PAIR.map(lambda two: f"{two[0]} < {two[1]}"),
    PAIR.map(lambda two: f"contains(string({two[0]}), string({two[1]}))"),
    PAIR.map(lambda two: f"starts-with(string({two[0]}), string({two[1]}))"),
    PAIR.map(lambda two: f"concat(string({two[0]}), string({two[1]}))"),
    PAIR.map(lambda two: f"substring-before(string({two[0]}), string({two[1]}))"),
    PAIR.map(lambda two: f"boolean({two[0]}) and not({two[1]})"),
    VALUE.map(lambda one: f"string-length(string({one}))"),
    VALUE.map(lambda one: f"normalize-space(string({one}))"),
    NUMBER.map(lambda one: f"floor({one})"),
    NUMBER.map(lambda one: f"ceiling({one})"),
    NUMBER.map(lambda one: f"round({one})"),
    TEXT.map(lambda one: f"translate({one}, 'ab', 'b')"),
    # With signs elementpath follows Python; XPath lets the remainder follow the first number.
    st.tuples(st.integers(0, 99), st.integers(1, 9)).map(lambda two: f"{two[0]} mod {two[1]}"),
)


@given(XPATH)
def test_what_xpath_has_comes_out_as_elementpath_computes_it(expression):
    context = XPathContext(etree.Element("x"))
    try:
        theirs = XPath1Parser().parse(expression).evaluate(context)
    except (ArithmeticError, ElementPathError):
        assume(False)  # noqa: FBT003 - where XPath says NaN, they raise
    ours = compute(expression, {})
    if isinstance(theirs, bool):
        assert ours == int(theirs)
    elif theirs == "" or theirs != theirs:  # noqa: PLR0124 - NaN
        assert ours is None
    elif isinstance(theirs, str):
        assert ours == theirs
    else:
        assert ours == pytest.approx(float(theirs))
