"""New text where nobody changed the old; how it looks stays whose it was."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.report.word.edits import NS, W, find, words
from wbp_survey.report.word.ooxml import NAMESPACES
from wbp_survey.report.word.patch import has_comment, is_tracked, looks, patch


def cell(*inside):
    xml = "".join(f"<w:p>{one}</w:p>" for one in inside)
    return etree.fromstring(f"<w:tc {NAMESPACES}><w:tcPr/>{xml}</w:tc>")


def run(text, look=""):
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


STYLE = '<w:pPr><w:pStyle w:val="X"/></w:pPr>'
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> SEQ T </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
ANCHORED = (
    '<w:commentRangeStart w:id="3"/>' + run("oud") + '<w:commentRangeEnd w:id="3"/>'
    '<w:r><w:commentReference w:id="3"/></w:r>'
)


def test_text_that_looks_as_it_did_is_replaced():
    mine = cell(STYLE + run("oud"))
    assert patch(mine, cell(STYLE + run("nieuw")))
    assert words(mine) == "nieuw"


def test_text_in_another_look_keeps_that_look():
    mine = cell(STYLE + run("ou", "<w:b/>") + run("d", "<w:b/>"))
    assert patch(mine, cell(STYLE + run("nieuw")))
    assert [words(one) for one in find(mine, ".//w:r[w:rPr/w:b]")] == ["nieuw"]
    assert words(mine) == "nieuw"


def test_text_in_two_looks_is_left_as_it_is():
    mine = cell(STYLE + run("ou", "<w:b/>") + run("d"))
    assert not patch(mine, cell(STYLE + run("nieuw")))
    assert words(mine) == "oud"


def test_a_caption_in_another_style_is_left_for_it_holds_a_field():
    mine = cell('<w:pPr><w:pStyle w:val="Eigen"/></w:pPr>' + run("Tabel ") + FIELD)
    assert not patch(mine, cell(STYLE + run("Tabel ") + FIELD + run(" Titel")))


def test_a_comment_stays_on_the_text_it_hung_on():
    mine = cell(STYLE + ANCHORED)
    assert has_comment(mine)
    assert patch(mine, cell(STYLE + run("nieuw")))
    kinds = [etree.QName(one).localname for one in find(mine, "./w:p")[0]]
    assert kinds == ["pPr", "commentRangeStart", "r", "commentRangeEnd", "r"]
    assert words(mine) == "nieuw"


def test_a_bookmark_of_somebody_stays_and_ours_is_not_doubled():
    own = '<w:bookmarkStart w:id="1" w:name="eigen"/><w:bookmarkEnd w:id="1"/>'
    ours = '<w:bookmarkStart w:id="2" w:name="_Ref1"/>{}<w:bookmarkEnd w:id="2"/>'
    mine = cell(STYLE + own + ours.format(run("oud")))
    assert patch(mine, cell(STYLE + ours.format(run("nieuw"))))
    names = [one.get(f"{W}name") for one in find(mine, ".//w:bookmarkStart")]
    assert sorted(names) == ["_Ref1", "eigen"]
    assert len(find(mine, ".//w:bookmarkEnd")) == 2


def test_an_empty_cell_is_filled_and_a_full_one_emptied():
    mine, full = cell(STYLE), cell(STYLE + run("vol"))
    assert patch(mine, cell(STYLE + run("nieuw")))
    assert patch(full, cell(STYLE))
    assert (words(mine), words(full)) == ("nieuw", "")


def test_another_number_of_paragraphs_is_left():
    assert not patch(cell(run("een"), run("twee")), cell(run("nieuw")))


@pytest.mark.parametrize("name", ["ins", "del", "moveFrom", "moveTo"])
def test_a_tracked_change_is_seen(name):
    assert is_tracked(cell(f'<w:{name} w:id="1"><w:r/></w:{name}>'))
    assert not is_tracked(cell(run("oud")))


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (run("a"), run("b"), True),
        (run("ab"), run("a") + run("b"), True),
        (run("a", '<w:lang w:val="nl-NL"/><w:noProof/>'), run("a"), True),
        (run("a", '<w:b w:val="true"/>'), run("a", "<w:b/>"), True),
        (run("a", '<w:b w:val="0"/>'), run("a", "<w:b/>"), False),
        (run("a", "<w:b/><w:i/>"), run("a", "<w:i/><w:b/>"), True),
        (run("a", "<w:b/>"), run("a"), False),
        ('<w:pPr><w:jc w:val="left"/></w:pPr>' + run("a"), run("a"), False),
        ("<w:pPr><w:rPr><w:b/></w:rPr></w:pPr>" + run("a"), "<w:pPr/>" + run("a"), True),
    ],
)
def test_what_word_adds_on_saving_is_no_other_look(one, two, same):
    first, second = (cell(text).find("w:p", NS) for text in (one, two))
    assert (looks(first) == looks(second)) == same
