"""What is refused and what is warned about: the rules of `judgement.toml`, read and applied.

A rule that refuses leaves the value out and says why; a rule that warns leaves the number and adds
a note. Every note code has its sentence in the catalogue (`notes.<code>`).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal

import tomli

from wbp_survey.analysis.facts import Facts, groups_between

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}
_CONDITION = re.compile(r"(\w+)\s*(<=|>=|==|!=|<|>)\s*('[^']*'|[\w.]+)")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that decides, and why it is this one."""

    name: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Practice:
    """What is done in one situation; its words are `judgement.<id>` in the catalogue."""

    id: str
    source: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold of the facts: `fact` compared with a value or another fact."""

    fact: str
    test: Callable[[Any, Any], bool]
    value: float | str | bool
    other: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Refuse or warn about `stats` when every condition holds; `note` says so, once per detail."""

    id: str
    what: Literal["refuse", "warn"]
    stats: frozenset[str]
    when: tuple[Condition, ...]
    note: str
    source: str
    detail: str = ""
    words: tuple[str, ...] = ()
    """The conditions as they are written."""

    def applies(self, facts: Facts) -> bool:
        """Tell whether every condition holds; not one about a fact that is not known."""
        for one in self.when:
            found = facts.get(one.fact)
            if found is None:
                return False
            bound = facts.get(one.other, one.value) if one.other else one.value
            if not one.test(found, bound):
                return False
        return True

    def notes(self, facts: Facts) -> tuple[str, ...]:
        """Return the note codes this rule gives, with their details."""
        return tuple(f"{self.note}:{one}" if one else self.note for one in self._details(facts))

    def _details(self, facts: Facts) -> Iterable[str]:
        kind, _, rest = self.detail.partition(":")
        if not self.detail:
            return ("",)
        if kind == "groups":
            low, high = map(int, rest.split(".."))
            return groups_between(facts, low, high)
        found = facts[self.detail]
        return map(str, found) if isinstance(found, tuple) else (str(found),)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The thresholds in force, the rules that use them, and what is done in which situation."""

    thresholds: Mapping[str, Threshold]
    rules: tuple[Rule, ...]
    practices: tuple[Practice, ...] = ()
    _about: dict[tuple[str, ...], tuple[Rule, ...]] = field(default_factory=dict, repr=False)

    def about(self, stats: tuple[str, ...]) -> tuple[Rule, ...]:
        """Return the rules that speak about any of these statistics."""
        known = self._about.get(stats)
        if known is None:
            kinds = {stat.partition(":")[0] for stat in stats}
            known = tuple(rule for rule in self.rules if not rule.stats.isdisjoint(kinds))
            self._about[stats] = known
        return known


def rulebook(settings: Mapping[str, float] | None = None) -> Rulebook:
    """Return the rules with the thresholds that a study sets; KeyError for an unknown one."""
    known = _read()
    thresholds = {
        name: Threshold(name, float(one["value"]), one["source"])
        for name, one in known["thresholds"].items()
    }
    for name, value in (settings or {}).items():
        thresholds[name] = Threshold(name, float(value), f"study.yaml; {thresholds[name].source}")
    values = {name: one.value for name, one in thresholds.items()}
    spoken = _spoken(values)
    rules = tuple(_rule(one, values, spoken, known["sets"]) for one in known["rules"])
    practices = tuple(Practice(one["id"], one["source"]) for one in known["practices"])
    return Rulebook(thresholds, rules, practices)


@cache
def default_rulebook() -> Rulebook:
    """Return the rules with the thresholds of `judgement.toml`."""
    return rulebook()


_current: ContextVar[Rulebook | None] = ContextVar("rulebook", default=None)


def current_rulebook() -> Rulebook:
    """Return the rules in force: those of the study being analysed, else the default ones."""
    return _current.get() or default_rulebook()


@contextmanager
def judging_by(book: Rulebook) -> Iterator[None]:
    """Judge by these rules for a while."""
    token = _current.set(book)
    try:
        yield
    finally:
        _current.reset(token)


def threshold(name: str) -> float:
    """Return the value of a threshold that is in force."""
    return current_rulebook().thresholds[name].value


@cache
def threshold_names() -> tuple[str, ...]:
    """Return the names of all thresholds: what study.yaml may set."""
    return tuple(_read()["thresholds"])


@cache
def _read() -> dict[str, Any]:
    file = resources.files("wbp_survey.analysis").joinpath("judgement.toml")
    return tomli.loads(file.read_text("utf-8"))


def _rule(
    raw: Mapping[str, Any],
    values: Mapping[str, float],
    spoken: Mapping[str, str],
    sets: Mapping[str, Any],
) -> Rule:
    return Rule(
        raw["id"],
        raw["what"],
        frozenset(_spelled_out(raw["stats"], sets)),
        tuple(_condition(one, values) for one in raw["when"]),
        raw["note"].format_map(spoken),
        raw["source"],
        raw.get("detail", ""),
        tuple(raw["when"]),
    )


def _spoken(values: Mapping[str, float]) -> dict[str, str]:
    """Write thresholds as a note names them; `<name>_percent` is that of a share."""
    whole = {name: f"{value:.10g}" for name, value in values.items()}
    return whole | {f"{name}_percent": f"{100 * value:.10g}" for name, value in values.items()}


def _spelled_out(names: Iterable[str], sets: Mapping[str, Any]) -> Iterator[str]:
    for name in names:
        if name.startswith("@"):
            yield from _spelled_out(sets[name[1:]], sets)
        else:
            yield name


def _condition(text: str, values: Mapping[str, float]) -> Condition:
    found = _CONDITION.fullmatch(text)
    if found is None:
        return Condition(text, operator.eq, value=True)
    fact, sign, bound = found.groups()
    test = _OPERATORS[sign]
    if bound.startswith("'"):
        return Condition(fact, test, bound.strip("'"))
    if bound in values:
        return Condition(fact, test, values[bound], bound)
    if bound[0].isalpha():
        return Condition(fact, test, float("nan"), bound)
    return Condition(fact, test, float(bound))
