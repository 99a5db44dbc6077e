"""`wbp instrument paper`: every instrument prints, with the keys that the wizard takes."""

from __future__ import annotations

import zipfile

import pytest

from tests.cli.running import refused, wbp
from tests.report.forms import cells, grids, heads, lines
from tests.report.reports import parts
from tests.workflow.studies import small_study
from wbp_survey.instrument.load import instrument_ids, versions
from wbp_survey.model.instrument import WITH_OPTIONS
from wbp_survey.report.blocks import Passage
from wbp_survey.report.paper.paper import paper_blocks
from wbp_survey.wizard.typed.choice import listed, shown_key
from wbp_survey.workflow.init import init
from wbp_survey.workflow.paper import paper_form
from wbp_survey.workflow.study import open_place

PART = "word/document.xml"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return open_place(init(tmp_path_factory.mktemp("studie") / "study"))


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


@pytest.fixture
def paper(place, capsys):
    def run(*arguments):
        return wbp(capsys, "instrument", "paper", *arguments, "--study", place.root)

    return run


def test_every_version_of_every_instrument_prints_and_is_valid(study, capsys, tmp_path):
    from openxml_audit import OpenXmlValidator

    specs = [
        f"{name}@{one}" for name in instrument_ids(study.root) for one in versions(study.root, name)
    ]
    assert len(specs) > 15
    validator = OpenXmlValidator()
    for spec in specs:
        for language in ("nl", "en"):
            file = tmp_path / f"{language}.docx"
            done = wbp(capsys, "instrument", "paper", spec, "-o", file, "--language", language,
                       "--study", study.root)  # fmt: skip
            assert (done.code, done.err) == (0, ""), spec
            assert [str(one) for one in validator.validate(file).errors] == [], spec


def test_what_stands_before_an_option_is_the_key_the_wizard_takes(study):
    compared = 0
    for name in instrument_ids(study.root):
        form = paper_form(study, name, language="nl")
        blocks = list(paper_blocks(form))
        printed = "\n".join(lines(blocks))
        tables = {
            cell.split("  ")[0]: (heads(grid), row)
            for grid in grids(blocks)
            for row in cells(grid)
            for cell in row[:1]
        }
        for (section, code), number in form.numbers.items():
            item = form.instrument.item(code)
            if item.type not in WITH_OPTIONS or form.table:
                continue
            for key, option in listed(item):
                shown = shown_key(item, key, option, "nl")
                if str(number) in tables:
                    assert f"☐ {shown}" in tables[str(number)][1], (section, code)
                elif item.type == "rank":
                    assert f"{shown}\t{option.label['nl']}" in printed
                else:
                    assert f"☐ {shown}" in _of(blocks, section, code), (section, code)
                compared += 1
    assert compared > 500


def _of(blocks, section, code):
    """The lines of one question, in whichever time of a repeated section."""
    named = {f"{section}-{code}", f"{section}-{code}-1"}
    return "\n".join(lines([one for one in blocks if isinstance(one, Passage) and one.id in named]))


def test_it_is_written_where_it_is_asked_and_says_so(paper, tmp_path):
    file = tmp_path / "sub" / "formulier.docx"
    assert paper("small", "-o", file).out == f"Geschreven: {file}\n"
    with zipfile.ZipFile(file) as package:
        assert "Bent u lid?" in package.read(PART).decode()


def test_the_language_is_that_of_the_interface_unless_it_is_named(paper, tmp_path, monkeypatch):
    file = tmp_path / "a.docx"
    paper("small", "-o", file, "--language", "en")
    assert b"Are you a member?" in parts(file)[PART]
    monkeypatch.setenv("WBP_LANG", "en")
    paper("small", "-o", file)
    assert b"How this form works" in parts(file)[PART]
    paper("small", "-o", file, "--language", "nl")
    assert b"Zo werkt dit formulier" in parts(file)[PART]


def test_a_draft_says_so_on_every_page_and_a_published_version_does_not(paper, tmp_path):
    for spec, drafted in (("small@draft", True), ("small@1.0.0", False)):
        paper(spec, "-o", tmp_path / "a.docx")
        heads_ = [part for name, part in parts(tmp_path / "a.docx").items() if "/header" in name]
        assert any(b"CONCEPT" in part for part in heads_) == drafted


def test_a_published_version_prints_the_same_bytes_on_any_day(place, tmp_path):
    from datetime import date

    from wbp_survey.workflow.paper import print_form

    files = [tmp_path / "a.docx", tmp_path / "b.docx"]
    for file, day in zip(files, (date(2026, 3, 9), date(2027, 1, 1)), strict=True):
        print_form(place, paper_form(place, "small@1.0.0", language="nl"), file, today=day)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_case_is_printed_and_an_unknown_one_is_named(paper, tmp_path):
    file = tmp_path / "a.docx"
    assert paper("small", "-o", file, "--case", "brink").code == 0
    assert b"--case brink --paper" in parts(file)[PART]
    refused(paper("small", "-o", tmp_path / "b.docx", "--case", "brinck"), "RECORD_UNKNOWN_CASE")
    assert not (tmp_path / "b.docx").exists()


def test_what_is_wrong_is_said_in_one_line(paper, tmp_path):
    (tmp_path / "file").write_text("x")
    refused(paper("smal", "-o", tmp_path / "a.docx"), "INSTRUMENT_UNKNOWN_NEAR")
    refused(paper("small@9.0.0", "-o", tmp_path / "a.docx"), "INSTRUMENT_UNKNOWN_VERSION")
    refused(paper("small", "-o", tmp_path / "file" / "a.docx"), "REPORT_UNWRITABLE")
    done = paper("small")
    assert (done.code, done.problems) == (2, ["USAGE_WORD_NEEDS_FILE"])
    assert paper("small@1.0.0", "--version", "1.0.0", "-o", tmp_path / "a.docx").code == 2
