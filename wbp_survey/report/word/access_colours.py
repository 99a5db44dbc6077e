"""Whether text stands out from what it is printed on, by the formula of WCAG 2.1 (1.4.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wbp_survey.report.contrast import ratio
from wbp_survey.report.word.lint_read import Opened, Said
from wbp_survey.report.word.stylesheet import Stylesheet, value
from wbp_survey.report.word.units import W

LEAST, LEAST_LARGE = 4.5, 3.0
_LARGE, _LARGE_BOLD = 36, 28  # half points
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
_WHITE = "FFFFFF"
_PENS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF",
    "red": "FF0000", "yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "000080",
    "darkCyan": "008080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000",
    "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip


def contrast(opened: Opened, _part: str, root: Any) -> Said:
    """Find text that stands out too little, once for each pair of colours.

    Automatic colours and tables whose style paints their cells are not looked at.
    """
    looks = _Looks(opened.sheet)
    seen = set()
    for run in root.iter(f"{W}r"):
        if not any((one.text or "").strip() for one in run.iterchildren(f"{W}t")):
            continue
        text, ground, large = looks.of(run)
        if not text or not ground or (text, ground, large) in seen:
            continue
        seen.add((text, ground, large))
        least, found = LEAST_LARGE if large else LEAST, ratio(text, ground)
        if found < least:
            values = {"text": text, "ground": ground, "ratio": f"{found:.1f}", "least": f"{least}"}
            yield "REPORT_ACCESS_CONTRAST", run, values


@dataclass(slots=True)
class _Looks:
    """How runs look: from themselves, their style, the style of their paragraph, the defaults."""

    sheet: Stylesheet
    styles: dict[tuple[str, str], str] = field(default_factory=dict)
    painted: dict[str, bool] = field(default_factory=dict)
    plain: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def of(self, run: Any) -> tuple[str, str, bool]:
        """Return colour, background and whether the text is large; a colour unknown is empty."""
        paragraph = next(run.iterancestors(f"{W}p"), None)
        style = "" if paragraph is None else value(paragraph.find(f"{W}pPr/{W}pStyle"))
        own = run.find(f"{W}rPr")
        if own is None and style not in self.plain:
            self.plain[style] = self._letters(None, style)
        colour, large = self.plain[style] if own is None else self._letters(own, style)
        return colour, self._ground(own, style, paragraph), large

    def _letters(self, own: Any, style: str) -> tuple[str, bool]:
        """Return colour and whether it is large of a run with these properties and style."""
        colour = self._said(own, style, "color")
        size = self._said(own, style, "sz") or "20"
        bold = self._said(own, style, "b") == "on"
        large = float(size) >= (_LARGE_BOLD if bold else _LARGE)
        return colour.upper() if _COLOUR.fullmatch(colour) else "", large

    def _said(self, own: Any, style: str, name: str) -> str:
        """Return what is said of a run first: by itself, then by ever more general styles."""
        found = None if own is None else own.find(f"{W}{name}")
        if found is not None:
            return _plain(found)
        named = "" if own is None else value(own.find(f"{W}rStyle"))
        return (
            (self._of_style(named, f"rPr/{name}") if named else "")
            or self._of_style(style or self.sheet.default, f"rPr/{name}")
            or self._of_defaults(name)
        )

    def _of_style(self, style: str, path: str) -> str:
        key = (style, path)
        if key not in self.styles:
            steps = "/".join(f"{W}{step}" for step in path.split("/"))
            elements = (one.element.find(steps) for one in self.sheet.chain(style))
            self.styles[key] = next((_plain(one) for one in elements if one is not None), "")
        return self.styles[key]

    def _of_defaults(self, name: str) -> str:
        root = self.sheet.defaults
        found = None if root is None else root.find(f"{W}rPrDefault/{W}rPr/{W}{name}")
        return "" if found is None else _plain(found)

    def _ground(self, own: Any, style: str, paragraph: Any) -> str:
        """Return what a run is printed on, empty where a style of tables decides."""
        pen = "" if own is None else value(own.find(f"{W}highlight"))
        fills = [_PENS.get(pen, ""), "" if own is None else _fill(own.find(f"{W}shd"))]
        if paragraph is not None:
            fills.append(_fill(paragraph.find(f"{W}pPr/{W}shd")))
            fills.append(self._of_style(style or self.sheet.default, "pPr/shd"))
            fills += list(_cells(paragraph))
        found = next((fill for fill in fills if _COLOUR.fullmatch(fill)), "")
        return found.upper() or ("" if self._is_painted(paragraph) else _WHITE)

    def _is_painted(self, paragraph: Any) -> bool:
        """Tell whether the style of the table around a paragraph paints cells."""
        table = None if paragraph is None else next(paragraph.iterancestors(f"{W}tbl"), None)
        style = "" if table is None else value(table.find(f"{W}tblPr/{W}tblStyle"))
        if style not in self.painted:
            shades = (one.element.iter(f"{W}shd") for one in self.sheet.chain(style))
            self.painted[style] = any(_fill(shade) for found in shades for shade in found)
        return self.painted[style]


def _cells(paragraph: Any) -> Iterator[str]:
    for cell in paragraph.iterancestors(f"{W}tc"):
        yield _fill(cell.find(f"{W}tcPr/{W}shd"))


def _plain(element: Any) -> str:
    """Return what a property says; `on` or `off` of one that is a switch."""
    if element.tag == f"{W}shd":
        return _fill(element)
    said = value(element)
    if element.tag == f"{W}b":
        return "off" if said in {"0", "false", "off"} else "on"
    return said


def _fill(shade: Any) -> str:
    fill = "" if shade is None else (shade.get(f"{W}fill") or "")
    return fill if _COLOUR.fullmatch(fill) else ""
