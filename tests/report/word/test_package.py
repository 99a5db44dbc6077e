"""A Word file as parts: read, added to, zipped the same way, its controls found."""

from __future__ import annotations

import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.word.edits import written
from wbp_survey.errors import ReportError
from wbp_survey.report.word.controls import controls
from wbp_survey.report.word.ooxml import control, paragraph, run, tag_of
from wbp_survey.report.word.package import (
    Package,
    add_media,
    forget_media,
    media,
    packed,
    read_package,
    relations,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def package(tmp_path):
    return read_package(written(tmp_path / "r.docx"), "r.docx")


def test_a_file_is_zipped_the_same_however_it_was_zipped_before(package, tmp_path):
    content = packed(package)
    assert packed(read_package(content, "")) == content
    with zipfile.ZipFile(tmp_path / "los.docx", "w") as loose:
        for name in reversed(list(package.parts)):
            loose.writestr(name, package.parts[name])
    assert packed(read_package((tmp_path / "los.docx").read_bytes(), "")) == content
    assert len(packed(package, pressed=False)) > len(content)


def test_a_picture_goes_in_once_and_out_when_nothing_shows_it(package):
    before = dict(package.parts)
    key = add_media(package, PNG, "png")
    assert add_media(package, PNG, "png") == key
    assert media(package)[key] == key.removeprefix("rIdWbp")
    assert b'Extension="png"' in package.parts["[Content_Types].xml"]
    shown = package.document.replace("</w:body>", f'<a r:embed="{key}"/></w:body>')
    package.parts["word/document.xml"] = shown.encode()
    forget_media(package)
    assert key in media(package)
    package.parts["word/document.xml"] = before["word/document.xml"]
    forget_media(package)
    assert key not in {name for name, _, _ in relations(package)}
    assert not [name for name in package.parts if "wbp-" in name]


@pytest.mark.parametrize("cut", [0, 3, 200, -30])
def test_half_a_file_is_no_word_file(package, cut):
    with pytest.raises(ReportError) as caught:
        read_package(packed(package)[:cut], "half.docx")
    assert caught.value.problems[0].code == "REPORT_NOT_WORD"


def test_a_document_that_word_on_the_web_saved_under_another_name_is_found(package):
    name, usual = b"word/document2.xml", b"word/document.xml"
    parts = {
        one.replace("document.xml", "document2.xml"): part.replace(usual, name)
        if one in {"_rels/.rels", "[Content_Types].xml"}
        else part
        for one, part in package.parts.items()
    }
    found = read_package(packed(Package(parts)), "web.docx")
    assert found.parts == package.parts
    assert list(controls(found.document))


def test_a_zip_without_a_document_is_no_word_file(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as other:
        other.writestr("readme.txt", "x")
    with pytest.raises(ReportError):
        read_package((tmp_path / "a.zip").read_bytes(), "a.zip")


@given(st.lists(st.text("abc<&\"'", min_size=1, max_size=80), unique=True, max_size=5))
def test_every_control_of_ours_is_found_by_its_tag_and_its_edges(names):
    tags = [tag_of("table", name) for name in names]
    written_ = [control(tag, paragraph("Normal", run("x"))) for tag in tags]
    text = "<w:p/>".join(["", *written_, "<w:sdt><w:sdtPr/><w:sdtContent/></w:sdt>"])
    found = list(controls(text))
    assert [one.tag for one in found] == tags
    assert [text[one.start : one.end] for one in found] == written_
    assert all(len(one.tag) <= 64 for one in found)


def test_a_control_somebody_put_around_ours_or_in_it_does_not_hide_it():
    ours = control("wbp:table:a", "<w:sdt><w:sdtPr/><w:sdtContent/></w:sdt>")
    around = (
        f"<w:sdt><w:sdtPr><w:tag w:val='x'/></w:sdtPr><w:sdtContent>{ours}</w:sdtContent></w:sdt>"
    )
    assert [one.tag for one in controls(around)] == ["wbp:table:a"]
    inside = control("wbp:table:b", ours)
    assert [one.tag for one in controls(inside)] == ["wbp:table:b"]
