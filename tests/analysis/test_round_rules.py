"""Every rule about ratings in rounds fires where it should, says so, and names its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.round_tables import described
from wbp_survey.analysis.rules import default_rulebook
from wbp_survey.texts import LANGUAGES, say_note

MANY = "B37 B55 B64 B77 B88 B12 B29"

# rule: the stat it speaks about, the note, and ratings about which it does.
CASES = {
    "other_scale": ("class", "scale_not_1_9", {"codes": ("1", "2", "3")}, "plein: B12 B23 B31"),
    "few_of_a_role": ("median", "role_below_5", {}, "plein: B37 B55 B64 W12"),
    "nominal_change": ("n_up", "nominal", {"level": "nominal"}, f"plein: {MANY}"),
    "nobody_twice": ("median_shift", "no_pairs", {}, "plein: B3- B5- B6-"),
    "few_pairs": ("ipr_change", "pairs_below_3", {}, "plein: B37 B55 B6- B7-"),
    "few_in_a_round": ("ipr_change_all", "round_below_3", {}, "plein: B37 B55 B6- B7-"),
    "nobody_moved": ("sign_p", "no_change", {}, "plein: B33 B55 B66"),
    "sign_cannot_pass": ("sign_p", "min_p_above_alpha", {}, "plein: B34 B56 B67"),
    "sign_within_a_table": ("sign_p", "as_if_independent", {}, f"plein: {MANY}"),
    "tables_together": ("p30", "tables_pooled:2", {}, f"plein: {MANY} / brink: {MANY}"),
    "small_panel": ("class", "indicative", {}, "plein: B37 B55 B64"),
    "convergence": ("ipr_change", "convergence", {}, f"plein: {MANY}"),
    "one_round_only": ("n_pairs", "unpaired:1", {}, f"plein: {MANY} W5-"),
}


ROUND_RULES = [rule for rule in default_rulebook().rules if rule.id in CASES]


@pytest.mark.parametrize("rule", ROUND_RULES, ids=lambda rule: rule.id)
def test_a_rule_fires_where_it_should(rule):
    stat, note, known, text = CASES[rule.id]
    said = [row for row in described(text, **known) if row.stat == stat and note in row.note]
    assert said
    assert note.partition(":")[0] == rule.note
    if rule.what == "refuse":
        assert all(row.value is None for row in said)
    else:
        assert any(row.value is not None for row in said)


def test_where_nothing_is_the_matter_nothing_is_said():
    rows = described("plein: B37 B56 B64 B77 B88 B12 B29 B46")
    spoken = {note for row in rows if row.by == "session" for note in row.note}
    assert spoken == {"n_below_20", "as_if_independent", "convergence"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_has_its_sentence(language):
    for rule in ROUND_RULES:
        sentence = say_note(f"{rule.note}:2", language)
        assert sentence.endswith(".")
        assert "{" not in sentence


def test_every_rule_is_named_once_and_has_a_source_and_a_place_in_the_documentation():
    page = (Path(__file__).parents[2] / "docs" / "judgement.md").read_text("utf-8")
    assert len(ROUND_RULES) == len(CASES)
    for rule in ROUND_RULES:
        assert rule.source
        assert f"`{rule.note}`" in page, rule.note
