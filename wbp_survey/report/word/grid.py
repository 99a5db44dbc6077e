"""Write a table to be filled in by hand as WordprocessingML: every cell in a frame."""

from __future__ import annotations

from collections.abc import Sequence

from wbp_survey.report.blocks import Grid, Lane, Text
from wbp_survey.report.gate.release import Column
from wbp_survey.report.word.ooxml import Styles, attribute, paragraph, run, written
from wbp_survey.report.word.page import Page
from wbp_survey.report.word.style import INK, TWIPS_PER_MM
from wbp_survey.report.word.table import column_widths

_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_FRAME = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{INK}"/>' for side in _SIDES
)


def grid(block: Grid, styles: Styles, page: Page) -> str:
    """Write the table; its header row is repeated on every page and no row breaks over two."""
    widths = column_widths([Column("", lane.width) for lane in block.lanes], page.text_width())
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    last = len(block.rows) - 1
    rows = (
        _row(cells, block, widths, styles, keep=block.keep and at < last)
        for at, cells in enumerate(block.rows)
    )
    title = attribute(block.title)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{styles["table"]}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{_FRAME}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0"'
        ' w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={title}/><w:tblDescription w:val={title}/></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{_head(block.lanes, widths, styles)}{''.join(rows)}"
        "</w:tbl>"
    )


def _head(lanes: Sequence[Lane], widths: Sequence[int], styles: Styles) -> str:
    cells = "".join(
        _cell(run(lane.header), width, styles["grid_head"], lane, keep=True)
        for lane, width in zip(lanes, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(
    cells: Sequence[Sequence[Text]],
    block: Grid,
    widths: Sequence[int],
    styles: Styles,
    *,
    keep: bool,
) -> str:
    content = "".join(
        _cell("".join(map(written, cell)), width, styles["grid_text"], lane, keep=keep)
        for cell, lane, width in zip(cells, block.lanes, widths, strict=True)
    )
    height = round(block.height * TWIPS_PER_MM)
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/></w:trPr>'
        f"{content}</w:tr>"
    )


def _cell(content: str, width: int, style: str, lane: Lane, *, keep: bool) -> str:
    properties = "<w:keepNext/>" * keep + '<w:jc w:val="center"/>' * lane.centred
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(style, content, properties)}</w:tc>"
    )
