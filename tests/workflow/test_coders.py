"""Files of codes: a column per coder or a row per code give the same, and nothing is dropped."""

from __future__ import annotations

import csv
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.coders.rated import row
from wbp_survey.dataset.coding import Reading
from wbp_survey.errors import DataError
from wbp_survey.workflow.coder_files import CodersLayout, read_coders
from wbp_survey.workflow.coders import CodersQuestion, compare_coders

WIDE = CodersLayout(coders=("A", "B"))
LONG = CodersLayout(unit="u", coder="who", value="code")
CODES = st.lists(st.tuples(*[st.sampled_from(["1", "2", "3", ""])] * 2), min_size=2, max_size=12)


def saved(folder, text, name="codes.csv"):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def read(folder, text, layout=WIDE, level=None, reading=None, distance="masi"):
    return read_coders(saved(folder, text), layout, level, distance, reading or Reading())


def failed(folder, text, layout=WIDE, level=None, reading=None):
    with pytest.raises(DataError) as error:
        read(folder, text, layout, level, reading)
    return [one.code for one in error.value.problems]


@given(codes=CODES)
def test_a_row_per_code_gives_what_a_column_per_coder_gives(tmp_path_factory, codes):
    if len({code for unit in codes for code in unit} - {""}) == 0:
        return
    folder = tmp_path_factory.mktemp("coders")
    wide = saved(folder, "A,B\n" + "".join(f"{one},{other}\n" for one, other in codes), "wide.csv")
    lines = [
        f"{at},{who},{unit['AB'.index(who)]}\n" for at, unit in enumerate(codes) for who in "AB"
    ]
    long = saved(folder, "u,who,code\n" + "".join(lines), "long.csv")
    question = CodersQuestion("ordinal", resamples=99)
    found = [
        compare_coders(path, layout, question, Reading(minimum=1, maximum=3)).rows
        for path, layout in ((wide, WIDE), (long, LONG))
    ]
    for one, other in zip(*found, strict=True):
        assert (one.stat, one.value, one.n, one.note) == (
            other.stat, other.value, other.n, other.note,
        )  # fmt: skip


def test_the_interval_depends_neither_on_the_order_of_coders_nor_on_that_of_rows(tmp_path):
    lines = ["1,1,2", "2,2,2", "3,3,1", "1,2,1", "2,3,3"] * 5
    turned = [line[::-1] for line in reversed(lines)]
    found = []
    for names, text in (("A,B,C", lines), ("C,B,A", turned)):
        path = saved(tmp_path, f"{names}\n" + "\n".join(text), f"{names}.csv")
        layout = CodersLayout(coders=tuple(names.split(",")))
        found.append(compare_coders(path, layout, CodersQuestion(resamples=199), Reading()).rows)
    ends = ("krippendorff_alpha_ci_low", "krippendorff_alpha_ci_high")
    for stat in ends:
        assert row(found[0], stat).method == "bootstrap_units"
        assert row(found[0], stat).value == row(found[1], stat).value


@pytest.mark.parametrize(
    ("cells", "level"),
    [
        (["1", "2", "5"], "ordinal"),
        (["1.5", "2", "3"], "interval"),
        ([str(number) for number in range(1, 15)], "interval"),
        (["ja", "nee"], "nominal"),
        (["Low", "High"], "ordinal"),
    ],
)
def test_without_a_level_the_codes_say_which_and_the_rows_that_it_was_assumed(
    tmp_path, cells, level
):
    text = "A,B\n" + "".join(f"{cell},{cell}\n" for cell in cells)
    assert read(tmp_path, text).ratings.scale == level
    rows = compare_coders(tmp_path / "codes.csv", WIDE, CodersQuestion(), Reading()).rows
    assert f"level_assumed:{level}" in row(rows, "krippendorff_alpha").note
    stated = compare_coders(tmp_path / "codes.csv", WIDE, CodersQuestion(level), Reading()).rows
    assert not any(note.startswith("level") for note in row(stated, "krippendorff_alpha").note)


