"""How the statistics of a comparison of groups are spelled, in the blocks they are written in."""

from __future__ import annotations

KRUSKAL = ("kruskal_h", "kruskal_df", "kruskal_p")
PERMUTATION = ("permutation_p", "permutation_p_min", "permutation_count")
ETA = ("eta_squared_h", "eta_squared_h_ci_low", "eta_squared_h_ci_high")
EPSILON = ("epsilon_squared", "epsilon_squared_null")
OMNIBUS = (*KRUSKAL, *PERMUTATION, *ETA, *EPSILON)
CLUSTER = (
    "cluster_permutation_p",
    "cluster_permutation_p_min",
    "cluster_permutation_count",
)
BLOCKED = (
    "blocked_permutation_p",
    "blocked_permutation_p_min",
    "blocked_permutation_count",
)

DELTA = ("cliffs_delta", "cliffs_delta_ci_low", "cliffs_delta_ci_high")
MANN_WHITNEY = (
    "mann_whitney_u",
    "mann_whitney_p",
    "mann_whitney_p_min",
    "mann_whitney_p_adjusted",
)
DUNN = ("dunn_z", "dunn_p", "dunn_p_adjusted")
PAIR = (*DELTA, *MANN_WHITNEY, *DUNN, "brunner_munzel_p")
PAIR_P = ("mann_whitney_p", "mann_whitney_p_adjusted", "dunn_p", "dunn_p_adjusted")

NAIVE = (
    "kruskal_p",
    *PERMUTATION,
    *ETA[1:],
    *DELTA[1:],
    "mann_whitney_p_min",
    *PAIR_P,
    "brunner_munzel_p",
)
