"""Print a paired comparison: each condition, who moved where, and what the tests can say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import click

from wbp_survey.analysis.rules import threshold
from wbp_survey.cli.footer import print_footer
from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.model.labels import codes_of
from wbp_survey.model.result import Comparison, Result
from wbp_survey.report.numbers import (
    EN_DASH,
    PERCENT_FROM,
    count_of,
    decimal_text,
    p_value,
    rounded,
)
from wbp_survey.texts import current_language, say, say_note

_UNKNOWN = "-"
_ROUNDED = 2
_LEVELS = 7
_SHORT = 4
_INDENT = "  "

Stats = Mapping[str, Result]


def print_paired(comparison: Comparison) -> None:
    """Print every variable of a paired comparison and, last, what the numbers rest on."""
    manifest = comparison.manifest
    if manifest.synthetic:
        click.echo(say("cli.compare.synthetic"))
    adjust = str(manifest.filters.get("adjust", ""))
    for _, rows in groupby(comparison.rows, key=lambda row: (row.variable, row.round)):
        _print_variable(list(rows), adjust)
    print_footer(comparison)


def _print_variable(rows: Sequence[Result], adjust: str) -> None:
    whole = {row.stat: row for row in rows if row.group is None}
    conditions, pairs = _conditions(rows), _pairs(rows)
    title = f"{rows[0].variable} ({rows[0].construct})" if rows[0].construct else rows[0].variable
    click.echo(title)
    _print_conditions(conditions)
    if "friedman_q" in whole:
        _print_friedman(whole)
        _print_pairs(pairs, adjust)
    for (first, last), stats in pairs.items() if len(pairs) == 1 else ():
        _print_pair(first, last, stats, whole)
    for note in dict.fromkeys(note for row in rows for note in row.note):
        print_wrapped(f"{_INDENT}{say('cli.compare.note')}: ", say_note(note), hang=4)
    click.echo()


def _conditions(rows: Iterable[Result]) -> dict[str, dict[str, Result]]:
    found: dict[str, dict[str, Result]] = {}
    for row in rows:
        if row.group is not None and row.group2 is None:
            found.setdefault(row.group, {})[row.stat] = row
    return found


def _pairs(rows: Iterable[Result]) -> dict[tuple[str, str], dict[str, Result]]:
    found: dict[tuple[str, str], dict[str, Result]] = {}
    for row in rows:
        if row.group is not None and row.group2 is not None:
            found.setdefault((row.group, row.group2), {})[row.stat] = row
    return found


def _print_conditions(conditions: Mapping[str, Stats]) -> None:
    codes = [
        stat.partition(":")[2]
        for stats in list(conditions.values())[:1]
        for stat in stats
        if stat.startswith("share:")
    ]
    if codes:
        unordered = any("no_order" in row.note for row in next(iter(conditions.values())).values())
        key = "paired.categories" if unordered else "cli.compare.codes"
        _say(key, codes=" - ".join(codes))
    print_table(
        [
            say("paired.condition"),
            *(say(f"cli.compare.{name}") for name in ("valid", "distribution", "median")),
        ],
        [
            [name, _whole(stats, "n_valid"), _distribution(stats), _middle(stats)]
            for name, stats in conditions.items()
        ],
        numbers=(1,),
    )
    for name, stats in conditions.items():
        reasons = [
            f"{round(row.value)} {say(stat.replace(':', '.'))}"
            for stat, row in stats.items()
            if stat.startswith("missing:") and row.value
        ]
        if reasons:
            _say("cli.compare.missing", group=name, reasons=", ".join(reasons))


def _print_pair(first: str, last: str, stats: Stats, whole: Stats) -> None:
    """Print two conditions: who moved, the table of moves, the tests, and what to make of it."""
    one, none = _whole(stats, "n_unpaired"), _whole(stats, "n_neither")
    people = say("paired.people", pairs=_whole(stats, "n_pairs"), one=one, none=none)
    arrow = say("paired.pair", first=first, last=last)
    print_wrapped(f"{_INDENT}{arrow}: ", people, hang=4)
    if _left_out(stats, "n_up"):
        return
    if _value(stats, "n_up") is not None:
        _line(_moves(stats) + _shift(stats) + ".")
    if _value(stats, "up_minus_down") is not None:
        value, low, high = _net(stats)
        apart = "net_shared" if "cluster_sign_flip_p" in stats else "net"
        _say(f"paired.{apart}", value=value, low=low, high=high)
    _print_table_of_moves(first, last, stats)
    if "cluster_sign_flip_p" in stats:
        _say("paired.flip", **_p_and_least(stats, "cluster_sign_flip"))
        _say("paired.as_if")
    _print_tests(stats)
    _print_adjusted(whole)
    _line(_verdict(stats, whole))


def _moves(stats: Stats) -> str:
    ways = {name: _whole(stats, f"n_{name}") for name in ("up", "equal", "down")}
    return say("paired.moves", **ways)


def _shift(stats: Stats) -> str:
    shift = _value(stats, "median_shift")
    return "" if shift is None else say("paired.shift", shift=_plain(shift))


def _net(stats: Stats) -> tuple[str, str, str]:
    """Write how many more went up than down, and the interval: no percentage of few people."""
    row, language = stats["up_minus_down"], current_language()
    ends = [_value(stats, f"up_minus_down_ci_{end}") or 0.0 for end in ("low", "high")]
    if row.n < PERCENT_FROM:
        low, high = (decimal_text(end, _ROUNDED, language) for end in ends)
        return count_of(round((row.value or 0.0) * row.n), row.n, language), low, high
    value, low, high = (decimal_text(100 * end, 0, language) for end in (row.value or 0.0, *ends))
    return say("paired.points", points=value), low, high


def _print_table_of_moves(first: str, last: str, stats: Stats) -> None:
    """Print who went from which answer to which, when the scale is short enough to see it."""
    cells = {
        codes_of(stat.partition(":")[2], ">"): row
        for stat, row in stats.items()
        if stat.startswith("movement:")
    }
    codes = list(dict.fromkeys(one for one, *_ in cells))
    if not 1 < len(codes) <= _LEVELS:
        return
    _say("paired.table", first=first, last=last)
    short = max(map(len, codes)) <= _SHORT
    names = codes if short else [f"{place} {code}" for place, code in enumerate(codes, 1)]
    head = codes if short else [str(place) for place in range(1, len(codes) + 1)]
    rows = [
        [f"{_INDENT}{name}", *(_count(cells[code, other]) for other in codes)]
        for name, code in zip(names, codes, strict=True)
    ]
    print_table(["", *head], rows, numbers=range(1, len(codes) + 1))


def _count(row: Result) -> str:
    return decimal_text(row.value, 0, current_language()) if row.value else "."


def _print_tests(stats: Stats) -> None:
    if _value(stats, "wilcoxon_t") is not None:
        exact = stats["wilcoxon_p"].method.startswith("exact")
        _say(
            "paired.ranks",
            how=say("paired.exact" if exact else "paired.normal"),
            effect=_decimal(stats, "rank_biserial"),
            **_p_and_least(stats, "wilcoxon"),
        )
        _say("paired.signs")
        _say("paired.sign", **_p_and_least(stats, "sign"))
    if "mcnemar_p" in stats:
        _say("paired.mcnemar", **_p_and_least(stats, "mcnemar"))
    elif _value(stats, "stuart_maxwell_chi2") is not None:
        _say(
            "paired.margins",
            df=_whole(stats, "stuart_maxwell_df"),
            chi2=_decimal(stats, "stuart_maxwell_chi2"),
            p=_p(stats, "stuart_maxwell_p"),
            wald=_p(stats, "bhapkar_p"),
        )
        _say("paired.margins_exact", **_p_and_least(stats, "stuart_maxwell_permutation"))


def _print_adjusted(whole: Stats) -> None:
    if _value(whole, "omnibus_p_adjusted") is not None:
        size = _whole(whole, "family_size")
        _say("paired.family", p=_p(whole, "omnibus_p_adjusted"), size=size)


def _corrected_away(whole: Stats) -> str:
    """Say that a small p is not small, or not known to be, beside the others of its family."""
    if "family_size" not in whole:
        return ""
    adjusted, size = _value(whole, "omnibus_p_adjusted"), _whole(whole, "family_size")
    if adjusted is None:
        return say("paired.not_known_corrected", size=size)
    return say("paired.not_corrected", size=size) if adjusted > threshold("alpha") else ""


def _verdict(stats: Stats, whole: Stats) -> str:
    """Say what the test that counts allows one to say, and no more."""
    names = ("wilcoxon_p", "mcnemar_p", "stuart_maxwell_permutation_p")
    counts = ("cluster_sign_flip_p",) if "cluster_sign_flip_p" in stats else names
    p = next((found for name in counts if (found := _value(stats, name)) is not None), None)
    if p is None:
        return say("paired.cannot_tell")
    n, effect = _whole(stats, "n_pairs"), _value(stats, "rank_biserial")
    if p > threshold("alpha"):
        one_way = len(counts) > 1 and _one_way(stats)
        return say(
            "paired.mixed" if one_way else "paired.no_sign", n=n, interval=_not_excluded(stats)
        )
    if away := _corrected_away(whole):
        return away
    if effect is None or not effect:
        return say("paired.moved_apart", n=n)
    return say("paired.moved_up" if effect < 0 else "paired.moved_down", n=n)


def _one_way(stats: Stats) -> bool:
    """Tell whether the interval of who went up minus who went down leaves out 0."""
    low, high = (_value(stats, f"up_minus_down_ci_{end}") for end in ("low", "high"))
    return low is not None and high is not None and (low > 0 or high < 0)


def _not_excluded(stats: Stats) -> str:
    """Say what an interval leaves open; not one that takes people who share a case as apart."""
    if _value(stats, "up_minus_down_ci_low") is None or "cluster_sign_flip_p" in stats:
        return ""
    value, low, high = _net(stats)
    few = stats["up_minus_down"].n < PERCENT_FROM
    unit = high if few else say("paired.points", points=high)
    return say("paired.not_excluded", low=low, high=unit) if value else ""


def _print_friedman(whole: Stats) -> None:
    if _left_out(whole, "friedman_q"):
        return
    n = whole["friedman_q"].n
    _say("paired.throughout", n=n, people=_whole(whole, "n_subjects"))
    if "cluster_permutation_p" in whole:
        _say("paired.cluster", **_p_and_least(whole, "cluster_permutation"))
        _say("paired.as_if")
    if _value(whole, "friedman_q") is None:
        _say("paired.cannot_tell")
        return
    _say(
        "paired.friedman",
        df=_whole(whole, "friedman_df"),
        q=_decimal(whole, "friedman_q"),
        w=_decimal(whole, "kendalls_w"),
        p=_p(whole, "friedman_p"),
        permuted=_p(whole, "friedman_permutation_p"),
        smallest=_p(whole, "friedman_permutation_p_min"),
    )
    _print_adjusted(whole)
    clustered = "cluster_permutation_p" in whole
    names = ("cluster_permutation_p",) if clustered else ("friedman_permutation_p", "friedman_p")
    p = next((found for name in names if (found := _value(whole, name)) is not None), None)
    if p is None:
        _say("paired.cannot_tell")
    elif p > threshold("alpha"):
        _say("paired.no_sign", n=n, interval="")
    else:
        _line(_corrected_away(whole) or say("paired.some_differ", n=n))


def _print_pairs(pairs: Mapping[tuple[str, str], Stats], adjust: str) -> None:
    if not pairs:
        return
    names = ("pairs", "n", "direction", "effect", "p")
    print_table(
        [*(say(f"paired.{name}") for name in names), say("paired.adjusted", adjust=adjust)],
        [
            [
                f"{first} {EN_DASH} {last}",
                _whole(stats, "n_pairs"),
                "/".join(_whole(stats, f"n_{way}") for way in ("up", "equal", "down")),
                _decimal(stats, "rank_biserial"),
                _bare_p(stats, "wilcoxon_p"),
                _bare_p(stats, "wilcoxon_p_adjusted"),
            ]
            for (first, last), stats in pairs.items()
        ],
        numbers=(1, 3),
    )
    _say("paired.signs")


def _say(key: str, **values: object) -> None:
    _line(say(key, None, **values))


def _line(text: str) -> None:
    print_wrapped(_INDENT, text, hang=4)


def _value(stats: Stats, stat: str) -> float | None:
    row = stats.get(stat)
    return row.value if row else None


def _left_out(stats: Stats, stat: str) -> bool:
    """Tell whether a number was left out at the gate; the note below says so."""
    row = stats.get(stat)
    return row is not None and "suppressed" in row.note


def _whole(stats: Stats, stat: str) -> str:
    value = _value(stats, stat)
    return _UNKNOWN if value is None else decimal_text(value, 0, current_language())


def _decimal(stats: Stats, stat: str) -> str:
    value = _value(stats, stat)
    return _UNKNOWN if value is None else decimal_text(value, _ROUNDED, current_language())


def _plain(value: float) -> str:
    """Write a score without decimals when it has none."""
    places = 0 if value == round(value) else 1 if rounded(value, 1) == rounded(value, 2) else 2
    return decimal_text(value, places, current_language())


def _distribution(stats: Stats) -> str:
    """Show how many gave each code, low to high: 2-0-5-9-4."""
    shares = [row for stat, row in stats.items() if stat.startswith("share:")]
    if not shares or any(row.value is None for row in shares):
        return _UNKNOWN
    return "-".join(str(round((row.value or 0) * row.n)) for row in shares)


def _middle(stats: Stats) -> str:
    """Write the median and, in brackets, the quartiles."""
    values = [_value(stats, stat) for stat in ("median", "q1", "q3")]
    if None in values:
        return _UNKNOWN
    median, low, high = (_plain(value) for value in values if value is not None)
    return f"{median} ({low}-{high})"


def _p(stats: Stats, stat: str) -> str:
    """Write a p as "p = 0,047" or "p < 0,001"."""
    p = _bare_p(stats, stat)
    if p == _UNKNOWN:
        return say("paired.no_p")
    return f"p {p}" if p[0] in "<>" else f"p = {p}"


def _bare_p(stats: Stats, stat: str) -> str:
    value = _value(stats, stat)
    return _UNKNOWN if value is None else p_value(value, current_language())


def _p_and_least(stats: Stats, name: str) -> dict[str, str]:
    return {"p": _p(stats, f"{name}_p"), "smallest": _p(stats, f"{name}_p_min")}
