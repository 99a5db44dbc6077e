"""The page: how large it is, how wide the text on it may be, and how a section says so."""

from __future__ import annotations

from dataclasses import dataclass

from wbp_survey.report.word.style import MARGIN, PAGE_LONG, PAGE_SHORT


@dataclass(frozen=True, slots=True)
class Page:
    """An upright page and its margins, in twentieths of a point.

    `extra` is what else a section of the house says (numbering of pages, columns), as XML in the
    order of the schema behind the margins.
    """

    width: int = PAGE_SHORT
    height: int = PAGE_LONG
    top: int = MARGIN
    right: int = MARGIN
    bottom: int = MARGIN
    left: int = MARGIN
    header: int = 680
    footer: int = 680
    gutter: int = 0
    extra: str = ""

    def text_width(self, *, lying: bool = False) -> int:
        """Return how wide the text is, on a page that lies on its side or one that stands."""
        across = self.height if lying else self.width
        return across - self.left - self.right - self.gutter


def section(page: Page, *, lying: bool, references: str = "") -> str:
    """Write the properties of a section that starts on a new page."""
    across, down = (page.height, page.width) if lying else (page.width, page.height)
    turned = ' w:orient="landscape"' if lying else ""
    return (
        f'<w:sectPr>{references}<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{across}" w:h="{down}"{turned}/>'
        f'<w:pgMar w:top="{page.top}" w:right="{page.right}" w:bottom="{page.bottom}"'
        f' w:left="{page.left}" w:header="{page.header}" w:footer="{page.footer}"'
        f' w:gutter="{page.gutter}"/>{page.extra}</w:sectPr>'
    )


def section_break(closing: str) -> str:
    """Close a section: the paragraph that holds its properties."""
    spacing = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return f"<w:p><w:pPr>{spacing}{closing}</w:pPr></w:p>"
