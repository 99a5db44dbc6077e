"""Say an expression in words, for those who write no XLSForm."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from wbp_survey.instrument.expression.functions import ALL
from wbp_survey.instrument.expression.grammar import Tree, faults, parse
from wbp_survey.instrument.expression.values import day_of, string
from wbp_survey.model.instrument import Instrument, Item, text_in
from wbp_survey.texts import has, say

LONGEST = 70
"""A question is shortened to this many characters."""

_OPPOSITES = {"=": "!=", "!=": "="}
_NAMES = {
    "=": "equal",
    "!=": "unequal",
    "<": "less",
    "<=": "most",
    ">": "more",
    ">=": "least",
    "and": "and",
    "or": "or",
}
_ANSWERED = {"equal": "given", "unequal": "not_given"}
_ARITHMETIC = {"+": "+", "-": "-", "*": "×", "div": ":", "mod": "mod"}
_THROUGH = frozenset({"number", "string", "boolean", "once", "int"})


@dataclass(frozen=True, slots=True)
class _Speech:
    items: Mapping[str, Item]
    language: str
    names: Mapping[str, str]

    def put(self, key: str, /, **values: object) -> str:
        """Put words where they belong in a sentence; short names stand in one after "if"."""
        clause = f"words.clause.{key}"
        found = clause if self.names and has(clause) else f"words.{key}"
        return say(found, self.language, **values)


def condition_in_words(
    expression: str,
    instrument: Instrument,
    language: str,
    names: Mapping[str, str] | None = None,
) -> str:
    """Say what an expression asks for: `'Are you a member?' = yes`; one that is not valid as is.

    An item is called by its words, unless `names` gives it a shorter name, such as `question 3`.
    """
    if not expression.strip() or faults(expression):
        return expression.strip()
    items = {item.id: item for item in instrument.items}
    return _said(parse(expression), _Speech(items, language, names or {}))


def shortened(item: Item, language: str) -> str:
    """Return the words of an item up to its question mark, cut where they get long."""
    question, mark, _ = text_in(item.text, language).partition("?")
    return shorten(question + mark, LONGEST, placeholder=" …")


def _said(tree: Tree, speech: _Speech) -> str:
    symbol, parts = tree
    if symbol in {"(text)", "(number)", "$", "."}:
        return _leaf(symbol, parts, speech)
    if symbol in _SPECIAL:
        return _SPECIAL[symbol](symbol, parts, speech)
    if symbol in _THROUGH:
        return _said(parts[0], speech)
    return _called(symbol, parts, speech)


def _joined(symbol: str, parts: tuple[Tree, ...], speech: _Speech) -> str:
    """Join conditions; several answers to one question are said together."""
    members = list(_flat(symbol, parts))
    asked = {left for one, (left, *_) in members if one == "="}
    if symbol == "or" and all(one == "=" for one, _ in members) and len(asked) == 1:
        left = asked.pop()
        words = [_answer(right, left, speech) for _, (_, right) in members]
        said = _chain("or", words, speech)
        return speech.put(_key("equal", left, speech), left=_said(left, speech), right=said)
    return _chain(symbol, [_part(member, symbol, speech) for member in members], speech)


def _flat(symbol: str, parts: tuple[Tree, ...]) -> Iterator[Tree]:
    for part in parts:
        if part[0] == symbol:
            yield from _flat(symbol, part[1])
        else:
            yield part


def _chain(symbol: str, words: list[str], speech: _Speech) -> str:
    joined = words[0]
    for one in words[1:]:
        joined = speech.put(symbol, left=joined, right=one)
    return joined


def _leaf(symbol: str, parts: tuple[Any, ...], speech: _Speech) -> str:
    if symbol == ".":
        return speech.put("own")
    if symbol == "$":
        if parts[0] in speech.names:
            return speech.names[parts[0]]
        item = speech.items.get(parts[0])
        return f"'{shortened(item, speech.language)}'" if item else str(parts[0])
    text = string(parts[0])
    if symbol == "(number)":
        return text.replace(".", ",") if speech.language == "nl" else text
    day = day_of(text)
    if day is not None and speech.language == "nl":
        return f"{day.day}-{day.month}-{day.year}"
    return text


def _part(tree: Tree, around: str, speech: _Speech) -> str:
    """Put brackets where `and` and `or` meet."""
    words = _said(tree, speech)
    return f"({words})" if tree[0] in {"and", "or"} and tree[0] != around else words


def _comparison(symbol: str, parts: tuple[Tree, ...], speech: _Speech) -> str:
    left, right = parts
    empty = ("(text)", ("",))
    if empty in (left, right) and symbol in {"=", "!="}:
        asked = left if right == empty else right
        key = "unanswered" if symbol == "=" else "answered"
        return speech.put(key, item=_said(asked, speech))
    if speech.names and _any_choice(symbol, left, right):
        return speech.put("chosen", item=_said(left[1][0], speech))
    key = _key(_NAMES.get(symbol, symbol), left, speech)
    if symbol in {"<", "<=", ">", ">="} and any(_about_days(one, speech) for one in (left, right)):
        key = f"{key}_day"
    return speech.put(key, left=_said(left, speech), right=_answer(right, left, speech))


def _key(key: str, asked: Tree, speech: _Speech) -> str:
    """Say of an item with a short name what was answered to it, rather than what it equals."""
    named = asked[0] == "$" and asked[1][0] in speech.names
    return _ANSWERED.get(key, key) if named else key


def _any_choice(symbol: str, left: Tree, right: Tree) -> bool:
    """Tell whether it is asked whether anything was chosen at all."""
    return symbol == ">" and left[0] == "count-selected" and right[0] == "(number)" and _zero(right)


def _zero(tree: Tree) -> bool:
    return string(tree[1][0]) == "0"


def _about_days(tree: Tree, speech: _Speech) -> bool:
    symbol, parts = tree
    if symbol == "$":
        return parts[0] in speech.items and speech.items[parts[0]].type in {"date", "time"}
    return symbol in ALL and ALL[symbol].gives in {"date", "moment"}


def _answer(tree: Tree, asked: Tree, speech: _Speech) -> str:
    """Say an answer by its label, when it is a code of the item it is held against."""
    item = speech.items.get(asked[1][0]) if asked[0] == "$" else None
    if item is None or item.scale is None or tree[0] != "(text)":
        return _said(tree, speech)
    label = item.scale.label(tree[1][0], speech.language)
    return f"‘{label}’" if " " in label or speech.names else label


def _denied(_symbol: str, inner: tuple[Tree, ...], speech: _Speech) -> str:
    symbol, parts = inner[0]
    if symbol in {"=", "!="}:
        return _comparison(_OPPOSITES[symbol], parts, speech)
    if symbol == "selected":
        left, right = _said(parts[0], speech), _answer(parts[1], parts[0], speech)
        return speech.put("unselected", left=left, right=right)
    return speech.put("not", inner=_said(inner[0], speech))


def _sum(symbol: str, parts: tuple[Tree, ...], speech: _Speech) -> str:
    words = [
        f"({_said(part, speech)})" if part[0] in _ARITHMETIC else _said(part, speech)
        for part in parts
    ]
    if len(words) == 1:
        return f"{_ARITHMETIC[symbol]}{words[0]}"
    return f" {_ARITHMETIC[symbol]} ".join(words)


def _called(name: str, parts: tuple[Tree, ...], speech: _Speech) -> str:
    """Say a function in words, where there are words for it."""
    words = [_said(part, speech) for part in parts]
    if name == "if":
        return speech.put("if", test=words[0], one=words[1], other=words[2])
    if name == "coalesce":
        return speech.put("coalesce", one=words[0], other=words[1])
    key = f"function.{name}"
    if has(f"words.{key}") and len(words) <= 1:
        return speech.put(key, item=words[0] if words else "")
    return f"{name}({', '.join(words)})"


_SPECIAL: Mapping[str, Callable[[str, tuple[Tree, ...], _Speech], str]] = {
    **dict.fromkeys(("and", "or"), _joined),
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "selected"), _comparison),
    **dict.fromkeys(_ARITHMETIC, _sum),
    "not": _denied,
}
