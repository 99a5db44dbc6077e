"""Scales of a study and items of a file: found, scored, refused."""

from __future__ import annotations

import pytest

from tests.analysis.tables import REFERENCE, found, value
from tests.workflow.studies import CLOSED, hold, said
from tests.workflow.ties import SCALES, declare, talks, ties_study
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.scales import with_scales
from wbp_survey.errors import DataError, StudyError
from wbp_survey.workflow.compare import load_answers
from wbp_survey.workflow.reliability import (
    ItemsAsked,
    reliability_of_file,
    reliability_of_study,
)
from wbp_survey.workflow.scales import study_scales, undeclared
from wbp_survey.workflow.study import open_place


@pytest.fixture
def place(tmp_path):
    return ties_study(tmp_path / "study")


def test_a_declared_scale_is_scored_and_reported(place):
    place = declare(place)
    talks(place, "541", "442", "3?3", "115")
    rows = reliability_of_study(place).rows
    assert value(rows, "n_complete", "ties", variable="ties") == 3
    assert value(rows, "n_valid", "ties", variable="ties") == 4
    assert value(rows, "median", "ties") == pytest.approx(6.25)
    assert {row.construct for row in rows} == {"cohesion.effect"}
    assert "reliability_below_20" in found(rows, "cronbach_alpha", "ties").note


def test_alpha_over_several_roles_says_that_invariance_is_not_tested(place):
    place = declare(place)
    talks(place, *["541", "442", "333", "115", "224", "551"] * 4)
    note = "measurement_invariance_not_tested"
    rows = reliability_of_study(place).rows
    assert value(rows, "cronbach_alpha", "ties") > 0.8
    assert note in found(rows, "cronbach_alpha", "ties").note
    rows = reliability_of_study(place, role="bewoner").rows
    assert value(rows, "n_valid", "ties", variable="ties") == 12
    assert note not in found(rows, "cronbach_alpha", "ties").note


def test_the_manifest_says_how_each_scale_was_scored(place):
    place = declare(place)
    talks(place, "541")
    manifest = reliability_of_study(place).manifest
    (scale,) = manifest.filters["scales"]
    assert scale["items"] == ["help", "talk", "quarrel"]
    assert (scale["turned"], scale["needed"], scale["range"]) == (["quarrel"], 2, [0, 10])
    assert [one["id"] for one in manifest.instruments] == ["ties"]


def test_items_of_one_construct_are_reported_though_nobody_declared_them(place):
    talks(place, "541", "442")
    rows = reliability_of_study(place).rows
    assert "undeclared_scale" in found(rows, "n_items", "cohesion.effect").note
    table = load_answers(place).table
    (scale,) = undeclared(table, ())
    assert (scale.id, scale.items) == ("cohesion.effect", ("help", "talk", "quarrel"))
    assert undeclared(table, (scale,)) == ()


def test_one_scale_can_be_asked_for_and_another_is_not_guessed(place):
    place = declare(place)
    talks(place, "541")
    assert reliability_of_study(place, "ties").rows
    with pytest.raises(DataError) as error:
        reliability_of_study(place, "tie")
    (problem,) = error.value.problems
    assert problem.code == "DATA_UNKNOWN_SCALE"
    assert "Did you mean ties?" in problem.cause("en")


def test_a_scale_that_does_not_suit_the_items_is_refused_with_its_line(place):
    place = declare(place, SCALES.replace("talk", "talks"))
    talks(place, "541")
    with pytest.raises(StudyError) as error:
        reliability_of_study(place)
    (problem,) = error.value.problems
    assert problem.code == "STUDY_SCALE_ITEM_NEAR"
    assert problem.place.startswith("study.yaml:")


def test_a_scale_of_items_nobody_has_answered_yet_is_no_mistake(place):
    place = declare(place)
    hold(place, "s", said("member", "yes"), CLOSED)
    loaded = load_answers(place)
    (scale,) = study_scales(place, loaded.instruments.values())
    assert with_scales(loaded.table, [scale]) == loaded.table
    with pytest.raises(DataError) as error:
        reliability_of_study(place, loaded=loaded)
    assert error.value.problems[0].code == "DATA_NO_SCALES"


def test_the_study_decides_from_how_many_alpha_is_given(place):
    place = declare(place)
    policies = "policies:\n  statistics: {reliability_n: 5}\n"
    file = place.root / "study.yaml"
    file.write_text(file.read_text("utf-8").replace("policies:\n", policies), "utf-8")
    place = open_place(place.root)
    talks(place, "541", "442", "333", "115", "224", "551")
    assert value(reliability_of_study(place).rows, "cronbach_alpha", "ties") is not None


def test_items_of_a_file_are_one_scale_called_after_them(tmp_path):
    path = REFERENCE / "31_alpha_missing_reversed" / "data.csv"
    asked = ItemsAsked(("A1", "A2", "A3", "A4", "A5"), ("A1",))
    rows = reliability_of_file(path, asked, Reading(minimum=1, maximum=6)).rows
    row = found(rows, "cronbach_alpha")
    assert row.value == pytest.approx(0.711634837413987, abs=1e-9)
    assert (row.variable, row.n, row.method) == ("A1+A2+A3+A4+A5", 110, "listwise")


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        (ItemsAsked(()), ["DATA_ITEMS_NEEDED"]),
        (ItemsAsked(("a", "b", "a")), ["DATA_ITEM_TWICE"]),
        (ItemsAsked(("a", "b"), ("c", "d")), ["DATA_REVERSE_UNKNOWN"] * 2),
        (ItemsAsked(("a", "b"), ("a",)), ["DATA_REVERSE_NO_ENDS"]),
        (ItemsAsked(("a", "b"), range=(0, 10)), ["DATA_RANGE_NO_ENDS"]),
    ],
)
def test_what_cannot_be_taken_together_is_refused(tmp_path, asked, codes):
    path = tmp_path / "data.csv"
    path.write_text("a,b\n1,2\n2,3\n", "utf-8")
    with pytest.raises(DataError) as error:
        reliability_of_file(path, asked, Reading())
    assert [problem.code for problem in error.value.problems] == codes
