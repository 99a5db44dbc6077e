"""Findings about a file: rows and columns that deserve a look, by line; words are never told."""

from __future__ import annotations

import json
import random

import pytest

from wbp_survey.analysis.rules import judging_by, rulebook
from wbp_survey.dataset import sources
from wbp_survey.dataset.coding import Reading
from wbp_survey.errors import DataError
from wbp_survey.texts import LANGUAGES
from wbp_survey.workflow.findings_file import KINDS, FileAsked, check_file

ITEMS = tuple(f"q{number}" for number in range(1, 11))
FIVE = Reading(minimum=1, maximum=5)


def crowd(n=40, items=10, seed=1):
    """Rows of people who answer each question apart."""
    dice = random.Random(seed)
    return [[str(dice.randrange(1, 6)) for _ in range(items)] for _ in range(n)]


def saved(folder, rows, columns=ITEMS, name="data.csv"):
    file = folder / name
    lines = [",".join(row) for row in [columns, *rows]]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


@pytest.fixture
def check(tmp_path):
    """Check rows of ten items; return the findings of one kind, or of all."""

    def go(rows, code="", columns=ITEMS, reading=FIVE, **asked):
        file = saved(tmp_path, rows, columns)
        done = check_file(file, FileAsked(**asked), reading)
        if not code:
            return done
        return [one for one in done.findings if one.code == code]

    return go


def test_honest_answers_give_no_finding_and_every_check_is_counted(check):
    done = check(crowd(), items=ITEMS)
    assert done.findings == ()
    assert dict(done.counts) == dict.fromkeys(KINDS, 0)
    assert (done.checked["rows"], done.checked["blocks"]) == (40, [list(ITEMS)])


def test_a_straight_row_is_found_on_its_line_however_the_number_is_written(check):
    (one,) = check([*crowd(), ["4", "4.0"] * 5], "straight_line", items=ITEMS)
    assert one.places[0].endswith("data.csv:42")
    assert one.values["answer"] == "4"
    assert one.values["variability"] == 0


def test_declared_missing_codes_are_no_answer(check):
    reading = Reading(minimum=1, maximum=5, missing={"9": "dont_know"})
    rows = [*crowd(), ["9"] * 10, ["9"] * 3 + ["2"] * 7]
    assert not check(rows, reading=reading, items=ITEMS).findings


def test_without_items_columns_that_share_their_codes_are_one_scale(check):
    rows = [[str(at), *row, "ja" if at % 2 else "nee"] for at, row in enumerate(crowd())]
    rows.append(["40", *["4"] * 10, "ja"])
    done = check(rows, columns=("who", *ITEMS, "member"), reading=Reading())
    assert done.checked["blocks"] == [list(ITEMS)]
    assert [one.code for one in done.findings] == ["straight_line"]


def test_answers_in_words_stand_on_a_stated_order(check):
    words = ("laag", "midden", "hoog")
    dice = random.Random(2)
    rows = [[dice.choice(words) for _ in ITEMS] for _ in range(40)]
    rows += [["hoog"] * 10, [*["laag"] * 9, "heel hoog"]]
    reading = Reading(orders=(words,))
    straight = check(rows, "straight_line", reading=reading)
    assert [one.values["answer"] for one in straight] == ["hoog", "laag"]
    assert straight[0].values["variability"] == 0
    (off,) = check(rows, "code_outside", reading=reading)
    assert off.values == {"column": "q10", "n": 1, "codes": "…"}


def test_equal_rows_are_found_where_chance_gives_none(check):
    rows = crowd()
    (one,) = check([*rows, rows[4], rows[4]], "same_row")
    assert one.values["lines"] == "6, 42, 43"
    assert (one.values["n"], one.values["answers"]) == (3, 10)


def test_equal_rows_say_nothing_with_few_columns_or_much_agreement(check):
    few = check(crowd(items=4) * 2, columns=ITEMS[:4])
    assert few.checked["not_checked"] == {"same_row": "few_columns"}
    alike = [["5"] * 9 + [str(number % 5 + 1)] for number in range(40)]
    done = check(alike)
    assert done.checked["not_checked"] == {"same_row": "alike_by_chance"}
    assert done.counts["same_row"] == 0


