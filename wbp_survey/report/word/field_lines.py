"""Write the lines of a table of contents anew, keeping of the old ones what can be kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from wbp_survey.report.word.field_scan import Field, paragraph_of
from wbp_survey.report.word.field_toc import Entry, Line, Outline, lines, paragraphs
from wbp_survey.report.word.field_write import (
    SHOWN,
    drop,
    field_of,
    put_result,
    run_of,
    say_in,
    tab_of,
)
from wbp_survey.report.word.units import W

_TOO_LARGE = 2**31
_RANGES = tuple(
    f"{W}{name}"
    for name in (
        "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "commentReference",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A line to be written: what about, where it leads, on which page that is (empty: unknown)."""

    entry: Entry
    anchor: str
    page: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the lines: all up to where the field opens, and from where it closes.

    `closing` is empty when the field closes in a paragraph of its own, which then stays.
    """

    opening: tuple[Any, ...]
    closing: tuple[Any, ...]


def put_toc(
    toc: Field, listed: Sequence[Entry], look: Outline, pages: Mapping[str, int] | None
) -> bool:
    """Put these lines in a table of contents; return whether that could be done.

    A line that leads to the same heading stays the same paragraph, with what somebody put in it;
    a new one looks like the others of its level. Headings without a bookmark get one.
    """
    stands, there = paragraphs(toc), lines(toc, look)
    shown_in = [line.paragraph for line in there]
    frame = _frame(toc, stands, alone=len(stands) > 1 and stands[-1] not in shown_in)
    if frame is None:
        return False
    numbers = {} if toc.code.has("n") else pages or {}
    wanted = [_wanted(entry, numbers, look) for entry in listed]
    paired = _paired(wanted, there)
    last = stands[-1]
    made = []
    for one, old in zip(wanted, paired, strict=True):
        if old is None or not _patched(old, one, toc, look):
            paragraph = _written(one, there, look, link=toc.code.has("h"))
        else:
            paragraph = old.paragraph
        made.append(paragraph)
    _replace(stands if frame.closing else [one for one in stands if one is not last], made, frame)
    return True


def _frame(toc: Field, stands: Sequence[Any], *, alone: bool) -> _Frame | None:
    """Find the runs that open and close a field; None when they stand where we do not look."""
    if toc.simple or not stands or paragraph_of(toc.begin) is not stands[0]:
        return None
    opens, ends = toc.separate.getparent(), toc.end.getparent()
    if opens.getparent() is not stands[0] or ends.getparent() is not stands[-1]:
        return None
    before = [one for one in opens.itersiblings(preceding=True) if one.tag != f"{W}pPr"]
    closing = () if alone else (ends, *ends.itersiblings())
    return _Frame((*reversed(before), opens), closing)


def _wanted(entry: Entry, pages: Mapping[str, int], look: Outline) -> _Wanted:
    anchor = entry.anchor or _mark(entry.paragraph, entry.text, look)
    return _Wanted(entry, anchor, str(pages.get(anchor, "")))


def _paired(wanted: Sequence[_Wanted], there: Sequence[Line]) -> list[Line | None]:
    """Return for every line that is wanted the old one that leads there, or says the same."""
    by_anchor = {line.anchor: line for line in there if line.anchor}
    found: list[Line | None] = [by_anchor.pop(one.anchor, None) for one in wanted]
    used = [line.paragraph for line in found if line is not None]
    by_text = {line.text: line for line in there if line.paragraph not in used}
    return [
        old or by_text.pop(one.entry.text, None) for one, old in zip(wanted, found, strict=True)
    ]


def _patched(old: Line, one: _Wanted, toc: Field, look: Outline) -> bool:
    """Put text, link and page right in an old line; return whether it is one that can be."""
    numbers = [
        field
        for field in look.found.fields
        if field.code.name == "PAGEREF" and paragraph_of(field.begin) is old.paragraph
    ]
    if len(numbers) > 1 or (old.page and not numbers):
        return False
    if old.text != one.entry.text:
        shows = list(_words(old.paragraph, toc))
        texts = [element for element in shows if element.tag == f"{W}t"]
        if not texts:
            return False
        say_in(texts[0], one.entry.text)
        for element in shows:
            if element is not texts[0]:
                drop(element)
    for link in old.paragraph.iter(f"{W}hyperlink"):
        if link.get(f"{W}anchor") is not None:
            link.set(f"{W}anchor", one.anchor)
    return _paged(old, one, numbers, look)


def _paged(old: Line, one: _Wanted, numbers: Sequence[Field], look: Outline) -> bool:
    """Put the page right in an old line: in its field, or in a new one behind the text."""
    if not numbers:
        if one.page:
            around = next(old.paragraph.iter(f"{W}hyperlink"), old.paragraph)
            around.extend(_page(one, _looks(old), look))
        return True
    (number,) = numbers
    if number.code.arguments[:1] != (one.anchor,):
        return False
    if one.page and old.page != one.page:
        number.correct = one.page
        return put_result(number)
    return True


def _words(paragraph: Any, toc: Field) -> Iterator[Any]:
    """Yield what shows in a line and is not its page, nor the tab before that."""
    found: list[Any] = []
    inside, depth = paragraph_of(toc.separate) is not paragraph, 0
    for element in paragraph.iter(f"{W}fldChar", *SHOWN):
        if element is toc.end:
            break
        if element is toc.separate:
            inside = True
        elif inside and element.tag == f"{W}fldChar":
            depth += {"begin": 1, "end": -1}.get(element.get(f"{W}fldCharType"), 0)
        elif inside and not depth and element.getparent().tag == f"{W}r":
            found.append(element)
    if found and found[-1].tag == f"{W}tab":
        found.pop()
    yield from found


def _replace(stands: Sequence[Any], made: Sequence[Any], frame: _Frame) -> None:
    """Put the new lines where the old ones stood, the field around them."""
    parent, at = stands[0].getparent(), stands[0].getprevious()
    for one in (*frame.opening, *frame.closing):
        one.getparent().remove(one)
    ends = [one for old in stands if old not in made for one in _ends(old)]
    for old in stands:
        if old not in made:
            parent.remove(old)
    for one in made:
        if at is None:
            parent.insert(0, one)
        else:
            at.addnext(one)
        at = one
    _insert(made[0], frame.opening)
    made[-1].extend([*ends, *frame.closing])


def _ends(paragraph: Any) -> Iterator[Any]:
    """Yield where bookmarks and comments begin and end in a line that goes: they may be of more."""
    for one in paragraph.iter(*_RANGES):
        yield one.getparent() if one.tag == f"{W}commentReference" else one


def _insert(paragraph: Any, elements: Sequence[Any]) -> None:
    """Put elements at the head of a paragraph, behind its properties."""
    at = 1 if len(paragraph) and paragraph[0].tag == f"{W}pPr" else 0
    for one in reversed(elements):
        paragraph.insert(at, one)


def _written(one: _Wanted, there: Sequence[Line], look: Outline, *, link: bool) -> Any:
    """Write a line: a link with the text, a tab and the page."""
    make = look.body.makeelement
    level = one.entry.level
    style = look.sheet.named(f"toc {level}" if level else "table of figures")
    sample = next((line for line in there if _style(line.paragraph) == style), None)
    paragraph = inside = make(f"{W}p")
    properties = None if sample is None else sample.paragraph.find(f"{W}pPr")
    if properties is not None:
        paragraph.append(deepcopy(properties))
    elif style:
        paragraph.append(make(f"{W}pPr"))
        paragraph[0].append(make(f"{W}pStyle", {f"{W}val": style}))
    if link:
        inside = make(f"{W}hyperlink", {f"{W}anchor": one.anchor, f"{W}history": "1"})
        paragraph.append(inside)
    looks = _looks(sample)
    inside.append(run_of(one.entry.text, looks, make))
    if one.page:
        inside.extend(_page(one, looks, look))
    return paragraph


def _page(one: _Wanted, looks: Any, look: Outline) -> list[Any]:
    make = look.body.makeelement
    return [tab_of(looks, make), *field_of(f"PAGEREF {one.anchor} \\h", one.page, make)]


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val")


def _looks(sample: Line | None) -> Any:
    """Return how the first words of a line look, as run properties; None for no looks."""
    first = None if sample is None else next(sample.paragraph.iter(f"{W}t"), None)
    return None if first is None else first.getparent().find(f"{W}rPr")


def _mark(paragraph: Any, text: str, look: Outline) -> str:
    """Put a bookmark around what a heading says, named after its words, and return the name."""
    name, nth = "", 0
    while not name or name in look.found.bookmarks:
        key = f"{text}\n{nth}".encode("utf-8", "surrogatepass")
        name = f"_Toc{int.from_bytes(hashlib.sha256(key).digest()[:8], 'big') % 10**9:09d}"
        nth += 1
    number = _free(look.body)
    start = paragraph.makeelement(f"{W}bookmarkStart", {f"{W}id": number, f"{W}name": name})
    end = paragraph.makeelement(f"{W}bookmarkEnd", {f"{W}id": number})
    _insert(paragraph, [start])
    paragraph.append(end)
    look.found.bookmarks[name] = (start, end)
    look.bookmarks.setdefault(paragraph, []).append(name)
    return name


def _free(body: Any) -> str:
    """Return a number that no bookmark of the document has."""
    taken = {one.get(f"{W}id") for one in body.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")}
    return next(str(one) for one in range(1, _TOO_LARGE) if str(one) not in taken)
