"""Groupings beside each other: nothing that one hides follows from the others."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product
from random import Random

import pytest

from wbp_survey.report.gate.beside import shown_beside
from wbp_survey.report.gate.release import THRESHOLDS


def shown(persons, profile="publiek", alike=None):
    found = shown_beside(persons, profile, alike or {})
    return {by: set(groups) for by, groups in found.groups.items()}


def test_cases_of_a_municipality_that_shows_are_shown_when_all_are_enough():
    persons = {("stad", "a", "r"): 12, ("stad", "b", "r"): 10, ("dorp", "c", "r"): 11}
    assert shown(persons) == {
        "municipality": {"stad", "dorp"},
        "case": {"a", "b", "c"},
        "role": {"r"},
    }


def test_a_case_that_the_municipality_minus_the_other_gives_away_takes_the_other_along():
    persons = {("stad", "a", "r"): 30, ("stad", "b", "r"): 9, ("dorp", "c", "r"): 20}
    assert shown(persons)["case"] == {"c"}


def test_cases_of_a_municipality_that_is_hidden_are_hidden_with_it():
    persons = {("stad", "a", "r"): 40, ("dorp", "b", "r"): 12, ("veld", "c", "r"): 5}
    found = shown(persons)
    assert found["municipality"] == {"stad"}
    assert found["case"] == {"a"}


def test_who_lies_in_no_known_case_counts_as_a_case_that_is_hidden():
    persons = {("stad", "a", "r"): 30, ("stad", "", "r"): 4, ("dorp", "c", "r"): 20}
    assert shown(persons)["case"] == {"c"}


def test_a_case_in_which_all_gave_one_answer_is_hidden_with_another():
    persons = {("stad", "a", "r"): 12, ("stad", "b", "r"): 14, ("dorp", "c", "r"): 11}
    assert shown(persons, alike={("case", "a"): "share:4"})["case"] == {"c"}


def test_a_case_of_one_role_goes_when_the_role_holds_few_others():
    # All in case a have the role r; two more have it elsewhere: r minus a would be those two.
    persons = {
        ("stad", "a", "r"): 12,
        ("stad", "b", "s"): 14,
        ("dorp", "c", "s"): 20,
        ("dorp", "d", "s"): 18,
        ("dorp", "d", "r"): 2,
    }
    found = shown(persons)
    assert found["role"] == {"r", "s"}
    assert found["case"] == set()


def test_roles_go_when_they_differ_from_a_municipality_by_few():
    persons = {("stad", "a", "r"): 20, ("stad", "a", "s"): 2, ("dorp", "b", "s"): 20}
    found = shown(persons)
    assert found == {"municipality": {"stad", "dorp"}, "case": set(), "role": set()}


def test_the_total_of_a_grouping_goes_that_holds_few_who_are_in_no_municipality():
    persons = {("stad", "a", "r"): 20, ("dorp", "b", "s"): 20, ("", "", "t"): 3}
    assert shown_beside(persons, "publiek", {}).whole == {"municipality"}


def test_of_too_few_altogether_nothing_is_shown():
    assert shown({("stad", "a", "r"): 9}) == {
        "municipality": set(),
        "case": set(),
        "role": set(),
    }


@pytest.mark.parametrize("seed", range(60))
def test_no_sums_and_differences_of_what_shows_come_to_few_persons(seed):
    """Add and subtract any three groups that show: where persons are left, they are enough."""
    dice = Random(seed)
    cases = {f"c{at}": f"t{dice.randrange(4)}" for at in range(6)}
    persons = {
        (town, case, role): dice.choice((0, 0, 1, 2, 4, 9, 15))
        for case, town in cases.items()
        for role in "rst"
    }
    least = THRESHOLDS["consortium"]
    sets = [*groups_shown(persons), {atom for atom, n in persons.items() if n}]
    for size in (1, 2, 3):
        for chosen in combinations(sets, size):
            for signs in product((1, -1), repeat=size):
                left = persons_left(persons, zip(signs, chosen, strict=True))
                assert left is None or left == 0 or left >= least


def groups_shown(persons):
    """The persons of every group that may be shown."""
    found = shown_beside(persons, "consortium", {})
    for at, by in enumerate(("municipality", "case", "role")):
        for group in found.groups.get(by, ()):
            yield {atom for atom, n in persons.items() if n and atom[at] == group}


def persons_left(persons, parts):
    """How many persons a sum of groups comes to; None when it is no group of persons."""
    times = Counter()
    for sign, part in parts:
        times.update(dict.fromkeys(part, sign))
    if not set(times.values()) <= {0, 1}:
        return None
    return sum(persons[atom] for atom, once in times.items() if once)
