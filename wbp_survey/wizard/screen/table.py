"""The seats of a table as lines: whose answer is whose, while one line is typed for all. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wbp_survey.texts import say
from wbp_survey.wizard.lines import key_labels
from wbp_survey.wizard.question import Cell, Understood
from wbp_survey.wizard.screen.layout import MARGIN, Line, room, side_by_side, styled, window
from wbp_survey.wizard.screen.view import View
from wbp_survey.wizard.screen.words import words
from wbp_survey.wizard.typed.cell import row_accepts
from wbp_survey.wizard.wrapping import cells, fitting, wrap

_ROOMY = 10
"""From this many rows on there is room for empty lines, when all the rest fits."""

_COLUMN = 25
"""Narrower columns would leave no room for a role and an answer side by side."""

_NARROW_COLUMN = 18
"""In these a seat and a number stand side by side, with the beginning of a role."""

_KEYS = 2
"""As many lines say what the options are; the explanation says all of it."""

_SENTENCE = 2
_NOTHING = "~"
"""A sign that no line understands: reading stops at it, and so tells whose turn it is."""

_AWAY = "–"


def table_body(view: View, width: int, rows: int) -> tuple[list[Line], bool]:
    """Return words, seats and sentence within `rows` lines, and whether all the words fit.

    The seats are always in sight. Where the rest does not fit, what the keys mean goes first, then
    the empty lines and the hint, and of a row the stem; at last the words scroll.
    """
    found = view.question.understand(view.typed)
    below = _sentence(view, found, width)
    turn = _turn(view, found)
    most = max(rows - len(below) - 1, 0)
    seats, here = _seats(found.cells, turn, width, most)
    seats = window(seats, range(here, here + 1), most)
    left, roomy = rows - len(seats) - len(below), rows >= _ROOMY
    for said in _ways_to_say(view, width, roomy=roomy):
        view.overflow = len(said) > left
        if not view.overflow:
            spare: list[Line] = [[]] if roomy and len(said) < left else []
            return [*said, *seats, *spare, *below], True
    view.scroll = max(min(view.scroll, len(said) - left), 0)
    return [*said[view.scroll : view.scroll + left], *seats, *below], False


def _ways_to_say(view: View, width: int, *, roomy: bool) -> Iterator[list[Line]]:
    """Yield the words of the question in ever less room."""
    keys = _keys(view, width)
    blank: list[Line] = [[]] if keys else []
    if roomy:
        yield [*words(view, width, roomy=True), *keys, *blank]
    yield [*words(view, width, roomy=False), *keys]
    if roomy:
        yield words(view, width, roomy=True)
    yield words(view, width, roomy=False)
    yield words(view, width, roomy=False, hint=False, stem=view.question.kind == "line")


def _keys(view: View, width: int) -> list[Line]:
    """Say what the keys of a row mean, as far as two lines go."""
    question = view.question
    if question.kind != "row" or question.item.scale is None:
        return []
    language = question.language
    labels = side_by_side(key_labels(question.item, language, question.tongue), room(width))
    accepts = say(
        "keys.row.accepts",
        language,
        accepts=row_accepts(question.item, language, reasons=question.takes_reason),
    )
    lines = [*labels[:_KEYS], *wrap(accepts, room(width))]
    return styled("class:dim", "\n".join(lines), width)


def _sentence(view: View, found: Understood, width: int) -> list[Line]:
    """Say a line in words; its place is kept free, so that nothing moves while one types."""
    if view.question.kind != "line":
        return []
    pieces = wrap(found.sentence, room(width))
    if len(pieces) > _SENTENCE:
        pieces[_SENTENCE - 1] = fitting(f"{pieces[_SENTENCE - 1]} …", room(width))
    return [[("class:dim", MARGIN + piece)] for piece in pieces[:_SENTENCE]]


def _turn(view: View, found: Understood) -> str:
    """Return the seat whose answer comes where the cursor stands; empty when it is nobody's."""
    if view.question.kind != "row" or view.panel != "question":
        return ""
    begun = view.typed[: view.entry.at]
    stopped = view.question.understand(f"{begun} {_NOTHING}").cells
    turn = next((one.seat for one in stopped if one.state == "wrong"), "")
    states = {one.seat: one.state for one in found.cells}
    if "wrong" in states.values():
        return turn if view.entry.at < found.at else ""
    return turn if begun != view.typed or states.get(turn) == "open" else ""


def _seats(found: Sequence[Cell], turn: str, width: int, rows: int) -> tuple[list[Line], int]:
    """Put the seats in two columns, down the first and then the second; in one where it is narrow.

    A third one keeps seats and roles together on a small screen. Return also which line one types
    for, or where reading stopped.
    """
    if not found:
        return [], 0
    columns = 2 if room(width) >= 2 * _COLUMN and found[1:] else 1
    if len(found) > columns * rows and room(width) >= 3 * _NARROW_COLUMN:
        columns = 3
    height = -(-len(found) // columns)
    painted = _cells(found, turn, room(width) // columns)
    lines: list[Line] = [[("", MARGIN), *painted[row::height]] for row in range(height)]
    here = [at for at, one in enumerate(found) if one.seat == turn or one.state == "wrong"]
    return lines, here[0] % height if here else 0


def _cells(found: Sequence[Cell], turn: str, width: int) -> list[tuple[str, str]]:
    """Paint each seat as wide as a column, with the answers below one another."""
    names = max(cells(one.seat) for one in found)
    left = width - names - 5
    widest = max((cells(one.words) for one in found if one.state != "away"), default=0)
    roles = min(max(cells(one.who) for one in found), max(left // 2, left - widest - 2))
    return [_cell(one, turn, width, names, roles) for one in found]


def _cell(one: Cell, turn: str, width: int, names: int, roles: int) -> tuple[str, str]:
    mark = "!" if one.state == "wrong" else ">" if one.seat == turn else " "
    lead = f"{mark} {_padded(one.seat, names)} {_padded(one.who, roles)}"
    said = _words(one, max(width - cells(lead) - 2, 1))
    return _style(one, turn), _padded(f"{lead}  {said}", width)


def _words(one: Cell, width: int) -> str:
    """Return what a cell says; an empty seat has a sign of its own, and words where they fit."""
    if one.state != "away":
        return fitting(one.words, width)
    said = f"{_AWAY} {one.words}".rstrip()
    return said if cells(said) <= width else _AWAY


def _style(one: Cell, turn: str) -> str:
    if one.seat == turn:
        return "class:pointed"
    return {"wrong": "class:warning", "given": "class:option"}.get(one.state, "class:dim")


def _padded(text: str, width: int) -> str:
    text = fitting(text, width)
    return text + " " * (width - cells(text))
