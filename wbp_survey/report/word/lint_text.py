"""Checks of text: styles and lists that are not there, blanks that get lost, sections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wbp_survey.report.word.lint_read import Opened, Said
from wbp_survey.report.word.stylesheet import value
from wbp_survey.report.word.units import W

_KINDS = {
    f"{W}pStyle": "paragraph",
    f"{W}rStyle": "character",
    f"{W}tblStyle": "table",
}
_IN_STYLES = {f"{W}basedOn": "", f"{W}next": "", f"{W}link": ""}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANK = " \t\n\r"
_OURS = "wbp:"


def unknown_styles(opened: Opened, _part: str, root: Any) -> Said:
    """Find styles that the document does not have, or of another kind: Word shows plain text."""
    for element in root.iter(*_KINDS):
        style = opened.sheet.styles.get(value(element))
        if style is None or style.kind != _KINDS[element.tag]:
            yield "REPORT_LINT_STYLE", element, {"style": value(element)}


def styles(opened: Opened) -> Said:
    """Find styles based on, followed by or linked to styles that are not there."""
    for style in opened.sheet.styles.values():
        for element in style.element.iterchildren(*_IN_STYLES):
            if value(element) not in opened.sheet.styles:
                yield "REPORT_LINT_STYLE", element, {"style": value(element)}


def lost_blanks(_opened: Opened, _part: str, root: Any) -> Said:
    """Find text with a blank at an end that Word drops, because nothing says to keep it."""
    for element in root.iter(f"{W}t", f"{W}instrText", f"{W}delText", f"{W}delInstrText"):
        text = element.text or ""
        if text and (text[0] in _BLANK or text[-1] in _BLANK) and not _kept(element):
            yield "REPORT_LINT_BLANK", element, {}


def _kept(element: Any) -> bool:
    around = (element, *element.iterancestors())
    said = next((one.get(_SPACE) for one in around if one.get(_SPACE)), "default")
    return bool(said == "preserve")


def unknown_lists(opened: Opened, _part: str, root: Any) -> Said:
    """Find paragraphs in a list that the document does not define."""
    known = set(_lists(opened))
    for element in root.iter(f"{W}numPr"):
        number = value(element.find(f"{W}numId"))
        if number not in {"", "0", *known}:
            yield "REPORT_LINT_LIST", element, {"number": number}


def _lists(opened: Opened) -> Iterator[str]:
    root = opened.sheet.numbering
    if root is None:
        return
    kinds = {one.get(f"{W}abstractNumId") for one in root.iterchildren(f"{W}abstractNum")}
    for one in root.iterchildren(f"{W}num"):
        if value(one.find(f"{W}abstractNumId")) in kinds:
            yield one.get(f"{W}numId")


def sections(opened: Opened) -> Said:
    """Find sections of ours that print no header or footer where a later section has one.

    A section without one takes that of the section before it; the first has nothing to take.
    """
    body = opened.document.find(f"{W}body")
    kinds: set[tuple[str, str]] = set()
    closings = [_references(one) for one in body.iter(f"{W}sectPr")]
    later = set().union(*closings)
    for at, closing in enumerate(body.iter(f"{W}sectPr")):
        kinds |= closings[at]
        missing = {kind for kind in later - kinds if kind[1] == "default"}
        if missing and _holds_ours(body, closing):
            which = ", ".join(sorted({kind[0] for kind in missing}))
            yield "REPORT_LINT_SECTION", closing, {"number": at + 1, "which": which}


def _references(section: Any) -> set[tuple[str, str]]:
    return {
        (one.tag.removeprefix(W).removesuffix("Reference"), one.get(f"{W}type") or "default")
        for one in section.iterchildren(f"{W}headerReference", f"{W}footerReference")
    }


def _holds_ours(body: Any, closing: Any) -> bool:
    """Tell whether a block of ours stands in the section that this closes."""
    child = closing
    while child.getparent() is not body:
        child = child.getparent()
    for before in child.itersiblings(preceding=True):
        if next(before.iter(f"{W}sectPr"), None) is not None:
            return False
        if any(value(tag).startswith(_OURS) for tag in before.iter(f"{W}tag")):
            return True
    return False