def test_all_coders_share_their_codes_in_the_stated_order(tmp_path):
    text = "A,B\nlaag,hoog\nmidden,midden\n,hoog\n"
    order = Reading(orders=(("laag", "midden", "hoog"),))
    found = read(tmp_path, text, level="ordinal", reading=order).ratings
    assert found.variable.codes == ("laag", "midden", "hoog")
    assert found.index.tolist() == [[0, 2], [1, 1], [-1, 2]]


def test_declared_missing_codes_and_blanks_are_no_codes(tmp_path):
    reading = Reading(missing={"9": "dont_know", "weg": "refused"})
    found = read(tmp_path, "A,B\n1,9\n9.0,2\nNA,1\n", level="nominal", reading=reading).ratings
    assert found.index.tolist() == [[0, -1], [-1, 1], [-1, 0]]
    words = read(tmp_path, "A,B\na,weg\n,b\n", level="nominal", reading=reading).ratings
    assert words.variable.codes == ("a", "b")


def test_a_number_is_the_same_however_it_is_written(tmp_path):
    found = read(tmp_path, "A;B\n1,0;1\n2;2,0\n1,5;2\n", level="interval").ratings
    assert found.variable.scores == (1.0, 1.5, 2.0)
    assert found.index.tolist() == [[0, 0], [2, 2], [1, 2]]


def test_a_set_is_the_same_in_whatever_order_its_codes_are_written(tmp_path):
    text = "A,B\na|b,b | a\nc,c|c\n a , d|a\n"
    found = read(tmp_path, text, level="set").ratings
    assert found.scale == "set_masi"
    assert found.variable.codes == ("a", "a|b", "a|d", "c")
    assert found.index.tolist() == [[1, 1], [3, 3], [0, 2]]
    other = read(tmp_path, text, level="set", distance="jaccard").ratings
    assert other.scale == "set_jaccard"


def test_spaces_lie_between_codes_only_where_no_mark_does(tmp_path):
    spaced = read(tmp_path, "A,B\na b,b  a\nc,a\n", level="set").ratings
    assert (spaced.variable.codes, spaced.index.tolist()) == (("a", "a|b", "c"), [[1, 1], [2, 0]])
    marked = read(tmp_path, "A,B\nno reply|call,call | no  reply\nno reply,call\n", level="set")
    assert marked.ratings.variable.codes == ("call", "call|no reply", "no reply")
    assert marked.ratings.index.tolist() == [[1, 1], [2, 0]]


def test_codes_of_a_scale_that_nobody_gave_are_codes_still(tmp_path):
    reading = Reading(minimum=1, maximum=5)
    assert read(
        tmp_path, "A,B\n1,2\n2,2\n", level="nominal", reading=reading
    ).ratings.variable.codes == tuple("12345")


def test_units_can_be_named_in_either_layout(tmp_path):
    layout = CodersLayout(coders=("A", "B"), unit="u")
    assert read(tmp_path, "u,A,B\nx,1,2\ny,2,2\n", layout).ratings.units == ("x", "y")
    assert read(tmp_path, "A,B\n1,2\n2,2\n").ratings.units == ("1", "2")
    assert read(tmp_path, "u,who,code\nx,An,1\nx,Bo,2\ny,An,1\n", LONG).ratings.units == ("x", "y")


def test_rows_without_a_unit_or_coder_are_counted(tmp_path):
    found = read(tmp_path, "u,who,code\nx,An,1\nx,Bo,2\n,Bo,1\ny,,2\n", LONG)
    assert (found.without, found.ratings.units) == (2, ("x", "y"))


MANY_CODERS = "u,who,code\n" + "".join(f"x,{number},1\n" for number in range(101))


