"""A report in the styles of a house: found by name, and what is missing made in its look."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from datetime import date

import pytest
from docx import Document
from lxml import etree

from tests.report.word import houses
from tests.report.word.edits import MADE, blocks, find, opened
from tests.report.word.test_word import audited
from wbp_survey.errors import ReportError
from wbp_survey.report.blocks import Figure, Heading
from wbp_survey.report.contrast import ratio
from wbp_survey.report.gate.release import Column, DraftFigure, release_figure
from wbp_survey.report.word.document import Manner, write_docx
from wbp_survey.report.word.house_names import SYNONYMS, HouseChoices, read_choices
from wbp_survey.report.word.into import read_made, regenerate
from wbp_survey.report.word.lint import lint
from wbp_survey.report.word.page import Page
from wbp_survey.report.word.preflight import preflight
from wbp_survey.report.word.style import LOOKS, ROLES
from wbp_survey.report.word.table import is_wide

OURS = HouseChoices()
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SECTIONS = Heading("a-2", "Paragraaf", 2)


def report(path, template, choices=OURS, language="nl", found=None):
    manner = Manner(choices, made=MADE)
    write_docx(
        found or [*blocks(), SECTIONS],
        path,
        title="Titel van het rapport",
        language=language,
        created=date(2026, 1, 1),
        template=template,
        manner=manner,
    )
    return opened(path.read_bytes())


@pytest.fixture
def mapping(tmp_path):
    (tmp_path / "huisstijl.toml").write_text(houses.PRESS_MAPPING, "utf-8")
    return read_choices(tmp_path / "huisstijl.toml")


@pytest.fixture
def dutch(tmp_path):
    return houses.dutch(tmp_path / "vu.dotx")


@pytest.fixture
def office(tmp_path):
    return houses.office(tmp_path / "lo.docx")


@pytest.fixture
def press(tmp_path):
    return houses.press(tmp_path / "uitgeverij.dotx")


def refused(call, *arguments):
    with pytest.raises(ReportError) as caught:
        call(*arguments)
    return caught.value.problems


def how(template, choices=OURS):
    origins = preflight(template, "nl", choices).house.origins
    return {one.role: (one.style, one.how) for one in origins}


def style(parts, name):
    """The style with a name, as XML without prefixes declared."""
    root = etree.fromstring(parts["word/styles.xml"])
    (found,) = (one for one in root if one.find(f"{W}name") is not None
                and one.find(f"{W}name").get(f"{W}val") == name)  # fmt: skip
    return re.sub(r' xmlns:\w+="[^"]*"', "", etree.tostring(found, encoding="unicode"))


def size(parts, name):
    return int(re.search(r'<w:sz w:val="(\d+)"', style(parts, name))[1])


def paragraphs(tree, style_id):
    return [one.getparent() for one in find(tree, f"//w:body//w:pPr[w:pStyle/@w:val='{style_id}']")]


def test_styles_are_found_by_name_whatever_dutch_word_calls_their_ids(tmp_path, dutch):
    _, tree = report(tmp_path / "r.docx", dutch)
    used = set(find(tree, "//w:body//w:pStyle/@w:val"))
    assert {"Kop1", "Kop2", "Bijschrift", "Inhopg1", "Standaard"} <= used
    assert not {"Heading1", "Caption", "Normal"} & used
    assert how(dutch)["heading1"] == ("heading 1", "name")
    assert how(dutch)["table_note"] == ("WBP Tabelnoot", "created")


def test_styles_are_found_under_what_libreoffice_calls_them(office):
    found = how(office)
    assert found["heading1"] == ("Heading 1", "name")
    assert found["caption"] == ("Caption", "name")
    assert found["list"] == ("Figure Index 1", "synonym")
    assert found["quote"] == ("Quotations", "synonym")


@pytest.mark.parametrize(
    ("role", "name"), [(role, name) for role, names in SYNONYMS.items() for name in names]
)
def test_every_synonym_is_found_in_any_case_and_serves_in_a_mapping(tmp_path, role, name):
    styles = houses.sheet(
        houses.style("N", "Normal", default=True), houses.style("X", name.title())
    )
    template = houses.dutch(tmp_path / "s.dotx", **{"word/styles.xml": styles})
    assert how(template)[role] == (name.title(), "synonym")
    chosen = HouseChoices({role: ROLES[role]})
    assert how(template, chosen)[role] == (name.title(), "mapping")


def test_a_style_is_found_by_its_other_name_and_never_by_its_id(tmp_path):
    styles = houses.sheet(
        houses.style("N", "Normal", default=True),
        houses.style("Uitspraak", "Uitspraak", aliases="Blok, wbp citaat"),
        houses.style("Caption", "Voetregel"),
    )
    found = how(houses.dutch(tmp_path / "s.dotx", **{"word/styles.xml": styles}))
    assert found["quote"] == ("Uitspraak", "alias")
    assert found["caption"] == ("caption", "created")


def test_a_style_of_another_kind_does_not_serve_and_ours_gets_another_name(tmp_path):
    styles = houses.sheet(
        houses.style("N", "Normal", default=True), houses.style("B", "caption", kind="character")
    )
    template = houses.dutch(tmp_path / "s.dotx", **{"word/styles.xml": styles})
    assert how(template)["caption"] == ("caption WBP", "created")
    parts, tree = report(tmp_path / "r.docx", template)
    (key,) = re.findall('w:styleId="([^"]*)"', style(parts, "caption WBP"))
    assert paragraphs(tree, key)


def test_a_mapping_names_styles_by_role_also_a_style_of_tables(tmp_path, press, mapping):
    _, tree = report(tmp_path / "r.docx", press, mapping)
    assert set(find(tree, "//w:tblStyle/@w:val")) == {"UTab"}
    assert {"UB", "UT", "UC"} <= set(find(tree, "//w:body//w:pStyle/@w:val"))
    shown = ["".join(find(one, ".//w:t/text()")) for one in paragraphs(tree, "UT")]
    assert shown[0].startswith("Tabel\xa0B1.1")


def test_words_in_the_dark_head_of_a_table_of_the_house_can_be_read(tmp_path, press, mapping):
    parts, _ = report(tmp_path / "r.docx", press, mapping)
    (color,) = re.findall(r'<w:color w:val="(\w+)"', style(parts, "WBP Tabelkop"))
    assert ratio(color, "8C1D40") > 4.5
    parts, _ = report(tmp_path / "r.docx", press)
    assert "w:color" not in style(parts, "WBP Tabelkop")


def test_words_on_a_dark_head_of_which_nothing_says_the_colour_become_light(tmp_path, press):
    with zipfile.ZipFile(press) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    styles = parts["word/styles.xml"].replace('<w:b/><w:color w:val="FFFFFF"/>', "<w:b/>")
    template = houses.dutch(tmp_path / "s.dotx", **{
        "word/styles.xml": styles, "word/header1.xml": f"<w:hdr {houses.NAMESPACES}><w:p/></w:hdr>",
        "word/footer1.xml": f"<w:ftr {houses.NAMESPACES}><w:p/></w:ftr>",
    })  # fmt: skip
    made, _ = report(tmp_path / "r.docx", template, HouseChoices({"table": "Uitgeverij Tabel"}))
    assert '<w:color w:val="FFFFFF"/>' in style(made, "WBP Tabelkop")


def test_everything_wrong_with_a_mapping_is_said_at_once_with_what_comes_nearest(tmp_path):
    file = tmp_path / "s.toml"
    file.write_text(
        '[styles]\ncaptoin = "x"\nquote = 3\n[options]\nappendix = "roman"\n[stylez]\n', "utf-8"
    )
    found = refused(read_choices, file)
    assert sorted(one.code for one in found) == [
        *["REPORT_STYLES_KEY"] * 2, *["REPORT_STYLES_VALUE"] * 2,
    ]  # fmt: skip
    assert {"caption"} <= {one.values.get("nearest") for one in found}
    file.write_text('[styles]\ncaption = "x\n', "utf-8")
    (found,) = refused(read_choices, file)
    assert (found.code, found.place.rpartition("s.toml:")[2]) == ("REPORT_STYLES_TOML", "2:13")
    assert [one.code for one in refused(read_choices, tmp_path / "niet.toml")] == [
        "REPORT_UNREADABLE"
    ]


def test_every_style_that_was_named_and_is_not_there_is_said_at_once(press):
    choices = HouseChoices({
        "caption": "Uitgeverij Tabeltitels", "quote": "Iets anders", "table": "Uitgeverij Citaat",
    })  # fmt: skip
    found = refused(preflight, press, "nl", choices)
    assert [one.code for one in found] == [
        "REPORT_STYLE_MISSING", "REPORT_STYLE_MISSING", "REPORT_STYLE_KIND",
    ]  # fmt: skip
    assert found[0].values["nearest"] == "Uitgeverij Tabeltitel"
    assert [one.place for one in found] == [f"[styles] {one}" for one in ("caption", "quote", "table")]  # fmt: skip  # noqa: E501
    for one in found:
        assert one.line("nl") != one.line("en")


def test_what_is_missing_takes_font_size_and_colours_of_the_house(tmp_path, dutch):
    parts, _ = report(tmp_path / "r.docx", dutch)
    for name in ("WBP Tabeltekst", "WBP Tabelnoot", "WBP Citaat"):
        made = style(parts, name)
        assert "w:rFonts" not in made
        assert '<w:basedOn w:val="Standaard"/>' in made
    assert size(parts, "WBP Tabeltekst") == 16  # 9 points against 11, of 9.5: 7.8 and so 8
    contents = style(parts, "TOC Heading")
    assert 'w:asciiTheme="majorHAnsi"' in contents
    assert '<w:color w:val="0A5C7A" w:themeColor="accent1"/>' in contents
    assert 'w:color="0A5C7A"' in style(parts, "WBP Citaat")  # the rule beside it


def test_a_colour_of_headings_that_is_too_light_is_not_taken_over_but_reported(
    tmp_path, press, mapping
):
    parts, _ = report(tmp_path / "r.docx", press, mapping)
    assert "w:color" not in style(parts, "heading 2")
    (found,) = preflight(press, "nl", mapping).faint
    assert found.style == "Uitgeverij Bijlage"
    assert found.ratio == pytest.approx(1.48, abs=0.01)


def test_no_heading_of_ours_is_larger_than_the_first_of_the_house(tmp_path):
    small = houses.style("Kop1", "heading 1", houses.look("", '<w:sz w:val="24"/>'))
    styles = houses.sheet(houses.style("N", "Normal", default=True), small)
    template = houses.dutch(tmp_path / "s.dotx", **{"word/styles.xml": styles})
    parts, _ = report(tmp_path / "r.docx", template)
    assert size(parts, "heading 3") <= size(parts, "heading 2") <= 24


def test_styles_of_ours_keep_clear_of_the_indents_and_justified_text_of_the_house(tmp_path, dutch):
    parts, _ = report(tmp_path / "r.docx", dutch)
    note = style(parts, "WBP Tabelnoot")
    assert '<w:ind w:left="0" w:right="0" w:firstLine="0"/>' in note
    assert '<w:jc w:val="left"/>' in note
    ours, _ = report(tmp_path / "r.docx", None)
    assert "w:ind" not in style(ours, "WBP Tabelnoot")


def test_headings_of_the_house_that_count_do_not_count_ours(tmp_path, dutch):
    _, tree = report(tmp_path / "r.docx", dutch)
    for name in ("Kop1", "Kop2"):
        (heading,) = paragraphs(tree, name)
        assert find(heading, "./w:pPr/w:numPr/w:numId/@w:val") == ["0"]
    assert len(find(paragraphs(tree, "Kop1")[0], "./w:pPr/w:pageBreakBefore")) == 1


def test_a_list_without_numbers_as_libreoffice_gives_its_headings_is_left_alone(tmp_path, office):
    _, tree = report(tmp_path / "r.docx", office)
    (heading,) = paragraphs(tree, "Heading1")
    assert find(heading, "./w:pPr/w:numPr") == []


def test_a_heading_somebody_named_opens_a_page_only_when_its_style_does(tmp_path, dutch):
    choices = HouseChoices({"heading1": "heading 1"})
    _, tree = report(tmp_path / "r.docx", dutch, choices)
    assert find(paragraphs(tree, "Kop1")[0], "./w:pPr/w:pageBreakBefore") == []


def test_captions_stay_with_their_tables_and_contents_have_room_for_the_page(tmp_path, dutch):
    _, tree = report(tmp_path / "r.docx", dutch)
    for one in paragraphs(tree, "Bijschrift"):
        assert find(one, "./w:pPr/w:keepNext")
    for one in paragraphs(tree, "Inhopg1"):
        width = 11906 - 1701 - 1985
        assert find(one, "./w:pPr/w:tabs/w:tab/@w:pos") == [str(width)]


def picture(path):
    path.write_bytes(houses.png())
    codes = ("1", "2", "3", "4", "5")
    draft = DraftFigure("Figuur", codes, codes, (), (1,))
    return Figure("figuur", release_figure(draft, "publiek"), path, "Wat erop te zien is.")


def test_a_caption_below_a_figure_does_not_hold_on_to_what_follows(tmp_path, dutch):
    found = [*blocks(), picture(tmp_path / "f.png")]
    for place, held in (("above", 1), ("below", 0)):
        choices = HouseChoices(figure_caption=place)
        _, tree = report(tmp_path / "r.docx", dutch, choices, found=found)
        (control,) = find(tree, "//w:sdt[w:sdtPr/w:tag/@w:val='wbp:figure:figuur']")
        (caption,) = find(control, ".//w:p[w:pPr/w:pStyle/@w:val='Bijschrift']")
        assert len(find(caption, "./w:pPr/w:keepNext")) == held
        first = find(control, ".//w:p")[0]
        assert (first is caption) == bool(held)


def test_what_stands_upright_on_our_page_stays_so_on_one_that_is_a_little_narrower():
    columns = (Column("Wat", 60), Column("a", 50), Column("b", 48))  # 158 mm
    assert not is_wide(columns, Page())
    assert not is_wide(columns, Page(right=1701, left=1985))  # 145 mm of text
    assert is_wide(columns, Page(right=2500, left=2500))  # 122 mm


def test_the_page_is_that_of_the_last_section_that_stands_upright(tmp_path, dutch, office):
    page = preflight(dutch, "nl", OURS).house.page
    assert (page.width, page.height, page.left, page.right) == (11906, 16838, 1985, 1701)
    assert page.extra == '<w:pgNumType w:fmt="decimal"/><w:docGrid w:linePitch="360"/>'
    assert preflight(office, "nl", OURS).house.page.header == 567  # and not at the edge
    _, tree = report(tmp_path / "r.docx", dutch)
    widths = {int(one) for one in find(tree, "//w:tbl/w:tblPr/w:tblW/@w:w")}
    assert widths == {page.text_width()}


def test_the_document_speaks_the_language_of_the_report_but_for_words_in_another(tmp_path, dutch):
    for language, tag, point in (("nl", "nl-NL", ","), ("en", "en-GB", ".")):
        parts, _ = report(tmp_path / "r.docx", dutch, language=language)
        assert f'<w:lang w:val="{tag}"' in parts["word/styles.xml"].decode()
        assert "en-US" in style(parts, "Engels")
        others = re.sub(r'<w:style [^>]*w:styleId="Engels".*?</w:style>', "",
                        parts["word/styles.xml"].decode())  # fmt: skip
        assert set(re.findall(r'<w:lang w:val="([^"]*)"', others)) == {tag}
        settings = parts["word/settings.xml"].decode()
        assert f'<w:themeFontLang w:val="{tag}"/>' in settings
        assert f'<w:decimalSymbol w:val="{point}"/>' in settings
        assert "<w:listSeparator" in settings
        assert f"<dc:language>{tag}</dc:language>" in parts["docProps/core.xml"].decode()


def test_every_colour_of_ours_can_be_read_on_white():
    assert all(ratio(look.color, "FFFFFF") >= 4.5 for look in LOOKS if look.color)


BESIDE = ("relationships/fontTable", "relationships/theme", "customXmlProps", "definition '0'")
"""What it wrongly asks: two parts that may be absent, and 0 is how Word says no number."""


def flaws(path):
    return [one for one in audited(path) if not any(known in one for known in BESIDE)]


def made_in(request, tmp_path, name):
    template = request.getfixturevalue(name)
    choices = request.getfixturevalue("mapping") if name == "press" else OURS
    report(tmp_path / "r.docx", template, choices)
    return tmp_path / "r.docx", choices


@pytest.mark.parametrize("name", ["dutch", "office", "press"])
def test_a_report_in_any_house_is_valid_and_without_a_flaw(request, tmp_path, name):
    path, _ = made_in(request, tmp_path, name)
    assert flaws(path) == []
    assert [one.code for one in lint(path)] == []


@pytest.mark.parametrize("name", ["dutch", "office", "press"])
def test_a_report_in_any_house_can_be_brought_up_to_date_in_that_house(request, tmp_path, name):
    path, choices = made_in(request, tmp_path, name)
    before = opened(path.read_bytes())[0]
    package, base = read_made(path.read_bytes(), "r.docx")
    done = regenerate(package, base, [*blocks(), SECTIONS], Manner(choices, made=MADE))
    assert {change.what for change in done.changes} == {"same"}
    assert opened(done.content)[0]["word/styles.xml"] == before["word/styles.xml"]
    assert done.untouched


def test_the_same_template_gives_the_same_bytes(tmp_path, dutch):
    report(tmp_path / "a.docx", dutch)
    report(tmp_path / "b.docx", dutch)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_what_was_made_opens_in_python_docx_with_the_styles_of_the_house(tmp_path, dutch):
    report(tmp_path / "r.docx", dutch)
    document = Document(tmp_path / "r.docx")
    assert document.styles["Caption"].style_id == "Bijschrift"
    assert document.core_properties.title == "Titel van het rapport"


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("name", ["dutch", "office", "press"])
def test_libreoffice_prints_a_report_in_any_house(request, tmp_path, name):
    path, _ = made_in(request, tmp_path, name)
    profile = f"-env:UserInstallation=file://{tmp_path}/lo"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=180)
    done = subprocess.run(["pdftotext", "-layout", str(tmp_path / "r.pdf"), "-"],
                          check=True, capture_output=True, text=True)  # fmt: skip
    heading = "BIJLAGE 1 KOP" if name == "press" else "BIJLAGE A KOP"
    assert heading in " ".join(done.stdout.upper().split())
    assert not re.search(r"^\s*1\s+Bijlage", done.stdout, re.MULTILINE)
