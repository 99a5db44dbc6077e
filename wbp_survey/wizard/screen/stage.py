"""One screen for a whole session: keys in, lines out. All that touches prompt_toolkit is here.

One application is kept from the first question to the last. To make a new one for each question
takes many times as long, and would paint the whole screen afresh where only some words change.
Between questions its event loop stands still: what is pressed meanwhile waits in the terminal.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wbp_survey.texts import say
from wbp_survey.wizard.desk import Desk
from wbp_survey.wizard.editing import edit_question
from wbp_survey.wizard.plain.teletype import Teletype, hear, tell
from wbp_survey.wizard.question import Asker, Pause, Question, Reply
from wbp_survey.wizard.screen.choosing import counts
from wbp_survey.wizard.screen.keys import (
    EDITING,
    KEYS,
    Editing,
    Outcome,
    answers,
    paste,
    press,
    refuse_burst,
)
from wbp_survey.wizard.screen.layout import sign_at
from wbp_survey.wizard.screen.painting import Painted, paint
from wbp_survey.wizard.screen.view import View, catch_up, opened, retype

if TYPE_CHECKING:
    from prompt_toolkit import Application
    from prompt_toolkit.formatted_text import FormattedText
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.layout import Layout
    from prompt_toolkit.output import Output

_ESCAPE_SECONDS = 0.05
"""How long a lone Esc may still become an arrow key; a person does not notice."""

_CLOCK_SECONDS = 20.0
"""How often the minutes of a phase are looked at."""

_HELD_SECONDS = 0.7
"""A key that comes again so soon is held down: it counts once. Keyboards wait less than that."""

_NARROWEST, _LOWEST = 30, 12

_NOTHING = Painted(())
_STYLE = {
    "banner": "reverse bold",
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
class Stage:
    """The screen as it is now: the view on it, what was painted, and what was decided there.

    `pasting` tells that an Enter came in together with other keys: no Enter among them answers, the
    last one no more than the first. `turn` is the key that was last pressed
    in a tally, and when; `clock` what looks at the minutes of a phase.
    """

    keyboard: Input
    output: Output
    loop: asyncio.AbstractEventLoop
    app: Application[None] | None = None
    running: asyncio.Task[None] | None = None
    view: View | None = None
    painted: Painted = _NOTHING
    decided: asyncio.Future[Outcome] | None = None
    pasting: bool = False
    turn: str = ""
    turn_at: float = 0.0
    clock: asyncio.TimerHandle | None = None


@contextmanager
def screen_asker(
    keyboard: Input, output: Output, desk: Desk, editing: Path | None = None
) -> Iterator[Asker]:
    """Yield an asker on one screen; afterwards the terminal is as it was found."""
    stage = Stage(keyboard, output, asyncio.new_event_loop())
    try:
        stage.loop.set_exception_handler(partial(_fail, stage))
        stage.app = _application(stage)
        desk.interrupt = partial(_interrupt, stage)
        yield partial(_ask, stage, desk, editing)
    finally:
        desk.interrupt = None
        _close(stage)


def _ask(stage: Stage, desk: Desk, editing: Path | None, question: Question) -> Reply:
    """Show a question until there is a reply."""
    view = opened(question)
    while not desk.leaving:
        outcome = _show(stage, view)
        if not isinstance(outcome, Editing):
            if stage.running is None:
                desk.leaving = True
            return outcome
        _edit(stage, view, editing)
    return Pause()


def _show(stage: Stage, view: View) -> Outcome:
    """Put a view on the screen and wait for what is decided there; a terminal that ends pauses."""
    if stage.app is None:
        return Pause()
    stage.view, stage.decided = view, stage.loop.create_future()
    if stage.running is None:
        showing = stage.app.run_async(handle_sigint=False, set_exception_handler=False)
        stage.running = stage.loop.create_task(showing)
    stage.app.invalidate()
    _watch_clock(stage)
    stage.loop.run_until_complete(_first(stage.decided, stage.running))
    if stage.decided.done():
        return stage.decided.result()
    ended, stage.running = stage.running, None
    with suppress(EOFError, OSError):
        ended.result()
    return Pause()


async def _first(decided: asyncio.Future[Outcome], running: asyncio.Task[None]) -> None:
    both: tuple[asyncio.Future[Any], ...] = (decided, running)
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)


def _watch_clock(stage: Stage) -> None:
    """Paint again after a while where a phase is under way: all but its minutes is the same."""
    if stage.clock is not None:
        stage.clock.cancel()
        stage.clock = None
    if stage.app is not None and stage.view is not None and stage.view.question.began:
        stage.app.invalidate()
        stage.clock = stage.loop.call_later(_CLOCK_SECONDS, _watch_clock, stage)


def _decide(stage: Stage, outcome: Outcome) -> None:
    if stage.decided is not None and not stage.decided.done():
        stage.decided.set_result(outcome)


def _fail(stage: Stage, _loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """Let an error in a key or in painting come out where the question was asked.

    One in writing to the terminal means that it is gone: that is a pause.
    """
    error = context.get("exception")
    if isinstance(error, OSError):
        _decide(stage, Pause())
    elif isinstance(error, Exception) and stage.decided and not stage.decided.done():
        stage.decided.set_exception(error)


def _interrupt(stage: Stage, _number: int) -> None:
    """Leave the question with a pause, from inside a signal handler."""
    if not stage.loop.is_closed():
        stage.loop.call_soon_threadsafe(_decide, stage, Pause())


def _close(stage: Stage) -> None:
    if stage.running is not None and stage.app is not None:
        with suppress(EOFError, OSError):  # the terminal may be gone
            if stage.app.is_running and not stage.app.is_done:
                stage.app.exit()
            stage.loop.run_until_complete(stage.running)
    stage.loop.close()


def _edit(stage: Stage, view: View, editing: Path | None) -> None:
    """Let what is typed be typed on in an editor; what comes back is confirmed by nobody yet."""
    question = view.question
    if stage.app is None:
        return
    stage.app.renderer.erase()
    with stage.keyboard.cooked_mode():
        edited = edit_question(question, view.typed, editing, partial(_wait, question))
    retype(view, edited.text)
    view.message = edited.trouble


def _wait(question: Question) -> None:
    """Wait for who types in a window of its own."""
    teletype = Teletype(sys.stdin, sys.stdout)
    tell(teletype, say("plain.closed_editor", question.language))
    hear(teletype)


def _application(stage: Stage) -> Application[None]:
    from prompt_toolkit import Application
    from prompt_toolkit.styles import Style

    app: Application[None] = Application(
        layout=_layout(stage),
        key_bindings=_bindings(stage),
        style=Style.from_dict(_STYLE),
        include_default_pygments_style=False,
        full_screen=True,
        erase_when_done=True,
        input=stage.keyboard,
        output=stage.output,
    )
    app.ttimeoutlen = _ESCAPE_SECONDS
    return app


def _layout(stage: Stage) -> Layout:
    """Show the painted lines, with the cursor where one types."""
    from prompt_toolkit.data_structures import Point
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.layout import Layout, Window
    from prompt_toolkit.layout.controls import FormattedTextControl

    def cursor() -> Point:
        row, column = stage.painted.cursor or (0, 0)
        return Point(sign_at(stage.painted.lines[row], column) if column else 0, row)

    control = FormattedTextControl(
        partial(_fragments, stage), focusable=True, get_cursor_position=cursor
    )
    nothing_to_type = Condition(lambda: stage.painted.cursor is None)
    return Layout(Window(control, always_hide_cursor=nothing_to_type))


def _fragments(stage: Stage) -> FormattedText:
    from prompt_toolkit.formatted_text import FormattedText

    if stage.view is not None:
        size = stage.output.get_size()
        stage.painted = paint(stage.view, max(size.columns, _NARROWEST), max(size.rows, _LOWEST))
    lines = stage.painted.lines
    return FormattedText([piece for line in lines for piece in [*line, ("", "\n")]][:-1])


def _bindings(stage: Stage) -> KeyBindings:
    """Bind every key there is: no key has a meaning of prompt_toolkit's own."""
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys

    keys = KeyBindings()
    for meaning, names in (*KEYS.items(), *EDITING.items()):
        for name in names.split():
            keys.add(name)(partial(_press, stage, meaning))
    keys.add(Keys.Any)(partial(_press, stage, ""))
    keys.add(Keys.Ignore)(_ignore)
    keys.add(Keys.BracketedPaste)(partial(_paste, stage))
    return keys


