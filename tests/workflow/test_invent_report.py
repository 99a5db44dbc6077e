"""What the demonstration tells of itself is invented, says so, and is a section that reads."""

from __future__ import annotations

from pathlib import Path

from wbp_survey.instrument.reading import dump_yaml, read_yaml
from wbp_survey.instrument.study import load_study
from wbp_survey.workflow.init import init
from wbp_survey.workflow.invent_report import invented_report

MARK = {"nl": "verzonnen", "en": "invented"}


def texts(found):
    """Every text in two languages."""
    if isinstance(found, dict) and set(found) == set(MARK):
        yield found
    elif isinstance(found, dict | list):
        for one in found.values() if isinstance(found, dict) else found:
            yield from texts(one)


def test_all_of_it_says_that_it_is_invented():
    found = invented_report()
    members = found["committee"].pop("members")
    assert all("(verzonnen)" in one["name"] for one in members)
    told = list(texts(found))
    assert len(told) > 10
    assert all(f"({MARK[language]})" in one[language] for one in told for language in MARK)


def test_it_stands_beside_what_our_own_study_tells(tmp_path: Path):
    root = init(tmp_path / "study")
    file = root / "study.yaml"
    settings = read_yaml(file).data
    settings["report"] |= invented_report()
    file.write_text(dump_yaml(settings), "utf-8")
    found = load_study(root).report
    assert {one.role for one in found.approached} == {one.id for one in load_study(root).roles}
    assert [one.chair for one in found.committee.members].count(True) == 1
    assert found.letter["nl"]
