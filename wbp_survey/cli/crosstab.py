"""Print a two-way table: the counts, how strongly both answers hang together, and the tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import click

from wbp_survey.analysis.rules import threshold
from wbp_survey.cli.footer import print_footer
from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.model.labels import codes_of
from wbp_survey.model.result import Comparison, Result
from wbp_survey.report.numbers import PERCENT_FROM, decimal_text, p_value, percent
from wbp_survey.texts import current_language, say, say_note

_UNKNOWN = "-"
_INDENT = "  "
_ROUNDED = 2
_WIDTH = 76
_GAP = 3
_LONGEST = 16
_STANDS_OUT = 2.0  # adjusted residuals are about standard normal
_MOST_CELLS = 6
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

Stats = Mapping[str, Result]


@dataclass(frozen=True, slots=True)
class _Names:
    """What rows or columns are called: their codes, or letters when some code is too long."""

    codes: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def legend(self) -> str:
        """Say what each letter stands for; empty when the codes themselves are shown."""
        if self.shown == self.codes:
            return ""
        return "; ".join(
            f"{letter} {code}" for letter, code in zip(self.shown, self.codes, strict=True)
        )


def print_crosstab(comparison: Comparison) -> None:
    """Print the table with its margins, effect sizes, tests and notes, and what they rest on."""
    manifest = comparison.manifest
    if manifest.synthetic:
        click.echo(say("cli.compare.synthetic"))
    first = comparison.rows[0]
    stats = {row.stat: row for row in comparison.rows if row.by == first.by}
    _print_head(first, stats, comparison.rows)
    _print_counts(first, stats)
    _print_agreeing(first, stats)
    _print_sizes(stats)
    _print_tests(first, stats)
    _print_square(stats)
    _print_strata(str(manifest.filters.get("strata", "")), stats)
    _print_cells(first, stats)
    _print_notes(comparison.rows)
    print_footer(comparison)


def _print_head(first: Result, stats: Stats, rows: Sequence[Result]) -> None:
    """Say which answers these are, how many gave both, and who did not."""
    click.echo(say("crosstab.title", None, row=first.variable, column=first.by))
    _say("crosstab.both", n=_whole(stats, "n_valid"), lost=_whole(stats, "n_missing"))
    if _value(stats, "n_without_stratum"):
        _say("crosstab.adrift", n=_whole(stats, "n_without_stratum"))
    if "n_effective" in stats:
        _say("crosstab.effective", n=_decimal(stats, "n_effective", 1))
    for name in (first.variable, first.by):
        reasons = [
            f"{round(row.value)} {say(row.stat.replace(':', '.'))}"
            for row in rows
            if row.by is None and row.variable == name and row.stat.startswith("missing:")
            if row.value
        ]
        if reasons:
            _say("cli.compare.missing", group=name, reasons=", ".join(reasons))
    click.echo()


def _print_counts(first: Result, stats: Stats) -> None:
    """Print how many gave each pair of answers, with totals, so many columns as fit a line."""
    cells = _cells(stats, "count")
    if all(row.value is None for row in cells.values()):
        return  # nothing there, or nothing that may leave
    rows = _named(tuple(dict.fromkeys(row for row, _ in cells)), 2 * _LONGEST)
    columns = _named(tuple(dict.fromkeys(column for _, column in cells)), _LONGEST)
    weighted = _cells(stats, "table_share")
    for kind, found in (("count", cells), ("weighted", weighted)):
        if found:
            _say(f"crosstab.{kind}", row=first.variable, column=first.by)
            for part in _fitting(columns, rows, found, kind):
                _print_part(rows, part, found, kind)
    for names in (rows, columns):
        if names.legend:
            print_wrapped(_INDENT, names.legend, hang=4)
    click.echo()


def _print_part(
    rows: _Names, columns: _Names, cells: Mapping[tuple[str, str], Result], kind: str
) -> None:
    everything = list(dict.fromkeys(column for _, column in cells))
    body = []
    for code, shown in zip(rows.codes, rows.shown, strict=True):
        own = [cells.get((code, column)) for column in everything]
        line = [cells.get((code, column)) for column in columns.codes]
        body.append([shown, *(_cell([one], kind) for one in line), _cell(own, kind)])
    totals = [[cells.get((row, column)) for row in rows.codes] for column in columns.codes]
    whole = list(cells.values())
    body.append([say("crosstab.total"), *(_cell(one, kind) for one in totals), _cell(whole, kind)])
    head = ["", *columns.shown, say("crosstab.total")]
    print_table(head, body, numbers=range(1, len(head)))


def _cell(cells: Sequence[Result | None], kind: str) -> str:
    """Write a sum of cells: a number of people, or a share of the weights."""
    values = [one.value for one in cells if one is not None]
    if None in values:
        return _UNKNOWN
    found = sum(value or 0.0 for value in values)
    if kind == "count":
        return decimal_text(found, 0, current_language()) if found else "."
    n = next((one.n for one in cells if one is not None), 0)
    if n < PERCENT_FROM:
        return decimal_text(found, _ROUNDED, current_language())
    return percent(found, n, current_language())


def _fitting(
    columns: _Names, rows: _Names, cells: Mapping[tuple[str, str], Result], kind: str
) -> Iterator[_Names]:
    """Divide the columns into parts that fit the width of a screen."""
    label = max(map(len, (*rows.shown, say("crosstab.total"))))
    number = max(len(_cell([one], kind)) for one in cells.values())
    number = max(number, len(_cell(list(cells.values()), kind)))
    room = _WIDTH - label - _GAP - max(number, len(say("crosstab.total"))) - _GAP
    part: list[int] = []
    used = 0
    for place, name in enumerate(columns.shown):
        width = max(len(name), number) + _GAP
        if part and used + width > room:
            yield _picked(columns, part)
            part, used = [], 0
        part.append(place)
        used += width
    yield _picked(columns, part)


def _picked(names: _Names, places: Sequence[int]) -> _Names:
    return _Names(
        tuple(names.codes[place] for place in places), tuple(names.shown[place] for place in places)
    )


def _named(codes: tuple[str, ...], longest: int) -> _Names:
    """Use letters when a code is too long for a heading, and numbers past the alphabet."""
    if max(map(len, codes)) <= longest:
        return _Names(codes, codes)
    few = len(codes) <= len(_LETTERS)
    return _Names(
        codes, tuple(_LETTERS[place] if few else f"{place + 1}" for place in range(len(codes)))
    )


def _cells(stats: Stats, kind: str) -> dict[tuple[str, str], Result]:
    """Return the rows about one cell each, by its row and column."""
    found = {}
    for stat, row in stats.items():
        name, _, cell = stat.partition(":")
        if name == kind:
            found[codes_of(cell, "|")] = row
    return found


def _print_agreeing(first: Result, stats: Stats) -> None:
    """Say how many agree with both statements: both can be true of one person."""
    if _value(stats, "agree_both") is None:
        return
    parts = ("both", "first_only", "second_only", "neither")
    numbers = {name: _whole(stats, f"agree_{name}") for name in parts}
    n = _whole(stats, "n_valid")
    _say("crosstab.agree", n=n, row=first.variable, column=first.by, **numbers)


def _print_sizes(stats: Stats) -> None:
    """Print how strongly both answers hang together."""
    if _value(stats, "cramers_v") is not None:
        corrected = _decimal(stats, "cramers_v_corrected")
        _say("crosstab.cramers_v", v=_decimal(stats, "cramers_v"), corrected=corrected)
    if _two_by_two(stats):
        _say("crosstab.phi", value=_decimal(stats, "phi"))
    ranked = () if _two_by_two(stats) else ("spearman", "kendall_tau_b", "gamma")
    for name in ("odds_ratio", *ranked):
        if _value(stats, name) is not None:
            interval = _interval(stats, name)
            _say(f"crosstab.{name}", value=_decimal(stats, name), interval=interval)


def _print_tests(first: Result, stats: Stats) -> None:
    """Print the tests of the whole table, the exact ones first."""
    if _value(stats, "chi2") is None:
        if "suppressed" not in stats["chi2"].note:  # the note below says that it is left out
            _say("crosstab.no_test")
        return
    clustered = _clustered(stats)
    if clustered:
        _say("crosstab.as_if")
    _say("crosstab.fisher", how=_how(stats, "fisher_p"), **_p_and_least(stats, "fisher_p"))
    _say(
        "crosstab.chi2",
        df=_whole(stats, "chi2_df"),
        chi2=_decimal(stats, "chi2"),
        p=_p(stats, "chi2_p"),
    )
    if _value(stats, "linear_by_linear_z") is not None and not _two_by_two(stats):
        _say(
            "crosstab.trend",
            z=_decimal(stats, "linear_by_linear_z"),
            p=_p(stats, "linear_by_linear_p"),
            how=_how(stats, "linear_by_linear_exact_p"),
            exact=_p(stats, "linear_by_linear_exact_p"),
            smallest=_p(stats, "linear_by_linear_exact_p_min"),
        )
    if clustered:
        _say("crosstab.shared")
    else:
        _print_verdict(first, stats)


def _print_verdict(first: Result, stats: Stats) -> None:
    """Say what the test that counts allows one to say, and no more.

    Of two ordered answers that is the trend, else whether they hang together in any way.
    """
    ordered = _value(stats, "linear_by_linear_z") is not None
    exact, normal = "linear_by_linear_exact_p", "linear_by_linear_p"
    if not ordered:
        exact, normal = "fisher_p", "chi2_p"
    p = _value(stats, exact)
    if p is None and _value(stats, f"{exact}_min") is None:  # too many people to go through
        p = _value(stats, normal)
    about = {"n": _whole(stats, "n_valid"), "row": first.variable, "column": first.by}
    if p is None:
        _say("crosstab.cannot_tell")
    elif p > threshold("alpha"):
        kind = "no_trend" if ordered else "no_sign"
        _say(f"crosstab.{kind}", interval=_not_excluded(stats), **about)
    elif ordered:
        _say("crosstab.up" if (_value(stats, "spearman") or 0) > 0 else "crosstab.down", **about)
    else:
        _say("crosstab.together", **about)


def _not_excluded(stats: Stats) -> str:
    ends = ("spearman_ci_low", "spearman_ci_high")
    if _value(stats, ends[0]) is None:
        return ""
    low, high = (_decimal(stats, end) for end in ends)
    return say("crosstab.not_excluded", None, low=low, high=high)


def _clustered(stats: Stats) -> bool:
    """Tell whether people share a case, so that they are not independent."""
    return any("as_if_independent" in row.note for row in stats.values())


def _two_by_two(stats: Stats) -> bool:
    """Tell whether two rows and two columns are in use: all correlations are then phi."""
    return _value(stats, "phi") is not None


def _print_square(stats: Stats) -> None:
    """Print whether both answers are spread alike over the same categories."""
    if "mcnemar_p" in stats and _value(stats, "mcnemar_p_min") is not None:
        _say("crosstab.mcnemar", **_p_and_least(stats, "mcnemar_p"))
    elif _value(stats, "stuart_maxwell_chi2") is not None:
        _say(
            "crosstab.margins",
            df=_whole(stats, "stuart_maxwell_df"),
            chi2=_decimal(stats, "stuart_maxwell_chi2"),
            p=_p(stats, "stuart_maxwell_p"),
            wald=_p(stats, "bhapkar_p"),
        )
        _say("crosstab.margins_exact", **_p_and_least(stats, "stuart_maxwell_permutation_p"))


def _print_strata(strata: str, stats: Stats) -> None:
    """Print what holds within the strata."""
    if not strata or _value(stats, "cmh_general_chi2") is None:
        return
    _say("crosstab.within", strata=strata)
    if _value(stats, "mantel_haenszel_odds_ratio") is not None:
        _say(
            "crosstab.common_odds",
            value=_decimal(stats, "mantel_haenszel_odds_ratio"),
            interval=_interval(stats, "mantel_haenszel_odds_ratio"),
            p=_p(stats, "breslow_day_p"),
        )
    for name in ("cmh_general", "cmh_row_mean", "cmh_correlation", "van_elteren"):
        if _value(stats, f"{name}_chi2") is not None:
            _say(
                f"crosstab.{name}",
                df=_whole(stats, f"{name}_df"),
                chi2=_decimal(stats, f"{name}_chi2"),
                p=_p(stats, f"{name}_p"),
            )
    for name in ("cmh_correlation_exact_p", "blocked_permutation_p"):
        if _value(stats, f"{name}_min") is not None:
            _say(f"crosstab.{name}", how=_how(stats, name), **_p_and_least(stats, name))


def _print_cells(first: Result, stats: Stats) -> None:
    """Name the cells that lie furthest from what is expected."""
    found = [
        (row.value, one, other)
        for (one, other), row in _cells(stats, "residual").items()
        if row.value is not None and abs(row.value) > _STANDS_OUT
    ]
    if not found or _two_by_two(stats):
        return
    language = current_language()
    furthest = sorted(found, key=lambda cell: (-abs(cell[0]), cell[1:]))[:_MOST_CELLS]
    named = [f"{one} | {other} ({decimal_text(z, 1, language)})" for z, one, other in furthest]
    _say("crosstab.cells", cells="; ".join(named), row=first.variable, column=first.by)


def _print_notes(rows: Sequence[Result]) -> None:
    for note in dict.fromkeys(note for row in rows for note in row.note):
        print_wrapped(f"{_INDENT}{say('cli.compare.note')}: ", say_note(note), hang=4)
    click.echo()


def _say(key: str, **values: object) -> None:
    print_wrapped(_INDENT, say(key, None, **values), hang=4)


def _how(stats: Stats, stat: str) -> str:
    """Tell whether a p is exact or sampled."""
    exact = stats[stat].method != "monte_carlo"
    return say("crosstab.exact" if exact else "crosstab.sampled")


def _p_and_least(stats: Stats, stat: str) -> dict[str, str]:
    return {"p": _p(stats, stat), "smallest": _p(stats, f"{stat}_min")}


def _value(stats: Stats, stat: str) -> float | None:
    row = stats.get(stat)
    return None if row is None else row.value


def _whole(stats: Stats, stat: str) -> str:
    return _decimal(stats, stat, 0)


def _decimal(stats: Stats, stat: str, places: int = _ROUNDED) -> str:
    value = _value(stats, stat)
    return _UNKNOWN if value is None else decimal_text(value, places, current_language())


def _interval(stats: Stats, stat: str) -> str:
    """Write an interval behind its estimate; nothing when there is none."""
    if _value(stats, f"{stat}_ci_low") is None:
        return ""
    low, high = (_decimal(stats, f"{stat}_ci_{end}") for end in ("low", "high"))
    return say("crosstab.interval", None, low=low, high=high)


def _p(stats: Stats, stat: str) -> str:
    value = _value(stats, stat)
    if value is None:
        return say("crosstab.no_p")
    p = p_value(value, current_language())
    return f"p {p}" if p[0] in "<>" else f"p = {p}"
