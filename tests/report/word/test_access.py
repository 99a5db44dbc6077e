"""A document can be read by all: by Word's rules, and as a PDF that a screen reader takes."""

from __future__ import annotations

import re
import shutil
import subprocess
from string import Formatter

import pytest

from tests.report.reports import body, find, parts
from tests.report.word.handmade import STYLES, docx, mark, p, table, text, turn
from tests.report.word.planted import plant, rewrite
from wbp_survey.errors import ReportError
from wbp_survey.report.contrast import ratio
from wbp_survey.report.word.access import LONGEST, access
from wbp_survey.texts import say

CORE = "docProps/core.xml"
DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ext uri="{{C1}}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"'
    ' val="{}"/></a:ext></a:extLst>'
)
LANGUAGE = (
    '<w:docDefaults><w:rPrDefault><w:rPr>{}<w:lang w:val="nl-NL"/></w:rPr></w:rPrDefault>'
    "</w:docDefaults><w:style "
)


def codes(path):
    return [problem.code.removeprefix("REPORT_ACCESS_") for problem in access(path)]


def made(tmp_path, *content, defaults="", more=""):
    """The codes of a document with a language; it has no properties, so no title either."""
    styles = STYLES.replace("<w:style ", LANGUAGE.format(defaults), 1)
    styles = styles.replace("</w:styles>", f"{more}</w:styles>")
    found = codes(docx(tmp_path / "a.docx", *content, styles=styles))
    assert found[0] == "TITLE"
    return found[1:]


@pytest.fixture(scope="module")
def good(dutch):
    return dutch[0]


def test_a_report_of_ours_can_be_read_by_all_but_for_bullets_that_are_typed(dutch, english):
    for path, _ in (dutch, english):
        assert set(codes(path)) <= {"LIST"}


def test_a_document_has_a_title_and_a_language(good, tmp_path):
    nameless = plant(good, tmp_path / "a.docx", "<dc:title>[^<]*", "<dc:title> ", CORE)
    assert "TITLE" in codes(nameless)
    for said in ("", '<w:lang w:val="x-none"/>'):
        mute = plant(good, tmp_path / "a.docx", '<w:lang w:val="nl-NL"[^>]*/>', said,
                     "word/styles.xml")  # fmt: skip
        assert "LANGUAGE" in codes(mute)


def test_headings_skip_no_level(tmp_path):
    one, two = p(text("Kop"), "Kop1"), p(text("Kop"), "Kop2")
    deep = p(text("Kop"), "Standaard", '<w:outlineLvl w:val="3"/>')
    assert made(tmp_path, one, two, two, one, p("", "Kop2")) == ["EMPTY"]
    assert made(tmp_path, two) == ["HEADING"]
    assert made(tmp_path, one, deep, two, one) == ["HEADING"]
    assert made(tmp_path, one, p(text("x"), "Kop1", '<w:outlineLvl w:val="9"/>'), two) == []


def test_tables_flag_their_header_and_say_what_is_in_them(tmp_path):
    one = table(("a",), ("b",))
    assert made(tmp_path, one, p(text("x"))) == []
    assert made(tmp_path, table(("a",), ("b",), header=False)) == ["HEADER_ROW"]
    assert made(tmp_path, one.replace('w:val="Wat"', 'w:val=" "')) == ["TABLE_ALT"]
    long = "x" * (LONGEST + 1)
    assert made(tmp_path, one.replace('w:val="Wat"', f'w:val="{long}"')) == ["ALT_LONG"]
    inner = one.replace(f"<w:p><w:pPr></w:pPr>{text('b')}</w:p>", one + p())
    assert made(tmp_path, inner) == ["TABLE_NESTED"]


def cell(says, span=1, tall=""):
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f"<w:tc><w:tcPr>{over}{tall}</w:tcPr>{p(text(says))}</w:tc>"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((cell("a"), cell("b"), cell("c")), []),
        ((cell("hele rij", 3),), []),
        ((cell("naam"), cell("de rest", 2)), []),
        ((cell("a", 2), cell("b")), ["MERGED"]),
        ((cell("a", 2), cell("b", 2)), ["MERGED"] * 2),
        ((cell("a"), cell("b"), cell("c", tall="<w:vMerge/>")), ["MERGED"]),
    ],
)
def test_a_merged_cell_fills_the_rest_of_its_row_or_is_found(tmp_path, cells, expected):
    row = f"<w:tr>{''.join(cells)}</w:tr></w:tbl>"
    assert made(tmp_path, table(("a", "b", "c")).replace("</w:tbl>", row)) == expected


