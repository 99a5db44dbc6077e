"""What pages show of the tool itself: rows that a command gives, and what is refused."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from click.testing import CliRunner

from wbp_survey.analysis.rules import default_rulebook
from wbp_survey.cli.main import application
from wbp_survey.texts import say_note

JUDGEMENT = resources.files("wbp_survey.analysis").joinpath("judgement.toml")

_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Worked:
    """A command and the rows it gave."""

    line: str
    rows: tuple[dict, ...]

    def row(self, stat: str, *groups: str, variable: str = "") -> dict:
        """Return the row with this statistic, of these groups (none: of all together)."""
        wanted = (*groups, None, None)[:2]
        about = variable or self.rows[0]["variable"]
        return next(
            one
            for one in self.rows
            if one["stat"] == stat and (one["group"], one["group2"]) == wanted
            if about == one["variable"]
        )

    def __call__(self, stat: str, *groups: str, variable: str = "") -> float:
        """Return the value of that row."""
        return self.row(stat, *groups, variable=variable)["value"]

    def table(self, *stats: str | tuple[str, ...]) -> str:
        """Write the command and these rows; a statistic, or one with its groups."""
        lines = [f"```console\n$ {self.line}\n```\n", "| stat | of | value | n | note |"]
        lines.append("|---|---|---|---|---|")
        for asked in stats:
            stat, *groups = (asked,) if isinstance(asked, str) else asked
            one = self.row(stat, *groups)
            note = ", ".join(f"`{code}`" for code in one["note"])
            about = " - ".join(groups) or "all"
            lines.append(f"| `{stat}` | {about} | {number(one['value'])} | {one['n']} | {note} |")
        return "\n".join(lines)


@cache
def worked(line: str) -> Worked:
    """Run a command that starts with `wbp`, with `--json` behind it."""
    return Worked(line, tuple(json.loads(printed(f"{line} --json"))["rows"]))


def printed(line: str) -> str:
    """Return what a command prints."""
    done = CliRunner().invoke(application(), line.split()[1:], catch_exceptions=False)
    if done.exit_code:
        raise SystemExit(f"{line}: {done.output}")
    return done.stdout


def number(value: float | None) -> str:
    """Write a value: whole numbers as they are, others with three decimals, tiny ones as such."""
    if value is None:
        return "-"
    if 0 < abs(value) < 10**-_DECIMALS / 2:
        return f"{value:.0e}"
    return f"{value:,.0f}" if value == int(value) else f"{value:.{_DECIMALS}f}"


def judged(what: str, *names: str, but: tuple[str, ...] = ()) -> str:
    """Write the notes that refuse or warn about statistics, each with its words.

    A name is one of `[sets]` in judgement.toml with an `@` before it, or a statistic. `but` are
    notes about the same statistics under another command.
    """
    stats, found = set(_stats(names)), {}
    about = [rule for rule in default_rulebook().rules if not rule.stats.isdisjoint(stats)]
    notes = [rule.note for rule in about if rule.what == what]
    if gone := set(but) - set(notes):
        raise SystemExit(f"no such notes: {sorted(gone)}")
    for note in notes:
        if note not in but:
            found.setdefault(say_note(f"{note}:\u2026", "en"), []).append(note)
    lines = ["| note | what it says |", "|---|---|"]
    for words, notes in found.items():
        lines.append(f"| {', '.join(f'`{note}`' for note in dict.fromkeys(notes))} | {words} |")
    return "\n".join(lines)


def _stats(names):
    """Spell out sets."""
    for name in names:
        yield from _stats(_sets()[name[1:]]) if name.startswith("@") else (name,)


@cache
def _sets():
    return tomllib.loads(JUDGEMENT.read_text("utf-8"))["sets"]
