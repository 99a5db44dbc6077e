"""What the groups of an item come to: the verdict, the effect and the tests behind it."""

from __future__ import annotations

from dataclasses import replace

from wbp_survey.cli.groups.units import blocks_word, units_word
from wbp_survey.cli.stat_text import (
    TWO_PLACES,
    UNKNOWN,
    Page,
    Stats,
    count,
    interval_of,
    number,
    p_of,
)
from wbp_survey.cli.tables import print_wrapped
from wbp_survey.report.numbers import decimal_text
from wbp_survey.report.verdict import verdict
from wbp_survey.texts import say


def print_tests(stats: Stats, page: Page) -> None:
    """Print what the groups come to: first in words, then the effect, then the tests."""
    print_wrapped("  ", verdict(stats, page.by, page.alpha, page.language).text, hang=4)
    if number(stats, "kruskal_h", TWO_PLACES) == UNKNOWN:
        return
    for line in (_effect(stats, page), _detectable(stats, page), *_tests(stats, page)):
        if line:
            print_wrapped("  ", line, hang=4)


def floored(stats: Stats, stat: str = "eta_squared_h") -> str:
    """Write eta squared; below zero, as an unbiased estimator may be, as zero."""
    row = stats.get(stat)
    if row is None or row.value is None:
        return UNKNOWN
    return number({stat: replace(row, value=max(row.value, 0.0))}, stat, TWO_PLACES)


def _effect(stats: Stats, page: Page) -> str:
    """Write eta squared with its interval and, where units were left out, its range."""
    interval = interval_of(stats, "eta_squared_h")
    text = say("compared.eta", value=floored(stats), interval=interval)
    low = floored(stats, "eta_squared_h_without_one_low")
    if low == UNKNOWN:
        return text
    high = floored(stats, "eta_squared_h_without_one_high")
    note = stats["eta_squared_h_without_one_low"].note
    most = next((one.partition(":")[2] for one in note if one.startswith("most_influential")), "")
    without = {"unit": units_word(page, "one"), "low": low, "high": high, "most": most}
    return f"{text}; {say('compared.without_one', None, **without)}"


def _detectable(stats: Stats, page: Page) -> str:
    """Write the smallest effect that could have shown; of whole units too, where there are."""
    if "detectable_eta_squared" not in stats:
        return ""
    people = _from(stats, "detectable_eta_squared")
    power = stats["detectable_eta_squared"].method.split("_")[1]  # power_80
    shared = [stat for stat in stats if stat.startswith("detectable_eta_squared:")]
    if any("too_few_cases_to_say" in stats[stat].note for stat in shared):
        return ""
    if not shared:
        return say("compared.detectable", None, eta=people, power=power)
    cases = "; ".join(
        say("compared.detectable_icc", None, icc=_decimal(stat, page), eta=_from(stats, stat))
        for stat in shared
    )
    said = {"units": units_word(page), "cases": cases, "people": people, "power": power}
    return say("compared.detectable_cases", None, **said)


def _from(stats: Stats, stat: str) -> str:
    value = number(stats, stat, TWO_PLACES)
    if value == UNKNOWN:
        return say("compared.detectable_none")
    return say("compared.detectable_from", None, eta=value)


def _decimal(stat: str, page: Page) -> str:
    return decimal_text(float(stat.partition(":")[2]), TWO_PLACES, page.language)


def _tests(stats: Stats, page: Page) -> list[str]:
    """Write each test with the smallest p it could have given."""
    lines = [_moved(kind, stats, page) for kind in ("cluster", "blocked")]
    naive = f"{_kruskal(stats)}; {_permutation(stats)}"
    if any("as_if_independent" in row.note for row in stats.values()):
        naive = f"{say('compared.as_if')} {naive}"
    lines.append(naive)
    if number(stats, "icc1", TWO_PLACES) != UNKNOWN:
        value, interval = number(stats, "icc1", TWO_PLACES), interval_of(stats, "icc1")
        said = {"units": units_word(page, "the"), "value": value, "interval": interval}
        lines.append(say("compared.icc", None, **said))
    return lines


def _moved(kind: str, stats: Stats, page: Page) -> str:
    """Write the test that moves whole units, or people inside blocks; empty where there is none."""
    row = stats.get(f"{kind}_permutation_p")
    if row is None:
        return ""
    if any(note.startswith("cluster_not_nested") for note in row.note):
        return say("compared.torn", None, units=units_word(page, "the"), cluster=page.cluster)
    smallest = p_of(stats, f"{kind}_permutation_p_min")
    if smallest == UNKNOWN:
        return ""
    return say(
        f"compared.{kind}",
        None,
        units=units_word(page) if kind == "cluster" else blocks_word(page),
        p=p_of(stats, f"{kind}_permutation_p"),
        smallest=smallest,
        count=count(stats, f"{kind}_permutation_count"),
    )


def _kruskal(stats: Stats) -> str:
    return say(
        "compared.kruskal",
        h=number(stats, "kruskal_h", TWO_PLACES),
        df=number(stats, "kruskal_df", 0),
        p=p_of(stats, "kruskal_p"),
    )


def _permutation(stats: Stats) -> str:
    row = stats.get("permutation_p")
    kind = "exact" if row and row.method.startswith("exact") else "monte_carlo"
    many = count(stats, "permutation_count")
    how = say("compared.exact" if many == UNKNOWN else f"compared.permutation_{kind}", count=many)
    return say(
        "compared.permutation",
        p=p_of(stats, "permutation_p"),
        how=how,
        smallest=p_of(stats, "permutation_p_min"),
    )
