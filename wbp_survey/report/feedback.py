"""The sheet between the rounds: how the first ratings lie, without names, to show or to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from wbp_survey.model.instrument import Texts, text_in
from wbp_survey.model.profile import Profile
from wbp_survey.model.spread import Spread
from wbp_survey.report.blocks import Block, Heading, Passage, Running, Table, line
from wbp_survey.report.gate.release import (
    THRESHOLDS,
    Column,
    DraftRow,
    DraftTable,
    Fact,
    ReleasedTable,
    release,
)
from wbp_survey.report.numbers import decimal_text
from wbp_survey.texts import say

WIDEST = 2
"""How many statements with the widest spread come first."""
IN_THE_ROOM: Profile = "consortium"
"""Who sees the sheet knows who rated: nothing about fewer than five, as for the researchers."""
NOBODY = "·"
_DOT = "●"
_CODE_MM, _DOT_MM, _BESIDE_MM, _TO_SPARE_MM = 12, 2.4, 2.8, 30


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """A statement with its number on the form and how it was rated; `widest` leads the sheet."""

    at: int
    text: Texts
    spread: Spread
    widest: bool = False


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the sheet is made from; `lines` stand in the order in which they are shown.

    `written_on` is the day of the last thing recorded: the same ratings give the same sheet.
    """

    title: Texts
    place: str
    codes: tuple[str, ...]
    ends: tuple[Texts, Texts]
    lines: tuple[FeedbackLine, ...]
    language: str
    written_on: date
    synthetic: bool = False


def shown_first(lines: Sequence[FeedbackLine]) -> tuple[FeedbackLine, ...]:
    """Put the widest first and mark them; the rest keep the order of the form.

    Among the widest is nothing that may not be shown, nor what everybody agrees on.
    """
    least = THRESHOLDS[IN_THE_ROOM]
    able = [one for one in lines if one.spread.n >= least and one.spread.ipr > 0]
    widest = sorted(able, key=lambda one: (-one.spread.ipr, one.at))[:WIDEST]
    rest = sorted((one for one in lines if one not in widest), key=lambda one: one.at)
    return (*(replace(one, widest=True) for one in widest), *rest)


def feedback_table(sheet: Feedback, *, mark: str = "") -> ReleasedTable:
    """Release the sheet as a table: per statement how many gave each rating, and the median.

    `mark` is what a rating looks like; without it they are counted.
    """
    language = sheet.language
    rows = tuple(
        DraftRow(
            (
                Fact(_title(one, language)),
                *(Fact(text, _base(one)) for text in _cells(sheet, one, mark)),
            ),
            "total" if one.widest else "body",
        )
        for one in sheet.lines
    )
    few = any(one.spread.n < THRESHOLDS[IN_THE_ROOM] for one in sheet.lines)
    draft = DraftTable(
        title=say("feedback.title", language, place=sheet.place),
        columns=(
            Column(say("feedback.statement", language)),
            *(
                Column(code, width, "center")
                for code, width in zip(sheet.codes, _widths(sheet), strict=True)
            ),
            Column(say("feedback.median", language), 19, "right"),
        ),
        rows=rows,
        alt=say("feedback.alt", language, items=len(rows)),
        notes=tuple((Fact(note),) for note in _notes(sheet, few=few)),
        bases={_base(one): {"": one.spread.n} for one in sheet.lines},
    )
    return release(draft, IN_THE_ROOM)


def feedback_blocks(sheet: Feedback) -> list[Block]:
    """Write the sheet as blocks for Word, large enough to read from across a table."""
    language = sheet.language
    banner = say("report.banner", language) if sheet.synthetic else ""
    title = say("feedback.title", language, place=sheet.place)
    return [
        Running(text_in(sheet.title, language), title, banner, lying=True),
        Heading("terugkoppeling", title),
        Passage("terugkoppeling-uitleg", (line(say("feedback.intro", language)),)),
        Table("cijfers", feedback_table(sheet, mark=_DOT), captioned=False, large=True),
    ]


def _widths(sheet: Feedback) -> list[int]:
    """Give every code room for its longest row of dots, so that twelve statements fit on a page.

    When too many would need more, all stay narrow and long rows break.
    """
    longest = (max(one.spread.counts.get(code, 0) for one in sheet.lines) for code in sheet.codes)
    extra = [max(0, ceil(_DOT_MM * n + _BESIDE_MM) - _CODE_MM) for n in longest]
    return [_CODE_MM + (more if sum(extra) <= _TO_SPARE_MM else 0) for more in extra]


def _base(one: FeedbackLine) -> str:
    return f"first:{one.spread.item}"


def _title(one: FeedbackLine, language: str) -> str:
    text = f"{one.at}  {text_in(one.text, language)}"
    return say("feedback.widest", language, text=text) if one.widest else text


def _cells(sheet: Feedback, one: FeedbackLine, mark: str) -> Iterator[str]:
    for code in sheet.codes:
        n = one.spread.counts.get(code, 0)
        yield (mark * n if mark else str(n)) if n else NOBODY
    median = one.spread.median
    yield decimal_text(median, 0 if median == round(median) else 1, sheet.language)


def _notes(sheet: Feedback, *, few: bool) -> Iterator[str]:
    language = sheet.language
    low, high = (text_in(one, language) for one in sheet.ends)
    codes = sheet.codes[0], sheet.codes[-1]
    if low and high:
        yield say("feedback.ends", language, low=f"{codes[0]} = {low}", high=f"{codes[1]} = {high}")
    if any(one.widest for one in sheet.lines):
        yield say("feedback.widest_note", language)
    if few:
        yield say("feedback.few", language, least=THRESHOLDS[IN_THE_ROOM])
