"""What stands above and below a question: where one is, and the keys needed most. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wbp_survey.texts import has, say
from wbp_survey.wizard.lines import clock_of
from wbp_survey.wizard.question import Mark
from wbp_survey.wizard.screen.choosing import one_key_answers, places_at_once
from wbp_survey.wizard.screen.keys import works
from wbp_survey.wizard.screen.layout import MARGIN, Line, between, room, rule
from wbp_survey.wizard.screen.view import Panel, View, options
from wbp_survey.wizard.typed.choice import letters, yes_or_no
from wbp_survey.wizard.typed.parse import LISTS
from wbp_survey.wizard.wrapping import cells, fitting

SIGNS: Mapping[Mark, str] = {
    "open": "o",
    "parked": "*",
    "wrong": "!",
    "odd": "?",
    "remark": "+",
    "query": "@",
    "aside": "x",
}
"""What stands for each mark: signs that any terminal has, and no colours."""

KEY_LINES = 2
_WIDE = 72
"""From this many columns on there is room for words beside the signs."""

_IN_ORDER = (
    "choose",
    "toggle",
    "count",
    "accept",
    "back",
    "take_back",
    "scroll",
    "new_line",
    "dont_know",
    "refused",
    "reasons",
    "remark",
    "park",
    "say",
    "presence",
    "go",
    "overview",
    "editor",
    "undo",
    "turn",
    "language",
    "stop",
    "help",
)
_NEEDED_FIRST = (
    "accept",
    "choose",
    "toggle",
    "count",
    "back",
    "take_back",
    "dont_know",
    "refused",
    "help",
    "stop",
    "say",
    "presence",
    "new_line",
    "reasons",
    "remark",
    "go",
    "park",
    "overview",
    "undo",
    "editor",
    "turn",
    "language",
)
_IN_PANEL: Mapping[Panel, tuple[str, ...]] = {
    "help": ("scroll", "back", "stop"),
    "reasons": ("choose", "accept", "back", "stop"),
    "refusing": ("accept", "back", "stop"),
    "find": ("accept", "scroll", "back", "overview", "stop"),
    "overview": ("accept", "scroll", "turn", "back", "go", "stop"),
    "command": ("accept", "back", "help", "stop"),
}


def header(view: View, width: int) -> list[Line]:
    """Say where one is, and that everything is saved; a banner cannot be missed."""
    question, language = view.question, view.question.language
    where = ""
    if question.number:
        where = say("wizard.progress", language, number=question.number, total=question.total)
    saved = say("wizard.saved", language, at=question.saved_at) if question.saved_at else ""
    clock = clock_of(question, view.now())
    first = between("class:title", question.title, where, width)
    if question.banner:
        first = _banner(f"*** {question.banner} ***", question.title, where, width)
    signs = "  ".join(_signs(view, width))
    if clock and width < _WIDE:
        saved = ""  # Ctrl+S tells; how long a phase takes has no other place
    right = "   ".join(filter(None, [clock, signs, saved]))
    return [first, between("class:dim", question.section, right, width), rule(width)]


def footer(view: View, width: int, *, roomy: bool) -> list[Line]:
    """Name the keys that work here on two lines at most: those needed most, in a fixed order."""
    labels = {name: _label(view, name) for name in _named(view)}
    chosen: list[str] = []
    for name in sorted(labels, key=_need):
        tried = [one for one in labels if one in (*chosen, name)]
        if len(_flow(labels, tried, room(width))) <= KEY_LINES:
            chosen.append(name)
    lines = _flow(labels, [name for name in labels if name in chosen], room(width))
    shown = [_key_line(labels[name] for name in line) for line in lines]
    padding: list[Line] = [[] for _ in range(KEY_LINES - len(shown))]
    return [*([rule(width)] if roomy else []), *shown, *padding]


def _banner(banner: str, title: str, right: str, width: int) -> Line:
    """Turn the whole line round, whatever the colours are; all else gives way to the banner."""
    inside = width - 2 * len(MARGIN)
    right = right if cells(banner) + cells(right) + 2 <= inside else ""
    left = fitting(f"{banner} {title}", inside - cells(right) - (2 if right else 0))
    gap = " " * max(inside - cells(left) - cells(right), 0)
    return [("class:banner", f"{MARGIN}{left}{gap}{right}{MARGIN}")]


def _signs(view: View, width: int) -> Iterable[str]:
    question = view.question
    here: dict[Mark, bool] = {"parked": question.parked, "remark": bool(question.remark)}
    for mark in (mark for mark, there in here.items() if there):
        word = say(f"keys.mark.{mark}", question.language)
        yield f"{SIGNS[mark]} {word}" if width >= _WIDE else SIGNS[mark]


def _named(view: View) -> tuple[str, ...]:
    """Return the keys worth naming, in the order they are named in."""
    if view.panel in _IN_PANEL:
        return _IN_PANEL[view.panel]
    return tuple(name for name in _IN_ORDER if _applies(view, name))


def _applies(view: View, name: str) -> bool:
    kind = view.shape
    named = {
        "choose": bool(options(view)) and kind not in LISTS,
        "toggle": kind in LISTS,
        "count": kind == "tally",
        "take_back": kind == "tally",
        "scroll": False,
        "new_line": kind == "long_text",
        "editor": kind == "long_text",
        "turn": works(view, "next"),
    }
    return named.get(name, works(view, name))


def _need(name: str) -> int:
    return _NEEDED_FIRST.index(name) if name in _NEEDED_FIRST else len(_NEEDED_FIRST)


def _label(view: View, name: str) -> tuple[str, str]:
    """Return a key and what it does here."""
    question, language = view.question, view.question.language
    key = f"keys.{view.panel}.{name}"
    if name == "choose" and one_key_answers(view):
        key = "keys.foot.fast"
    elif name == "toggle" and view.shape == "rank":
        key = "keys.foot.place"
    elif view.panel == "question" and has(f"keys.{view.shape}.{name}"):
        key = f"keys.{view.shape}.{name}"
    elif name == "help" and question.item.probes:
        key = "keys.foot.probing"
    elif not has(key):
        key = f"keys.foot.{name}"
    pressed, does = say(key, language).split("=", 1)
    if name == "toggle":
        if places_at_once(question.item):
            return _choosing(view), does
        return say("keys.foot.then", language, first=_choosing(view), then=pressed), does
    return pressed or _choosing(view), does


def _choosing(view: View) -> str:
    """Return the keys that choose here: "1-5", "j/n"."""
    if view.panel == "question" and yes_or_no(view.question.item):
        return "/".join(letters(view.question.language)[code] for code in ("yes", "no"))
    keys = [key for key, _ in options(view)]
    return f"{keys[0]}-{keys[-1]}" if keys else ""


def _flow(
    labels: Mapping[str, tuple[str, str]], names: Iterable[str], width: int
) -> list[list[str]]:
    """Divide keys over lines."""
    lines: list[list[str]] = []
    taken = width
    for name in names:
        wide = cells(" ".join(labels[name]))
        if taken + 2 + wide > width:
            lines.append([])
            taken = -2
        lines[-1].append(name)
        taken += 2 + wide
    return lines


def _key_line(labels: Iterable[tuple[str, str]]) -> Line:
    line: Line = [("", MARGIN)]
    for key, does in labels:
        line += [("class:key", key), ("class:dim", f" {does}  ")]
    return line
