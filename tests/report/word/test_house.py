"""Templates of houses: their styles are found, and what is missing is made in their look."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from tests.report.word.edits import blocks, find, opened
from wbp_survey.errors import ReportError
from wbp_survey.report.word.document import Manner, write_docx
from wbp_survey.report.word.house import contrast, preflight
from wbp_survey.report.word.house_names import HouseChoices, read_choices
from wbp_survey.report.word.style import LOOKS
from wbp_survey.report.word.template import open_template

OURS = HouseChoices()
DUTCH = {"heading 1": "Kop1", "heading 2": "Kop2", "caption": "Bijschrift", "Normal": "Standaard"}


def house(path, rename=None, names=None, **page):
    """A template with fonts and a colour of its own; styles under other ids and names."""
    document = Document()
    document.styles["Normal"].font.name = "Verdana"
    heading = document.styles["Heading 1"]
    heading.font.name, heading.font.size = "Georgia", Pt(19)
    heading.font.color.rgb = RGBColor(0x7A, 0x00, 0x3C)
    for name, value in page.items():
        setattr(document.sections[0], name, Mm(value))
    document.add_paragraph("Tekst van het sjabloon over J. de Vries.")
    document.core_properties.author = "J. de Vries"
    document.sections[0].header.paragraphs[0].text = "Huis"
    for style in document.styles.element.iterchildren(qn("w:style")):
        name = style.find(qn("w:name"))
        known = name.get(qn("w:val"))
        if known in (rename or {}):
            old = style.get(qn("w:styleId"))
            for one in document.styles.element.iter(qn("w:basedOn"), qn("w:next"), qn("w:link")):
                if one.get(qn("w:val")) == old:
                    one.set(qn("w:val"), rename[known])
            style.set(qn("w:styleId"), rename[known])
        name.set(qn("w:val"), (names or {}).get(known, known))
    document.save(path)
    return path


def report(path, template, choices=OURS, language="nl"):
    write_docx(blocks(), path, title="Titel", language=language, created=date(2026, 1, 1),
               template=template, manner=Manner(choices))  # fmt: skip
    return opened(path.read_bytes())


def refused(call, *arguments):
    with pytest.raises(ReportError) as caught:
        call(*arguments)
    return [problem.code for problem in caught.value.problems]


def origin(found, role):
    return next(one for one in found.origins if one.role == role)


def used(tree):
    return set(find(tree, "//w:body//w:pStyle/@w:val"))


def test_styles_are_found_by_name_whatever_dutch_word_calls_their_ids(tmp_path):
    template = house(tmp_path / "huis.docx", rename=DUTCH)
    _, tree = report(tmp_path / "r.docx", template)
    assert {"Kop1", "Bijschrift"} <= used(tree)
    assert not {"Heading1", "Caption"} & used(tree)
    found = preflight(template, "nl", HouseChoices())
    assert (origin(found, "heading1").how, origin(found, "table_note").how) == ("name", "created")


@pytest.mark.parametrize("names", [
    {"heading 1": "Heading 1", "caption": "Caption"},
    {"heading 1": "Kop 1", "caption": "Bijschrift"},
    {"heading 1": "Überschrift 1", "caption": "Beschriftung"},
])  # fmt: skip
def test_styles_are_found_under_what_other_programs_and_languages_call_them(tmp_path, names):
    template = house(tmp_path / "huis.docx", names=names)
    found = preflight(template, "nl", HouseChoices())
    assert origin(found, "heading1").style.lower() == names["heading 1"].lower()
    assert origin(found, "caption").how in {"name", "alias", "synonym"}


def test_what_is_missing_is_made_in_the_fonts_and_colour_of_the_house(tmp_path):
    parts, _ = report(tmp_path / "r.docx", house(tmp_path / "huis.docx"))
    sheet = parts["word/styles.xml"].decode()
    body, note = (
        re.search(rf'<w:style [^>]*w:styleId="{name}".*?</w:style>', sheet, re.DOTALL)[0]
        for name in ("WBPVoorlezen", "WBPKaartkop")
    )
    assert "Verdana" in body
    assert "Georgia" in note
    assert 'w:val="7A003C"' in note
    assert "Calibri" not in body + note


def test_its_page_and_margins_decide_how_wide_tables_are(tmp_path):
    template = house(tmp_path / "huis.docx", page_width=170, page_height=240, left_margin=20,
                     right_margin=20)  # fmt: skip
    _, tree = report(tmp_path / "r.docx", template)
    (size,) = {one.get(qn("w:w")) for one in find(tree, "//w:sectPr/w:pgSz")}
    assert int(size) == round(170 * 1440 / 25.4)
    text = round(170 * 1440 / 25.4) - 2 * round(20 * 1440 / 25.4)
    widths = {int(one.get(qn("w:w"))) for one in find(tree, "//w:tbl/w:tblPr/w:tblW")}
    assert all(abs(width - text) <= 2 for width in widths)


def test_its_text_and_who_made_it_do_not_come_along_but_its_header_does(tmp_path):
    parts, _ = report(tmp_path / "r.docx", house(tmp_path / "huis.docx"))
    assert not [name for name, part in parts.items() if b"de Vries" in part]
    assert any(b"Huis" in part for name, part in parts.items() if "header" in name)


MACRO = (
    b'<Relationship Id="rIdM" Target="vbaProject.bin" '
    b'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/>'
)


def with_macros(path, source, kind):
    """Make a template with macros of a document, as Word writes one."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(main.encode(), kind.encode())
            if name == "word/_rels/document.xml.rels":
                part = part.replace(b"</Relationships>", MACRO + b"</Relationships>")
            new.writestr(name, part)
        new.writestr("word/vbaProject.bin", b"macro")
    return path


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    ],
)
def test_templates_of_every_kind_open_and_their_macros_stay_behind(tmp_path, kind):
    template = with_macros(tmp_path / "huis.dotm", house(tmp_path / "h.docx"), kind)
    parts, _ = report(tmp_path / "r.docx", template)
    assert "word/vbaProject.bin" not in parts
    assert b"macroEnabled" not in parts["[Content_Types].xml"]
    assert b"document.main+xml" in parts["[Content_Types].xml"]


