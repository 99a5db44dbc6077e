from __future__ import annotations

import pytest

from wbp_survey.instrument.expression.kinds import Typed, expression_problems, kind_of, typed
from wbp_survey.model.instrument import Item, Option, ResponseScale

CODES = ("yes", "no", "1")
KNOWN = {
    "choice": Typed("code", CODES),
    "several": Typed("codes", ("a", "b")),
    "number": Typed("number"),
    "points": Typed("number", ("1", "2", "3")),
    "date": Typed("date"),
    "time": Typed("time"),
    "text": Typed("text"),
    "ages": Typed("number", several=True),
}


def codes(expression, wants="boolean", own=KNOWN["number"]):
    found = expression_problems(expression, wants, "x.yaml:1:1", KNOWN, own)
    assert all(problem.place == "x.yaml:1:1" for problem in found)
    for problem in found:
        for language in ("nl", "en"):
            assert problem.line(language)
    return [problem.code.removeprefix("INSTRUMENT_") for problem in found]


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "${choice} = 'yes' or ${choice} != ''",
        "${number} > 5 and ${number} = '5'",
        "${points} = '2' or ${points} >= 2 or selected(${points}, '3')",
        "selected(${choice}, 'no') and selected(${several}, 'a')",
        "${several} = '' or count-selected(${several}) > 1",
        "number(${choice}) > 1",
        "${date} > '2024-01-01' and ${date} <= today() and ${date} != ''",
        "today() - ${date} > 30 and ${date} < today() + 7 and decimal-date-time(${date}) > 19000",
        "int((today() - ${date}) div 365.25) >= 18",
        "${time} < '12:00' and decimal-time(${time}) > 0.5",
        "${text} = 'x' and contains(${text}, 'x') and number(${text}) = 3",
        "sum(${ages}) > 10 and max(${ages}) < 99 and count(${ages}) = 2",
        "indexed-repeat(${ages}, ${people}, 1) > 3",
        "if(${choice} = 'yes', 1, 0) + 1 = 2",
        "if(${choice} = 'yes', 'a', 'b') = 'a'",
        "if(${choice} = 'yes', ${number}, '') > 3",
        "coalesce(${number}, 0) > 3",
        "selected-at(${several}, 0) = 'a'",
        "selected(${several}, 'a') + selected(${several}, 'b') = 1",
        "selected(${several}, 'a') = 1 and true() = not(${number} > 1)",
        ". > 3 and ${unknown} = 'anything'",
        "once(${number}) = 3 and format-date(${date}, '%Y') = '2024'",
    ],
)
def test_what_fits_together_passes(expression):
    assert codes(expression) == []


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("${choice} = 1", ["TYPE_CODE"]),
        ("2 != ${choice}", ["TYPE_CODE"]),
        ("${choice} = 'ys'", ["UNKNOWN_CODE_NEAR"]),
        ("selected(${several}, 'zzz')", ["UNKNOWN_CODE"]),
        ("${points} = '9'", ["UNKNOWN_CODE"]),
        ("selected-at(${several}, 0) = 'q'", ["UNKNOWN_CODE"]),
        ("${several} = 'a'", ["TYPE_SEVERAL"]),
        ("${number} = 'veel'", ["TYPE_NUMBER"]),
        ("${number} = '2024-01-01'", ["TYPE_NUMBER"]),
        ("${text} = 5", ["TYPE_NUMBER"]),
        (". = 'x'", ["TYPE_NUMBER"]),
        ("${date} = 5", ["TYPE_DATE"]),
        ("${date} > 'gisteren'", ["TYPE_ORDER"]),
        ("${date} = '1-5-2024'", ["TYPE_DATE"]),
        ("${time} > 12", ["TYPE_TIME"]),
        ("${choice} > 1", ["TYPE_ORDER"]),
        ("${several} <= 'b'", ["TYPE_ORDER"]),
        ("${text} + 1 = 2", ["TYPE_ARITHMETIC"]),
        ("${several} * 2 = 2", ["TYPE_ARITHMETIC"]),
        ("-${choice} = 2", ["TYPE_ARITHMETIC"]),
        ("${date} * 2 = 2", ["TYPE_ARITHMETIC"]),
        ("round(${choice}) = 2", ["TYPE_ARITHMETIC"]),
        ("selected(${number}, '1')", ["TYPE_SELECTED"]),
        ("count-selected(${date}) = 1", ["TYPE_SELECTED"]),
        ("${number}", ["TYPE_TRUTH"]),
        ("'yes'", ["TYPE_TRUTH"]),
        ("count-selected(${several})", ["TYPE_TRUTH"]),
        ("${choice} and ${number} = 1", ["TYPE_TRUTH"]),
        ("not(${number})", ["TYPE_TRUTH"]),
        ("if(${choice}, 1, 2) = 1", ["TYPE_TRUTH"]),
        ("selected(${several}, 'a') = 'true'", ["TYPE_BOOLEAN"]),
        ("${ages} > 3", ["TYPE_REPEATED"]),
        ("string(${ages}) = '3'", ["TYPE_REPEATED"]),
        ("regex(${text}, '[0-9')", ["REGEX"]),
        ("${text} = ", ["EXPRESSION"]),
        ("text = 'x'", ["EXPRESSION_NAME"]),
        ("../text = 'x'", ["EXPRESSION_PATH"]),
        ("foo(${text}) = bar()", ["FUNCTION_NEAR", "FUNCTION"]),
        (
            "${choice} = 1 and ${several} = 'a' and ${number}",
            ["TYPE_CODE", "TYPE_SEVERAL", "TYPE_TRUTH"],
        ),
    ],
)
def test_what_never_fits_is_a_problem_each(expression, expected):
    assert codes(expression) == expected


def test_how_often_a_section_comes_must_be_a_number():
    assert codes("${number} + 1", wants="number") == []
    assert codes("${several}", wants="number") == ["TYPE_ARITHMETIC"]


def test_a_remedy_names_the_part_it_is_about():
    (problem,) = expression_problems("${choice} = 1", "boolean", "", KNOWN)
    assert "${choice} = '1'" in problem.remedy("en")
    assert "number(${choice})" in problem.remedy("nl")


def test_a_calculation_may_give_anything_and_is_what_its_expression_gives():
    assert codes("${number} + 1", wants="any") == []
    assert kind_of("${number} + 1", KNOWN).kind == "number"
    assert kind_of("today() + 7", KNOWN).kind == "days"
    assert kind_of("date(today() + 7)", KNOWN).kind == "date"
    assert kind_of("if(${number} > 1, 'a', 'b')", KNOWN) == Typed("text")
    assert kind_of("if(${number} > 1, '1', 2)", KNOWN).kind == "any"
    assert kind_of("${choice}", KNOWN) == Typed("code", CODES)
    assert kind_of("${number} >", KNOWN).kind == "any"
    item = Item("c", "calculate", {}, calculation="selected(${several}, 'a')")
    assert typed(item, KNOWN).kind == "boolean"


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("select_one", "code"),
        ("select_multiple", "codes"),
        ("rank", "codes"),
        ("scale", "number"),
        ("decimal", "number"),
        ("date", "date"),
        ("time", "time"),
        ("long_text", "text"),
        ("note", "any"),
    ],
)
def test_the_type_of_an_item_says_what_its_answer_is(type_, kind):
    scale = ResponseScale("s", "nominal", (Option("1", {}), Option("2", {})))
    with_scale = kind in ("code", "codes") or type_ == "scale"
    found = typed(Item("x", type_, {}, scale=scale if with_scale else None), {})
    assert (found.kind, found.codes) == (kind, ("1", "2") if with_scale else ())
