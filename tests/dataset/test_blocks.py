"""Large text files in blocks: the same cells, and the same refusals, as row by row."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.dataset.reads import in_blocks, outcome, read_every_way
from wbp_survey.dataset.blocks import Block, Unclear, blocks_of, portion_of
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.files import tally_file
from wbp_survey.dataset.text import CP1252, UTF8, Layout, RaggedError

pytest.importorskip("pyarrow")

LAYOUT = Layout(2, ",", ("a", "b"), (0, 1))
MISSING = {"9": "dont_know", "99": "refused"}


@pytest.fixture
def file(tmp_path):
    def write(content, encoding="utf-8"):
        path = tmp_path / "data.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def cut(*pieces, layout=LAYOUT, encoding=UTF8):
    return list(blocks_of(pieces, layout, encoding, 2))


def columns(data, in_order=()):
    portion = portion_of(Block(data, 2, LAYOUT), frozenset(in_order))
    return [portion.columns[name].texts() for name in "ab"]


def test_blocks_hold_whole_rows_and_know_their_first_line():
    found = cut(b"1,2\n3,", b"4\n5,6\n7", b",8")
    assert [(one.data, one.line) for one in found] == [
        (b"1,2\n", 2),
        (b"3,4\n5,6\n", 3),
        (b"7,8", 5),
    ]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_lines_are_counted_whatever_ends_them(ending):
    text = ending.join([b"1,2", b"3,4", b"5,6", b"7,8", b""])
    for size in range(1, len(text)):
        found = cut(*(text[start : start + size] for start in range(0, len(text), size)))
        assert b"".join(one.data for one in found) == text
        for one in found:
            assert one.line == 2 + int(one.data[:1] or b"1") // 2


def test_a_line_break_inside_quotes_does_not_end_a_row():
    found = cut(b'1,"x\ny', b'z\n"\n2,"3"\n')
    assert [one.data for one in found] == [b'1,"x\nyz\n"\n2,"3"\n']


@pytest.mark.parametrize("cell", [b' "x"', b'"x"y', b'x"y', b'"x', b'5" pijp', b'"a"b"'])
def test_a_quote_that_readers_do_not_agree_on_is_left_to_the_exact_reader(cell):
    first, unclear = cut(b"1,2\n", b"3," + cell + b"\n")
    assert first.data == b"1,2\n"
    assert unclear == Unclear(4, 3)


@pytest.mark.parametrize("cell", [b'"x"', b'""', b'"x""y"', b'""""', b'"a,b"', b'"a\r\nb"'])
def test_a_quoted_cell_is_plain(cell):
    (found,) = cut(b"3," + cell + b"\n")
    assert isinstance(found, Block)
    assert columns(found.data)[1] == [cell[1:-1].replace(b'""', b'"').decode()]


def test_a_quote_that_is_never_closed_does_not_fill_the_memory():
    with in_blocks(10):
        found = cut(b'1,"x\n', *[b"2,34567\n"] * 1000)
    assert found == [Unclear(0, 2)]


def test_an_old_windows_block_is_handed_on_as_utf8():
    (found,) = cut("é,2\n".encode(CP1252), encoding=CP1252)
    assert columns(found.data) == [["é"], ["2"]]


@pytest.mark.parametrize(
    ("data", "a", "b"),
    [
        (b"1,2\n\n3,4\n", ["1", "3"], ["2", "4"]),
        (b"10,\n,9\n", ["10", ""], ["", "9"]),
        (b"1,abc\n2,d\n", ["1", "2"], ["abc", "d"]),
        ("é,\u00a03\n".encode(), ["é"], ["3"]),
        (b"1,2,,\n", ["1"], ["2"]),
        (b"\n\n", [], []),
        (b"\xef\xbb\xbf1,2\n", ["\ufeff1"], ["2"]),
    ],
)
def test_cells_of_a_block_are_those_of_the_file(data, a, b):
    assert columns(data) == columns(data, "ab") == [a, b]


def test_without_pyarrow_a_block_is_read_line_by_line(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    assert columns(b"1,2\n3,4\n") == [["1", "3"], ["2", "4"]]


def test_a_ragged_row_is_named_by_its_line_in_the_file():
    with pytest.raises(RaggedError) as caught:
        portion_of(Block(b"1,2\n3\n", 100, LAYOUT), frozenset())
    assert caught.value.line == 101


def test_a_ragged_row_far_down_a_large_file_is_refused_with_its_line(file):
    path = file("a,b\n" + "1,2\n" * 500 + "1\n" + "1,2\n" * 500)
    ((code, place, _),) = read_every_way(path, "a", ["b"])
    assert (code, place) == ("DATA_FILE_RAGGED", f"{path}:502")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("g,a\n", "DATA_FILE_EMPTY"),
        ("g,a\n\n\n", "DATA_FILE_EMPTY"),
        ("g,a\n" + "y,2\n" * 20_000 + "x,1\0\n", "DATA_FILE_BINARY"),
        ("g,b\nx,1\n", "DATA_UNKNOWN_COLUMN"),
        ("g,a\nx,inf\n", "DATA_NO_ORDER"),
        ("g,a\nx,een\ny,3\n", "DATA_TEXT_IN_NUMBERS"),
        ("g,a\nx,3\ny,99\n", "DATA_CODE_OUTSIDE"),
        ('g,a\nx,"3\n' + "y,4\n" * 99, "DATA_FILE_RAGGED"),
    ],
)
def test_bad_input_is_one_clear_sentence_at_any_size(file, content, code):
    found = read_every_way(file(content), "g", ["a"], Reading(minimum=1, maximum=5))
    assert [one[0] for one in found] == [code]


