"""Answers of others come into the journal: all or nothing, once, and without names."""

from __future__ import annotations

import shutil

import pytest

from tests.workflow.studies import ANSWERS, HOUSING, MAPPING, hold, said, small_study, survey
from wbp_survey.errors import WbpError
from wbp_survey.instrument.mapping import load_mapping
from wbp_survey.store.journal import events_of, verify
from wbp_survey.store.reading import responses, sessions
from wbp_survey.workflow.imports import (
    import_file,
    instrument_of,
    instrument_of_session,
    mapping_from_payload,
    starter_mapping,
)
from wbp_survey.workflow.study import journal

HOUSING_MAPPING = HOUSING.parent.parent.parent / "data" / "mappings" / "copenhagen_housing.yaml"


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


def refused(place, file, mapping=None):
    """Return code and line of every problem, after making sure that nothing was added."""
    before = everything(place)
    with pytest.raises(WbpError) as caught:
        import_file(place, file, mapping)
    assert everything(place) == before
    return [(one.code, one.place.rpartition(":")[2]) for one in caught.value.problems]


def everything(place):
    if not (place.root / "data" / "study.db").exists():
        return None
    with journal(place) as store:
        return sessions(store), responses(store)


def test_every_respondent_answer_and_missing_reason_comes_in(place, tmp_path):
    file, _ = survey(tmp_path)
    done = import_file(place, file)
    assert (done.people, done.new, done.answers) == (3, 3, 4)
    rows, given = everything(place)
    assert [(row.id, row.closed_at != "") for row in rows] == [(done.session, True)]
    said_ = {(one.participant, one.item): one.value or one.missing for one in given}
    assert said_ == {
        ("R1", "mood"): "1",
        ("R1", "trust"): "Low",
        ("R2", "mood"): "3",
        ("R2", "trust"): "High",
        ("R3", "mood"): "dont_know",
        ("R3", "trust"): "not_asked",
    }
    assert {(one.participant, one.municipality, one.role) for one in given} == {
        ("R1", "dorp", "bewoner"),
        ("R2", "stad", "bewoner"),
        ("R3", "stad", "bewoner"),
    }


def test_importing_the_same_file_again_adds_nothing_and_says_so(place, tmp_path):
    file, _ = survey(tmp_path)
    first = import_file(place, file)
    before = everything(place)
    again = import_file(place, file)
    assert (again.new, again.people, again.session) == (0, 3, first.session)
    assert everything(place) == before


def test_the_journal_still_verifies_after_an_import(place, tmp_path):
    hold(place, "one", said("member", "yes"))
    import_file(place, survey(tmp_path)[0])
    with journal(place) as store:
        assert verify(store) == []


def test_a_file_that_grew_does_not_count_its_first_people_twice(place, tmp_path):
    file, _ = survey(tmp_path)
    import_file(place, file)
    survey(tmp_path, ANSWERS + "R4,dorp,2,High\n")
    assert refused(place, file) == [("DATA_PEOPLE_AGAIN", str(file))]
    survey(tmp_path, "who,town,mood,trust\nR4,dorp,2,High\n")
    assert import_file(place, file).new == 1


def test_a_mapping_that_was_changed_is_not_passed_over_in_silence(place, tmp_path):
    file, _ = survey(tmp_path)
    import_file(place, file)
    survey(tmp_path, mapping=MAPPING.replace("{column: town}", "{constant: stad}"))
    assert refused(place, file) == [("DATA_MAPPING_CHANGED", str(file))]
    turned = MAPPING.replace("[Low, Medium, High]", "[High, Medium, Low]")
    survey(tmp_path, mapping=turned)
    again = [("DATA_PEOPLE_AGAIN", str(file)), ("DATA_MAPPING_ID", str(file))]
    assert refused(place, file) == again
    survey(tmp_path, mapping=turned.replace("id: survey", "id: survey-2"))
    assert refused(place, file) == again[:1]


