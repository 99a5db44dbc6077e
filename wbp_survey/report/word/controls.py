"""Find the content controls of ours in the text of a document, without parsing it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_OPENS, _CLOSES = "<w:sdt", "</w:sdt>"
_NAMED = re.compile(r'<w:(?:tag|alias) w:val="(wbp:[^"]*)"')
_PROPERTIES = "</w:sdtPr>"


@dataclass(frozen=True, slots=True)
class Control:
    """A control: its tag and where in the text it begins and ends."""

    tag: str
    start: int
    end: int


def controls(text: str) -> Iterator[Control]:
    """Yield our controls in order. What stands in one of them is looked at no further.

    LibreOffice drops the tag of a control and keeps its title, which says the same.
    """
    opened: list[tuple[int, str]] = []
    start, end = text.find(_OPENS), text.find(_CLOSES)
    while end >= 0:
        if 0 <= start < end:
            if text[start + len(_OPENS)] in " >":
                opened.append((start, _tag(text, start)))
            start = text.find(_OPENS, start + len(_OPENS))
            continue
        if opened:
            first, tag = opened.pop()
            if tag and not any(outer for _, outer in opened):
                yield Control(tag, first, end + len(_CLOSES))
        end = text.find(_CLOSES, end + len(_CLOSES))


def pasted_inside(text: str, found: Iterable[Control]) -> Iterator[str]:
    """Yield the tags of controls of ours that somebody pasted inside another one of ours."""
    for one in found:
        inside = text[one.start + len(_OPENS) : one.end]
        if _OPENS in inside:
            yield from (inner.tag for inner in controls(inside))


def _tag(text: str, start: int) -> str:
    end = text.find(_PROPERTIES, start)
    after = text.find("<w:sdtContent", start)
    if end < 0 or 0 <= after < end:
        return ""
    found = _NAMED.search(text, start, end)
    return html.unescape(found[1]) if found else ""
