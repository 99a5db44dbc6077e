"""The form as a Word document: valid, accessible, the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.report.books import guide
from tests.report.forms import write
from tests.report.reports import body, find, parts, text_of

ROOT = Path(__file__).parents[3]
KINDS = ("interview", "round_table", "self_completion")


@pytest.fixture(scope="module", params=[(kind, one) for kind in KINDS for one in ("nl", "en")])
def printed(request, tmp_path_factory):
    from dataclasses import replace

    kind, language = request.param
    path = tmp_path_factory.mktemp("paper") / "formulier.docx"
    return write(path, replace(guide(), kind=kind), language)


def test_an_independent_validator_finds_no_errors(printed):
    from openxml_audit import OpenXmlValidator

    assert [str(error) for error in OpenXmlValidator().validate(printed).errors] == []


def test_headings_skip_no_level(printed):
    styles = find(body(printed), "//w:pStyle/@w:val")
    levels = [int(style[-1]) for style in styles if style.startswith("Heading")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_repeats_its_header_breaks_no_row_and_says_what_it_is(printed):
    for table in find(body(printed), "//w:tbl"):
        rows = find(table, "./w:tr")
        flags = [bool(find(row, "./w:trPr/w:tblHeader")) for row in rows]
        assert flags == [True, *[False] * (len(rows) - 1)]
        assert all(text_of(cell) for cell in find(rows[0], "./w:tc"))
        assert all(find(row, "./w:trPr/w:cantSplit") for row in rows)
        assert find(table, "./w:tblPr/w:tblCaption/@w:val")[0]
        grid = [int(width) for width in find(table, "./w:tblGrid/w:gridCol/@w:w")]
        assert sum(grid) == 9072
        assert min(grid) > 300


def test_controls_have_names_of_their_own(printed):
    for what in ("//w:tag/@w:val", "//w:sdtPr/w:id/@w:val", "//w:bookmarkStart/@w:name"):
        names = find(body(printed), what)
        assert names
        assert len(set(names)) == len(names)


def test_every_page_says_which_version_and_which_page_of_how_many(printed):
    (foot,) = [part.decode() for name, part in parts(printed).items() if "word/footer" in name]
    for piece in ("gesprek 1.0.0 · cdcdcdcd", " PAGE ", " NUMPAGES "):
        assert piece in foot
    assert "{page" not in foot


def test_it_says_what_it_is_and_in_which_language(printed):
    from docx import Document

    core = Document(printed).core_properties
    assert (core.title, core.language) in {("Gesprek", "nl-NL"), ("Conversation", "en-GB")}
    assert not core.author + core.last_modified_by


SCRIPT = """
import sys
from pathlib import Path
from tests.report.books import guide
from tests.report.forms import write
write(Path(sys.argv[1]), guide())
"""


def test_the_same_version_gives_the_same_bytes_in_every_process(tmp_path):
    files = [tmp_path / name for name in ("one.docx", "two.docx")]
    for file, seed in zip(files, "17", strict=True):
        command = [sys.executable, "-c", SCRIPT, file]
        subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, check=True)
    assert files[0].read_bytes() == files[1].read_bytes()
