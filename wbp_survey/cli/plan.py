"""Print what a design can and cannot show, for somebody who still has to find the people."""

from __future__ import annotations

from collections.abc import Sequence

import click

from wbp_survey.analysis.power.plan import ALPHA_OF_SCALE, ITEMS_OF_SCALE, ROLES
from wbp_survey.analysis.rules import threshold
from wbp_survey.cli.stat_text import TWO_PLACES, UNKNOWN, Stats, count, number, p_of
from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.model.result import Comparison, Result
from wbp_survey.report.numbers import decimal_text
from wbp_survey.texts import current_language, say

_NAIVE, _ETA, _DELTA = "naive_rejection:", "detectable_eta_squared", "detectable_delta"
_SHARE, _TOO_FEW = "agree_ci_width", "too_few_cases_to_say"
_SHOWN_ICC = 2
"""So many intraclass correlations fit beside each other."""


def print_plan(comparison: Comparison) -> None:
    """Print the design, what whole cases allow, what would show, and how wide intervals are."""
    filters = comparison.manifest.filters
    whole = {row.stat: row for row in comparison.rows if row.group is None}
    values = {
        "cases": sum(filters["cases"]),
        "towns": len(filters["cases"]),
        "held": "-".join(map(str, filters["cases"])),
        "people": sum(filters["people"]),
        "tests": filters["tests"],
    }
    click.echo(say("plan.design", None, **values))
    click.echo()
    _print_divisions(whole, values)
    rates = [_rate(whole, stat) for stat in whole if stat.startswith(_NAIVE)]
    said = say("plan.naive", None, rates=say("plan.or").join(rates), alpha=_share(_alpha()))
    print_wrapped("  ", said, hang=4)
    beyond = len(filters["people"]) - len(filters["cases"])
    etas = [_detectable(whole, stat, beyond) for stat in whole if stat.startswith(_ETA)]
    for said in dict.fromkeys(etas):
        print_wrapped("  ", said, hang=4)
    click.echo()
    _print_pairs([row for row in comparison.rows if row.group2], filters["icc"])
    click.echo()
    _print_widths(comparison.rows, filters["icc"])
    click.echo()
    _print_notes(whole, values)


def _print_divisions(stats: Stats, values: dict[str, object]) -> None:
    values = {
        **values,
        "count": count(stats, "cluster_permutation_count"),
        "smallest": p_of(stats, "cluster_permutation_p_min"),
        "adjusted": p_of(stats, "cluster_permutation_p_min_adjusted"),
    }
    key = "divisions" if values["tests"] == 1 else "divisions_adjusted"
    print_wrapped("  ", say(f"plan.{key}", None, **values), hang=4)
    floors = [stats[f"cluster_permutation_p_min{end}"].value for end in ("", "_adjusted")]
    if None in floors:
        return
    by_itself, adjusted = ((floor or 0.0) > _alpha() for floor in floors)
    key = "never" if by_itself else "never_adjusted" if adjusted else "possible"
    print_wrapped("  ", say(f"plan.{key}", None, **values), hang=4)


def _detectable(stats: Stats, stat: str, beyond: int) -> str:
    """Write the smallest eta squared; `beyond` are the cases there are beyond one per town."""
    value = number(stats, stat, TWO_PLACES)
    key = "nothing" if value == UNKNOWN else "eta"
    if ":" not in stat:
        return say(f"plan.{key}", None, eta=value)
    if _TOO_FEW in stats[stat].note:
        return say("plan.unsaid_cases", None, beyond=beyond)
    return say(f"plan.{key}_cases", None, eta=value, icc=_icc(stat))


def _print_pairs(rows: list[Result], icc: Sequence[float]) -> None:
    pairs: dict[tuple[str | None, str | None], dict[str, Result]] = {}
    for row in rows:
        pairs.setdefault((row.group, row.group2), {})[row.stat] = row
    beside = [f"{_DELTA}:{one:g}" for one in icc[:_SHOWN_ICC]]
    cells = [
        [
            _compared(*names),
            str(stats[_DELTA].n),
            *(number(stats, stat, TWO_PLACES) for stat in (_DELTA, *beside)),
            number(stats, "cliffs_delta_ci_width", TWO_PLACES),
        ]
        for names, stats in pairs.items()
    ]
    head = [
        *(say(f"plan.{name}") for name in ("compared", "people", "delta")),
        *(say("plan.delta_icc", None, icc=_icc(stat)) for stat in beside),
        say("plan.delta_width"),
    ]
    print_table(head, cells, numbers=range(1, len(head)))


def _compared(first: str | None, second: str | None) -> str:
    if first in ROLES:
        return say(f"plan.role_{first}")
    return say("plan.pair", None, first=first, second=second)


def _print_widths(rows: Sequence[Result], icc: Sequence[float]) -> None:
    """Print how wide the interval of a share is, and by whole cases, per municipality."""
    stats = [_SHARE, *(f"{_SHARE}:{one:g}" for one in icc[:_SHOWN_ICC])]
    found: dict[str | None, dict[str, Result]] = {}
    for row in rows:
        if row.stat in stats:
            found.setdefault(row.group, {})[row.stat] = row
    cells = [
        [
            say("plan.town", None, town=group) if group else say("plan.everybody"),
            str(own[_SHARE].n),
            *(_points(own[stat]) for stat in stats),
        ]
        for group, own in found.items()
    ]
    head = [
        *(say(f"plan.{name}") for name in ("town_head", "people", "share_width")),
        *(say("plan.delta_icc", None, icc=_icc(stat)) for stat in stats[1:]),
    ]
    print_table(head, cells, numbers=range(1, len(head)))


def _points(row: Result) -> str:
    return UNKNOWN if row.value is None else _decimal(100 * row.value, 0)


def _print_notes(stats: Stats, values: dict[str, object]) -> None:
    if "cronbach_alpha_ci_width" in stats:
        scale = {"alpha": _decimal(ALPHA_OF_SCALE, TWO_PLACES), "items": ITEMS_OF_SCALE}
        width = number(stats, "cronbach_alpha_ci_width", TWO_PLACES)
        said = say("plan.alpha", None, people=values["people"], width=width, **scale)
        print_wrapped("  ", said, hang=4)
    tests = int(str(values["tests"]))
    level = {"power": _share(threshold("power")), "level": _share(_alpha() / tests)}
    key = "power_one" if tests == 1 else "power"
    print_wrapped("  ", say(f"plan.{key}", None, tests=tests, **level), hang=4)
    print_wrapped("  ", say("plan.notes"), hang=4)
    print_wrapped("  ", say("plan.described"), hang=4)


def _alpha() -> float:
    return threshold("alpha")


def _rate(stats: Stats, stat: str) -> str:
    """Write how often a test that forgets the cases rejects: `9% (icc 0,10)`."""
    value = stats[stat].value
    rate = UNKNOWN if value is None else f"{_decimal(100 * value, 0)}%"
    return f"{rate} ({say('plan.delta_icc', None, icc=_icc(stat))})"


def _share(value: float) -> str:
    """Write .05 as 5% and .0125 as 1,25%."""
    digits = f"{100 * value:.2f}".rstrip("0").rstrip(".")
    return f"{_decimal(100 * value, len(digits.partition('.')[2]))}%"


def _icc(stat: str) -> str:
    text = stat.partition(":")[2]
    places = max(TWO_PLACES, len(f"{float(text):f}".rstrip("0").partition(".")[2]))
    return _decimal(float(text), places)


def _decimal(value: float, places: int) -> str:
    return decimal_text(value, places, current_language())