def test_a_file_that_only_turns_out_old_windows_at_its_end_is_so_from_its_first_line(file):
    path = file(b"g,a\n" + b"een,1\n" * 99 + "één,2\n".encode(CP1252))
    (facts, _, _) = read_every_way(path, "g", ["a"])
    assert facts[1] == ("een", "één")


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n"])
def test_a_file_that_is_half_utf8_would_split_its_groups_and_is_refused(file, ending):
    new, old = f"één,1{ending}".encode(), f"één,2{ending}".encode(CP1252)
    for content, line in ((new * 9 + old, 2), (old * 9 + new, 11), (old * 300_000 + new, 300_002)):
        path = file(f"g,a{ending}".encode() + content)
        assert read_every_way(path, "g", ["a"], size=1 << 20) == [
            ("DATA_FILE_ENCODINGS", f"{path}:{line}", None)
        ]


def test_two_letters_that_no_code_page_of_ours_has_are_not_taken_for_one_group(file):
    path = file(b"g,a\ncaf\x82,1\ncaf\x81,2\ncaf\x8d,2\n")
    assert read_every_way(path, "g", ["a"]) == [("DATA_FILE_ENCODINGS", f"{path}:3", None)]


def test_half_a_letter_at_the_end_is_no_utf8(file):
    (facts, _, _) = read_every_way(file(b"g,a\nx,1\ny\xc3,2\n"), "g", ["a"])
    assert facts[1] == ("x", "yÃ")


NUMBERS = ("1", "2", "5", "9", "99", "4.0", "04", " 4 ", "1,5", "\u00a03", "\ufeff1", "1_000")
WORDS = ("", "NA", "nan", "inf", "0x10", "é", "nee", "ja", '"', "den haag, nl", '5" pijp', "x\ny")
CELLS = st.sampled_from(NUMBERS) | st.sampled_from(WORDS)
CODES = st.sampled_from(["1", "2", "3", "4", "5", "9", "99", ""])


@st.composite
def texts(draw):
    """A file as people make them: mostly right, sometimes not."""
    mark, ending = draw(st.sampled_from(",;\t")), draw(st.sampled_from(["\n", "\r\n", "\r"]))
    cells = draw(st.sampled_from([CODES, CODES, CELLS]))
    wild = draw(st.sampled_from([0, 0, 1]))
    rows = draw(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=20))
    dice = draw(st.randoms(use_true_random=False))
    lines = [mark.join("gab"), *(mark.join(spelled(row, mark, dice, wild)) for row in rows)]
    text = ending.join(lines) + draw(st.sampled_from(["", ending, ending * 2, mark + ending]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", CP1252]))
    return text.encode(encoding, "replace")


def spelled(row, mark, dice, wild):
    """Quote what needs it; in a wild file also what does not, or not what does."""
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in row]
    needs = [any(one in cell for one in (mark, '"', "\n")) for cell in row]
    if wild:
        needs = [need != (dice.random() < 0.2) for need in needs]
        quoted = [dice.choice(["", "", " "]) + cell for cell in quoted]
    return [one if need else cell for one, need, cell in zip(quoted, needs, row, strict=True)]


READINGS = st.sampled_from(
    [
        Reading(),
        Reading(minimum=1, maximum=5, missing=MISSING),
        Reading(missing={"NA": "refused", "blank": "absent"}),
        Reading(orders=(("5", "4", "3", "2", "1"), ("nee", "ja")), missing=MISSING),
    ]
)


@given(content=texts(), reading=READINGS, size=st.sampled_from([7, 25, 1000]))
@example(content=b"g,a,b\nx,1,2\ny,4.0,\nx,4,9\n", reading=Reading(), size=7)
def test_a_large_file_says_what_it_would_say_row_by_row(tmp_path_factory, content, reading, size):
    path = tmp_path_factory.mktemp("csv") / "data.csv"
    path.write_bytes(content)
    read_every_way(path, "g", ["a", "b"], reading, block="b", size=size)


def test_the_size_of_the_blocks_changes_nothing(file):
    dice = random.Random(3)
    rows = [f"{dice.choice(['x', 'y', ''])},{dice.choice('12345')}" for _ in range(300)]
    path, found = file("g,a\n" + "\n".join(rows)), []
    for size in (5, 50, 500, 50_000):
        with in_blocks(size):
            found.append(outcome(tally_file, path, "g", "", "", ["a"], Reading()))
    assert all(one == found[0] for one in found)
