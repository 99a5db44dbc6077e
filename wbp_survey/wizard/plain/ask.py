"""Ask in plain lines: no cursor movement, so that any console, pipe or screen reader will do."""

from __future__ import annotations

from datetime import datetime

from wbp_survey.wizard.commands import Unclear, read_command, without_escape
from wbp_survey.wizard.lines import shape_of
from wbp_survey.wizard.plain.obeyed import obey
from wbp_survey.wizard.plain.talk import Talk, count, hold, offer, read, show, tell_at
from wbp_survey.wizard.plain.teletype import Heard, Teletype, hear, tell, typed_before
from wbp_survey.wizard.question import Back, Given, Pause, Question, Reason, Reply
from wbp_survey.wizard.typed.parse import TEXTS

_NO_REMARK = "-"


def ask_plainly(question: Question, teletype: Teletype) -> Reply:
    """Print the question and read lines until one of them is a reply; the end of input pauses."""
    talk = Talk(question, teletype, datetime.now().astimezone().date(), question.draft)
    if question.kind == "tally" and teletype.turns:
        return Given(teletype.turns.pop(0))
    if typed_before(teletype):
        tell_at(talk, "too_early")
    if teletype.live and not teletype.greeted:
        tell_at(talk, "greeting")
        teletype.greeted = True
    show(talk)
    if talk.held.strip():
        offer(talk, "typed_already")
    while True:
        reply = _take(talk, hear(teletype))
        if reply is not None:
            return reply


def _take(talk: Talk, heard: Heard) -> Reply | None:
    """Return the reply to what came in, or None after saying what stands in the way."""
    if heard.kind == "end":
        hold(talk, heard.text)
        return Pause()
    if heard.kind == "line" and not heard.cut:
        return _line(talk, heard.text)
    talk.next = None
    if heard.kind == "break":
        _break_off(talk, heard.text)
    else:
        _look_twice(talk, heard)
    return None


def _line(talk: Talk, typed: str) -> Reply | None:
    """Take one line: a command, what was asked in between, or an answer."""
    between, talk.next = talk.next, None
    command = read_command(typed, talk.question.language, table=talk.question.table)
    if isinstance(command, Unclear):
        tell(talk.teletype, command.sentence)
        return None
    if command is not None:
        return obey(talk, command)
    if between is not None and between.fits(typed):
        return between.does(talk, typed)
    return _answer(talk, without_escape(typed))


def _answer(talk: Talk, typed: str) -> Reply | None:
    """Take a line as an answer, or as a line of a longer one."""
    if not typed.strip():
        return _enter(talk)
    shape = shape_of(talk.question)
    if shape == "note":
        tell_at(talk, "enter")
        return None
    if shape == "tally":
        return count(talk, typed)
    if talk.question.kind == "remark" and not talk.held and typed.strip() == _NO_REMARK:
        return Given("")
    if not talk.many_lines:
        talk.held = ""
    hold(talk, typed)
    return None if talk.many_lines else read(talk, talk.held)


def _enter(talk: Talk) -> Reply | None:
    """Take Enter alone: the text so far, or what was given before.

    Where nothing was said of the table, nothing was to be said.
    """
    question, given = talk.question, talk.question.given
    if shape_of(question) == "note":
        return Given(None)
    aside = question.kind == "line" and not question.number and given is None
    if shape_of(question) == "tally" or (aside and not talk.held.strip()):
        return Back()
    if talk.held.strip() or given is None:
        return read(talk, talk.held)
    return Reason(given.missing) if given.missing else Given(given.value)


def _break_off(talk: Talk, text: str) -> None:
    """Hold what stood on the line when Ctrl+C came, and say that a second one stops."""
    question = talk.question
    typed = "" if read_command(text, question.language, table=question.table) else text
    hold(talk, typed)
    tell_at(talk, "all_saved")
    if typed.strip():
        offer(talk, "typed_already")


def _look_twice(talk: Talk, heard: Heard) -> None:
    """Keep a paste, or a line cut off, to be confirmed; where no text belongs, drop it."""
    shape = "text" if talk.question.kind == "line" else shape_of(talk.question)
    if shape not in TEXTS:
        tell_at(talk, "pasted_away")
    elif talk.many_lines and not heard.cut:
        hold(talk, heard.text)
        tell_at(talk, "pasted_lines")
    else:
        if shape == "text":
            talk.held = ""
        hold(talk, " ".join(heard.text.split()) if shape == "text" else heard.text)
        offer(talk, "cut_off" if heard.cut else "pasted")
