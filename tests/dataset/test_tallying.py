"""Answers counted in portions: what a table would give, in little memory."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dataset.reads import by_table, in_blocks, outcome, plain, read_every_way
from wbp_survey.dataset import files, tallying
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.files import in_order, tally_file
from wbp_survey.errors import DataError

SCALE = Reading(minimum=1, maximum=5, missing={"9": "dont_know"})


@pytest.fixture
def file(tmp_path):
    def write(content, name="data.csv"):
        path = tmp_path / name
        path.write_text(content, "utf-8")
        return path

    return write


def tally(path, by="g", items=("a",), reading=SCALE, cluster="", block="", executor=None):
    return tally_file(path, by, cluster, block, items, reading, executor)


def test_answers_are_counted_per_unit_and_so_is_every_reason_for_none(file):
    found = tally(file("g,c,a\ny,1,5\nx,1,4\nx,1,9\n,1,2\nx,2,\nx,1,4\n"), cluster="c")
    assert found.levels == ("y", "x")
    assert found.cluster_levels == ("1", "2")
    assert list(zip(found.group.tolist(), found.cluster.tolist(), strict=True)) == [
        (-1, 0),
        (0, 0),
        (1, 0),
        (1, 1),
    ]
    (answers,) = found.answers
    assert answers.valid.tolist() == [[0, 1, 0, 0, 0], [0, 0, 0, 0, 1], [0, 0, 0, 2, 0], [0] * 5]
    assert answers.missing[2].tolist() == [0, 1, *[0] * 11]  # dont_know is -1
    assert answers.missing[3].tolist() == [*[0] * 7, 1, *[0] * 5]  # not_asked is -7
    assert found.n == 6
    assert found.names == ("c", "")
    assert set(found.block.tolist()) == {-1}


def test_counts_in_are_counts_out(file):
    path = file("g,a,b\n" + "x,1,\ny,9,NA\n,4,3\n" * 50)
    with in_blocks(30):
        found = tally(path, items=("a", "b"))
    for one in found.answers:
        assert one.valid.sum() + one.missing.sum() == found.n == 150


def test_groups_stand_in_order_of_appearance_over_all_blocks(file):
    path = file("g,a\n" + "".join(f"{name},1\n" for name in "qqzzbbaa"))
    (facts, _, _) = read_every_way(path, "g", ["a"], size=5)
    assert facts[1] == ("q", "z", "b", "a")


def test_groups_that_are_numbers_stand_in_order_of_size(file):
    path = file("g,a\n" + "".join(f"{number},1\n" for number in (10, 9, 11, 2)))
    (facts, _, _) = read_every_way(path, "g", ["a"], size=5)
    assert facts[1] == ("2", "9", "10", "11")


def test_a_column_may_be_group_cluster_and_answer_at_once(file):
    read_every_way(file("a\n1\n2\n2\n"), "a", ["a", "a"], cluster="a", block="a")


def test_a_column_named_rank_or_index_is_a_column(file):
    path = file("rank,index,+a\nx,1,2\ny,2,1\n")
    (facts, _, _) = read_every_way(path, "rank", ["index", "+a"])
    assert facts[1] == ("x", "y")


def test_the_problems_of_all_items_come_at_once(file):
    found = read_every_way(file("g,a,b\nx,rood,7\ny,groen,1\n"), "g", ["a", "b"], SCALE)
    assert [one[0] for one in found] == ["DATA_NO_ORDER", "DATA_CODE_OUTSIDE"]


def test_what_is_wrong_with_a_cell_is_said_with_the_line_of_the_first(file):
    rows = "x,2,4\n" * 3 + 'x,"2\n",4\n' + "x,9,4\n" * 90 + "x,null,4\nx,1,7\nx,1,6\n"
    path = file("g,a,b\n" + rows)
    scale = Reading(minimum=1, maximum=5, missing={"9": "dont_know"})
    assert read_every_way(path, "g", ["a", "b"], scale) == [
        ("DATA_TEXT_IN_NUMBERS", f"{path}:97", "a"),
        ("DATA_CODE_OUTSIDE", f"{path}:98", "b"),
    ]


def test_a_column_of_persons_is_no_grouping_and_soon_refused(file, monkeypatch):
    monkeypatch.setattr(tallying, "MOST_ESTIMATES", 100)
    path = file("g,a,b\n" + "".join(f"P{number},1,2\n" for number in range(51)))
    with in_blocks(60), pytest.raises(DataError) as caught:
        tally(path, items=("a", "b"))
    (problem,) = caught.value.problems
    assert problem.code == "DATA_TOO_MANY_GROUPS"
    assert "50 groups" in problem.cause("en")
    assert tally(path, items=("a",)).n == 51


def test_open_answers_are_given_up_after_a_thousand(file):
    words = "".join(f"x,mening {number},{number % 5 + 1}\n" for number in range(1500))
    path = file("g,a,b\n" + words)
    with in_blocks(400), pytest.raises(DataError) as caught:
        tally(path, items=("a", "b"))
    (problem,) = caught.value.problems
    assert problem.code == "DATA_NOT_CODED"
    assert problem.values["count"] == "1000+"
    assert "mening" not in problem.line("nl")
    assert outcome(by_table, path, "g", "", "", ["a"], SCALE)[0][0] == "DATA_NOT_CODED"


def test_numbers_of_any_kind_are_counted_each(file):
    path = file("g,a\n" + "".join(f"x,{number / 8}\n" for number in range(1200)))
    (_, _, ((variable, valid, _),)) = read_every_way(path, "g", ["a"], size=2000)
    assert variable.level == "interval"
    assert sum(valid[0]) == len(variable.codes) == 1200


def test_a_table_with_few_places_taken_is_the_same_table(file, monkeypatch):
    path = file("g,a\n" + "x,1\ny,5\nz,\n" * 9)
    dense = plain(tally(path))
    monkeypatch.setattr(tallying, "_SPARSE", 0)
    assert plain(tally(path)) == dense


def test_more_groups_and_values_than_can_be_kept_are_refused(file, monkeypatch):
    monkeypatch.setattr(tallying, "MOST_COUNTS", 5000)
    path = file("g,a\n" + "".join(f"x{number},{number % 5 + 1}\n" for number in range(900)))
    with in_blocks(500), pytest.raises(DataError) as caught:
        tally(path)
    (problem,) = caught.value.problems
    assert problem.code == "DATA_TOO_MANY_COUNTS"
    assert problem.place == str(path)


def test_a_long_file_takes_no_more_memory_than_a_short_one(file):
    pytest.importorskip("pyarrow")
    row = "dorp,1,2,3,4,5,1,2,3,4,5\n"
    peaks = []
    for times in (2_000, 40_000):
        path = file("g,a,b,c,d,e,f,h,i,j,k\n" + row * times)
        with in_blocks(20_000):
            tally(path, items=tuple("abcdefhijk"))  # loading libraries is not what is measured
            tracemalloc.start()
            tally(path, items=tuple("abcdefhijk"))
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0] + (1 << 21)  # a file is hashed in pieces of a megabyte


def test_threads_count_what_one_counts(file):
    path = file("g,a\n" + "x,1\ny,5\nz,\n" * 99)
    with in_blocks(50), ThreadPoolExecutor(4) as pool:
        assert plain(tally(path, executor=pool)) == plain(tally(path))


def test_a_ragged_row_found_by_another_is_refused_with_its_line(file):
    path = file("g,a\n" + "x,1\n" * 99 + "y\n")
    with in_blocks(50), ThreadPoolExecutor(4) as pool, pytest.raises(DataError) as caught:
        tally(path, executor=pool)
    assert caught.value.problems[0].place == f"{path}:101"


class Later:
    """An executor that does nothing until it is asked for the result."""

    def __init__(self):
        self.waiting, self.most = 0, 0

    def submit(self, function, task):
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        future = Future()

        def result():
            self.waiting -= 1
            return function(task)

        future.result = result
        return future


def test_tasks_come_back_in_order_and_few_are_handed_out_at_a_time():
    later = Later()
    assert list(in_order(later, lambda task: task * 2, range(100))) == list(range(0, 200, 2))
    assert later.most == files.IN_FLIGHT


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["x", "y", ""]), st.sampled_from(["1", "4.0", "9", "", "NA"])),
        min_size=1,
        max_size=30,
    ),
    size=st.integers(5, 60),
)
def test_the_order_of_the_rows_changes_no_count(tmp_path_factory, rows, size):
    def counts(some):
        path = tmp_path_factory.mktemp("csv") / "data.csv"
        path.write_text("g,a\n" + "".join(f"{g},{a}\n" for g, a in some))
        with in_blocks(size):
            found = tally(path)
        names = ["", *found.levels]
        return {
            names[group + 1]: (valid, missing)
            for group, valid, missing in zip(
                found.group.tolist(),
                found.answers[0].valid.tolist(),
                found.answers[0].missing.tolist(),
                strict=True,
            )
        }

    assert counts(rows) == counts(rows[::-1]) == counts(sorted(rows))