def test_the_document_speaks_the_language_of_the_report_in_every_style(tmp_path):
    template = house(tmp_path / "huis.docx")
    for language, tag in (("nl", "nl-NL"), ("en", "en-GB")):
        parts, _ = report(tmp_path / "r.docx", template, language=language)
        found = set(re.findall(rb'<w:lang [^>]*w:val="([^"]*)"', parts["word/styles.xml"]))
        assert found == {tag.encode()}
        assert f"<dc:language>{tag}</dc:language>".encode() in parts["docProps/core.xml"]


def test_a_file_with_styles_names_them_by_role(tmp_path):
    template = house(tmp_path / "huis.docx", names={"Quote": "Uitspraak VU"})
    (tmp_path / "stijlen.toml").write_text('[styles]\nquote = "uitspraak vu"\n', "utf-8")
    choices = read_choices(tmp_path / "stijlen.toml")
    _, tree = report(tmp_path / "r.docx", template, choices)
    assert "Quote" in used(tree)
    assert "WBPCitaat" not in used(tree)


def test_appendices_may_be_numbered_and_captions_then_say_so(tmp_path):
    (tmp_path / "s.toml").write_text('[options]\nappendix = "numbers"\n', "utf-8")
    _, tree = report(tmp_path / "r.docx", None, read_choices(tmp_path / "s.toml"))
    shown = ["".join(find(one, ".//w:t/text()")) for one in find(tree, "//w:p[w:pPr/w:pStyle]")]
    assert any(one.startswith("Bijlage\xa01") for one in shown)
    assert any(one.startswith("Tabel\xa0B1.1") for one in shown)


def test_everything_wrong_with_a_file_of_styles_is_said_at_once(tmp_path):
    (tmp_path / "s.toml").write_text(
        '[styles]\ncaptoin = "x"\nquote = 3\n[options]\nappendix = "roman"\n[stylez]\n', "utf-8"
    )
    found = refused(read_choices, tmp_path / "s.toml")
    assert sorted(found) == ["REPORT_STYLES_KEY"] * 2 + ["REPORT_STYLES_VALUE"] * 2
    (tmp_path / "s.toml").write_text("[styles\n", "utf-8")
    assert refused(read_choices, tmp_path / "s.toml") == ["REPORT_STYLES_TOML"]
    assert refused(read_choices, tmp_path / "niet.toml") == ["REPORT_UNREADABLE"]


def test_every_style_that_was_named_and_is_not_there_is_said_at_once(tmp_path):
    template = house(tmp_path / "huis.docx")
    choices = HouseChoices({"caption": "Bijschrift VU", "quote": "Citaat VU", "table": "Normal"})
    assert refused(preflight, template, "nl", choices) == [
        "REPORT_STYLE_MISSING", "REPORT_STYLE_MISSING", "REPORT_STYLE_KIND",
    ]  # fmt: skip


def protected(path, template):
    parts, _ = opened(template.read_bytes())
    lock = b'<w:documentProtection w:edit="readOnly" w:enforcement="1"/>'
    parts["word/settings.xml"] = re.sub(
        rb"(<w:settings[^>]*>)", rb"\1" + lock, parts["word/settings.xml"], count=1
    )
    with zipfile.ZipFile(path, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return path


def test_what_cannot_serve_as_a_template_is_one_clear_sentence(tmp_path):
    good = house(tmp_path / "huis.docx")
    (tmp_path / "oud.doc").write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))
    (tmp_path / "tekst.docx").write_text("geen Word", "utf-8")
    (tmp_path / "half.docx").write_bytes(good.read_bytes()[:900])
    assert refused(open_template, tmp_path / "oud.doc") == ["REPORT_TEMPLATE_LOCKED"]
    assert refused(open_template, tmp_path / "tekst.docx") == ["REPORT_TEMPLATE"]
    assert refused(open_template, tmp_path / "half.docx") == ["REPORT_TEMPLATE"]
    assert refused(open_template, tmp_path / "niet.docx") == ["REPORT_TEMPLATE"]
    locked = protected(tmp_path / "slot.docx", good)
    assert refused(open_template, locked) == ["REPORT_TEMPLATE_PROTECTED"]


def test_every_colour_of_ours_can_be_read_on_white():
    assert round(contrast("000000"), 1) == 21.0
    assert round(contrast("767676"), 2) == 4.54
    assert all(contrast(look.color) >= 4.5 for look in LOOKS if look.color)


def test_a_style_of_a_table_of_the_house_serves_when_it_is_named(tmp_path):
    document = Document()
    document.styles.add_style("Tabel VU", WD_STYLE_TYPE.TABLE)
    buffer = io.BytesIO()
    document.save(buffer)
    (tmp_path / "huis.docx").write_bytes(buffer.getvalue())
    _, tree = report(
        tmp_path / "r.docx", tmp_path / "huis.docx", HouseChoices({"table": "Tabel VU"})
    )
    assert set(find(tree, "//w:tblStyle/@w:val")) == {"TabelVU"}
