"""Ask in plain lines: no cursor movement, so that any console, pipe or screen reader will do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from shutil import get_terminal_size
from typing import TextIO

from wbp_survey.model.instrument import text_in
from wbp_survey.texts import say
from wbp_survey.wizard.choice import listed, shown_key
from wbp_survey.wizard.parse import CHOICES, accepted, check_reason, echo, read_missing
from wbp_survey.wizard.question import Back, Given, Pause, Question, Reason, Reply
from wbp_survey.wizard.reading import read_reply
from wbp_survey.wizard.refusal import Refused
from wbp_survey.wizard.screen import wrap


def ask_plainly(question: Question, source: TextIO, out: TextIO) -> Reply:
    """Print the question and read lines until one of them is a reply; the end of input pauses."""
    _print(out, _shown(question))
    while True:
        _print(out, ["> "], end="")
        line = source.readline()
        if not line:
            return Pause()
        reply = _reply(question, line.rstrip("\r\n"), out)
        if reply is not None:
            return reply


def _reply(question: Question, typed: str, out: TextIO) -> Reply | None:
    """Return the reply on one line, or None after printing what stands in the way."""
    language = question.language
    if typed.strip() == "?":
        _print(out, _help(question))
        return None
    if typed.strip().startswith("/"):
        return _command(question, typed.strip(), out)
    if question.item.type == "note":
        return Given(None)
    if not typed.strip() and question.given:
        return _same(question)
    try:
        reply = read_reply(question, typed, datetime.now().astimezone().date())
    except Refused as refused:
        _print(out, [f"{refused.sentence(language)} {accepted(question.item, language)}"])
        return None
    _print(out, [_understood(question, reply)])
    return reply


def _command(question: Question, typed: str, out: TextIO) -> Reply | None:
    """Read a command: back, stop, or a missing reason."""
    language = question.language
    words = typed.lstrip("/").strip().lower()
    if words in say("wizard.plain.back_words", language).split():
        return Back()
    if words in say("wizard.plain.stop_words", language).split():
        return Pause()
    reason = read_missing(words)
    if not reason or not question.takes_reason:
        _print(out, [say("wizard.plain.unknown_command", language, typed=typed[:40])])
        return None
    try:
        check_reason(question.item, reason)
    except Refused as refused:
        _print(out, [refused.sentence(language)])
        return None
    _print(out, [_understood(question, Reason(reason))])
    return Reason(reason)


def _same(question: Question) -> Reply:
    """Keep the answer that was already given."""
    given = question.given
    if given and given.missing:
        return Reason(given.missing)
    return Given(given.value if given else None)


def _shown(question: Question) -> Iterator[str]:
    item, language = question.item, question.language
    yield ""
    if question.odd:
        yield f"! {question.odd}"
        yield say("wizard.odd.confirm", language)
        return
    yield _where(question)
    spoken = (text_in(item.stem, language), text_in(item.text, language))
    yield from filter(None, (question.notice, question.who, *spoken))
    if item.instruction:
        yield f"[{text_in(item.instruction, language)}]"
    yield from filter(None, [text_in(item.hint, language)])
    if item.type in CHOICES:
        for key, option in listed(item):
            shown = shown_key(item, key, option, language)
            yield f"  {shown}. {text_in(option.label, language)}".rstrip(". ")
    if item.type == "note":
        yield say("wizard.plain.enter", language)
    if question.given:
        yield say("wizard.plain.given", language, words=_words_of(question))


def _where(question: Question) -> str:
    language = question.language
    if not question.number:
        return question.section
    where = say("wizard.progress", language, number=question.number, total=question.total)
    return f"{question.section} - {where}"


def _words_of(question: Question) -> str:
    given, language = question.given, question.language
    if given is None or given.value is None:
        return say(f"missing.{given.missing}", language) if given and given.missing else "-"
    return echo(question.item, given.value, language)


def _understood(question: Question, reply: Given | Reason) -> str:
    language = question.language
    if isinstance(reply, Reason):
        words = say(f"missing.{reply.id}", language)
        return say("wizard.understood_reason", language, words=words)
    if reply.value is None:
        return ""
    return say("wizard.understood", language, words=echo(question.item, reply.value, language))


def _help(question: Question) -> Iterator[str]:
    language = question.language
    for probe in question.item.probes:
        yield f"- {text_in(probe, language)}"
    yield accepted(question.item, language)
    yield say("wizard.plain.commands", language)


def _print(out: TextIO, lines: Iterator[str] | list[str], end: str = "\n") -> None:
    """Write lines; what the console's encoding lacks becomes a question mark."""
    encoding = out.encoding or "utf-8"
    folded = (piece for line in lines for piece in _folded(line, out))
    out.writelines(line.encode(encoding, "replace").decode(encoding) + end for line in folded)
    out.flush()


def _folded(line: str, out: TextIO) -> list[str]:
    """Break a line at spaces where a terminal would break it anywhere; a pipe has no edge."""
    if not out.isatty():
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    width = max(get_terminal_size().columns, len(indent) + 20)
    return [f"{indent}{piece}" for piece in wrap(line[len(indent) :], width - len(indent))]
