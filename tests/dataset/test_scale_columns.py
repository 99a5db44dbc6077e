"""Items become scores: turned once, scored by rule, with a reason where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.scales.scale_answers import answers, from_reference
from tests.analysis.tables import column, factor, reference
from wbp_survey.dataset.scales import answers_to, scale_answers, score, with_scales
from wbp_survey.errors import DataError
from wbp_survey.model.crosswalk import PROVENANCES
from wbp_survey.model.missing import BY_CODE
from wbp_survey.model.scale import Scale
from wbp_survey.model.table import OUTSIDE, Column, Table

ITEMS = tuple(f"coh{number}" for number in range(1, 6))
MISSING = {"8": "dont_know", "9": "not_applicable"}


def values(scored):
    scores = (*scored.variable.scores, None)
    return [scores[place] for place in scored.index]


def reasons(scored):
    return [BY_CODE[code].id if code < 0 else code for code in scored.reason.tolist()]


def outside(given, who):
    """Make people's instrument lack an item."""
    index, reason = given.index.copy(), given.reason.copy()
    index[who], reason[who] = -1, OUTSIDE
    return Column(given.variable, index, reason)


@pytest.mark.parametrize(
    ("rule", "ends", "column_name"),
    [
        ("half", None, "person_mean_half_rule"),
        ("share80", None, "person_mean_80pct"),
        ("complete", None, "person_mean_complete"),
        ("half", (0, 10), "score_0_10_half_rule"),
        ("complete", (0, 10), "score_0_10_complete"),
    ],
)
def test_scores_as_the_reference_has_them(rule, ends, column_name):
    given, case = from_reference("40", ITEMS, MISSING, reverse=("coh1",), rule=rule, range=ends)
    expected = case["expected"][column_name]
    for found, wanted in zip(values(score(given)), expected, strict=True):
        assert found == (None if wanted is None else pytest.approx(wanted, abs=1e-6))


@pytest.mark.parametrize(
    ("rule", "needed"), [("half", [1, 1, 2, 2, 3]), ("share80", [1, 2, 3, 4, 4])]
)
def test_how_many_items_a_rule_needs(rule, needed):
    scales = [Scale("s", tuple("abcde"[:items]), rule=rule) for items in range(1, 6)]
    assert [scale.needed for scale in scales] == needed


def test_the_reason_is_that_of_most_unanswered_items_and_the_first_listed_at_a_tie():
    scored = score(answers(["1??", "1~~", "?~.", "~..", "123"], rule="complete"))
    assert reasons(scored) == ["dont_know", "refused", "dont_know", "not_asked", 0]


def test_whose_instrument_holds_too_few_items_counts_nowhere():
    columns = [column(name, ["3", "4", "dont_know"]) for name in "abc"]
    columns[1:] = [outside(one, [0]) for one in columns[1:]]
    scored = score(scale_answers(columns, Scale("s", ("a", "b", "c"), ())))
    assert scored.reason.tolist() == [OUTSIDE, 0, -1]
    assert values(scored) == [None, 4, None]


def test_who_lacks_one_item_of_three_is_scored_on_the_others_and_counted():
    columns = [column(name, ["3", "4"]) for name in "abc"]
    columns[2] = outside(columns[2], [0])
    scored = score(scale_answers(columns, Scale("s", ("a", "b", "c"), ())))
    assert values(scored) == [3, 4]
    assert "scored_partly:1" in scored.variable.notes


def test_an_item_turns_on_its_response_scale_not_on_what_was_answered():
    turned = answers(["44", "33"], reverse=("q2",))
    assert turned.values.tolist() == [[4, 2], [3, 3]]
    assert turned.ends == (1, 5)


def test_without_a_word_items_turn_that_say_so_themselves():
    straight = column("a", ["5", "4"])
    reverse = column("b", ["1", "4"], notes=("reversed",))
    found = scale_answers([straight, reverse], Scale("s", ("a", "b")))
    assert found.turned == ("b",)
    assert found.values.tolist() == [[5, 5], [4, 2]]


def codes_of(error):
    return [problem.code for problem in error.value.problems]


def test_items_of_other_lengths_are_not_added_up():
    five, nine = column("a", ["1"]), column("b", ["9"], [str(point) for point in range(1, 10)])
    with pytest.raises(DataError) as error:
        scale_answers([five, nine], Scale("s", ("a", "b")))
    assert codes_of(error) == ["DATA_SCALE_LENGTHS"]
    assert "b: 1–9" in error.value.problems[0].cause("en")


def test_kinds_are_not_added_up():
    with pytest.raises(DataError) as error:
        scale_answers([column("a", ["1"], level="nominal")], Scale("s", ("a",)))
    assert codes_of(error) == ["DATA_SCALE_UNORDERED"]


def test_nothing_turns_or_is_converted_without_ends():
    columns = [column(name, ["1"], declared=False) for name in "ab"]
    with pytest.raises(DataError) as error:
        scale_answers(columns, Scale("s", ("a", "b"), ("a",), range=(0, 10)))
    assert codes_of(error) == ["DATA_REVERSE_NO_ENDS", "DATA_RANGE_NO_ENDS"]
    said = scale_answers(columns, Scale("s", ("a", "b"), ("a",)), (1, 5))
    assert said.values.tolist() == [[5, 1]]


