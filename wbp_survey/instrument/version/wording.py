"""Is it a typo, or other words? Pure; careful, since a typo needs no decision.

A typo is a difference in capitals, punctuation, white space or accents, or at most two words that
are each a slip of the pen apart: one letter put in, left out or replaced, or two neighbours
swapped. Politie and positie are one letter apart too, so a dictionary tells (Dutch and English,
from pyspellchecker): a slip makes a word of what was none. What no dictionary knows, such as a
compound of the study, is a slip only when two neighbours are swapped, a letter is one of a double
one, or the word it makes is in use elsewhere; and then never in a short word, at a beginning or an
ending (werkt, werkte), nor a tense (verwachten, verwachtten). A word in use elsewhere, or with a
digit, is no slip.

Signs that say something (`%`, `€`, `<`, an emoji) are words; a number is one word with its sign and
its point. In short words an accent is emphasis and may turn a sentence (een, één; voor, vóór).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from wbp_survey.texts import LANGUAGES

_SHORT = 4
_SHORTEST = 7
_EMPHASIS = 4
_ENDING = 3
_MOST_WORDS = 2
_TENSE = frozenset("dt")
_NUMBER = re.compile(r"(?<!\w)[-−–]?\d+(?:[.,:]\d+)*")
_TOKEN = re.compile(rf"{_NUMBER.pattern}|\w+|[^\w\s]")
_SIGNS = frozenset("%‰&#@/")


@dataclass(frozen=True, slots=True)
class InUse:
    """The words of two versions; of the earlier one also in how many texts each stands."""

    earlier: Mapping[str, int]
    later: frozenset[str] = frozenset()


def is_typo(before: str, after: str, in_use: InUse | None = None) -> bool:
    """Tell whether `after` is `before` with a slip mended, or with one made."""
    one, other = _words(before), _words(after)
    if one == other:
        return True
    if len(one) != len(other):
        return False
    pairs = [(left, right) for left, right in zip(one, other, strict=True) if left != right]
    used = in_use or InUse({})
    return len(pairs) <= _MOST_WORDS and all(_slip(*pair, used) for pair in pairs)


def words_in(texts: Iterable[str]) -> Mapping[str, int]:
    """Count in how many of `texts` each word stands."""
    found: dict[str, int] = {}
    for text in texts:
        for word in set(_words(text)):
            found[word] = found.get(word, 0) + 1
    return found


def alike(before: str, after: str) -> float:
    """Return from 0 to 1 how much two texts have in common, word by word."""
    one, other = _words(before), _words(after)
    return SequenceMatcher(None, one, other, autojunk=False).ratio() if one or other else 0.0


def _words(text: str) -> list[str]:
    whole = unicodedata.normalize("NFKC", text.casefold())
    # A hyphen within a word is spelling: buurt-app, buurtapp.
    whole = re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", "", whole)
    return [_bare(one) for one in _TOKEN.findall(whole) if _says_something(one)]


def _says_something(token: str) -> bool:
    if any(letter.isalnum() for letter in token):
        return True
    return token in _SIGNS or unicodedata.category(token[0])[0] in "SM"


def _bare(word: str) -> str:
    """Take the accents off, but for those that may be emphasis."""
    if len(word) <= _EMPHASIS:
        return word
    parts = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _slip(left: str, right: str, used: InUse) -> bool:
    """Tell whether two words are one letter apart and may be a slip of the pen."""
    if used.earlier.get(left, 0) > 1 or left in used.later or re.search(r"\d", left + right):
        return False
    if min(len(left), len(right)) < _SHORT or not _one_apart(left, right):
        return False
    was, now = _in_a_dictionary(left), _in_a_dictionary(right)
    return (now and not was) or (not (was and now) and _likely(left, right, used))


def _one_apart(left: str, right: str) -> bool:
    if len(left) == len(right):
        at = _shared(left, right)
        return left[at + 1 :] == right[at + 1 :] or _swapped(left, right)
    shorter, longer = sorted((left, right), key=len)
    at = _shared(shorter, longer)
    return longer[at + 1 :] == shorter[at:]


def _in_a_dictionary(word: str) -> bool:
    return any(word in known for known in _dictionaries())


@cache
def _dictionaries() -> tuple[Any, ...]:
    from spellchecker import SpellChecker

    return tuple(SpellChecker(language=one).word_frequency for one in LANGUAGES)


def _likely(left: str, right: str, used: InUse) -> bool:
    """Tell whether one letter is hardly a choice, of two words that are not both known ones."""
    start, end = _shared(left, right), _shared(left[::-1], right[::-1])
    if min(len(left), len(right)) < _SHORTEST or not start or not end:
        return False
    known = right in used.earlier
    if len(left) == len(right):
        return known or _swapped(left, right)
    longer = max(left, right, key=len)
    put_in = longer[start]
    doubled = put_in == longer[start - 1]
    ending = end < _ENDING or (put_in in _TENSE and end <= _ENDING)
    return (doubled or known) and not ending


def _shared(one: str, other: str) -> int:
    """Count the letters two words begin with alike."""
    pairs = zip(one, other, strict=False)
    return next(
        (at for at, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other))
    )


def _swapped(left: str, right: str) -> bool:
    at = _shared(left, right)
    return left[at : at + 2] == right[at : at + 2][::-1] and left[at + 2 :] == right[at + 2 :]
