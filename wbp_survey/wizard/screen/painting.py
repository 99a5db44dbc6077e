"""Paint one question as lines of styled text for a screen of any size. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from wbp_survey.texts import say
from wbp_survey.wizard.commands import ACTS, NAMES, word_of
from wbp_survey.wizard.lines import line_given
from wbp_survey.wizard.screen.echoed import understood
from wbp_survey.wizard.screen.entry import row_count, shown
from wbp_survey.wizard.screen.explain import explanation
from wbp_survey.wizard.screen.footer import footer, header
from wbp_survey.wizard.screen.layout import (
    MARGIN,
    WIDEST,
    Line,
    reaching,
    room,
    side_by_side,
    styled,
    window,
)
from wbp_survey.wizard.screen.marks import box
from wbp_survey.wizard.screen.overview import find_lines, overview_lines
from wbp_survey.wizard.screen.table import table_body
from wbp_survey.wizard.screen.view import (
    View,
    options,
    replaces_text,
    scrolls,
    takes_text,
    unwritten,
)
from wbp_survey.wizard.screen.words import words
from wbp_survey.wizard.spoken import spoken_text
from wbp_survey.wizard.typed.choice import scale_of, shown_key
from wbp_survey.wizard.typed.parse import CHOICES, accepted, write
from wbp_survey.wizard.wrapping import cells, fitting, wrap

_ROOMY = 20
"""From this many rows on there is room for empty lines."""

_MESSAGE = 2
_FIELD_ROWS = {"long_text": 4, "text": 2}
_WORDS = 3
"""As many lines of the question stay in sight, however much is typed."""

_STEADY = ("question", "refusing", "command")
"""Where the room for a message is kept free, so that nothing moves when there is one."""

_SAID = ("integer", "decimal", "date", "time")
"""Where it helps to know beforehand what can be typed."""

_Place = tuple[int, int]
"""Row and column."""


@dataclass(frozen=True, slots=True)
class Painted:
    """All lines of the screen, and where the cursor stands; None when there is nothing to type."""

    lines: tuple[Line, ...]
    cursor: _Place | None = None


def paint(view: View, width: int, rows: int) -> Painted:
    """Lay a question out; header, field and footer never move by themselves.

    A small screen goes without empty lines and without the rule above the keys.
    """
    roomy = rows >= _ROOMY
    blank: list[Line] = [[]] if roomy else []
    head, foot = header(view, width), footer(view, width, roomy=roomy)
    most = max(_MESSAGE, rows // 4) if view.panel == "command" else _MESSAGE
    kept = most if view.panel in _STEADY else len(_message(view, width, most, fits=True))
    middle = rows - len(head) - len(blank) - kept - len(foot)
    body, cursor, fits = _middle(view, width, middle)
    below = [*blank, *_message(view, width, most, fits=fits)]
    gap: list[Line] = [[] for _ in range(rows - len(head) - len(body) - len(below) - len(foot))]
    if cursor:
        body[cursor[0]] = reaching(body[cursor[0]], cursor[1])
    place = (cursor[0] + len(head), cursor[1]) if cursor else None
    return Painted((*head, *body, *below, *gap, *foot), place)


def _middle(view: View, width: int, rows: int) -> tuple[list[Line], _Place | None, bool]:
    """Paint what stands between header and message, and tell whether all of it is in sight."""
    if view.panel == "help":
        return explanation(view, width, rows), None, True
    if view.panel == "overview":
        return overview_lines(view, width, rows), None, True
    if view.panel == "find":
        found, cursor = find_lines(view, width, rows)
        return found, cursor, True
    field, at = _field(view, width, rows)
    around = view.shape in ("line", "tally") and view.panel != "reasons"
    body, fits = (table_body if around else _body)(view, width, rows - len(field))
    return [*body, *field], at and (at[0] + len(body), at[1]), fits


def _body(view: View, width: int, rows: int) -> tuple[list[Line], bool]:
    """Return words and options within `rows` lines, and whether all the words fit.

    Where they do not, the empty lines go first, then the stem, then the end of the words; options
    and notes scroll.
    """
    choices, here = _choices(view, width)
    said = words(view, width, roomy=True)
    if len(said) + len(choices) > rows or rows < _ROOMY // 2:
        said = words(view, width, roomy=False)
    left = max(rows - len(choices), rows - max(3, rows // 2), 1)
    fits = len(said) <= left
    if not fits:
        note = view.shape == "note"
        said = words(view, width, roomy=False, stem=note)
        top = view.scroll = min(view.scroll, max(len(said) - left, 0)) if note else 0
        said = said[top : top + left]
    return [*said, *window(choices, here, rows - len(said))], fits


def _choices(view: View, width: int) -> tuple[list[Line], range]:
    """Return the option lines and which of them are those of the option pointed at."""
    if view.panel != "reasons" and view.shape in ("select_one", "scale"):
        points = _points(view, width)
        if points:
            return points, range(1)
    pointer = view.reason if view.panel == "reasons" else view.pointer
    rows = options(view)
    widest = max((len(key) for key, _ in rows), default=0)
    lines: list[Line] = []
    here = range(0)
    for number, (digits, option) in enumerate(rows):
        key, mark = digits, ""
        if view.panel != "reasons":
            key = shown_key(view.question.item, digits, option, view.question.language)
            mark = box(view.question.item, view.ticked, option.code)
        pointed = number == pointer
        lead = f"{MARGIN}{'>' if pointed else ' '} {key:>{widest}}  {mark}"
        label = spoken_text(option.label, _tongue(view))
        style = "class:pointed" if pointed else "class:option"
        pieces = wrap(label, max(min(width - len(lead) - len(MARGIN), WIDEST), 8))
        here = range(len(lines), len(lines) + len(pieces)) if pointed else here
        for at, piece in enumerate(pieces):
            lines.append([(style, (" " * len(lead) if at else lead) + piece)])
    return lines, here


def _tongue(view: View) -> str:
    """Return the language of what may be chosen: the reasons are for the interviewer."""
    return view.question.language if view.panel == "reasons" else view.question.tongue


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
    labels = [f"{one.code} = {spoken_text(one.label, _tongue(view))}" for one in scale.options]
    below = "\n".join(side_by_side(labels, room(width)))
    return [points, [], *styled("class:dim", below, width)]


def _field(view: View, width: int, rows: int) -> tuple[list[Line], _Place | None]:
    """Show what is typed, in as many rows as it takes up to half the screen."""
    if view.panel == "command":
        return _command_line(view, width)
    if view.panel == "reasons" or view.shape in (*CHOICES, "note", "tally"):
        return [], None
    view.width = room(width) - 2
    least = min(_FIELD_ROWS.get(view.shape, 1), max(1, rows // 3))
    most = max(least, min(rows // 2 + 2, rows - _WORDS))
    count = min(max(row_count(view.typed, view.width), least), most)
    field = shown(view.entry, view.width, count, view.top)
    view.top = field.top
    style = "" if takes_text(view) else "class:dim"
    lines: list[Line] = []
    for at, row in enumerate(field.rows):
        lead = ">" if not at and not field.top else " "
        lead = "↑" if not at and field.top else lead
        lead = "↓" if at == count - 1 and field.more else lead
        lines.append([(style, f"{MARGIN}{lead} {row}")])
    lines += [[] for _ in range(count - len(lines))]
    cursor = (field.row, len(MARGIN) + 2 + field.column)
    return lines, cursor if takes_text(view) else None


def _command_line(view: View, width: int) -> tuple[list[Line], _Place]:
    title = say("keys.command.title", view.question.language)
    lead = f"{MARGIN}{title} /"
    view.width = room(width) - len(lead)
    line = shown(view.line, view.width, 1)
    return [[("class:question", lead), ("", line.rows[0])]], (0, len(lead) + line.column)


def _message(view: View, width: int, most: int, *, fits: bool) -> list[Line]:
    """Say what is wrong, else what was understood, else what to know.

    Whatever else is said, what Enter would confirm is said with it when there is room.
    """
    text = _warning(view)
    style = "class:warning" if text else "class:dim"
    text = text or _remarked(view, fits=fits)
    lines = styled(style, text, width)
    echo = understood(view) if view.panel == "question" else ""
    if echo and echo != text:
        lines += styled("class:dim", echo, width)
    if len(lines) > most:
        last = "".join(piece for _, piece in lines[most - 1]) + " …"
        lines[most - 1] = [(style, MARGIN + fitting(last.strip(), room(width)))]
    return lines[:most]


def _warning(view: View) -> str:
    language = view.question.language
    if view.leaving:
        unsaved = view.question.kind == "trouble"
        return "! " + say("keys.leaving_unsaved" if unsaved else "keys.leaving", language)
    if view.message:
        return f"! {view.message}"
    return _sure(view) if view.panel == "refusing" else ""


def _sure(view: View) -> str:
    """Ask whether a missing reason is meant, and say when it takes the place of a text."""
    language = view.question.language
    key = "sure_instead" if replaces_text(view) else "sure_reason"
    return say(f"wizard.{key}", language, words=say(f"missing.{view.wanted}", language))


def _remarked(view: View, *, fits: bool) -> str:
    """Say what is worth knowing where nothing is wrong."""
    language = view.question.language
    if view.panel == "command":
        names = (*ACTS, *NAMES) if view.question.acts else NAMES
        return "  ".join(word_of(name, language) for name in names)
    if view.panel != "question":
        return ""
    said = view.question.notice if _untouched(view) else ""
    known = said or understood(view) or _notice(view)
    if known or fits:
        return known
    more = "more_lines" if scrolls(view) else "more_words"
    return say(f"wizard.{more}", language)


def _untouched(view: View) -> bool:
    """Tell whether the field still holds the answer given before: then the notice is the news."""
    given, item = view.question.given, view.question.item
    value = given.value if given else None
    if view.shape == "line":
        return view.typed == (view.question.draft or line_given(view.question))
    return view.typed == ("" if value is None else write(item, value, view.question.language))


def _notice(view: View) -> str:
    question, language = view.question, view.question.language
    given = question.given
    if question.notice:
        return question.notice
    if given and given.missing and unwritten(view):
        return say("wizard.given", language, words=say(f"missing.{given.missing}", language))
    if question.remark:
        return say("keys.remark", language, words=question.remark)
    untouched = view.shape in _SAID and not view.typed
    return accepted(question.item, language) if untouched else ""
