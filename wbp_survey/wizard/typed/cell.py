"""What one token of a row means: an answer by its key, or a missing reason by its letter. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from wbp_survey.model.instrument import Item
from wbp_survey.model.keys import YES_NO
from wbp_survey.model.missing import TYPED
from wbp_survey.model.session import Answer
from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.typed.choice import in_places, key_of, listed, most_places, shown_key
from wbp_survey.wizard.typed.clean import clean, folded
from wbp_survey.wizard.typed.parse import check_reason
from wbp_survey.wizard.typed.refusal import Refused

_SHORTEST = 2
"""One letter is a letter; from two on it may be the beginning of a word."""
_WORD = 4
_SHOWN = 40


class Unread(Exception):  # noqa: N818 - said to a person at once, never an error that travels
    """A token that cannot be read: a key `table.row.<why>` and its values."""

    def __init__(self, why: str, /, **values: str) -> None:
        """Name the sentence and fill its blanks; who it is about is filled in by the row."""
        super().__init__(why)
        self.why = why
        self.values: Mapping[str, str] = values


@dataclass(frozen=True, slots=True)
class Words:
    """What may be typed for one seat: `options` name a code, `letters` and `words` a reason.

    `begun` are the words of the language spoken here, which a run of letters must not be taken
    for.
    """

    item: Item
    language: str
    options: Mapping[str, str]
    letters: Mapping[str, str]
    words: Mapping[str, str]
    begun: tuple[str, ...]


def single(item: Item) -> bool:
    """Tell whether every answer is one character, so that no spaces are needed in between."""
    return item.type != "rank" and all(len(key) == 1 for key, _ in listed(item))


def words_for(item: Item, language: str, *, reasons: bool = True) -> Words:
    """Return what may be typed at an item; an option goes before a reason, if those will do."""
    options = _options(item, language)
    if not reasons:
        return Words(item, language, options, {}, {}, ())
    tongues = [language, *(one for one in LANGUAGES if one != language)]
    letters: dict[str, str] = {}
    words: dict[str, str] = {}
    for tongue in tongues:
        for reason, (letter, *rest) in _reasons(tongue).items():
            same = _same_option(item, reason, rest)
            if same:
                options.setdefault(letter, same)
            if letter not in options:
                letters.setdefault(letter, reason)
            for word in rest:
                words.setdefault(word, reason)
    mine = [word for _, *rest in _reasons(language).values() for word in rest]
    return Words(item, language, options, letters, words, tuple(mine))


def read_cell(words: Words, token: str) -> Answer:
    """Read one token as an answer or a missing reason; raise Unread when it is neither."""
    item, language = words.item, words.language
    text = _typed(token)
    reason = "" if text in words.options else _reason(text, words)
    try:
        if reason:
            check_reason(item, reason)
            return Answer(missing=reason)
        if item.type == "rank":
            return Answer(in_places(item, [_code(words, part) for part in _parts(item, token)]))
    except Refused as refused:
        raise Unread("refused", sentence=refused.sentence(language)) from None
    code = _code(words, token)
    return Answer(int(code) if item.type == "scale" else code)


def write_cell(item: Item, answer: Answer | None, language: str) -> str:
    """Write an answer as one token; empty when no token means it."""
    if answer is None:
        return ""
    words = words_for(item, language)
    for token in _spellings(item, answer, language):
        try:
            read = read_cell(words, token)
        except Unread:
            continue
        if (read.value, read.missing) == (answer.value, answer.missing):
            return token
    return ""


def say_cell(item: Item, answer: Answer, language: str) -> str:
    """Say an answer in as few words as will do next to a seat."""
    if answer.value is None:
        return say(f"missing.{answer.missing}", language)
    if isinstance(answer.value, list):
        return " ".join(key_of(item, code) for code in answer.value)
    if item.type == "select_one" and item.scale is not None:
        return item.scale.label(str(answer.value), language)
    return str(answer.value)


def row_accepts(item: Item, language: str, *, reasons: bool = True) -> str:
    """Say in short what is typed per seat: "1 t/m 9 of w m k v n a l t"."""
    if not reasons:
        return _keys(item, language)
    letters = " ".join(letter for letter, _ in reason_letters(item, language))
    return say("table.row.accepts", language, keys=_keys(item, language), letters=letters)


def reason_letters(item: Item, language: str) -> tuple[tuple[str, str], ...]:
    """Return the letter of each missing reason with its words, as far as it means that here."""
    words = words_for(item, language)
    return tuple(
        (letter, say(f"missing.{reason}", language))
        for reason, (letter, *_) in _reasons(language).items()
        if words.letters.get(letter) == reason
    )


def split_run(words: Words, chunk: str) -> Iterator[str]:
    """Split what was typed without spaces into tokens: `442.5wv3` is one for each character.

    A whole word stays one, and so does the beginning of one that cannot be a run of letters.
    """
    if _typed(chunk) in {**words.options, **words.words}:
        yield chunk
        return
    for part in re.findall(r"[^\W\d_]+|.", chunk, re.DOTALL):
        plain = _typed(part)
        runs = all(one in words.options or one in words.letters for one in plain)
        begins = _begun(plain, words.begun if runs else tuple({**words.options, **words.words}))
        if len(part) >= _SHORTEST and begins:
            yield part
        else:
            yield from part


def _keys(item: Item, language: str) -> str:
    keys = [shown_key(item, key, option, language) for key, option in listed(item)]
    if item.type == "rank":
        example = "".join([*keys[-1:], *keys[:1]][: most_places(item)])
        return say("table.row.rank", language, example=example)
    if item.type == "scale":
        return say("table.row.points", language, low=keys[0], high=keys[-1])
    return " ".join(keys)


def _options(item: Item, language: str) -> dict[str, str]:
    """Return what names an option: its key, code, label; and where it is alone, its beginning."""
    pairs = listed(item)
    named = [(key, option.code) for key, option in pairs]
    named += [(option.code, option.code) for _, option in pairs]
    if {option.code for _, option in pairs} >= YES_NO:
        named += [(word, code) for code in sorted(YES_NO) for word in _yes_or_no(code)]
    if item.type == "select_one":
        labels = [(_plain(option.label.get(language, "")), option.code) for _, option in pairs]
        named += labels
        named += [(start, code) for start, code in _beginnings(labels) if start]
    options: dict[str, str] = {}
    for name, code in named:
        options.setdefault(_plain(name), code)
    options.pop("", None)
    return options


def _same_option(item: Item, reason: str, words: Sequence[str]) -> str:
    """Return the option that says the same as a reason: who may vote to abstain votes so."""
    for _, option in listed(item):
        labels = {_plain(label) for label in option.label.values()}
        if labels & set(words) or (len(option.code) >= _WORD and reason.startswith(option.code)):
            return option.code
    return ""


def _beginnings(labels: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for label, code in labels:
        for length in range(1, len(label)):
            start = label[:length]
            if all(other == code or not name.startswith(start) for name, other in labels):
                yield start, code


def _yes_or_no(code: str) -> Iterator[str]:
    for language in LANGUAGES:
        yield from say(f"wizard.typed_{code}", language).split()


@cache
def _reasons(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return the letter of each reason and then its words, without spaces."""
    found = {}
    for reason in TYPED:
        letter, *words = say(f"table.letters.{reason.id}", language).split()
        label = _plain(say(f"missing.{reason.id}", language))
        found[reason.id] = (letter, *dict.fromkeys([*words, label, _plain(reason.id)]))
    return found


