"""Roles on the same case, in a study: listed per case, experts apart, unknown names refused."""

from __future__ import annotations

import pytest

from tests.workflow.studies import hold, said, seat, small_study, unsaid
from wbp_survey.errors import DataError
from wbp_survey.workflow.role_agreement import RolesQuestion, compare_roles

BOTH = RolesQuestion(("bewoner", "wijkagent"))


@pytest.fixture
def place(tmp_path):
    """Two cases; in one both roles spoke, in the other only a resident."""
    made = small_study(tmp_path / "study")
    hold(made, "s1", said("member", "yes"), said("know", 4), case="plein")
    hold(made, "s2", seat(1, "wijkagent"), said("member", "no"), said("know", 2), case="plein")
    hold(made, "s3", said("member", "yes"), case="brink")
    return made


def values(rows, case):
    return {row.stat: row.value for row in rows if (row.by, row.group) == ("case", case)}


def test_each_case_lists_what_either_role_said(place):
    rows = compare_roles(place, BOTH).rows
    assert {row.variable for row in rows} == {"member"}
    assert set(values(rows, "plein")) == {"value:bewoner", "value:wijkagent", "difference"}
    given = [row.note for row in rows if row.group == "plein" and row.stat.startswith("value")]
    assert given == [("given:yes",), ("given:no",)]
    silent = next(row for row in rows if (row.group, row.stat) == ("brink", "value:wijkagent"))
    assert (silent.value, silent.note) == (None, ("role_without_answer",))


def test_pairs_are_counted_over_the_cases(place):
    totals = {row.stat: row.value for row in compare_roles(place, BOTH).rows if row.group2}
    assert totals["n_pairs"] == 1
    assert totals["n_one_role"] == 1
    assert totals["n_equal"] == 0


def test_what_is_said_about_groups_in_general_is_never_a_case(place):
    rows = compare_roles(place, RolesQuestion(BOTH.roles)).rows
    assert not [row for row in rows if row.by == "case" and row.variable.endswith("@general")]


def test_an_item_no_two_roles_answered_about_one_case_is_not_listed(place):
    hold(place, "s4", seat(1, "wijkagent"), unsaid("member", "dont_know"), case="brink")
    totals = {row.stat: row.value for row in compare_roles(place, BOTH).rows if row.group2}
    assert totals["n_pairs"] == 1
    with pytest.raises(DataError) as error:
        compare_roles(place, RolesQuestion(BOTH.roles, items=("years",)))
    assert [one.code for one in error.value.problems] == ["DATA_NO_SHARED_CASE"]
    with pytest.raises(DataError) as error:
        compare_roles(place, RolesQuestion(BOTH.roles, items=("jaren",)))
    assert [one.code for one in error.value.problems] == ["DATA_UNKNOWN_ITEM"]


@pytest.mark.parametrize(
    ("roles", "codes"),
    [
        (("bewoner",), ["DATA_ROLES_TWO"]),
        (("bewoner", "bewoner"), ["DATA_ROLES_TWO"]),
        (("bewoner", "wijkagnt"), ["DATA_UNKNOWN_ROLE"]),
        (("x", "y"), ["DATA_UNKNOWN_ROLE", "DATA_UNKNOWN_ROLE"]),
    ],
)
def test_roles_that_cannot_be_put_side_by_side_are_refused_all_at_once(place, roles, codes):
    with pytest.raises(DataError) as error:
        compare_roles(place, RolesQuestion(roles))
    assert [one.code for one in error.value.problems] == codes


def test_roles_that_never_spoke_about_the_same_case_are_told_so(tmp_path):
    made = small_study(tmp_path / "study")
    hold(made, "s1", said("member", "yes"), case="plein")
    hold(made, "s2", seat(1, "wijkagent"), said("member", "yes"), case="brink")
    with pytest.raises(DataError) as error:
        compare_roles(made, BOTH)
    assert [one.code for one in error.value.problems] == ["DATA_NO_SHARED_CASE"]


def test_the_manifest_says_which_roles_and_instruments(place):
    manifest = compare_roles(place, BOTH).manifest
    assert manifest.filters["roles"] == ["bewoner", "wijkagent"]
    assert [one["id"] for one in manifest.instruments] == ["small"]
