"""Put the result of a field in its place, and write fields of our own."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from wbp_survey.report.word.field_scan import Field, paragraph_of
from wbp_survey.report.word.units import W

_PRESERVE = ("{http://www.w3.org/XML/1998/namespace}space", "preserve")
SHOWN = tuple(f"{W}{name}" for name in ("t", "tab", "br", "cr", "noBreakHyphen"))
"""The elements that show as text."""


def put_result(one: Field) -> bool:
    """Put the correct result of a field in its place, in the looks of what stood there.

    Return whether that could be done: not where other fields or more paragraphs are in the way.
    """
    if one.correct is None or one.holds or not one.whole:
        return False
    shows = list(_shows(one))
    if None in shows:
        return False
    one.begin.attrib.pop(f"{W}dirty", None)
    texts = [element for element in shows if element.tag == f"{W}t"]
    first = texts[0] if texts else _opened(one)
    say_in(first, one.correct)
    for element in shows:
        if element is not first:
            drop(element)
    return True


def _shows(one: Field) -> Iterator[Any]:
    """Yield what a field shows, and None when that is more than one paragraph."""
    if one.simple:
        yield from one.begin.iter(*SHOWN)
        return
    paragraph = paragraph_of(one.end)
    if paragraph is None or paragraph_of(one.begin) is not paragraph:
        yield None
        return
    inside = False
    for element in paragraph.iter(f"{W}fldChar", *SHOWN):
        if element is one.end:
            return
        if inside and element.getparent().tag == f"{W}r":
            yield element
        inside = inside or element is one.separate


def _opened(one: Field) -> Any:
    """Make room for the result of a field that shows nothing yet."""
    if one.simple:
        run = one.begin.makeelement(f"{W}r")
        one.begin.append(run)
        text = run.makeelement(f"{W}t")
        run.append(text)
        return text
    text = one.end.makeelement(f"{W}t")
    if one.separate is None:
        one.separate = one.end.makeelement(f"{W}fldChar", {f"{W}fldCharType": "separate"})
        one.end.addprevious(one.separate)
    one.separate.addnext(text)
    return text


def say_in(text: Any, says: str) -> None:
    """Let one text element say something; tabs become elements behind it."""
    first, *others = says.split("\t")
    text.text = first
    text.set(*_PRESERVE)
    for part in reversed(others):
        behind = text.makeelement(f"{W}t")
        say_in(behind, part)
        text.addnext(behind)
        text.addnext(text.makeelement(f"{W}tab"))


def drop(element: Any) -> None:
    """Take out something that shows, and its run when nothing is left in that."""
    run = element.getparent()
    run.remove(element)
    if run.getparent() is not None and all(one.tag == f"{W}rPr" for one in run):
        run.getparent().remove(run)


def run_of(says: str, looks: Any, make: Any) -> Any:
    """Make a run that says something, in the looks (a `w:rPr`) of another."""
    run = make(f"{W}r")
    if looks is not None:
        run.append(deepcopy(looks))
    text = run.makeelement(f"{W}t")
    run.append(text)
    say_in(text, says)
    return run


def tab_of(looks: Any, make: Any) -> Any:
    """Make a run that is a tab."""
    run = run_of("", looks, make)
    run.replace(run[-1], run.makeelement(f"{W}tab"))
    return run


def field_of(code: str, shows: str, make: Any) -> list[Any]:
    """Make the runs of a field with its result."""
    runs = [make(f"{W}r") for _ in range(3)]
    for run, turn in zip(runs, ("begin", "separate", "end"), strict=True):
        run.append(run.makeelement(f"{W}fldChar", {f"{W}fldCharType": turn}))
    begin, separate, end = runs
    asks = make(f"{W}r")
    text = asks.makeelement(f"{W}instrText")
    text.text = f" {code} "
    text.set(*_PRESERVE)
    asks.append(text)
    return [begin, asks, separate, run_of(shows, None, make), end]
