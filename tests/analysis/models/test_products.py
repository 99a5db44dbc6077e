"""Products of terms: their columns, their names, their cells, and what is not tested apart."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.models.made import category, modelled, ordered_answers, outcome, quantity
from wbp_survey.analysis.models.cells import least_of, smallest_cell
from wbp_survey.analysis.models.design import Crossed, design_of, inside_others, rows_of, varies

near = pytest.approx


def two():
    place, x, arm, _ = ordered_answers()
    role = np.arange(len(place)) % 3
    return place, quantity("x", x), category("arm", arm), category("role", role)


def test_a_product_joins_names_with_the_first_part_turning_fastest():
    _, x, arm, role = two()
    crossed = Crossed("role:arm:x", (role, arm, x))
    assert [one.name for one in design_of([crossed], 300).effects] == [
        "role1:arm1:x",
        "role2:arm1:x",
    ]
    both = Crossed("arm:role", (arm, role))
    assert [one.name for one in design_of([both], 300).effects] == ["arm1:role1", "arm1:role2"]
    assert design_of([both], 300).matrix[:, 0] == near((arm.index == 1) * (role.index == 1) * 1.0)


def test_a_product_is_known_and_varies_where_all_its_parts_do():
    x, z = quantity("x", [1, np.nan, 3]), quantity("z", [1, 1, 1])
    crossed = rows_of(Crossed("x:z", (x, z)), np.array([True, False, True]))
    assert list(crossed.parts[0].values) == [1, 3]
    assert not varies(crossed)


def test_a_term_inside_a_product_is_not_tested_apart():
    place, x, arm, _ = two()
    terms = [x, arm, Crossed("x:arm", (x, arm))]
    rows = modelled(outcome(place), terms)
    assert rows["lr_p:x"].value is None
    assert rows["lr_p:x"].note == ("inside_interaction",)
    assert rows["log_odds:x"].value is not None
    assert "inside_interaction" in rows["log_odds:x"].note
    assert "inside_interaction" not in rows["log_odds:x:arm1"].note
    assert rows["lr_p:x:arm"].value is not None
    assert inside_others(terms) == {"x", "arm"}


def test_a_product_with_a_term_of_one_value_says_which_and_leaves_the_other_whole():
    place, x, _, _ = two()
    still = category("z", ["same"] * len(place))
    rows = modelled(outcome(place), [x, still, Crossed("x:z", (x, still))])
    assert rows["lr_p:x:z"].note == ("one_value:x:z",)
    assert rows["lr_p:x"].value is not None


def test_an_empty_cell_leaves_out_its_effect_and_those_that_rest_on_it():
    place, _, _, _ = two()
    a = np.where(np.arange(len(place)) % 2, "a", "b")
    b = np.where((a == "a") | (np.arange(len(place)) % 3 == 0), "p", "q")
    terms = [category("a", a), category("b", b)]
    rows = modelled(outcome(place), [*terms, Crossed("a:b", tuple(terms))])
    assert rows["log_odds:aa:bq"].note == ("collinear",)
    assert rows["log_odds:aa"].value is not None


def test_the_smallest_cell_of_an_effect_is_among_those_it_compares():
    a, b = category("a", [*"uuuuvvvw"]), category("b", [*"ppqqpqqp"])
    alone = least_of([a], None)
    assert alone == {"av": ("v", 3.0), "aw": ("w", 1.0)}
    crossed = least_of([a, b, Crossed("a:b", (a, b))], None)
    assert crossed["av"] == ("v:p", 1.0)
    assert crossed["bq"] == ("u:p", 2.0)
    assert crossed["aw:bq"] == ("w:q", 0.0)


def test_frequencies_count_persons_in_cells_and_numbers_have_none():
    a, x = category("a", [*"uv"]), quantity("x", [1, 2])
    found = least_of([a, x, Crossed("a:x", (a, x))], np.array([7.0, 4.0]))
    assert found == {"av": ("v", 4.0), "av:x": ("v", 4.0)}


def test_an_effect_that_rests_on_two_people_is_refused_and_says_where():
    place, _, arm, _ = two()
    few = np.where((arm.index == 1) & (np.arange(len(place)) < 20), "late", "early")
    late = np.flatnonzero(few == "late")
    few[late[2:]] = "early"
    terms = [arm, category("when", few)]
    few_late = modelled(outcome(place), [*terms, Crossed("arm:when", tuple(terms))])
    assert few_late["log_odds:whenlate"].value is None
    assert any(note.startswith("n_below_3:") for note in few_late["log_odds:whenlate"].note)


def test_a_column_of_a_product_is_a_slope_that_needs_answers():
    place, _, _, role = two()
    many = category("many", np.arange(len(place)) % 16)
    rows = modelled(outcome(place), [role, many, Crossed("role:many", (role, many))])
    assert "per_slope_below_10" in rows["log_odds:role1"].note


def test_the_smallest_cell_of_a_product_is_told():
    a, b, x = (
        category("a", [*"uuuuvvvv"]),
        category("b", [*"ppqqpqqq"]),
        quantity("x", [1, 2, 1, 1, 1, 1, 2, 3]),
    )
    assert smallest_cell(Crossed("a:b", (a, b)), None) == 1
    assert smallest_cell(Crossed("a:b", (a, b)), np.full(8, 3.0)) == 3
    assert smallest_cell(Crossed("a:x", (a, x)), None) == 1
    assert smallest_cell(Crossed("x:x", (x, x)), None) == 3
    place, x, arm, _ = two()
    rows = modelled(outcome(place), [x, arm, Crossed("x:arm", (x, arm))])
    assert rows["n_cell_min:x:arm"].value > 100
    assert rows["n_varying:x:arm1"].value == 150
