"""Checks of fields and links: out of balance, to nowhere, or showing what is not so."""

from __future__ import annotations

from typing import Any

from wbp_survey.report.word.field_scan import Scan, is_gone, paragraph_of, scan
from wbp_survey.report.word.fields import results
from wbp_survey.report.word.lint_read import Opened, Said
from wbp_survey.report.word.package import DOCUMENT, OFFICE
from wbp_survey.report.word.units import W

_FILE = f"{{{OFFICE}}}id"
_NO_TARGET = {"", "_top"}


def balance(_opened: Opened, _part: str, root: Any) -> Said:
    """Find fields that do not end or do not begin, and codes that would print.

    A code stands between begin and separate; outside of that Word prints or loses it, and text
    inside it is taken for code.
    """
    found = scan(root)
    for one in found.fields:
        if not one.whole:
            yield "REPORT_LINT_FIELD_OPEN", one.begin, {}
    for element in found.loose:
        yield "REPORT_LINT_FIELD_LOOSE", element, {}
    yield from _text_in_code(found)


def _text_in_code(found: Scan) -> Said:
    """Find words between the begin of a field and its result."""
    for one in found.fields:
        paragraph = paragraph_of(one.begin)
        if one.simple or not one.whole or paragraph is None:
            continue
        inside, depth = False, 0
        for element in paragraph.iter(f"{W}fldChar", f"{W}t"):
            if element in (one.separate, one.end):
                break
            if element is one.begin:
                inside = True
            elif inside and element.tag == f"{W}fldChar":
                depth += {"begin": 1, "end": -1}.get(element.get(f"{W}fldCharType"), 0)
            elif inside and not depth and not is_gone(element) and (element.text or "").strip():
                yield "REPORT_LINT_FIELD_TEXT", element, {}
                break


def targets(opened: Opened, _part: str, root: Any) -> Said:
    """Find references and links to bookmarks that are not in the document."""
    marks = {one.get(f"{W}name") for one in opened.document.iter(f"{W}bookmarkStart")}
    for one in scan(root).fields:
        code = one.code
        if one.gone or code.name not in {"REF", "PAGEREF", "NOTEREF"} or not code.arguments:
            continue
        if code.arguments[0] not in marks:
            yield "REPORT_LINT_REFERENCE", one.begin, {"bookmark": code.arguments[0]}
    for link in root.iter(f"{W}hyperlink"):
        anchor = "" if link.get(_FILE) else link.get(f"{W}anchor") or ""
        if anchor not in marks | _NO_TARGET:
            yield "REPORT_LINT_REFERENCE", link, {"bookmark": anchor}


def stale(opened: Opened, part: str, root: Any) -> Said:
    """Find fields that show another result than Word would give them; pages are not looked at."""
    if part != DOCUMENT:
        return
    for one in results(root, None, opened.sheet):
        if not one.right and not one.lost:
            name = one.field.code.name
            yield "REPORT_LINT_FIELD_STALE", one.field.begin, {"field": name}
