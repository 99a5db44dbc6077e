"""One key, one meaning, everywhere: the table of keys, and what each does to a view. Pure.

A key that means nothing where one stands says so. The footer, the explanation and the typed
commands are made from the same names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from wbp_survey.texts import say
from wbp_survey.wizard.commands import ACTS, Command, Unclear, read_command
from wbp_survey.wizard.lines import TAKE_BACK, is_turn
from wbp_survey.wizard.question import (
    Act,
    ActName,
    Back,
    Note,
    Park,
    Pause,
    Reason,
    Redo,
    Reply,
    Translate,
    Turn,
    Undo,
)
from wbp_survey.wizard.screen.choosing import (
    answer,
    count,
    counts,
    one_key_answers,
    press_digit,
    press_letter,
    toggle,
)
from wbp_survey.wizard.screen.panels import (
    begin_with_slash,
    chosen_reason,
    give_reason,
    go,
    leave_panel,
    open_command,
    open_find,
    open_overview,
    open_reasons,
    point_at_place,
    point_at_section,
    toggle_help,
)
from wbp_survey.wizard.screen.view import (
    View,
    edit_field,
    move,
    options,
    scrolls,
    takes_line,
    takes_text,
    type_in,
)
from wbp_survey.wizard.typed.clean import harmless
from wbp_survey.wizard.typed.parse import LISTS, TEXTS

KEYS: Mapping[str, str] = {
    "accept": "enter tab",
    "back": "escape s-tab",
    "dont_know": "f3 c-k",
    "refused": "f4 c-r",
    "reasons": "f5 c-o",
    "remark": "f2 c-n",
    "park": "f7 c-p",
    "say": "f8 c-u",
    "presence": "f9 c-x",
    "turns": "f12 c-f",
    "go": "f6 c-g",
    "overview": "f10 c-t",
    "previous": "pageup c-up",
    "next": "pagedown c-down",
    "undo": "c-z",
    "redo": "c-y",
    "language": "c-l",
    "saved": "c-s",
    "editor": "c-e",
    "new_line": "c-j",
    "help": "f1",
    "stop": "c-c c-d",
}
"""What each key means, in the order of the explanation."""

EDITING: Mapping[str, str] = {
    "up": "up",
    "down": "down",
    "left": "left",
    "right": "right",
    "home": "home c-a",
    "end": "end",
    "word_left": "c-left",
    "word_right": "c-right",
    "top": "c-home",
    "bottom": "c-end",
    "erase": "backspace",
    "delete": "delete",
    "erase_word": "c-w",
}
"""The keys that move in a text or a list, or take letters away."""

_FAR = 1_000_000
_STEPS = {"up": -1, "left": -1, "down": 1, "right": 1, "home": -_FAR, "end": _FAR}
_IN_LINE = ("left", "right", "word_left", "word_right", "erase", "delete", "erase_word")
_ELSEWHERE = ("find", "overview")
_WORKS_ELSEWHERE = ("accept", "back", "go", "overview", "help", "saved", "stop")


@dataclass(frozen=True, slots=True)
class Editing:
    """What is typed at the question is to be typed in an editor; then the question comes back."""


Outcome = Reply | Editing


def press(view: View, meaning: str, data: str = "") -> Outcome | None:
    """Do what a key means, or take the character it types; None as long as nothing is decided."""
    asked, view.leaving = view.leaving, False
    if meaning == "stop" and not asked:
        view.leaving = True
        return None
    if meaning == "erase" and counts(view):
        view.message = ""
        return count(view, TAKE_BACK)
    if meaning in EDITING:
        _edit_or_move(view, meaning)
        return None
    view.message = ""
    return do(view, meaning) if meaning else _take_sign(view, data)


def do(view: View, meaning: str, words: str = "") -> Outcome | None:
    """Do what a key or a command means; say so where it means nothing."""
    if not works(view, meaning):
        view.message = _why_not(view, meaning)
        return None
    return _ACTIONS[meaning](view, words)


def works(view: View, meaning: str) -> bool:
    """Tell whether a key means anything where one stands."""
    if view.panel in _ELSEWHERE and meaning not in _WORKS_ELSEWHERE:
        return meaning in ("previous", "next") and view.panel == "overview"
    if meaning in ("previous", "next") and view.panel == "help":
        return False
    return _works_at(view, meaning)


def paste(view: View, text: str) -> None:
    """Put pasted text where text goes, and nowhere else."""
    view.leaving = False
    if takes_line(view) or takes_text(view):
        lines = view.shape == "long_text" and not takes_line(view)
        flat = text.replace("\r\n", "\n").replace("\r", "\n")
        type_in(view, flat if lines else " ".join(flat.split("\n")).strip())
    else:
        key = "keys.tally.together" if counts(view) else "wizard.no_paste_here"
        view.message = say(key, view.question.language)


def answers(view: View, meaning: str, data: str) -> bool:
    """Tell whether a key may settle something: then nothing may have come in together with it."""
    if counts(view):
        return meaning in ("accept", "erase") or (not meaning and is_turn(data))
    if one_key_answers(view) and not meaning:
        return data.isalnum()
    return meaning == "accept" and view.panel != "help"


def refuse_burst(view: View) -> bool:
    """Take an answering key inside pasted text for a space; tell whether to drop what follows."""
    view.leaving = False
    typing = takes_text(view) or takes_line(view)
    if typing:
        type_in(view, "\n")
    key = "keys.tally.together" if counts(view) else "wizard.pasted"
    view.message = say(key, view.question.language)
    return not typing


def _works_at(view: View, meaning: str) -> bool:
    """Tell whether a key means anything at this question."""
    question = view.question
    if meaning in ACTS:
        return question.allows(meaning)
    if meaning in ("go", "overview", "previous", "next", "undo", "redo"):
        return question.moves
    found: Mapping[str, bool] = {
        "dont_know": question.takes_reason,
        "refused": question.takes_reason,
        "reasons": question.takes_reason,
        "remark": question.takes_remark,
        "park": question.takes_remark,
        "editor": view.shape in TEXTS,
        "new_line": takes_text(view),
    }
    return found.get(meaning, True)


def _why_not(view: View, meaning: str) -> str:
    language = view.question.language
    if _works_at(view, meaning):
        return say("keys.first_back", language)
    if meaning in ("dont_know", "refused", "reasons"):
        return say("wizard.refused.no_reason_here", language)
    if meaning in ACTS and not view.question.table:
        return say("keys.no_table", language)
    return say("keys.not_here", language, does=say(f"keys.named.{meaning}", language))


def _edit_or_move(view: View, key: str) -> None:
    """Move the cursor, the pointer or the text, or take letters away."""
    places = view.panel in _ELSEWHERE
    scrolling = key in ("up", "down") and scrolls(view)
    if (takes_text(view) and not scrolling) or (
        takes_line(view) and (key in _IN_LINE or not places)
    ):
        edit_field(view, key)
    elif key not in _STEPS or view.panel == "refusing":
        view.message = say("keys.nothing", view.question.language)
    elif places:
        view.message = ""
        point_at_place(view, _STEPS[key])
    else:
        move(view, _STEPS[key])


def _take_sign(view: View, data: str) -> Outcome | None:
    """Take one character: into a text, for an option, or for what it commands on its own."""
    text = "" if data.startswith("\x1b") else harmless(data)
    typing = takes_text(view) or takes_line(view)
    empty = not (view.line.text if takes_line(view) else typing and view.typed)
    command = _COMMANDS.get(text) if empty and not _says_who(view, text) else None
    if command:
        command(view)
        return None
    if typing and text:
        type_in(view, text)
        return None
    return _choose(view, text)


def _says_who(view: View, text: str) -> bool:
    """Tell whether a question mark begins a line about the table: nobody knows who said it."""
    return text == "?" and view.question.kind == "line" and view.panel == "question"


def _choose(view: View, text: str) -> Outcome | None:
    """Point at an option by its number or letter, or mark the one pointed at."""
    if counts(view) and is_turn(text):
        return count(view, text)
    if options(view) and view.panel in ("question", "reasons"):
        if text in tuple("0123456789"):
            return press_digit(view, text)
        if text == " " and view.panel == "question" and view.shape in LISTS:
            toggle(view)
            return None
        if text.isalpha():
            return press_letter(view, text)
    view.message = say("keys.nothing", view.question.language)
    return None


def _slash(view: View) -> None:
    (begin_with_slash if view.panel == "command" else open_command)(view)


def _accept(view: View, _words: str) -> Outcome | None:
    return _ACCEPTS[view.panel](view)


def _back(view: View, _words: str) -> Outcome | None:
    return None if leave_panel(view) else Back()


def _turn(view: View, _words: str, by: int) -> Outcome | None:
    if view.panel != "overview":
        return Turn(by)
    point_at_section(view, by)
    return None


def _new_line(view: View, _words: str) -> None:
    type_in(view, "\n")


def _say_saved(view: View, _words: str) -> None:
    """Say when and where all was saved, if it was."""
    question = view.question
    at, where = question.saved_at, question.saved_in
    key = ("saved_in" if where else "saved") if at else "saved_nothing"
    if question.kind == "trouble":
        key = "unsaved"
    view.message = say(f"keys.{key}", question.language, at=at, where=where)


def _run_command(view: View) -> Outcome | None:
    """Do what stands on the command line; what is no command stays there to be mended."""
    if not view.line.text.strip():
        leave_panel(view)
        return None
    question = view.question
    command = read_command(f"/{view.line.text}", question.language, table=question.table)
    if not isinstance(command, Command):
        view.message = command.sentence if isinstance(command, Unclear) else ""
        return None
    if command.name == "reason":
        return give_reason(view, command.words)
    if not works(view, command.name):
        view.message = _why_not(view, command.name)
        return None
    leave_panel(view)
    return _ACTIONS[command.name](view, command.words)


_COMMANDS: Mapping[str, Callable[[View], None]] = {"?": toggle_help, "/": _slash}
_ACCEPTS: Mapping[str, Callable[[View], Outcome | None]] = {
    "question": answer,
    "help": lambda view: _back(view, ""),
    "reasons": chosen_reason,
    "refusing": lambda view: Reason(view.wanted),
    "find": go,
    "overview": go,
    "command": _run_command,
}


def _act(_view: View, words: str, name: ActName) -> Act:
    return Act(name, words)


_ACTIONS: Mapping[str, Callable[[View, str], Outcome | None]] = {
    "accept": _accept,
    "back": _back,
    "dont_know": lambda view, _words: give_reason(view, "dont_know"),
    "refused": lambda view, _words: give_reason(view, "refused"),
    "reasons": lambda view, _words: open_reasons(view),
    "remark": lambda _view, words: Note(words),
    "park": lambda _view, _words: Park(),
    "go": open_find,
    "overview": lambda view, _words: open_overview(view),
    "previous": partial(_turn, by=-1),
    "next": partial(_turn, by=1),
    "undo": lambda _view, _words: Undo(),
    "redo": lambda _view, _words: Redo(),
    "language": lambda _view, _words: Translate(),
    "saved": _say_saved,
    "editor": lambda _view, _words: Editing(),
    "new_line": _new_line,
    "help": lambda view, _words: toggle_help(view),
    "stop": lambda _view, _words: Pause(),
    **{name: partial(_act, name=name) for name in ACTS},
}
