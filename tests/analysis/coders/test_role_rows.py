"""Roles side by side per case: values, differences, counts, and nothing tested."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.tables import column, factor
from wbp_survey.analysis.coders.roles import role_rows, standing_beside
from wbp_survey.model.table import Table

ROLES = ("beheerder", "wijkagent", "gemeente")
LETTERS = dict(zip("BWG", ROLES, strict=True))
CASES = ("een", "twee", "drie")


def spoken(text, codes=tuple("12345"), **known):
    """Read `een: B4 B5 W3 / twee: B2` as people with a role and an answer (`?` none)."""
    people = [
        (case.strip(), LETTERS[one[0]], one[1:])
        for case, _, said in (part.partition(":") for part in text.split("/"))
        for one in said.split()
    ]
    answers = ["dont_know" if answer == "?" else answer for _, _, answer in people]
    factors = {
        "case": factor("case", CASES, [case for case, _, _ in people]),
        "role": factor("role", ROLES, [role for _, role, _ in people]),
    }
    return Table(len(people), (column("q", answers, codes, **known),), factors)


def listed(text, roles=ROLES[:2], **known):
    table = spoken(text, **known)
    return role_rows(table, table.columns[0], roles)


def one(rows, stat, group=None, by="case"):
    (found,) = [row for row in rows if (row.stat, row.group, row.by) == (stat, group, by)]
    return found


def totals(rows):
    return {row.stat: row.value for row in rows if row.group2 is not None}


def test_each_case_has_what_either_role_said_and_the_difference_first_less_second():
    rows = listed("een: B4 W2 / twee: B3 W3")
    values = {row.stat: row.value for row in rows if row.group == "een"}
    assert values == {"value:beheerder": 4, "value:wijkagent": 2, "difference": 2}
    assert one(rows, "difference", "twee").value == 0
    turned = listed("een: B4 W2 / twee: B3 W3", ("wijkagent", "beheerder"))
    assert one(turned, "difference", "een").value == -2


def test_several_people_of_a_role_have_their_median_and_what_they_said_stands_in_a_note():
    found = one(listed("een: B4 B5 W3"), "value:beheerder", "een")
    assert (found.value, found.n, found.note) == (4.5, 2, ("given:4|5",))


def test_a_role_that_did_not_answer_is_told_and_the_case_does_not_count_as_a_pair():
    rows = listed("een: B4 W? / twee: B3 W4")
    assert one(rows, "value:wijkagent", "een").note == ("role_without_answer",)
    assert one(rows, "difference", "een").value is None
    assert totals(rows) == {"n_pairs": 1, "n_one_role": 1, "n_equal": 0, "n_within_one": 1}


def test_a_case_nobody_of_these_roles_spoke_about_has_no_rows():
    assert {row.group for row in listed("een: B4 W4 / twee: G3") if row.by == "case"} == {"een"}


def test_pairs_are_counted_and_said_not_to_be_tested():
    rows = listed("een: B4 W4 / twee: B3 W4 / drie: B1 W5")
    assert totals(rows) == {"n_pairs": 3, "n_one_role": 0, "n_equal": 1, "n_within_one": 2}
    noted = [row.note for row in rows if row.stat in {"n_pairs", "n_equal", "n_within_one"}]
    assert noted == [("listed_not_tested",)] * 3
    assert not [row for row in rows if row.stat.endswith("_p")]


def test_codes_without_an_order_have_no_difference_and_no_median():
    known = {"codes": ("geen", "lid", "actief"), "level": "nominal"}
    rows = listed("een: Blid Bactief Wlid / twee: Bgeen Wgeen", **known)
    found = one(rows, "value:beheerder", "een")
    assert (found.value, found.note) == (None, ("given:lid|actief", "role_divided"))
    assert one(rows, "difference", "twee").note == ("nominal",)
    assert totals(rows) == {"n_pairs": 2, "n_one_role": 0, "n_equal": 1, "n_within_one": None}


def test_roles_that_gave_the_same_several_codes_are_equal():
    known = {"codes": ("geen", "lid"), "level": "nominal"}
    assert totals(listed("een: Blid Bgeen Wgeen Wlid", **known))["n_equal"] == 1


def test_three_roles_are_put_side_by_side_two_by_two():
    rows = listed("een: B4 W2 G3", ROLES)
    apart = {row.stat: row.value for row in rows if row.stat.startswith("difference")}
    assert apart == {
        "difference:beheerder|wijkagent": 2,
        "difference:beheerder|gemeente": 1,
        "difference:wijkagent|gemeente": -1,
    }


def test_what_a_row_says_when_its_value_is_gone_does_not_tell_whether_people_differed():
    rows = listed("een: B4 B5 W3 / twee: B4 W3", ROLES[:2])
    assert {row.method for row in rows if row.stat.startswith("value:")} == {"median"}


def test_experts_stand_beside_with_a_median_of_their_own():
    table = spoken("een: G4 G5 G2 B1")
    rows = standing_beside(table, table.columns[0])
    experts = {row.stat: row.value for row in rows if row.group == "gemeente"}
    assert experts == {"n_valid": 3, "median": 4}
    assert (
        next(row for row in rows if row.group == "beheerder" and row.stat == "median").value is None
    )


@given(st.lists(st.tuples(st.sampled_from(CASES), st.sampled_from("BW"), st.integers(1, 5))))
def test_neither_the_order_of_people_nor_a_turned_scale_changes_who_agrees(people):
    def rows_of(these, *, turned=False):
        table = spoken("")
        answers = [str(6 - score if turned else score) for _, _, score in these]
        made = replace(
            table,
            n=len(these),
            columns=(column("q", answers, tuple("12345")),),
            factors={
                "case": factor("case", CASES, [case for case, _, _ in these]),
                "role": factor("role", ROLES, [LETTERS[letter] for _, letter, _ in these]),
            },
        )
        return role_rows(made, made.columns[0], ROLES[:2])

    plain, turned = rows_of(people), rows_of(people[::-1], turned=True)
    assert totals(plain) == totals(turned)
    for row in plain:
        if row.stat == "difference" and row.value is not None:
            other = next(r for r in turned if (r.stat, r.group) == (row.stat, row.group))
            assert other.value == pytest.approx(-row.value)


def test_a_round_is_a_variable_of_its_own():
    table = spoken("een: B4 W2")
    made = replace(table.columns[0], variable=replace(table.columns[0].variable, round=2))
    assert {row.round for row in role_rows(table, made, ROLES[:2])} == {2}
    assert isinstance(made.index, np.ndarray)
