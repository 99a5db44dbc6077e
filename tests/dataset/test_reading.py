"""Data files: what is read, and what is refused before it can do harm."""

from __future__ import annotations

import csv
import io
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.dataset.reading import nearest, read_columns, read_header
from wbp_survey.errors import DataError


@pytest.fixture
def table(tmp_path):
    def write(content, name="data.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def refusal(path, *wanted):
    with pytest.raises(DataError) as caught:
        read_columns(path, wanted)
    for problem in caught.value.problems:
        assert "\n" not in problem.line("nl")
        assert problem.line("en").endswith(f"[{problem.code}]")
    return [(problem.code, problem.place.rpartition(":")[2]) for problem in caught.value.problems]


def cells(path, *wanted):
    return [tuple(row) for row in read_columns(path, wanted).itertuples(index=False)]


def test_only_the_wanted_columns_are_read_in_the_order_asked(table):
    path = table("a,b,c\n1,2,3\n4,5,6\n")
    assert cells(path, "c", "a") == [("3", "1"), ("6", "4")]


def test_a_column_asked_twice_is_read_once(table):
    assert list(read_columns(table("a,b\n1,2\n"), ["a", "a"]).columns) == ["a"]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_of_the_first_line(table, mark):
    path = table(f"naam{mark}leeftijd\nx{mark}3\n")
    assert read_header(path).delimiter == mark
    assert cells(path, "leeftijd") == [("3",)]


def test_a_quoted_comma_and_a_quoted_line_break_are_part_of_the_cell(table):
    path = table('town,"how, often"\n"Den Haag, NL","1\n2"\nRijswijk,3\n')
    assert cells(path, "town", "how, often") == [("Den Haag, NL", "1\n2"), ("Rijswijk", "3")]


def test_a_name_may_hold_line_ends_and_the_rows_begin_behind_it(table):
    path = table('"hoe\nvaak","Welke, of\r\n""geen"" ; a"\n1,2\n\n3,4\n')
    header = read_header(path)
    assert header.columns == ("hoe\nvaak", 'Welke, of\r\n"geen" ; a')
    assert header.line == 4
    assert list(read_columns(path, ["hoe\nvaak"]).index) == [4, 6]
    assert refusal(path, "hoe") == [("DATA_UNKNOWN_COLUMN", "1")]


def test_a_quote_in_a_name_that_is_never_closed_opens_nothing(table):
    path = table('a,5" pijp,"b\n1,2,3\n' * 1 + "4,5,6\n" * 400)
    assert read_header(path).columns[:2] == ("a", '5" pijp')
    assert read_header(path).line == 2


def test_ten_thousand_columns_with_a_sentence_each_are_a_header(table):
    names = [f"Vraag {number}: wat vindt u daarvan, alles bij elkaar?" for number in range(10_000)]
    path = table(";".join(names) + "\n" + ";".join("1" * 10_000) + "\n")
    assert cells(path, names[-1]) == [("1",)]


def test_what_cannot_be_seen_in_a_name_is_written_out_on_one_line(table):
    path = table('"a\u200b","b\nc"\n1,2\n')
    with pytest.raises(DataError) as caught:
        read_columns(path, ["a"])
    line = caught.value.problems[0].line("nl")
    assert "a\\u200b, b\\nc" in line
    assert "\n" not in line


def test_the_index_is_the_line_of_the_file_on_which_a_row_begins(table):
    path = table('a,b\n1,"x\ny"\n\n2,z\n')
    assert list(read_columns(path, ["a"]).index) == [2, 5]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_ending_is_a_line_ending(table, ending):
    path = table(ending.join(["a,b", "1,2", "3,4", ""]))
    assert cells(path, "b") == [("2",), ("4",)]


def test_a_byte_order_mark_is_no_part_of_the_first_name(table):
    assert cells(table(b"\xef\xbb\xbfa,b\n1,2\n"), "a") == [("1",)]


def test_an_old_windows_file_is_read_as_such(table):
    path = table("gemeente,oordeel\nSúdwest,één\n", encoding="cp1252")
    assert cells(path, "gemeente", "oordeel") == [("Súdwest", "één")]
    path = table("coördinator,n\nx,1\n", encoding="cp1252")
    assert cells(path, "coördinator") == [("x",)]


def test_cells_are_stripped_and_words_for_nothing_are_left_for_the_coding(table):
    assert cells(table("a,b\n  1 , NA\n"), "a", "b") == [("1", "NA")]


def test_a_row_with_another_number_of_cells_is_refused_with_its_line(table):
    assert refusal(table("a,b,c\n1,2,3\n1,2\n"), "a") == [("DATA_FILE_RAGGED", "3")]
    assert refusal(table("a,b,c\n1,x, y,3,4\n"), "c") == [("DATA_FILE_RAGGED", "2")]


def test_empty_cells_after_the_last_column_do_no_harm(table):
    assert cells(table("a,b\n1,2,,\n"), "b") == [("2",)]
    assert cells(table("a,b,,\n1,2,,\n"), "b") == [("2",)]


def test_a_quote_that_is_never_closed_is_refused_with_the_line_where_it_opens(table):
    path = table('a,b\n1,2\n3,"x\n' + "4,5\n" * 100)
    assert refusal(path, "a") == [("DATA_FILE_RAGGED", "3")]


def test_a_repeated_column_is_refused(table):
    assert refusal(table("a,b,a\n1,2,3\n"), "b") == [("DATA_COLUMN_TWICE", "1")]


def test_every_unknown_column_is_named_with_the_nearest(table):
    path = table("Type,Sat,Infl\nx,1,2\n")
    with pytest.raises(DataError) as caught:
        read_columns(path, ["Typ", "Sat", "infl"])
    assert [one.values["column"] for one in caught.value.problems] == ["Typ", "infl"]
    assert [one.values["nearest"] for one in caught.value.problems] == ["Type", "Infl"]


def test_nothing_near_is_nothing():
    assert nearest("leden", ["Type", "Sat"]) == ""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "DATA_FILE_NO_HEADER"),
        (b"\n\n", "DATA_FILE_NO_HEADER"),
        (b"\xef\xbb\xbf", "DATA_FILE_NO_HEADER"),
        (b"a,b\n", "DATA_FILE_EMPTY"),
        (b"a,b", "DATA_FILE_EMPTY"),
        (b"PK\x03\x04\x00\x00", "DATA_FILE_BINARY"),
        ("a,b\n1,2\n".encode("utf-16"), "DATA_FILE_UTF16"),
        ("a,b\n1,2\n".encode("utf-16-le"), "DATA_FILE_BINARY"),
        (b"x" * 200_000, "DATA_FILE_NO_HEADER"),
    ],
)
def test_what_is_no_table_is_refused(table, content, code):
    ((found, _),) = refusal(table(content), "a")
    assert found == code


