"""What each typed command does in the plain mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from wbp_survey.texts import say
from wbp_survey.wizard.commands import Command, CommandName, act_of
from wbp_survey.wizard.editing import edit_question
from wbp_survey.wizard.lines import shape_of
from wbp_survey.wizard.places import matching
from wbp_survey.wizard.plain.talk import Next, Talk, hold, leave, offer, replied, tell_at
from wbp_survey.wizard.plain.teletype import hear, tell
from wbp_survey.wizard.plain.told import explanation, overview, place_line
from wbp_survey.wizard.question import (
    Back,
    GoTo,
    Note,
    Park,
    Pause,
    Reason,
    Redo,
    Reply,
    Spot,
    Translate,
    Turn,
    Undo,
)
from wbp_survey.wizard.typed.parse import TEXTS, check_reason, echo
from wbp_survey.wizard.typed.reading import reasons
from wbp_survey.wizard.typed.refusal import Refused

_SHOWN = 40
_LONGEST = 9
"""As many digits as the number of a place can have."""


def obey(talk: Talk, command: Command) -> Reply | None:
    """Do what a command says; None when the question is to be answered still."""
    question = talk.question
    act = act_of(command)
    if act is not None:
        if not question.allows(act.name):
            tell_at(talk, "not_here" if question.table else "no_table")
            return None
        return act
    elsewhere = command.name in _MOVES and not question.moves
    apart = command.name in _AT_ITEMS and not question.takes_remark
    if elsewhere or apart:
        tell_at(talk, "not_here")
        return None
    return _DONE[command.name](talk, command.words)


def _reason(talk: Talk, reason: str) -> Reply | None:
    question = talk.question
    if not question.takes_reason:
        tell(talk.teletype, say("wizard.refused.no_reason_here", question.language))
        return None
    try:
        check_reason(question.item, reason)
    except Refused as refused:
        tell(talk.teletype, refused.sentence(question.language))
        return None
    return replied(talk, Reason(reason))


def _reasons(talk: Talk, _words: str) -> Reply | None:
    """List the reasons; the refusal has a command of its own and is no easy choice among them."""
    question = talk.question
    if not question.takes_reason:
        tell(talk.teletype, say("wizard.refused.no_reason_here", question.language))
        return None
    offered = [one for one in reasons(question) if one.code != "refused"]
    labels = [one.label[question.language] for one in offered]
    tell(talk.teletype, *(f"  {n}. {label}" for n, label in enumerate(labels, start=1)))
    tell_at(talk, "which_reason")
    chosen = partial(_chosen_reason, [one.code for one in offered])
    talk.next = Next(lambda typed: not typed.strip() or typed.strip().isdecimal(), chosen)
    return None


def _chosen_reason(offered: Sequence[str], talk: Talk, typed: str) -> Reply | None:
    row = _row(talk, typed, len(offered))
    return None if row is None else _reason(talk, offered[row])


def _go(talk: Talk, words: str) -> Reply | None:
    if words:
        return _search(talk, words)
    tell_at(talk, "what_place")
    talk.next = Next(lambda _typed: True, _search_on)
    return None


def _overview(talk: Talk, _words: str) -> None:
    places = talk.question.spots()
    tell(talk.teletype, *overview(places, talk.question.language))
    _let_choose(talk, places)


def _search_on(talk: Talk, typed: str) -> Reply | None:
    if typed.strip():
        return _search(talk, typed)
    leave(talk)
    return None


def _search(talk: Talk, words: str) -> Reply | None:
    """Go to the one place the words lead to, or list them."""
    places = matching(talk.question.spots(), words)
    if len(places) == 1:
        return _go_to(talk, places[0])
    if not places:
        tell_at(talk, "no_place", typed=words[:_SHOWN])
        return _go(talk, "")
    rows = enumerate(places, start=1)
    tell(talk.teletype, *(place_line(number, one, talk.question.language) for number, one in rows))
    _let_choose(talk, places)
    return None


def _let_choose(talk: Talk, places: Sequence[Spot]) -> None:
    tell_at(talk, "which_place")
    talk.next = Next(lambda _typed: True, partial(_chosen_place, places))


def _chosen_place(places: Sequence[Spot], talk: Talk, typed: str) -> Reply | None:
    if typed.strip() and not typed.strip().isdecimal():
        return _search(talk, typed)
    row = _row(talk, typed, len(places))
    return None if row is None else _go_to(talk, places[row])


def _go_to(talk: Talk, place: Spot) -> Reply | None:
    if "aside" not in place.marks:
        return GoTo(place.slot)
    tell_at(talk, "place_aside")
    return None


def _row(talk: Talk, typed: str, most: int) -> int | None:
    """Return the row that a number names; None after saying that there is none."""
    if not typed.strip():
        leave(talk)
        return None
    number = int(typed[:_LONGEST])
    if not 1 <= number <= most:
        tell_at(talk, "no_number", typed=number)
        leave(talk)
        return None
    return number - 1


def _saved(talk: Talk, _words: str) -> None:
    at, where = talk.question.saved_at, talk.question.saved_in
    key = "saved_in" if at and where else "saved" if at else "nothing_yet"
    tell_at(talk, key, at=at, where=where)


def _help(talk: Talk, _words: str) -> None:
    tell(talk.teletype, *explanation(talk.question))
    leave(talk)


def _editor(talk: Talk, _words: str) -> None:
    """Let a text be typed in an editor; what comes back is offered, never taken by itself."""
    question, given = talk.question, talk.question.given
    if shape_of(question) not in TEXTS:
        tell_at(talk, "no_editor_here")
        return
    before = talk.held
    if not before and given and given.value is not None:
        before = echo(question.item, given.value, question.language)
    edited = edit_question(question, before, talk.teletype.editing, partial(_wait, talk))
    if edited.trouble:
        tell(talk.teletype, edited.trouble)
    talk.held = ""
    hold(talk, edited.text)
    offer(talk, "given_text")


def _wait(talk: Talk) -> None:
    tell_at(talk, "closed_editor")
    hear(talk.teletype)


_MOVES = ("previous", "next", "go", "overview", "undo", "redo")
_AT_ITEMS = ("remark", "park")
_DONE: Mapping[CommandName, Callable[[Talk, str], Reply | None]] = {
    "back": lambda _talk, _words: Back(),
    "previous": lambda _talk, _words: Turn(-1),
    "next": lambda _talk, _words: Turn(1),
    "remark": lambda _talk, words: Note(words),
    "reason": _reason,
    "reasons": _reasons,
    "go": _go,
    "park": lambda _talk, _words: Park(),
    "overview": _overview,
    "undo": lambda _talk, _words: Undo(),
    "redo": lambda _talk, _words: Redo(),
    "language": lambda _talk, _words: Translate(),
    "saved": _saved,
    "editor": _editor,
    "stop": lambda _talk, _words: Pause(),
    "help": _help,
}
