"""Write a card as WordprocessingML: one table that stays on one page, under a heading."""

from __future__ import annotations

from collections.abc import Sequence

from wbp_survey.report.blocks import Card, Stated
from wbp_survey.report.gate.release import Align, Column, ReleasedTable
from wbp_survey.report.word.labels import bookmark
from wbp_survey.report.word.ooxml import Styles, attribute, bookmarked, number_of, paragraph, run
from wbp_survey.report.word.page import Page
from wbp_survey.report.word.style import GREY
from wbp_survey.report.word.table import column_widths

_NAME = Column("", 26)
_FILL = "EEF2F6"
_RULE = '<w:tcBorders><w:top w:val="single" w:sz="2" w:space="0" w:color="C9D2DB"/></w:tcBorders>'
_ASIDE = f'<w:b w:val="0"/><w:bCs w:val="0"/><w:color w:val="{GREY}"/><w:sz w:val="18"/>'
_KEEP = "<w:keepNext/>"


def card(block: Card, styles: Styles, page: Page) -> str:
    """Write the card."""
    columns = block.codes.columns if block.codes else (Column(""),)
    widths = column_widths((_NAME, *columns), page.text_width())
    strong = [one for one in block.facts if one.strong]
    others = [one for one in block.facts if not one.strong]
    rows = [
        _head(block.head, widths, styles),
        *(_fact(one, widths, styles) for one in strong),
        *(_codes(block.codes, widths, styles) if block.codes else ()),
        *(_fact(one, widths, styles) for one in others),
    ]
    rows[-1] = rows[-1].replace(_KEEP, "")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f"{_heading(block, styles)}<w:tbl><w:tblPr>"
        f'<w:tblStyle w:val="{styles["table"]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0480" w:firstRow="0" w:lastRow="0"'
        ' w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={attribute(block.title or block.head)}/>"
        f"<w:tblDescription w:val={attribute(block.head)}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _heading(block: Card, styles: Styles) -> str:
    if not block.title:
        return ""
    title = bookmarked(bookmark("_Toc", block.id), number_of(block.id), run(block.title))
    aside = run(f"   {block.aside}", _ASIDE) if block.aside else ""
    return paragraph(styles["heading3"], title + aside)


def _head(text: str, widths: Sequence[int], styles: Styles) -> str:
    cell = _cell(_line(text, styles["card_head"]), sum(widths), span=len(widths), fill=True)
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cell}</w:tr>"


def _fact(fact: Stated, widths: Sequence[int], styles: Styles) -> str:
    style = styles["card_text" if fact.strong else "table_body"]
    name = _cell(_line(fact.name, styles["card_name"]), widths[0])
    lines = "".join(_line(line, style) for line in fact.lines)
    return _row(name + _cell(lines, sum(widths[1:]), span=len(widths) - 1))


def _codes(codes: ReleasedTable, widths: Sequence[int], styles: Styles) -> list[str]:
    """Write the codes under the headers of their columns; what they are stands before the first."""
    head = (codes.title, *(column.header for column in codes.columns))
    aligns: list[Align] = ["left", *(column.align for column in codes.columns)]
    rows = [(head, "table_head"), *((("", *row.cells), "card_code") for row in codes.rows)]
    written = []
    for cells, role in rows:
        roles = ["card_name", *[role] * len(codes.columns)]
        parts = zip(cells, aligns, roles, widths, strict=True)
        first = role == "table_head"
        written.append(
            _row(
                "".join(
                    _cell(_line(text, styles[style], align), width, rule=first)
                    for text, align, style, width in parts
                )
            )
        )
    return written


def _row(cells: str) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _line(text: str, style: str, align: Align = "left") -> str:
    return paragraph(style, run(text) if text else "", f'{_KEEP}<w:jc w:val="{align}"/>')


def _cell(content: str, width: int, *, span: int = 1, fill: bool = False, rule: bool = True) -> str:
    parts = [
        f'<w:tcW w:w="{width}" w:type="dxa"/>',
        f'<w:gridSpan w:val="{span}"/>' if span > 1 else "",
        _RULE if rule else "",
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_FILL}"/>' if fill else "",
    ]
    return f"<w:tc><w:tcPr>{''.join(parts)}</w:tcPr>{content}</w:tc>"
