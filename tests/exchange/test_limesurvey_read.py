"""A LimeSurvey structure becomes an instrument; one that does not hold together is refused."""

from __future__ import annotations

import pytest

from tests.exchange.making import answers, fates, lss, questions, read
from wbp_survey.errors import InstrumentError

ROWS = {"SQ1": "Row one", "SQ2": "Row two"}


@pytest.fixture
def survey(tmp_path):
    """Read a survey of these questions."""
    return lambda *rows, **tables: read(tmp_path / "s.lss", lss(questions(*rows, **tables)))


def types(instrument):
    return [(one.id, one.type) for one in instrument.items]


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        ("S", "text"), ("T", "long_text"), ("U", "long_text"), ("N", "decimal"), ("D", "date"),
        ("X", "note"), ("5", "scale"), ("Y", "select_one"), ("G", "select_one"),
    ],
)  # fmt: skip
def test_a_simple_question_is_asked_as_what_it_is(survey, letter, expected):
    found, _ = survey({"type": letter, "text": "<p>Hello <b>there</b></p>"})
    assert types(found) == [("Q1", expected)]
    assert found.item("Q1").text == {"en": "Hello there"}
    assert found.languages == ("en",)


@pytest.mark.parametrize("letter", ["L", "!", "O"])
def test_a_list_has_its_answers_and_may_ask_for_others(survey, letter):
    found, _ = survey({"type": letter, "other": "Y"}, **answers(q1={"A1": "one", "A2": "two"}))
    assert found.item("Q1").scale.codes == ("A1", "A2", "-oth-")
    assert found.item("Q1").scale.options[-1].other
    assert types(found)[1:] == ([("Q1_comment", "long_text")] if letter == "O" else [])


def test_boxes_become_one_question_with_several_answers(survey):
    exclusive = {"qid": 1, "attribute": "exclude_all_others", "value": "SQ2", "language": ""}
    most = {"qid": 1, "attribute": "max_answers", "value": "1", "language": ""}
    found, _ = survey({"type": "M", "subs": ROWS}, question_attributes=[exclusive, most])
    item = found.item("Q1")
    assert [(one.code, one.exclusive) for one in item.scale.options] == [
        ("SQ1", False),
        ("SQ2", True),
    ]
    assert item.constraints[0].check == "count-selected(.) <= 1"


@pytest.mark.parametrize(
    ("letter", "expected"),
    [("F", "select_one"), ("H", "select_one"), ("C", "select_one"), ("A", "scale"), ("B", "scale")],
)
def test_an_array_becomes_a_matrix(survey, letter, expected):
    found, _ = survey({"type": letter, "subs": ROWS}, **answers(q1={"1": "bad", "2": "good"}))
    assert types(found) == [("Q1_SQ1", expected), ("Q1_SQ2", expected)]
    assert {one.matrix for one in found.items} == {"Q1"}
    assert found.item("Q1_SQ2").text["en"] == "Row two"
    assert found.item("Q1_SQ2").stem["en"] == "Question 1"


def test_a_ranking_takes_its_options_from_rows_or_answers(survey):
    found, _ = survey({"type": "R", "subs": ROWS})
    assert found.item("Q1").scale.codes == ("SQ1", "SQ2")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("1", ""),
        ('Q1.NAOK == "Y"', "${Q1} = 'Y'"),
        ('((9X1X1.NAOK == "Y"))', "${Q1} = 'Y'"),
        ("!is_empty(Q2.NAOK)", "not(${Q2} = '')"),
        ('Q3_SQ1.NAOK == "Y"', "selected(${Q3}, 'SQ1')"),
        ("is_empty(Q3_SQ2)", "not(selected(${Q3}, 'SQ2'))"),
        ('9X1X3SQ1 == "Y"', "selected(${Q3}, 'SQ1')"),
        ('Q3_S301 == "Y"', "selected(${Q3}, 'SQ1')"),
        ("Q2 > 3", "${Q2} > 3"),
    ],
)
def test_a_relevance_equation_is_ours(survey, condition, expected):
    found, _ = survey(
        {"type": "Y"},
        {"type": "N"},
        {"type": "M", "subs": ROWS},
        {"type": "T", "relevance": condition},
    )
    assert found.item("Q4").relevant == expected


def test_an_equation_that_cannot_be_expressed_is_told_and_noted(survey):
    found, ledger = survey({"type": "Y"}, {"type": "T", "relevance": 'Q1.shown == "Yes"'})
    assert found.item("Q2").relevant == ""
    assert "Q1.shown" in found.item("Q2").note
    assert fates(ledger)["relevance", "dropped", "expression"] == 1


def test_mandatory_softly_mandatory_hidden_and_files_are_told_apart(survey):
    hidden = {"qid": 3, "attribute": "hidden", "value": "1", "language": ""}
    found, ledger = survey(
        {"type": "T", "mandatory": "Y"},
        {"type": "T", "mandatory": "S"},
        {"type": "T"},
        {"type": "|"},
        question_attributes=[hidden],
    )
    assert [(one.id, one.required) for one in found.items] == [("Q1", True), ("Q2", False)]
    told = fates(ledger)
    assert told["mandatory", "approximated", "soft_mandatory"] == 1
    assert told["type T", "dropped", "hidden"] == 1
    assert told["type |", "dropped", "device"] == 1


