"""Print scales on the terminal: consistency, the items, the scores, and what must be said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.model.instrument import text_in
from wbp_survey.model.result import Comparison, Result
from wbp_survey.report.numbers import decimal_text
from wbp_survey.texts import current_language, say, say_note

_UNKNOWN = "-"
_ROUNDED = 2
_INDENT = "  "
_SAID = ("turned", "half_rule", "complete_rule", "share80_rule")

Stats = Mapping[str, Result]
Described = Mapping[str, Any]


def print_scales(comparison: Comparison) -> None:
    """Print every scale of a comparison and, last, what the numbers rest on."""
    manifest = comparison.manifest
    if manifest.synthetic:
        click.echo(say("cli.compare.synthetic"))
    for scale in manifest.filters["scales"]:
        rows = [row for row in comparison.rows if _of(row, scale)]
        _print_scale(scale, rows)
    words = {"rows": len(comparison.rows), "sha256": manifest.data_sha256[:12]}
    click.echo(say("reliability.footer", None, **words))


def _of(row: Result, scale: Described) -> bool:
    if row.round != scale["round"]:
        return False
    names = {
        f"{name}{about}" for name in (scale["id"], *scale["items"]) for about in _abouts(scale)
    }
    return row.group in (None, scale["id"]) and row.variable in names


def _abouts(scale: Described) -> tuple[str, ...]:
    """Return what follows a name that is about something else than the case."""
    about = scale["referent"]
    return ("",) if about in ("", "case") else (f"@{about}",)


def _print_scale(scale: Described, rows: Sequence[Result]) -> None:
    suffix = _abouts(scale)[0]
    stats = _stats(rows, scale["id"] + suffix)
    items = {name: _stats(rows, name + suffix) for name in scale["items"]}
    click.echo(_title(scale))
    print_wrapped(_INDENT, _scoring(scale))
    if _value(stats, "n_complete") is not None:  # else nothing about so few may be shown
        for line in _consistency(stats):
            print_wrapped(_INDENT, line)
        _print_items(scale, items)
        for line in (*_scores(stats), _answered(stats)):
            print_wrapped(_INDENT, line)
    _print_notes(rows)


def _stats(rows: Iterable[Result], variable: str) -> Stats:
    return {row.stat: row for row in rows if row.variable == variable}


def _title(scale: Described) -> str:
    label = text_in(scale["label"], current_language())
    title = f"{label} ({scale['id']})" if label else scale["id"]
    about = scale["referent"]
    if about not in ("", "case"):
        title = f"{title}, {say('schema.value.referent.' + about)}"
    number = scale["round"]
    return f"{title}, {say('cli.compare.round', None, round=number)}" if number else title


def _scoring(scale: Described) -> str:
    """Say in one sentence how a score is made."""
    ends = scale["range"] or scale["ends"]
    on = say("reliability.on", None, low=_short(ends[0]), high=_short(ends[1])) if ends else ""
    turned = ", ".join(scale["turned"])
    sentence = say(
        "reliability.scoring", None, items=len(scale["items"]), on=on, needed=scale["needed"]
    )
    return f"{sentence} {say('reliability.turned', None, items=turned)}" if turned else sentence


def _consistency(stats: Stats) -> list[str]:
    complete, asked = stats["n_complete"].value, stats["n_complete"].n
    words = {"complete": _short(complete), "asked": asked}
    alpha = _value(stats, "cronbach_alpha")
    if alpha is None:
        lines = [say("reliability.no_alpha", None, **words)]
    else:
        written = _with_interval(stats, "cronbach_alpha")
        lines = [say("reliability.alpha", None, **words, alpha=written)]
    pairwise = stats["cronbach_alpha_pairwise"]
    if complete != asked and pairwise.value is not None:
        written = _with_interval(stats, pairwise.stat)
        lines.append(say("reliability.pairwise", None, alpha=written, n=pairwise.n))
    if alpha is not None:
        average, standard = _number(stats, "average_r"), _number(stats, "standardized_alpha")
        lines.append(say("reliability.average", None, average=average, standard=standard))
    for stat in ("omega_total", "ordinal_alpha"):
        if _value(stats, stat) is not None:
            lines.append(say(f"reliability.{stat}", None, value=_number(stats, stat)))
    return lines


def _print_items(scale: Described, items: Mapping[str, Stats]) -> None:
    head = [
        say(f"reliability.head.{name}") for name in ("item", "valid", "rest", "drop", "missing")
    ]
    cells = [
        [
            f"{name} ({say('reliability.reversed')})" if name in scale["turned"] else name,
            _number(stats, "n_valid", 0),
            _number(stats, "item_rest_r"),
            _number(stats, "alpha_if_dropped"),
            _missing(stats),
        ]
        for name, stats in items.items()
    ]
    print_table(head, cells, numbers=(1, 2, 3))


def _missing(stats: Stats) -> str:
    reasons = [
        f"{round(row.value)} {say(stat.replace(':', '.'))}"
        for stat, row in stats.items()
        if stat.startswith("missing:") and row.value
    ]
    return ", ".join(reasons) or _UNKNOWN


def _scores(stats: Stats) -> list[str]:
    """Say who has a score and how the scores lie; bands and ends only where they are known."""
    n = stats["n_valid"]
    if not n.value:
        return [say("reliability.no_scores")]
    lines = [_middle(stats)]
    bands = [row for stat, row in stats.items() if stat.startswith("count:")]
    if bands and all(row.value is not None for row in bands):
        counts = "-".join(_short(row.value) for row in bands)
        low = bands[0].stat.removeprefix("count:").rpartition("-")[0]
        high = bands[-1].stat.rpartition("-")[2]
        lines.append(say("reliability.bands", None, low=low, high=high, counts=counts))
    if _value(stats, "floor_share") is not None:
        ends = {name: _hits(stats, f"{name}_share") for name in ("floor", "ceiling")}
        lines.append(say("reliability.ends", None, **ends, n=n.n))
    return lines


def _middle(stats: Stats) -> str:
    n = _number(stats, "n_valid", 0)
    if _value(stats, "median") is None:
        return say("reliability.few_scores", None, n=n)
    middle = {stat: _number(stats, stat) for stat in ("median", "q1", "q3")}
    line = say("reliability.median", None, n=n, **middle)
    if _value(stats, "mean") is None:
        return line
    mean = {"mean": _with_interval(stats, "mean"), "sd": _number(stats, "sd")}
    return f"{line} {say('reliability.mean', None, **mean)}"


def _hits(stats: Stats, stat: str) -> str:
    row = stats[stat]
    return str(round((row.value or 0) * row.n))


def _answered(stats: Stats) -> str:
    """Say how many of the items people answered: 3: 20, 2: 4."""
    counts = [
        f"{stat.partition(':')[2]}: {_short(row.value)}"
        for stat, row in stats.items()
        if stat.startswith("answered:") and row.value
    ]
    return say("reliability.answered", None, counts=", ".join(counts) or _UNKNOWN)


def _value(stats: Stats, stat: str) -> float | None:
    row = stats.get(stat)
    return None if row is None else row.value


def _number(stats: Stats, stat: str, places: int = _ROUNDED) -> str:
    value = _value(stats, stat)
    return _UNKNOWN if value is None else decimal_text(value, places, current_language())


def _with_interval(stats: Stats, stat: str) -> str:
    low, high = (_number(stats, f"{stat}_ci_{end}") for end in ("low", "high"))
    return f"{_number(stats, stat)} [{low}; {high}]"


def _short(value: float | None) -> str:
    return _UNKNOWN if value is None else f"{value:g}"


def _print_notes(rows: Sequence[Result]) -> None:
    """Say each note once, in words, but for what the head of the sheet says already."""
    for note in dict.fromkeys(note for row in rows for note in row.note if note not in _SAID):
        print_wrapped(_INDENT, f"{say('cli.compare.note')}: {say_note(note)}")
    click.echo()