def _reason(text: str, words: Words) -> str:
    """Return the reason that a token names, empty when none; raise Unread when several."""
    exact = words.letters.get(text) or words.words.get(text)
    if exact or len(text) < _SHORTEST:
        return exact or ""
    found = {reason for word, reason in words.words.items() if word.startswith(text)}
    runs = all(one in words.letters for one in text)
    if len(found) > 1 or (found and runs):
        meanings = [say(f"missing.{one.id}", words.language) for one in TYPED if one.id in found]
        meanings += [" ".join(text)] if runs else []
        raise Unread("several", typed=text[:_SHOWN], meanings=", ".join(meanings))
    return next(iter(found), "")


def _begun(text: str, words: tuple[str, ...]) -> bool:
    return bool(text) and any(word.startswith(text) for word in words)


def _code(words: Words, part: str) -> str:
    code = words.options.get(_typed(part))
    if code is None:
        raise Unread("wrong", typed=clean(part)[0][:_SHOWN])
    return code


def _parts(item: Item, token: str) -> list[str]:
    """Split the token of a rank: `3,5,1`, or `351` where every key is one character."""
    if "," in token:
        return [part for part in token.split(",") if part]
    return list(token) if all(len(key) == 1 for key, _ in listed(item)) else [token]


def _spellings(item: Item, answer: Answer, language: str) -> Iterator[str]:
    """Yield the tokens that may stand for an answer, the shortest first."""
    if answer.missing:
        yield from _reasons(language).get(answer.missing, ())
        return
    codes = answer.value if isinstance(answer.value, list) else [str(answer.value)]
    keys = [
        shown_key(item, key, option, language)
        for code in codes
        for key, option in listed(item)
        if option.code == code
    ]
    if len(keys) == len(codes):
        yield ("" if all(len(key) == 1 for key in keys) else ",").join(keys)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Leave only what tells words apart: no spaces, no signs, no case.

    For what an instrument says, which is asked for at every row: what people type is not kept.
    """
    return re.sub(r"[\W_]+", "", folded(text))


def _typed(token: str) -> str:
    """Return a token as words are compared; a sign that belongs to no word stays."""
    return re.sub("['\u2019_]", "", folded(token))
