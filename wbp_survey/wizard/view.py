"""What stands on the screen at one question, and what the keys do to it. No terminal here."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from wbp_survey.model.instrument import Item, Option
from wbp_survey.model.missing import TYPED
from wbp_survey.texts import say
from wbp_survey.wizard.choice import (
    has_short_keys,
    in_order,
    in_places,
    key_of,
    listed,
    read_rank,
    read_several,
)
from wbp_survey.wizard.marks import marked
from wbp_survey.wizard.parse import CHOICES, LISTS, NOT_ASKED, TEXTS, accepted, echo, write
from wbp_survey.wizard.question import Given, Question, Reason, Reply
from wbp_survey.wizard.reading import read_reply
from wbp_survey.wizard.refusal import Refused

Panel = Literal["question", "help", "reasons", "refusing"]
_SECOND_DIGIT = 1.5
"""Seconds within which a second digit belongs to the first."""


@dataclass(slots=True)
class View:
    """The question with everything that a key may change.

    `pointer` is the row the cursor stands on, None as long as nobody chose: Enter alone never
    answers. `typed` is the text in the field; `ticked` the codes with a cross or, in a rank, in
    their places.
    """

    question: Question
    today: date
    pointer: int | None = None
    ticked: list[str] = field(default_factory=list)
    typed: str = ""
    message: str = ""
    panel: Panel = "question"
    reason: int | None = None
    scroll: int = 0
    digits: str = ""
    digits_at: float = 0.0


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
    if view.panel != "help" and view.question.item.type in CHOICES:
        return listed(view.question.item)
    return ()


def reasons(question: Question) -> tuple[Option, ...]:
    """Return the missing reasons a person may give, those the item offers first."""
    first = [one for wanted in question.item.missing for one in TYPED if one.id == wanted]
    rest = [one for one in TYPED if one not in first]
    language = question.language
    return tuple(
        Option(one.id, {language: say(f"missing.{one.id}", language)})
        for one in [*first, *rest]
        if one.id != NOT_ASKED or not question.item.required
    )


def accept(view: View) -> Reply | None:
    """Confirm what stands there; None, with a message, when that is no answer yet."""
    if view.panel == "help":
        view.panel = "question"
        return None
    if view.panel == "refusing":
        return Reason("refused")
    if view.panel == "reasons":
        return _chosen_reason(view)
    if view.question.item.type == "note":
        return Given(None)
    return _answer(view)


def give_reason(view: View, reason: str) -> Reply | None:
    """Give a missing reason by its key; a refusal is asked once more."""
    if not view.question.takes_reason:
        view.message = say("wizard.refused.no_reason_here", view.question.language)
        return None
    if reason == "refused" and view.panel != "refusing":
        view.panel = "refusing"
        return None
    return Reason(reason)


def open_reasons(view: View) -> None:
    """Show the list of missing reasons."""
    if view.question.takes_reason:
        view.panel, view.reason, view.message = "reasons", None, ""


def toggle_help(view: View) -> None:
    """Show or leave the explanation."""
    view.panel = "question" if view.panel == "help" else "help"
    view.scroll = 0


def leave_panel(view: View) -> bool:
    """Go back from a panel to the question; tell whether there was a panel to leave."""
    inside = view.panel != "question"
    view.panel, view.message = "question", ""
    return inside


def move(view: View, by: int) -> None:
    """Move the pointer by rows, not past the ends; in the explanation or a note, scroll."""
    view.message = view.digits = ""
    if view.panel == "help" or view.question.item.type == "note":
        view.scroll = max(0, view.scroll + by)
        return
    last = len(options(view)) - 1
    if last >= 0:
        here = view.reason if view.panel == "reasons" else view.pointer
        start = here if here is not None else (-1 if by > 0 else last + 1)
        _point(view, min(max(start + by, 0), last))


def press_digit(view: View, digit: str, now: float | None = None) -> None:
    """Point at the option with this number; a second digit soon after makes two of them.

    In a rank of fewer than ten the option gets the next place at once; in a longer one only the
    space bar gives places, or 1 and 2 in quick succession would be 12.
    """
    moment = time.monotonic() if now is None else now
    keys = [key for key, _ in options(view)]
    together = view.digits + digit if moment - view.digits_at < _SECOND_DIGIT else digit
    view.digits = together if together in keys else digit
    view.digits_at = moment
    if view.digits not in keys:
        view.message = _refusal(view, Refused("no_such_option", typed=digit))
        return
    _point(view, keys.index(view.digits))
    if view.question.item.type == "rank" and has_short_keys(view.question.item):
        toggle(view)


def press_letter(view: View, letter: str) -> None:
    """Point at yes or no by its first letter."""
    words = {"j": "yes", "y": "yes", "n": "no"}
    codes = [option.code for _, option in options(view)]
    if words.get(letter.lower()) in codes:
        _point(view, codes.index(words[letter.lower()]))


def toggle(view: View) -> None:
    """Set or clear the mark at the pointer: a cross or, in a rank, the next place."""
    question = view.question
    if question.item.type not in LISTS or view.panel != "question":
        return
    if view.pointer is None:
        view.pointer = 0
    code = options(view)[view.pointer][1].code
    found = marked(question.item, view.ticked, code, question.language)
    view.ticked, view.message = list(found.codes), found.message
    view.digits = ""
    _keep_draft(view)


def retype(view: View, typed: str) -> None:
    """Take over what now stands in the field."""
    view.typed, view.message = typed, ""
    view.question.note(typed)


def understood(view: View) -> str:
    """Say in words how what is typed so far would be understood; empty as long as it would not."""
    question = view.question
    if question.item.type in (*CHOICES, "note"):
        return _ranked(view)
    if not view.typed.strip():
        return ""
    try:
        reply = read_reply(question, view.typed, view.today)
    except Refused:
        return ""
    if isinstance(reply, Reason):
        words = say(f"missing.{reply.id}", question.language)
        return say("wizard.understood_reason", question.language, words=words)
    if question.item.type in TEXTS or reply.value is None:
        return ""
    words = echo(question.item, reply.value, question.language)
    return say("wizard.understood", question.language, words=words)


def _ranked(view: View) -> str:
    """Say a rank in its order: in a long list the first places may be out of sight."""
    if view.question.item.type != "rank" or not view.ticked:
        return ""
    words = echo(view.question.item, view.ticked, view.question.language)
    return say("wizard.understood", view.question.language, words=words)


def _chosen_reason(view: View) -> Reply | None:
    if view.reason is None:
        view.message = _refusal(view, Refused("nothing_chosen"))
        return None
    return Reason(reasons(view.question)[view.reason].code)


def _answer(view: View) -> Reply | None:
    question, given = view.question, view.question.given
    nothing = not _written(view).strip()
    if nothing and given and given.missing:
        return Reason(given.missing)
    try:
        if question.item.type in LISTS:
            ordered = in_places if question.item.type == "rank" else in_order
            return Given(ordered(question.item, view.ticked))
        return read_reply(question, _written(view), view.today)
    except Refused as refused:
        view.message = _refusal(view, refused)
        return None


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


def _marks(item: Item) -> str:
    """Name the sentence that says how options are marked."""
    if item.type != "rank":
        return "ticks"
    return "places" if has_short_keys(item) else "many_places"


def _point(view: View, row: int) -> None:
    view.message = ""
    if view.panel == "reasons":
        view.reason = row
    else:
        view.pointer = row
        _keep_draft(view)


def _keep_draft(view: View) -> None:
    view.question.note(_written(view))


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
    view.typed = typed
    if item.type not in CHOICES:
        return
    try:
        codes = (read_rank if item.type == "rank" else read_several)(item, typed)
    except Refused:
        return
    order = [option.code for _, option in listed(item)]
    view.pointer = order.index(codes[0])
    view.ticked = codes if item.type in LISTS else []
