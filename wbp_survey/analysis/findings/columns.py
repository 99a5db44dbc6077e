"""Odd columns of a file: constant, nearly empty, codes off the scale, one category spelled twice.

A column is known by its different cells and how often each occurs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from wbp_survey.analysis.rules import threshold

_TWO = 2
_SHORTEST = 5
"""Letters; in shorter words one other letter makes another word."""


def is_constant(counts: Mapping[str, int]) -> bool:
    """Tell whether everybody who answered gave the same answer, three at least."""
    given = [count for count in counts.values() if count]
    return len(given) == 1 and given[0] >= threshold("test_group")


def is_nearly_empty(valid: int, n: int) -> bool:
    """Tell whether nearly all rows of a column have no answer."""
    return n > 0 and n - valid >= threshold("column_missing") * n


def is_numeric(numbers: int, valid: int) -> bool:
    """Tell whether a column is meant to hold numbers, a few texts among them or not."""
    return numbers > 0 and valid - numbers <= threshold("column_text") * valid


def spelling_variants(counts: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Return categories that look like one: apart in capitals, spaces, accents, or one letter.

    One letter apart counts only in words of five letters without a digit, and where one of the two
    is rare beside the other: `Tilburg` and `Tilbrug`, not `groep 1` and `groep 2`. A column with
    more different texts than categories has is words, and is left alone.
    """
    names = [name for name, count in counts.items() if count and name]
    if len(names) > threshold("column_categories"):
        return []
    same: dict[str, list[str]] = {}
    for name in names:
        same.setdefault(_plain(name), []).append(name)
    found = [_often_first(group, counts) for group in same.values() if len(group) >= _TWO]
    found += [_often_first(pair, counts) for pair in _slips(same, counts)]
    return found


def _slips(same: Mapping[str, Sequence[str]], counts: Mapping[str, int]) -> Iterator[list[str]]:
    """Yield pairs of categories that are one slip of the finger apart, one of them rare."""
    total = {plain: sum(counts[name] for name in names) for plain, names in same.items()}
    for one, other in combinations(same, _TWO):
        few, many = sorted((total[one], total[other]))
        if few <= threshold("spelling_share") * many and one_slip(one, other):
            yield [*same[one], *same[other]]


def one_slip(one: str, other: str) -> bool:
    """Tell whether two words are one letter more, less, other, or two swapped apart.

    Damerau (1964), Communications of the ACM 7:171-176: four of five misspellings are one of these.
    """
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST or len(long) - len(short) > 1 or re.search(r"\d", short + long):
        return False
    start = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    rest, swapped = long[start:], long[start : start + 2][::-1] + long[start + 2 :]
    return short != long and (short[start + 1 :] == rest[1:] or short[start:] == swapped)


def _plain(name: str) -> str:
    """Return a category without capitals, accents and double or outer spaces."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return re.sub(r"[\s_\-]+", " ", letters).strip(" .")


def _often_first(names: Sequence[str], counts: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (-counts[name], name)))