def test_headers_may_be_merged(tmp_path):
    row = f"<w:trPr><w:tblHeader/></w:trPr>{cell('a', 2)}{cell('b')}</w:tr><w:tr>"
    one = table(("a", "b", "c"), ("d", "e", "f"))
    assert made(tmp_path, one.replace("<w:tr>", f"<w:tr>{row}", 1)) == []


def test_pictures_say_what_they_show_in_few_words_or_that_they_show_nothing(good, tmp_path):
    for said, expected in (("", ["ALT"]), ("  ", ["ALT"]), ("x" * 251, ["ALT_LONG"]), ("x", [])):
        drawn = f'<wp:docPr id="7" name="Figuur" descr="{said}"/>'
        path = plant(good, tmp_path / "a.docx", "<wp:docPr [^>]*/>", drawn)
        assert [one for one in codes(path) if one != "LIST"] == expected
    for said, expected in (("1", []), ("0", ["ALT"])):
        drawn = f'<wp:docPr id="7" name="x">{DECORATIVE.format(said)}</wp:docPr>'
        path = plant(good, tmp_path / "a.docx", r"<wp:docPr [^>]*/>", drawn)
        assert [one for one in codes(path) if one != "LIST"] == expected


def test_a_picture_of_an_older_word_says_what_it_shows_and_a_line_need_not(tmp_path):
    vml = "urn:schemas-microsoft-com:vml"
    shape = '<w:r><w:pict><v:shape xmlns:v="{}" {}>{}</v:shape></w:pict></w:r>'
    for said, inside, expected in (
        ("", "<v:imagedata/>", ["ALT"]), ('alt="Kaart"', "<v:imagedata/>", []), ("", "", []),
    ):  # fmt: skip
        assert made(tmp_path, p(text("x") + shape.format(vml, said, inside))) == expected


def test_nothing_floats(good, tmp_path):
    frame = p(text("x"), "", '<w:framePr w:w="100"/>')
    assert made(tmp_path, frame) == ["FLOATING"]
    drifting = table(("a",)).replace("<w:tblW", '<w:tblpPr w:vertAnchor="text"/><w:tblW')
    assert made(tmp_path, drifting) == ["FLOATING"]
    box = f"<w:r><w:pict><w:txbxContent>{p(text('x'))}</w:txbxContent></w:pict></w:r>"
    assert made(tmp_path, p(text("y") + box)) == ["FLOATING"]
    anchored = plant(good, tmp_path / "a.docx", "<wp:inline(.*?)</wp:inline>",
                     '<wp:anchor><wp:docPr id="7" name="x" descr="x"/></wp:anchor>')  # fmt: skip
    assert "FLOATING" in codes(anchored)


def test_no_empty_paragraph_makes_room(tmp_path):
    one = table(("a",), ("b",))
    needed = [one, p(), one, p()]
    assert made(tmp_path, *needed) == []
    page = p('<w:r><w:br w:type="page"/></w:r>')
    section = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"
    assert made(tmp_path, p(text("x")), page, section, p(turn("end")), p(text("y"))) == []
    assert made(tmp_path, p(text("x")), p(), p(text("y"))) == ["EMPTY"]
    assert made(tmp_path, p(mark("a", "")), p(text(" "))) == ["EMPTY", "EMPTY"]
    assert made(tmp_path, one, p(), p(text("x"))) == ["EMPTY"]
    held = f"<w:sdt><w:sdtContent>{p()}</w:sdtContent></w:sdt>"
    assert made(tmp_path, held, p(text("x"))) == ["EMPTY"]


