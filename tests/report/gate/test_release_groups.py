"""Groups at the gate: what is hidden cannot be worked out from what is printed."""

from __future__ import annotations

from itertools import combinations_with_replacement, product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.gated import CODES, answers, grouped, left, told, write
from wbp_survey.analysis.ranks import kruskal_h
from wbp_survey.dataset.coding import Reading
from wbp_survey.model.result import Result
from wbp_survey.report.gate.kinds import BETWEEN, SPREAD
from wbp_survey.report.gate.release import THRESHOLDS
from wbp_survey.report.gate.rows import release_rows
from wbp_survey.workflow.comparing import Question, compare_file

BIG = {"stad": (4, 3, 6, 5, 2), "dorp": (2, 5, 3, 4, 1)}
FEW = {**BIG, "buurt": (0, 0, 1, 0, 1)}


def spread(n):
    """Return everybody's answers over five codes in which so many gave each."""
    return st.lists(st.integers(0, n), min_size=5, max_size=5).filter(any)


def test_large_groups_leave_whole(tmp_path):
    rows = grouped(tmp_path / "a.csv", BIG)
    assert release_rows(rows, "publiek") == rows


def ways(n):
    """List every way in which so many persons can answer on five codes."""
    return [np.bincount(one, minlength=5) for one in combinations_with_replacement(range(5), n)]


def test_what_a_test_of_all_groups_gives_away_of_few_does_not_leave(tmp_path):
    """Whoever knows how many sit in each group has few answers left to choose from."""
    drawn = Random(3)
    together = np.array([8, 7, 9, 6, 5])
    counts = {"stad": together, "agent": None, "chef": None}
    for name, n in (("agent", 3), ("chef", 4)):
        few = np.bincount([drawn.randrange(5) for _ in range(n)], minlength=5)
        counts[name], counts["stad"] = few, counts["stad"] - few
    rows = grouped(tmp_path / "a.csv", {name: list(map(int, one)) for name, one in counts.items()})
    h = next(row.value for row in rows if row.stat == "kruskal_h")
    tables = np.array([(together - a - b, a, b) for a, b in product(ways(3), ways(4))])
    assert (np.abs(kruskal_h(tables) - h) < 1e-9).sum() < 20 < len(tables) / 100
    assert not told(rows) & (BETWEEN | SPREAD)


@settings(max_examples=25)
@given(st.lists(spread(5), min_size=2, max_size=4), st.sampled_from(sorted(THRESHOLDS)))
def test_all_together_less_what_shows_is_several_groups_of_enough_persons(
    tmp_path_factory, lists, profile
):
    counts = {f"g{at}": one for at, one in enumerate(lists)}
    path = tmp_path_factory.mktemp("groups") / "a.csv"
    found = left(grouped(path, counts), profile)
    total = found.get(("q", "n_valid", None, None))
    if total is None:
        assert sum(map(sum, lists)) < THRESHOLDS[profile] or one_answer(np.sum(lists, axis=0))
        return
    shown = [name for name in counts if ("q", "n_valid", name, None) in found]
    rest = np.array([
        found["q", f"share:{code}", None, None] * total
        - sum(found["q", f"share:{code}", name, None] * found["q", "n_valid", name, None]
              for name in shown)
        for code in CODES
    ]).round()  # fmt: skip
    if len(shown) == len(counts):
        assert not rest.any()
        return
    assert len(counts) - len(shown) > 1
    assert rest.sum() >= THRESHOLDS[profile]
    assert not one_answer(rest)
    assert not {stat for _, stat, *_ in found} & (BETWEEN | SPREAD)


def one_answer(counts):
    return np.count_nonzero(counts) == 1


def test_a_group_of_one_answer_is_hidden_and_the_next_with_it(tmp_path):
    """That all of them said it tells what each of them said."""
    rows = grouped(tmp_path / "a.csv", {**BIG, "wijk": (0, 0, 0, 14, 0), "kade": (5, 5, 5, 5, 5)})
    shown = {group for _, stat, group, other in left(rows) if group and not other}
    assert shown == {"stad", "kade"}
    assert release_rows(rows, "consortium") == release_rows(rows, "publiek")


def test_groups_of_the_same_one_answer_do_not_cover_each_other(tmp_path):
    alike = {"wijk": (0, 0, 0, 14, 0), "kade": (0, 0, 0, 12, 0)}
    rows = grouped(tmp_path / "a.csv", {**BIG, **alike, "veld": (5, 5, 5, 5, 5)})
    assert {group for _, _, group, other in left(rows) if group and not other} == {"stad", "veld"}


