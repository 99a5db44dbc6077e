"""The scales in a report: scored in words, alpha only where it says something, all by the gate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.reports import comparison, made
from tests.report.scored import NAMES, OWN, scale_record, spread, with_scale
from wbp_survey.model.instrument import Instrument, Item, Section
from wbp_survey.model.table import Variable
from wbp_survey.report.appendices.scale_tables import (
    compared_table,
    item_table,
    overview_table,
    score_table,
    scores_gathered,
    shown,
    spread_table,
    told_classes,
)
from wbp_survey.report.appendices.scales import scales, scoring
from wbp_survey.report.blocks import Heading, Passage, Table
from wbp_survey.report.gate.release import THRESHOLDS, release

NOWHERE = Path()
MANY, FEW = spread(40), spread(7)


def cells(table, record, profile="publiek", language="nl"):
    inputs = with_scale(record, language, profile)
    found = shown(inputs)
    draft = table(inputs, found if table is not item_table else found[0])
    return [row.cells for row in release(draft, profile).rows]


def notes(table, record, profile="publiek"):
    inputs = with_scale(record, "nl", profile)
    found = shown(inputs)
    draft = table(inputs, found if table is not item_table else found[0])
    return release(draft, profile).notes


def test_a_scale_of_enough_persons_has_alpha_with_its_interval():
    (row,) = cells(overview_table, scale_record(*MANY))
    assert row[:4] == ("Omgang", "reflectief", "3", "40")
    assert row[4].count(",") == 3
    assert row[5] == "40"


def test_below_twenty_there_is_no_alpha_and_it_is_said_why():
    record = scale_record(*spread(19))
    (row,) = cells(overview_table, record)
    assert row[4] == "–"
    assert any("Minder dan 20 mensen" in note for note in notes(overview_table, record))
    assert cells(overview_table, scale_record(*spread(20)))[0][4] != "–"


def test_a_formative_scale_has_none_however_many_answered():
    record = scale_record(*MANY, kind="formative")
    assert cells(overview_table, record)[0][4] == "–"
    assert any("formatief" in note for note in notes(overview_table, record))
    assert len(cells(item_table, record)[0]) == 5


def test_items_stand_with_their_source_and_whether_they_are_turned():
    found = cells(item_table, scale_record(*MANY))
    assert [row[0] for row in found] == [f"{at}\xa0\xa0{name}." for at, name in enumerate(NAMES, 1)]
    assert [row[1] for row in found] == [OWN] * 3
    assert [row[2] for row in found] == ["nee", "nee", "ja"]
    assert [row[3] for row in found] == ["40"] * 3
    assert len(found[0]) == 6


def test_what_rests_on_few_is_hidden_and_explained():
    record = scale_record(*FEW)
    assert set(cells(overview_table, record)[0][3:]) == {"x"}
    assert set(cells(score_table, record)[0][1:]) == {"x"}
    assert {cell for row in cells(item_table, record) for cell in row[3:]} == {"x"}
    for table in (overview_table, item_table, score_table):
        assert any(note.startswith("x:") for note in notes(table, record))
        assert not any(note.startswith("x:") for note in notes(table, scale_record(*MANY)))
    assert cells(overview_table, record, "consortium")[0][3] == "7"


def test_a_scale_on_which_everybody_scores_the_same_tells_nothing():
    record = scale_record(*[(3, 3, 3)] * 30)
    assert cells(score_table, record)[0][3] == "x"


def test_scores_are_spread_over_the_finest_classes_without_few():
    even = scale_record(*[(5, 5, 1)] * 20, *[(1, 1, 5)] * 20)
    found = cells(spread_table, even)
    assert [row[1] for row in found[1:]] == ["50%", *["0%"] * 8, "50%"]
    assert found[1][0] == "0 tot 1"
    assert found[-1][0] == "9 tot en met 10"
    inputs = with_scale(scale_record(*[(5, 5, 1)] * 3, *[(1, 1, 5)] * 30))
    assert told_classes(inputs, shown(inputs)[0]) == {}


ANSWERS = st.lists(st.tuples(*[st.integers(0, 5)] * 3), min_size=1, max_size=60)


@settings(max_examples=80, deadline=None)
@given(ANSWERS, st.sampled_from(["publiek", "consortium"]))
def test_no_class_of_scores_that_is_told_holds_few(answers, profile):
    inputs = with_scale(scale_record(*answers), profile=profile)
    one = shown(inputs)[0]
    for n in told_classes(inputs, one).values():
        assert n == 0 or n >= THRESHOLDS[profile]


@pytest.mark.parametrize(
    ("known", "begins"),
    [
        ({}, "De score is het gemiddelde van de beantwoorde items, voor wie er ten minste 2 van"),
        ({"rule": "complete"}, "De score is het gemiddelde van alle 3 items"),
        ({"rule": "share80"}, "De score is het gemiddelde van alle 3 items"),
    ],
)
def test_the_scoring_rule_is_said_in_words(known, begins):
    rule, kind, status = scoring(scale_record(*MANY, **known), "nl")
    assert rule.startswith(begins)
    assert (
        "0 tot en met 10: elke stap op de antwoordschaal van 1 tot en met 5 telt voor 2,5" in rule
    )
    assert rule.endswith("Item 3 is omgekeerd gesteld en voor het middelen omgedraaid.")
    assert kind.startswith("Reflectief")
    assert "niet gevalideerd" in status


@pytest.mark.parametrize(
    ("language", "both"), [("nl", "van beide items; wie"), ("en", "of both items; whoever")]
)
def test_two_items_that_must_both_be_answered_are_called_both(language, both):
    record = scale_record(*MANY, rule="complete")
    two = replace(record, scale=replace(record.scale, items=record.scale.items[:2]),
                  items=record.items[:2])  # fmt: skip
    assert both in next(scoring(two, language))


def test_scores_that_keep_the_response_scale_say_so():
    rule, *_ = scoring(scale_record(*MANY, range=None), "nl")
    assert "Scores lopen van 1 tot en met 5." in rule


def test_wordings_from_elsewhere_or_of_unknown_origin_are_told_apart():
    *_, elsewhere = scoring(scale_record(*MANY, source="CBS (2019), vertaald"), "nl")
    assert elsewhere.startswith("Van 3 van de 3 items komt de formulering van elders")
    *_, unsaid = scoring(scale_record(*MANY, source=""), "nl")
    assert unsaid.startswith("Niet vastgelegd")


def test_items_nobody_declared_a_scale_are_called_so():
    record = scale_record(*MANY, declared=False)
    assert cells(overview_table, record)[0][1] == "geen schaal"
    _, kind, _ = scoring(record, "nl")
    assert kind.startswith("Niemand heeft deze items tot schaal verklaard")


def compared(profile="publiek"):
    """Inputs with scores compared by role, beside the answers."""
    by_role = {"omgang": {"bewoner": (2, 2, 8, 10, 2), "agent": (3, 3, 3, 3, 0)}}
    codes = ("1", "2", "3", "4", "5")
    scores = Variable("omgang", codes, (1.0, 2.0, 3.0, 4.0, 5.0), referent="case",
                      label={"nl": "Omgang"}, declared=False, level="interval")  # fmt: skip
    items = tuple(Item(name, "select_one", {"nl": name}) for name in NAMES)
    form = Instrument("gesprek", "1.0.0", "interview", {"nl": "Gesprek"},
                      (Section("a", {"nl": "A"}, items),), ("bewoner",))  # fmt: skip
    inputs = made(profile=profile)
    record = scale_record(*MANY)
    both = (*inputs.comparisons, comparison("role", by_role))
    return replace(inputs, scales=(record,), scores={"omgang": scores}, comparisons=both,
                   instruments=(form,))  # fmt: skip


def test_scores_are_set_beside_each_other_as_answers_are():
    draft = compared_table(scores_gathered(compared()))
    found = release(draft, "publiek")
    assert found.title == "Scores op de schalen, per rol"
    assert found.columns[0].header == "Schaal en groep"
    assert [row.cells[:2] for row in found.rows] == [
        ("1\xa0\xa0Omgang", ""), ("allen", "36"), ("bewoner", "24"),
    ]  # fmt: skip
    assert found.notes[-1].startswith("Bron: Gesprek (versie 1.0.0); n")


def test_without_scores_to_compare_it_is_said():
    inputs = with_scale(scale_record(*FEW))
    assert compared_table(scores_gathered(inputs)) is None
    blocks = list(scales(inputs, NOWHERE))
    assert any(one.id == "schalen-vergelijking-geen" for one in blocks)


def test_a_study_without_scales_says_so_under_its_heading():
    heading, nothing = scales(made(), NOWHERE)
    assert isinstance(heading, Heading)
    assert (heading.id, heading.number) == ("g", "G")
    assert isinstance(nothing, Passage)
    assert "Niet vastgelegd" in nothing.lines[0].runs[0].text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_block_has_an_id_of_its_own_from_the_scale(language):
    blocks = list(scales(replace(compared(), language=language), NOWHERE))
    ids = [one.id for one in blocks]
    assert len(set(ids)) == len(ids)
    assert {"schaal-omgang-items", "schalen-overzicht", "schalen-vergelijking"} <= set(ids)
    assert all(one.table.alt for one in blocks if isinstance(one, Table))
