"""What study.yaml says for the report: read as it stands, and held against the study."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tests.instrument.test_study import problems
from wbp_survey.instrument.study import load_study
from wbp_survey.model.study import Committee, ReportFacts
from wbp_survey.report.appendices.consent import gaps_in

BOTH = '{nl: "a", en: "b"}'


def add(root, section):
    path = root / "study.yaml"
    path.write_text(f"{path.read_text('utf-8')}\nreport:\n{section}\n", "utf-8")


def codes(root):
    return [problem.code for problem in problems(root)]


def test_a_study_without_the_section_has_nothing_on_record(study):
    assert load_study(study).report == ReportFacts()
    add(study, "  approached: []")
    assert load_study(study).report == ReportFacts()


def test_the_section_is_read_in_full(study):
    add(study, f"""
  selection: {BOTH}
  limits: {BOTH}
  deviations: {BOTH}
  letter: {BOTH}
  approached:
  - {{role: bewoner, case: plein, approached: 9, refused: 2, why: {BOTH}}}
  - {{role: wijkagent, approached: 3}}
  committee:
    kind: reading
    members:
    - {{name: "A", function: {BOTH}, chair: true}}
    - {{name: "B"}}
  coreq:
    "12": {BOTH}
    3: {BOTH}""")  # fmt: skip
    found = load_study(study).report
    texts = {"nl": "a", "en": "b"}
    for told in (found.selection, found.limits, found.deviations, found.letter):
        assert told == texts
    first, second = found.approached
    assert (first.role, first.case, first.approached, first.refused) == ("bewoner", "plein", 9, 2)
    assert (first.why, second.case, second.refused) == (texts, "", 0)
    assert found.committee.kind == "reading"
    assert [(one.name, one.chair) for one in found.committee.members] == [("A", True), ("B", False)]
    assert found.committee.members[0].function == texts
    assert found.coreq == {"12": texts, "3": texts}


@pytest.mark.parametrize(
    ("section", "code"),
    [
        ("  approached: [{role: bewoners}]", "STUDY_UNKNOWN_ROLE_NEAR"),
        ("  approached: [{role: zzz}]", "STUDY_UNKNOWN_ROLE"),
        ("  approached: [{role: bewoner, case: plain}]", "STUDY_UNKNOWN_CASE_NEAR"),
        ("  approached: [{role: bewoner, approached: 2, refused: 3}]", "STUDY_REFUSED"),
        ("  approached: [{role: bewoner, approached: -2, refused: -3}]", "STUDY_REFUSED"),
        ("  approached: [{role: bewoner}, {role: bewoner}]", "STUDY_REPEATED"),
        ("  approached: [{case: plein}]", "INSTRUMENT_MISSING_KEY"),
        ("  committee: {members: [{name: A, chair: true}, {name: B, chair: true}]}",
         "STUDY_CHAIRS"),
        ('  committee: {members: [{name: " "}]}', "INSTRUMENT_EMPTY"),
        ("  committee: {kind: lees}", "INSTRUMENT_NOT_ONE_OF"),
        (f'  coreq: {{"33": {BOTH}}}', "STUDY_COREQ"),
        (f"  coreq: {{methode: {BOTH}}}", "STUDY_COREQ"),
        ('  coreq: {"3": "zo"}', "INSTRUMENT_NEEDS_TEXTS"),
        ('  coreq: {"3": {nl: "zo"}}', "INSTRUMENT_MISSING_TRANSLATION"),
        ('  letter: "zo"', "INSTRUMENT_NEEDS_TEXTS"),
        ('  letter: {nl: "zo"}', "INSTRUMENT_MISSING_TRANSLATION"),
        ('  approached: [{role: bewoner, why: {nl: "zo"}}]', "INSTRUMENT_MISSING_TRANSLATION"),
        ('  committee: {members: [{name: A, function: {en: "x"}}]}',
         "INSTRUMENT_MISSING_TRANSLATION"),
        ("  lettre: {}", "INSTRUMENT_UNKNOWN_KEY_NEAR"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(study, section, code):
    add(study, section)
    assert codes(study) == [code]


def test_the_same_role_may_be_told_of_per_case_and_as_a_whole(study):
    add(study, "  approached: [{role: bewoner}, {role: bewoner, case: plein}]")
    assert len(load_study(study).report.approached) == 2


def test_everything_wrong_with_it_is_said_at_once_with_its_place(study):
    lines = (study / "study.yaml").read_text("utf-8").count("\n")
    add(study, '  approached: [{role: zzz, refused: 2}]\n  coreq: {"0": {nl: "a", en: ""}}')
    found = [(problem.code, problem.place.split(":")[1]) for problem in problems(study)]
    assert found == [
        ("STUDY_REFUSED", str(lines + 3)),
        ("STUDY_UNKNOWN_ROLE", str(lines + 3)),
        ("STUDY_COREQ", str(lines + 4)),
        ("INSTRUMENT_MISSING_TRANSLATION", str(lines + 4)),
    ]


@pytest.mark.parametrize(
    "section", ["  []", "  approached: {a: 1}", "  approached: [1, null]", "  committee: []",
                "  committee: {members: [x]}", "  coreq: [1]", "  coreq: {3: null}", "  letter: 3"],
)  # fmt: skip
def test_what_has_another_shape_is_a_problem_and_no_crash(study, section):
    add(study, section)
    assert codes(study)


def test_the_example_on_the_page_reads_and_names_every_key_but_published_figures(study):
    page = (Path(__file__).parents[2] / "docs" / "reports.md").read_text("utf-8")
    (example,) = re.findall(r"```yaml\nreport:\n(.*?)```", page, re.DOTALL)
    add(study, example)
    found = load_study(study).report
    told = {key.name for key in fields(ReportFacts) if getattr(found, key.name)}
    assert told | {"published"} == {key.name for key in fields(ReportFacts)}
    assert gaps_in(found.letter["en"]) == ("commissioner",)


def test_our_own_study_names_nobody_and_leaves_the_same_gaps_in_both_languages():
    found = load_study(Path(__file__).parents[2]).report
    assert found.committee == Committee()
    assert found.approached == ()
    gaps = [gaps_in(found.letter[language]) for language in ("nl", "en")]
    assert len(gaps[0]) == len(gaps[1]) == 6
    assert found.letter["nl"].count("\n") == found.letter["en"].count("\n")
