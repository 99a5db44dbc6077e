"""Paint one question as lines of styled text for a screen of any size. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import combining, east_asian_width

from wbp_survey.model.instrument import text_in
from wbp_survey.texts import say
from wbp_survey.wizard.choice import scale_of, shown_key
from wbp_survey.wizard.marks import box
from wbp_survey.wizard.parse import CHOICES, accepted
from wbp_survey.wizard.view import View, options, understood

Line = list[tuple[str, str]]
"""Pieces of one line: style class and text."""

MARGIN = "  "
WIDEST = 76
"""Longer lines are hard to read aloud from."""

_ROOMY = 20
"""From this many rows on there is room for empty lines."""

_HEADER, _MESSAGE, _KEYS = 3, 2, 2
_FIELD_ROWS = {"long_text": 4, "text": 2}


@dataclass(frozen=True, slots=True)
class Painted:
    """What stands above the input field, how many rows the field has, and what stands below."""

    above: tuple[Line, ...]
    field_rows: int
    below: tuple[Line, ...]


def paint(view: View, width: int, rows: int) -> Painted:
    """Lay a question out; header, field and footer never move by themselves.

    A small screen goes without empty lines and without the rule above the keys.
    """
    roomy = rows >= _ROOMY
    frame = _HEADER + _KEYS + _MESSAGE + (2 if roomy else 0)
    field_rows = _field_rows(view, rows) if view.panel in ("question", "refusing") else 0
    middle = rows - frame - field_rows
    fits = True
    if view.panel == "help":
        body = _help(view, width, middle)
    else:
        body, fits = _body(view, width, middle, roomy=roomy)
    if view.panel == "refusing":
        body += _still_field(view, width, field_rows)
        field_rows = 0
    message = _message(view, width, fits=fits)
    below = [*([[]] if roomy else []), *message, *_footer(view, width, roomy=roomy)]
    gap: list[Line] = [[] for _ in range(rows - _HEADER - len(body) - field_rows - len(below))]
    split = len(message) + roomy
    return Painted(
        (*_header(view, width), *body), field_rows, (*below[:split], *gap, *below[split:])
    )


def wrap(text: str, width: int) -> list[str]:
    """Break text into lines at spaces by the width it takes on a screen; newlines stay."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            joined = f"{line} {word}" if line else word
            if cells(joined) <= width or not line:
                line = joined
            else:
                lines.append(line)
                line = word
        lines.append(line)
    return [piece for line in lines for piece in _cut(line, width)]


def cells(text: str) -> int:
    """Return how many cells the text takes on a screen."""
    return sum(_cells(sign) for sign in text)


def _cells(sign: str) -> int:
    if combining(sign) or sign in "\u200d\ufe0f":
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1


def _cut(line: str, width: int) -> list[str]:
    """Cut a word that is wider than the screen."""
    pieces = [""]
    for sign in line:
        if cells(pieces[-1] + sign) > width:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def _header(view: View, width: int) -> list[Line]:
    question, language = view.question, view.question.language
    where = ""
    if question.number:
        where = say("wizard.progress", language, number=question.number, total=question.total)
    saved = say("wizard.saved", language, at=question.saved_at) if question.saved_at else ""
    return [
        _between("class:title", question.title, where, width),
        _between("class:dim", question.section, saved, width),
        [("class:rule", MARGIN + "─" * (width - 2 * len(MARGIN)))],
    ]


def _between(style: str, left: str, right: str, width: int) -> Line:
    """Put one text at the left and one at the right; the left one gives way."""
    room = width - 2 * len(MARGIN) - cells(right) - 2
    if cells(left) > room:
        left = _cut(left, max(room - 1, 1))[0] + "…"
    gap = width - 2 * len(MARGIN) - cells(left) - cells(right)
    return [(style, MARGIN + left), ("class:dim", " " * max(gap, 0) + right)]


