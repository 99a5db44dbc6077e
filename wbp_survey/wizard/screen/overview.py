"""Places as lines: the overview of a session, and what a search finds. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from wbp_survey.texts import say
from wbp_survey.wizard.points import counts
from wbp_survey.wizard.question import Spot
from wbp_survey.wizard.screen.entry import shown
from wbp_survey.wizard.screen.footer import SIGNS
from wbp_survey.wizard.screen.layout import MARGIN, Line, room, side_by_side, styled, window
from wbp_survey.wizard.screen.panels import listed_places
from wbp_survey.wizard.screen.view import View
from wbp_survey.wizard.wrapping import cells, fitting, wrap

_CODE, _SHORT_CODE, _SIGNS = 12, 8, 3
_WIDE = 66
"""From this many columns on there is room for a code of usual length."""

_LEAST = 3
"""On the smallest screen at least so many lines are for the places themselves."""

_DETAIL = 3
"""As many lines of a question, a finding or a remark are shown where one points."""

_Heading = tuple[int, str]


def overview_lines(view: View, width: int, rows: int) -> list[Line]:
    """Show what is left to do, counted, and then every place under its section."""
    above = [*_title(view, "overview", width), *_counted(view, width)][: max(rows - _LEAST, 1)]
    return [*above, *_listed(view, width, rows - len(above), headed=True)]


def find_lines(view: View, width: int, rows: int) -> tuple[list[Line], tuple[int, int]]:
    """Show the field in which one searches, and what is found; return where the cursor stands."""
    view.width = room(width) - 2
    field = shown(view.line, view.width, 1)
    above = [*_title(view, "find", width)[:1], [("", f"{MARGIN}> {field.rows[0]}")]]
    cursor = (len(above) - 1, len(MARGIN) + 2 + field.column)
    found = _listed(view, width, rows - len(above), headed=False)
    nothing = styled("class:dim", _nothing(view), width)
    return [*above, *(found or nothing)][:rows], cursor


def _title(view: View, panel: str, width: int) -> list[Line]:
    return styled("class:question", say(f"keys.{panel}.title", view.question.language), width)


def _counted(view: View, width: int) -> list[Line]:
    """Count the marks, each with its sign: what the signs in front of the places stand for."""
    language = view.question.language
    words = [
        f"{SIGNS[mark]} {say(f'keys.mark.{mark}', language)} {count}"
        for mark, count in counts(view.places).items()
        if count
    ]
    lines = side_by_side(words, room(width)) or [say("keys.overview.done", language)]
    return styled("class:stem", "\n".join(lines), width)


def _nothing(view: View) -> str:
    return say("keys.nothing_found", view.question.language)


def _listed(view: View, width: int, rows: int, *, headed: bool) -> list[Line]:
    """Paint the places around the one pointed at: no more of them than may be in sight."""
    places = listed_places(view)
    here = min(view.place, len(places) - 1)
    first, last = max(here - rows, 0), here + rows + 1
    titles = dict(_headings(places)) if headed else {}
    lines: list[Line] = []
    pointed = range(0)
    for at, place in enumerate(places[first:last], start=first):
        if titles.get(at):
            lines += styled("class:stem", f"-- {titles[at]}", width)
        begin = len(lines)
        lines += _place(place, width, pointed=at == here)
        if at == here:
            pointed = range(begin, len(lines))
    return window(lines, pointed, rows)


def _headings(places: Sequence[Spot]) -> Iterator[_Heading]:
    """Yield where each section begins, and its title."""
    at = 0
    for title, group in groupby(places, key=lambda place: place.section):
        yield at, title
        at += len(list(group))


def _place(place: Spot, width: int, *, pointed: bool) -> list[Line]:
    """Paint a place; of the one pointed at all there is to know."""
    inside = room(width)
    signs = "".join(SIGNS[mark] for mark in place.marks).ljust(_SIGNS)
    code = _padded(place.slot.item, _CODE if inside > _WIDE else _SHORT_CODE)
    lead = f"{MARGIN}{'>' if pointed else ' '} {signs} {code}  "
    words = fitting(" ".join(place.words.split()), inside // 3)
    left = len(MARGIN) + inside - cells(lead) - (cells(words) + 2 if words else 0)
    text = " ".join((f"{place.who}: {place.text}" if place.who else place.text).split())
    if not pointed:
        return [[("class:option", f"{lead}{_padded(text, left)}  {words}".rstrip())]]
    pieces = _whole(text, left)
    lines = [f"{lead}{_padded(pieces[0], left)}  {words}".rstrip()]
    lines += [" " * cells(lead) + piece for piece in pieces[1:]]
    return [*([("class:pointed", line)] for line in lines), *_details(place, inside)]


def _padded(text: str, width: int) -> str:
    text = fitting(text, width)
    return text + " " * (width - cells(text))


def _whole(text: str, width: int) -> list[str]:
    """Break a text over a few lines; the last one tells whether there was more."""
    pieces = wrap(text.replace("\n", " "), width)
    if len(pieces) > _DETAIL:
        pieces[_DETAIL - 1] = fitting(f"{pieces[_DETAIL - 1]} …", width)
    return pieces[:_DETAIL]


def _details(place: Spot, inside: int) -> list[Line]:
    """Show what is wrong or odd about an answer, and the remark on it."""
    found = "!" if "wrong" in place.marks else "?"
    pad = " " * (_SIGNS + 1)
    lines: list[Line] = []
    for sign, text in ((found, place.finding), (SIGNS["remark"], place.remark)):
        pieces = _whole(text, inside - len(pad) - 2) if text else []
        for at, piece in enumerate(pieces):
            lines.append([("class:dim", f"{MARGIN}{pad}{sign if not at else ' '} {piece}")])
    return lines
