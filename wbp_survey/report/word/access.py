"""Find what keeps somebody who cannot see a document from reading it: Word's own rules, and more.

A merged cell is accepted in one place only: where it fills the rest of its row, so that what it
says does not depend on the name of a column. That is the row that opens an item, and a fact on a
card. Word's checker warns of these too; no way around it reads better aloud.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from wbp_survey.errors import Problem
from wbp_survey.report.word import access_colours, access_tables
from wbp_survey.report.word.lint_ids import FALLBACK, WP
from wbp_survey.report.word.lint_read import Opened, Said, open_docx, place_of
from wbp_survey.report.word.lint_tables import blocks_of, says
from wbp_survey.report.word.package import DOCUMENT, OFFICE
from wbp_survey.report.word.stylesheet import outline_level, value
from wbp_survey.report.word.units import W

LONGEST = 250
"""How long an alternative text may be."""

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_CORE = "docProps/core.xml"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_VML = "{urn:schemas-microsoft-com:vml}"
_BULLET = re.compile(r"[\u2022\u00b7\u25aa\u25cf\u2013\u2014*-][ \t\u00a0]+\S")
_BARE = re.compile(
    r"(https?://|www\.)\S*|(klik )?hier|lees (meer|verder)|(click )?here|(read )?more|link|",
    re.IGNORECASE,
)
_STANDS = tuple(
    f"{W}{name}" for name in ("sectPr", "br", "fldChar", "pict", "lastRenderedPageBreak")
)

Check = Callable[[Opened, str, Any], Said]


def access(path: Path) -> tuple[Problem, ...]:
    """Return everything that keeps a Word file from being read by all, part by part.

    Places are as in `lint`. Raises ReportError when it cannot be read or is no Word file.
    """
    opened, broken = open_docx(path)
    return broken if opened is None else access_opened(opened)


def access_opened(opened: Opened) -> tuple[Problem, ...]:
    """Return what keeps a file that was opened from being read by all."""
    said = [(DOCUMENT, one) for check in _ABOUT_THE_FILE for one in check(opened)]
    for part, root in opened.stories():
        checks = _IN_THE_TEXT if part == DOCUMENT else _IN_EVERY_STORY
        said += [(part, one) for check in checks for one in check(opened, part, root)]
    return tuple(
        Problem(code, place_of(opened, part, element), values)
        for part, (code, element, values) in said
    )


def title(opened: Opened) -> Said:
    """Find a document without a title: what is read out first would be the name of the file."""
    core = opened.trees.get(_CORE)
    found = None if core is None else core.find(_TITLE)
    if found is None or not (found.text or "").strip():
        yield "REPORT_ACCESS_TITLE", opened.document, {}


def language(opened: Opened) -> Said:
    """Find a document that does not say in which language it is."""
    named = [style.element for style in opened.sheet.chain(opened.sheet.default)]
    if opened.sheet.defaults is not None:
        named.append(opened.sheet.defaults)
    said = {value(one) for element in named for one in element.iter(f"{W}lang")}
    if said <= {"", "x-none"}:
        yield "REPORT_ACCESS_LANGUAGE", opened.document, {}


def headings(opened: Opened, _part: str, root: Any) -> Said:
    """Find headings that skip a level."""
    before, by_style = 0, {style: opened.sheet.outline(style) for style in opened.sheet.styles}
    for paragraph in root.iter(f"{W}p"):
        level = _level(paragraph, by_style)
        if level and says(paragraph):
            if level > before + 1:
                yield "REPORT_ACCESS_HEADING", paragraph, {"before": before, "level": level}
            before = level


def _level(paragraph: Any, by_style: Mapping[str, int]) -> int:
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        return 0
    own = value(properties.find(f"{W}outlineLvl"))
    if own.isdigit():
        return outline_level(own)
    return by_style.get(value(properties.find(f"{W}pStyle")), 0)


def pictures(_opened: Opened, _part: str, root: Any) -> Said:
    """Find drawings without alternative text, or with more than anybody can hold."""
    for one in root.iter(f"{WP}docPr", f"{_VML}shape"):
        text = (one.get("descr") or one.get("alt") or "").strip()
        drawn = one.tag == f"{WP}docPr" or one.find(f"{_VML}imagedata") is not None
        if not drawn or next(one.iterancestors(FALLBACK), None) is not None:
            continue
        if len(text) > LONGEST:
            yield "REPORT_ACCESS_ALT_LONG", one, {"length": len(text), "most": LONGEST}
        if not text and not _decorative(one):
            yield "REPORT_ACCESS_ALT", one, {}


def _decorative(drawing: Any) -> bool:
    return any(one.get("val") in {"1", "true"} for one in drawing.iter(_DECORATIVE))


def floating(_opened: Opened, _part: str, root: Any) -> Said:
    """Find what floats above the text: its place in the reading order is anybody's guess."""
    for one in root.iter(f"{WP}anchor", f"{W}framePr", f"{W}tblpPr", f"{W}txbxContent"):
        boxed = one.tag == f"{W}txbxContent" and next(one.iterancestors(f"{WP}anchor"), None)
        if boxed in (None, False) and next(one.iterancestors(FALLBACK), None) is None:
            yield "REPORT_ACCESS_FLOATING", one, {}


def empty(_opened: Opened, _part: str, root: Any) -> Said:
    """Find empty paragraphs that make room; one that keeps tables apart is needed."""
    blocks = list(blocks_of(root.find(f"{W}body")))
    for at, block in enumerate(blocks):
        if block.tag == f"{W}tbl" or says(block) or next(block.iter(*_STANDS), None) is not None:
            continue
        after = blocks[at + 1 : at + 2]
        apart = at and blocks[at - 1].tag == f"{W}tbl" and (not after or after[0].tag == f"{W}tbl")
        if not apart:
            yield "REPORT_ACCESS_EMPTY", block, {}


def links(_opened: Opened, _part: str, root: Any) -> Said:
    """Find links out of the document whose words do not say where they go."""
    for link in root.iter(f"{W}hyperlink"):
        words = "".join(one.text or "" for one in link.iter(f"{W}t")).strip(" .\u00a0")
        if link.get(f"{{{OFFICE}}}id") and _BARE.fullmatch(words):
            yield "REPORT_ACCESS_LINK", link, {}


def typed_lists(opened: Opened, _part: str, root: Any) -> Said:
    """Find bullets that were typed."""
    listed = {
        style.id
        for style in opened.sheet.styles.values()
        if any(
            one.element.find(f"{W}pPr/{W}numPr") is not None for one in opened.sheet.chain(style.id)
        )
    }
    for paragraph in root.iter(f"{W}p"):
        text = "".join(
            "\t" if one.tag == f"{W}tab" else one.text or ""
            for one in paragraph.iterfind(f"{W}r/*")
            if one.tag in {f"{W}t", f"{W}tab"}
        )
        properties = paragraph.find(f"{W}pPr")
        own = None if properties is None else properties.find(f"{W}numPr")
        style = "" if properties is None else value(properties.find(f"{W}pStyle"))
        if own is None and style not in listed and _BULLET.match(text):
            yield "REPORT_ACCESS_LIST", paragraph, {}


_ABOUT_THE_FILE: tuple[Callable[[Opened], Said], ...] = (title, language)
_IN_EVERY_STORY: tuple[Check, ...] = (pictures, access_colours.contrast)
_IN_THE_TEXT: tuple[Check, ...] = (
    headings,
    access_tables.header_rows,
    access_tables.texts,
    access_tables.merged,
    access_tables.nested,
    *_IN_EVERY_STORY,
    floating,
    empty,
    links,
    typed_lists,
)