def test_straight_rows_are_no_copies_of_each_other(check):
    assert not check([*crowd(), ["4"] * 10, ["4"] * 10], "same_row")


def test_an_id_on_two_rows_is_told_by_lines_and_never_by_name(check):
    ids = ["Piet Jansen", "b", "Piet Jansen", "", "c"]
    rows = [[who, *row] for who, row in zip(ids, crowd(5), strict=True)]
    done = check(rows, columns=("who", *ITEMS), items=ITEMS, id="who")
    (one,) = [one for one in done.findings if one.code == "id_twice"]
    assert (one.values["lines"], one.values["n"]) == ("2, 4", 2)
    (blank,) = [one for one in done.findings if one.code == "id_blank"]
    assert blank.places[0].endswith(":5")
    assert "Piet" not in json.dumps(done.as_json())


def test_an_id_may_stand_once_in_each_round(check):
    rounds = [("a", "1"), ("a", "2"), ("b", "1"), ("b", "1")]
    rows = [[*by, *row] for by, row in zip(rounds, crowd(4), strict=True)]
    columns = ("who", "round", *ITEMS)
    (one,) = check(rows, "id_twice", columns=columns, id="who", round="round")
    assert one.values["lines"] == "4, 5"
    assert one.said == ("what", "in_round")


def test_codes_off_the_scale_are_findings_here_and_named(check):
    rows = crowd()
    rows[3][2], rows[9][2] = "99", "0"
    (one,) = check(rows, "code_outside", items=ITEMS)
    assert one.items == ("q3",)
    assert (one.values["n"], one.values["codes"]) == (2, "0, 99")
    assert one.places[0].endswith(":5")


def test_a_code_far_from_the_others_is_asked_about_where_no_scale_is_stated(check):
    rows = crowd()
    rows[3][2], rows[9][2] = "9", "9"
    (one,) = check(rows, "code_apart", reading=Reading())
    assert (one.items, one.values["n"], one.values["codes"]) == (("q3",), 2, "9")
    assert one.places[0].endswith(":5")
    assert not check(rows, "code_apart", items=ITEMS)  # off the scale, and told as that
    assert not check(rows, "code_apart", reading=Reading(missing={"9": "dont_know"}))


def test_text_in_a_column_of_numbers_is_counted_and_not_told(check):
    rows = crowd()
    rows[7][0] = "geheim"
    done = check(rows, items=ITEMS)
    (one,) = [one for one in done.findings if one.code == "text_in_numbers"]
    assert one.values == {"column": "q1", "n": 1, "rows": 40}
    assert one.places[0].endswith(":9")
    assert "geheim" not in json.dumps(done.as_json())


def test_infinity_and_not_a_number_are_no_numbers(check):
    rows = crowd()
    rows[0][0], rows[1][1] = "inf", "NaN"
    done = check(rows, items=ITEMS)
    assert [(one.code, one.items) for one in done.findings] == [("text_in_numbers", ("q1",))]


def test_constant_and_nearly_empty_columns_are_found(check):
    rows = [[*row, "3", ""] for row in crowd()]
    rows[5][11] = "2"
    done = check(rows, columns=(*ITEMS, "same", "none"))
    assert [(one.code, one.items) for one in done.findings] == [
        ("constant_item", ("same",)),
        ("nearly_empty", ("none",)),
    ]


def test_a_category_spelled_in_two_ways_is_found(check):
    towns = ["Tilburg"] * 20 + ["tilburg "] + ["TILBURG"] * 2 + ["Almere"] * 16 + ["Tilbrug"]
    rows = [[*row, town] for row, town in zip(crowd(), towns, strict=True)]
    found = check(rows, "spelled_twice", columns=(*ITEMS, "town"))
    assert [one.values["names"] for one in found] == [
        "‘Tilburg’ (20), ‘TILBURG’ (2), ‘tilburg’ (1)",
        "‘Tilburg’ (20), ‘TILBURG’ (2), ‘Tilbrug’ (1), ‘tilburg’ (1)",
    ]


def test_open_answers_are_left_alone(check):
    rows = [[*row, f"Wij kennen {at} buren"] for at, row in enumerate(crowd(60))]
    done = check(rows, columns=(*ITEMS, "why"), items=(*ITEMS, "why"))
    assert done.findings == ()
    assert done.checked["columns"][-1] == "why"
    assert "buren" not in json.dumps(done.as_json())


