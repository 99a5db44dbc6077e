"""A wide table of a database: read in pieces, refused in one sentence, passwords left out."""

from __future__ import annotations

from urllib.parse import quote

import psycopg
import pytest

from tests.dataset.reads import in_blocks, outcome
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.files import table_from_file, tally_file
from wbp_survey.errors import DataError, StoreError, WbpError
from wbp_survey.store.wide import is_wide, wide_columns, wide_pieces, wide_table

SCALE = Reading(minimum=1, maximum=5, missing={"9": "dont_know"})
ROWS = [("dorp", 5, None), ("stad", None, "x,y"), (None, 3, 'z"\nz'), ("stad", 9, "")] * 5


@pytest.fixture
def address(server, postgresql_url):
    """A function that makes a table and gives its address."""

    def make(name="golf 2", rows=ROWS):
        with psycopg.connect(postgresql_url, autocommit=True) as connection:
            (schema,) = connection.execute("SELECT current_schema()").fetchone()
            connection.execute(
                f'CREATE TABLE "{name}" ("Gemeente" text, "q 1" smallint, "rank" text, b boolean)'
            )
            with connection.cursor() as cursor:
                cursor.executemany(f'INSERT INTO "{name}" VALUES (%s, %s, %s)', rows)
        return f"{server.url()}&table={quote(f'{schema}.{name}')}"

    return make


def refusal(function, *arguments):
    with pytest.raises(WbpError) as caught:
        function(*arguments)
    (problem,) = caught.value.problems
    return problem


def test_an_address_is_told_from_the_name_of_a_file():
    assert is_wide("postgresql://host/db?table=a")
    assert not is_wide("data.csv")
    assert not is_wide("C:/postgresql.csv")


def test_the_columns_of_a_table_are_known_whatever_they_are_called(address):
    assert wide_columns(wide_table(address())) == ("Gemeente", "q 1", "rank", "b")


def test_rows_come_as_csv_in_pieces(address):
    table = wide_table(address())
    pieces = list(wide_pieces(table, ["q 1", "rank"], 30))
    assert len(pieces) > 1
    assert b"".join(pieces) == b'5,\n,"x,y"\n3,"z""\nz"\n9,""\n' * 5


def test_an_empty_table_is_refused(address):
    problem = refusal(tally_file, address(rows=[]), "Gemeente", "", "", ["q 1"], SCALE)
    assert problem.code == "DATA_FILE_EMPTY"


@pytest.mark.parametrize("size", [20, 1 << 20])
def test_a_table_gives_the_tally_of_the_same_file(address, tmp_path, size):
    path = tmp_path / "data.csv"
    lines = [f"{town or ''},{'' if mood is None else mood}\n" for town, mood, _ in ROWS]
    path.write_text("Gemeente,q 1\n" + "".join(lines))
    with in_blocks(size):
        found = outcome(tally_file, address(), "Gemeente", "", "", ["q 1"], SCALE)
    same = outcome(tally_file, path, "Gemeente", "", "", ["q 1"], SCALE)
    assert found[1:] == same[1:]
    assert found[0][1] == ("dorp", "stad")


def test_groups_stand_in_order_of_the_alphabet_for_rows_of_a_database_have_no_order(address):
    place = address(rows=[("stad", 1, None), ("dorp", 2, None)])
    assert tally_file(place, "Gemeente", "", "", ["q 1"], SCALE).levels == ("dorp", "stad")
    assert table_from_file(place, ["Gemeente"], ["q 1"], SCALE).factors["Gemeente"].levels == (
        "dorp",
        "stad",
    )


def test_an_unknown_column_is_named_with_the_nearest(address):
    problem = refusal(tally_file, address(), "gemeente", "", "", ["q 1"], SCALE)
    assert problem.code == "DATA_UNKNOWN_COLUMN"
    assert problem.values["nearest"] == "Gemeente"


@pytest.mark.parametrize("name", ["weg", "weg.weg", '"; DROP TABLE x; --'])
def test_a_table_that_is_not_there_is_named(server, name):
    problem = refusal(wide_columns, wide_table(f"{server.url()}&table={quote(name)}"))
    assert problem.code == "DATA_NO_TABLE"
    assert problem.place.endswith(f"?table={name}")


@pytest.mark.parametrize("named", ["", "?table=", "?table=a.b.c", "?table=.a", "?tabel=a"])
def test_an_address_that_names_no_table_is_refused(named):
    assert refusal(wide_table, f"postgresql://host/db{named}").code == "DATA_TABLE_ADDRESS"


def test_an_address_that_is_none_is_refused():
    assert refusal(wide_table, "postgresql://host:port/db?table=a").code == "DATA_TABLE_ADDRESS"


def test_a_server_that_does_not_answer_is_said_without_the_password():
    table = wide_table("postgresql://ik:geheim@127.0.0.1:9/db?table=a")
    problem = refusal(wide_columns, table)
    assert problem.code == "STORE_SERVER_GONE"
    assert problem.place == "postgresql://127.0.0.1:9/db?table=a"


def test_a_copy_that_fails_is_one_clear_sentence(address):
    place = address()
    table = wide_table(place)
    with pytest.raises((DataError, StoreError)):
        list(wide_pieces(table, ["niets"], 100))


def test_what_is_left_halfway_leaves_nothing_open(address):
    table = wide_table(address(rows=ROWS * 50))
    pieces = wide_pieces(table, ["q 1"], 10)
    next(pieces)
    pieces.close()
    assert table.engine.pool.checkedout() == 0
