"""Scales gathered: items with their source, the rows, scores in ever wider classes."""

from __future__ import annotations

import pytest

from tests.workflow.attitudes import MIXED, talked, views, views_study
from wbp_survey.workflow.compare import load_answers
from wbp_survey.workflow.reporting.gather import gather
from wbp_survey.workflow.reporting.scales import scale_records, score_variables, scored
from wbp_survey.workflow.study import open_place

SCALES = """scales:
  ties:
    label: {nl: "Banden", en: "Ties"}
    construct: cohesion.effect
    items: [v1, v2, v3]
    range: [0, 10]
"""


@pytest.fixture
def place(tmp_path):
    place = views_study(tmp_path)
    for number in range(24):
        answers = [(one + number) % 5 + 1 for one in MIXED]
        role = "wijkagent" if number % 8 == 0 else "bewoner"
        talked(place, f"s{number}", views(answers), gap=60, role=role)
    return place


def declared(place):
    file = place.root / "study.yaml"
    file.write_text(file.read_text("utf-8") + SCALES, "utf-8")
    return open_place(place.root)


def test_a_declared_scale_is_gathered_with_its_items_and_their_turning(place):
    (one,) = scale_records(declared(place), load_answers(place))
    assert (one.id, one.about, one.ends, one.scale.declared) == ("ties", "case", (1, 5), True)
    assert [(item.id, item.turned) for item in one.items] == [
        ("v1", False), ("v2", False), ("v3", True),
    ]  # fmt: skip
    assert one.items[0].text["nl"].endswith("stelling 1")
    assert one.variable == "ties"


def test_items_of_one_construct_are_a_set_nobody_declared(place):
    (one,) = scale_records(place, load_answers(place))
    assert not one.scale.declared
    assert len(one.items) == 10


def test_scores_are_counted_in_ten_classes_then_five_then_two(place):
    (one,) = scale_records(declared(place), load_answers(place))
    assert [len(classes) for classes in one.classes] == [10, 5, 2]
    assert [sum(classes.values()) for classes in one.classes] == [24, 24, 24]
    ten, five, two = one.classes
    assert five[0.0, 2.0] == ten[0.0, 1.0] + ten[1.0, 2.0]
    assert two[5.0, 10.0] == sum(n for (low, _), n in ten.items() if low >= 5)


def test_scores_have_variables_of_their_own_beside_those_of_the_items(place):
    loaded = load_answers(place)
    table = scored(declared(place), loaded, loaded.table)
    assert set(score_variables(table, loaded.table)) == {"ties"}


def test_two_groupings_of_scores_beside_each_other_give_nobody_away(tmp_path):
    """Of twelve in a town ten are its officers: town minus role would be two residents."""
    place = views_study(tmp_path)
    for number in range(24):
        answers = [(one + number) % 5 + 1 for one in MIXED]
        role, case = "bewoner" if number < 14 else "wijkagent", "plein" if number < 12 else "brink"
        talked(place, f"s{number}", views(answers), gap=60, role=role, case=case)
    rows = [row for one in gather(declared(place), "nl").comparisons for row in one.rows]
    told = {(row.by, row.group) for row in rows if row.variable == "ties" and row.stat == "n_valid"}
    groups = {("municipality", "Dorp"), ("municipality", "Stad")}
    assert told - {("municipality", None), ("role", None)} == groups
