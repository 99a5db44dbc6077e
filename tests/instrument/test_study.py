from __future__ import annotations

import pytest

from wbp_survey.errors import StudyError
from wbp_survey.instrument.study import load_study
from wbp_survey.model.study import RoundTablePolicy


def problems(root):
    with pytest.raises(StudyError) as caught:
        load_study(root)
    return caught.value.problems


def edit(root, old, new):
    path = root / "study.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_study_is_read_in_full(study):
    found = load_study(study)
    assert found.title["nl"] == "Kleine studie"
    assert found.case("plein").municipality == "stad"
    assert found.case("plein").invented
    assert found.role("wijkagent").letter == "W"
    assert [scope.required for scope in found.consent.scopes] == [True, False]
    assert (found.seed, found.profile, found.synthetic, found.store) == (7, "publiek", False, "")
    assert found.constructs["group.size"]["en"] == "size"
    assert found.subtitle == {}


def test_a_folder_without_a_study_says_how_to_make_one(tmp_path):
    (problem,) = problems(tmp_path)
    assert problem.code == "STUDY_MISSING"
    assert "wbp init" in problem.remedy("nl")
    assert tmp_path.name in problem.cause("nl")


def test_everything_wrong_is_said_at_once(study):
    edit(study, "municipality: stad", "municipality: stat")
    edit(study, "{id: wijkagent, letter: ", "{id: bewoner, letter: ")
    edit(study, 'letter: "B"', 'letter: "W"')
    edit(study, "profile: publiek", "profile: publik")
    edit(study, 'en: "Small study"', 'en: ""')
    edit(study, "seed: 7", "seed: 7\nsed: 8")
    assert [(problem.place, problem.code) for problem in problems(study)] == [
        ("study.yaml:1:30", "INSTRUMENT_MISSING_TRANSLATION"),
        ("study.yaml:7:31", "STUDY_UNKNOWN_MUNICIPALITY_NEAR"),
        ("study.yaml:10:4", "STUDY_REPEATED"),
        ("study.yaml:10:17", "STUDY_REPEATED"),
        ("study.yaml:18:16", "INSTRUMENT_NOT_ONE_OF_NEAR"),
        ("study.yaml:20:1", "INSTRUMENT_UNKNOWN_KEY"),
    ]


def test_one_consent_is_required_and_none_stands_twice(study):
    edit(study, "{id: quote", "{id: participate")
    edit(study, "required: true", "required: false")
    assert [problem.code for problem in problems(study)] == [
        "STUDY_NO_REQUIRED_SCOPE",
        "STUDY_REPEATED",
    ]


def test_a_scope_may_need_one_that_was_asked_before_it(study):
    edit(study, "{id: quote, ", "{id: quote, needs: participate, ")
    assert [one.needs for one in load_study(study).consent.scopes] == ["", "participate"]
    edit(study, "needs: participate", "needs: partcipate")
    (problem,) = problems(study)
    assert (problem.place, problem.code) == ("study.yaml:16:17", "STUDY_UNKNOWN_SCOPE_NEAR")
    assert problem.remedy("en") == "Did you mean participate?"


@pytest.mark.parametrize(
    ("scope", "needed"), [("participate", "quote"), ("participate", "participate")]
)
def test_a_scope_cannot_need_itself_or_one_that_comes_later(study, scope, needed):
    edit(study, f"{{id: {scope}, ", f"{{id: {scope}, needs: {needed}, ")
    assert [problem.code for problem in problems(study)] == ["STUDY_SCOPE_ORDER"]


def test_how_round_tables_are_judged_may_be_said(study):
    assert load_study(study).round_tables == RoundTablePolicy("higher", 7)
    edit(
        study,
        "  seed: 7",
        "  seed: 7\n  round_tables: {median_between: lower, indicative_below: 5}",
    )
    assert load_study(study).round_tables == RoundTablePolicy("lower", 5)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("median_between: hoger", "INSTRUMENT_NOT_ONE_OF_NEAR"),
        ("indicative_below: 0", "STUDY_INDICATIVE"),
        ('indicative_below: "7"', "INSTRUMENT_NEEDS_WHOLE_NUMBER"),
        ("indicatief: 7", "INSTRUMENT_UNKNOWN_KEY_NEAR"),
    ],
)
def test_a_wrong_way_of_judging_is_refused(study, said, code):
    edit(study, "  seed: 7", f"  seed: 7\n  round_tables: {{{said}}}")
    (problem,) = problems(study)
    assert (problem.place, problem.code) == ("study.yaml:20:18", code)


def test_constructs_and_roles_need_every_language(study):
    edit(study, '{nl: "omvang", en: "size"}', '{nl: "omvang"}')
    edit(study, 'en: "resident"', 'en: " "')
    found = [(problem.place, problem.code) for problem in problems(study)]
    assert found == [
        ("study.yaml:9:53", "INSTRUMENT_MISSING_TRANSLATION"),
        ("study.yaml:21:3", "INSTRUMENT_MISSING_TRANSLATION"),
    ]


def test_a_letter_is_one_letter(study):
    edit(study, 'letter: "B"', 'letter: "Bew"')
    assert [problem.code for problem in problems(study)] == ["STUDY_LETTER"]


def test_an_unknown_language_is_refused(study):
    edit(study, "languages: [nl, en]", "languages: [nl, en, xx]")
    assert "STUDY_UNKNOWN_LANGUAGE" in [problem.code for problem in problems(study)]


def test_an_empty_or_broken_study_file_is_a_problem(study):
    (study / "study.yaml").write_text("", encoding="utf-8")
    assert [problem.code for problem in problems(study)] == ["INSTRUMENT_FILE_EMPTY"]
    (study / "study.yaml").write_text("title: a: b", encoding="utf-8")
    assert [problem.code for problem in problems(study)] == ["INSTRUMENT_YAML_COLON"]
