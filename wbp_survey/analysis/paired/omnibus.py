"""All conditions at once: Friedman's test, exactly where that can be done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.exact import Permutation
from wbp_survey.analysis.omnibus import Sampling
from wbp_survey.analysis.paired.friedman import (
    friedman_q,
    kendalls_w,
    permute_rows,
    ranks_within,
)
from wbp_survey.analysis.paired.homogeneity import upper_tail
from wbp_survey.analysis.paired.matched import Matched
from wbp_survey.analysis.paired.permuting import (
    cluster_facts,
    permutation_facts,
    permute,
    permuted,
)
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.model.result import Result

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


def omnibus_rows(
    matched: Matched, subject: Subject, sampling: Sampling
) -> tuple[list[Result], float | None]:
    """Return the rows of Friedman's test over who answered throughout, and the p that counts.

    That is the p of whole clusters when there are clusters, else the permutation p, else the
    chi-square p; None when it is refused.
    """
    answered = matched.index >= 0
    complete = answered.all(axis=1)
    ranks = ranks_within(matched.index[complete].astype("int64"))
    facts: dict[str, Any] = {
        "n": int(complete.sum()),
        "level": matched.variable.level,
        "throughout": True,
        "not_throughout": int((answered.any(axis=1) & ~complete).sum()),
        "clustered": matched.cluster is not None,
    }
    q = friedman_q(ranks)
    numbers = _friedman(q, *ranks.shape)
    facts["same_throughout"] = q is None
    rows = write_rows(subject, numbers, facts)
    found = None
    if q is not None:
        run = partial(permute_rows, ranks)
        found = permute(run, sampling, "friedman_permutation_p")
    rows += _permutation_rows(subject, "friedman_permutation", found, facts)
    if matched.cluster is not None:
        rows += _clustered(matched, subject, ranks, facts, sampling)
    shown = {row.stat: row.value for row in rows}
    if matched.cluster is not None:
        return rows, shown["cluster_permutation_p"]
    permuted = shown["friedman_permutation_p"]
    return rows, shown["friedman_p"] if permuted is None else permuted


def _permutation_rows(
    subject: Subject, name: str, found: Permutation | None, facts: dict[str, Any]
) -> list[Result]:
    return write_rows(subject, permuted(name, found), facts | permutation_facts(found))


def _friedman(q: float | None, people: int, conditions: int) -> dict[str, Number]:
    if q is None:
        return dict.fromkeys(
            ("friedman_q", "friedman_df", "friedman_p", "kendalls_w"), Number(None)
        )
    return {
        "friedman_q": Number(q, "tie_corrected"),
        "friedman_df": Number(float(conditions - 1)),
        "friedman_p": Number(upper_tail(q, conditions - 1), "chi_square"),
        "kendalls_w": Number(kendalls_w(q, people, conditions), "tie_corrected"),
    }


def _clustered(
    matched: Matched,
    subject: Subject,
    ranks: Ints,
    facts: dict[str, Any],
    sampling: Sampling,
) -> list[Result]:
    """Return the p when all who share a cluster change their conditions together."""
    import numpy as np

    assert matched.cluster is not None  # noqa: S101  # asked by the caller
    cluster = matched.cluster.index[(matched.index >= 0).all(axis=1)].astype(np.int64)
    known = cluster >= 0
    blocks = np.zeros((len(matched.cluster.levels), ranks.shape[1]), dtype=np.int64)
    np.add.at(blocks, cluster[known], ranks[known])
    blocks = blocks[blocks.any(axis=1)]
    facts = facts | cluster_facts(cluster) | {"level_out": bool(ranks.any() and not len(blocks))}
    run = partial(permute_rows, blocks)
    found = permute(run, sampling, "cluster_permutation_p") if len(blocks) else None
    return _permutation_rows(subject, "cluster_permutation", found, facts)
