"""What stands on the screen at one question, and what the keys do to it. No terminal here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from wbp_survey.model.instrument import Option
from wbp_survey.texts import say
from wbp_survey.wizard.lines import line_given, shape_of
from wbp_survey.wizard.question import Question, Spot
from wbp_survey.wizard.screen.entry import EMPTY, Entry, edit, filled, insert
from wbp_survey.wizard.screen.layout import WIDEST
from wbp_survey.wizard.typed.choice import (
    key_of,
    listed,
    read_rank,
    read_several,
)
from wbp_survey.wizard.typed.clean import LONGEST, harmless
from wbp_survey.wizard.typed.parse import (
    CHOICES,
    LISTS,
    TEXTS,
    write,
)
from wbp_survey.wizard.typed.reading import reasons
from wbp_survey.wizard.typed.refusal import Refused

_END = 1_000_000
"""What was said last at a table stands at the end of a list, and is what one wants to see."""

Panel = Literal["question", "help", "reasons", "refusing", "find", "overview", "command"]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class View:
    """The question with everything that a key may change.

    `pointer` is the row the cursor stands on, None as long as nobody chose: Enter alone never
    answers. `entry` is what is typed at the question, `line` what is typed in a panel of its own;
    `ticked` the codes with a cross or, in a rank, in their places. `wanted` is the missing
    reason that is asked once more. `places` is where one may go and `place` which of them is
    pointed at. `scroll`, `overflow`, `top` and `width` are kept by who paints: the first line
    in sight of a long text, whether words at a line do not fit, the first row of the field, and how
    wide that is. `leaving` tells that the key before this
    one asked to stop; `burst` that more keys are waiting already, `behind` that what they wrote is
    not kept yet. `now` is the clock on the wall.
    """

    question: Question
    today: date
    pointer: int | None = None
    ticked: list[str] = field(default_factory=list)
    entry: Entry = EMPTY
    line: Entry = EMPTY
    message: str = ""
    panel: Panel = "question"
    reason: int | None = None
    wanted: str = "refused"
    places: tuple[Spot, ...] = ()
    place: int = 0
    scroll: int = 0
    overflow: bool = False
    top: int = 0
    width: int = WIDEST
    digits: str = ""
    digits_at: float = 0.0
    burst: bool = False
    behind: bool = False
    leaving: bool = False
    now: Callable[[], datetime] = _now

    @property
    def shape(self) -> str:
        """Name what is answered with here; see `shape_of`."""
        return shape_of(self.question)

    @property
    def typed(self) -> str:
        """Return the text in the field of the question."""
        return self.entry.text


def opened(question: Question) -> View:
    """Show a question, with the draft or the answer already given filled in."""
    view = View(question, datetime.now().astimezone().date())
    given = question.given
    if view.shape == "line":
        view.entry = filled(harmless(question.draft or line_given(question)))
        view.scroll = _END if question.kind == "line" else 0
    elif question.draft:
        _fill(view, question.draft)
    elif given and given.value is not None:
        _fill(view, write(question.item, given.value, question.language))
    if question.odd:
        view.message = say("wizard.odd.confirm", question.language)
    return view


def options(view: View) -> tuple[tuple[str, Option], ...]:
    """Return what may be chosen: nothing at a text field, the missing reasons in their panel."""
    if view.panel == "reasons":
        return tuple((str(n), reason) for n, reason in enumerate(reasons(view.question), start=1))
    if view.panel in ("question", "refusing", "command") and view.shape in CHOICES:
        return listed(view.question.item)
    return ()


def unwritten(view: View) -> bool:
    """Tell whether nothing is typed, pointed at or marked."""
    return not written(view).strip()


def replaces_text(view: View) -> bool:
    """Tell whether a missing reason would take the place of a text that is being typed.

    Of a line only what was not given yet: the rest of it stays as it is.
    """
    if view.shape == "line":
        return view.typed.strip() not in ("", line_given(view.question).strip())
    return view.shape in TEXTS and bool(view.typed.strip())


def takes_text(view: View) -> bool:
    """Tell whether what is typed goes into the field of the question."""
    return view.panel == "question" and view.shape not in (*CHOICES, "note", "tally")


def takes_line(view: View) -> bool:
    """Tell whether what is typed goes into the line of a panel."""
    return view.panel in ("find", "command")


def move(view: View, by: int) -> None:
    """Move the pointer by rows, not past the ends; in the explanation, or where one reads, scroll.

    Who types for all seats has a line that seldom takes two rows, and a statement that may.
    """
    view.message = view.digits = ""
    if view.panel == "help" or scrolls(view):
        view.scroll = max(0, view.scroll + by)
        return
    last = len(options(view)) - 1
    if last >= 0:
        here = view.reason if view.panel == "reasons" else view.pointer
        start = here if here is not None else (-1 if by > 0 else last + 1)
        point(view, min(max(start + by, 0), last))


def scrolls(view: View) -> bool:
    """Tell whether the words of the question scroll where they do not fit."""
    long = view.shape == "note" or (view.shape == "line" and view.overflow)
    return view.panel == "question" and long


def type_in(view: View, text: str) -> None:
    """Put text at the cursor, newlines only where they belong, and never too much of it."""
    text = _lines_where_they_belong(view, harmless(text))
    into = view.line if takes_line(view) else view.entry
    left = LONGEST - len(into.text)
    _take(view, insert(into, text[:left]))
    if len(text) > left:
        view.message = say("wizard.pasted_too_long", view.question.language, most=LONGEST)


def edit_field(view: View, key: str) -> None:
    """Do what an editing key does to the text at hand."""
    into = view.line if takes_line(view) else view.entry
    entry = edit(into, key, view.width)
    if entry.text == into.text and not takes_line(view):
        view.entry = entry
    else:
        _take(view, entry)


def retype(view: View, typed: str) -> None:
    """Put other text in the field, the cursor behind it."""
    view.message = ""
    view.entry = filled(_lines_where_they_belong(view, harmless(typed)))
    _note(view, view.entry.text)


def point(view: View, row: int) -> None:
    """Point at a row of what may be chosen."""
    view.message = ""
    if view.panel == "reasons":
        view.reason = row
    else:
        view.pointer = row
        keep_draft(view)


def _lines_where_they_belong(view: View, text: str) -> str:
    many = view.shape == "long_text" and not takes_line(view)
    return text if many else text.replace("\n", " ")


def _take(view: View, entry: Entry) -> None:
    """Take over what a key made of the text at hand; what is typed at the question is kept."""
    view.message = ""
    if takes_line(view):
        view.line, view.place = entry, 0
    else:
        view.entry = entry
        _note(view, entry.text)


def catch_up(view: View) -> None:
    """Keep what a burst of keys wrote, before anything else is done with it."""
    if view.behind:
        view.burst = False
        keep_draft(view)


def _note(view: View, text: str) -> None:
    """Keep what is written; in a burst of keys only the last one takes the time of a disk."""
    view.behind = view.burst
    if not view.burst:
        view.question.note(text)


def keep_draft(view: View) -> None:
    """Keep what stands there, typed or marked."""
    _note(view, written(view))


def written(view: View) -> str:
    """Write what stands there as it would be typed."""
    item = view.question.item
    rows = listed(item) if view.shape in CHOICES else ()
    if view.shape == "rank":
        return " ".join(key_of(item, code) for code in view.ticked)
    if view.shape == "select_multiple":
        return " ".join(key for key, option in rows if option.code in view.ticked)
    if rows:
        return "" if view.pointer is None else rows[view.pointer][0]
    return view.typed


def _fill(view: View, typed: str) -> None:
    """Put back what was typed; a draft that no longer means anything is left out of a list."""
    item = view.question.item
    view.entry = filled(harmless(typed))
    if item.type not in CHOICES:
        return
    try:
        codes = (read_rank if item.type == "rank" else read_several)(item, typed)
    except Refused:
        return
    order = [option.code for _, option in listed(item)]
    view.pointer = order.index(codes[0])
    view.ticked = codes if item.type in LISTS else []
