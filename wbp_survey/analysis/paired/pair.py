"""Two conditions: who moved which way, and every test of whether that is more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.movement import sign_test
from wbp_survey.analysis.omnibus import Sampling
from wbp_survey.analysis.paired.flips import flip_clusters
from wbp_survey.analysis.paired.homogeneity import (
    bhapkar,
    mcnemar_exact,
    stuart_maxwell,
    stuart_maxwell_permutation,
)
from wbp_survey.analysis.paired.matched import Matched
from wbp_survey.analysis.paired.moves import (
    Moves,
    count_moves,
    median_shift,
    net_share,
    square,
    used_places,
    whole_scores,
)
from wbp_survey.analysis.paired.permuting import (
    cluster_facts,
    permutation_facts,
    permute,
    permuted,
    under,
)
from wbp_survey.analysis.paired.signed_ranks import (
    SignedRanks,
    rank_biserial,
    signed_ranks,
    signed_sums,
    wilcoxon,
)
from wbp_survey.analysis.rows import Number
from wbp_survey.analysis.rules import threshold
from wbp_survey.model.labels import two_codes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Numbers = dict[str, Number]

MOVED = ("n_up", "n_equal", "n_down", "median_shift")
NET = ("up_minus_down", "up_minus_down_ci_low", "up_minus_down_ci_high")
RANKED = ("rank_biserial", "wilcoxon_t", "wilcoxon_p", "wilcoxon_p_min")
MARGINS = (
    "stuart_maxwell_chi2",
    "stuart_maxwell_df",
    "stuart_maxwell_p",
    "bhapkar_chi2",
    "bhapkar_p",
)
PAIR = ("n_pairs", *MOVED, *NET, *RANKED, "sign_p", "sign_p_min", *MARGINS)
_TWO = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """What is known about two conditions; `more` are numbers with facts of their own."""

    first: str
    second: str
    numbers: Numbers
    facts: Mapping[str, Any]
    more: tuple[tuple[Numbers, Mapping[str, Any]], ...] = ()


def pair_of(
    matched: Matched,
    places: tuple[int, int],
    known: Mapping[str, Any],
    sampling: Sampling,
) -> Pair:
    """Return everything about two conditions, given by their places; first minus second."""
    first, last = matched.index[:, places[0]], matched.index[:, places[1]]
    moves = count_moves(first, last, matched.variable.scores)
    ranked = signed_ranks(moves.apart, moves.times)
    one = int(((first >= 0) ^ (last >= 0)).sum())
    numbers = {
        "n_pairs": Number(float(moves.n)),
        "n_unpaired": Number(float(one)),
        "n_neither": Number(float(len(first) - moves.n - one)),
    }
    numbers |= _moved(moves) | _tested(moves, ranked) | _margins(moves, matched)
    facts = _facts(moves, numbers, matched, one) | dict(known)
    name = (matched.conditions[places[0]], matched.conditions[places[1]])
    here = under(sampling, *name)
    more = [_exact_margins(moves, facts, here)]
    if matched.cluster is not None:
        more.append(_by_cluster(matched, places, facts, here))
    return Pair(*name, numbers, facts, tuple(more))


def _moved(moves: Moves) -> Numbers:
    """Return who went which way and by how much, with the interval of the difference."""
    counts = {"n_up": moves.up, "n_equal": moves.equal, "n_down": moves.down}
    numbers = {stat: Number(float(count)) for stat, count in counts.items()}
    numbers["median_shift"] = Number(median_shift(moves), "type_7")
    net = net_share(moves.up, moves.down, moves.n) if moves.n else (None, None, None)
    return numbers | {
        stat: Number(value, "bonett_price" if "_ci_" in stat else "")
        for stat, value in zip(NET, net, strict=True)
    }


def _tested(moves: Moves, ranked: SignedRanks) -> Numbers:
    """Return the tests of an order; None where nobody moved."""
    found = wilcoxon(ranked, int(threshold("exact_pairs")))
    p, p_min = sign_test(moves.up, moves.down)
    plain = signed_ranks(moves.apart, moves.times, zeros=False)
    method = f"{found.method}_pratt" if found else "exact_pratt"
    return {
        "rank_biserial": Number(rank_biserial(plain), "zeros_left_out"),
        "wilcoxon_t": Number(ranked.sums[0] / 2 if found else None, "pratt"),
        "wilcoxon_p": Number(found.p if found else None, method),
        "wilcoxon_p_min": Number(found.p_min if found else None, method),
        "sign_p": Number(p, "exact"),
        "sign_p_min": Number(p_min, "exact"),
    }


def _margins(moves: Moves, matched: Matched) -> Numbers:
    """Return the tests of equal margins and, with few categories, the whole table of moves."""
    numbers: Numbers = dict.fromkeys(MARGINS, Number(None))
    codes = matched.variable.codes
    places = [0, 1] if len(codes) == _TWO else used_places(moves)
    if len(places) > threshold("margin_codes"):
        return numbers
    table = square(moves, places)
    stuart, wald = stuart_maxwell(table), bhapkar(table)
    if stuart:
        found = (stuart.chi2, float(stuart.df), stuart.p)
        numbers |= {
            stat: Number(value, "chi_square") for stat, value in zip(MARGINS, found, strict=False)
        }
    if wald:
        numbers["bhapkar_chi2"] = Number(wald.chi2, "chi_square")
        numbers["bhapkar_p"] = Number(wald.p, "chi_square")
    if len(places) == _TWO:
        moved = int(table.sum() - table.trace())
        numbers["mcnemar_p"] = Number(mcnemar_exact(table), "exact")
        numbers["mcnemar_p_min"] = Number(2 * 0.5**moved if moved else None, "exact")
    for one, row in zip(places, table.tolist(), strict=True):
        for other, count in zip(places, row, strict=True):
            label = two_codes(codes[one], codes[other], ">")
            numbers[f"movement:{label}"] = Number(float(count))
    return numbers


def _facts(moves: Moves, numbers: Numbers, matched: Matched, one: int) -> dict[str, Any]:
    wilcoxon_p, bhapkar_p = numbers["wilcoxon_p"], numbers["bhapkar_p"]
    return {
        "n": moves.n,
        "level": matched.variable.level,
        "twice": True,
        "moved": int(moves.times[moves.first != moves.last].sum()),
        "unpaired": one,
        "categories": len(used_places(moves)),
        "sign_p_min": numbers["sign_p_min"].value,
        "paired_p_min": numbers["sign_p_min"].value,
        "normal": wilcoxon_p.method.startswith("normal"),
        "unbounded": numbers["stuart_maxwell_p"].value is not None and bhapkar_p.value is None,
        "clustered": matched.cluster is not None,
    }


def _exact_margins(
    moves: Moves, facts: Mapping[str, Any], sampling: Sampling
) -> tuple[Numbers, Mapping[str, Any]]:
    """Return the permutation p of Stuart-Maxwell's statistic, with its facts."""
    places = used_places(moves)
    if not _TWO < len(places) <= threshold("margin_codes"):
        return {}, facts
    table = square(moves, places)
    run = partial(stuart_maxwell_permutation, table)
    found = permute(run, sampling, "stuart_maxwell_permutation_p")
    return permuted("stuart_maxwell_permutation", found), {**facts, **permutation_facts(found)}


def _by_cluster(
    matched: Matched,
    places: tuple[int, int],
    facts: Mapping[str, Any],
    sampling: Sampling,
) -> tuple[Numbers, Mapping[str, Any]]:
    """Return the p when whole clusters change sign, with its facts."""
    assert matched.cluster is not None  # noqa: S101  # asked by the caller
    index = matched.index[:, places]
    both = (index >= 0).all(axis=1)
    cluster = matched.cluster.index[both].astype("int64")
    whole, _ = whole_scores(matched.variable.scores)
    apart = whole[index[both, 0]] - whole[index[both, 1]]
    known = cluster >= 0
    ranked = signed_ranks(apart, apart * 0 + 1)
    sums = signed_sums(ranked, apart[known], cluster[known], len(matched.cluster.levels))
    found = permute(partial(flip_clusters, sums), sampling, "cluster_sign_flip_p")
    known_facts = {**facts, **cluster_facts(cluster), **permutation_facts(found)}
    known_facts["level_out"] = found is None and facts["moved"] > 0
    return permuted("cluster_sign_flip", found), known_facts
