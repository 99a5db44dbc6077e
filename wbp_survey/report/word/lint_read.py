"""A Word file opened to be looked at: its parts parsed, and where in it something stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wbp_survey.errors import Problem, ReportError
from wbp_survey.report.word.package import DOCUMENT, Package, parser, read_package
from wbp_survey.report.word.stylesheet import Stylesheet, stylesheet_of, value
from wbp_survey.report.word.units import W

Said = Iterator[tuple[str, Any, Mapping[str, object]]]
"""What a check says: the code of a problem, the element it is about, values for its sentences."""

_STORY = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_XML = re.compile(r".*\.(xml|rels|vml)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opened:
    """A Word file: its name, its package, the roots of its XML parts by name, its styles."""

    name: str
    package: Package
    trees: Mapping[str, Any]
    sheet: Stylesheet

    @property
    def document(self) -> Any:
        """The root of the document part."""
        return self.trees[DOCUMENT]

    def stories(self) -> Iterator[tuple[str, Any]]:
        """Yield name and root of every part that people read, the document first."""
        for name in sorted(self.trees, key=lambda name: (name != DOCUMENT, name)):
            if _STORY.fullmatch(name):
                yield name, self.trees[name]


def open_docx(path: Path) -> tuple[Opened | None, tuple[Problem, ...]]:
    """Open a Word file; return with it the parts that are no XML, alone when the text is one.

    Raises ReportError when it cannot be read or is no Word file.
    """
    from lxml import etree

    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or ""
        raise ReportError.one("REPORT_UNREADABLE", str(path), reason=reason) from error
    package = read_package(content, str(path))
    trees, broken = {}, []
    for name, part in package.parts.items():
        if not _XML.fullmatch(name):
            continue
        try:
            trees[name] = etree.fromstring(part, parser())
        except etree.XMLSyntaxError as error:
            place = f"{path}:{name}:{error.lineno}:{error.offset}"
            broken.append(Problem("REPORT_LINT_XML", place))
    if broken:
        return None, tuple(broken)
    return Opened(str(path), package, trees, stylesheet_of(package)), ()


def place_of(opened: Opened, part: str, element: Any) -> str:
    """Say where something stands: in which control, else in which paragraph or table, and row.

    No words of the document are in it.
    """
    spot = "" if part == DOCUMENT else f"{part.rpartition('/')[2]}:"
    return f"{opened.name}:{spot}{':'.join(_steps(element))}".rstrip(":")


def _steps(element: Any) -> list[str]:
    around = [element, *element.iterancestors()]
    steps: list[str] = []
    for one in around:
        kind = one.tag.removeprefix(W) if isinstance(one.tag, str) else ""
        if kind in {"tr", "tc"} or (kind == "p" and not steps):
            steps.insert(0, f"{kind}{_nth(one)}")
        elif kind == "tbl":
            steps.insert(0, f"tbl{_nth_in_part(one)}")
        elif kind == "sdt":
            tag = value(one.find(f"{W}sdtPr/{W}tag"))
            if tag:
                return [tag, *(step for step in steps if not step.startswith("tbl"))]
    if steps and steps[0].startswith("p"):
        paragraph = next(one for one in around if one.tag == f"{W}p")
        steps[0] = f"p{_nth_in_part(paragraph)}"
    return steps


def _nth(element: Any) -> int:
    return 1 + sum(1 for _ in element.itersiblings(element.tag, preceding=True))


def _nth_in_part(element: Any) -> int:
    root = element.getroottree().getroot()
    return next(at for at, one in enumerate(root.iter(element.tag), 1) if one is element)
