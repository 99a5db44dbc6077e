from __future__ import annotations

import pytest

from wbp_survey.errors import StudyError
from wbp_survey.instrument.study import load_study


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
