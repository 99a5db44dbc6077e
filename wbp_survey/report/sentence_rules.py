"""Judgement about words, as data: which word for which share, which chapter for which construct."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_FILE = "sentences.toml"
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Size:
    """A word for shares from `low` to `high`, both included."""

    id: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Seen:
    """A scale, by the words at its ends, on which any answer but the lowest is seeing an effect."""

    id: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class SameFact:
    """A fact asked of several kinds of source.

    `answers` puts codes that say the same together (empty: each stands for itself); numbers agree
    that lie apart no more than `share` of the largest.
    """

    construct: str
    answers: Mapping[str, tuple[str, ...]]
    share: float = 0.0

    def answer(self, code: str) -> str:
        """Return what a code comes to."""
        return next((name for name, codes in self.answers.items() if code in codes), code)


@dataclass(frozen=True, slots=True)
class Rules:
    """All of it."""

    sizes: tuple[Size, ...]
    seen: tuple[Seen, ...]
    chapters: Mapping[str, str]
    default: str
    perceived: tuple[str, ...]
    effects: tuple[str, ...]
    facts: tuple[SameFact, ...]

    def size(self, part: int, total: int) -> Size:
        """Return the word for part of a total: the first whose range holds the share."""
        share = part / total
        for one in self.sizes:
            if one.low - _ROUNDING <= share <= one.high + _ROUNDING:
                return one
        return self.sizes[-1]

    def chapter(self, construct: str) -> str:
        """Return the chapter in which a construct is written about."""
        found = [name for name in self.chapters if begins(construct, [name])]
        return self.chapters[max(found, key=len)] if found else self.default


def begins(construct: str, names: Sequence[str]) -> bool:
    """Tell whether a construct is one of those named or part of it."""
    return any(construct == name or construct.startswith(f"{name}.") for name in names)


@cache
def rules() -> Rules:
    """Read the rules that belong to this version of the tool."""
    file = resources.files("wbp_survey.report") / _FILE
    data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    chapters = dict(data["chapters"])
    default = str(chapters.pop("default"))
    return Rules(
        sizes=tuple(Size(one["id"], one["from"], one["to"]) for one in data["size"]),
        seen=tuple(Seen(one["id"], one["low"], one["high"]) for one in data["seen"]),
        chapters={name: number for number, names in chapters.items() for name in names},
        default=default,
        perceived=tuple(data["perceived"]["constructs"]),
        effects=tuple(data["effects"]["constructs"]),
        facts=tuple(_fact(name, dict(known)) for name, known in data["facts"].items()),
    )


def _fact(construct: str, known: dict[str, Any]) -> SameFact:
    share = float(known.pop("share", 0.0))
    return SameFact(construct, {name: tuple(codes) for name, codes in known.items()}, share)
