"""Which words a comparison gets, and that none of them says there is no difference."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import wbp_survey
from tests.analysis.tables import of_counts, run, table
from wbp_survey.report.verdict import groups_word, verdict

TENS = "1 1 2 2 3 3 4 4 5 5"
CASES = {
    "untested": lambda: run(table("A: 3 3 3 / B: 3 3 3")),
    "undecidable": lambda: run(table("A: 1 2 3 / B: 4 5 5")),
    "no_sign": lambda: run(table(f"A: {TENS} / B: {TENS}")),
    "differ": lambda: run(table(f"A: {TENS} / B: 4 4 5 5 5 5 5 5 5 5")),
    "many": lambda: run(of_counts([[5, 5, 5]] * 25), resamples=99),
}


def total(rows):
    return {row.stat: row for row in rows if row.group is None and row.group2 is None}


@pytest.mark.parametrize("kind", CASES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_rule_chooses_its_words(kind, language):
    said = verdict(total(CASES[kind]()), "municipality", 0.05, language)
    assert said.kind == kind
    assert said.text.endswith(".")
    assert "{" not in said.text
    assert "?" not in said.text


def test_a_small_p_that_does_not_survive_its_family_is_no_sign():
    rows = total(CASES["differ"]())
    adjusted = rows["permutation_p"].__class__("q", "omnibus_p_adjusted", 0.2, 20)
    size = rows["permutation_p"].__class__("q", "family_size", 9.0, 20)
    said = verdict(
        {**rows, "omnibus_p_adjusted": adjusted, "family_size": size}, "role", 0.05, "nl"
    )
    assert said.kind == "not_corrected"
    assert "9 toetsen" in said.text


def test_groups_have_their_name():
    assert groups_word("municipality", "nl") == "de gemeenten"
    assert groups_word("Type", "nl") == "de groepen"


def test_no_sentence_about_comparing_says_that_nothing_differs():
    for language, words in (
        ("nl", ("geen verschil", "zijn gelijk")),
        ("en", ("no difference between", "are equal")),
    ):
        folder = Path(wbp_survey.__file__).parent / "texts" / language
        for name in ("verdict", "paired", "crosstab", "survey"):
            text = str(tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))).casefold()
            assert not [word for word in words if word in text], (language, name)
