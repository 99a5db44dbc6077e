"""The gate: what rests on too few persons stands nowhere, and cannot be worked out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.reports import ANSWERS, made, parts, rows_of, write
from tests.report.tables import NOORD, rounds_of
from wbp_survey.model.result import Result
from wbp_survey.report.figures.bars import alt_text, draw
from wbp_survey.report.gate.release import (
    SUPPRESSED,
    THRESHOLDS,
    Bar,
    Column,
    DraftFigure,
    DraftRow,
    DraftTable,
    Fact,
    ReleasedFigure,
    ReleasedTable,
    Row,
    release,
    release_figure,
)
from wbp_survey.report.gate.rows import release_rows

counts = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 30), min_size=1)
FIVE, FOUR = ({name: all_of[:n] for name, all_of in NOORD.items()} for n in (5, 4))
profiles = st.sampled_from(sorted(THRESHOLDS))


def drafted(persons, *extra):
    """A row per group with its number of persons, then a row with the total."""
    rows = [DraftRow((Fact(name), Fact(str(n), "base", (name,)))) for name, n in persons.items()]
    rows.append(DraftRow((Fact("total"), Fact(str(sum(persons.values())), "base"))))
    rows += [DraftRow((Fact("extra"), fact)) for fact in extra]
    columns = (Column("group"), Column("n", 20))
    return DraftTable("title", columns, tuple(rows), "alt", bases={"base": persons})


def shown(persons, profile="publiek", *extra):
    return {row.cells[0]: row.cells[1] for row in release(drafted(persons, *extra), profile).rows}


def test_a_released_table_cannot_be_made_by_hand():
    for seal in (object(), None, True):
        with pytest.raises(TypeError):
            ReleasedTable("t", (), (), "", (), seal)
        with pytest.raises(TypeError):
            ReleasedFigure("t", (), (), (), (), seal)
    with pytest.raises(TypeError):
        ReleasedTable("t", (), (), "", ())


def test_a_released_table_cannot_be_altered_into_another():
    released = release(drafted({"a": 12}), "publiek")
    with pytest.raises((TypeError, ValueError)):
        replace(released, rows=(Row(("a", "3")),))
    with pytest.raises(AttributeError):
        released.rows = ()


@given(counts, profiles)
def test_a_group_under_the_threshold_never_shows(persons, profile):
    printed = shown(persons, profile)
    for group, n in persons.items():
        assert printed[group] in {SUPPRESSED, str(n)}
        if n < THRESHOLDS[profile]:
            assert printed[group] == SUPPRESSED


@given(counts, profiles)
def test_the_total_minus_what_shows_is_nobody_or_several_groups_of_enough_persons(persons, profile):
    printed = shown(persons, profile)
    hidden = [group for group in persons if printed[group] == SUPPRESSED]
    left = sum(persons[group] for group in hidden)
    if printed["total"] == SUPPRESSED:
        assert sum(persons.values()) < THRESHOLDS[profile]
    elif hidden:
        assert len(hidden) > 1
        assert left >= THRESHOLDS[profile]


@given(counts, profiles)
def test_nothing_is_hidden_without_need(persons, profile):
    printed = shown(persons, profile)
    if min(persons.values()) >= THRESHOLDS[profile]:
        assert SUPPRESSED not in printed.values()
    hidden = [n for group, n in persons.items() if printed[group] == SUPPRESSED]
    visible = [n for group, n in persons.items() if printed[group] != SUPPRESSED]
    assert not hidden or not visible or max(hidden) <= max(min(visible), THRESHOLDS[profile] - 1)


@pytest.mark.parametrize(
    ("persons", "hidden"),
    [
        ({"a": 3, "b": 12, "c": 30}, "ab"),
        ({"a": 3, "b": 4, "c": 12, "d": 30}, "abc"),
        ({"a": 6, "b": 7, "c": 12}, "ab"),
        ({"a": 10, "b": 12}, ""),
        ({"a": 3, "b": 12}, "ab"),
    ],
)
def test_one_hidden_group_hides_another(persons, hidden):
    printed = shown(persons)
    assert [group for group in persons if printed[group] == SUPPRESSED] == list(hidden)


def test_the_profile_decides_the_threshold():
    assert shown({"a": 5, "b": 9}, "consortium") == {"a": "5", "b": "9", "total": "14"}
    assert shown({"a": 5, "b": 9}, "publiek") == {"a": "x", "b": "x", "total": "14"}


def test_a_fact_on_two_groups_shows_only_when_both_may():
    persons = {"a": 12, "b": 14, "c": 15, "d": 2}
    both = {groups: shown(persons, "publiek", Fact("0,3", "base", groups))["extra"]
            for groups in (("b", "c"), ("a", "b"), ("b", "d"))}  # fmt: skip
    assert both == {("b", "c"): "0,3", ("a", "b"): "x", ("b", "d"): "x"}


def test_a_fact_on_a_base_or_group_nobody_declared_does_not_show():
    for fact in (Fact("7", "other"), Fact("7", "base", ("z",))):
        assert shown({"a": 12}, "publiek", fact)["extra"] == SUPPRESSED


def test_a_note_loses_what_may_not_print():
    draft = drafted({"a": 12, "b": 14, "c": 3})
    notes = (
        (Fact("Only c: "), Fact("17", "base", ("c",))),
        (Fact("Of b and c: "), Fact("14", "base", ("b",)), Fact("17", "base", ("c",))),
        (Fact("About nobody."),),
    )
    released = release(replace(draft, notes=notes), "publiek")
    assert released.notes == ("Of b and c: 14", "About nobody.")


def test_a_suppressed_bar_is_empty():
    bars = tuple(
        Bar("item", group, group, "base", n, (0.25, 0.75)) for group, n in {"a": 3, "b": 12}.items()
    )
    draft = DraftFigure("t", ("1", "2"), ("no", "yes"), bars, (1,), {"base": {"a": 3, "b": 12}})
    assert {(bar.n, bar.shares) for bar in release_figure(draft, "publiek").bars} == {(None, None)}
    kept = release_figure(draft, "consortium").bars
    assert {(bar.n, bar.shares) for bar in kept} == {(None, None)}
    alone = replace(draft, bases={"base": {"a": 7, "b": 12}})
    assert release_figure(alone, "consortium").bars == bars


def rows(change=None):
    """The rows of the municipalities, those of hidden groups changed."""
    found = [
        row for name, counts in ANSWERS.items() for row in rows_of(name, "municipality", counts)
    ]
    hidden = {"kade", "veld"}
    return [change(row) if change and hidden & {row.group, row.group2} else row for row in found]


def other(row):
    """Another number of the same kind; the groups stay as large as they were."""
    if row.value is None or row.stat == "n_valid":
        return row
    return replace(row, value=round(1 - row.value / 3, 3), n=row.n + 1)


def test_nothing_of_a_suppressed_group_reaches_any_part_of_the_package(tmp_path):
    packages, figures = [], []
    for name, change in (("as", None), ("other", other)):
        path, _ = write(tmp_path / name, made(rows=rows(change)))
        packages.append(parts(path))
        figures.append(
            {one.name: one.read_bytes() for one in (tmp_path / name / "figuren").iterdir()}
        )
    assert packages[0] == packages[1]
    assert figures[0] == figures[1]
    assert {"stellingen.png", "stellingen.svg", "stellingen.csv"} <= set(figures[0])


def test_the_same_change_in_a_group_that_shows_is_seen(tmp_path):
    changed = [other(row) if row.group == "stad" and not row.group2 else row for row in rows()]
    documents = [
        parts(write(tmp_path / str(at), made(rows=found))[0])["word/document.xml"]
        for at, found in enumerate((rows(), changed))
    ]
    assert documents[0] != documents[1]


def test_an_item_with_too_few_persons_is_in_no_table_and_no_figure(tmp_path):
    answers = {"help": ANSWERS["help"], "rust": {"stad": (1, 0, 0, 2, 1), "dorp": (1, 1, 0, 0, 0)}}
    towns, *_ = made(answers=answers).comparisons
    _, blocks = write(tmp_path, replace(made(answers=answers), comparisons=(towns,)))
    data = (tmp_path / "figuren" / "stellingen.csv").read_text("utf-8")
    assert "De groep helpt." in data
    assert "De groep geeft rust." not in data
    tables = [one.table for one in blocks if hasattr(one, "table")]
    here = [one for one in tables if "per gemeente" in one.title or "samen" in one.title]
    assert not [row for one in here for row in one.rows if "rust" in row.cells[0]]
    assert "om iets te tonen: 1." in str(blocks)


def test_a_suppressed_bar_leaves_nothing_in_picture_data_or_words(tmp_path):
    seen = []
    for shares in ((0.5, 0.5), (0.0, 1.0)):
        bars = tuple(
            Bar(name, group, "group " + group, "base", n, kept)
            for name, group, n, kept in (
                ("one", "a", 24, (0.25, 0.75)),
                ("one", "b", 3, shares),
                ("two", "c", 12, shares),
            )
        )
        persons = {"base": {"a": 24, "b": 3, "c": 12}}
        draft = DraftFigure("title", ("1", "2"), ("no", "yes"), bars, (1,), persons)
        released = release_figure(draft, "publiek")
        path = draw(released, tmp_path / str(len(seen)), "en")
        data = path.with_suffix(".csv").read_text("utf-8")
        seen.append((path.read_bytes(), data, alt_text(released, "en")))
    assert seen[0] == seen[1]
    assert seen[0][1].splitlines()[1:] == [
        "one,group a,24,0.25,0.75",
        "one,group b,x,x,x",
        "two,group c,x,x,x",
    ]
    assert "Not shown: 2." in seen[0][2]


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=6),
    st.sampled_from(["publiek", "consortium"]),
)
def test_no_result_row_about_too_few_persons_leaves_the_study(counts, profile):
    groups = {f"g{at}": n for at, n in enumerate(counts)}
    rows = [Result("v", "n_valid", n, n, group=group) for group, n in groups.items()]
    rows += [Result("v", "share:1", 0.5, n, group=group) for group, n in groups.items()]
    rows += [Result("v", "cliffs_delta", 0.1, 9, group="g0", group2=group) for group in groups]
    rows.append(Result("v", "n_valid", sum(counts), sum(counts)))
    released = release_rows(rows, profile)
    named = [row for row in rows if row.stat != "share:1"]
    assert [row.stat for row in released if row.stat != "share:1"] == [row.stat for row in named]
    for row in released:
        about = [group for group in (row.group, row.group2) if group]
        persons = [groups[group] for group in about] or [sum(counts)]
        if any(0 < n < THRESHOLDS[profile] for n in persons):
            assert (row.value, row.n, row.note) == (None, 0, ("suppressed",))
            assert row.stat != "share:1"  # which answers there are tells what they were


@pytest.mark.parametrize(("profile", "kept"), [("publiek", {"class"}), ("consortium", set())])
def test_of_one_round_table_the_class_stays_without_its_n(profile, kept):
    rows = rounds_of({"noord": FIVE if profile == "publiek" else FOUR}).rows
    released = [row for row in release_rows(rows, profile) if row.by == "session"]
    assert {row.stat for row in released if row.value is not None} == kept
    assert {row.n for row in released} == {0}


def change(group, pairs, by="role@noord", **rest):
    return [
        Result("v", "n_pairs", float(pairs), pairs, by=by, group=group, **rest),
        Result("v", "n_up", float(pairs), pairs, by=by, group=group),
    ]


def test_of_whom_nobody_rated_twice_nothing_is_told_not_even_that():
    rows = [*change("bewoner", 12), *change("agent", 0, note=("no_pairs", "unpaired:1"))]
    rows += change("beheerder", 11)
    for profile in THRESHOLDS:
        found = {(row.group, row.stat): row for row in release_rows(rows, profile)}
        for stat in ("n_pairs", "n_up"):
            row = found["agent", stat]
            assert (row.value, row.n, row.note) == (None, 0, ("suppressed",))
            assert found["bewoner", stat].value == 12


def test_what_has_a_row_only_when_it_occurs_leaves_none_of_too_few():
    rows = [
        Result("v", stat, value, n, by="role@noord", group=group, round=1)
        for group, n in (("bewoner", 12), ("agent", 1), ("beheerder", 10), ("chef", 2))
        for stat, value in (("n_valid", n), ("n_missing", 1), ("missing:refused", 1),
                            ("count:7", n), ("median", 7.0))
    ]  # fmt: skip
    for profile in THRESHOLDS:
        found = {row.stat for row in release_rows(rows, profile) if row.group in {"agent", "chef"}}
        assert found == {"n_valid", "n_missing", "median"}


def test_how_often_each_rating_was_given_in_a_round_is_for_the_researchers():
    """Two publications, before and after somebody withdrew, would give away what that one gave."""
    many = {name: rated * 3 for name, rated in NOORD.items()}
    extra = Result("opvolging", "share:7", 0.25, 27, by="session", round=1)
    rows = [*rounds_of({"noord": many}).rows, extra]
    kinds = {
        profile: {row.stat.partition(":")[0] for row in release_rows(rows, profile)}
        for profile in THRESHOLDS
    }
    assert kinds["consortium"] - kinds["publiek"] == {"count", "share"}
    assert {"n_valid", "median", "class", "n_up"} <= kinds["publiek"]
    once = replace(extra, round=None)
    asked = replace(once, stat="n_valid", value=27.0)
    kept = release_rows([once, asked, replace(asked, group="noord")], "publiek")
    assert once in kept


def test_notes_do_not_tell_which_group_is_one_of_few():
    told = ("group_empty:anders", "indicative")
    note = ("group_empty:chef", *told, "without_group:2")
    few = {"bewoner": 20, "agent": 1, "beheerder": 2, "anders": 0}
    for sizes, kept in ((few, ("suppressed",)), ({"bewoner": 20, "agent": 11, "anders": 0},
                                                 (*told, "without_group:x"))):  # fmt: skip
        rows = [
            Result("v", "n_valid", float(n), n, by="role", group=group)
            for group, n in sizes.items()
        ]
        rows += [
            Result("v", "n_missing", 2.0, 2, by="role", group="chef"),
            Result("v", "n_valid", 0.0, 0, by="role", group="chef"),
            Result("v", "kruskal_h", 1.0, 23, by="role", note=note),
        ]
        for profile in THRESHOLDS:
            (test,) = [row for row in release_rows(rows, profile) if row.stat == "kruskal_h"]
            assert test.note == kept


def test_a_class_keeps_only_the_note_that_prints():
    note = ("n_below_10", "missing_over_20", "indicative")
    rows = [
        replace(row, note=note) for row in rounds_of({"noord": FIVE}).rows if row.by == "session"
    ]
    kept = [row for row in release_rows(rows, "publiek") if row.value is not None]
    assert {row.note for row in kept} == {("indicative",)}


def test_who_moved_is_told_only_of_enough_who_rated_twice():
    rows = rounds_of({"noord": {"opvolging": NOORD["opvolging"][:6]}}).rows
    moved = [row for row in rows if row.stat == "n_up" and row.group]
    assert [row.value for row in release_rows(moved, "consortium")] == [None]
    whole_table = {row.stat: row.value for row in release_rows(rows, "consortium") if not row.round}
    assert whole_table["n_up"] == moved[0].value
