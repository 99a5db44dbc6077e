"""Print a comparison on the terminal: per item a table of groups, the test, and the pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import click

from wbp_survey.cli.comparison_tests import print_overview, print_tests
from wbp_survey.cli.stat_text import (
    TWO_PLACES,
    UNKNOWN,
    Page,
    Stats,
    interval_of,
    number,
    p_of,
    plain,
)
from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.model.instrument import text_in
from wbp_survey.model.result import Comparison, Result
from wbp_survey.model.table import Variable
from wbp_survey.report.numbers import PERCENT_FROM, decimal_text, percent
from wbp_survey.texts import current_language, say, say_note

_WITH_THE_NUMBER = frozenset(
    {"most_influential", "nothing_left", "nothing_detectable", "undecided"}
)
"""Notes that are said where the number stands."""


def print_comparison(
    comparison: Comparison, variables: Mapping[str, Variable] | None = None
) -> None:
    """Print every item of a comparison, then what they come to together and rest on."""
    manifest = comparison.manifest
    if manifest.synthetic:
        click.echo(say("cli.compare.synthetic"))
    by = next((row.by or "" for row in comparison.rows), "")
    filters = manifest.filters
    alpha = float(filters.get("alpha", 0.05))
    page = Page(by, str(filters.get("adjust", "")), alpha, current_language(), variables or {})
    items = [
        list(rows)
        for _, rows in groupby(comparison.rows, key=lambda row: (row.variable, row.round))
    ]
    whole, pairs = _shared_notes(items)
    for rows in items:
        _print_item(rows, page, [*whole, *pairs])
    if len(items) > 1:
        print_overview(items, page)
    print_notes(whole, "note_all" if len(items) > 1 else "note")
    print_notes(pairs, "note_pairs_all" if len(items) > 1 else "note_pairs")
    print_foot(comparison)


def print_foot(comparison: Comparison) -> None:
    """Print what the numbers rest on, and for whom they are."""
    manifest = comparison.manifest
    click.echo(
        say(
            "cli.compare.footer",
            rows=len(comparison.rows),
            sha256=manifest.data_sha256[:12],
            seed=manifest.seed,
            resamples=manifest.resamples,
        )
    )
    print_wrapped("", say(f"cli.compare.profile.{manifest.profile}"))


def _print_item(rows: Sequence[Result], page: Page, shared: Sequence[str]) -> None:
    groups = _by_group([row for row in rows if row.group2 is None and row.by == page.by])
    variable = page.variables.get(rows[0].variable)
    click.echo(_title(rows[0]))
    if variable is not None:
        print_wrapped("  ", text_in(variable.label, page.language))
    codes = [stat.partition(":")[2] for stat in groups[-1][1] if stat.startswith("share:")]
    if codes:
        print_wrapped("  ", say("cli.compare.codes", None, codes=_scale(codes, variable, page)))
    head = ("group", "valid", "distribution", "median", "agree", "interval")
    print_table(
        [say(f"cli.compare.{name}") for name in head],
        [_group_cells(group, stats) for group, stats in groups],
        numbers=(1,),
    )
    for group, stats in groups:
        _print_missing(group, stats)
    whole = {row.stat: row for row in rows if row.group is None and row.group2 is None}
    print_tests(whole, page)
    _print_pairs([row for row in rows if row.group2 is not None], page.adjust)
    _print_item_notes(rows, shared)


def _scale(codes: Sequence[str], variable: Variable | None, page: Page) -> str:
    """Write the codes, the first and the last with their words where these are known."""
    labels = variable.code_labels if variable else {}
    named = [
        f"{code} ({text_in(labels[code], page.language)})"
        if place in {0, len(codes) - 1} and labels.get(code)
        else code
        for place, code in enumerate(codes)
    ]
    return " - ".join(named)


def _title(row: Result) -> str:
    title = f"{row.variable} ({row.construct})" if row.construct else row.variable
    return f"{title}, {say('cli.compare.round', None, round=row.round)}" if row.round else title


def _by_group(rows: Iterable[Result]) -> list[tuple[str | None, dict[str, Result]]]:
    found: dict[str | None, dict[str, Result]] = {}
    for row in rows:
        found.setdefault(row.group, {})[row.stat] = row
    return sorted(found.items(), key=lambda pair: pair[0] is None)


def _group_cells(group: str | None, stats: Stats) -> list[str]:
    language = current_language()
    return [
        group or say("cli.compare.all"),
        number(stats, "n_valid", 0),
        _distribution(stats),
        _middle(stats),
        _agreeing(stats),
        _agreeing_interval(stats, language),
    ]


def _middle(stats: Stats) -> str:
    """Write the median and, in brackets, the quartiles."""
    median, low, high = (plain(stats, stat) for stat in ("median", "q1", "q3"))
    return median if median == UNKNOWN else f"{median} ({low}-{high})"


def _distribution(stats: Stats) -> str:
    """Show how many gave each code, low to high: 2-0-5-9-4."""
    shares = [row for stat, row in stats.items() if stat.startswith("share:")]
    if not shares or any(row.value is None for row in shares):
        return UNKNOWN
    return "-".join(str(round((row.value or 0) * row.n)) for row in shares)


def _agreeing(stats: Stats) -> str:
    row = stats.get("agree_share")
    if row is None or row.value is None:
        return UNKNOWN
    return f"{round(row.value * row.n)}/{row.n}"


def _agreeing_interval(stats: Stats, language: str) -> str:
    ends = [stats.get(f"agree_ci_{end}") for end in ("low", "high")]
    written = [_end(row.value, row.n, language) for row in ends if row and row.value is not None]
    return f"[{'; '.join(written)}]" if written else UNKNOWN


def _end(value: float, n: int, language: str) -> str:
    """Write one end of an interval: never as a percentage below n = 20."""
    if n < PERCENT_FROM:
        return decimal_text(value, TWO_PLACES, language)
    return percent(value, n, language)


def _print_missing(group: str | None, stats: Stats) -> None:
    """Say per group who gave no answer, each reason apart."""
    reasons = [
        f"{round(row.value)} {say(stat.replace(':', '.'))}"
        for stat, row in stats.items()
        if stat.startswith("missing:") and row.value
    ]
    if reasons:
        who = group or say("cli.compare.all")
        click.echo(f"  {say('cli.compare.missing', None, group=who, reasons=', '.join(reasons))}")


def _print_pairs(rows: Sequence[Result], adjust: str) -> None:
    pairs: dict[tuple[str | None, str | None], dict[str, Result]] = {}
    for row in rows:
        pairs.setdefault((row.group, row.group2), {})[row.stat] = row
    if not pairs:
        return
    head = ["pairs", "delta", "interval", "p_adjusted"]
    cells = [
        [
            f"{one} - {other}",
            number(stats, "cliffs_delta", TWO_PLACES),
            interval_of(stats, "cliffs_delta"),
            _behind(stats),
        ]
        for (one, other), stats in pairs.items()
    ]
    print_table(
        [say(f"cli.compare.{name}", None, adjust=adjust) for name in head], cells, numbers=(1,)
    )
    without = [_without_one(f"{one} - {other}", stats) for (one, other), stats in pairs.items()]
    if any(without):
        told = "; ".join(one for one in without if one)
        print_wrapped("  ", say("cli.compare.pairs_without_one", None, pairs=told), hang=4)
    for (one, other), stats in pairs.items():
        if number(stats, "equivalence_ci_low", TWO_PLACES) != UNKNOWN:
            print_wrapped("  ", _equivalence(f"{one} - {other}", stats), hang=4)


def _behind(stats: Stats) -> str:
    """Write the p of a pair; none where the test of all groups together shows nothing."""
    row = stats.get("mann_whitney_p_adjusted")
    if row is not None and "omnibus_above_alpha" in row.note:
        return UNKNOWN
    return p_of(stats, "mann_whitney_p_adjusted")


def _without_one(pair: str, stats: Stats) -> str:
    """Write between what delta lies when one case is left out, and which case moves it most."""
    low, high = (
        number(stats, f"cliffs_delta_without_one_{end}", TWO_PLACES) for end in ("low", "high")
    )
    if low == UNKNOWN:
        return ""
    notes = stats["cliffs_delta_without_one_low"].note
    most = [one.partition(":")[2] for one in notes if one.startswith("most_influential:")]
    text = say("cli.compare.pair_without_one", None, pair=pair, low=low, high=high)
    return f"{text} ({most[0]})" if most else text


def _equivalence(pair: str, stats: Stats) -> str:
    """Say whether a pair of groups is equivalent, not, or that it cannot be decided."""
    decided = stats["equivalent"].value
    key = {None: "open", 0.0: "no", 1.0: "yes"}[decided]
    decision = say(f"cli.compare.equivalent_{key}").lower()
    interval = interval_of(stats, "equivalence")
    level = stats["equivalence_ci_low"].method.split("_")[2]  # newcombe_5_90
    return say(
        "cli.compare.equivalent", None, pair=pair, decision=decision, interval=interval, level=level
    )


def _shared_notes(items: Sequence[Sequence[Result]]) -> tuple[list[str], list[str]]:
    """Return the notes that every item has, and those that all have for pairs alone.

    They are said once, at the end.
    """
    noted = [_noted(rows) for rows in items]
    return _common([whole for whole, _ in noted]), _common([pairs for _, pairs in noted])


def _noted(rows: Sequence[Result]) -> tuple[list[str], list[str]]:
    """Return the notes of an item, and those that hold for pairs of groups alone."""
    whole = dict.fromkeys(note for row in rows if row.group2 is None for note in row.note)
    pairs = dict.fromkeys(note for row in rows if row.group2 is not None for note in row.note)
    return list(whole), [note for note in pairs if note not in whole]


def _common(lists: Sequence[Sequence[str]]) -> list[str]:
    return [note for note in lists[0] if all(note in one for one in lists)] if lists else []


def _print_item_notes(rows: Sequence[Result], shared: Sequence[str]) -> None:
    """Say each note of an item once; what holds only for pairs of groups says so."""
    for kind, notes in zip(("note", "note_pairs"), _noted(rows), strict=True):
        print_notes([note for note in notes if note not in shared], kind)
    click.echo()


def print_notes(notes: Iterable[str], kind: str) -> None:
    """Print the sentence of each note."""
    said = [note for note in notes if note.partition(":")[0] not in _WITH_THE_NUMBER]
    for text in dict.fromkeys(say_note(note) for note in said):
        print_wrapped(f"  {say(f'cli.compare.{kind}')}: ", text, hang=4)