def link(says, where='r:id="rId1"'):
    return p(f"<w:hyperlink {where}>{text(says)}</w:hyperlink>")


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        ("de handreiking van de politie", []),
        ("hier", ["LINK"]),
        ("Klik hier.", ["LINK"]),
        ("https://example.org/a?b=c", ["LINK"]),
        ("www.example.org", ["LINK"]),
        ("read more", ["LINK"]),
        ("", ["EMPTY", "LINK"]),
        ("hierarchie van de wijk", []),
    ],
)
def test_a_link_says_where_it_goes(tmp_path, says, expected):
    assert made(tmp_path, link(says), p(text("x"))) == expected
    assert made(tmp_path, link(says or "x", 'w:anchor="_top"'), p(text("x"))) == []


def coloured(colour, more="", says="x"):
    look = f'<w:rPr><w:color w:val="{colour}"/>{more}</w:rPr>'
    return f'<w:r>{look}<w:t xml:space="preserve">{says}</w:t></w:r>'


def test_the_ratio_of_two_colours_is_that_of_wcag():
    assert ratio("000000", "FFFFFF") == pytest.approx(21)
    assert ratio("FFFFFF", "777777") == pytest.approx(4.48, abs=0.005)  # the example of WCAG 1.4.3
    assert ratio("1F3A52", "1F3A52") == 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (p(coloured("767676")), []),
        (p(coloured("777777")), ["CONTRAST"]),
        (p(coloured("777777", says=" ")), ["EMPTY"]),
        (p(coloured("777777", '<w:sz w:val="36"/>')), []),
        (p(coloured("777777", '<w:b/><w:sz w:val="28"/>')), []),
        (p(coloured("777777", '<w:b w:val="0"/><w:sz w:val="28"/>')), ["CONTRAST"]),
        (p(coloured("999999", '<w:sz w:val="36"/>')), ["CONTRAST"]),
        (p(coloured("FFFFFF")), ["CONTRAST"]),
        (p(coloured("FFFFFF", '<w:shd w:val="clear" w:fill="1F3A52"/>')), []),
        (p(coloured("FFFFFF"), "", '<w:shd w:val="clear" w:fill="1F3A52"/>'), []),
        (p(coloured("FF0000", '<w:highlight w:val="yellow"/>')), ["CONTRAST"]),
        (p(coloured("auto")), []),
        (p(coloured("777777") + coloured("777777") + coloured("888888")), ["CONTRAST"] * 2),
        (p("<w:r><w:rPr><w:rStyle w:val='Bleek'/></w:rPr><w:t>x</w:t></w:r>"), ["CONTRAST"]),
        (p(text("x"), "Bleek2"), ["CONTRAST"]),
        (p(coloured("000000"), "Bleek2"), []),
    ],
)
def test_text_stands_out_from_what_it_is_printed_on(tmp_path, content, expected):
    pale = '<w:rPr><w:color w:val="AAAAAA"/></w:rPr></w:style>'
    more = (
        f'<w:style w:type="character" w:styleId="Bleek"><w:name w:val="Bleek"/>{pale}'
        f'<w:style w:type="paragraph" w:styleId="Bleek2"><w:name w:val="Bleek2"/>{pale}'
    )
    found = made(tmp_path, content, p(coloured("111111", says="y")), more=more)
    assert found == expected


def test_the_ground_of_a_cell_is_its_own_and_of_a_painted_table_unknown(tmp_path):
    one = table(("a",), ("b",)).replace(text("b"), coloured("FFFFFF"))
    fill = '<w:shd w:val="clear" w:fill="1F3A52"/></w:tcPr>'
    assert made(tmp_path, one) == ["CONTRAST"]
    assert made(tmp_path, one.replace("</w:tcPr>", fill)) == []
    painted = (
        '<w:style w:type="table" w:styleId="Verf"><w:name w:val="Verf"/>'
        '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="1F3A52"/></w:tcPr>'
        "</w:tblStylePr></w:style>"
    )
    styled = one.replace("<w:tblPr>", '<w:tblPr><w:tblStyle w:val="Verf"/>')
    assert made(tmp_path, styled, more=painted) == []


def test_the_defaults_of_a_document_count_too(tmp_path):
    pale = '<w:color w:val="AAAAAA"/>'
    assert made(tmp_path, p(text("x")), defaults=pale) == ["CONTRAST"]


