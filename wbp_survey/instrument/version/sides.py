"""Two sides of one key: texts, expressions and plain values, held against each other. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from wbp_survey.instrument.expression.grammar import Tree, faults, parse
from wbp_survey.model.change import Detail
from wbp_survey.model.instrument import Texts

Judge = Callable[[str, str], str]
"""From two texts to "" (the same), "typo" or "wording"."""
Renames = Mapping[str, str]
"""From the id an item had to the id it has now."""

# Texts between quotes are skipped.
_REFERENCE = re.compile(r"""'[^']*'|"[^"]*"|\$\{\s*([A-Za-z_][A-Za-z0-9_-]*)\s*\}""")


def texts_differ(
    left: Texts | None, right: Texts | None, key: str, change: str, judge: Judge
) -> Iterator[Detail]:
    """Yield what differs per language; a language on one side only is a translation."""
    left, right = left or {}, right or {}
    for language in dict.fromkeys([*left, *right]):
        found = judge(left.get(language, ""), right.get(language, ""))
        if not found:
            continue
        one_sided = bool(left) and bool(right) and (language in left) != (language in right)
        kind = "documentation" if one_sided else "typo" if found == "typo" else change
        name = f"{key}.{language}"
        yield Detail(kind, name, left.get(language, ""), right.get(language, ""))


def expressions_differ(
    left: str, right: str, key: str, change: str, renames: Renames
) -> Iterator[Detail]:
    """Yield one detail when two expressions ask for something else; spaces are spelling."""
    named = renamed(left, renames)
    if named != right:
        yield Detail("typo" if _tree(named) == _tree(right) else change, key, named, right)


def values_differ(
    one: object, other: object, kinds: Iterable[tuple[str, str]], prefix: str = ""
) -> Iterator[Detail]:
    """Yield a detail for each key that has another value, with the class it has in `kinds`."""
    for key, change in kinds:
        left, right = getattr(one, key), getattr(other, key)
        if left != right:
            yield Detail(change, f"{prefix}{key}", shown(left), shown(right))


def renamed(expression: str, renames: Renames) -> str:
    """Write an expression with the present ids of the items it names."""

    def present(match: re.Match[str]) -> str:
        name = match.group(1)
        return f"${{{renames[name]}}}" if name in renames else match.group(0)

    return _REFERENCE.sub(present, expression)


def shown(value: object) -> str:
    """Write a value for readers: a list with commas, a number no longer than need be."""
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:.12g}"
    return "" if value is None else str(value)


def _tree(expression: str) -> Tree | str:
    if not expression.strip() or faults(expression):
        return expression.strip()
    return parse(expression)
