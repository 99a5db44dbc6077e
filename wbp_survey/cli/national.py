"""Print a weighted comparison, and what can be said of very many groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

import click

from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.model.result import Comparison, Result
from wbp_survey.report.numbers import (
    EN_DASH,
    PERCENT_FROM,
    count_of,
    decimal_text,
    p_value,
    percent,
    whole,
)
from wbp_survey.texts import current_language, say, say_note

_UNKNOWN = "-"
_ROUNDED = 2
_MOST_GROUPS = 25
_LONGEST_NAME = 20
_CHANCE = 0.05
_NOT_SHOWN = "rank_test_wald"
_SHOWN = ("n_valid", "agree_share", "icc1", "overdispersion", "agree_icc", "n_outside_998")
"""What is shown of all groups together, and has its notes said."""

Stats = Mapping[str, Result]
Groups = dict[str | None, dict[str, Result]]


def print_weighted(comparison: Comparison) -> None:
    """Print every item of a weighted comparison: estimates per group, then the tests."""
    filters = comparison.manifest.filters
    parts = {
        name: say(f"survey.{key}", None, name=filters[name]) if filters.get(name) else ""
        for name, key in (
            ("strata", "in_strata"),
            ("cluster", "in_clusters"),
            ("fpc", "of_population"),
        )
    }
    print_wrapped("", say("survey.weighted", None, weight=filters.get("weight", ""), **parts))
    click.echo()
    if is_national(comparison):
        print_national(comparison)
        return
    for rows in _items(comparison):
        groups = _by_group(rows)
        _print_estimates(rows, groups)
        _print_tests(groups[None])
        _print_pairs(rows)
        _print_notes([row for row in rows if not row.stat.startswith(_NOT_SHOWN)])
    _print_footer(comparison)


def is_national(comparison: Comparison) -> bool:
    """Tell whether these rows are about very many groups."""
    return any(row.stat in {"funnel_z", "delta_rest"} for row in comparison.rows)


def print_national(comparison: Comparison) -> None:
    """Print very many groups: why nothing is tested, and per item which lie furthest away."""
    items = _items(comparison)
    groups = max(len(_by_group(rows)) - 1 for rows in items)
    print_wrapped("", say("survey.no_tests", None, groups=groups))
    click.echo()
    for rows in items:
        _print_spread(rows)
    _print_footer(comparison)


def _print_spread(rows: Sequence[Result]) -> None:
    """Print one item: how the groups spread, and those furthest from the whole."""
    groups = _by_group(rows)
    total = groups.pop(None)
    _print_title(rows[0])
    _print_whole(total)
    ordered = sorted(groups.items(), key=lambda pair: -_distance(pair[1]))
    known = [pair for pair in ordered if _distance(pair[1]) >= 0]
    print_wrapped("  ", say("survey.order"))
    head = ("group", "valid", "agree", "interval", "chance", "shrunken", "rest")
    print_table(
        [say(f"survey.{name}") for name in head],
        [_national_cells(str(group), stats) for group, stats in known[:_MOST_GROUPS]],
        numbers=(1, 2, 5, 6),
    )
    if len(known) > _MOST_GROUPS:
        print_wrapped("  ", say("survey.more", None, more=len(known) - _MOST_GROUPS))
    unknown = len(groups) - len(known)
    if unknown:
        key = "survey.unknown_one" if unknown == 1 else "survey.unknown"
        print_wrapped("  ", say(key, None, count=unknown))
    _print_notes([row for row in total.values() if row.stat in _SHOWN])


def _items(comparison: Comparison) -> list[list[Result]]:
    by_item = groupby(comparison.rows, key=lambda row: (row.variable, row.round))
    return [list(rows) for _, rows in by_item]


def _by_group(rows: Sequence[Result]) -> Groups:
    found: Groups = {None: {}}
    for row in rows:
        if row.group2 is None:
            found.setdefault(row.group, {})[row.stat] = row
    return found


def _print_title(row: Result) -> None:
    click.echo(f"{row.variable} ({row.construct})" if row.construct else row.variable)


def _print_estimates(rows: Sequence[Result], groups: Groups) -> None:
    _print_title(rows[0])
    ordered = sorted(groups.items(), key=lambda pair: pair[0] is None)
    agreeing = any("agree_share" in stats for stats in groups.values())
    mean = any("mean" in stats for stats in groups.values())
    head = ["group", "valid", "effective", *(["mean", "interval"] if mean else [])]
    head += ["agree", "interval"] if agreeing else []
    print_table(
        [say(f"survey.{name}") for name in head],
        [_estimate_cells(group, stats, mean=mean, agreeing=agreeing) for group, stats in ordered],
        numbers=(1, 2, 3, 5) if mean else (1, 2, 3),
    )


def _estimate_cells(group: str | None, stats: Stats, *, mean: bool, agreeing: bool) -> list[str]:
    cells = [
        _name(group) if group else say("survey.all"),
        _number(stats, "n_valid", 0),
        _number(stats, "n_effective", 0),
    ]
    if mean:
        cells += [_number(stats, "mean", _ROUNDED), _interval(stats, "mean_ci", _plain)]
    if agreeing:
        cells += [_share(stats, "agree_share"), _interval(stats, "agree_ci", _of_share)]
    return cells


def _national_cells(group: str, stats: Stats) -> list[str]:
    return [
        _name(group),
        _number(stats, "n_valid", 0),
        _share(stats, "agree_share"),
        _interval(stats, "agree_ci", _of_share),
        _interval(stats, "funnel", _of_share, ("low_95", "high_95")),
        _share(stats, "agree_share_shrunken"),
        _number(stats, "delta_rest", _ROUNDED),
    ]


def _print_whole(total: Stats) -> None:
    """Say how many agree in all, and how the groups lie about that."""
    language = current_language()
    agree = total.get("agree_share")
    if agree is not None and agree.value is not None:
        interval = _interval(total, "agree_ci", _of_share)
        n = whole(agree.n, language)
        text = say("survey.whole", None, agree=_share(total, "agree_share"), interval=interval, n=n)
        print_wrapped("  ", text)
    if _value(total, "icc1") is not None:
        interval = _interval(total, "icc1_ci", _three)
        print_wrapped(
            "  ", say("survey.icc", None, value=_number(total, "icc1", 3), interval=interval)
        )
    groups = _value(total, "n_groups")
    if groups is None or _value(total, "n_outside_95") is None:
        return
    factor = _number(total, "overdispersion", 1)
    icc = _number(total, "agree_icc", 3)
    print_wrapped("  ", say("survey.spread", None, factor=factor, icc=icc))
    text = say(
        "survey.outside",
        None,
        few=_number(total, "n_outside_95", 0),
        far=_number(total, "n_outside_998", 0),
        groups=_number(total, "n_groups", 0),
        chance=whole(groups * _CHANCE, language),
    )
    print_wrapped("  ", text)


def _print_tests(stats: Stats) -> None:
    for name, key in (("rank_test", "rank"), ("rao_scott", "table")):
        if _value(stats, f"{name}_p") is not None:
            text = say(
                f"survey.{key}",
                None,
                df1=_number(stats, f"{name}_df1", 1),
                df2=_number(stats, f"{name}_df2", 1),
                f=_number(stats, f"{name}_f", _ROUNDED),
                p=_p(stats, f"{name}_p"),
            )
            print_wrapped("  ", text)


def _print_pairs(rows: Sequence[Result]) -> None:
    """Print how far every two groups lie apart, where there are more than a few answers."""
    pairs: dict[tuple[str, str], dict[str, Result]] = {}
    for row in rows:
        if row.group is not None and row.group2 is not None:
            pairs.setdefault((row.group, row.group2), {})[row.stat] = row
    known = {
        pair: stats for pair, stats in pairs.items() if _value(stats, "cliffs_delta") is not None
    }
    if not known:
        return
    print_table(
        [say(f"survey.{name}") for name in ("pair", "delta", "interval")],
        [
            [
                f"{_name(first)} {EN_DASH} {_name(second)}",
                _number(stats, "cliffs_delta", _ROUNDED),
                _interval(stats, "cliffs_delta_ci", _plain),
            ]
            for (first, second), stats in known.items()
        ],
        numbers=(1,),
    )
    print_wrapped("  ", say("survey.signs"))


def _print_notes(rows: Sequence[Result]) -> None:
    """Say each note once, in words."""
    for note in dict.fromkeys(note for row in rows for note in row.note):
        print_wrapped(f"  {say('cli.compare.note')}: ", say_note(note))
    click.echo()


def _print_footer(comparison: Comparison) -> None:
    manifest = comparison.manifest
    sha256 = manifest.data_sha256[:12]
    click.echo(say("survey.footer", None, rows=len(comparison.rows), sha256=sha256))


def _distance(stats: Stats) -> float:
    """Return how far a group lies from the whole: in standard errors, else by delta; -1 unknown."""
    for stat in ("funnel_z", "delta_rest"):
        value = _value(stats, stat)
        if value is not None:
            return abs(value)
    return -1.0


def _name(group: str) -> str:
    return group if len(group) <= _LONGEST_NAME else f"{group[: _LONGEST_NAME - 1]}…"


def _value(stats: Stats, stat: str) -> float | None:
    row = stats.get(stat)
    return None if row is None else row.value


def _number(stats: Stats, stat: str, places: int) -> str:
    value = _value(stats, stat)
    return _UNKNOWN if value is None else decimal_text(value, places, current_language())


def _share(stats: Stats, stat: str) -> str:
    """Write a share as a percentage, below twenty answers as x of n."""
    row = stats.get(stat)
    if row is None or row.value is None:
        return _UNKNOWN
    if row.n < PERCENT_FROM:
        return count_of(round(row.value * row.n), row.n, current_language())
    return percent(row.value, row.n, current_language())


def _interval(
    stats: Stats,
    stat: str,
    written: Callable[[Result], str],
    ends: tuple[str, str] = ("low", "high"),
) -> str:
    rows = [stats.get(f"{stat}_{end}") for end in ends]
    texts = [written(row) for row in rows if row is not None and row.value is not None]
    return f"[{'; '.join(texts)}]" if len(texts) == len(ends) else _UNKNOWN


def _plain(row: Result) -> str:
    return decimal_text(row.value or 0.0, _ROUNDED, current_language())


def _three(row: Result) -> str:
    return decimal_text(row.value or 0.0, 3, current_language())


def _of_share(row: Result) -> str:
    """Write one end of an interval of a share: as a percentage from twenty answers on."""
    if row.n < PERCENT_FROM:
        return decimal_text(row.value or 0.0, _ROUNDED, current_language())
    return percent(row.value or 0.0, row.n, current_language()).removesuffix("%")


def _p(stats: Stats, stat: str) -> str:
    p = p_value(_value(stats, stat) or 0.0, current_language())
    return f"p {p}" if p[0] in "<>" else f"p = {p}"