def test_a_semicolon_file_writes_its_numbers_with_a_comma(tmp_path):
    file = tmp_path / "data.csv"
    rows = [";".join(row) for row in crowd()]
    rows.append(";".join(["4,0"] * 10))
    file.write_text("\n".join([";".join(ITEMS), *rows]), "utf-8")
    (one,) = check_file(file, FileAsked(ITEMS), FIVE).findings
    assert (one.code, one.values["answer"]) == ("straight_line", "4")


def test_parquet_is_checked_like_text(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [*crowd(), ["4"] * 10]
    table = pa.table({name: [int(row[at]) for row in rows] for at, name in enumerate(ITEMS)})
    pq.write_table(table, tmp_path / "data.parquet")
    (one,) = check_file(tmp_path / "data.parquet", FileAsked(), FIVE).findings
    assert one.code == "straight_line"
    assert one.places[0].endswith(":42")


@pytest.mark.parametrize("odd", [[], ["", '"a\nb"'], [""]])
def test_a_file_read_in_blocks_gives_the_same_lines(tmp_path, monkeypatch, odd):
    rows = [["x", *row] for row in crowd(200)]
    rows[50] = ["x", *["4"] * 10]
    lines = [",".join(row) for row in [("note", *ITEMS), *rows]]
    if odd[1:]:
        lines[20] = f'"a\nb",{lines[20].partition(",")[2]}'
    lines[30:30] = odd[:1]
    file = tmp_path / "data.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    exact = check_file(file, FileAsked(ITEMS), FIVE)
    monkeypatch.setattr(sources, "LARGE", 0)
    quick = check_file(file, FileAsked(ITEMS), FIVE)
    assert [one.places for one in quick.findings] == [one.places for one in exact.findings]
    assert len(exact.findings) == 1
    assert exact.findings[0].places[0].endswith(f":{52 + len(odd)}")


def test_very_many_findings_are_counted_and_the_first_listed(check):
    rows = [*crowd(), *([str(number % 5 + 1)] * 10 for number in range(20))]
    with judging_by(rulebook({"findings_listed": 5})):
        done = check(rows, items=ITEMS)
    assert done.counts["straight_line"] == 20
    assert len(done.findings) == 5
    assert done.total == 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_finding_is_a_sentence_in_both_languages(check, language):
    towns = ("Tilburg", "tilburg")
    rows = [[f"p{at}", towns[at % 2], *row, "3", ""] for at, row in enumerate(crowd())]
    rows += [["p1", "Almere", *["4"] * 10, "3", ""], ["", "Almere", "99", *["1", "5"] * 4, "x"]]
    rows[-1] += ["3", ""]
    rows.append(["p9", *rows[9][1:]])
    columns = ("who", "town", *ITEMS, "same", "none")
    done = check(rows, columns=columns, id="who")
    unstated = check(rows, "code_apart", columns=columns, reading=Reading())
    found = [*done.findings, *unstated]
    assert {one.code for one in found} == set(KINDS)
    for one in found:
        assert "{" not in one.what(language)
        assert one.as_json()["what"][language] == one.what(language)


@pytest.mark.parametrize(
    ("text", "asked", "code"),
    [
        ("a,b\n", {}, "DATA_FILE_EMPTY"),
        ("", {}, "DATA_FILE_NO_HEADER"),
        ("a,b\n1,2\n", {"items": ("c",)}, "DATA_UNKNOWN_COLUMN"),
        ("a,b\n1,2\n", {"id": "c"}, "DATA_UNKNOWN_COLUMN"),
        ("a,b\n1,2\n1\n", {}, "DATA_FILE_RAGGED"),
        ("a,a\n1,2\n", {}, "DATA_COLUMN_TWICE"),
        ("a\0b\n", {}, "DATA_FILE_BINARY"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path, text, asked, code):
    file = tmp_path / "data.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(DataError) as refusal:
        check_file(file, FileAsked(**asked), Reading())
    assert refusal.value.problems[0].code == code


def test_one_row_and_one_column_give_nothing(tmp_path):
    done = check_file(saved(tmp_path, [["1"]], ("a",)), FileAsked(), Reading())
    assert done.findings == ()
