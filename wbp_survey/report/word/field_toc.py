"""What a table of contents lists: headings by their level, or the captions of a sequence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wbp_survey.report.word.field_code import Code
from wbp_survey.report.word.field_scan import Field, Scan, is_double, paragraph_of, shown
from wbp_survey.report.word.numbering import list_labels
from wbp_survey.report.word.stylesheet import Stylesheet, outline_level, value
from wbp_survey.report.word.units import W

_LEVELS = re.compile(r"([1-9])-([1-9])")
_DEEPEST = 9
_TYPED_PAGE = re.compile(r"\t[0-9]+$")
_PAGES = frozenset({"PAGEREF"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a table of contents.

    `level` counts from 1, 0 in a list of tables or figures; `anchor` is the bookmark it leads to,
    empty as long as `paragraph`, what it is about, has none.
    """

    level: int
    text: str
    paragraph: Any
    anchor: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table of contents as it stands there: its text and page, where it leads."""

    text: str
    page: str
    anchor: str
    paragraph: Any


@dataclass(slots=True)
class Outline:
    """What entries are looked up in: the body, its fields, bookmarks by paragraph, its styles."""

    body: Any
    found: Scan
    sheet: Stylesheet
    fields: Mapping[Any, Field]
    bookmarks: dict[Any, list[str]] = field(default_factory=dict)
    labels: Mapping[Any, str] = field(default_factory=dict)


def outline(body: Any, found: Scan, sheet: Stylesheet) -> Outline:
    """Gather what tables of contents are made from; fields must have been settled."""
    made = Outline(body, found, sheet, found.by_begin(), labels=list_labels(body, sheet))
    for name, (start, _) in found.bookmarks.items():
        made.bookmarks.setdefault(paragraph_of(start), []).append(name)
    return made


def entries(toc: Field, look: Outline) -> list[Entry] | None:
    """Return the correct entries of a table of contents; None when it asks what we do not do."""
    code = toc.code
    if not code.only("cohuzn") or code.arguments or code.formats or not look.sheet.styles:
        return None
    if code.has("n") and (code.switches or {})["n"]:
        return None
    leads = {line.anchor for line in lines(toc, look)}
    asked = (code.switches or {}).get("c")
    listed = _headings(code, look) if asked is None else _captions(asked, look)
    found = []
    for level, paragraph in listed:
        text = entry_text(paragraph, look)
        if text.strip():
            found.append(Entry(level, text, paragraph, _anchor(paragraph, leads, look)))
    return found


def entry_text(paragraph: Any, look: Outline) -> str:
    """Return what a list says of a paragraph: its number, and its text on one line."""
    text = re.sub(r"[\t\n]", " ", shown(paragraph, look.fields))
    return look.labels.get(paragraph, "") + text.strip(" ")


def _anchor(paragraph: Any, leads: set[str], look: Outline) -> str:
    """Choose the bookmark to lead to: the one the list leads to now, else one for contents."""
    names = look.bookmarks.get(paragraph, [])
    ranked = [name for name in names if name in leads]
    ranked += [name for name in names if name.startswith("_Toc")]
    return ranked[0] if ranked else ""


def _captions(name: str, look: Outline) -> Iterator[tuple[int, Any]]:
    """Yield the paragraphs in which a sequence is counted, each once."""
    seen = set()
    for one in look.found.fields:
        code, paragraph = one.code, paragraph_of(one.begin)
        if code.name != "SEQ" or one.gone or not code.arguments or code.has("h"):
            continue
        if code.arguments[0].lower() == name.lower() and paragraph not in seen:
            seen.add(paragraph)
            yield 0, paragraph


def _headings(code: Code, look: Outline) -> Iterator[tuple[int, Any]]:
    span = _LEVELS.fullmatch((code.switches or {}).get("o", ""))
    first, last = (int(span[1]), int(span[2])) if span else (1, _DEEPEST)
    by_style = {
        style: look.sheet.outline(style) if code.has("u") else look.sheet.heading(style)
        for style in look.sheet.styles
    }
    for one in look.body.iter(f"{W}pStyle", f"{W}outlineLvl"):
        properties, given = one.getparent(), value(one)
        paragraph, own = properties.getparent(), properties.find(f"{W}outlineLvl")
        if one.tag == f"{W}pStyle":
            level = 0 if own is not None and code.has("u") else by_style.get(given, 0)
        else:
            level = outline_level(given) if given.isdigit() and code.has("u") else 0
        if first <= level <= last and paragraph.tag == f"{W}p" and not is_double(paragraph):
            yield level, paragraph


def lines(toc: Field, look: Outline) -> list[Line]:
    """Read the lines of a table of contents as they stand there; none of an empty paragraph."""
    numbers = {one.begin: one for one in look.found.fields if one.code.name == "PAGEREF"}
    found = []
    for paragraph in paragraphs(toc):
        text, page = _line(toc, paragraph, numbers)
        anchors = [one.get(f"{W}anchor") for one in paragraph.iter(f"{W}hyperlink")]
        if text:
            found.append(Line(text, page, next(filter(None, anchors), ""), paragraph))
    return found


def paragraphs(toc: Field) -> list[Any]:
    """Return the paragraphs from where a result begins to where it ends; none when it is broken."""
    if toc.simple:
        return [paragraph_of(toc.begin)]
    if toc.separate is None or toc.end is None:
        return []
    one, last = paragraph_of(toc.separate), paragraph_of(toc.end)
    found = []
    while one is not None:
        found += [one] * (one.tag == f"{W}p")
        if one is last:
            return found
        one = one.getnext()
    return []


def _line(toc: Field, paragraph: Any, numbers: Mapping[Any, Field]) -> tuple[str, str]:
    turns = (toc.separate, toc.end)
    start, stop = (
        one if one is not None and paragraph_of(one) is paragraph else None for one in turns
    )
    whole = shown(paragraph, {}, (start, stop))
    text = shown(paragraph, numbers, (start, stop), _PAGES)
    if text == whole:
        typed = _TYPED_PAGE.search(whole)
        return (whole[: typed.start()], typed[0][1:]) if typed else (whole, "")
    return text.rstrip("\t"), whole[len(text) :].strip("\t")
