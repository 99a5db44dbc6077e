"""The codebook in Word: cards that stay whole, headings to steer by, nothing a validator minds."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.report.books import book, guide, write_word
from tests.report.reports import body, find, parts, text_of
from tests.report.word.test_word import audited
from wbp_survey.report.blocks import Card, Heading, Stated
from wbp_survey.report.word.document import write_docx


@pytest.fixture(scope="module")
def word(tmp_path_factory):
    return write_word(tmp_path_factory.mktemp("codeboek"), book())


def test_an_independent_validator_finds_no_errors(word):
    assert audited(word) == []


def test_a_card_keeps_its_rows_together_and_lets_the_next_card_go(word):
    tables = find(body(word), "//w:tbl")
    assert len(tables) == 12
    for table in tables:
        *rows, last = find(table, "./w:tr")
        assert all(find(row, "./w:trPr/w:cantSplit") for row in (*rows, last))
        for row in rows:
            kept = [bool(find(one, "./w:pPr/w:keepNext")) for one in find(row, ".//w:p")]
            assert kept
            assert all(kept)
        assert not find(last, ".//w:keepNext")


def test_a_card_repeats_its_head_and_its_cells_fit_the_grid(word):
    for table in find(body(word), "//w:tbl"):
        heads = [bool(find(row, "./w:trPr/w:tblHeader")) for row in find(table, "./w:tr")]
        assert heads == [True, *([False] * (len(heads) - 1))]
        grid = [int(width) for width in find(table, "./w:tblGrid/w:gridCol/@w:w")]
        assert min(grid) > 300
        for row in find(table, "./w:tr"):
            cells = find(row, "./w:tc")
            spans = [int((find(cell, "./w:tcPr/w:gridSpan/@w:val") or [1])[0]) for cell in cells]
            widths = [int(find(cell, "./w:tcPr/w:tcW/@w:w")[0]) for cell in cells]
            assert (sum(spans), sum(widths)) == (len(grid), sum(grid))


def test_every_item_is_a_heading_and_only_sections_are_in_the_contents(word):
    document = body(word)
    styles = [
        (find(one, "./w:pPr/w:pStyle/@w:val")[0], text_of(one)) for one in find(document, "//w:p")
    ]
    items = [text.split()[0] for style, text in styles if style == "Heading3"]
    assert items == [item.id for item in guide().items]
    listed = [text for style, text in styles if style in {"TOC1", "TOC2"}]
    assert listed == [
        "Dit instrument", "Ontbrekende antwoorden", "Vragen",
        *(section.title["nl"] for section in guide().sections),
    ]  # fmt: skip
    targets = set(find(document, "//w:hyperlink/@w:anchor"))
    assert len(targets) == len(listed)
    assert targets <= set(find(document, "//w:bookmarkStart/@w:name"))
    assert not any("SEQ" in (code.text or "") for code in find(document, "//w:instrText"))


def test_names_are_unique_and_the_same_in_every_run(word, tmp_path):
    document = body(word)
    for what in ("//w:tag/@w:val", "//w:bookmarkStart/@w:name", "//w:bookmarkStart/@w:id"):
        names = find(document, what)
        assert len(set(names)) == len(names) > 0
    assert write_word(tmp_path, book()).read_bytes() == word.read_bytes()


def test_every_page_says_which_version_and_that_a_draft_is_one(tmp_path):
    made = book(instrument=guide("draft", "draft"), publication=None)
    found = parts(write_word(tmp_path, made))
    header, footer = (
        b"".join(content for name, content in found.items() if kind in name).decode()
        for kind in ("header", "footer")
    )
    assert "Codeboek · Gesprek ontwerp" in header
    assert "ONTWERP – nog niet gepubliceerd" in header
    assert "gesprek ontwerp · cdcdcdcdcdcd" in footer
    assert "PAGE" in footer


def test_a_card_without_a_title_has_no_heading_and_odd_text_does_no_harm(tmp_path):
    odd = "a\x00\x0b & <w:p/> \"' \n b"
    blocks = [Heading("a", "Kop"), Card("k", odd, (Stated("Naam", (odd, "c")),))]
    path = tmp_path / "a.docx"
    write_docx(blocks, path, title="t", language="nl", created=book().written_on)
    document = body(path)
    styles = find(document, "/w:document/w:body/w:sdt/w:sdtContent/w:p/w:pPr/w:pStyle/@w:val")
    assert styles == ["Heading1"]
    assert "& <w:p/>" in text_of(find(document, "//w:tbl")[0])
    assert audited(path) == []


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_libreoffice_leaves_every_card_on_one_page(word, tmp_path):
    command = [
        "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
        "--convert-to", "pdf", "--outdir", tmp_path, word,
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    done = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "codeboek.pdf", "-"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    pages = done.stdout.split("\f")
    for item in guide().items:
        heading = re.compile(rf"^ *{item.id}( +item \d+)?$", re.MULTILINE)
        (page,) = (one for one in pages if heading.search(one))
        assert item.text["nl"] in " ".join(page.split())
        assert item.text["en"] in " ".join(page.split())
