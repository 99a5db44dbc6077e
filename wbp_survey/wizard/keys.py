"""One key, one meaning, everywhere: what each key does to a view, as prompt_toolkit bindings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wbp_survey.texts import say
from wbp_survey.wizard.clean import LONGEST
from wbp_survey.wizard.parse import CHOICES
from wbp_survey.wizard.question import Back, Pause, Reply
from wbp_survey.wizard.view import (
    View,
    accept,
    give_reason,
    leave_panel,
    move,
    open_reasons,
    press_digit,
    press_letter,
    toggle,
    toggle_help,
)

if TYPE_CHECKING:
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

Finish = Callable[[Reply], None]

_PAGE = 5


def takes_text(view: View) -> bool:
    """Tell whether what is typed goes into the field."""
    return view.panel == "question" and view.question.item.type not in (*CHOICES, "note")


def bindings(view: View, field: Buffer, finish: Finish) -> KeyBindings:
    """Bind every key, eagerly: no half sequence may ever reach a buffer and be an answer."""
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()
    typing = Condition(lambda: takes_text(view))
    empty = Condition(lambda: not takes_text(view) or not field.text)
    _bind_ways_out(keys, view, finish)
    _bind_enter(keys, view, field, finish)

    def bind(names: str, does: Callable[[], object]) -> None:
        for name in names.split():
            keys.add(name, eager=True)(lambda _event: does())

    bind("f3 c-k", lambda: _finish_with(give_reason(view, "dont_know"), finish))
    bind("f4 c-r", lambda: _finish_with(give_reason(view, "refused"), finish))
    bind("f5 c-o", lambda: open_reasons(view))
    bind("f1", lambda: toggle_help(view))
    keys.add("?", eager=True, filter=empty)(lambda _event: toggle_help(view))
    keys.add("<bracketed-paste>", eager=True)(lambda event: _paste(view, field, event.data))
    keys.add("c-j", eager=True, filter=typing)(lambda _event: _new_line(view, field))
    _bind_choices(keys, view, ~typing)
    return keys


def _bind_ways_out(keys: KeyBindings, view: View, finish: Finish) -> None:
    def back(_event: KeyPressEvent) -> None:
        if not leave_panel(view):
            finish(Back())

    for name in ("escape", "s-tab"):
        keys.add(name, eager=True)(back)
    for name in ("c-c", "c-d", "<sigint>"):
        keys.add(name, eager=True)(lambda _event: finish(Pause()))


def _bind_enter(keys: KeyBindings, view: View, field: Buffer, finish: Finish) -> None:
    def enter(event: KeyPressEvent) -> None:
        if view.panel != "help" and _more_is_coming(event):
            _refuse_burst(view, field, event)
        else:
            _finish_with(accept(view), finish)

    for name in ("enter", "tab"):
        keys.add(name, eager=True)(enter)


def _bind_choices(keys: KeyBindings, view: View, choosing: object) -> None:
    from prompt_toolkit.keys import Keys

    def any_key(event: KeyPressEvent) -> None:
        if len(event.data) == 1 and event.data in "0123456789":
            press_digit(view, event.data)
        elif event.data.isalpha():
            press_letter(view, event.data)

    steps = {"up": -1, "left": -1, "down": 1, "right": 1, "pageup": -_PAGE, "pagedown": _PAGE}
    for name, by in steps.items():
        keys.add(name, eager=True, filter=choosing)(  # type: ignore[arg-type]
            lambda _event, by=by: move(view, by)
        )
    keys.add(" ", eager=True, filter=choosing)(lambda _event: toggle(view))  # type: ignore[arg-type]
    keys.add(Keys.Any, filter=choosing)(any_key)  # type: ignore[arg-type]


def _finish_with(reply: Reply | None, finish: Finish) -> None:
    if reply is not None:
        finish(reply)


def _more_is_coming(event: KeyPressEvent) -> bool:
    """Tell whether keys came in together with this Enter: nobody types that fast, a paste does."""
    from prompt_toolkit.keys import Keys

    queue = event.app.key_processor.input_queue
    return any(press.key != Keys.CPRResponse and press.data != "_Flush" for press in queue)


def _refuse_burst(view: View, field: Buffer, event: KeyPressEvent) -> None:
    """Take a newline inside pasted text for a space; in a list drop it and all that follows."""
    if takes_text(view):
        field.insert_text("\n" if view.question.item.type == "long_text" else " ")
    else:
        event.app.key_processor.input_queue.clear()
    view.message = say("wizard.pasted", view.question.language)


def _paste(view: View, field: Buffer, pasted: str) -> None:
    """Put pasted text in the field, newlines only where they belong, and never too much of it."""
    language = view.question.language
    if not takes_text(view):
        view.message = say("wizard.no_paste_here", language)
        return
    text = pasted.replace("\r\n", "\n").replace("\r", "\n")
    if view.question.item.type != "long_text":
        text = " ".join(text.split("\n")).strip()
    room = LONGEST - len(field.text)
    field.insert_text(text[:room])
    if len(text) > room:
        view.message = say("wizard.pasted_too_long", language, most=LONGEST)


def _new_line(view: View, field: Buffer) -> None:
    if view.question.item.type == "long_text":
        field.insert_text("\n")
