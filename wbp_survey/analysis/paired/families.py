"""Several variables answered twice or more are several tests: each p in its family."""

from __future__ import annotations

from collections.abc import Sequence

from wbp_survey.analysis.family import families, family_rows
from wbp_survey.analysis.paired.matched import Matched
from wbp_survey.analysis.rows import Subject
from wbp_survey.model.result import Result

_TOGETHER = ("cluster_permutation_p", "friedman_permutation_p", "friedman_p")
_OF_TWO = (
    "cluster_sign_flip_p",
    "wilcoxon_p",
    "mcnemar_p",
    "stuart_maxwell_permutation_p",
)


def with_families(
    matched: Sequence[Matched], written: Sequence[Sequence[Result]]
) -> list[list[Result]]:
    """Return the rows of each variable, and the p that decides about it adjusted over its family.

    That is the p of whole clusters where people share them, else that of people; of more than two
    conditions the one over all of them. A test that is refused is no member; of one test there is
    nothing to adjust.
    """
    deciding = [_deciding(rows) for rows in written]
    values = [row.value if row else None for row in deciding]
    members = families([one.variable for one in matched], values)
    found = []
    for one, rows, row, member in zip(matched, written, deciding, members, strict=True):
        facts = {"n": row.n if row else 0}
        found.append([*rows, *family_rows(Subject(one.variable, one.by), member, facts)])
    return found


def _deciding(rows: Sequence[Result]) -> Result | None:
    """Return the row of the p that decides about a variable, refused or not."""
    whole = {row.stat: row for row in rows if row.group is None}
    pairs = [row for row in rows if row.group2 is not None]
    if len({(row.group, row.group2) for row in pairs}) > 1:
        return _first(whole, _TOGETHER)
    return _first({row.stat: row for row in pairs}, _OF_TWO)


def _first(stats: dict[str, Result], names: Sequence[str]) -> Result | None:
    """Return the first p that is known; where whole clusters are exchanged no other counts."""
    here = [stats[name] for name in names if name in stats]
    if here and here[0].stat.startswith("cluster_"):
        return here[0]
    return next((row for row in here if row.value is not None), here[0] if here else None)
