"""What a result row may still say beside its number when it leaves, and a row that says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wbp_survey.model.crosswalk import PROVENANCES
from wbp_survey.model.result import Result
from wbp_survey.report.gate.release import SUPPRESSED

COUNTING = frozenset(
    {
        *(one for one in PROVENANCES if one != "given"),  # that note lists answers
        *("unpaired", "without_group", "without_condition", "without_person", "not_throughout"),
        *("cluster_torn", "cluster_missing", "block_missing", "scored_partly", "listwise_loses"),
    }
)
"""Notes whose detail counts persons."""

TELLING = frozenset(
    {
        *("constant", "constant_item", "constant_of", "same_throughout", "no_change"),
        *("no_variation_within", "one_value", "separation", "perfect_fit", "zero_cell"),
        *("perfect_correlation", "perfect_gamma", "one_way", "level_alike", "cell_alike"),
        "separation_by_groups",
    }
)
"""Notes that all of some group are alike: they tell of each of them what he or she said."""

NAMING = frozenset(
    {
        *(
            "alpha_crosses",
            "cluster_not_nested",
            "code_apart",
            "dichotomised",
            "few_clusters",
            "few_design_df",
        ),
        *("group_empty", "item_negative", "level_assumed", "many_cases", "many_groups_no_test"),
        *("nested_units", "order_assumed", "reversed_negative", "tables_pooled"),
        *("too_many_groups", "too_many_thresholds", "unpairable", "units_incomplete"),
        *("unused_columns", "unused_rows", "without_unit"),
    }
)
"""Notes whose detail leads to nobody: it counts cases, units or codes, or names a code or item."""


def kind_of(row: Result) -> str:
    """Return what kind of statistic a row holds: its name before the colon."""
    return row.stat.partition(":")[0]


def emptied(row: Result) -> Result:
    """Return the row without its value, its n and its other notes."""
    return replace(row, value=None, n=0, note=("suppressed",))


def unknown(row: Result) -> Iterator[Result]:
    """Yield what leaves of a kind of statistic the gate does not know: at most an empty row.

    Behind a colon may stand an answer; then the row would tell by being there.
    """
    if ":" not in row.stat:
        yield emptied(row)


def noted(row: Result, threshold: int) -> Result:
    """Return the row with the notes that may leave; without any to say why, a null is emptied.

    A count of too few persons becomes `x`. A note the gate does not know goes without its detail,
    that is: it goes altogether.
    """
    if any(note.partition(":")[0] in TELLING for note in row.note):
        return emptied(row)
    notes = tuple(_masked(row.note, threshold))
    if notes == row.note:
        return row
    return emptied(row) if row.value is None and not notes else replace(row, note=notes)


def _masked(notes: Sequence[str], threshold: int) -> Iterator[str]:
    for note in notes:
        code, _, detail = note.partition(":")
        if code in COUNTING:
            few = detail.isdigit() and int(detail) < threshold
            yield f"{code}:{SUPPRESSED}" if few else note
        elif not detail or code in NAMING:
            yield note