def test_codes_seen_beside_a_declared_scale_must_lie_on_it():
    declared, seen = (
        column("a", ["1"]),
        column("b", ["2"], ("2", "3"), declared=False, scores=(2, 3)),
    )
    assert scale_answers([declared, seen], Scale("s", ("a", "b"))).ends == (1, 5)
    high = column("b", ["7"], ("7",), declared=False, scores=(7.0,))
    with pytest.raises(DataError):
        scale_answers([declared, high], Scale("s", ("a", "b")))


def table_of(*columns):
    n = len(columns[0].index)
    return Table(n, tuple(columns), {"role": factor("role", ["r"], ["r"] * n)})


def test_a_table_gets_a_column_of_scores_behind_it():
    table = table_of(column("a", ["1", "5"]), column("b", ["3", "5"]), column("z", ["1", "1"]))
    scale = Scale("s", ("b", "a"), label={"nl": "S"}, construct="c.s", range=(0, 10))
    (*items, scored) = with_scales(table, [scale]).columns
    assert [one.variable.id for one in items] == ["a", "b", "z"]
    variable = scored.variable
    assert (variable.id, variable.level, variable.construct) == ("s", "interval", "c.s")
    assert variable.label == {"nl": "S"}
    assert values(scored) == [2.5, 10]
    assert "measurement_invariance_not_tested" in variable.notes


def test_formative_scores_say_so_instead():
    table = table_of(column("a", ["1"]), column("b", ["3"]))
    scored = with_scales(table, [Scale("s", ("a", "b"), kind="formative")]).columns[-1]
    assert "formative" in scored.variable.notes
    assert "measurement_invariance_not_tested" not in scored.variable.notes


def test_what_is_about_something_else_or_in_another_round_is_scored_apart():
    here = [column(name, ["2"], referent="case") for name in "ab"]
    general = [column(f"{name}@general", ["4"], referent="general") for name in "ab"]
    rounds = [
        column(name, [answer], referent="case", round=number)
        for number, answer in ((1, "1"), (2, "5"))
        for name in "cd"
    ]
    scales = [Scale("s", ("a", "b")), Scale("t", ("c", "d"))]
    added = with_scales(table_of(*here, *general, *rounds), scales).columns[8:]
    assert [(one.variable.id, one.variable.round, values(one)) for one in added] == [
        ("s", None, [2]),
        ("s@general", None, [4]),
        ("t", 1, [1]),
        ("t", 2, [5]),
    ]


def test_the_codes_of_another_instrument_and_a_set_that_is_not_whole_are_left_out():
    columns = [column(name, ["2"], referent="case") for name in ("a", "b@intake")]
    assert answers_to(table_of(*columns), Scale("s", ("a", "b"))) == []


def test_a_score_comes_from_where_the_furthest_of_its_answers_does():
    def from_where(name, given, *where):
        known = column(name, given)
        places = [PROVENANCES.index(one) for one in where]
        return Column(known.variable, known.index, known.reason, np.array(places, np.int8))

    gone = "not_comparable"
    one = from_where("a", ["1", "2", gone], "given", "mapped", gone)
    other = from_where("b", ["1", "2", gone], "given", "recoded", gone)
    scored = score(scale_answers([one, other], Scale("s", ("a", "b"))))
    assert [PROVENANCES[place] for place in scored.origin] == ["given", "recoded", gone]


rows = st.lists(st.text("12345?~.", min_size=4, max_size=4), min_size=1, max_size=25)


@given(rows, st.sampled_from(["half", "complete", "share80"]))
def test_everybody_has_a_score_or_a_reason(given_rows, rule):
    scored = score(answers(given_rows, rule=rule, range=(0, 10)))
    assert len(scored.index) == len(given_rows)
    assert all(
        (place >= 0) == (why == 0) for place, why in zip(scored.index, scored.reason, strict=True)
    )
    assert all(0 <= one <= 10 for one in values(scored) if one is not None)


@given(rows)
def test_turning_every_item_turns_the_score(given_rows):
    ends = {"range": (0, 10)}
    straight = values(score(answers(given_rows, **ends)))
    turned = values(score(answers(given_rows, ("q1", "q2", "q3", "q4"), **ends)))
    for one, other in zip(straight, turned, strict=True):
        assert other == (None if one is None else pytest.approx(10 - one))


@given(rows)
def test_the_stricter_rule_scores_fewer_and_the_same(given_rows):
    loose, strict = (values(score(answers(given_rows, rule=rule))) for rule in ("half", "complete"))
    assert all(one == other for one, other in zip(loose, strict, strict=True) if other is not None)


def test_codes_are_written_short_and_never_twice():
    assert score(answers(["11", "12", "45"])).variable.codes == ("1", "1.5", "4.5")
    close = [column("a", ["x", "y"], ("x", "y"), scores=(1.0000001, 1.0000002))]
    codes = score(scale_answers(close, Scale("s", ("a",)))).variable.codes
    assert codes == ("1.0000001", "1.0000002")


def test_the_reference_says_half_of_five_is_three():
    _, case = reference("40")
    assert case["params"]["half_rule"].endswith("3 of 5")
    assert Scale("s", ITEMS).needed == 3