def _press(stage: Stage, meaning: str, event: KeyPressEvent) -> None:
    """Pass a key on; what came in together with one that decides is dropped."""
    view = stage.view
    if view is None or stage.decided is None or stage.decided.done():
        return
    coming = event.app.key_processor.input_queue
    view.burst = _more_is_coming(event)
    decides = answers(view, meaning, event.data)
    refused = decides and (view.burst or stage.pasting)
    stage.pasting = view.burst and (stage.pasting or decides or meaning == "accept")
    if refused:
        if refuse_burst(view):
            coming.clear()
            stage.pasting = False
        catch_up(view)
        return
    if decides and meaning != "accept" and counts(view) and _held(stage, meaning or event.data):
        view.leaving = False
        view.message = say("keys.tally.held", view.question.language)
        return
    outcome = press(view, meaning, event.data)
    if outcome is not None:
        coming.clear()
        catch_up(view)
        _decide(stage, outcome)


def _held(stage: Stage, key: str) -> bool:
    """Tell whether a key comes again from being held down, one question after another."""
    now = time.monotonic()
    again = key == stage.turn and now - stage.turn_at < _HELD_SECONDS
    stage.turn, stage.turn_at = key, now
    return again


def _ignore(_event: KeyPressEvent) -> None:
    """Take no key for what a terminal says about itself."""


def _paste(stage: Stage, event: KeyPressEvent) -> None:
    if stage.view is not None and stage.decided is not None and not stage.decided.done():
        paste(stage.view, event.data)


def _more_is_coming(event: KeyPressEvent) -> bool:
    """Tell whether keys came in together with this one: nobody types that fast, a paste does."""
    from prompt_toolkit.keys import Keys

    queue = event.app.key_processor.input_queue
    return any(pressed.key != Keys.CPRResponse and pressed.data != "_Flush" for pressed in queue)
