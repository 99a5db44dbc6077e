"""Numbers of appendices, tables and figures, and the fields that hold them."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.report.reports import body, find, text_of
from wbp_survey.report.blocks import Figure, Heading, Table
from wbp_survey.report.numbers import NBSP
from wbp_survey.report.word.labels import bookmark, label_blocks

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def fields(document):
    """Every field in order: its code and what it shows."""
    found, stack = [], []
    for element in document.iter(f"{W}fldChar", f"{W}instrText", f"{W}t"):
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            stack.append(["", "", False])
        elif kind == "separate":
            stack[-1][2] = True
        elif kind == "end":
            code, shown, _ = stack.pop()
            found.append((code.strip(), shown))
        elif element.tag == f"{W}instrText":
            stack[-1][0] += element.text
        elif stack and stack[-1][2]:
            stack[-1][1] += element.text or ""
    assert not stack
    return found


def counted(codes):
    """Count SEQ fields as Word does; yield what each should show."""
    counts = Counter()
    for code in codes:
        _, name, *switches = code.split()
        if "\\r" in switches:
            counts[name] = int(switches[switches.index("\\r") + 1])
        elif "\\c" not in switches:
            counts[name] += 1
        letter = "ALPHABETIC" in switches
        yield chr(ord("A") + counts[name] - 1) if letter else str(counts[name])


def is_captioned(block):
    return isinstance(block, Figure) or (isinstance(block, Table) and block.captioned)


@pytest.fixture(params=["dutch", "english"])
def report(request):
    return request.getfixturevalue(request.param)


def test_every_cached_number_is_what_word_would_count(report):
    found = [one for one in fields(body(report[0])) if one[0].startswith("SEQ")]
    assert len(found) > 12
    assert [shown for _, shown in found] == list(counted([code for code, _ in found]))


def test_every_reference_has_its_target_and_shows_its_text(report):
    document = body(report[0])
    names = {}
    for start in find(document, "//w:bookmarkStart"):
        number = start.get(f"{W}id")
        between, inside = "", False
        for element in start.getparent().iter(f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}t"):
            if element.get(f"{W}id") == number:
                inside = element.tag == f"{W}bookmarkStart"
            elif inside and element.tag == f"{W}t":
                between += element.text
        names[start.get(f"{W}name")] = between
    references = [one for one in fields(document) if one[0].startswith("REF")]
    assert len(references) > 2
    assert all(names[code.split()[1]] == shown for code, shown in references)
    anchors = {one.get(f"{W}anchor") for one in find(document, "//w:hyperlink")}
    assert anchors <= set(names)


def test_bookmarks_have_unique_numbers_and_unique_short_names(report):
    marks = find(body(report[0]), "//w:bookmarkStart")
    ends = [one.get(f"{W}id") for one in find(body(report[0]), "//w:bookmarkEnd")]
    numbers = [one.get(f"{W}id") for one in marks]
    names = [one.get(f"{W}name") for one in marks]
    assert sorted(numbers) == sorted(set(ends))
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,39}", name) for name in names)


def test_every_table_and_figure_has_a_caption_that_stays_with_it(report):
    path, blocks = report
    captions = find(body(path), "//w:p[w:pPr/w:pStyle/@w:val='Caption']")
    titled = [one for one in blocks if is_captioned(one)]
    assert len(captions) == len(titled)
    for caption, block in zip(captions, titled, strict=True):
        title = block.table.title if isinstance(block, Table) else block.figure.title
        assert text_of(caption).endswith(f"  {title}")


def test_the_contents_list_every_appendix_table_and_figure_in_order(report):
    path, blocks = report
    document = body(path)
    listed = [
        text_of(one) for one in find(document, "//w:p[w:pPr/w:pStyle/@w:val='TableofFigures']")
    ]
    titled = [one for one in blocks if is_captioned(one)]
    assert len(listed) == len(titled)
    headings = [text_of(one) for one in find(document, "//w:p[w:pPr/w:pStyle/@w:val='Heading1']")]
    assert headings == [
        text_of(one) for one in find(document, "//w:p[w:pPr/w:pStyle/@w:val='TOC1']")
    ]
    lettered = [heading.split(NBSP)[1][0] for heading in headings if NBSP in heading]
    assert lettered == [
        one.number for one in blocks if isinstance(one, Heading) and one.number.isalpha()
    ]
    assert lettered == sorted(lettered)


def test_numbers_restart_in_every_appendix(report):
    labels = label_blocks(report[1], "nl")
    tables = [labels[one.id] for one in report[1] if is_captioned(one) and isinstance(one, Table)]
    seen = Counter()
    for label in tables:
        seen[label.part.text] += 1
        assert label.number == seen[label.part.text]
        assert label.first == (label.number == 1)
        assert label.text == f"Tabel{NBSP}{label.part.text}.{label.number}"


def test_the_sequences_are_not_those_of_the_report_they_are_pasted_into(dutch):
    names = {code.split()[1] for code, _ in fields(body(dutch[0])) if code.startswith("SEQ")}
    assert names == {"Bijlage", "TabelBijlage", "FiguurBijlage"}


def test_a_bookmark_depends_on_the_block_alone(dutch):
    ids = [one.id for one in dutch[1] if isinstance(one, Table | Figure | Heading)]
    assert len(ids) == len(set(ids))
    assert bookmark("_Ref", "respondenten") == "_Ref" + bookmark("_Toc", "respondenten")[4:]
