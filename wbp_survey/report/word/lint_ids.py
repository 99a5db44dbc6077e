"""Checks of names and numbers: what must be unique, and what must lead somewhere."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from wbp_survey.report.word.lint_read import Opened, Said
from wbp_survey.report.word.package import OFFICE, TYPES
from wbp_survey.report.word.stylesheet import value
from wbp_survey.report.word.units import W

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOTES = {
    "footnoteReference": ("footnotes", "footnote"),
    "endnoteReference": ("endnotes", "endnote"),
    "commentReference": ("comments", "comment"),
    "commentRangeStart": ("comments", "comment"),
}
_LARGEST = 2**31


def bookmarks(_opened: Opened, _part: str, root: Any) -> Said:
    """Find bookmarks that share a name or a number, and those that do not end or begin."""
    starts = list(root.iter(f"{W}bookmarkStart"))
    ends = [one.get(f"{W}id") for one in root.iter(f"{W}bookmarkEnd")]
    for one in _double(starts, lambda one: (one.get(f"{W}name") or "").lower()):
        name = one.get(f"{W}name") or ""
        yield "REPORT_LINT_BOOKMARK_NAME", one, {"bookmark": name}
    for one in _double(starts, lambda one: one.get(f"{W}id")):
        number = one.get(f"{W}id") or ""
        yield "REPORT_LINT_BOOKMARK_NUMBER", one, {"number": number}
    numbers = [one.get(f"{W}id") for one in starts]
    for one in root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd"):
        others = ends if one.tag == f"{W}bookmarkStart" else numbers
        if one.get(f"{W}id") not in others:
            yield "REPORT_LINT_BOOKMARK_HALF", one, {"number": one.get(f"{W}id") or ""}


def _double(elements: Iterable[Any], key: Any) -> Iterator[Any]:
    """Yield the elements whose key an earlier one has."""
    seen = set()
    for one in elements:
        if key(one) in seen:
            yield one
        seen.add(key(one))


def controls(opened: Opened) -> Said:
    """Find controls that share a number, or have one that Word does not take."""
    seen: Counter[str] = Counter()
    for _, root in opened.stories():
        for control in root.iter(f"{W}sdt"):
            element = control.find(f"{W}sdtPr/{W}id")
            number = value(element)
            if element is None:
                continue
            seen[number] += 1
            digits = number.removeprefix("-")
            if seen[number] > 1:
                yield "REPORT_LINT_CONTROL", control, {"number": number}
            elif not digits.isdigit() or not -_LARGEST <= int(number) < _LARGEST:
                yield "REPORT_LINT_CONTROL_NUMBER", control, {"number": number}


def drawings(opened: Opened) -> Said:
    """Find drawings that share a number, in the text or at the head of pages."""
    seen: Counter[str] = Counter()
    for _, root in opened.stories():
        for one in root.iter(f"{WP}docPr"):
            number = one.get("id") or ""
            if next(one.iterancestors(FALLBACK), None) is None:
                seen[number] += 1
            if seen[number] > 1:
                yield "REPORT_LINT_DRAWING", one, {"number": number}


def relations(opened: Opened, part: str, root: Any) -> Said:
    """Find what points to a picture, a header or a link that the file does not have."""
    folder, _, name = part.rpartition("/")
    rels = opened.trees.get(f"{folder}/_rels/{name}.rels")
    known = {} if rels is None else {one.get("Id"): one for one in rels.iter(f"{_RELATIONS}*")}
    prefix = f"{{{OFFICE}}}"
    for element in root.iter():
        for key, target in element.attrib.items() if isinstance(element.tag, str) else ():
            if key.startswith(prefix) and target and target not in known:
                yield "REPORT_LINT_RELATION", element, {"relation": target}
    for one in known.values():
        yield from _leads_nowhere(opened, folder, one)


def _leads_nowhere(opened: Opened, folder: str, relation: Any) -> Said:
    target = relation.get("Target") or ""
    if not target or relation.get("TargetMode") == "External":
        return
    path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
    if posixpath.normpath(path) not in opened.package.parts:
        yield "REPORT_LINT_PART", relation, {"part": target}


def notes(opened: Opened, _part: str, root: Any) -> Said:
    """Find marks of footnotes, endnotes and comments whose words are not in the file."""
    for mark, (part, kind) in _NOTES.items():
        known = {
            one.get(f"{W}id")
            for name, tree in opened.trees.items()
            if name.startswith(f"word/{part}") and name.endswith(".xml")
            for one in tree.iterchildren(f"{W}{kind}")
        }
        for one in root.iter(f"{W}{mark}"):
            if one.get(f"{W}id") not in known:
                number = one.get(f"{W}id") or ""
                yield "REPORT_LINT_NOTE", one, {"part": part, "number": number}


def parts(opened: Opened) -> Said:
    """Find parts of which the file does not say what they are: Word refuses it."""
    types = opened.trees[TYPES]
    named = {(one.get("PartName") or "").lstrip("/").lower() for one in types}
    endings = {(one.get("Extension") or "").lower() for one in types} - {""}
    for name in opened.package.parts:
        ending = name.rpartition(".")[2].lower()
        if name != TYPES and name.lower() not in named and ending not in endings:
            yield "REPORT_LINT_TYPE", types, {"part": name}