def test_an_equation_is_a_calculation_and_validation_a_check(survey):
    given = [
        {"qid": 1, "attribute": "em_validation_q", "value": "this > 3", "language": ""},
        {"qid": 1, "attribute": "em_validation_q_tip", "value": "More.", "language": "en"},
        {"qid": 1, "attribute": "cssclass", "value": "wide", "language": ""},
    ]
    found, ledger = survey(
        {"type": "N"}, {"type": "*", "text": "{Q1.NAOK * 2}"}, question_attributes=given
    )
    assert found.item("Q1").constraints[0].check == ". > 3"
    assert found.item("Q1").constraints[0].message == {"en": "More."}
    assert found.item("Q2").calculation == "${Q1} * 2"
    assert fates(ledger)["attribute", "dropped", "attribute"] == 1


def test_an_old_file_has_its_words_in_the_rows_themselves(tmp_path):
    row = {"sid": 9, "gid": 1, "parent_qid": 0, "qid": 1, "type": "L", "title": "Q1"}
    tables = {
        "groups": [
            {"gid": 1, "group_name": "Groep", "language": "nl"},
            {"gid": 1, "group_name": "Group", "language": "en"},
        ],
        "questions": [
            row | {"question": "Vraag", "language": "nl"},
            row | {"question": "Question", "language": "en"},
        ],
        "answers": [
            {"qid": 1, "code": "1", "answer": "een", "language": "nl", "scale_id": 0},
            {"qid": 1, "code": "1", "answer": "one", "language": "en", "scale_id": 0},
        ],
    }
    found, _ = read(tmp_path / "old.lss", lss(tables, "nl", "en "))
    assert found.item("Q1").text == {"nl": "Vraag", "en": "Question"}
    assert found.item("Q1").scale.options[0].label == {"nl": "een", "en": "one"}
    assert found.sections[0].title == {"nl": "Groep", "en": "Group"}


def test_two_answers_with_one_code_both_stay_and_that_is_told(survey):
    twice = answers(q1={"A1": "one", "A2": "two"})
    twice["answers"][1]["code"] = "A1"
    found, ledger = survey({"type": "L"}, **twice)
    assert [one.label["en"] for one in found.item("Q1").scale.options] == ["one", "two"]
    assert found.item("Q1").scale.codes == ("A1", "A1_2")
    assert fates(ledger)["code", "approximated", "code_changed"] == 1


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("sum(Q1, Q2) > 3", "${Q1} + ${Q2} > 3"),
        ("count(Q1, Q2) > 1", "if(${Q1} = '', 0, 1) + if(${Q2} = '', 0, 1) > 1"),
    ],
)
def test_answers_are_added_up_and_counted(survey, condition, expected):
    found, _ = survey({"type": "N"}, {"type": "N"}, {"type": "T", "relevance": condition})
    assert found.item("Q3").relevant == expected


def broken(**changes):
    tables = questions({"type": "T"})
    return lss(tables | changes)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (broken()[:300], "s.lss:"),
        (broken().replace("Survey</LimeSurveyDocType>", "Label set</LimeSurveyDocType>"), "s.lss"),
        (broken(surveys=[{"sid": 9, "language": ""}]), "s.lss"),
        (broken(surveys_languagesettings=[{"surveyls_language": ""}]), "s.lss"),
        (broken(groups=[{"gid": 2}]), "s.lss:"),
        (broken(subquestions=[{"qid": 5, "parent_qid": 77, "title": "x"}]), "s.lss:"),
        ('<!DOCTYPE x [<!ENTITY a "b">]>' + broken().partition("?>")[2], "s.lss"),
        ("", "s.lss"),
        ("no xml", "s.lss"),
    ],
)
def test_a_survey_that_is_damaged_is_refused_with_the_place(tmp_path, text, place):
    (tmp_path / "s.lss").write_text(text, encoding="utf-8")
    with pytest.raises(InstrumentError) as refused:
        read(tmp_path / "s.lss")
    assert {one.code for one in refused.value.problems} == {"INSTRUMENT_FOREIGN_BROKEN"}
    assert refused.value.problems[0].place.startswith(place)


def test_a_place_too_far_for_any_survey_counts_as_none(survey):
    found, _ = survey({"type": "S", "question_order": "9" * 5000}, {"type": "S"})
    assert [item.id for item in found.items] == ["Q1", "Q2"]


def test_a_ranking_of_more_than_there_is_to_rank_takes_all(survey):
    most = [{"qid": 1, "attribute": "max_answers", "value": "9" * 5000}]
    question = {"type": "R", "subs": {"a": "A", "b": "B"}}
    found, _ = survey(question, question_attributes=most)
    assert found.item("Q1").top == 0
