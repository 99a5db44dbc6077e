"""Parquet and SPSS files: read in portions, as the text file they could have been."""

from __future__ import annotations

import datetime as dt
import decimal

import pytest

from tests.dataset.reads import outcome, read_every_way
from wbp_survey.dataset import binary
from wbp_survey.dataset.binary import arrow_cells, binary_columns
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.files import tally_file
from wbp_survey.errors import DataError

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

GROUPS = ["dorp", "stad", None, "stad", "dorp"] * 7
ANSWERS = [5, None, 3, 9, 1] * 7
SCALE = Reading(minimum=1, maximum=5, missing={"9": "dont_know"})


@pytest.fixture
def written(tmp_path):
    def write(columns):
        path = tmp_path / "data.parquet"
        parquet.write_table(pa.table(columns), path)
        return path

    return write


@pytest.mark.parametrize("kind", ["int8", "int64", "float32", "float64", "string"])
def test_a_parquet_file_gives_the_tally_of_the_same_csv(written, tmp_path, monkeypatch, kind):
    answers = pa.array(ANSWERS, pa.int64()).cast(kind)
    path = written({"g": pa.array(GROUPS), "a": answers})
    text = tmp_path / "data.csv"
    rows = zip(GROUPS, ANSWERS, strict=True)
    text.write_text("g,a\n" + "".join(f"{g or ''},{'' if a is None else a}\n" for g, a in rows))
    monkeypatch.setattr(binary, "_ROWS", 4)
    (facts, units, counts) = read_every_way(path, "g", ["a"], SCALE)
    (_, *same) = outcome(tally_file, text, "g", "", "", ["a"], SCALE)
    assert [units, counts] == same
    assert facts[1] == ("dorp", "stad")


@pytest.mark.parametrize("kind", ["sav", "zsav"])
def test_an_spss_file_is_read_in_portions(tmp_path, monkeypatch, kind):
    pyreadstat, pandas = pytest.importorskip("pyreadstat"), pytest.importorskip("pandas")
    path = tmp_path / f"data.{kind}"
    frame = pandas.DataFrame({"g": [g or "" for g in GROUPS], "a": ANSWERS})
    pyreadstat.write_sav(frame, str(path), compress=kind == "zsav")
    whole = read_every_way(path, "g", ["a"], SCALE)
    monkeypatch.setattr(binary, "_ROWS", 4)
    assert read_every_way(path, "g", ["a"], SCALE) == whole
    assert binary_columns(path) == ("g", "a")


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([1.0, 2.5, float("nan"), None, float("inf")], ["1", "2.5", "", "", "inf"]),
        ([True, None, False], ["True", "", "False"]),
        ([" ja ", "ja", ""], ["ja", "ja", ""]),
        ([decimal.Decimal("1.50"), decimal.Decimal("20.00")], ["1.5", "20"]),
        ([decimal.Decimal("12345678901234567890.50"), None], ["12345678901234567890.5", ""]),
        (pa.array([1.1, 2.0, None, float("nan")], pa.float32()), ["1.1", "2", "", ""]),
        (pa.array([1.5, 0.1], pa.float16()), ["1.5", "0.1"]),
        ([b"ja", "één".encode(), b"\xff"], ["ja", "één", "\\xff"]),
        ([2**53 + 1, 2**53], ["9007199254740993", "9007199254740992"]),
        ([dt.date(2024, 5, 1)], ["2024-05-01"]),
        ([[1], [2, 3]], ["[1]", "[2, 3]"]),
        ([None, None], ["", ""]),
    ],
)
def test_values_are_written_as_a_text_file_would_hold_them(values, texts):
    assert (
        arrow_cells(values if isinstance(values, pa.Array) else pa.array(values)).texts() == texts
    )


def test_categories_stand_in_order_of_appearance_and_not_in_their_own():
    values = pa.DictionaryArray.from_arrays([2, 0, None], ["a", "b", "c"])
    assert arrow_cells(values).labels == ("c", "a", "")


def test_a_repeated_column_is_refused(tmp_path):
    path = tmp_path / "data.parquet"
    parquet.write_table(pa.Table.from_arrays([pa.array([1])] * 2, ["a", "a"]), path)
    with pytest.raises(DataError) as caught:
        binary_columns(path)
    assert caught.value.problems[0].code == "DATA_COLUMN_TWICE"


def test_a_file_without_rows_is_refused(written):
    path = written({"g": pa.array([], pa.string()), "a": pa.array([], pa.int8())})
    assert [one[0] for one in read_every_way(path, "g", ["a"])] == ["DATA_FILE_EMPTY"]


def test_lists_and_records_are_no_codes(written):
    path = written({"g": ["x", "y"], "a": [[1, 2], [3]]})
    assert [one[0] for one in read_every_way(path, "g", ["a"])] == ["DATA_NO_ORDER"]
