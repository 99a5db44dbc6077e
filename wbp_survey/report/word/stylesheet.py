"""The styles of a document and its numbering, as far as fields, lint and access need them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wbp_survey.report.word.package import STYLES, Package, parser, relations
from wbp_survey.report.word.units import W

_NUMBERING = "word/numbering.xml"
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_BODY_TEXT = 9  # what an outline level of 9 means


@dataclass(frozen=True, slots=True)
class Style:
    """One style; `kind` is paragraph, character, table or numbering."""

    id: str
    kind: str
    name: str
    based_on: str
    element: Any


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """The styles by id, the root of the numbering part (None without one), and what all begin with.

    `default` is the id of the style of a paragraph that names none.
    """

    styles: Mapping[str, Style] = field(default_factory=dict)
    default: str = ""
    defaults: Any = None
    numbering: Any = None

    def chain(self, style_id: str) -> Iterator[Style]:
        """Yield a style and what it is based on, nearest first."""
        seen = set()
        while style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            yield self.styles[style_id]
            style_id = self.styles[style_id].based_on

    def named(self, name: str) -> str:
        """Return the id of the paragraph style with this name, empty when there is none."""
        for one in self.styles.values():
            if one.kind == "paragraph" and one.name.lower() == name:
                return one.id
        return ""

    def heading(self, style_id: str) -> int:
        """Return the level of a built-in heading style, 0 for any other."""
        found = _HEADING.fullmatch(self.styles[style_id].name) if style_id in self.styles else None
        return int(found[1]) if found else 0

    def outline(self, style_id: str) -> int:
        """Return the outline level of a style from 1, 0 for one of the text."""
        for one in self.chain(style_id):
            level = value(one.element.find(f"{W}pPr/{W}outlineLvl"))
            if level.isdigit():
                return outline_level(level)
        return self.heading(style_id)


PLAIN = Stylesheet()


def outline_level(given: str) -> int:
    """Turn an outline level as a document writes it into one that counts from 1, 0 for none."""
    level = int(given)
    return level + 1 if level < _BODY_TEXT else 0


def value(element: Any) -> str:
    """Return the value of a property, empty when it is not there."""
    return "" if element is None else (element.get(f"{W}val") or "")


def stylesheet(styles: Any, numbering: Any = None) -> Stylesheet:
    """Read the root of a styles part and, where there is one, of a numbering part."""
    found, default = {}, ""
    for one in styles.iterchildren(f"{W}style"):
        style = Style(
            one.get(f"{W}styleId") or "",
            one.get(f"{W}type") or "paragraph",
            value(one.find(f"{W}name")),
            value(one.find(f"{W}basedOn")),
            one,
        )
        found[style.id] = style
        if style.kind == "paragraph" and one.get(f"{W}default") in {"1", "true", "on"}:
            default = style.id
    return Stylesheet(found, default, styles.find(f"{W}docDefaults"), numbering)


def stylesheet_of(package: Package) -> Stylesheet:
    """Read the styles and the numbering of a package; a part that is not there is empty."""
    from lxml import etree

    named = {kind: f"word/{target}".replace("word//", "") for _, kind, target in relations(package)}
    styles = package.parts.get(named.get("styles", STYLES), b"<none/>")
    numbering = package.parts.get(named.get("numbering", _NUMBERING))
    return stylesheet(
        etree.fromstring(styles, parser()),
        None if numbering is None else etree.fromstring(numbering, parser()),
    )