def test_other_questions_under_the_same_name_are_refused(place, tmp_path):
    file, _ = survey(tmp_path)
    import_file(place, file)
    survey(tmp_path, ANSWERS.replace("R", "T"), MAPPING.replace("id: trust", "id: faith"))
    assert refused(place, file) == [("DATA_MAPPING_ID", str(file))]


def test_a_mapping_cannot_take_the_name_of_an_instrument(place, tmp_path):
    file, _ = survey(tmp_path, mapping=MAPPING.replace("id: survey", "id: small"))
    assert refused(place, file) == [("DATA_MAPPING_ID", str(file))]


def test_another_file_with_the_same_codes_for_other_people_comes_in(place, tmp_path):
    import_file(place, survey(tmp_path)[0])
    file, _ = survey(
        tmp_path / "elders",
        ANSWERS.replace("R1,dorp", "R1,stad"),
        MAPPING.replace("id: survey", "id: other"),
    )
    assert import_file(place, file).new == 3


def test_every_problem_is_told_at_once_with_its_line(place, tmp_path):
    file, _ = survey(
        tmp_path,
        "who,town,mood,trust\nR1,dorp,7,Low\n\nR2,drop,3,hoog\nR1,stad,2,Low\nJan,stad,2,Low\n",
    )
    assert refused(place, file) == [
        ("DATA_UNKNOWN_PLACE", "4"),
        ("DATA_PARTICIPANT_TWICE", "5"),
        ("DATA_PARTICIPANT_NAME", "6"),
        ("DATA_CODE_OUTSIDE", "2"),
        ("DATA_CODE_OUTSIDE", "4"),
    ]


def test_a_name_is_refused_and_not_repeated(place, tmp_path):
    file, _ = survey(tmp_path, "who,town,mood,trust\nJansen,dorp,1,Low\n")
    with pytest.raises(WbpError) as caught:
        import_file(place, file)
    assert "Jansen" not in str(caught.value)


def test_a_respondent_without_a_code_is_refused(place, tmp_path):
    file, _ = survey(tmp_path, "who,town,mood,trust\nR1,dorp,1,Low\n,dorp,1,Low\n")
    assert refused(place, file) == [("DATA_PARTICIPANT_TWICE", "3")]


def test_two_codes_that_the_mapping_makes_one_are_refused(place, tmp_path):
    mapping = MAPPING.replace("{column: who}", "{column: who, values: {R2: R1}}")
    file, _ = survey(tmp_path, mapping=mapping)
    assert refused(place, file) == [("DATA_PARTICIPANT_TWICE", "3")]


def test_one_constant_for_all_respondents_is_refused(place, tmp_path):
    file, _ = survey(tmp_path, mapping=MAPPING.replace("{column: who}", "{constant: R1}"))
    assert refused(place, file) == [("DATA_PARTICIPANT_TWICE", "3")]


def test_a_place_outside_the_study_must_be_admitted_in_words(place, tmp_path):
    elsewhere = ANSWERS.replace("dorp", "Elders")
    file, _ = survey(tmp_path, elsewhere)
    assert refused(place, file) == [("DATA_UNKNOWN_PLACE", "2")]
    survey(
        tmp_path,
        elsewhere,
        MAPPING.replace("{column: town}", "{column: town, outside_study: true}"),
    )
    assert import_file(place, file).new == 3


def test_a_place_written_otherwise_can_be_translated(place, tmp_path):
    file, _ = survey(
        tmp_path,
        ANSWERS.replace("dorp", "Het Dorp"),
        MAPPING.replace("{column: town}", '{column: town, values: {"Het Dorp": dorp}}'),
    )
    import_file(place, file)
    assert {one.municipality for one in everything(place)[1]} == {"dorp", "stad"}


def test_an_unknown_case_or_role_is_refused(place, tmp_path):
    file, _ = survey(
        tmp_path,
        mapping=MAPPING.replace("constant: bewoner", "constant: buur") + "case: {constant: erf}\n",
    )
    assert refused(place, file) == [("DATA_UNKNOWN_PLACE", "2"), ("DATA_UNKNOWN_PLACE", "2")]