def _body(view: View, width: int, rows: int, *, roomy: bool) -> tuple[list[Line], bool]:
    """Return words and options within `rows` lines, and whether all the words fit.

    Where they do not, the stem goes first, then the end of the words; options and notes scroll.
    """
    choices, here = _choices(view, width)
    words = _words(view, width, roomy=roomy)
    if len(words) + len(choices) > rows:
        words = _words(view, width, roomy=False)
    room = max(rows - len(choices), rows - max(3, rows // 2), 1)
    fits = len(words) <= room
    if not fits:
        note = view.question.item.type == "note"
        words = _words(view, width, roomy=False, stem=note)
        top = view.scroll = min(view.scroll, max(len(words) - room, 0)) if note else 0
        words = words[top : top + room]
    return [*words, *_window(choices, here, rows - len(words))], fits


def _words(view: View, width: int, *, roomy: bool, stem: bool = True) -> list[Line]:
    """Put down everything that is read or known before answering, most of it aloud."""
    item, language = view.question.item, view.question.language
    blank: list[Line] = [[]] if roomy else []
    if view.panel == "reasons":
        title = say("wizard.why_no_answer", language)
        return [*blank, *_styled("class:question", title, width), *blank]
    lines = [*blank, *_styled("class:who", view.question.who, width)]
    if item.stem and stem:
        lines += [*_styled("class:stem", text_in(item.stem, language), width), *blank]
    text = text_in(item.text, language)
    if roomy and item.type == "note":
        text = text.replace("\n", "\n\n")
    lines += _styled("class:question", text, width)
    if view.question.odd:
        lines += [*blank, *_styled("class:warning", f"! {view.question.odd}", width)]
    if item.instruction:
        lines += _styled("class:dim", f"[{text_in(item.instruction, language)}]", width)
    lines += _styled("class:dim", text_in(item.hint, language), width)
    return [*lines, *blank]


def _styled(style: str, text: str, width: int) -> list[Line]:
    room = min(width - 2 * len(MARGIN), WIDEST)
    return [[(style, MARGIN + line)] for line in wrap(text, room)] if text else []


def _choices(view: View, width: int) -> tuple[list[Line], int]:
    """Return the option lines and the number of the first line of the one pointed at."""
    if view.panel != "reasons" and view.question.item.type in ("select_one", "scale"):
        points = _points(view, width)
        if points:
            return points, 0
    pointer = view.reason if view.panel == "reasons" else view.pointer
    rows = options(view)
    widest = max((len(key) for key, _ in rows), default=0)
    lines: list[Line] = []
    here = 0
    for number, (digits, option) in enumerate(rows):
        key = digits
        if view.panel == "question":
            key = shown_key(view.question.item, digits, option, view.question.language)
        pointed = number == pointer
        here = len(lines) if pointed else here
        mark = "" if view.panel == "reasons" else box(view.question.item, view.ticked, option.code)
        lead = f"{MARGIN}{'>' if pointed else ' '} {key:>{widest}}  {mark}"
        label = text_in(option.label, view.question.language)
        room = min(width - len(lead) - len(MARGIN), WIDEST)
        style = "class:pointed" if pointed else "class:option"
        for first, line in enumerate(wrap(label, max(room, 8))):
            lines.append([(style, (" " * len(lead) if first else lead) + line)])
    return lines, here


def _points(view: View, width: int) -> list[Line]:
    """Put a scale of points on one line, with the labels it has below; empty when it is no such."""
    scale = scale_of(view.question.item)
    if scale.minimum is None:
        return []
    points: Line = [("class:option", MARGIN)]
    for number, (key, _) in enumerate(options(view)):
        pointed = number == view.pointer
        points.append(
            ("class:pointed", f">{key:>2}<") if pointed else ("class:option", f" {key:>2} ")
        )
    if sum(cells(text) for _, text in points) > width:
        return []
    language = view.question.language
    labels = [f"{option.code} = {text_in(option.label, language)}" for option in scale.options]
    return [points, [], *_side_by_side("class:dim", labels, width)]


def _side_by_side(style: str, labels: list[str], width: int) -> list[Line]:
    """Put labels on as few lines as they take whole."""
    lines: list[str] = []
    for label in labels:
        joined = f"{lines[-1]}   {label}" if lines else label
        if lines and cells(joined) <= min(width - 2 * len(MARGIN), WIDEST):
            lines[-1] = joined
        else:
            lines.append(label)
    return _styled(style, "\n".join(lines), width)


def _window(lines: list[Line], here: int, rows: int) -> list[Line]:
    """Show the part of a long list around the line pointed at, with arrows where there is more."""
    if len(lines) <= rows:
        return lines
    rows = max(rows, 1)
    top = min(max(here - rows // 2, 0), len(lines) - rows)
    shown = list(lines[top : top + rows])
    if top and here != top:
        shown[0] = [("class:dim", f"{MARGIN}  ↑")]
    if top + rows < len(lines) and here != top + rows - 1:
        shown[-1] = [("class:dim", f"{MARGIN}  ↓")]
    return shown


def _field_rows(view: View, rows: int) -> int:
    item = view.question.item
    if item.type in (*CHOICES, "note"):
        return 0
    return min(_FIELD_ROWS.get(item.type, 1), max(1, rows // 5))


def _still_field(view: View, width: int, rows: int) -> list[Line]:
    """Show what is in the field while a question about it is open."""
    lines = wrap(view.typed, width - 3 * len(MARGIN))[:rows]
    shown: list[Line] = [[("class:dim", f"{MARGIN}> {line}")] for line in lines]
    return shown + [[] for _ in range(rows - len(shown))]


def _message(view: View, width: int, *, fits: bool) -> list[Line]:
    """Say one thing at a time: what is wrong, else what was understood, else what to know."""
    style, text = "class:warning", f"! {view.message}" if view.message else ""
    if view.panel == "refusing":
        style, text = "class:warning", say("wizard.sure_refused", view.question.language)
    elif not text and view.panel == "question":
        style, text = "class:dim", understood(view) or _notice(view)
        if not text and not fits:
            more = "more_lines" if view.question.item.type == "note" else "more_words"
            text = say(f"wizard.{more}", view.question.language)
    return _styled(style, text, width)[:_MESSAGE]


def _notice(view: View) -> str:
    given, language = view.question.given, view.question.language
    if view.question.notice:
        return view.question.notice
    if given and given.missing:
        return say("wizard.given", language, words=say(f"missing.{given.missing}", language))
    return ""


def _footer(view: View, width: int, *, roomy: bool) -> list[Line]:
    """Name the keys that work here, on two lines at most."""
    lines: list[Line] = [[("", MARGIN)]]
    for pair in _keys(view):
        key, does = pair.split("=", 1)
        if key == "F1" and view.question.item.probes:
            does = say("wizard.probing", view.question.language)
        taken = sum(cells(text) for _, text in lines[-1])
        if taken + cells(f"{key} {does}") > width:
            lines.append([("", MARGIN)])
        lines[-1] += [("class:key", key), ("class:dim", f" {does}   ")]
    rule: Line = [("class:rule", MARGIN + "─" * (width - 2 * len(MARGIN)))]
    padding: list[Line] = [[] for _ in range(_KEYS - len(lines))]
    return [*([rule] if roomy else []), *lines[:_KEYS], *padding]


def _keys(view: View) -> list[str]:
    kind = view.panel if view.panel != "question" else _kind(view)
    return say(f"wizard.keys.{kind}", view.question.language).split("|")


def _kind(view: View) -> str:
    """Tell which keys work: those of a note, a frame question, or an item of its type."""
    question = view.question
    if question.item.type == "note":
        return "note"
    if not question.takes_reason:
        return "frame"
    named = ("select_multiple", "rank", "long_text")
    if question.item.type in named:
        return question.item.type
    return "choice" if question.item.type in CHOICES else "typed"


def _help(view: View, width: int, rows: int) -> list[Line]:
    """Show the whole question, its probes, what is accepted, and every key."""
    item, language = view.question.item, view.question.language
    lines = _styled("class:stem", text_in(item.stem, language), width)
    lines += _styled("class:question", text_in(item.text, language), width)
    lines += _styled("class:warning", view.question.odd and f"! {view.question.odd}", width)
    if item.instruction:
        lines += _styled("class:dim", f"[{text_in(item.instruction, language)}]", width)
    for probe in item.probes:
        lines += _styled("class:stem", f"- {text_in(probe, language)}", width)
    if item.type != "note":
        lines += _styled("class:dim", accepted(item, language), width)
    lines += [[], *_styled("class:dim", say("wizard.all_keys", language), width)]
    view.scroll = max(0, min(view.scroll, len(lines) - rows))
    return lines[view.scroll : view.scroll + rows]
