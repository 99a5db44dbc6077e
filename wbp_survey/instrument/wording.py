"""Is it a typo, or other words? Pure; careful, since a typo needs no decision.

A typo is a difference in case, punctuation, spaces or accents, or at most two words that each
differ by one letter (one put in, left out, replaced, or two neighbours swapped). Not when a word is
short, holds a digit, is one that turns a sentence round (`_TURNS`), or when the earlier word stands
elsewhere in the instrument too: a word that is in use is no slip of the pen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

_SHORTEST = 4
_MOST_WORDS = 2
_TURNS = frozenset(
    """
    niet niets geen wel ooit nooit altijd soms vaak vaker meer meest minder minst zonder alle alleen
    alles enkele elke veel voor goed slecht wilt kunt moet mocht heeft hebt bent was werd wordt
    not none never ever always some seldom often more most less least without with only every
    many much good bad can could may might must shall will would should did does
    """.split()
)


def same_words(before: str, after: str) -> bool:
    """Tell whether two texts differ in nothing but case, punctuation, spaces and accents."""
    return _words(before) == _words(after)


def is_typo(before: str, after: str, in_use: frozenset[str] = frozenset()) -> bool:
    """Tell whether `after` is `before` with a slip mended; `in_use` are words seen elsewhere."""
    one, other = _words(before), _words(after)
    if one == other:
        return True
    if len(one) != len(other):
        return False
    pairs = [(left, right) for left, right in zip(one, other, strict=True) if left != right]
    return len(pairs) <= _MOST_WORDS and all(
        _slip(left, right) and left not in in_use for left, right in pairs
    )


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
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return re.findall(r"\w+", bare)


def _slip(left: str, right: str) -> bool:
    """Tell whether two words are one letter apart and may be a slip of the pen."""
    if min(len(left), len(right)) < _SHORTEST or {left, right} & _TURNS:
        return False
    if re.search(r"\d", left + right):
        return False
    return _one_letter_apart(left, right)


def _one_letter_apart(left: str, right: str) -> bool:
    same = 0
    while same < min(len(left), len(right)) and left[same] == right[same]:
        same += 1
    one, other = left[same:], right[same:]
    if len(one) == len(other):
        swapped = one[:2] == other[:2][::-1] and one[2:] == other[2:]
        return swapped or one[1:] == other[1:]
    return one[1:] == other or one == other[1:]
