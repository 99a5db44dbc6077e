"""The sentences of the appendices on codes, scales and findings: alike in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.report.test_texts import flat
from wbp_survey import texts
from wbp_survey.analysis.entries import ENDINGS
from wbp_survey.texts import has
from wbp_survey.workflow.findings import KINDS

AREAS = ("codes_appendix", "scales_appendix", "consistency")


def catalogue(area, language):
    file = Path(texts.__file__).parent / language / f"{area}.toml"
    return dict(flat(area, tomllib.loads(file.read_text("utf-8"))))


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_sentences_with_the_same_blanks(area):
    dutch, english = catalogue(area, "nl"), catalogue(area, "en")
    assert dutch.keys() == english.keys()
    for key in dutch:
        blanks = [set(re.findall(r"\{(\w+)\}", one[key])) for one in (dutch, english)]
        assert blanks[0] == blanks[1], key


def test_every_check_says_what_it_looks_for_and_every_ending_has_words():
    assert all(has(f"consistency.looks.{kind}") for kind in KINDS if kind != "session_in_future")
    assert all(has(f"codes_appendix.entries.ending.{one}") for one in ENDINGS)
