"""What is refused and warned about where a statement is rated in rounds; as data, like the rest."""
# ruff: noqa: PLR2004 (a threshold stands in its rule, beside its source)

from __future__ import annotations

from wbp_survey.analysis.names import CHANGE, CONVERGENCE, DISAGREEMENT, SHARES, SIGN, SPREAD
from wbp_survey.analysis.rules import Rule

_OWN = "wbp-survey, docs/statistics.md"
_RAND = "Fitch et al. (2001), The RAND/UCLA Appropriateness Method User's Manual, MR-1269"
_PLACED = ("median", *SPREAD)
_BEYOND_COUNTS = ("median_shift", *SIGN, "ipr_change")

ROUND_RULES: tuple[Rule, ...] = (
    Rule(
        "other_scale",
        "refuse",
        DISAGREEMENT,
        lambda facts: not facts.one_to_nine,
        "scale_not_1_9",
        "2.35 and 1.5 were found for ratings from 1 to 9 with their centre at 5; " + _RAND,
    ),
    Rule(
        "few_of_a_role",
        "refuse",
        (*_PLACED, *SHARES, *_BEYOND_COUNTS, "ipr_change_all"),
        lambda facts: facts.role and 0 < facts.n < 5,
        "role_below_5",
        "Fewer than five of a role: who rated what, no statistic; " + _OWN,
    ),
    Rule(
        "nominal_change",
        "refuse",
        CHANGE,
        lambda facts: facts.level == "nominal",
        "nominal",
        "Stevens (1946): without order there is no up or down",
    ),
    Rule(
        "nobody_twice",
        "refuse",
        tuple(stat for stat in CHANGE if stat != "ipr_change_all"),
        lambda facts: facts.paired and facts.n == 0,
        "no_pairs",
        "A change is that of a person who rated in both rounds; " + _OWN,
    ),
    Rule(
        "few_pairs",
        "refuse",
        _BEYOND_COUNTS,
        lambda facts: facts.paired and 0 < facts.n < 3,
        "pairs_below_3",
        "At n <= 2 only a list; " + _OWN,
    ),
    Rule(
        "few_in_a_round",
        "refuse",
        ("ipr_change_all",),
        lambda facts: facts.n < 3,
        "round_below_3",
        "At n <= 2 only a list; " + _OWN,
    ),
    Rule(
        "nobody_moved",
        "refuse",
        SIGN,
        lambda facts: facts.n > 2 and facts.moved == 0,
        "no_change",
        "The sign test leaves out who gave the same rating: nobody is left",
    ),
    Rule(
        "sign_cannot_pass",
        "warn",
        ("sign_p",),
        lambda facts: facts.p_min is not None and facts.p_min > facts.alpha,
        "min_p_above_alpha",
        "With m people who moved, p is at least 2 / 2^m; " + _OWN,
    ),
    Rule(
        "sign_within_a_table",
        "warn",
        ("sign_p",),
        lambda facts: facts.n > 0,
        "as_if_independent",
        "People at one table heard the same discussion; " + _OWN,
    ),
    Rule(
        "tables_together",
        "warn",
        (*_PLACED, *CHANGE),
        lambda facts: facts.tables > 1,
        "tables_pooled",
        "People at one table are not independent: the table is the unit; " + _OWN,
        lambda facts: (str(facts.tables),),
    ),
    Rule(
        "small_panel",
        "warn",
        _PLACED,
        lambda facts: 0 < facts.n < facts.indicative_below,
        "indicative",
        "Panels of the method have 7 to 15 members; policies.round_tables; " + _RAND,
    ),
    Rule(
        "convergence",
        "warn",
        CONVERGENCE,
        lambda facts: facts.n > 0,
        "convergence",
        "Ratings can draw together around disagreement; " + _OWN,
    ),
    Rule(
        "one_round_only",
        "warn",
        ("n_pairs",),
        lambda facts: facts.unpaired > 0,
        "unpaired",
        "Who rated in one round only is counted, not silently dropped; " + _OWN,
        lambda facts: (str(facts.unpaired),),
    ),
)
