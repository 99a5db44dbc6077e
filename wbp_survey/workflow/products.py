"""Terms as they are written, `a:b` and `a*b` among them, become products of columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from wbp_survey.analysis.models.design import Crossed, Simple, Term
from wbp_survey.errors import Problem, UsageError
from wbp_survey.store.wide import is_wide, wide_columns, wide_table
from wbp_survey.workflow.findings_sheet import column_names

_AND, _WITH = ":", "*"
MOST_MULTIPLIED = 4
"""Columns in one product. Of five nobody can say what their product means, and `a*b*…` of twenty
would stand for a million terms."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The terms of a model: each the columns it multiplies, main effects first."""

    products: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are needed, each once."""
        return tuple(dict.fromkeys(name for one in self.products for name in one))

    def of(self, simple: Mapping[str, Simple]) -> list[Term]:
        """Return the terms, made of the columns read."""
        return [
            simple[one[0]]
            if len(one) == 1
            else Crossed(_AND.join(one), tuple(simple[name] for name in one))
            for one in self.products
        ]


def wanted_terms(asked: Sequence[str], columns: Collection[str]) -> Wanted:
    """Read the terms asked for; a name that is itself a column stands for that column.

    As in R's formulas: `a:b` is a product, `a*b` stands for a, b and a:b, the same product twice
    counts once. Raises UsageError for a product of more than `MOST_MULTIPLIED` columns, and for one
    whose parts are not all terms themselves: without them its numbers would say something else than
    they seem to.
    """
    written = [name for name in asked if name not in columns]
    deep = [name for name in written if len(_names(name, columns)) > MOST_MULTIPLIED]
    if deep:
        raise UsageError(
            Problem("USAGE_MODEL_DEEP", values={"term": name, "most": MOST_MULTIPLIED})
            for name in deep
        )
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for name in asked:
        for one in [(name,)] if name in columns else _written_out(name, columns):
            found.setdefault(frozenset(one), one)
    problems = list(_empty(asked, found)) or list(_incomplete(found))
    if problems:
        raise UsageError(problems)
    return Wanted(tuple(sorted(found.values(), key=len)))


def names_in(source: Path | str, asked: Sequence[str]) -> Collection[str]:
    """Return the columns of a file or database table; looked up when a term may be a product."""
    if not any(sign in name for name in asked for sign in (_AND, _WITH)):
        return asked
    if isinstance(source, str) and is_wide(source):
        return wide_columns(wide_table(source))
    return column_names(Path(source))


def _names(name: str, columns: Collection[str]) -> list[str]:
    """Return the columns that one term joins."""
    return [one for part in name.split(_WITH) for one in _factors(part.strip(), columns)]


def _written_out(name: str, columns: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Return the products that one term stands for."""
    parts = [part.strip() for part in name.split(_WITH)]
    for size in range(1, len(parts) + 1):
        for chosen in combinations(parts, size):
            yield tuple(dict.fromkeys(one for part in chosen for one in _factors(part, columns)))


def _factors(part: str, columns: Collection[str]) -> list[str]:
    return [part] if part in columns else [one.strip() for one in part.split(_AND)]


def _incomplete(found: Mapping[frozenset[str], tuple[str, ...]]) -> Iterator[Problem]:
    """Name the products of which a part, or a smaller product, is not among the terms."""
    for whole in found.values():
        smaller = [one for size in range(1, len(whole)) for one in combinations(whole, size)]
        lacking = [_AND.join(one) for one in smaller if frozenset(one) not in found]
        if lacking:
            values = {
                "term": _AND.join(whole),
                "lacking": ", ".join(lacking),
                "whole": _WITH.join(whole),
            }
            yield Problem("USAGE_MODEL_PRODUCT", values=values)


def _empty(
    asked: Sequence[str], found: Mapping[frozenset[str], tuple[str, ...]]
) -> Iterator[Problem]:
    """Name the terms in which a name is missing: `a:` or `*b`."""
    if any("" in one for one in found.values()):
        odd = ", ".join(name for name in asked if _AND in name or _WITH in name)
        yield Problem("USAGE_MODEL_HALF", values={"terms": odd})
