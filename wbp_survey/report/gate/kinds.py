"""The statistics the gate knows, by what they are about. Of any other kind nothing leaves."""

from __future__ import annotations

from collections.abc import Iterable


def _with(names: Iterable[str], *ends: str) -> frozenset[str]:
    """Return every name alone and with each of the ends."""
    return frozenset(f"{name}{end}" for name in names for end in ("", *ends))


_CI = ("_ci_low", "_ci_high")

DESCRIBING = frozenset(
    {
        *("n_valid", "n_missing", "missing", "share", "count", "median", "q1", "q3", "sd"),
        *("mean_se", "agree_ci_low", "agree_ci_high", "agree_se", "agree_design_effect"),
        *("design_effect", "n_effective", "weight_sum"),
        *("ad_mean", "ad_median", "awg", "agreement_a", "consensus"),
        *("rwg_critical", "ad_mean_critical", "ad_median_critical"),
        *("funnel_low_95", "funnel_high_95", "funnel_low_998", "funnel_high_998"),
        *("funnel_n", "funnel_z", "p30", "p70", "ipr", "ipras", "disagreement_index", "class"),
        *("n_pairs", "n_up", "n_equal", "n_down", "median_shift", "sign_p", "sign_p_min"),
        *("ipr_change", "ipr_change_all", "rwg", "rwg_p", "agree_share"),
    }
) | _with(("mean", "delta_rest", "agree_share_shrunken"), *_CI)
"""What describes one group, or everyone together."""

SPREAD = _with(("icc1",), *_CI, "_anova") | {
    *("variance_between", "variance_within", "overdispersion", "agree_icc"),
    *("n_groups", "n_outside_95", "n_outside_998"),
}
"""How far groups or cases lie apart."""

BETWEEN = (
    frozenset({"kruskal_h", "kruskal_df", "kruskal_p", "pairs_tested", "family_size"})
    | {"omnibus_p_adjusted", "detectable_eta_squared", "epsilon_squared", "epsilon_squared_null"}
    | _with(("eta_squared_h",), *_CI)
    | {
        f"{test}permutation_{end}"
        for test in ("", "cluster_", "blocked_")
        for end in ("p", "p_min", "count")
    }
    | {
        f"{test}_{end}"
        for test in ("rank_test", "rank_test_wald", "rao_scott")
        for end in ("f", "df1", "df2", "p")
    }
)
"""What compares all groups at once."""

PAIRED_GROUPS = (
    _with(("cliffs_delta", "equivalence"), *_CI)
    | {"cliffs_delta_se", "cliffs_delta_design_effect"}
    | _with(("mann_whitney_p", "dunn_p"), "_adjusted")
    | {
        *("mann_whitney_u", "mann_whitney_p_min", "dunn_z", "brunner_munzel_p"),
        *("detectable_delta", "agree_difference", "equivalent"),
    }
)
"""What compares two groups."""

CROSSED_PERSONS = frozenset({"n_valid", "n_missing", "n_without_stratum", "n_effective"})
CROSSED = CROSSED_PERSONS | (
    frozenset(
        {
            *("chi2", "chi2_df", "chi2_p", "expected_min", "expected_below_5_share", "phi"),
            *("cramers_v", "cramers_v_corrected", "fisher_p", "fisher_p_min", "fisher_count"),
            *("linear_by_linear_z", "linear_by_linear_p", "linear_by_linear_exact_p"),
            *("linear_by_linear_exact_p_min", "spearman_p", "spearman_exact_p"),
            *("spearman_exact_p_min", "kendall_tau_b_p", "gamma_se", "mcnemar_p", "mcnemar_p_min"),
            *("stuart_maxwell_chi2", "stuart_maxwell_df", "stuart_maxwell_p"),
            *("stuart_maxwell_permutation_p", "stuart_maxwell_permutation_p_min"),
            *("bhapkar_chi2", "bhapkar_p", "breslow_day_chi2", "breslow_day_df", "breslow_day_p"),
            *("cmh_correlation_exact_p", "cmh_correlation_exact_p_min"),
            *("blocked_permutation_p", "blocked_permutation_p_min", "blocked_permutation_count"),
            *("count", "row_share", "table_share", "residual", "missing"),
            *("agree_both", "agree_first_only", "agree_second_only", "agree_neither"),
        }
    )
    | _with(("odds_ratio", "odds_ratio_exact", "mantel_haenszel_odds_ratio"), *_CI)
    | _with(("spearman", "kendall_tau_b", "gamma"), *_CI)
    | {
        f"{test}_{end}"
        for test in ("cmh_general", "cmh_row_mean", "cmh_correlation", "van_elteren")
        for end in ("chi2", "df", "p")
    }
)
"""What is said of two answers in one table."""

