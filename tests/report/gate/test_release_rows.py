"""The one gate for rows: what it does not know does not leave, whatever is analysed."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from tests.report.gated import answers, crossed, grouped, left, modelled, paired, scaled
from wbp_survey.analysis.power.plan import Design
from wbp_survey.model.result import Result
from wbp_survey.report.gate.notes import COUNTING, NAMING, TELLING, noted
from wbp_survey.report.gate.release import THRESHOLDS
from wbp_survey.report.gate.rows import release_rows
from wbp_survey.workflow.plan import plan

MOVES = {f"{one}{other}": 11 for one in "12345" for other in "12345"}


def many(kind, folder):
    """Return rows of very many persons, of every sort of analysis."""
    n = 1100
    y, x, g = answers(n, 1, "01"), answers(n, 2), answers(n, 3, "abc")
    return {
        "groups": lambda: grouped(folder / "a.csv", {"stad": (40,) * 5, "dorp": (50,) * 5}),
        "paired": lambda: paired(folder / "a.csv", MOVES),
        "crossed": lambda: crossed(folder / "a.csv", ((30, 20, 15), (15, 25, 40))),
        "model": lambda: modelled(folder / "a.csv", ("x", "g"), y=y, x=x, g=g),
        "scale": lambda: scaled(folder / "a.csv", a=answers(n, 4), b=answers(n, 4)),
        "plan": lambda: plan(Design((2, 2, 1), (4,) * 5, (0.05,), 1, 0, 99)).rows,
    }[kind]()


KINDS = ("groups", "paired", "crossed", "model", "scale", "plan")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("profile", sorted(THRESHOLDS))
def test_a_statistic_nobody_told_the_gate_of_does_not_leave(tmp_path, kind, profile):
    rows = many(kind, tmp_path)
    new = Result("q", "told_by_nobody", 3.0, 1100, note=("constant",))
    per_code = Result("q", "told_by_nobody:5", 3.0, 1100)
    released = release_rows([*rows, new, per_code], profile)
    found = [row for row in released if row.stat.startswith("told_by_nobody")]
    assert [(row.stat, row.value, row.n, row.note) for row in found] == [
        ("told_by_nobody", None, 0, ("suppressed",))
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_of_very_many_persons_the_gate_keeps_only_what_never_leaves(tmp_path, kind):
    never = {"score_min", "score_max"}
    rows = many(kind, tmp_path)
    kept = {(row.stat, row.group, row.group2) for row in release_rows(rows, "publiek")
            if "suppressed" not in row.note}  # fmt: skip
    gone = {row.stat.partition(":")[0] for row in rows
            if (row.stat, row.group, row.group2) not in kept}  # fmt: skip
    assert gone <= (never | {"movement", "share"} if kind in {"scale", "paired"} else set())


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "plan"])
def test_rows_keep_their_order_and_nothing_is_made_up(tmp_path, kind):
    rows = many(kind, tmp_path)
    places = [(row.by, row.variable, row.group, row.group2, row.stat) for row in rows]
    out = [(row.by, row.variable, row.group, row.group2, row.stat)
           for row in release_rows(rows, "publiek")]  # fmt: skip
    assert out == [place for place in places if place in set(out)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_left_once_leaves_again_unchanged(tmp_path, kind):
    once = release_rows(many(kind, tmp_path), "publiek")
    assert left(release_rows(once, "publiek")) == left(once)


def test_nothing_at_all_is_let_through_as_nothing():
    assert release_rows([], "publiek") == ()


def test_every_note_that_names_or_counts_is_known_to_the_gate():
    """Whoever adds a note with a detail says here whether it counts persons, tells, or names."""
    text = files("wbp_survey.texts").joinpath("en", "notes.toml").read_text("utf-8")
    with_detail = {code for code, words in tomllib.loads(text).items() if "{detail}" in words}
    dropped = {
        "given",
        "group_lost",
        "group_of_one",
        "lonely_unit",
        "most_influential",
        "n_below_3",
    }
    assert with_detail - COUNTING - NAMING - TELLING == dropped


def test_a_note_of_few_or_of_a_name_is_not_said():
    notes = ("unpaired:3", "unpaired:30", "most_influential:brink", "exploratory", "new:anna")
    row = noted(Result("q", "median", 3.0, 40, note=notes), 10)
    assert row.note == ("unpaired:x", "unpaired:30", "exploratory")
    assert row.value == 3.0


@pytest.mark.parametrize(
    "note",
    ["constant", "constant_of:b", "one_value:g", "most_influential:x", "separation_by_groups"],
)
def test_a_null_whose_reason_tells_is_only_left_out(note):
    row = noted(Result("q", "chi2", None, 40, note=(note,)), 10)
    assert (row.value, row.n, row.note) == (None, 0, ("suppressed",))


def test_a_number_that_is_not_told_never_stands_in_a_note(tmp_path):
    rows = grouped(tmp_path / "a.csv", {"stad": (9, 9, 9, 9, 9), "agent": (0, 1, 0, 0, 0)})
    for row in release_rows(rows, "publiek"):
        assert not [note for note in row.note if re.search(r"agent|:\d$", note)], row


@pytest.mark.parametrize("profile", sorted(THRESHOLDS))
def test_values_that_were_measured_are_somebodys_own_and_stay(profile):
    years = [
        Result("since", f"share:{year}", 1 / 12, 12, by="town", group=town)
        for town in ("a", "b")
        for year in range(2001, 2013)
    ]
    counted = [Result("since", "n_valid", 12.0, 12, by="town", group=town) for town in ("a", "b")]
    assert len(release_rows([*counted, *years], profile)) == len(counted) + len(years)
    mean = Result("since", "mean", 2006.5, 12, by="town", group="a")
    left_over = release_rows([*counted, *years, mean], profile)
    assert [row.stat for row in left_over] == ["n_valid", "n_valid", "mean"]