def test_a_file_that_is_not_there_or_of_another_kind_is_refused(table, tmp_path):
    assert refusal(tmp_path / "weg.csv", "a")[0][0] == "DATA_FILE_NOT_FOUND"
    assert refusal(table("a\n1\n") / "onder.csv", "a")[0][0] == "DATA_FILE_NOT_FOUND"
    assert refusal(table("a\n1\n", "data.docx"), "a")[0][0] == "DATA_FILE_KIND"
    (tmp_path / "map.csv").mkdir()
    assert refusal(tmp_path / "map.csv", "a")[0][0] == "DATA_FILE_KIND"
    assert refusal(tmp_path / ("x" * 300 + ".csv"), "a")[0][0] == "DATA_FILE_UNREADABLE"


def prose(path, megabytes, header):
    line = b"Dit is een verslag, geen tabel; het gaat maar door.\n"
    with path.open("wb") as file:
        file.write(header + b"\n")
        for _ in range(megabytes):
            file.write(line * (1_000_000 // len(line)))
    return path


@pytest.mark.parametrize(
    "megabytes", [10, pytest.param(200, marks=pytest.mark.slow)], ids=["10 MB", "200 MB"]
)
@pytest.mark.parametrize(
    ("header", "code"),
    [(b"Een verslag, van jaren", "DATA_UNKNOWN_COLUMN"), (b"a,b,c,d", "DATA_FILE_RAGGED")],
)
def test_a_large_text_named_csv_is_refused_at_once_in_little_memory(
    tmp_path, megabytes, header, code
):
    path = prose(tmp_path / "verslag.csv", megabytes, header)
    pytest.importorskip("pandas")  # loading it is not what is measured
    tracemalloc.start()
    began = time.perf_counter()
    ((found, _),) = refusal(path, "a")
    seconds, peak = time.perf_counter() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == code
    assert seconds < 5
    assert peak < 3_000_000


def test_a_large_empty_file_is_refused_at_once(tmp_path):
    path = tmp_path / "leeg.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # sparse: it takes no room
    assert refusal(path, "a")[0][0] == "DATA_FILE_BINARY"


CELL = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=8
).map(str.strip)


@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8))
def test_what_a_csv_writer_wrote_is_read_back(tmp_path_factory, rows):
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([("een", "twee", "drie"), *rows])
    path = tmp_path_factory.mktemp("csv") / "data.csv"
    path.write_bytes(buffer.getvalue().encode())
    assert cells(path, "een", "twee", "drie") == rows


@pytest.mark.parametrize(("kind", "package"), [("parquet", "pyarrow"), ("sav", "pyreadstat")])
def test_codes_of_other_programs_come_in_as_codes(tmp_path, kind, package):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip(package, reason=f"{package} is not installed")
    path = tmp_path / f"data.{kind}"
    frame = pandas.DataFrame({"town": ["dorp", "stad", "stad"], "mood": [1.0, None, 3.0]})
    if kind == "parquet":
        frame["mood"] = frame["mood"].astype("Int64")
        frame.to_parquet(path)
    else:
        import pyreadstat

        labels = {"mood": {1.0: "slecht", 3.0: "goed"}}
        pyreadstat.write_sav(frame, str(path), variable_value_labels=labels)
    assert cells(path, "town", "mood") == [("dorp", "1"), ("stad", ""), ("stad", "3")]
    assert refusal(path, "moed")[0][0] == "DATA_UNKNOWN_COLUMN"


@pytest.mark.parametrize(("kind", "package"), [("parquet", "pyarrow"), ("sav", "pyreadstat")])
def test_a_damaged_file_or_an_absent_reader_is_one_clear_sentence(table, kind, package):
    ((code, _),) = refusal(table(b"PAR1 or not", f"data.{kind}"), "a")
    try:
        __import__(package)
    except ImportError:
        assert code == "DATA_READER_MISSING"
    else:
        assert code == "DATA_FILE_DAMAGED"
