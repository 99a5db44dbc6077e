"""What comes along of a template, and which templates cannot serve."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from lxml import etree

from tests.report.word import houses
from tests.report.word.edits import find, opened
from tests.report.word.test_house import report
from wbp_survey.errors import ReportError
from wbp_survey.report.word.house_names import HouseChoices
from wbp_survey.report.word.preflight import preflight
from wbp_survey.report.word.template import open_template, read_template

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
KINDS = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    "application/vnd.ms-word.document.macroEnabled.main+xml",
)


@pytest.fixture
def dutch(tmp_path):
    return houses.dutch(tmp_path / "vu.dotx")


def header(parts):
    (name,) = (name for name in parts if re.fullmatch(r"word/header\d*\.xml", name))
    return etree.fromstring(parts[name])


def shown(root):
    return "".join(find(root, ".//w:t/text()"))


def refused(path):
    with pytest.raises(ReportError) as caught:
        open_template(path)
    for problem in caught.value.problems:
        assert problem.line("nl") != problem.line("en")
    return [problem.code for problem in caught.value.problems]


def changed(source, path, **parts):
    """A template with other parts; None takes one out, a pair replaces in one."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            key = name.replace("/", "_").replace(".", "_")
            change, part = parts.get(key, ""), old.read(name)
            if change is None:
                continue
            if change:
                before, after = change
                assert before.encode() in part
                part = part.replace(before.encode(), after.encode())
            new.writestr(name, part)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_templates_of_every_kind_open_and_become_plain_documents(tmp_path, kind):
    parts, _ = report(tmp_path / "r.docx", houses.dutch(tmp_path / "h.dotm", kind))
    types = parts["[Content_Types].xml"].decode()
    assert KINDS[0] in types
    assert not any(other in types for other in KINDS[1:])
    assert "word/vbaProject.bin" not in parts
    assert "vbaProject" not in parts["word/_rels/document.xml.rels"].decode()


def test_nobody_who_made_or_changed_the_template_is_in_the_report(tmp_path, dutch):
    parts, _ = report(tmp_path / "r.docx", dutch)
    assert [name for name, part in parts.items() if houses.PEOPLE.encode() in part] == []
    assert [name for name, part in parts.items() if b"00A1B2C3" in part] == []
    assert b"VU.dotm" not in b"".join(parts.values())


def test_its_text_goes_with_the_pictures_and_comments_in_it(tmp_path, dutch):
    parts, tree = report(tmp_path / "r.docx", dutch)
    assert "Typ hier uw tekst" not in shown(tree)
    kept = {name for name in parts if name.startswith("word/media")}
    assert kept == {"word/media/logo.png"}
    assert not any("comments" in name for name in parts)


def test_what_of_a_template_does_not_come_along_is_told(tmp_path, dutch):
    assert preflight(dutch, "nl", HouseChoices()).left == (
        "text", "macros", "comments", "tracking", "first_page", "even_pages", "columns",
    )  # fmt: skip
    assert read_template(houses.press(tmp_path / "p.dotx")).left == ()


def test_a_section_without_a_header_of_its_own_has_that_of_the_one_before(tmp_path, dutch):
    parts, tree = report(tmp_path / "r.docx", dutch)
    assert "Vrije Universiteit" in shown(header(parts))
    assert "Omslag" not in b"".join(parts.values()).decode("utf-8", "replace")
    for section in find(tree, "//w:sectPr"):
        assert len(find(section, "./w:headerReference")) == 1
        assert len(find(section, "./w:footerReference")) == 1


def test_changes_that_were_tracked_in_a_header_are_accepted(tmp_path, dutch):
    parts, _ = report(tmp_path / "r.docx", dutch)
    assert find(header(parts), ".//w:ins | .//w:del") == []
    assert "weg" not in shown(header(parts))


def test_a_header_says_the_title_of_the_report_and_keeps_words_of_a_property_that_goes(
    tmp_path, dutch
):
    parts, _ = report(tmp_path / "r.docx", dutch)
    assert "Titel van het rapport" in shown(header(parts))
    assert "Titel van uw rapport" not in shown(header(parts))
    assert "Afdeling Onderzoek" in shown(header(parts))
    codes = "".join(find(header(parts), ".//w:instrText/text()"))
    assert codes.split() == ["TITLE"]


