"""The Word document: whole, valid, accessible, the same every time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tests.report.reports import WORDS, body, find, instrument, made, parts, study, text_of, write
from wbp_survey.errors import ReportError
from wbp_survey.report.blocks import Heading, Passage, line
from wbp_survey.report.gate.release import Column, DraftRow, DraftTable, Fact, release
from wbp_survey.report.word.document import write_docx
from wbp_survey.report.word.page import Page
from wbp_survey.report.word.style import ROLES
from wbp_survey.report.word.table import table

ROOT = Path(__file__).parents[3]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LONGEST_TAG = 64
LONGEST_ALT = 250


@pytest.fixture(params=["dutch", "english"])
def report(request):
    return request.getfixturevalue(request.param)[0]


def small(path, *lines, title="Proef", template=None):
    """Write a document of one appendix."""
    blocks = [Heading("a", "Kop"), Passage("p", tuple(line(text) for text in lines))]
    write_docx(
        blocks, path, title=title, language="nl", created=date(2026, 3, 8), template=template
    )
    return path


def refused(call, *arguments, **known):
    with pytest.raises(ReportError) as caught:
        call(*arguments, **known)
    return [problem.code for problem in caught.value.problems]


def test_every_table_flags_its_header_row_and_names_itself(report):
    assert len(find(body(report), "//w:tbl")) > 5
    for tbl in find(body(report), "//w:tbl"):
        rows = find(tbl, "./w:tr")
        flags = [bool(find(row, "./w:trPr/w:tblHeader")) for row in rows]
        assert flags == [True, *([False] * (len(rows) - 1))]
        assert all(text_of(cell) for cell in find(rows[0], "./w:tc"))
        assert find(tbl, "./w:tblPr/w:tblCaption/@w:val")[0]
        assert find(tbl, "./w:tblPr/w:tblDescription/@w:val")[0]


def test_the_grid_of_every_table_agrees_with_its_cells(report):
    for tbl in find(body(report), "//w:tbl"):
        grid = [int(width) for width in find(tbl, "./w:tblGrid/w:gridCol/@w:w")]
        assert min(grid) > 300
        assert sum(grid) == int(find(tbl, "./w:tblPr/w:tblW/@w:w")[0])
        for row in find(tbl, "./w:tr"):
            cells = find(row, "./w:tc")
            spans = [int((find(cell, "./w:tcPr/w:gridSpan/@w:val") or [1])[0]) for cell in cells]
            assert sum(spans) == len(grid)
            at = 0
            for cell, span in zip(cells, spans, strict=True):
                width = int(find(cell, "./w:tcPr/w:tcW/@w:w")[0])
                assert width == sum(grid[at : at + span])
                at += span
                assert cell[-1].tag == f"{W}p"


def test_no_table_is_wider_than_its_page(tmp_path):
    many = tuple(
        replace(study().roles[0], id=f"r{at}", label={"nl": f"rol {at}"}) for at in range(11)
    )
    inputs = made(study=replace(study(), roles=many))
    seen = tuple(replace(inputs.respondents[0], role=role.id) for role in many)
    path, _ = write(tmp_path, replace(inputs, respondents=seen))
    document = body(path)
    sections = find(document, "//w:sectPr")
    turned = [bool(find(one, "./w:pgSz/@w:orient")) for one in sections]
    assert turned == [False, True, False]
    widest = max(int(width) for width in find(document, "//w:tblPr/w:tblW/@w:w"))
    assert widest == 16838 - 2 * 1417
    for one in sections:
        assert find(one, "./w:headerReference")
    assert audited(path) == []


def test_the_last_row_stays_with_the_notes_below_it_and_without_any_lets_the_next_page_begin():
    columns = (Column("Wat"), Column("Hoe", 20))
    rows = tuple(DraftRow((Fact(f"{at}"), Fact("x"))) for at in range(3))
    for notes, kept in (((), [True, True, False]), (((Fact("Noot."),),), [True, True, True])):
        released = release(DraftTable("Kort", columns, rows, "", notes), "publiek")
        written = table(released, {**ROLES}, Page(), lying=False).split("<w:tr>")[2:]
        assert ["keepNext" in row for row in written] == kept


def test_content_controls_have_unique_short_tags_and_whole_unique_numbers(report):
    controls = find(body(report), "//w:sdt")
    tags = [find(one, "./w:sdtPr/w:tag/@w:val")[0] for one in controls]
    numbers = [int(find(one, "./w:sdtPr/w:id/@w:val")[0]) for one in controls]
    assert len(set(tags)) == len(tags) == len(set(numbers))
    assert all(re.fullmatch(r"wbp:[a-z]+:\S+", tag) and len(tag) <= LONGEST_TAG for tag in tags)
    assert all(0 < number < 2**31 for number in numbers)
    outside = [child.tag for child in find(body(report), "/w:document/w:body/*")]
    assert set(outside) == {f"{W}sdt", f"{W}sectPr"}


def test_two_long_ids_that_begin_alike_keep_two_tags(tmp_path):
    blocks = [Passage("x" * 80 + end, (line("tekst"),)) for end in "ab"]
    path = tmp_path / "a.docx"
    write_docx(blocks, path, title="t", language="nl", created=date(2026, 3, 8))
    tags = find(body(path), "//w:tag/@w:val")
    assert len(set(tags)) == 2
    assert {len(tag) for tag in tags} == {LONGEST_TAG}


def test_two_versions_of_an_instrument_do_not_share_a_name(tmp_path):
    path, _ = write(tmp_path, made(instruments=(instrument("1.0.0"), instrument("2.0.0"))))
    for what in ("//w:tag/@w:val", "//w:bookmarkStart/@w:name"):
        names = find(body(path), what)
        assert len(set(names)) == len(names)
    assert audited(path) == []


def test_drawings_have_words_and_unique_numbers(report):
    drawings = body(report).xpath("//*[local-name()='docPr']")
    assert len(drawings) > 1
    assert len({one.get("id") for one in drawings}) == len(drawings)
    for one in drawings:
        assert 40 < len(one.get("descr")) <= LONGEST_ALT
        assert int(one.get("id")) > 0


def test_headings_skip_no_level(report):
    styles = find(body(report), "//w:pStyle/@w:val")
    levels = [int(style[-1]) for style in styles if style.startswith("Heading")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_there_are_no_empty_paragraphs(report):
    for one in find(body(report), "/w:document/w:body/w:sdt/w:sdtContent/w:p"):
        assert text_of(one) or find(one, ".//w:drawing")


def test_the_document_says_what_it_is_and_nothing_about_who_made_it(dutch, english):
    from docx import Document

    expected = ("nl-NL", "Buurtgroepen"), ("en-GB", "Neighbourhood groups")
    for (path, _), (tag, title) in zip((dutch, english), expected, strict=True):
        core = Document(path).core_properties
        assert (core.title, core.language) == (title, tag)
        assert core.created.replace(tzinfo=None) == datetime(2026, 3, 8)  # noqa: DTZ001
        assert core.modified == core.created
        assert not core.author + core.last_modified_by + core.comments + core.keywords
        found = parts(path)
        assert not [name for name in found if "thumbnail" in name or "customXml" in name]
        assert not [name for name, part in found.items() if b"python-docx" in part]
        assert f'<w:lang w:val="{tag}"'.encode() in found["word/styles.xml"]
        assert f'<w:themeFontLang w:val="{tag}"/>'.encode() in found["word/settings.xml"]


@pytest.mark.parametrize(("synthetic", "banners"), [(True, 1), (False, 0)])
def test_made_up_data_are_called_so_at_the_head_of_every_page(tmp_path, synthetic, banners):
    path, _ = write(tmp_path, made(study=study(synthetic=synthetic)))
    package = parts(path)
    heads = [part.decode() for name, part in package.items() if name.startswith("word/header")]
    assert [head.count("VERZONNEN GEGEVENS") for head in heads] == [banners]
    targets = re.findall(r'Id="(\w+)"[^>]*header\d*\.xml|header\d*\.xml"[^>]*Id="(\w+)"',
                         package["word/_rels/document.xml.rels"].decode())  # fmt: skip
    known = {one or other for one, other in targets}
    kind = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    sections = find(body(path), "//w:sectPr")
    heading = [find(one, "./w:headerReference[@w:type='default']") for one in sections]
    assert sections
    assert [one.get(kind) in known for one, *_ in heading] == [True] * len(sections)
    inside = (
        package["word/document.xml"]
        .decode()
        .count("Alle antwoorden in dit document zijn verzonnen")
    )
    assert inside == 2 * banners


def test_an_invented_case_is_called_so(dutch):
    assert "geen bestaande" not in text_of(body(dutch[0]))
    assert "Verzonnen, ook de gemeente waarin zij liggen" in text_of(body(dutch[0]))
    assert "Casus Kade." in text_of(body(dutch[0]))


def test_names_of_groups_and_words_are_in_the_language_of_the_report(english):
    text = text_of(body(english[0]))
    assert "officer" in text
    assert not [word for word in ("agent", "bewoner", "De groep", "Tabel", "Bijlage", "ronde ")
                if word in text]  # fmt: skip


SCRIPT = """
import sys
from pathlib import Path
from tests.report.reports import write
write(Path(sys.argv[1]))
"""


def test_the_same_answers_give_the_same_bytes_in_every_process(tmp_path):
    folders = [tmp_path / name for name in ("one", "two")]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, folder],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone},
        )
        for folder, seed, zone in zip(folders, "17", ("UTC", "Asia/Tokyo"), strict=True)
    ]
    assert [one.wait() for one in running] == [0, 0]
    files = [
        {one.relative_to(folder): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
        for folder in folders
    ]
    assert {str(name) for name in files[0]} >= {
        "bijlagen.docx", *(f"figuren/instemming.{end}" for end in ("csv", "png", "svg"))
    }  # fmt: skip
    assert files[0] == files[1]


def test_nothing_in_the_package_has_the_date_of_today(dutch):
    with zipfile.ZipFile(dutch[0]) as package:
        assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"
    for part in parts(dutch[0]).values():
        assert datetime.now(UTC).strftime("%Y-%m-%d").encode() not in part


def test_a_path_that_cannot_be_written_is_a_report_error(tmp_path):
    (tmp_path / "file").write_text("x")
    assert refused(small, tmp_path / "file" / "a.docx") == ["REPORT_UNWRITABLE"]
    assert refused(write, tmp_path / "file") == ["REPORT_UNWRITABLE"]
    (tmp_path / "a.docx").mkdir()
    assert refused(small, tmp_path / "a.docx") == ["REPORT_UNWRITABLE"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.docx", "file"]


def test_a_full_disk_leaves_the_old_document_as_it_was(tmp_path, monkeypatch):
    path = small(tmp_path / "a.docx", "eerste")
    before = path.read_bytes()

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert refused(small, path, "tweede") == ["REPORT_UNWRITABLE"]
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.docx"]


def house_style(path):
    """A template of some house: its own caption, its own header."""
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    document = Document()
    document.styles["Normal"].font.name = "Huisletter"
    document.styles["Caption"].font.size = Pt(17)
    ours = document.styles.add_style("WBP Vraag", WD_STYLE_TYPE.PARAGRAPH)
    ours.font.size = Pt(13)
    document.sections[0].header.paragraphs[0].text = "Huis"
    document.add_paragraph("weg ermee")
    document.save(path)
    return path


def test_a_template_keeps_its_own_styles_and_header(tmp_path):
    from docx import Document

    template = house_style(tmp_path / "huis.docx")
    path, _ = write(tmp_path, template=template)
    styles = Document(path).styles
    assert styles["Normal"].font.name == "Huisletter"
    assert (styles["Caption"].font.size.pt, styles["WBP Vraag"].font.size.pt) == (17, 13)
    assert styles["WBP Tabelnoot"].font.size.pt == 8.5
    text = text_of(body(path))
    assert "weg ermee" not in text
    (head,) = [part.decode() for name, part in parts(path).items() if "word/header" in name]
    assert "Huis" in head
    assert "VERZONNEN" in head
    known = set(find(body(path), "//w:pStyle/@w:val | //w:tblStyle/@w:val"))
    assert known <= {style.style_id for style in styles}
    assert audited(path) == []


def broken(path, name):
    """A package with one part cut off."""
    found = parts(path)
    with zipfile.ZipFile(path, "w") as package:
        for part, content in found.items():
            package.writestr(part, content[:40] if part == name else content)
    return path


def test_a_template_that_is_no_word_document_is_a_report_error(tmp_path):
    (tmp_path / "text.docx").write_text("geen zip")
    with zipfile.ZipFile(tmp_path / "zip.docx", "w") as package:
        package.writestr("a.txt", "geen document")
    broken(house_style(tmp_path / "xml.docx"), "word/document.xml")
    broken(house_style(tmp_path / "types.docx"), "[Content_Types].xml")
    whole = house_style(tmp_path / "half.docx").read_bytes()
    (tmp_path / "half.docx").write_bytes(whole[: len(whole) // 2])
    for name in ("text", "zip", "xml", "types", "half", "absent"):
        target = tmp_path / "uit.docx"
        code = "REPORT_UNREADABLE" if name == "absent" else "REPORT_TEMPLATE"
        assert refused(small, target, template=tmp_path / f"{name}.docx") == [code]
        assert not target.exists()


def test_a_template_without_a_section_gets_one(tmp_path):
    template = small(tmp_path / "a.docx")
    found = parts(template)
    bare = re.sub(rb"<w:sectPr.*</w:sectPr>", b"", found["word/document.xml"], flags=re.DOTALL)
    with zipfile.ZipFile(template, "w") as package:
        for name, content in (found | {"word/document.xml": bare}).items():
            package.writestr(name, content)
    assert len(find(body(small(tmp_path / "b.docx", template=template)), "//w:sectPr")) == 1


def test_text_that_xml_cannot_hold_does_not_break_the_document(tmp_path):
    odd = "a\x00\x01\x0b\x1f b\ud83d c\ufffe \U0001f44d\U0001f3fd <w:p/> & \"' \t| \n end"
    path = small(tmp_path / "a.docx", odd, title=odd)
    (paragraph,) = find(body(path), "//w:p[w:pPr/w:pStyle/@w:val='Normal']")
    assert text_of(paragraph) == "a b c \U0001f44d\U0001f3fd <w:p/> & \"' |  end"
    assert len(find(paragraph, ".//w:tab")) == len(find(paragraph, ".//w:br")) == 1
    assert audited(path) == []
    title = "bij\x07na\ud800"
    inputs = made(study=study(title=title))
    labels = {"help": replace(inputs.variables["help"], label={"nl": "A\x02 & <B>"})}
    path, _ = write(tmp_path, replace(inputs, variables=inputs.variables | labels))
    assert "A & <B>" in text_of(body(path))
    assert "bijna" in text_of(body(path))


def audited(path):
    """What an independent implementation of the schemas and rules has against the file."""
    from openxml_audit import OpenXmlValidator

    return [str(error) for error in OpenXmlValidator().validate(path).errors]


def test_an_independent_validator_finds_no_errors(report):
    assert audited(report) == []


def test_the_validator_would_have_found_one(tmp_path):
    path = small(tmp_path / "a.docx", "tekst")
    found = parts(path)
    wrong = found["word/document.xml"].replace(b'<w:pStyle w:val="Normal"/>', b'<w:jc w:val="left"/><w:pStyle w:val="Normal"/>')  # fmt: skip  # noqa: E501
    with zipfile.ZipFile(path, "w") as package:
        for name, content in (found | {"word/document.xml": wrong}).items():
            package.writestr(name, content)
    assert audited(path)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_it_and_counts_the_same_tables(dutch, tmp_path):
    command = [
        "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
        "--convert-to", "pdf", "--outdir", tmp_path, dutch[0],
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pdf = tmp_path / "bijlagen.pdf"
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))
    assert pages > 5
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    done = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True)
    text = done.stdout.replace("\xa0", " ")
    for word in ("Bijlage A", "Bijlage C", "Tabel B.1", "Figuur 4.1", WORDS["help"]["nl"]):
        assert word in text
    assert "SEQ" not in text
