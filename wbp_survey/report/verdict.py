"""What a comparison of groups comes to, in words, by rules that are named.

"No difference" is never written. Without a small p there is no sign of one, and the interval says
how large a difference is left open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from wbp_survey.model.result import Result
from wbp_survey.report.numbers import decimal_text, p_value, whole
from wbp_survey.texts import has, say, say_note

Stats = Mapping[str, Result]
Kind = Literal["untested", "many", "undecidable", "differ", "not_corrected", "no_sign"]
"""Which rule chose the words: refused; too many groups to test; no outcome could pass; a p at most
alpha; one that is not after correction for its family; no small p."""

_TESTS = ("cluster_permutation_p", "blocked_permutation_p", "permutation_p", "kruskal_p")
_WITH_INTERVAL = ("differ", "no_sign")
"""Where nothing varies within the groups there is no interval to say: other words."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rule that chose the words, the test that decides, and the words."""

    kind: Kind
    test: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)


def verdict(stats: Stats, by: str, alpha: float, language: str) -> Verdict:
    """Say what the rows of all groups of one variable come to.

    `stats` are its rows without a group, by statistic; `alpha` the level that decides.
    """
    test = _deciding(stats)
    kind = _kind(stats, test, alpha)
    values = _values(stats, test, by, language)
    suffix = _interval_kind(stats) if kind in _WITH_INTERVAL else ""
    return Verdict(kind, test, say(f"verdict.{kind}{suffix}", language, **values), values)


def _interval_kind(stats: Stats) -> str:
    """Tell whether there is no interval, or one that takes people who share a case as apart."""
    high = stats.get("eta_squared_h_ci_high")
    if high is None or high.value is None:
        return "_bare"
    return "_shared" if "as_if_independent" in high.note else ""


def groups_word(by: str, language: str) -> str:
    """Name what is compared: municipalities, cases, roles, or just groups."""
    key = f"verdict.groups.{by}"
    return say(key if has(key) else "verdict.groups.any", language)


def _deciding(stats: Stats) -> str:
    """Name the test that decides; with too many answers to permute it is chi-square."""
    test = next((name for name in _TESTS if name in stats), "")
    if test == "permutation_p" and "permutation_skipped" in stats[test].note:
        return "kruskal_p" if _value(stats, "kruskal_p") is not None else test
    return test


def _kind(stats: Stats, test: str, alpha: float) -> Kind:
    effect = stats.get("kruskal_h")
    if effect is None or effect.value is None:
        return "untested"
    p, smallest = _value(stats, test), _value(stats, f"{test}_min")
    if any(note.startswith("many_groups_no_test") for note in stats[test].note):
        return "many"
    if p is None:
        return "undecidable" if smallest is not None and smallest > alpha else "untested"
    if p > alpha:
        return "no_sign"
    adjusted = _value(stats, "omnibus_p_adjusted")
    return "not_corrected" if adjusted is not None and adjusted > alpha else "differ"


def _values(stats: Stats, test: str, by: str, language: str) -> dict[str, str]:
    deciding = stats.get(test)
    return {
        "groups": groups_word(by, language),
        "n": whole(deciding.n if deciding else 0, language),
        "p": _p(stats, test, language),
        "smallest": _p(stats, f"{test}_min", language),
        "adjusted": _p(stats, "omnibus_p_adjusted", language),
        "family": _number(stats, "family_size", 0, language),
        "eta": _number(stats, "eta_squared_h", 2, language, floor=True),
        "low": _number(stats, "eta_squared_h_ci_low", 2, language),
        "high": _number(stats, "eta_squared_h_ci_high", 2, language),
        "why": _why(deciding, language),
    }


def _why(row: Result | None, language: str) -> str:
    """Say why there is no number, from the first note that does."""
    notes = row.note if row else ()
    return say_note(notes[0], language) if notes else ""


def _value(stats: Stats, stat: str) -> float | None:
    row = stats.get(stat)
    return row.value if row else None


def _number(stats: Stats, stat: str, places: int, language: str, *, floor: bool = False) -> str:
    value = _value(stats, stat)
    if value is None:
        return "?"
    return decimal_text(max(value, 0.0) if floor else value, places, language)


def _p(stats: Stats, stat: str, language: str) -> str:
    value = _value(stats, stat)
    if value is None:
        return "p = ?"
    text = p_value(value, language)
    return f"p {text}" if text[0] in "<>" else f"p = {text}"
