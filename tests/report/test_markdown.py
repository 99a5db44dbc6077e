"""Markdown that reads well as it stands, and that nothing in a text can break."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.report.books import COUNTED, book
from wbp_survey.report.blocks import Card, Contents, Heading, Passage, Running, Stated, line
from wbp_survey.report.codebook.codebook import codebook_blocks
from wbp_survey.report.gate.release import Column, DraftRow, DraftTable, Fact, release
from wbp_survey.report.markdown import markdown


def card(*facts, cells=()):
    columns = (Column("code"), Column("n", 20, "right"))
    rows = tuple(DraftRow(tuple(map(Fact, row))) for row in cells)
    codes = release(DraftTable("", columns, rows, ""), "publiek") if cells else None
    return Card("i", "één keuze", facts, codes, "item_1", "item 1")


def test_a_card_is_a_heading_its_facts_and_a_table_lined_up():
    facts = Stated("Vraag", ("Hoe?",), strong=True), Stated("Bron", ("eigen", "ander"))
    assert markdown([card(*facts, cells=(("1", "12"), ("a|b", "x")))]) == (
        "#### `item_1`\n\n"
        "item 1 · één keuze\n\n"
        "- **Vraag**: Hoe?\n\n"
        "| code |   n |\n"
        "| ---- | --: |\n"
        "| 1    |  12 |\n"
        "| a\\|b |   x |\n\n"
        "- **Bron**:\n"
        "  - eigen\n"
        "  - ander\n"
    )


def test_a_document_without_pages_warns_once_at_the_top():
    blocks = [
        Running("kop", "voet", "ONTWERP"),
        Passage("t", (line("Titel", "title"), line("Lees voor.", "script"), line("gewoon"))),
        Contents("inhoud", "headings", "Inhoud"),
        Heading("a", "Kop", 2),
    ]
    assert markdown(blocks) == "> **ONTWERP**\n\n# Titel\n\n> Lees voor.\n\ngewoon\n\n### Kop\n"
    assert markdown([Running("kop", "voet"), Heading("a", "Kop")]) == "## Kop\n"


def test_what_looks_like_markup_is_kept_as_text():
    text = "*a* _b_ c_d ~~z~~ <b> . <= 5 [e] `f` &amp; & \\ g\nh"
    (said,) = markdown([Passage("p", (line(text),))]).splitlines()
    assert said == r"\*a\* \_b\_ c_d \~\~z\~\~ \<b> . <= 5 \[e] \`f\` \&amp; & \\ g h"


@given(st.text(alphabet="ab|\\\n_*", min_size=1))
def test_no_text_breaks_a_table_or_a_line(text):
    lines = markdown([card(cells=((text, text),))]).splitlines()[4:]
    assert len(lines) == 3
    for one in lines:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", one)) == 3
    assert len(set(map(len, lines))) == 1


def test_a_whole_codebook_has_a_heading_per_item_and_none_skipped():
    text = markdown(codebook_blocks(book()))
    levels = [len(mark) for mark in re.findall(r"^(#+) ", text, re.MULTILINE)]
    assert levels.count(4) == 10
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert f"Antwoorden: {COUNTED.answers}; " in text
    assert "\n\n\n" not in text
