"""The explanation of a question: its whole words, what is accepted, every sign and key. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from wbp_survey.model.instrument import text_in
from wbp_survey.texts import say
from wbp_survey.wizard.commands import ACTS, NAMES, Command, word_of
from wbp_survey.wizard.lines import key_labels
from wbp_survey.wizard.question import Question
from wbp_survey.wizard.screen.footer import SIGNS
from wbp_survey.wizard.screen.keys import KEYS
from wbp_survey.wizard.screen.layout import MARGIN, Line, room, side_by_side, styled
from wbp_survey.wizard.screen.view import View
from wbp_survey.wizard.spoken import spoken_text
from wbp_survey.wizard.typed.cell import reason_letters
from wbp_survey.wizard.typed.parse import accepted
from wbp_survey.wizard.wrapping import cells, wrap

_ALSO = ("choose", "toggle", "command")
"""What is done with keys that mean something else in a text."""


def explanation(view: View, width: int, rows: int) -> list[Line]:
    """Show the part of the explanation one has scrolled to, with arrows where there is more."""
    lines = [*_about_question(view, width), [], *_about_keys(view.question, width)]
    view.scroll = max(0, min(view.scroll, len(lines) - rows))
    shown = lines[view.scroll : view.scroll + rows]
    if view.scroll:
        shown[0] = [("class:dim", f"{MARGIN}↑")]
    if view.scroll + rows < len(lines):
        shown[-1] = [("class:dim", f"{MARGIN}↓")]
    return shown


def _about_question(view: View, width: int) -> list[Line]:
    question = view.question
    item, language, tongue = question.item, question.language, question.tongue
    lines = styled("class:stem", spoken_text(item.stem, tongue), width)
    lines += styled("class:question", spoken_text(item.text, tongue), width)
    lines += styled("class:dim", spoken_text(item.hint, tongue), width)
    lines += styled("class:warning", question.odd and f"! {question.odd}", width)
    if item.instruction:
        lines += styled("class:dim", f"[{text_in(item.instruction, language)}]", width)
    for probe in item.probes:
        lines += styled("class:stem", f"- {spoken_text(probe, tongue)}", width)
    if view.shape not in ("note", "line", "tally"):
        lines += styled("class:dim", accepted(item, language), width)
    return [*lines, *_about_row(question, width)]


def _about_row(question: Question, width: int) -> list[Line]:
    """Say what each key of a row means, and how a line is typed."""
    item, language = question.item, question.language
    if question.kind != "row" or item.scale is None:
        return []
    labels = key_labels(item, language, question.tongue)
    reasons = [f"{letter} = {words}" for letter, words in reason_letters(item, language)]
    lines = [
        say("keys.row.how", language),
        *side_by_side(labels, room(width)),
        *side_by_side(reasons, room(width)),
    ]
    return styled("class:dim", "\n".join(lines), width)


def _about_keys(question: Question, width: int) -> list[Line]:
    """List every key with its twins and what it does, then every sign."""
    lines: list[Line] = []
    language = question.language
    listed = list(listed_keys(language, table=question.table))
    column = min(max(cells(keys) for keys, _ in listed) + 2, room(width) // 2 + 2)
    for keys, does in listed:
        both = (wrap(keys, column - 2), wrap(does, room(width) - column))
        for pressed, piece in zip_longest(*both, fillvalue=""):
            pad = " " * (column - cells(pressed))
            lines.append([("class:key", MARGIN + pressed), ("class:dim", pad + piece)])
    signs = [f"{sign} {say(f'keys.mark.{mark}', language)}" for mark, sign in SIGNS.items()]
    return [*lines, [], *styled("class:dim", "\n".join(side_by_side(signs, room(width))), width)]


def listed_keys(language: str, *, table: bool = True) -> Iterator[tuple[str, str]]:
    """Yield every key with its twins, and what it does; what only a table needs when it is one."""
    for name in _ALSO:
        keys, does = say(f"keys.does.{name}", language).split("=", 1)
        yield keys, does
    for name, keys in KEYS.items():
        if name in ACTS and not table:
            continue
        named = [_named(key, language) for key in keys.split()]
        yield ", ".join([*named, *_typed(name, language)]), say(f"keys.does.{name}", language)
    for name in ACTS if table else ():
        if name not in KEYS:
            yield word_of(name, language), say(f"commands.does.{name}", language)


def _typed(name: str, language: str) -> Iterator[str]:
    """Yield what one types instead of pressing a key."""
    if name in ("dont_know", "refused"):
        yield word_of(Command("reason", name), language)
    for one in (*NAMES, *ACTS):
        if one == name:
            yield word_of(one, language)


def _named(key: str, language: str) -> str:
    """Name a key as it stands on a keyboard: "F2", "Ctrl+N", "PgUp"."""
    names = dict(pair.split("=") for pair in say("keys.names", language).split("|"))
    held = {"c-": "Ctrl+", "s-": "Shift+"}.get(key[:2], "")
    pressed = key[2:] if held else key
    return held + names.get(pressed, pressed.upper())