def test_an_unknown_column_is_refused_with_the_nearest_name(place, tmp_path):
    file, _ = survey(tmp_path, ANSWERS.replace("mood", "moods"))
    with pytest.raises(WbpError) as caught:
        import_file(place, file)
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["nearest"]) == ("DATA_UNKNOWN_COLUMN", "moods")


def test_a_blank_that_the_order_names_is_an_answer(place, tmp_path):
    file, _ = survey(
        tmp_path,
        ANSWERS.replace("Low", "NA"),
        MAPPING.replace("[Low, Medium, High]", '["NA", Medium, High]'),
    )
    import_file(place, file)
    values = {one.value for one in everything(place)[1] if one.item == "trust"}
    assert values == {"NA", "High", None}


def test_a_file_without_a_mapping_says_where_to_keep_one(place, tmp_path):
    file = tmp_path / "los.csv"
    file.write_text(ANSWERS, "utf-8")
    assert refused(place, file) == [("DATA_NO_MAPPING", str(file))]
    kept = place.root / "data" / "mappings" / "los.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_text(MAPPING, "utf-8")
    assert import_file(place, file).mapping == str(kept)


def test_a_file_that_is_not_there_is_not_blamed_on_its_mapping(place, tmp_path):
    assert refused(place, tmp_path / "weg.csv") == [
        ("DATA_FILE_NOT_FOUND", str(tmp_path / "weg.csv"))
    ]


def test_a_broken_mapping_is_told_with_its_line(place, tmp_path):
    file, mapping = survey(tmp_path, mapping=MAPPING.replace("dont_know", "dunno"))
    with pytest.raises(WbpError) as caught:
        import_file(place, file)
    (problem,) = caught.value.problems
    assert problem.code.startswith("INSTRUMENT_UNKNOWN_REASON")
    assert f"{mapping.name}:9:" in problem.place


def test_the_instrument_of_an_import_stands_in_the_journal_itself(place, tmp_path):
    file, mapping = survey(tmp_path)
    done = import_file(place, file)
    mapping.unlink()
    file.unlink()
    with journal(place) as store:
        opened = events_of(store, done.session)[0]
    found = instrument_of_session(place, opened)
    assert [item.id for item in found.items] == ["mood", "trust"]
    assert found.item("trust").scale.codes == ("Low", "Medium", "High")
    assert found.sha256 == opened.payload["sha256"]


def test_a_mapping_comes_back_from_the_journal_as_it_was(place, tmp_path):
    file, written = survey(tmp_path)
    done = import_file(place, file)
    with journal(place) as store:
        opened = events_of(store, done.session)[0]
    assert mapping_from_payload(opened.payload["definition"]) == load_mapping(written)


def test_an_imported_item_agrees_where_the_mapping_says_so():
    form = instrument_of(load_mapping(HOUSING_MAPPING))
    assert {item.id: item.scale.agree for item in form.items} == {
        "cont": ("High",),
        "infl": ("High",),
        "sat": ("High",),
    }


def test_the_template_of_a_mapping_fits_the_file_it_was_made_from(tmp_path):
    file, mapping = survey(tmp_path)
    text = starter_mapping(file)
    for name in ("who", "town", "mood", "trust"):
        assert name in text
    mapping.write_text(text.replace('constant: ""', "constant: stad"), "utf-8")
    assert [item.column for item in load_mapping(mapping).items] == ["town", "mood", "trust"]


def test_all_residents_of_copenhagen_come_in_once(place, tmp_path):
    file = tmp_path / HOUSING.name
    shutil.copyfile(HOUSING, file)
    done = import_file(place, file, HOUSING_MAPPING)
    assert (done.people, done.new, done.answers) == (1681, 1681, 3 * 1681)
    assert import_file(place, file, HOUSING_MAPPING).new == 0
    assert len(everything(place)[1]) == 3 * 1681
