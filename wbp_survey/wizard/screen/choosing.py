"""What is pointed at, marked and counted, and what Enter confirms of it. No terminal here."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from wbp_survey.model.instrument import Item
from wbp_survey.texts import say
from wbp_survey.wizard.question import Back, Given, Reason, Reply
from wbp_survey.wizard.screen.entry import Entry
from wbp_survey.wizard.screen.marks import marked
from wbp_survey.wizard.screen.view import View, keep_draft, options, point, unwritten, written
from wbp_survey.wizard.typed.choice import has_short_keys, in_order, in_places, yes_or_no
from wbp_survey.wizard.typed.parse import LISTS, accepted
from wbp_survey.wizard.typed.reading import read_reply
from wbp_survey.wizard.typed.refusal import Refused

_SECOND_DIGIT = 1.5
"""Seconds within which a second digit belongs to the first."""


def answer(view: View) -> Reply | None:
    """Confirm what stands there; None, with a message, when that is no answer yet."""
    question, given = view.question, view.question.given
    if view.shape in _OTHERWISE:
        return _OTHERWISE[view.shape](view)
    if unwritten(view) and given and given.missing:
        return Reason(given.missing)
    try:
        if view.shape in LISTS:
            ordered = in_places if view.shape == "rank" else in_order
            return Given(ordered(question.item, view.ticked))
        return read_reply(question, written(view), view.today)
    except Refused as refused:
        view.message = _refusal(view, refused)
        return None


def _line(view: View) -> Reply | None:
    """Confirm a line; where it will not do, put the cursor where reading stopped."""
    found = view.question.understand(view.typed)
    if not found.trouble:
        return Given(view.typed)
    view.message = found.trouble
    view.entry = Entry(view.typed, min(max(found.at, 0), len(view.typed)))
    return None


_OTHERWISE: Mapping[str, Callable[[View], Reply | None]] = {
    "note": lambda _view: Given(None),
    "line": _line,
    "tally": lambda _view: Back(),
}
"""What Enter does where nothing is chosen, nor one answer typed."""


def counts(view: View) -> bool:
    """Tell whether one key counts one turn here."""
    return view.shape == "tally" and view.panel == "question"


def count(view: View, sign: str) -> Reply | None:
    """Count a turn, or take the last one back; a sign that nobody at the table has counts none."""
    trouble = view.question.understand(sign).trouble
    view.message = trouble
    return None if trouble else Given(sign)


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
    point(view, keys.index(view.digits))
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
    point(view, codes.index(words[letter.lower()]))
    return answer(view) if one_key_answers(view) and yes_or_no(view.question.item) else None


def one_key_answers(view: View) -> bool:
    """Tell whether pointing at an option is answering: typing in forms, and nothing to confirm."""
    question = view.question
    one = view.shape in ("select_one", "scale") and view.panel == "question"
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
    keep_draft(view)


def _refusal(view: View, refused: Refused) -> str:
    """Say what is wrong and, at the question itself, what is accepted."""
    question = view.question
    if view.panel != "question":
        return refused.sentence(question.language)
    if view.shape in LISTS:
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
        keep_draft(view)


def _marks(item: Item) -> str:
    """Name the sentence that says how options are marked."""
    if item.type != "rank":
        return "ticks"
    return "places" if places_at_once(item) else "many_places"