@pytest.mark.parametrize(
    ("text", "layout", "level", "code"),
    [
        ("u,who,code\nx,An,1\nx,An,2\ny,Bo,1\n", LONG, "nominal", "DATA_CODED_TWICE"),
        ("u,who,code\nx,An,1\nx,An,\ny,Bo,1\n", LONG, "nominal", "DATA_CODED_TWICE"),
        ("u,who,code\nx,An,1\ny,An,1\n", LONG, "nominal", "DATA_ONE_CODER"),
        (
            "u,who,code\n" + "".join(f"x,{k},1\n" for k in range(101)),
            LONG,
            None,
            "DATA_CODERS_MANY",
        ),
        ("u,A,B\nx,1,2\nx,2,1\n", CodersLayout(("A", "B"), "u"), "nominal", "DATA_UNIT_TWICE"),
        ("A,B\na,b\n", WIDE, "ordinal", "DATA_NO_ORDER"),
        ("A,B\na,b\n", WIDE, "interval", "DATA_CODES_NO_NUMBERS"),
        ("A,B\nLow,High\n", WIDE, "ratio", "DATA_CODES_NO_NUMBERS"),
        ("A,C\n1,2\n", WIDE, "nominal", "DATA_UNKNOWN_COLUMN"),
        ("A,B\n", WIDE, "nominal", "DATA_FILE_EMPTY"),
    ],
)
def test_a_file_that_cannot_tell_is_refused_in_one_sentence(tmp_path, text, layout, level, code):
    assert failed(tmp_path, text, layout, level) == [code]


def test_a_code_outside_the_scale_is_refused(tmp_path):
    reading = Reading(minimum=1, maximum=5)
    for level in ("nominal", "ordinal", "interval"):
        assert failed(tmp_path, "A,B\n1,99\n", level=level, reading=reading) == [
            "DATA_CODE_OUTSIDE"
        ]


def test_a_thousand_codes_are_codes_and_more_are_not(tmp_path):
    def numbers(many):
        return "A,B\n" + "".join(f"{at},{at}\n" for at in range(many))

    assert len(read(tmp_path, numbers(1001), level="interval").ratings.variable.codes) == 1001
    assert failed(tmp_path, numbers(1002), level="interval") == ["DATA_CODES_MANY"]
    words = "A,B\n" + "".join(f"w{at},w{at}\n" for at in range(1002))
    assert failed(tmp_path, words, level="nominal") == ["DATA_CODES_MANY"]


def test_a_message_shows_no_words_of_a_respondent(tmp_path):
    long_name = "wat iemand zei in een lange zin"
    with pytest.raises(DataError) as error:
        read(tmp_path, f"u,who,code\n{long_name},An,1\n{long_name},An,2\nx,Bo,1\n", LONG)
    assert long_name not in str(error.value)


def test_the_json_also_lists_what_was_not_coded_alike(tmp_path):
    path = saved(tmp_path, "A,B\n1,2\n2,2\n1,\n2,1\n")
    found = compare_coders(path, WIDE, CodersQuestion("nominal"), Reading()).as_json()
    assert list(found) == ["manifest", "rows", "disagreements"]
    assert found["disagreements"] == [
        {"unit": "1", "codes": {"A": "1", "B": "2"}},
        {"unit": "4", "codes": {"A": "2", "B": "1"}},
    ]
    assert found["manifest"]["filters"]["coders"] == ["A", "B"]


def test_files_of_other_kinds_give_the_same(tmp_path):
    import pandas as pd

    cells = [(str(one), str(other)) for one, other in product((1, 2, 3), repeat=2)]
    with (tmp_path / "codes.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("A", "B"), *cells])
    pd.DataFrame(cells, columns=["A", "B"]).astype(int).to_parquet(tmp_path / "codes.parquet")
    text, binary = (
        compare_coders(tmp_path / name, WIDE, CodersQuestion("ordinal"), Reading()).rows
        for name in ("codes.csv", "codes.parquet")
    )
    assert text == binary
