"""Print models on the terminal: the terms with their intervals first, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from math import exp

import click

from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.model.result import Comparison, Result
from wbp_survey.report.numbers import decimal_text, p_value
from wbp_survey.texts import current_language, say, say_note

_NOTHING = "-"
_PLACES = 2
_LARGEST = 700.0
"""The largest number whose exponential is a number."""

_LOG_CONSTANT = "log_odds:(Intercept)"
_TESTS = {
    "lr_p": ("lr", "lr_chi2", "lr_df", ""),
    "f_p": ("f", "f", "f_df", "f_df2"),
    "wald_p": ("wald", "wald_f", "wald_df", "wald_df2"),
}

Stats = Mapping[str, Result]


def print_models(comparison: Comparison) -> None:
    """Print every model (one per round of the outcome) and, last, what the numbers rest on."""
    if comparison.manifest.synthetic:
        click.echo(say("cli.compare.synthetic"))
    for _, rows in groupby(comparison.rows, key=lambda row: (row.variable, row.round)):
        _print_model(list(rows))
    sha256 = comparison.manifest.data_sha256[:12]
    click.echo(say("model.footer", None, rows=len(comparison.rows), sha256=sha256))


def _print_model(rows: Sequence[Result]) -> None:
    stats = {row.stat: row for row in rows if row.group is None}
    click.echo(_title(rows, stats))
    click.echo(f"  {_persons(stats)}")
    _print_effects(stats)
    for line in (*_thresholds(stats), *_references(rows, stats), *_whole_terms(stats)):
        print_wrapped("  ", line)
    for line in (*_shares(stats), *_latent(stats), *_fit(stats), *_cuts(stats)):
        print_wrapped("  ", line)
    _print_notes(rows)


def _title(rows: Sequence[Result], stats: Stats) -> str:
    first = next((row for stat, row in stats.items() if _is_effect(stat) and row.method), None)
    chosen = [note for note in rows[0].note if note.startswith("dichotomised:")]
    kind = first.method if first else "none"
    name = rows[0].variable
    if rows[0].round:
        name = f"{name}, {say('model.round', None, round=rows[0].round)}"
    agreeing = {"logit": "agree", "random_logit": "random_agree"}.get(kind)
    if chosen and agreeing:
        codes = chosen[0].partition(":")[2].replace(",", ", ")
        return say(f"model.title_{agreeing}", None, variable=name, codes=codes)
    return say(f"model.title_{kind}", None, variable=name)


def _persons(stats: Stats) -> str:
    missing = _number(stats, "n_missing", 0)
    text = say("model.persons", None, n=_number(stats, "n_valid", 0), missing=missing)
    if "n_clusters" in stats:
        text += say("model.groups", None, clusters=_number(stats, "n_clusters", 0))
    return f"{text}."


def _is_effect(stat: str) -> bool:
    return stat.partition(":")[0] in {"log_odds", "coefficient"}


def _print_effects(stats: Stats) -> None:
    effects = [stat for stat in stats if _is_effect(stat) and stat != _LOG_CONSTANT]
    if not effects:
        return
    cells = [_effect(stats, *stat.split(":", 1)) for stat in effects]
    odds = effects[0].startswith("log_odds")
    head = ("term", "odds" if odds else "slope", "interval", "df", "p")
    shown = head if any(stat.startswith("df:") for stat in stats) else (*head[:3], "p")
    print_table(
        [say(f"model.{name}") for name in shown],
        [[cell for name, cell in zip(head, one, strict=True) if name in shown] for one in cells],
        numbers=(1,),
    )
    errors = next((row.method for stat, row in stats.items() if stat.startswith("se:")), "")
    if errors:
        print_wrapped("  ", say(f"model.errors_{errors}"))


def _effect(stats: Stats, kind: str, name: str) -> list[str]:
    """Return the cells of one effect, of log odds as odds ratios."""
    odds = kind == "log_odds"
    point, low, high = (
        _scaled(stats, f"{stat}:{name}", odds=odds) for stat in (kind, "ci_low", "ci_high")
    )
    interval = _NOTHING if _NOTHING in {low, high} else f"[{low}; {high}]"
    return [name, point, interval, _number(stats, f"df:{name}", 1), _p(stats, f"p:{name}")]


def _scaled(stats: Stats, stat: str, *, odds: bool) -> str:
    row = stats.get(stat)
    if row is None or row.value is None or (odds and row.value > _LARGEST):
        return _NOTHING
    value = exp(row.value) if odds else row.value
    return decimal_text(value, _PLACES, current_language())


def _thresholds(stats: Stats) -> Iterator[str]:
    found = [
        stat for stat in stats if stat.startswith("threshold:") and stats[stat].value is not None
    ]
    if found:
        named = [f"{stat.partition(':')[2]} {_number(stats, stat, _PLACES)}" for stat in found]
        yield say("model.thresholds", None, thresholds=", ".join(named))
    if _number(stats, _LOG_CONSTANT, _PLACES) != _NOTHING:
        yield say("model.constant", None, value=_number(stats, _LOG_CONSTANT, _PLACES))


def _references(rows: Sequence[Result], stats: Stats) -> Iterator[str]:
    """Say of each category which level the others are compared with."""
    if not any(_is_effect(stat) and row.value is not None for stat, row in stats.items()):
        return
    levels = [row for row in rows if row.stat == "n_valid" and row.group is not None]
    for term, of_term in groupby(levels, key=lambda row: row.by):
        first = next(of_term)
        n = _NOTHING if first.value is None else decimal_text(first.value, 0, current_language())
        yield say("model.reference", None, term=term, level=first.group, n=n)


def _whole_terms(stats: Stats) -> Iterator[str]:
    """Write the test of each term with more columns than one."""
    for stat, row in stats.items():
        kind, _, term = stat.partition(":")
        if kind not in _TESTS or row.value is None:
            continue
        words, value, df, df2 = _TESTS[kind]
        if (stats[f"{df}:{term}"].value or 0) <= 1:
            continue
        places = {
            "df": _number(stats, f"{df}:{term}", 0),
            "df2": _number(stats, f"{df2}:{term}", 1) if df2 else "",
            "value": _number(stats, f"{value}:{term}", _PLACES),
            "p": _p(stats, stat),
        }
        yield f"{term}: {say(f'model.{words}', None, **places)}"


def _shares(stats: Stats) -> Iterator[str]:
    row = stats.get("icc1")
    if row is None:
        return
    if row.value is None:
        yield say("model.no_share")
        return
    yield say(
        "model.share",
        None,
        value=_number(stats, "icc1", _PLACES),
        interval=_interval(stats, "icc1"),
        between=_number(stats, "variance_between", 3),
        within=_number(stats, "variance_within", 3),
    )


def _latent(stats: Stats) -> Iterator[str]:
    """Write the variance between groups behind coded answers, its test, and its share."""
    row = stats.get("icc_latent")
    if row is None:
        return
    if row.value is None:
        yield say("model.no_share")
        return
    chi2, p = _number(stats, "variance_between_chi2", _PLACES), _p(stats, "variance_between_p")
    yield say(
        "model.latent",
        None,
        between=_number(stats, "variance_between", 3),
        interval=_interval(stats, "variance_between"),
        test=say("model.latent_test", None, chi2=chi2, p=p),
    )
    value = _number(stats, "icc_latent", _PLACES)
    yield say("model.latent_share", None, value=value, interval=_interval(stats, "icc_latent"))


def _interval(stats: Stats, name: str) -> str:
    ends = (_number(stats, f"{name}_ci_{end}", _PLACES) for end in ("low", "high"))
    return f"[{'; '.join(ends)}]"


def _fit(stats: Stats) -> Iterator[str]:
    if _number(stats, "working_correlation", 3) != _NOTHING:
        value = _number(stats, "working_correlation", 3)
        yield say("model.correlation", None, value=value)
    if _number(stats, "log_likelihood_null", 1) != _NOTHING:
        null = _number(stats, "log_likelihood_null", 1)
        value = _number(stats, "log_likelihood", 1)
        yield say("model.likelihood", None, value=value, null=null)


def _cuts(stats: Stats) -> Iterator[str]:
    """Show the odds ratios per threshold of the terms whose sign is not the same at all of them."""
    for stat, row in stats.items():
        kind, _, name = stat.partition(":")
        if kind == "log_odds" and "po_signs_differ" in row.note:
            head = f"cut_log_odds:{name}@"
            slopes = [
                f"{one.removeprefix(head)} {_scaled(stats, one, odds=True)}"
                for one in stats
                if one.startswith(head)
            ]
            yield say("model.cut", None, term=name, slopes=", ".join(slopes))


def _number(stats: Stats, stat: str, places: int) -> str:
    row = stats.get(stat)
    if row is None or row.value is None:
        return _NOTHING
    return decimal_text(row.value, places, current_language())


def _p(stats: Stats, stat: str) -> str:
    row = stats.get(stat)
    if row is None or row.value is None:
        return _NOTHING
    p = p_value(row.value, current_language())
    return f"p {p}" if p.startswith(("<", ">")) else f"p = {p}"


def _print_notes(rows: Sequence[Result]) -> None:
    """Say each note once, in words, and of which terms it holds when not of all."""
    about: dict[str, dict[str, None]] = {}
    for row in rows:
        for note in row.note:
            about.setdefault(note, {})[row.stat.partition(":")[2].partition("@")[0]] = None
    effects = {row.stat.partition(":")[2] for row in rows if _is_effect(row.stat)}
    for note, names in about.items():
        some = [name for name in names if name in effects]
        terms = f" ({', '.join(some)})" if some and effects - names.keys() else ""
        print_wrapped("  ", f"{say('model.note')}{terms}: {say_note(note)}", hang=4)
    click.echo()
