"""Print a comparison on the terminal: per item a table of groups, the test, and the pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import click

from wbp_survey.cli.tables import print_table
from wbp_survey.model.result import Comparison, Result
from wbp_survey.report.numbers import PERCENT_FROM, decimal_text, p_value, percent
from wbp_survey.texts import current_language, say, say_note

_UNKNOWN = "-"
_ROUNDED = 2
_MANY = 1e9

Stats = Mapping[str, Result]


def print_comparison(comparison: Comparison) -> None:
    """Print every item of a comparison and, last, what the numbers rest on."""
    if comparison.manifest.synthetic:
        click.echo(say("cli.compare.synthetic"))
    adjust = str(comparison.manifest.filters.get("adjust", ""))
    for _, rows in groupby(comparison.rows, key=lambda row: (row.variable, row.round)):
        _print_item(list(rows), adjust)
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


def _print_item(rows: Sequence[Result], adjust: str) -> None:
    groups = _by_group([row for row in rows if row.group2 is None])
    click.echo(_title(rows[0]))
    codes = [stat.partition(":")[2] for stat in groups[-1][1] if stat.startswith("share:")]
    if codes:
        click.echo(f"  {say('cli.compare.codes', None, codes=' - '.join(codes))}")
    head = ("group", "valid", "distribution", "median", "agree", "interval")
    print_table(
        [say(f"cli.compare.{name}") for name in head],
        [_group_cells(group, stats) for group, stats in groups],
        numbers=(1,),
    )
    for group, stats in groups:
        _print_missing(group, stats)
    _print_tests({row.stat: row for row in rows if row.group is None and row.group2 is None})
    _print_pairs([row for row in rows if row.group2 is not None], adjust)
    _print_notes(rows)


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
        _number(stats, "n_valid", 0),
        _distribution(stats),
        _middle(stats),
        _agreeing(stats),
        _agreeing_interval(stats, language),
    ]


def _middle(stats: Stats) -> str:
    """Write the median and, in brackets, the quartiles."""
    median, low, high = (_plain(stats, stat) for stat in ("median", "q1", "q3"))
    return median if median == _UNKNOWN else f"{median} ({low}-{high})"


def _number(stats: Stats, stat: str, places: int) -> str:
    row = stats.get(stat)
    if row is None or row.value is None:
        return _UNKNOWN
    return decimal_text(row.value, places, current_language())


def _plain(stats: Stats, stat: str) -> str:
    """Write a score without decimals when it has none."""
    row = stats.get(stat)
    whole = row is not None and row.value is not None and row.value == round(row.value)
    return _number(stats, stat, 0 if whole else 1)


def _distribution(stats: Stats) -> str:
    """Show how many gave each code, low to high: 2-0-5-9-4."""
    shares = [row for stat, row in stats.items() if stat.startswith("share:")]
    if not shares or any(row.value is None for row in shares):
        return _UNKNOWN
    return "-".join(str(round((row.value or 0) * row.n)) for row in shares)


def _agreeing(stats: Stats) -> str:
    row = stats.get("agree_share")
    if row is None or row.value is None:
        return _UNKNOWN
    return f"{round(row.value * row.n)}/{row.n}"


def _agreeing_interval(stats: Stats, language: str) -> str:
    ends = [stats.get(f"agree_ci_{end}") for end in ("low", "high")]
    written = [_end(row.value, row.n, language) for row in ends if row and row.value is not None]
    return f"[{'; '.join(written)}]" if written else _UNKNOWN


def _end(value: float, n: int, language: str) -> str:
    """Write one end of an interval: never as a percentage below n = 20."""
    if n < PERCENT_FROM:
        return decimal_text(value, _ROUNDED, language)
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


def _print_tests(stats: Stats) -> None:
    """Print the test of the groups, with what it could have shown at best."""
    if _number(stats, "kruskal_h", _ROUNDED) == _UNKNOWN:
        click.echo(f"  {say('cli.compare.no_test')}")
        return
    if "cluster_permutation_p" in stats:
        smallest = _p(stats, "cluster_permutation_p_min")
        text = say("cli.compare.cluster", p=_p(stats, "cluster_permutation_p"), smallest=smallest)
        click.echo(f"  {text}")
        click.echo(f"  {say('cli.compare.as_if')}")
    h, df = _number(stats, "kruskal_h", _ROUNDED), _number(stats, "kruskal_df", 0)
    click.echo(f"  {say('cli.compare.kruskal', h=h, df=df, p=_p(stats, 'kruskal_p'))}")
    click.echo(f"  {_permutation(stats)}")
    value, interval = _number(stats, "eta_squared_h", _ROUNDED), _interval(stats, "eta_squared_h")
    click.echo(f"  {say('cli.compare.eta', value=value, interval=interval)}")


def _permutation(stats: Stats) -> str:
    row = stats.get("permutation_p")
    kind = "exact" if row and row.method.startswith("exact") else "monte_carlo"
    how = say(f"cli.compare.permutation_{kind}", count=_count(stats))
    return say(
        "cli.compare.permutation",
        p=_p(stats, "permutation_p"),
        how=how,
        smallest=_p(stats, "permutation_p_min"),
    )


def _count(stats: Stats) -> str:
    """Write how many permutations there are; as a power of ten when there are very many."""
    row = stats.get("permutation_count")
    if row is None or row.value is None or row.value < _MANY:
        return _number(stats, "permutation_count", 0)
    digit, _, exponent = f"{row.value:.0e}".partition("e")
    return f"{digit} × 10^{int(exponent)}"


def _interval(stats: Stats, stat: str) -> str:
    ends = (_number(stats, f"{stat}_ci_{end}", _ROUNDED) for end in ("low", "high"))
    return f"[{'; '.join(ends)}]"


def _p(stats: Stats, stat: str) -> str:
    """Write a p as "p = 0,047" or "p < 0,001"."""
    row = stats.get(stat)
    if row is None or row.value is None:
        return _UNKNOWN
    p = p_value(row.value, current_language())
    return f"p {p}" if p.startswith("<") else f"p = {p}"


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
            _number(stats, "cliffs_delta", _ROUNDED),
            _interval(stats, "cliffs_delta"),
            _p(stats, "mann_whitney_p_adjusted"),
        ]
        for (one, other), stats in pairs.items()
    ]
    print_table(
        [say(f"cli.compare.{name}", None, adjust=adjust) for name in head], cells, numbers=(1,)
    )


def _print_notes(rows: Sequence[Result]) -> None:
    """Say each note once, in words; what holds only for pairs of groups says so."""
    whole = dict.fromkeys(note for row in rows if row.group2 is None for note in row.note)
    pairs = dict.fromkeys(note for row in rows if row.group2 is not None for note in row.note)
    for note in [*whole, *(note for note in pairs if note not in whole)]:
        text = say_note(note)
        about = say("cli.compare.note" if note in whole else "cli.compare.note_pairs")
        click.echo(f"  {about}: {text}")
    click.echo()