@pytest.mark.parametrize(
    ("says", "expected"),
    [("\u2022 een", ["LIST"]), ("\u2013\ttwee", ["LIST"]), ("- drie", ["LIST"]), ("\u22120,3", []),
     ("\u2013", []), ("een \u2013 twee", []), ("-5 punten", [])],
)  # fmt: skip
def test_a_list_is_a_list(tmp_path, says, expected):
    parts = [text(one) for one in says.split("\t")]
    typed = "<w:r><w:tab/></w:r>".join(parts)
    assert made(tmp_path, p(typed)) == expected
    assert made(tmp_path, p(typed, "", '<w:numPr><w:numId w:val="1"/></w:numPr>')) == []


def test_every_problem_has_what_its_sentences_ask_for(tmp_path):
    long = table(("a",)).replace('w:val="Wat"', f'w:val="{"x" * 300}"')
    path = docx(tmp_path / "a.docx", p(text("x"), "Kop2"), long, p(coloured("AAAAAA")))
    found = access(path)
    assert len(found) == 5
    for problem in found:
        for part in ("cause", "remedy"):
            sentence = say(f"problems.{problem.code}.{part}", "nl")
            asked = {name for _, name, _, _ in Formatter().parse(sentence) if name}
            assert asked <= set(problem.values)


def test_a_file_that_is_no_word_document_is_a_report_error(tmp_path):
    (tmp_path / "a.docx").write_text("geen zip")
    with pytest.raises(ReportError):
        access(tmp_path / "a.docx")


def as_pdf_ua(path, folder):
    """Convert as LibreOffice does for PDF/UA; return the PDF."""
    options = 'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"}}'
    command = [
        "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
        "--convert-to", options, "--outdir", folder, path,
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / path.with_suffix(".pdf").name


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
@pytest.mark.skipif(not shutil.which("pdfinfo"), reason="poppler-utils is not installed")
@pytest.mark.parametrize("which", ["dutch", "english"])
def test_as_pdf_ua_every_header_cell_heading_and_figure_is_what_it_is(which, request, tmp_path):
    path, _ = request.getfixturevalue(which)
    pdf = as_pdf_ua(path, tmp_path)
    told = subprocess.run(["pdfinfo", "-struct", pdf], check=True, capture_output=True, text=True)
    tags = re.findall(r"^ *([A-Z]\w*)", told.stdout, re.MULTILINE)
    document = body(path)
    cells = find(document, "//w:tr[w:trPr/w:tblHeader]/w:tc")
    alts = document.xpath("//*[local-name()='docPr']/@descr")
    assert tags.count("TH") == told.stdout.count("/Scope /Column") == len(cells) > 20
    assert tags.count("Table") == len(find(document, "//w:tbl"))
    for level in "123":
        style = f"//w:p[w:pPr/w:pStyle/@w:val='Heading{level}']"
        assert tags.count(f"H{level}") == len(find(document, style))
    raw = pdf.read_bytes()
    said = [bytes.fromhex(one.decode()).decode("utf-16") for one in re.findall(rb"/Alt<([0-9A-F]+)>", raw)]  # fmt: skip  # noqa: E501
    assert tags.count("Figure") == len(alts) > 0
    assert said == alts
    tag = {"dutch": b"nl-NL", "english": b"en-GB"}[which]
    assert b"/Lang(" + tag + b")" in raw
    assert b"/DisplayDocTitle true" in raw
    assert b"<pdfuaid:part>1</pdfuaid:part>" in raw
    info = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    titles = {"dutch": "Buurtgroepen", "english": "Neighbourhood groups"}
    assert re.search(rf"Title: +{titles[which]}\n", info)
    assert "Tagged:          yes" in info


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
@pytest.mark.skipif(not shutil.which("pdfinfo"), reason="poppler-utils is not installed")
def test_without_the_flag_there_would_be_no_header_cells(dutch, tmp_path):
    found = {name: part.replace(b"<w:tblHeader/>", b"") for name, part in parts(dutch[0]).items()}
    pdf = as_pdf_ua(rewrite(found, tmp_path / "b.docx"), tmp_path)
    told = subprocess.run(["pdfinfo", "-struct", pdf], check=True, capture_output=True, text=True)
    assert "TH" not in re.findall(r"^ *([A-Z]\w*)", told.stdout, re.MULTILINE)
