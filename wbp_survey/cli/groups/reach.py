"""What a comparison can show at most, said before its numbers: a design is known beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wbp_survey.cli.groups.units import units_word
from wbp_survey.cli.stat_text import Page, p_text
from wbp_survey.cli.tables import print_wrapped
from wbp_survey.model.result import Result
from wbp_survey.report.numbers import whole
from wbp_survey.report.verdict import groups_word
from wbp_survey.texts import say

_SMALLEST = "cluster_permutation_p_min"
_SCORES = "confirmatory"


def print_reach(items: Sequence[Sequence[Result]], page: Page) -> None:
    """Say what the units are and the smallest p that they can give, alone and in its family."""
    smallest = [row for row in _of(items, _SMALLEST) if row.value is not None]
    if not smallest:
        return
    least = min(smallest, key=lambda row: row.value or 0.0)
    values = {
        "unit": units_word(page, "each"),
        "units": units_word(page),
        "count": _units(smallest, page),
        "p": p_text(least.value or 0.0, page.language),
    }
    print_wrapped("", say("compared.reach", None, **values))
    adjusted = _smallest_adjusted(items)
    if adjusted is not None and adjusted[0] > page.alpha:
        p, size = adjusted
        said = {
            "groups": groups_word(page.by, page.language),
            "p": p_text(p, page.language),
            "size": whole(size, page.language),
        }
        print_wrapped("", say("compared.reach_family", None, **said))


def _of(items: Sequence[Sequence[Result]], stat: str) -> Iterator[Result]:
    return (row for rows in items for row in rows if row.stat == stat)


def _units(rows: Sequence[Result], page: Page) -> str:
    """Write how many units there are, of the item that has most."""
    notes = (note.partition(":") for row in rows for note in row.note)
    counts = [int(detail) for kind, _, detail in notes if kind == "few_clusters"]
    return whole(max(counts), page.language) if counts else ""


def _smallest_adjusted(items: Sequence[Sequence[Result]]) -> tuple[float, int] | None:
    """Return the smallest p that Holm can leave to a score, and over how many scores.

    It is the smallest of m times a score's own smallest p: Holm's first step (Holm 1979).
    """
    found = []
    for rows in items:
        own = {row.stat: row for row in rows if row.group is None and row.group2 is None}
        size, least = own.get("family_size"), own.get(_SMALLEST)
        if size is None or least is None or size.value is None or least.value is None:
            continue
        if _SCORES in size.note:
            found.append((min(1.0, size.value * least.value), int(size.value)))
    return min(found) if found else None
