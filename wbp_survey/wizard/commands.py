"""The typed twin of every key: "/terug", "/weet niet", "/back", in either language. Pure.

Used by the plain mode and by the command line of the screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from wbp_survey.model.missing import TYPED
from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.question import Act, ActName
from wbp_survey.wizard.typed.clean import folded

CommandName = Literal[
    "back",
    "previous",
    "next",
    "remark",
    "reason",
    "reasons",
    "go",
    "park",
    "overview",
    "undo",
    "redo",
    "language",
    "saved",
    "editor",
    "stop",
    "help",
    ActName,
]
ACTS: tuple[ActName, ...] = get_args(ActName)
"""The commands that are of use at a round table only."""
NAMES: tuple[CommandName, ...] = tuple(
    name for name in get_args(CommandName) if name != "reason" and name not in ACTS
)
"""Every other command with a word of its own, in the order of the explanation."""

_WITH_WORDS = ("remark", "go", "reasons", "say", "presence", "turns", "consent", "points")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Command:
    """What a line commands; `words` is what stands behind it, or the id of a missing reason."""

    name: CommandName
    words: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A line that begins with a slash and is no command, with the sentence that says so."""

    sentence: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that name a command: as they are said, and as they are compared."""

    said: str
    words: str
    means: Command


def read_command(typed: str, language: str, *, table: bool = False) -> Command | Unclear | None:
    """Read a line as a command; None when it is no command but an answer.

    The beginning of a word is enough as long as it can mean one thing; what is of use at a round
    table only counts there, and elsewhere by its whole word. Two slashes begin a text that really
    starts with one: see `without_escape`.
    """
    line = typed.strip()
    if line == "?":
        return Command("help")
    if not line.startswith("/") or line.startswith("//"):
        return None
    found = _meant(_compared(line[1:]), _phrases(), table=table)
    if not found:
        return _with_words(line, language, table=table)
    return found[0].means if len(found) == 1 else _several(line, found, language)


def act_of(command: Command) -> Act | None:
    """Return what a command asks for around the table; None when it is about something else."""
    name = next((one for one in ACTS if one == command.name), None)
    return Act(name, command.words) if name else None


def without_escape(typed: str) -> str:
    """Return the text of an answer: two slashes at the beginning stand for one."""
    return typed.replace("//", "/", 1) if typed.lstrip().startswith("//") else typed


def word_of(command: Command | CommandName, language: str) -> str:
    """Return what one types for a command: "/terug", "/weet niet"."""
    name, words = (command.name, command.words) if isinstance(command, Command) else (command, "")
    if name == "reason":
        return f"/{say(f'missing.{words}', language)}"
    return f"/{say(f'commands.words.{name}', language).split()[0]}"


def explained(language: str, *, table: bool = False) -> tuple[tuple[str, str], ...]:
    """Return every command with what it does, at a round table or elsewhere."""
    return tuple(
        (word_of(name, language), say(f"commands.does.{name}", language))
        for name in _known(table=table)
    )


def _known(*, table: bool) -> tuple[CommandName, ...]:
    return (*NAMES, *ACTS) if table else NAMES


def _with_words(line: str, language: str, *, table: bool) -> Command | Unclear:
    """Read a command with words behind it, which not every command takes."""
    first, rest = [*line[1:].split(maxsplit=1), "", ""][:2]
    found = _meant(_compared(first), _phrases(), table=table)
    if not rest or not found:
        return _unknown(line, language, table=table)
    if len(found) > 1:
        return _several(line, found, language)
    command = found[0].means
    if command.name == "reasons":
        return _reason(rest, language)
    if command.name not in _WITH_WORDS:
        word = word_of(command, language)
        return Unclear(say("commands.needs_nothing", language, command=word))
    return Command(command.name, rest.strip())


def _reason(words: str, language: str) -> Command | Unclear:
    reasons = tuple(one for one in _phrases() if one.means.name == "reason")
    found = _meant(_compared(words), reasons)
    if not found:
        return Unclear(say("wizard.refused.no_such_reason", language, typed=words[:_SHOWN]))
    return found[0].means if len(found) == 1 else _several(words, found, language)


def _meant(words: str, phrases: tuple[_Phrase, ...], *, table: bool = False) -> tuple[_Phrase, ...]:
    """Return what the words may mean, one phrase each: exactly that, or else what they begin."""
    begun = [one for one in phrases if words and one.words.startswith(words)]
    exact = [one for one in begun if one.words == words]
    found: dict[Command, _Phrase] = {}
    for one in exact or (one for one in begun if table or one.means.name not in ACTS):
        found.setdefault(one.means, one)
    return tuple(found.values())


def _several(line: str, found: tuple[_Phrase, ...], language: str) -> Unclear:
    commands = ", ".join(f"/{one.said}" for one in found)
    return Unclear(say("commands.several", language, typed=line[:_SHOWN], commands=commands))


def _unknown(line: str, language: str, *, table: bool) -> Unclear:
    commands = ", ".join(word_of(name, language) for name in _known(table=table))
    return Unclear(say("commands.unknown", language, typed=line[:_SHOWN], commands=commands))


@cache
def _phrases() -> tuple[_Phrase, ...]:
    return tuple(_Phrase(words, _compared(words), means) for words, means in _said())


def _said() -> Iterator[tuple[str, Command]]:
    for language in LANGUAGES:
        for name in _known(table=True):
            for word in say(f"commands.words.{name}", language).split():
                yield word, Command(name)
        for reason in TYPED:
            yield say(f"missing.{reason.id}", language), Command("reason", reason.id)
            yield reason.id, Command("reason", reason.id)


def _compared(words: str) -> str:
    """Leave only what tells words apart: "don’t know" is "dont know"."""
    return " ".join(re.findall(r"\w+", re.sub("['\u2019]", "", folded(words))))
