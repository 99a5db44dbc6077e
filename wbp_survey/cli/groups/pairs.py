"""The pairs of groups of an item: the effect, its interval, its range without one case, its p."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wbp_survey.cli.groups.units import units_word
from wbp_survey.cli.stat_text import TWO_PLACES, UNKNOWN, Page, Stats, interval_of, number, p_of
from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.model.result import Result
from wbp_survey.texts import say

Pair = tuple[str | None, str | None]


def print_pairs(rows: Sequence[Result], page: Page) -> None:
    """Print the pairs that have an effect; which groups have none is said."""
    pairs: dict[Pair, dict[str, Result]] = {}
    for row in rows:
        pairs.setdefault((row.group, row.group2), {})[row.stat] = row
    known = {pair: stats for pair, stats in pairs.items() if _known(stats, "cliffs_delta")}
    if not known:
        return
    cells = [_cells(pair, stats) for pair, stats in known.items()]
    names = [
        name for name in cells[0] if name == "pairs" or any(one[name] != UNKNOWN for one in cells)
    ]
    words = {"adjust": page.adjust, "unit": units_word(page, "one")}
    print_table(
        [say(f"compared.{name}", None, **words) for name in names],
        [[one[name] for name in names] for one in cells],
        numbers=(1,),
    )
    most = _influential(known)
    if most:
        print_wrapped("  ", say("compared.most", None, units=most), hang=4)
    _print_left_out(pairs, known)
    for pair, stats in known.items():
        if _known(stats, "equivalence_ci_low"):
            print_wrapped("  ", _equivalence(_named(pair), stats), hang=4)


def _cells(pair: Pair, stats: Stats) -> dict[str, str]:
    return {
        "pairs": _named(pair),
        "delta": number(stats, "cliffs_delta", TWO_PLACES),
        "interval": interval_of(stats, "cliffs_delta"),
        "without": _without_one(stats),
        "p_adjusted": _behind(stats),
    }


def _print_left_out(
    pairs: dict[Pair, dict[str, Result]], known: dict[Pair, dict[str, Result]]
) -> None:
    """Name the groups that are in no pair with an effect, and further pairs without one."""
    inside = {group for pair in known for group in pair}
    outside = dict.fromkeys(str(group) for pair in pairs for group in pair if group not in inside)
    others = [_named(pair) for pair in pairs if pair not in known and set(pair) <= inside]
    left = [*outside, *others]
    if left:
        print_wrapped("  ", say("compared.pairs_without", None, groups=", ".join(left)), hang=4)


def _named(pair: Pair) -> str:
    return f"{pair[0]} - {pair[1]}"


def _known(stats: Stats, stat: str) -> bool:
    return number(stats, stat, TWO_PLACES) != UNKNOWN


def _behind(stats: Stats) -> str:
    """Write the p of a pair; none where the test of all groups together shows nothing."""
    row = stats.get("mann_whitney_p_adjusted")
    if row is not None and "omnibus_above_alpha" in row.note:
        return UNKNOWN
    return p_of(stats, "mann_whitney_p_adjusted")


def _without_one(stats: Stats) -> str:
    """Write between what delta lies when one unit is left out."""
    low, high = (
        number(stats, f"cliffs_delta_without_one_{end}", TWO_PLACES) for end in ("low", "high")
    )
    if low == UNKNOWN:
        return UNKNOWN
    return f"[{low}; {high}]"


def _influential(known: dict[Pair, dict[str, Result]]) -> str:
    """Name the units that move a delta most when they are left out, each with its pairs."""
    notes = (
        note.partition(":")
        for stats in known.values()
        if "cliffs_delta_without_one_low" in stats
        for note in stats["cliffs_delta_without_one_low"].note
    )
    found = Counter(detail for kind, _, detail in notes if kind == "most_influential")
    return ", ".join(f"{unit} ({times}×)" for unit, times in found.most_common())


def _equivalence(pair: str, stats: Stats) -> str:
    """Say whether a pair of groups is equivalent, not, or that it cannot be decided."""
    decided = stats["equivalent"].value
    key = {None: "open", 0.0: "no", 1.0: "yes"}[decided]
    decision = say(f"compared.equivalent_{key}").lower()
    interval = interval_of(stats, "equivalence")
    level = stats["equivalence_ci_low"].method.split("_")[2]  # newcombe_5_90
    return say(
        "compared.equivalent", None, pair=pair, decision=decision, interval=interval, level=level
    )
