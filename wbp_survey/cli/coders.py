"""Print how well coders agree: the coefficients, the pairs, the codes, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.model.result import Comparison, Result
from wbp_survey.report.numbers import PERCENT_FROM, count_of, decimal_text, p_value, percent
from wbp_survey.texts import current_language, has, say, say_note
from wbp_survey.workflow.coders import CodersComparison

_ROUNDED = 2
_MOST_UNITS = 12
_WEIGHTED = "weighted_kappa"
_DRAWN = "bootstrap_units"
_LISTED = (
    "percent_agreement",
    "percent_all_equal",
    "krippendorff_alpha",
    "cohen_kappa",
    "weighted_quadratic",
    "weighted_linear",
    "light_kappa",
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "kendalls_w",
)

Stats = Mapping[str, Result]


def print_coders(comparison: Comparison) -> None:
    """Print the coefficients of all coders, those of every two, and the units that differ."""
    filters = comparison.manifest.filters
    coders = list(filters["coders"])
    click.echo(
        say(
            "agreement.title",
            None,
            coders=", ".join(coders),
            level=say(f"agreement.level.{filters['scale']}"),
        )
    )
    stats = _named([row for row in comparison.rows if row.group is None])
    _print_counts(stats)
    _print_coefficients(stats)
    _print_reading(stats)
    _print_pairs([row for row in comparison.rows if row.group is not None])
    _print_codes(comparison.rows)
    if isinstance(comparison, CodersComparison):
        _print_apart(comparison)
    _print_notes(comparison.rows)
    click.echo()
    click.echo(_footer(comparison))


def _footer(comparison: Comparison) -> str:
    """Say what it rests on; the seed only where something was drawn by chance."""
    manifest = comparison.manifest
    words = {"rows": len(comparison.rows), "sha256": manifest.data_sha256[:12]}
    drawn = any(row.method == _DRAWN and row.value is not None for row in comparison.rows)
    if not drawn:
        return say("agreement.footer_roles", None, **words)
    words |= {"seed": manifest.seed, "resamples": manifest.resamples}
    return say("agreement.footer", None, **words)


def _named(rows: Sequence[Result]) -> dict[str, Result]:
    """Name the rows by their statistic, weighted kappas by their weights as well."""
    return {row.stat.replace(_WEIGHTED, f"weighted_{row.method}"): row for row in rows}


def _print_counts(stats: Stats) -> None:
    if "n_units" not in stats:
        return
    units = _count(stats, "n_units")
    text = say("agreement.units_one" if units == "1" else "agreement.units", None, count=units)
    found = {name: _count(stats, f"n_{name}") for name in ("pairable", "unpairable", "missing")}
    click.echo(say("agreement.counted", None, units=text, **found))
    click.echo()


def _print_coefficients(stats: Stats) -> None:
    pairs = round(stats["n_pairs"].value or 0) if "n_pairs" in stats else 0
    of = {"percent_agreement": pairs}
    cells = [
        [say(f"agreement.{name}"), _value(stats[name], of.get(name)), _interval(stats, name)]
        for name in _LISTED
        if name in stats
    ]
    head = [say(f"agreement.{name}") for name in ("measure", "value", "interval")]
    print_table(head, cells, numbers=(1,))
    click.echo()


def _print_reading(stats: Stats) -> None:
    """Say what the numbers mean, without calling any of them good or bad."""
    print_wrapped("", say("agreement.reading"))
    if "kendalls_w" in stats:
        row = stats.get("kendalls_w_p")
        known = row is not None and row.value is not None
        p = say("agreement.order_p", None, p=_p(row.value)) if row and known else ""
        print_wrapped("", say("agreement.order", None, p=p))
    needed = stats.get("units_needed")
    if needed is not None and needed.value is not None:
        alpha = decimal_text(float(needed.method.partition("_")[2]), _ROUNDED, current_language())
        count = decimal_text(needed.value, 0, current_language())
        print_wrapped("", say("agreement.needed", None, alpha=alpha, count=count))


def _print_pairs(rows: Sequence[Result]) -> None:
    pairs: dict[str, list[Result]] = {}
    for row in rows:
        pairs.setdefault(f"{row.group} - {row.group2}", []).append(row)
    if not pairs:
        return
    weighted = any(row.stat == _WEIGHTED for row in rows)
    names = ["pair", "equal", "kappa", "interval", *(["weighted"] if weighted else [])]
    cells = []
    for name, found in pairs.items():
        stats = _named(found)
        line = [name, _value(stats["percent_agreement"]), _value(stats["cohen_kappa"])]
        line.append(_interval(stats, "cohen_kappa"))
        cells.append([*line, *([_value(stats["weighted_quadratic"])] if weighted else [])])
    click.echo()
    print_table([say(f"agreement.{name}") for name in names], cells, numbers=(1, 2, 4))


def _print_codes(rows: Sequence[Result]) -> None:
    cells = [
        [row.stat.partition(":")[2], _value(row)]
        for row in rows
        if row.stat.startswith("fleiss_kappa:")
    ]
    if cells:
        click.echo()
        print_table([say("agreement.code"), say("agreement.code_kappa")], cells, numbers=(1,))


def _print_apart(comparison: CodersComparison) -> None:
    """List the units that were not coded alike; not more than fit on a screen."""
    found = comparison.disagreements
    pairable = next((row.value for row in comparison.rows if row.stat == "n_pairable"), None)
    if not pairable:
        return
    click.echo()
    if not found:
        click.echo(say("agreement.apart_none"))
        return
    click.echo(say("agreement.apart", None, count=len(found), all=round(pairable)))
    cells = [[one.unit, _who_gave(comparison.coders, one.codes)] for one in found[:_MOST_UNITS]]
    print_table([say("agreement.unit"), say("agreement.codes")], cells)
    if found[_MOST_UNITS:]:
        click.echo(say("agreement.apart_more", None, count=len(found) - _MOST_UNITS))


def _who_gave(coders: Sequence[str], codes: Sequence[str]) -> str:
    """Write each code with who gave it, the one most gave first."""
    given: dict[str, list[str]] = {}
    for coder, code in zip(coders, codes, strict=True):
        if code:
            given.setdefault(code, []).append(coder)
    often = sorted(given.items(), key=lambda pair: -len(pair[1]))
    return "; ".join(f"{code}: {', '.join(names)}" for code, names in often)


def _print_notes(rows: Sequence[Result]) -> None:
    """Say each note once, in words."""
    notes = dict.fromkeys(note for row in rows for note in row.note)
    if notes:
        click.echo()
    for note in notes:
        print_wrapped("  ", _sentence(note), hang=4)


def _sentence(note: str) -> str:
    kind, _, detail = note.partition(":")
    if kind == "level_assumed" and has(f"agreement.level.{detail}"):
        return say_note(f"{kind}:{say(f'agreement.level.{detail}')}")
    return say_note(note)


def _count(stats: Stats, stat: str) -> str:
    row = stats[stat]
    return say("agreement.none") if row.value is None else str(round(row.value))


def _value(row: Result, of: int | None = None) -> str:
    """Write a coefficient in two decimals; a share as x of n, or a percentage from twenty."""
    if row.value is None:
        return say("agreement.none")
    language = current_language()
    if not row.stat.startswith("percent_"):
        return decimal_text(row.value, _ROUNDED, language)
    n = row.n if of is None else of
    if n >= PERCENT_FROM:
        return percent(row.value, n, language)
    return count_of(round(row.value * n), n, language)


def _interval(stats: Stats, stat: str) -> str:
    ends = [stats.get(f"{stat}_ci_{end}") for end in ("low", "high")]
    known = [row for row in ends if row is not None and row.value is not None]
    if len(known) < len(ends):
        return say("agreement.none")
    return f"[{'; '.join(map(_end, known))}]"


def _end(row: Result) -> str:
    """Write an end of an interval as its estimate is written; of few units never in percent."""
    value, language = row.value or 0.0, current_language()
    if row.stat.startswith("percent_") and row.n >= PERCENT_FROM:
        return percent(value, row.n, language)
    return decimal_text(value, _ROUNDED, language)


def _p(value: float | None) -> str:
    text = p_value(value or 0.0, current_language())
    return f"p {text}" if text.startswith("<") else f"p = {text}"
