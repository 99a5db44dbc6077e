"""What a block says reads the same just written, parsed, and after Word saved it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.report.word.edits import MADE, find, opened, resaved, written
from wbp_survey.report.blocks import Running, Table
from wbp_survey.report.gate.release import Column, DraftRow, DraftTable, Fact, release
from wbp_survey.report.word.document import Manner
from wbp_survey.report.word.marks import as_json, from_json, made_of, mark
from wbp_survey.report.word.ooxml import NAMESPACES, control, paragraph, run
from wbp_survey.report.word.package import media, read_package
from wbp_survey.report.word.page import Page
from wbp_survey.report.word.style import ROLES
from wbp_survey.report.word.table import table
from wbp_survey.report.word.units import print_of, split_prints, texts_of, units_of

WORDS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)


def content(xml):
    return etree.fromstring(xml.replace("<w:sdt>", f"<w:sdt {NAMESPACES}>", 1))[1]


def parsed(xml, pictures=None):
    return [unit.texts for unit in units_of(content(xml), pictures or {})]


@given(st.lists(WORDS, max_size=5))
def test_any_words_read_back_as_they_read_before(texts):
    xml = control("wbp:passage:x", "".join(paragraph("Normal", run(text)) for text in texts))
    assert texts_of(xml) == parsed(xml)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4), st.booleans())
def test_the_texts_of_a_table_are_known_without_reading_it(rows, decimal):
    columns = (Column("Kop"), Column("n", 20, "decimal" if decimal else "left"))
    drafted = tuple(DraftRow((Fact(one), Fact(two))) for one, two in rows)
    block = Table(
        "t", release(DraftTable("T", columns, drafted, "alt"), "publiek"), captioned=False
    )
    xml = control("wbp:table:t", table(block.table, ROLES, Page(), lying=False))
    assert [split_prints(unit) for unit in mark(block, xml).units] == [
        tuple(map(print_of, texts)) for texts in parsed(xml)
    ]


@pytest.fixture(params=["dutch", "english"])
def report(request):
    return request.getfixturevalue(request.param)


def test_every_block_of_a_report_reads_the_same_written_and_parsed(report, tmp_path):
    path, blocks = report
    package = read_package(path.read_bytes(), "")
    tree = etree.fromstring(package.parts["word/document.xml"])
    found = find(tree, "//w:body/w:sdt")
    kept = [one for one in blocks if not isinstance(one, Running)]
    assert len(found) == len(kept)
    for one in found:
        xml = etree.tostring(one, encoding="unicode")
        assert texts_of(xml) == [unit.texts for unit in units_of(one[1], media(package))]


def test_a_block_that_word_saved_says_what_it_said(tmp_path):
    content_ = written(tmp_path / "r.docx")
    _, tree = opened(content_)
    before = [unit.texts for one in find(tree, "//w:sdtContent") for unit in units_of(one, {})]
    resaved(tree, Random(1))
    after = [unit.texts for one in find(tree, "//w:sdtContent") for unit in units_of(one, {})]
    assert before == after


def test_how_it_was_made_is_in_the_document_and_says_nothing_of_what_it_said(tmp_path):
    content_ = written(tmp_path / "r.docx", manner=Manner(made=MADE))
    package = read_package(content_, "")
    made = made_of(package)
    assert (made.profile, made.language) == ("publiek", "nl")
    assert list(made.blocks)[:3] == ["wbp:contents:inhoud", "wbp:heading:a", "wbp:passage:zin"]
    assert from_json(as_json(made)) == made
    for name, part in package.parts.items():
        if "customXml" in name:
            assert b"aa010" not in part
            assert b"citaat" not in part.replace(b"wbp:quotes:citaten", b"")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"blocks": 3}', '{"blocks": {}}', "null"])
def test_what_is_no_account_of_how_it_was_made_is_none(text):
    assert from_json(text) is None
