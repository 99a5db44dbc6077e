"""What stands on the screen at one question, and what the keys do to it. No terminal here."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from wbp_survey.model.instrument import Item, Option
from wbp_survey.texts import say
from wbp_survey.wizard.question import Given, Question, Reason, Reply, Spot
from wbp_survey.wizard.screen.entry import EMPTY, Entry, edit, filled, insert
from wbp_survey.wizard.screen.layout import WIDEST
from wbp_survey.wizard.screen.marks import marked
from wbp_survey.wizard.typed.choice import (
    has_short_keys,
    in_order,
    in_places,
    key_of,
    listed,
    read_rank,
    read_several,
    yes_or_no,
)
from wbp_survey.wizard.typed.clean import LONGEST, harmless
from wbp_survey.wizard.typed.parse import (
    CHOICES,
    LISTS,
    TEXTS,
    accepted,
    echo,
    read_missing,
    write,
)
from wbp_survey.wizard.typed.reading import read_reply, reasons
from wbp_survey.wizard.typed.refusal import Refused

Panel = Literal["question", "help", "reasons", "refusing", "find", "overview", "command"]
_SECOND_DIGIT = 1.5
"""Seconds within which a second digit belongs to the first."""

_REASON = 80
"""No missing reason takes as many characters."""


@dataclass(slots=True)
class View:
    """The question with everything that a key may change.

    `pointer` is the row the cursor stands on, None as long as nobody chose: Enter alone never
    answers. `entry` is what is typed at the question, `line` what is typed in a panel of its own;
    `ticked` the codes with a cross or, in a rank, in their places. `wanted` is the missing
    reason that is asked once more. `places` is where one may go and `place` which of them is
    pointed at. `scroll`, `top` and `width` are kept by who paints: the first line in sight of a
    long text and of the field, and how wide the field is. `leaving` tells that the key before this
    one asked to stop; `burst` that more keys are waiting already, `behind` that what they wrote is
    not kept yet.
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
    top: int = 0
    width: int = WIDEST
    digits: str = ""
    digits_at: float = 0.0
    burst: bool = False
    behind: bool = False
    leaving: bool = False

    @property
    def typed(self) -> str:
        """Return the text in the field of the question."""
        return self.entry.text


def opened(question: Question) -> View:
    """Show a question, with the draft or the answer already given filled in."""
    view = View(question, datetime.now().astimezone().date())
    given = question.given
    if question.draft:
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
    if view.panel in ("question", "refusing", "command") and view.question.item.type in CHOICES:
        return listed(view.question.item)
    return ()


def unwritten(view: View) -> bool:
    """Tell whether nothing is typed, pointed at or marked."""
    return not _written(view).strip()


def replaces_text(view: View) -> bool:
    """Tell whether a missing reason would take the place of a text that is being typed."""
    return view.question.item.type in TEXTS and bool(view.typed.strip())


def takes_text(view: View) -> bool:
    """Tell whether what is typed goes into the field of the question."""
    return view.panel == "question" and view.question.item.type not in (*CHOICES, "note")


def takes_line(view: View) -> bool:
    """Tell whether what is typed goes into the line of a panel."""
    return view.panel in ("find", "command")


def answer(view: View) -> Reply | None:
    """Confirm what stands there; None, with a message, when that is no answer yet."""
    question, given = view.question, view.question.given
    if question.item.type == "note":
        return Given(None)
    if unwritten(view) and given and given.missing:
        return Reason(given.missing)
    try:
        if question.item.type in LISTS:
            ordered = in_places if question.item.type == "rank" else in_order
            return Given(ordered(question.item, view.ticked))
        return read_reply(question, _written(view), view.today)
    except Refused as refused:
        view.message = _refusal(view, refused)
        return None


def move(view: View, by: int) -> None:
    """Move the pointer by rows, not past the ends; in the explanation or a note, scroll."""
    view.message = view.digits = ""
    if view.panel == "help" or (view.panel == "question" and view.question.item.type == "note"):
        view.scroll = max(0, view.scroll + by)
        return
    last = len(options(view)) - 1
    if last >= 0:
        here = view.reason if view.panel == "reasons" else view.pointer
        start = here if here is not None else (-1 if by > 0 else last + 1)
        _point(view, min(max(start + by, 0), last))


def press_digit(view: View, digit: str, now: float | None = None) -> Reply | None:
    """Point at the option with this number; a second digit soon after makes two of them.

    In a rank of fewer than ten the option gets the next place at once; in a longer one only the
    space bar gives places, or 1 and 2 in quick succession would be 12. Where one key answers, this
    is the answer, unless it may still become another: 1 where there is a 10 waits for Enter. Yes
    and no have letters only: nobody has to guess which of them is 1.
    """
    moment = time.monotonic() if now is None else now
    keys = [key for key, _ in options(view)]
    at_once = one_key_answers(view)
    soon = at_once or moment - view.digits_at < _SECOND_DIGIT
    together = view.digits + digit if soon else digit
    if at_once and view.digits in keys and together not in keys:
        # The next answer, typed too soon, must not take the place of this one.
        _wait_for_enter(view)
        return None
    view.digits = together if together in keys else digit
    view.digits_at = moment
    item = view.question.item
    lettered = view.panel == "question" and yes_or_no(item)
    if lettered or view.digits not in keys:
        _no_such(view, digit)
        return None
    _point(view, keys.index(view.digits))
    if view.panel == "question" and places_at_once(item):
        toggle(view)
    if at_once and any(key != view.digits and key.startswith(view.digits) for key in keys):
        _wait_for_enter(view)
        return None
    return answer(view) if at_once else None


