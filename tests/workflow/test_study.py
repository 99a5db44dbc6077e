"""The study somebody stands in is found and opened, or it is said why not."""

from __future__ import annotations

import pytest

from tests.workflow.studies import CLOSED, hold, said, small_study
from wbp_survey.errors import StudyError
from wbp_survey.store.reading import sessions
from wbp_survey.workflow.study import journal, open_place


def test_the_study_is_found_from_any_folder_inside_it(tmp_path, monkeypatch):
    small_study(tmp_path)
    deep = tmp_path / "instruments" / "small"
    monkeypatch.chdir(deep)
    assert open_place().root == tmp_path
    assert open_place().outputs == tmp_path / "outputs"


def test_a_folder_that_is_no_study_is_refused(tmp_path):
    with pytest.raises(StudyError) as caught:
        open_place(tmp_path)
    assert [one.code for one in caught.value.problems] == ["STUDY_MISSING"]


def test_a_named_folder_is_not_searched_above(tmp_path):
    small_study(tmp_path)
    with pytest.raises(StudyError):
        open_place(tmp_path / "instruments")


def test_every_problem_of_a_broken_study_is_told_with_its_line(tmp_path):
    place = small_study(tmp_path)
    file = place.root / "study.yaml"
    text = file.read_text("utf-8").replace("municipality: dorp", "municipality: drop")
    file.write_text(text.replace("languages:", "langauges:"), "utf-8")
    with pytest.raises(StudyError) as caught:
        open_place(tmp_path)
    codes = {one.code for one in caught.value.problems}
    assert {"STUDY_UNKNOWN_MUNICIPALITY_NEAR", "INSTRUMENT_UNKNOWN_KEY_NEAR"} <= codes
    for problem in caught.value.problems:
        name, line = problem.place.split(":")[:2]
        assert name.endswith("study.yaml")
        assert int(line) > 0


def test_without_any_data_there_is_no_journal_and_looking_makes_none(tmp_path):
    place = small_study(tmp_path)
    with pytest.raises(StudyError) as caught, journal(place):
        pass
    assert caught.value.problems[0].code == "STUDY_NO_DATA"
    assert not (tmp_path / "data" / "study.db").exists()


def test_the_journal_is_where_the_study_says(tmp_path):
    place = small_study(tmp_path / "study")
    elsewhere = tmp_path / "elders.db"
    file = place.root / "study.yaml"
    file.write_text(file.read_text("utf-8") + f"store: sqlite:///{elsewhere}\n", "utf-8")
    place = open_place(place.root)
    hold(place, "one", said("member", "yes"), CLOSED)
    assert elsewhere.exists()
    with journal(place) as store:
        assert [row.id for row in sessions(store)] == ["one"]