def test_when_everybody_gave_one_answer_nothing_leaves(tmp_path):
    assert not told(
        grouped(tmp_path / "a.csv", {"stad": (0, 0, 0, 14, 0), "kade": (0,) * 3 + (12, 0)})
    )


@pytest.mark.parametrize("stat", ["sd", "agree_share"])
def test_one_answer_shows_also_where_no_share_is_told(stat):
    """Of a measured number, and of very many groups, the shares have no rows."""
    rows = [Result("v", "n_valid", 20.0, 20, by="g", group=name) for name in "abc"]
    rows += [Result("v", stat, 0.0 if name == "a" else 0.4, 20, by="g", group=name)
             for name in "abc"]  # fmt: skip
    assert {group for _, _, group, _ in left(rows)} == {"b"}


def test_an_adjusted_p_may_be_that_of_a_hidden_pair(tmp_path):
    counts = {**BIG, "veld": (9, 1, 1, 1, 1), "kade": (1, 1, 1, 1, 9), "buurt": (0, 0, 1, 0, 3)}
    rows = grouped(tmp_path / "a.csv", counts)
    found = left(rows)
    assert found["q", "mann_whitney_p", "stad", "kade"] is not None
    assert not [stat for _, stat, *_ in found if stat.endswith("_adjusted")]


def test_the_family_of_a_comparison_tells_nothing_of_the_item_that_is_hidden():
    def item(name, few):
        sizes = {"stad": 20, "dorp": 20, "buurt": few}
        rows = [Result(name, "n_valid", float(n), n, by="g", group=one) for one, n in sizes.items()]
        stats = ("n_valid", "kruskal_p", "omnibus_p_adjusted", "family_size")
        return rows + [Result(name, stat, 40.0, 40, by="g") for stat in stats]

    found = left([*item("whole", 20), *item("torn", 2)])
    kept = {stat for name, stat, *_ in found if name == "whole"}
    assert kept == {"n_valid", "kruskal_p", "family_size"}


def test_of_very_many_hidden_groups_how_far_they_lie_apart_may_leave():
    def groups(few):
        sizes = [30] * 30 + [4] * few
        rows = [Result("v", "n_valid", float(n), n, by="g", group=f"g{at}")
                for at, n in enumerate(sizes)]  # fmt: skip
        return [*rows, Result("v", "n_valid", 999.0, 999, by="g"),
                Result("v", "icc1", 0.03, 999, by="g")]  # fmt: skip

    assert "icc1" not in told(groups(3))
    assert "icc1" in told(groups(0))
    assert "icc1" in told(groups(40))


def test_weights_of_too_few_persons_do_not_leave(tmp_path):
    from wbp_survey.workflow.national import compare_weighted

    towns = ["stad"] * 20 + ["dorp"] * 15 + ["buurt"] * 4
    path = write(tmp_path / "w.csv", town=towns, q=answers(39), w=[1.5, 2.5, 0.5] * 13)
    rows = compare_weighted(path, Question("town", ("q",)), Reading((), 1, 5), "w").rows
    found = left(rows)
    assert {group for _, _, group, _ in found if group} == {"stad"}
    assert ("q", "weight_sum", None, None) in found
    assert not [stat for _, stat, *_ in found if stat.startswith(("rank_test", "rao_scott"))]


@pytest.mark.parametrize(
    "name", ["town", "design", "scale", "coder", "condition", "session", "case", "role"]
)
def test_what_a_column_is_called_changes_nothing(tmp_path, name):
    def bare(rows):
        return [(row.stat, row.group, row.group2, row.value, row.n) for row in rows]

    usual = release_rows(grouped(tmp_path / "a.csv", FEW), "publiek")
    named = release_rows(grouped(tmp_path / "b.csv", FEW, by=name), "publiek")
    assert bare(named) == bare(usual)
    assert not [row for row in named if row.group == "buurt" and row.value is not None]


def test_a_note_counts_no_few_persons_whose_case_is_unknown(tmp_path):
    towns, cases = ["stad"] * 20 + ["dorp"] * 20, [f"c{at % 9}" for at in range(38)] + ["", ""]
    path = write(tmp_path / "a.csv", town=towns, case=cases, q=answers(40))
    asked = Question("town", ("q",), cluster="case", resamples=199)
    rows = compare_file(path, asked, Reading((), 1, 5)).rows
    assert any("cluster_missing:2" in row.note for row in rows)
    notes = {note for row in release_rows(rows, "publiek") for note in row.note}
    assert "cluster_missing:x" in notes
    assert "cluster_missing:2" not in notes