CONDITION = frozenset({"n_valid", "n_missing", "median", "q1", "q3", "mean", "agree_share"})
TWO_CONDITIONS = frozenset(
    {
        *("n_pairs", "n_unpaired", "n_neither", "n_up", "n_equal", "n_down", "median_shift"),
        *("rank_biserial", "wilcoxon_t", "wilcoxon_p", "wilcoxon_p_min", "wilcoxon_p_adjusted"),
        *("sign_p", "sign_p_min", "mcnemar_p", "mcnemar_p_min"),
        *("stuart_maxwell_chi2", "stuart_maxwell_df", "stuart_maxwell_p", "bhapkar_chi2"),
        *("bhapkar_p", "stuart_maxwell_permutation_p", "stuart_maxwell_permutation_p_min"),
        *("cluster_sign_flip_p", "cluster_sign_flip_p_min"),
    }
) | _with(("up_minus_down",), *_CI)
ALL_CONDITIONS = frozenset(
    {
        *("n_subjects", "pairs_tested", "friedman_q", "friedman_df", "friedman_p", "kendalls_w"),
        *("friedman_permutation_p", "friedman_permutation_p_min"),
        *("omnibus_p_adjusted", "family_size"),
        *("cluster_permutation_p", "cluster_permutation_p_min"),
    }
)
"""What is said of the same people under one condition, two, or all."""

SCALES = frozenset(
    {
        *("n_items", "n_complete", "answered", "n_valid", "n_missing", "missing", "count"),
        *("average_r", "standardized_alpha", "omega_total", "ordinal_alpha", "item_rest_r"),
        *("alpha_if_dropped", "sd", "median", "q1", "q3", "floor_share", "ceiling_share"),
    }
) | _with(("cronbach_alpha", "cronbach_alpha_pairwise", "mean"), *_CI)
"""What is said of a scale; the lowest and the highest score are each somebody's."""

MODEL_EFFECTS = frozenset(
    {
        *("log_odds", "coefficient", "se", "ci_low", "ci_high", "df", "p"),
        *("cut_log_odds", "cut_se", "threshold"),
    }
)
MODEL_COUNTS = frozenset({"n_valid", "n_missing", "n_clusters", "count", "n_varying", "n_cell_min"})
MODEL_WHOLE = (
    frozenset({"log_likelihood", "log_likelihood_null", "working_correlation"})
    | {"variance_within", "variance_between_chi2", "variance_between_p"}
    | _with(("variance_between", "icc_latent", "icc1"), *_CI)
    | {"icc1_anova"}
    | {f"{test}_{end}" for test in ("lr", "wald") for end in ("chi2", "f", "df", "df2", "p")}
    | {"f", "f_df", "f_df2", "f_p"}
)
"""What is said of one term of a model, how many it rests on, and of the model as a whole."""

CODERS = (
    frozenset(
        {
            *("n_units", "n_coders", "n_pairable", "n_unpairable", "n_missing", "n_pairs"),
            *("percent_all_equal", "fleiss_z", "light_kappa", "units_needed"),
            *("kendalls_w", "kendalls_w_chi2", "kendalls_w_p"),
        }
    )
    | _with(("percent_agreement", "krippendorff_alpha"), *_CI)
    | _with(("cohen_kappa", "weighted_kappa", "fleiss_kappa", "gwet_ac1", "gwet_ac2"), *_CI, "_se")
)
"""What is said of coders."""

DESIGN = frozenset(
    {
        *("agree_ci_width", "cliffs_delta_ci_width", "cronbach_alpha_ci_width"),
        *("detectable_delta", "detectable_eta_squared", "naive_rejection"),
        *("cluster_permutation_count", "cluster_permutation_p_min"),
        "cluster_permutation_p_min_adjusted",
    }
)
"""What is said of a plan."""