def bound(store, path, says):
    binding = f'<w:dataBinding w:xpath="{path}" w:storeItemID="{store}"/>'
    inside = f"<w:sdtContent><w:r><w:t>{says}</w:t></w:r></w:sdtContent>"
    return f"<w:sdt><w:sdtPr>{binding}<w:text/></w:sdtPr>{inside}</w:sdt>"


def test_a_control_bound_to_the_title_shows_it_and_one_bound_to_lost_data_is_plain(tmp_path):
    core = "{6c3c8bc8-f283-45ae-878a-bab7291924a1}"
    title = bound(core, "/ns1:coreProperties[1]/ns0:title[1]", "Titel")
    lost = bound("{11111111-2222-3333-4444-555555555555}", "/vu/faculteit", "FSW")
    part = f"<w:hdr {houses.NAMESPACES}><w:p>{title}{lost}</w:p></w:hdr>"
    template = houses.dutch(tmp_path / "h.dotx", **{"word/header1.xml": part})
    parts, _ = report(tmp_path / "r.docx", template)
    assert shown(header(parts)) == "Titel van het rapportFSW"
    assert len(find(header(parts), ".//w:dataBinding")) == 1


def test_a_drawing_whose_picture_lies_elsewhere_goes_from_the_header(tmp_path, dutch):
    links = "word__rels_header1_xml_rels"
    template = changed(dutch, tmp_path / "h.dotx", **{
        links: ('Target="media/logo.png"', 'Target="http://vu.nl/logo.png" TargetMode="External"')
    })  # fmt: skip
    parts, _ = report(tmp_path / "r.docx", template)
    assert find(header(parts), ".//w:drawing") == []
    assert b"http://vu.nl" not in b"".join(parts.values())


def test_settings_of_the_template_do_not_track_write_elsewhere_or_ask_for_an_older_word(
    tmp_path, dutch
):
    parts, _ = report(tmp_path / "r.docx", dutch)
    settings = etree.fromstring(parts["word/settings.xml"])
    names = [etree.QName(one).localname for one in settings]
    assert not {"attachedTemplate", "trackRevisions", "evenAndOddHeaders", "rsids"} & set(names)
    (mode,) = find(settings, "./w:compat/w:compatSetting[@w:name='compatibilityMode']/@w:val")
    assert mode == "15"
    assert names[-4:] == ["themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator"]


def test_pages_do_not_count_anew_in_each_section_and_have_one_column(tmp_path, dutch):
    _, tree = report(tmp_path / "r.docx", dutch)
    for one in find(tree, "//w:sectPr"):
        assert find(one, "./w:pgNumType/@w:start | ./w:cols | ./w:lnNumType | ./w:titlePg") == []
        assert find(one, "./w:pgNumType/@w:fmt") == ["decimal"]


def test_a_template_saved_by_libreoffice_does_not_make_ours_look_so(tmp_path):
    parts, _ = report(tmp_path / "r.docx", houses.office(tmp_path / "h.docx"))
    assert b"LibreOffice" not in parts["docProps/app.xml"]


def test_a_template_saved_on_the_web_may_call_its_document_otherwise(tmp_path, dutch):
    content = io.BytesIO()
    with zipfile.ZipFile(dutch) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name in {"[Content_Types].xml", "_rels/.rels"}:
                part = part.replace(b"word/document.xml", b"word/document2.xml")
            new.writestr(name.replace("document.xml", "document2.xml"), part)
    (tmp_path / "web.dotx").write_bytes(content.getvalue())
    parts, _ = report(tmp_path / "r.docx", tmp_path / "web.dotx")
    assert "word/document.xml" in parts
    assert "Vrije Universiteit" in shown(header(parts))


