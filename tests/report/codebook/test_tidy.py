"""The codebook as data: one row per item, code and reason, the counts through the gate."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.report.books import BOTH, COUNTED, book, guide
from wbp_survey.report.codebook.book import Answers
from wbp_survey.report.codebook.entry import Speech
from wbp_survey.report.codebook.tidy import codebook_json, tidy_rows


def rows_of(item, made=None, **wanted):
    return [
        row
        for row in tidy_rows(made or book())
        if row["item"] == item and all(row[key] == value for key, value in wanted.items())
    ]


def test_all_rows_have_the_same_columns_and_no_row_is_there_twice():
    rows = list(tidy_rows(book()))
    assert len({tuple(row) for row in rows}) == 1
    keys = [
        (row["item"], row["round"], row["answered_by"], row["kind"], row["code"]) for row in rows
    ]
    assert len(set(keys)) == len(keys)
    assert {row["item"] for row in rows} == {item.id for item in guide().items}


def test_an_item_has_a_row_of_its_own_then_its_codes_then_its_reasons():
    rows = rows_of("help")
    assert [(row["kind"], row["code"], row["n"]) for row in rows] == [
        ("item", "", 49), ("code", "1", "x"), ("code", "2", 0), ("code", "3", "x"),
        ("code", "4", 15), ("code", "5", 20), ("missing", -1, 0), ("missing", -4, "x"),
        ("missing", -8, "x"),
    ]  # fmt: skip
    first = rows[0]
    assert (first["instrument"], first["version"], first["sha256"]) == (
        "gesprek",
        "1.0.0",
        "cd" * 32,
    )
    assert (first["stem_nl"], first["text_en"]) == ("Bent u het eens?", "The group helps.")
    assert (first["label_nl"], rows[4]["label_en"]) == ("", "agree")
    assert [row["agree"] for row in rows[1:6]] == [False, False, False, True, True]
    assert [row["offered_first"] for row in rows[6:]] == [True, True, False]
    assert rows[7]["reason"] == "refused"
    assert (first["required"], first["reverse"], first["sensitive"]) == (True, True, False)


def test_options_carry_what_is_special_about_them():
    rows = {row["code"]: row for row in rows_of("kanalen", kind="code")}
    assert rows["geen"]["exclusive"]
    assert rows["anders"]["other"]
    assert rows["tel"]["offered_if"] == "${help} = '5'"
    assert rows["app"]["relevant"] == "${help} = '5'"
    assert "De groep helpt." in rows["app"]["when"]


def test_each_round_stands_in_its_own_section_and_the_group_apart():
    one, two = rows_of("veilig", code=8)
    assert (one["section"], one["round"], one["n"]) == ("een", 1, 20)
    assert (two["section"], two["round"], two["n"]) == ("twee", 2, 29)
    each, group = rows_of("samen", code="4")
    assert (each["answered_by"], each["n"]) == ("each", 40)
    assert (group["answered_by"], group["n"]) == ("group", "x")
    assert all(row["repeated"] for row in rows_of("samen"))


def test_open_answers_have_codes_afterwards_and_never_their_words():
    rows = rows_of("waarom")
    assert [(row["kind"], row["code"]) for row in rows] == [
        ("item", ""), ("post_code", "app"), ("post_code", "tel"), ("post_code", "geen"),
        ("post_code", "anders"),
    ]  # fmt: skip
    assert rows[0]["probes_nl"] == "Sinds wanneer? | Hoe?"
    assert [row["n"] for row in rows[1:]] == [None] * 4


def test_limits_and_checks_have_columns():
    (row,) = rows_of("jaren")
    assert (row["minimum"], row["maximum"], row["unit"]) == (0, 50.5, "jaar")
    assert (row["hard_checks"], row["soft_checks"]) == (". <= 50", ". <= ${punt}")
    (row,) = rows_of("veilig", kind="item", round=1)
    assert (row["minimum"], row["maximum"], row["scale"]) == (1, 10, "tien")


def test_without_answers_no_row_has_a_count():
    for answers in (None, Answers({})):
        rows = list(tidy_rows(book(answers)))
        assert {row["n"] for row in rows} == {None}
        assert {row["kind"] for row in rows} == {"item", "code", "missing", "post_code"}


def test_the_columns_of_texts_follow_the_languages_asked_for():
    (row, *_) = rows_of("help", book(speech=Speech("en", ("en",))))
    assert "text_en" in row
    assert "text_nl" not in row
    assert {f"text_{one}" for one in BOTH.wordings} <= rows_of("help")[0].keys()


def test_as_json_it_is_the_whole_instrument_with_the_rows():
    found = json.loads(json.dumps(codebook_json(book()), allow_nan=False))
    assert found["instrument"]["sections"][0]["items"][0]["id"] == "help"
    assert found["answers"] == {"answers": COUNTED.answers, "sessions": COUNTED.sessions}
    assert len(found["missing_reasons"]) == 12
    assert found["missing_reasons"][3]["label"]["en"] == "prefer not to say"
    assert found["rows"] == list(tidy_rows(book()))
    assert codebook_json(book(None))["answers"] is None


def test_the_page_on_instruments_names_every_column():
    page = (Path(__file__).parents[3] / "docs" / "instruments.md").read_text("utf-8")
    _, _, section = page.partition("## A codebook\n")
    named = set(re.findall(r"`(\w+)`", section.partition("\n## ")[0]))
    english = {name for name in next(tidy_rows(book())) if name.endswith("_en")}
    assert set(next(tidy_rows(book()))) - english <= named
    assert "label_en" in named
