"""The route of an instrument as an SVG picture, to print: down the left what everybody is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import wrap
from xml.sax.saxutils import escape

from wbp_survey.instrument.route.draw import Block, Part, parts
from wbp_survey.model.instrument import Instrument, text_in
from wbp_survey.texts import say

_WIDTH, _MARGIN = 720, 16
_LEFT, _RIGHT, _BOX = 60, 380, 290
_TRUNK = _LEFT + 40
_BYPASS = _MARGIN + 14
_LINE, _PAD, _GAP = 17, 8, 16
_LETTERS = 38
"""How many letters fit in a box."""

_STYLE = (
    "text{font:13px sans-serif;fill:#111}"
    ".title{font-weight:bold}.when{font-style:italic}"
    ".box{fill:#fff;stroke:#333}.part{fill:#f1f1f1;stroke:#999}"
    ".way{fill:none;stroke:#333;stroke-width:1.4}"
)
_ARROW = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto"><path d="M0 0 8 4 0 8z" fill="#333"/></marker></defs>'
)


@dataclass(slots=True)
class _Page:
    """What is drawn so far, and how far down; frames lie behind everything else."""

    language: str
    y: int = _MARGIN
    frames: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    def text(self, x: int, words: str, kind: str, letters: int = _LETTERS) -> None:
        """Write lines of text from here down."""
        for line in wrap(words, letters) or [""]:
            self.y += _LINE
            self.marks.append(
                f'<text x="{x}" y="{self.y - 4}" class="{kind}">{escape(line)}</text>'
            )

    def box(self, x: int, words: str) -> tuple[int, int]:
        """Draw a box with words; return its top and bottom."""
        top, place = self.y, len(self.marks)
        self.y += _PAD
        self.text(x + 10, words, "inside")
        self.y += _PAD
        size = f'width="{_BOX}" height="{self.y - top}" rx="4"'
        self.marks.insert(place, f'<rect x="{x}" y="{top}" {size} class="box"/>')
        return top, self.y

    def way(self, path: str, *, tip: bool = True) -> None:
        """Draw a line, with an arrow at its end."""
        end = ' marker-end="url(#tip)"' if tip else ""
        self.marks.append(f'<path d="{path}" class="way"{end}/>')


def svg(instrument: Instrument, language: str) -> str:
    """Draw the route; conditional blocks stand to the right with their condition above them."""
    page = _Page(language)
    page.text(_LEFT, text_in(instrument.title, language), "title", 2 * _LETTERS)
    page.y += _GAP
    for part in parts(instrument, language):
        _part(page, part)
    _down(page, page.y, page.y + _GAP)
    page.y += _GAP
    page.text(_TRUNK - 14, say("routes.draw.end", language), "title")
    height = page.y + _MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="190mm" height="{height * 190 / _WIDTH:.0f}mm">'
    )
    body = [f"<style>{_STYLE}</style>", _ARROW, *page.frames, *page.marks]
    return "\n".join([head, *body, "</svg>"]) + "\n"


def _down(page: _Page, top: int, bottom: int) -> None:
    page.way(f"M{_TRUNK} {top}V{bottom}")


def _part(page: _Page, part: Part) -> None:
    """Draw a section in a frame; a way around it when it may be skipped."""
    before = page.y
    _down(page, before, before + _GAP)
    page.y += _GAP
    top = page.y
    page.y += _PAD
    page.text(_LEFT, part.title, "title", 2 * _LETTERS)
    if part.condition:
        only = say("routes.draw.only_if", page.language, condition=part.condition)
        page.text(_LEFT, only, "when", 2 * _LETTERS)
    page.y += _PAD
    for block in part.blocks:
        _block(page, block)
    page.y += _GAP
    width = _WIDTH - 2 * _MARGIN - 24
    frame = f'x="{_MARGIN + 24}" y="{top}" width="{width}" height="{page.y - top}" rx="6"'
    page.frames.append(f'<rect {frame} class="part"/>')
    if part.condition:
        turn = before + _GAP // 2
        page.way(f"M{_TRUNK} {turn}H{_BYPASS}V{page.y + _GAP // 2}H{_TRUNK}")
        page.y += _GAP // 2


def _block(page: _Page, block: Block) -> None:
    if not block.condition:
        _down(page, page.y, page.y + _GAP)
        page.y += _GAP
        page.box(_LEFT, block.label)
        return
    start = page.y
    page.y += _PAD
    page.text(_RIGHT, block.condition, "when", _LETTERS - 2)
    page.y += _PAD // 2
    top, bottom = page.box(_RIGHT, block.label)
    branch = min(top + _PAD + 4, bottom - 4)
    page.way(f"M{_TRUNK} {branch}H{_RIGHT}")
    page.way(f"M{_RIGHT + _BOX // 2} {bottom}V{bottom + _GAP}H{_TRUNK}")
    page.y = bottom + _GAP
    page.way(f"M{_TRUNK} {start}V{page.y}", tip=False)
