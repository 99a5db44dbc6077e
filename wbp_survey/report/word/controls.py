"""Find the content controls of ours in the text of a document, without parsing it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_EDGE = re.compile(r"<w:sdt(?=[ >])|</w:sdt>")
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
    for edge in _EDGE.finditer(text):
        if edge[0] != "</w:sdt>":
            opened.append((edge.start(), _tag(text, edge.start())))
        elif opened:
            start, tag = opened.pop()
            if tag and not any(outer for _, outer in opened):
                yield Control(tag, start, edge.end())


def _tag(text: str, start: int) -> str:
    end = text.find(_PROPERTIES, start)
    after = text.find("<w:sdtContent", start)
    if end < 0 or 0 <= after < end:
        return ""
    found = _NAMED.search(text, start, end)
    return html.unescape(found[1]) if found else ""
