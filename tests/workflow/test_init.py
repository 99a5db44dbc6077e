"""A new study: complete, readable at once, and never on top of somebody's work."""

from __future__ import annotations

import shutil

import pytest

from wbp_survey.errors import StudyError
from wbp_survey.instrument.check import check_instruments
from wbp_survey.instrument.load import list_instruments
from wbp_survey.workflow import init as beginning
from wbp_survey.workflow.init import init, starter
from wbp_survey.workflow.study import open_place


def refusal(folder):
    with pytest.raises(StudyError) as caught:
        init(folder)
    (problem,) = caught.value.problems
    return problem.code


def test_a_new_study_opens_at_once_and_all_its_instruments_are_sound(tmp_path):
    root = init(tmp_path / "diep" / "studie")
    assert open_place(root).study.cases
    assert {row.id for row in list_instruments(root)} >= {"wijkagent-interview"}
    assert check_instruments(root) == []


def test_a_new_study_holds_no_data_and_nothing_left_over(tmp_path):
    root = init(tmp_path)
    assert sorted(one.name for one in root.iterdir()) == [
        "data",
        "instruments",
        "outputs",
        "study.yaml",
    ]
    assert [one.name for one in (root / "data").iterdir()] == ["mappings"]


def test_the_starter_is_copied_whole(tmp_path):
    root = init(tmp_path)
    source = starter() / "instruments"
    for file in (one for one in source.rglob("*") if one.is_file()):
        assert (root / "instruments" / file.relative_to(source)).read_bytes() == file.read_bytes()


def test_a_folder_that_holds_a_study_is_left_alone(tmp_path):
    init(tmp_path)
    (tmp_path / "study.yaml").write_text("van mij", "utf-8")
    assert refusal(tmp_path) == "STUDY_EXISTS"
    assert (tmp_path / "study.yaml").read_text("utf-8") == "van mij"


def test_instruments_without_a_study_are_left_alone_too(tmp_path):
    mine = tmp_path / "instruments" / "wijkagent-interview" / "draft.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_text("van mij", "utf-8")
    assert refusal(tmp_path) == "STUDY_EXISTS"
    assert mine.read_text("utf-8") == "van mij"


def test_other_files_in_the_folder_stay(tmp_path):
    (tmp_path / "notitie.txt").write_text("van mij", "utf-8")
    init(tmp_path)
    assert (tmp_path / "notitie.txt").read_text("utf-8") == "van mij"


def test_a_disk_that_fills_up_leaves_no_half_study_and_a_second_try_works(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(beginning.shutil, "copyfile", full)
    assert refusal(tmp_path) == "STUDY_FOLDER_READ_ONLY"
    assert not (tmp_path / "study.yaml").exists()
    assert not (tmp_path / "instruments").exists()
    monkeypatch.undo()
    assert open_place(init(tmp_path)).study


def test_a_place_that_is_a_file_is_refused(tmp_path):
    shutil.copyfile(__file__, tmp_path / "bestand")
    assert refusal(tmp_path / "bestand") == "STUDY_FOLDER_READ_ONLY"
