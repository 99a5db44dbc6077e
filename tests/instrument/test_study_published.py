"""The published figures of study.yaml: read in full, and every mistake named at its place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from wbp_survey.errors import StudyError
from wbp_survey.instrument.study import load_study
from wbp_survey.model.published import Part, PublishedFigure, check_published

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "tests" / "data" / "instruments" / "valid" / "study" / "study.yaml"
BEGIN = """report:
  published:
  - id: reports
    label: {nl: "meldingen", en: "reports"}
"""
GOOD = """    value: 29
    of: 42
    unit: case
    claim: most
    source: "Iemand (2018)"
    parts:
    - {value: 24, label: {nl: "politie", en: "police"}}
    - {value: 3.5, label: {nl: "gemeente", en: "town"}}
"""


def loaded(folder, text):
    shutil.copy(STUDY, folder / "study.yaml")
    file = folder / "study.yaml"
    file.write_text(file.read_text("utf-8") + BEGIN + text, "utf-8")
    return load_study(folder).report.published


def refused(folder, text):
    with pytest.raises(StudyError) as error:
        loaded(folder, text)
    return [(one.code, one.place.partition(":")[2]) for one in error.value.problems]


def test_a_figure_is_read_with_its_whole_its_parts_and_its_source(tmp_path):
    police, town = {"nl": "politie", "en": "police"}, {"nl": "gemeente", "en": "town"}
    parts = (Part(24, police), Part(3.5, town))
    label = {"nl": "meldingen", "en": "reports"}
    assert loaded(tmp_path, GOOD) == (
        PublishedFigure("reports", label, 29, 42, "case", "most", parts, "Iemand (2018)"),
    )


def test_all_mistakes_are_named_at_once(tmp_path):
    bad = """    value: -1
    claim: most
    parts:
    - {value: -2, label: {nl: "politie", en: "police"}}
"""
    codes = [code for code, _ in refused(tmp_path, bad)]
    assert codes == [
        "STUDY_PUBLISHED_NUMBER",
        "STUDY_PUBLISHED_CLAIM",
        "STUDY_PUBLISHED_PARTS",
        "STUDY_PUBLISHED_NUMBER",
    ]


def test_a_whole_of_nothing_and_a_name_used_twice_are_refused(tmp_path):
    twice = "    value: 3\n    of: 0\n  - {id: reports, label: {nl: a, en: b}, value: 2}\n"
    codes = [code for code, _ in refused(tmp_path, twice)]
    assert codes == ["STUDY_PUBLISHED_NUMBER", "STUDY_REPEATED"]


def test_a_unit_nobody_knows_and_a_label_in_one_language_are_refused(tmp_path):
    assert refused(tmp_path, "    value: 3\n    unit: street\n")
    single = '    value: 3\n  - {id: other, label: {nl: "alleen zo"}, value: 2}\n'
    assert refused(tmp_path, single)


def test_the_figures_of_the_study_itself_give_the_findings_that_were_seen_in_it():
    study = load_study(ROOT)
    units = {"case": len(study.cases), "municipality": len(study.municipalities)}
    failed = [
        (one.figure, one.check)
        for figure in study.report.published
        for one in check_published(figure, units)
        if not one.holds
    ]
    assert failed == [("lastage-followup", "parts"), ("five-of-six", "units")]


def test_the_example_on_the_page_reads_and_all_of_it_can_be_checked(tmp_path):
    page = (ROOT / "docs" / "reports.md").read_text("utf-8")
    (example,) = re.findall(r"```yaml\n  published:.*?\n(.*?)```", page, re.DOTALL)
    shutil.copy(STUDY, tmp_path / "study.yaml")
    file = tmp_path / "study.yaml"
    file.write_text(f"{file.read_text('utf-8')}report:\n  published:\n{example}", "utf-8")
    found = [
        (checked.figure, checked.check, checked.holds)
        for one in load_study(tmp_path).report.published
        for checked in check_published(one, {"case": 6, "municipality": 4})
    ]
    assert found == [
        ("follow-up", "parts", True),
        ("follow-up", "whole", True),
        ("follow-up", "claim", True),
        ("five-of-six", "whole", True),
        ("five-of-six", "units", True),
    ]