def _wait_for_enter(view: View) -> None:
    view.message = say("keys.may_go_on", view.question.language, typed=view.digits)


def press_letter(view: View, letter: str) -> Reply | None:
    """Point at yes or no by its first letter; where one key answers, this is the answer."""
    words = {"j": "yes", "y": "yes", "n": "no"}
    codes = [option.code for _, option in options(view)]
    if words.get(letter.lower()) not in codes:
        _no_such(view, letter)
        return None
    _point(view, codes.index(words[letter.lower()]))
    return answer(view) if one_key_answers(view) and yes_or_no(view.question.item) else None


def one_key_answers(view: View) -> bool:
    """Tell whether pointing at an option is answering: typing in forms, and nothing to confirm."""
    question = view.question
    one = question.item.type in ("select_one", "scale") and view.panel == "question"
    return question.fast and one and not question.odd


def places_at_once(item: Item) -> bool:
    """Tell whether the number of an option gives it the next place in a rank."""
    return item.type == "rank" and has_short_keys(item)


def toggle(view: View) -> None:
    """Set or clear the mark at the pointer: a cross or, in a rank, the next place.

    Where nobody pointed yet, the space may be one of a sentence typed at the wrong question.
    """
    question = view.question
    if view.pointer is None:
        view.message = say("wizard.refused.point_first", question.language)
        return
    code = options(view)[view.pointer][1].code
    found = marked(question.item, view.ticked, code, question.language)
    view.ticked, view.message = list(found.codes), found.message
    view.digits = ""
    _keep_draft(view)


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


def understood(view: View) -> str:
    """Say in words how what is typed so far would be understood; empty as long as it would not."""
    question = view.question
    if question.item.type in (*CHOICES, "note"):
        return _ranked(view)
    if not view.typed.strip():
        return ""
    try:
        reply = _read(view)
    except Refused:
        return ""
    if isinstance(reply, Reason):
        words = say(f"missing.{reply.id}", question.language)
        return say("wizard.understood_reason", question.language, words=words)
    if reply is None or reply.value is None:
        return ""
    words = echo(question.item, reply.value, question.language, view.today)
    return say("wizard.understood", question.language, words=words)


def _read(view: View) -> Given | Reason | None:
    """Read what is typed; of a text only whether it says a missing reason matters here."""
    question = view.question
    if question.item.type not in TEXTS:
        return read_reply(question, view.typed, view.today)
    reason = question.takes_reason and len(view.typed) < _REASON and read_missing(view.typed)
    return Reason(reason) if reason else None


def _ranked(view: View) -> str:
    """Say a rank in its order: in a long list the first places may be out of sight."""
    if view.question.item.type != "rank" or not view.ticked:
        return ""
    words = echo(view.question.item, view.ticked, view.question.language)
    return say("wizard.understood", view.question.language, words=words)


def _refusal(view: View, refused: Refused) -> str:
    """Say what is wrong and, at the question itself, what is accepted."""
    question = view.question
    if view.panel != "question":
        return refused.sentence(question.language)
    if question.item.type in LISTS:
        how = say(f"wizard.accepts.{_marks(question.item)}", question.language)
    else:
        how = accepted(question.item, question.language)
    return f"{refused.sentence(question.language)} {how}"


def _no_such(view: View, typed: str) -> None:
    """Refuse a number or letter that nothing has; what was pointed at before is not meant then."""
    view.message = _refusal(view, Refused("no_such_option", typed=typed))
    if view.panel == "reasons":
        view.reason = None
    else:
        view.pointer = None
        _keep_draft(view)


def _marks(item: Item) -> str:
    """Name the sentence that says how options are marked."""
    if item.type != "rank":
        return "ticks"
    return "places" if places_at_once(item) else "many_places"


def _point(view: View, row: int) -> None:
    view.message = ""
    if view.panel == "reasons":
        view.reason = row
    else:
        view.pointer = row
        _keep_draft(view)


def _lines_where_they_belong(view: View, text: str) -> str:
    many = view.question.item.type == "long_text" and not takes_line(view)
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
        _keep_draft(view)


def _note(view: View, written: str) -> None:
    """Keep what is written; in a burst of keys only the last one takes the time of a disk."""
    view.behind = view.burst
    if not view.burst:
        view.question.note(written)


def _keep_draft(view: View) -> None:
    _note(view, _written(view))


def _written(view: View) -> str:
    """Write what stands there as it would be typed."""
    item = view.question.item
    rows = listed(item) if item.type in CHOICES else ()
    if item.type == "rank":
        return " ".join(key_of(item, code) for code in view.ticked)
    if item.type == "select_multiple":
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
