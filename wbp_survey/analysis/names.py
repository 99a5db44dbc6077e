"""How the statistics are spelled, in the blocks in which they are written."""

from __future__ import annotations

COUNTS = ("n_valid", "n_missing")
QUANTILES = ("median", "q1", "q3")
MOMENTS = ("mean", "sd")
AGREE = ("agree_share", "agree_ci_low", "agree_ci_high")
SHARES = ("share", *AGREE)
DISAGREEMENT = ("ipras", "disagreement_index", "class")
SPREAD = ("p30", "p70", "ipr", *DISAGREEMENT)
DESCRIPTIVE = (*QUANTILES, *SPREAD, *MOMENTS, *SHARES)

MOVED = ("n_up", "n_equal", "n_down")
SIGN = ("sign_p", "sign_p_min")
CONVERGENCE = ("ipr_change", "ipr_change_all")
CHANGE = (*MOVED, "median_shift", *SIGN, *CONVERGENCE)

KRUSKAL = ("kruskal_h", "kruskal_df", "kruskal_p")
PERMUTATION = ("permutation_p", "permutation_p_min", "permutation_count")
ETA = ("eta_squared_h", "eta_squared_h_ci_low", "eta_squared_h_ci_high")
OMNIBUS = (*KRUSKAL, *PERMUTATION, *ETA)
CLUSTER = (
    "cluster_permutation_p",
    "cluster_permutation_p_min",
    "cluster_permutation_count",
)

DELTA = ("cliffs_delta", "cliffs_delta_ci_low", "cliffs_delta_ci_high")
MANN_WHITNEY = (
    "mann_whitney_u",
    "mann_whitney_p",
    "mann_whitney_p_min",
    "mann_whitney_p_adjusted",
)
DUNN = ("dunn_z", "dunn_p", "dunn_p_adjusted")
PAIR = (*DELTA, *MANN_WHITNEY, *DUNN)
PAIR_P = ("mann_whitney_p", "mann_whitney_p_adjusted", "dunn_p", "dunn_p_adjusted")

TESTS = (*OMNIBUS, *CLUSTER, *PAIR)
SMALLEST = ("permutation_p_min", "permutation_count", "mann_whitney_p_min")
NAIVE = (
    "kruskal_p",
    *PERMUTATION,
    *ETA[1:],
    *DELTA[1:],
    "mann_whitney_p_min",
    *PAIR_P,
)
