"""Result rows about one scale: its answers, how its items go together, its scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.rows import Number, Subject, allowed, write_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.analysis.scales.consistency import (
    alpha_if_dropped,
    average_correlation,
    complete_rows,
    covariances,
    cronbach_alpha,
    feldt_interval,
    fixed_items,
    item_rest_correlations,
    pairwise_covariances,
    standardized_alpha,
)
from wbp_survey.analysis.scales.omega import omega_total, one_factor
from wbp_survey.analysis.scales.polychoric import ordinal_alpha, polychoric
from wbp_survey.analysis.scales.responses import item_count_rows, scale_count_rows
from wbp_survey.analysis.scales.scores import score_rows
from wbp_survey.model.result import Result
from wbp_survey.model.scale import ScaleAnswers
from wbp_survey.model.table import OUTSIDE, Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_MOST_CATEGORIES = 11
_NONE_AGAINST = {"against": 0, "against_turned": 0}

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Placed:
    """One scale as it is reported: its answers, its scores, and in which group of rows it stands.

    `by` and `group` are None when there is only one set of items, else `scale` and the id of the
    scale. `roles` counts the kinds of respondents together; 1 when nobody asks.
    """

    answers: ScaleAnswers
    scores: Column
    by: str | None = None
    group: str | None = None
    roles: int = 1

    def subject(self, column: Column) -> Subject:
        """Return the subject of rows about an item or about the scores."""
        return Subject(column.variable, self.by, self.group)


def reliability_rows(placed: Placed) -> list[Result]:
    """Return everything about a scale: who answered, consistency, scores, and then per item.

    Statistics of consistency rest on the persons who answered every item (listwise), but for
    `cronbach_alpha_pairwise`. What cannot or may not be computed is None with a note.
    """
    answers = placed.answers
    asked = _asked(answers)
    complete = complete_rows(answers.values)
    covariance = covariances(complete)
    facts = _facts(placed, complete, int(asked.sum()))
    bare = replace(placed.scores.variable, notes=())
    about = Subject(bare, placed.by, placed.group)
    rest = item_rest_correlations(covariance)
    facts |= _wrong_way(answers, rest)
    rows = scale_count_rows(about, answers, asked)
    rows += _alpha_rows(about, answers, covariance, facts)
    rows += _latent_rows(about, complete, covariance, facts)
    rows += score_rows(placed.subject(placed.scores), answers, placed.scores)
    return rows + _item_rows(placed, covariance, rest, facts)


def _asked(answers: ScaleAnswers) -> NDArray[np.bool_]:
    """Tell which persons have an instrument that holds any of the items."""
    import numpy as np

    return np.asarray(np.any([one.reason != OUTSIDE for one in answers.columns], axis=0))


def _facts(placed: Placed, complete: Floats, asked: int) -> Facts:
    answers, n = placed.answers, len(complete)
    names = answers.scale.items
    bar = threshold("reliability_bar")
    fixed = [name for name, is_so in zip(names, fixed_items(complete), strict=True) if is_so]
    return {
        "n": n,
        "items": len(names),
        "kind": answers.scale.kind,
        "fixed": len(fixed),
        "fixed_items": tuple(fixed),
        "lost": asked - n,
        "lost_share": (asked - n) / max(asked, 1),
        "roles": placed.roles,
        "undeclared": not answers.scale.declared,
        "bar": bar,
        "bar_hundredths": f"{bar * 100:.0f}",
    }


def _wrong_way(answers: ScaleAnswers, rest: list[float | None]) -> Facts:
    """Return which items go against the others: turned ones, and ones that perhaps should be."""
    against = [
        name for name, r in zip(answers.scale.items, rest, strict=True) if r is not None and r < 0
    ]
    turned = tuple(name for name in against if name in answers.turned)
    straight = tuple(name for name in against if name not in answers.turned)
    return {
        "against_turned": len(turned),
        "against_turned_items": turned,
        "against": len(straight),
        "against_items": straight,
    }


def _alpha_rows(
    about: Subject, answers: ScaleAnswers, covariance: Floats, facts: Facts
) -> list[Result]:
    """Return alpha of who answered all, and of all pairs, each with the interval of its own n."""
    items = facts["items"]
    average = average_correlation(covariance)
    others = {
        "average_r": Number(average, "listwise"),
        "standardized_alpha": Number(standardized_alpha(average, items), "listwise"),
    }
    pairwise, smallest = pairwise_covariances(answers.values)
    return [
        *_one_alpha(about, ("cronbach_alpha", "listwise"), covariance, facts),
        *_written(about, others, facts),
        *_one_alpha(
            about,
            ("cronbach_alpha_pairwise", "pairwise"),
            pairwise,
            facts | {"n": smallest} | _NONE_AGAINST,  # said of the same items above
        ),
    ]


def _one_alpha(
    about: Subject, named: tuple[str, str], covariance: Floats, facts: Facts
) -> list[Result]:
    stat, method = named
    alpha = cronbach_alpha(covariance)
    low, high, found = None, None, {}
    if alpha is not None and facts["n"] > 1:
        low, high = feldt_interval(alpha, facts["n"], facts["items"])
        found = {"found": alpha, "found_low": low, "found_high": high}
    numbers = {
        stat: Number(alpha, method),
        f"{stat}_ci_low": Number(low, "feldt"),
        f"{stat}_ci_high": Number(high, "feldt"),
    }
    return _written(about, numbers, facts | found)


def _written(about: Subject, numbers: Mapping[str, Number], facts: Facts) -> list[Result]:
    """Write each number by itself, so that one that does not exist says so of itself alone."""
    return [
        row
        for stat, number in numbers.items()
        for row in write_rows(about, {stat: number}, facts | {"undefined": number.value is None})
    ]


def _latent_rows(
    about: Subject, complete: Floats, covariance: Floats, facts: Facts
) -> list[Result]:
    """Return omega and ordinal alpha. A refused one is not tried: its library loads slowly."""
    omega, ordinal, known = None, None, dict(facts)
    if allowed("omega_total", facts):
        fit = one_factor(covariance, len(complete))
        known["improper"] = fit is None or fit.improper
        omega = omega_total(fit) if fit else None
    if allowed("ordinal_alpha", facts):
        known["many_categories"] = _many_categories(complete)
        if not known["many_categories"]:
            latent = polychoric(complete)
            known["at_edge"] = latent.at_edge
            ordinal = ordinal_alpha(latent.correlations)
    numbers = {
        "omega_total": Number(omega, "one_factor_ml"),
        "ordinal_alpha": Number(ordinal, "polychoric_two_step"),
    }
    return write_rows(about, numbers, known)


def _many_categories(complete: Floats) -> bool:
    import numpy as np

    return any(len(np.unique(item)) > _MOST_CATEGORIES for item in complete.T)


def _item_rows(
    placed: Placed, covariance: Floats, rest: list[float | None], facts: Facts
) -> list[Result]:
    """Return per item who answered it, its correlation with the rest, and alpha without it."""
    answers = placed.answers
    rows: list[Result] = []
    dropped = alpha_if_dropped(covariance)
    for place, column in enumerate(answers.columns):
        name = answers.scale.items[place]
        rows += item_count_rows(placed.subject(_not_as_given(column)), column)
        against = rest[place] is not None and rest[place] < 0  # type: ignore[operator]
        own = facts | {
            "against_turned": int(against and name in answers.turned),
            "against_turned_items": (name,),
            "against": int(against and name not in answers.turned),
            "against_items": (name,),
        }
        numbers = {
            "item_rest_r": Number(rest[place], "listwise"),
            "alpha_if_dropped": Number(dropped[place], "listwise"),
        }
        bare = replace(column.variable, notes=("turned",) if name in answers.turned else ())
        rows += _written(Subject(bare, placed.by, placed.group), numbers, own)
    return rows


def _not_as_given(column: Column) -> Column:
    """Leave out the note that answers are shown as given: what is worded in reverse is turned."""
    notes = tuple(note for note in column.variable.notes if note != "reversed")
    return replace(column, variable=replace(column.variable, notes=notes))