def test_a_template_without_styles_settings_or_text_is_filled_up(tmp_path):
    body = f"<w:document {houses.NAMESPACES}><w:body/></w:document>"
    links = [("", "rId1", "officeDocument", "word/document.xml", "")]
    template = houses.package(tmp_path / "leeg.docx", {"word/document.xml": body}, links)
    parts, tree = report(tmp_path / "r.docx", template)
    assert {"word/styles.xml", "word/settings.xml"} <= parts.keys()
    assert len(find(tree, "//w:sectPr")) == 1


def test_what_is_no_word_document_of_today_is_refused_in_a_clear_sentence(tmp_path, dutch):
    (tmp_path / "oud.dot").write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))
    (tmp_path / "slot.docx").write_bytes(
        bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    )
    (tmp_path / "tekst.docx").write_text("geen Word", "utf-8")
    (tmp_path / "half.docx").write_bytes(dutch.read_bytes()[:900])
    with zipfile.ZipFile(tmp_path / "zip.docx", "w") as package:
        package.writestr("a.txt", "geen document")
    assert refused(tmp_path / "oud.dot") == ["REPORT_TEMPLATE_OLD"]
    assert refused(tmp_path / "slot.docx") == ["REPORT_TEMPLATE_LOCKED"]
    for name in ("tekst", "half", "zip"):
        assert refused(tmp_path / f"{name}.docx") == ["REPORT_TEMPLATE"]
    assert refused(tmp_path / "niet.docx") == ["REPORT_UNREADABLE"]
    assert refused(tmp_path) == ["REPORT_UNREADABLE"]


@pytest.mark.parametrize(
    "part",
    [
        "[Content_Types].xml",
        "_rels/.rels",
        "word/document.xml",
        "word/styles.xml",
        "word/settings.xml",
        "word/header1.xml",
    ],
)
def test_a_template_of_which_a_part_is_broken_or_gone_is_refused(tmp_path, dutch, part):
    for at, change in enumerate((lambda content: content[:40], None)):
        path = tmp_path / f"{at}.dotx"
        with zipfile.ZipFile(dutch) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                if name != part:
                    new.writestr(name, old.read(name))
                elif change:
                    new.writestr(name, change(old.read(name)))
        assert set(refused(path)) <= {"REPORT_TEMPLATE", "REPORT_TEMPLATE_PARTS"}


def test_parts_that_are_pointed_to_and_not_there_are_named_at_once(tmp_path, dutch):
    template = changed(
        dutch, tmp_path / "h.dotx", word_media_logo_png=None, word_numbering_xml=None
    )
    with pytest.raises(ReportError) as caught:
        open_template(template)
    (problem,) = caught.value.problems
    assert problem.code == "REPORT_TEMPLATE_PARTS"
    assert problem.values["parts"] == "logo.png, numbering.xml"


def test_a_template_that_may_not_be_written_in_or_is_strict_is_refused(tmp_path, dutch):
    lock = '<w:documentProtection w:edit="forms" w:enforcement="1"/><w:trackRevisions/>'
    kept = changed(dutch, tmp_path / "slot.dotx", word_settings_xml=("<w:trackRevisions/>", lock))
    assert refused(kept) == ["REPORT_TEMPLATE_PROTECTED"]
    loose = lock.replace('w:enforcement="1"', 'w:enforcement="0"')
    open_ = changed(dutch, tmp_path / "los.dotx", word_settings_xml=("<w:trackRevisions/>", loose))
    assert b"documentProtection" not in read_template(open_).package.parts["word/settings.xml"]
    strict = changed(
        dutch, tmp_path / "strict.dotx",
        word_document_xml=(W[1:-1], "http://purl.oclc.org/ooxml/wordprocessingml/main"),
    )  # fmt: skip
    assert refused(strict) == ["REPORT_OTHER_WORD"]


def test_a_report_of_ours_serves_as_a_template(tmp_path, dutch):
    first, _ = report(tmp_path / "a.docx", dutch)
    second, tree = report(tmp_path / "b.docx", tmp_path / "a.docx")
    assert second["word/styles.xml"] == first["word/styles.xml"]
    assert len(find(tree, "//w:sdt")) == len(find(opened((tmp_path / "a.docx").read_bytes())[1], "//w:sdt"))  # fmt: skip  # noqa: E501
