"""What `wbp compare` can do and which options each takes; one is imported when asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wbp_survey.model.profile import Release
from wbp_survey.model.result import Comparison

Printed = Callable[[Comparison], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line of `wbp compare`, as it was given; `said` names what was given."""

    file: Path | str | None
    by: str | None
    paired: str | None
    pair: str | None
    crossed: str | None
    items: str | None
    construct: str
    role: str
    cluster: str | None
    block: str
    strata: str
    weight: str
    fpc: str
    order: tuple[str, ...]
    missing: str | None
    minimum: float | None
    maximum: float | None
    sesoi: float | None
    seed: int | None
    resamples: int
    adjust: str
    cases: str | None
    people: str | None
    icc: str | None
    tests: int | None
    figure: Path | None
    cluster_address: str | None
    folder: Path | None
    as_json: bool
    as_csv: bool
    said: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mode:
    """One thing `wbp compare` does: the option that asks for it, what it needs and takes."""

    option: str
    needs: tuple[str, ...]
    takes: frozenset[str]
    module: str
    elsewhere: str = ""
    """The module for the answers of the study, where that is another one."""


def chosen(said: set[str]) -> Mode:
    """Return what is asked for: the first mode whose option was given, else groups by `--by`."""
    for name, mode in MODES.items():
        if name in said:
            return mode
    return _BY


def start(mode: Mode, asked: Asked) -> tuple[Comparison, Printed]:
    """Import what a mode needs and let it compare."""
    module = mode.elsewhere if asked.file is None and mode.elsewhere else mode.module
    run: Callable[[Asked], tuple[Comparison, Printed]] = importlib.import_module(module).run
    return run(asked)


def draw(path: Path, comparison: Comparison, profile: Release) -> None:
    """Import what draws, and draw."""
    importlib.import_module(f"{_IN}.funnel").draw(comparison, path, profile)


_IN = "wbp_survey.cli.modes"
_TESTING = frozenset({"cluster", "seed", "resamples", "adjust"})
_BY = Mode(
    "--by",
    ("by",),
    _TESTING | {"by", "items", "construct", "role", "block", "sesoi", "figure", "cluster_address"},
    f"{_IN}.in_file",
    f"{_IN}.in_study",
)
MODES = {
    "plan": Mode(
        "--plan",
        ("cases", "people"),
        frozenset({"plan", "cases", "people", "icc", "tests", "seed", "resamples"}),
        f"{_IN}.plan",
    ),
    "rounds": Mode(
        "--rounds", (), frozenset({"rounds", "by", "items", "construct", "role"}), f"{_IN}.rounds"
    ),
    "paired": Mode("--paired", ("file",), _TESTING | {"paired"}, f"{_IN}.paired"),
    "pair": Mode("--pair", ("file", "by"), _TESTING | {"pair", "by", "items"}, f"{_IN}.paired"),
    "crossed": Mode(
        "--table",
        (),
        frozenset({"crossed", "strata", "weight", "role", "seed", "resamples"}),
        f"{_IN}.crossed",
    ),
    "weight": Mode(
        "--weight",
        ("file", "by"),
        frozenset({"weight", "by", "items", "strata", "fpc", "cluster", "figure"}),
        f"{_IN}.weighted",
    ),
}
"""What is asked for by an option of its own, by the name of that option, in order of precedence."""
