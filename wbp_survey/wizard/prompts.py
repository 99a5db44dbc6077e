"""Put questions to a person at a terminal: a calm screen, or plain lines."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

from wbp_survey.wizard.keys import bindings, takes_text
from wbp_survey.wizard.plain import ask_plainly
from wbp_survey.wizard.question import Asker, Pause, Question, Reply
from wbp_survey.wizard.screen import MARGIN, Line, Painted, paint
from wbp_survey.wizard.view import View, opened, retype

if TYPE_CHECKING:
    from prompt_toolkit import Application
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.formatted_text import FormattedText
    from prompt_toolkit.input import Input
    from prompt_toolkit.layout import Layout
    from prompt_toolkit.output import Output
    from prompt_toolkit.renderer import Renderer

_ESCAPE_SECONDS = 0.05
"""How long a lone Esc may still become an arrow key; a person does not notice."""

_STYLE = {
    "title": "bold",
    "question": "bold",
    "stem": "",
    "who": "bold ansicyan",
    "dim": "dim",
    "rule": "dim",
    "key": "bold",
    "option": "",
    "pointed": "bold ansicyan",
    "warning": "bold",
}


@dataclass(slots=True)
class Desk:
    """Whether someone asked us to leave, and how to interrupt what is being asked now."""

    leaving: bool = False
    interrupt: Callable[[], None] | None = None


@contextmanager
def terminal_asker(*, plain: bool = False) -> Iterator[Asker]:
    """Yield an asker at this terminal; plain lines when asked for, or when it is no terminal.

    A signal to stop (closed lid, lost connection, kill) becomes a pause at the question that
    stands there; the terminal is given back as it was found.
    """
    desk = Desk()
    with _signals(desk):
        if plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
            yield partial(_plainly, desk)
            return
        from prompt_toolkit.input import create_input
        from prompt_toolkit.output import create_output

        keyboard = create_input()
        # Raw from first question to last: in between, the terminal would turn Enter into a newline.
        with _one_screen(create_output()) as output, keyboard.raw_mode():
            yield partial(ask_on_screen, keyboard, output, desk)


def ask_on_screen(keyboard: Input, output: Output, desk: Desk, question: Question) -> Reply:
    """Show one question and return the reply; what was typed before it stood there is dropped."""
    from prompt_toolkit.input.typeahead import clear_typeahead

    if desk.leaving:
        return Pause()
    clear_typeahead(keyboard)
    app = _application(opened(question), keyboard, output)
    desk.interrupt = partial(_interrupt, app)
    try:
        return app.run(handle_sigint=False)
    except EOFError:
        return Pause()
    finally:
        desk.interrupt = None


def _application(view: View, keyboard: Input, output: Output) -> Application[Reply]:
    from prompt_toolkit import Application
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.document import Document
    from prompt_toolkit.styles import Style

    field = Buffer(
        document=Document(view.typed),
        multiline=True,
        on_text_changed=lambda buffer: retype(view, buffer.text),
    )

    def finish(reply: Reply) -> None:
        if not app.is_done:
            app.exit(result=reply)

    app: Application[Reply] = Application(
        layout=_layout(view, field, output),
        key_bindings=bindings(view, field, finish),
        style=Style.from_dict(_STYLE),
        full_screen=True,
        input=keyboard,
        output=output,
    )
    app.ttimeoutlen = _ESCAPE_SECONDS
    _leave_in_place(app.renderer)
    return app


def _leave_in_place(renderer: Renderer) -> None:
    """Leave the last picture as it stands: the parting newline would scroll a full screen up."""
    draw = renderer.render

    def render(app: Application[Reply], layout: Layout, is_done: bool = False) -> None:  # noqa: FBT001, FBT002
        if not is_done:
            draw(app, layout)

    renderer.render = render  # type: ignore[method-assign]


def _layout(view: View, field: Buffer, output: Output) -> Layout:
    """Stack what stands above the field, the field, and what stands below it."""
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, Window
    from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl

    def painted() -> Painted:
        size = output.get_size()
        return paint(view, max(size.columns, 30), max(size.rows, 12))

    def prefix(line: int, wrapped: int) -> str:
        return f"{MARGIN}> " if not line and not wrapped else f"{MARGIN}  "

    typing = Condition(lambda: takes_text(view))
    nothing = FormattedTextControl("", focusable=True, show_cursor=False)
    entry = Window(
        BufferControl(field),
        height=lambda: painted().field_rows,
        wrap_lines=True,
        get_line_prefix=prefix,
    )
    stack = HSplit(
        [
            Window(
                FormattedTextControl(lambda: _fragments(painted().above)),
                height=lambda: len(painted().above),
            ),
            ConditionalContainer(entry, typing),
            ConditionalContainer(Window(nothing, height=0), ~typing),
            Window(FormattedTextControl(lambda: _fragments(painted().below))),
        ]
    )
    return Layout(stack, focused_element=entry if takes_text(view) else nothing)


def _fragments(lines: tuple[Line, ...]) -> FormattedText:
    from prompt_toolkit.formatted_text import FormattedText

    return FormattedText([piece for line in lines for piece in [*line, ("", "\n")]][:-1])


def _interrupt(app: Application[Reply]) -> None:
    """Leave the screen with a pause, from inside a signal handler."""

    def leave() -> None:
        if app.is_running and not app.is_done:
            app.exit(result=Pause())

    if app.loop is not None:
        app.loop.call_soon_threadsafe(leave)


@contextmanager
def _one_screen(output: Output) -> Iterator[Output]:
    """Keep one alternate screen for the whole session: nothing flashes between questions."""
    leave = output.quit_alternate_screen
    output.enter_alternate_screen()
    # Every question is an application of its own, that would otherwise switch screens each time.
    output.enter_alternate_screen = lambda: output.cursor_goto(0, 0)  # type: ignore[method-assign]
    output.quit_alternate_screen = lambda: None  # type: ignore[method-assign]
    try:
        yield output
    finally:
        with suppress(OSError):  # the terminal may be gone
            leave()
            output.flush()


def _plainly(desk: Desk, question: Question) -> Reply:
    if desk.leaving:
        return Pause()
    desk.interrupt = _break_reading
    try:
        return ask_plainly(question, sys.stdin, sys.stdout)
    except (KeyboardInterrupt, EOFError, BrokenPipeError):
        return Pause()
    finally:
        desk.interrupt = None


def _break_reading() -> None:
    raise KeyboardInterrupt


@contextmanager
def _signals(desk: Desk) -> Iterator[None]:
    """Turn SIGINT, SIGTERM and SIGHUP into a pause while a session is held."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        desk.leaving = True
        if desk.interrupt:
            desk.interrupt()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, leave) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
