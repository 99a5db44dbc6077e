"""What a design of so many cases and people can and cannot show, before anybody is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.exact import assignments
from wbp_survey.analysis.intervals import newcombe5, wilson
from wbp_survey.analysis.power.detectable import (
    detectable_delta,
    detectable_eta_squared,
    eta_of_delta,
)
from wbp_survey.analysis.power.floors import attainable, smallest_case_p, smallest_pair_p
from wbp_survey.analysis.power.pairing import design_effect
from wbp_survey.analysis.power.plan_simulation import SHARES, rejection_rate
from wbp_survey.analysis.power.shown import DELTA, ETA, power_method
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.analysis.scales.consistency import feldt_interval
from wbp_survey.model.result import Result
from wbp_survey.model.table import Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ROLES = ("one_per_case", "half")
"""Two roles that meet in every case: one person of each per case, or everybody in two halves."""

ALPHA_OF_SCALE, ITEMS_OF_SCALE = 0.70, 4
"""The Cronbach's alpha, and the number of items, whose interval is reckoned."""

_TWO = 2
_SUBJECT = Variable("design", (), ())


@dataclass(frozen=True, slots=True)
class Design:
    """So many cases per municipality, so many people per case, so many planned tests."""

    cases: tuple[int, ...]
    people: tuple[int, ...]
    icc: tuple[float, ...]
    tests: int = 1
    seed: int = 0
    replications: int = 4000

    @property
    def town_of(self) -> tuple[int, ...]:
        """Return per case the place of its municipality."""
        return tuple(town for town, held in enumerate(self.cases) for _ in range(held))

    @property
    def sizes(self) -> tuple[int, ...]:
        """Return how many people there are per municipality."""
        found = [0] * len(self.cases)
        for town, people in zip(self.town_of, self.people, strict=True):
            found[town] += people
        return tuple(found)

    @property
    def level(self) -> float:
        """Return the level of one test: alpha over the tests, the first step of Holm."""
        return threshold("alpha") / self.tests


@dataclass(frozen=True, slots=True)
class _Side:
    """People of one group, their cases, and the size of a case for the design effect."""

    people: int
    cases: int = 0
    size: float = 1.0


@dataclass(frozen=True, slots=True)
class _Reckoned:
    """Under which correlation an effect is reckoned, and what the numbers of cases allow."""

    icc: float
    floor: float
    beyond: int
    """Cases beyond one per group."""


def plan_rows(design: Design) -> list[Result]:
    """Return what the design can show: `by` is "design", `group` a municipality by its number.

    Divisions of whole cases and their smallest p, by itself and after Holm over the planned tests;
    how often a test that ignores cases rejects when nothing differs (simulation); the smallest
    effects with 80% power at the level that Holm leaves, as if people were independent and with
    whole cases; how wide intervals are at these numbers. Two roles (`ROLES`) meet in every case,
    so that sharing one does not blur them: they are reckoned as if independent only.
    """
    return [
        *_divisions(design),
        *_rejects(design),
        *_between_towns(design),
        *_pairs(design),
        *_roles(design),
        *_widths(design),
    ]


def _write(
    numbers: dict[str, Number], n: int, group: str | None = None, **facts: Any
) -> list[Result]:
    subject = Subject(_SUBJECT, "design", group)
    return write_rows(subject, numbers, {"n": n, **facts})


def _divisions(design: Design) -> list[Result]:
    import numpy as np

    smallest = smallest_case_p(design.cases)
    return _write(
        {
            "cluster_permutation_count": Number(
                float(assignments(np.array(design.cases))), "exact"
            ),
            "cluster_permutation_p_min": Number(smallest, "exact"),
            "cluster_permutation_p_min_adjusted": Number(
                min(1.0, smallest * design.tests), f"holm_{design.tests}"
            ),
        },
        sum(design.people),
        clusters=len(design.people),
    )


def _rejects(design: Design) -> list[Result]:
    """Return how often Kruskal-Wallis rejects at alpha when only cases differ."""
    rows = []
    for icc in design.icc:
        rate = rejection_rate(
            design.town_of, design.people, icc, design.replications, design.seed, threshold("alpha")
        )
        number = Number(rate, "simulation")
        rows += _write({f"naive_rejection:{icc:g}": number}, sum(design.people))
    return rows


def _between_towns(design: Design) -> list[Result]:
    """Return the smallest eta squared between the municipalities; of two it is taken from delta."""
    import numpy as np

    n, groups = sum(design.people), len(design.cases)
    if groups == _TWO:
        return _pair_rows(design, 0, 1, ETA)
    smallest, size = smallest_case_p(design.cases), _size_of(design.people)
    rows = []
    for icc in (0.0, *design.icc):
        freedom = float(len(design.people) - groups if icc else n - groups)
        level = attainable(design.level, smallest) if icc else design.level
        effect = float(design_effect(np.array(size), icc))
        (value,) = detectable_eta_squared(
            np.array([groups]), np.array([float(n)]), np.array([level]), threshold("power"),
            np.array([effect]), np.array([freedom]),
        ).tolist()  # fmt: skip
        floor = smallest if icc else smallest_case_p(design.sizes)
        beyond = len(design.people) - groups
        rows += _detectable(design, ETA, value, _Reckoned(icc, floor, beyond), n)
    return rows


def _pairs(design: Design) -> list[Result]:
    """Return the smallest delta between the two smallest municipalities and the two largest."""
    order = sorted(range(len(design.cases)), key=lambda town: design.sizes[town])
    pairs = sorted({tuple(sorted(order[:_TWO])), tuple(sorted(order[-_TWO:]))})
    rows = []
    for first, second in pairs:
        sizes = design.sizes[first], design.sizes[second]
        names = str(first + 1), str(second + 1)
        rows += _pair_rows(design, first, second, DELTA, *names)
        rows += _delta_width(*sizes, *names)
    return rows


def _pair_rows(design: Design, first: int, second: int, stat: str, *names: str) -> list[Result]:
    """Return what two municipalities can show, as if independent and with whole cases."""
    sides = [_side(design, town) for town in (first, second)]
    n = sum(side.people for side in sides)
    rows = []
    for icc in (0.0, *design.icc):
        delta, eta, floor = _between_two(design, sides, icc)
        reckoned = _Reckoned(icc, floor, sum(side.cases for side in sides) - _TWO)
        rows += _detectable(design, stat, delta if names else eta, reckoned, n, *names)
    return rows


def _roles(design: Design) -> list[Result]:
    """Return the smallest delta between two roles that meet in every case."""
    n, cases = sum(design.people), len(design.people)
    sizes = {"one_per_case": (cases, cases), "half": (n // _TWO, n - n // _TWO)}
    rows = []
    for role in ROLES if min(design.people) >= _TWO else ():
        sides = [_Side(size) for size in sizes[role]]
        delta, _, floor = _between_two(design, sides, 0.0)
        reckoned = _Reckoned(0.0, floor, 0)
        rows += _detectable(design, DELTA, delta, reckoned, sum(sizes[role]), role, role)
        rows += _delta_width(*sizes[role], role, role)
    return rows


def _between_two(design: Design, sides: list[_Side], icc: float) -> tuple[float, float, float]:
    """Return the smallest delta of two groups, its eta squared, and the smallest p they allow."""
    import numpy as np

    one, two = sides
    ties = np.array([1 - sum(share**3 for share in SHARES)])
    people = np.array([[float(side.people) for side in sides]])
    level, freedom = design.level, None
    if icc:
        people = people / design_effect(np.array([[side.size for side in sides]]), icc)
        floor = smallest_case_p((one.cases, two.cases))
        level = attainable(level, floor)
        freedom = np.array([float(one.cases + two.cases - _TWO)])
    else:
        untied = np.ones((1, one.people + two.people), dtype=np.int64)
        floor = float(smallest_pair_p(np.array([one.people]), untied)[0])
    own = people[:, 0], people[:, 1]
    delta = detectable_delta(*own, ties, np.array([level]), threshold("power"), freedom)
    return float(delta[0]), float(eta_of_delta(delta, *own, ties)[0]), floor


def _detectable(
    design: Design, stat: str, value: float, reckoned: _Reckoned, n: int, *names: str
) -> list[Result]:
    """Write a smallest effect; none where no p can pass, or not even groups apart would show."""
    none = value != value  # noqa: PLR0124 (NaN)
    icc = reckoned.icc
    number = Number(None if none else value, power_method("whole_cases" if icc else ""))
    facts = {"undetectable": none, "reckoned_icc": icc, "p_min": reckoned.floor}
    facts |= {"alpha": design.level, "beyond_groups": reckoned.beyond}
    named = f"{stat}:{icc:g}" if icc else stat
    return write_rows(Subject(_SUBJECT, "design", *names), {named: number}, {"n": n, **facts})


def _delta_width(first: int, second: int, *names: str) -> list[Result]:
    """Return how wide the 95% interval of delta is when delta is 0."""
    import numpy as np

    low, high = newcombe5(np.zeros(1), np.array([float(first)]), np.array([float(second)]))
    number = Number(float(high[0] - low[0]), "newcombe_5")
    subject = Subject(_SUBJECT, "design", *names)
    return write_rows(subject, {"cliffs_delta_ci_width": number}, {"n": first + second})


def _side(design: Design, town: int) -> _Side:
    held = [people for at, people in zip(design.town_of, design.people, strict=True) if at == town]
    return _Side(sum(held), len(held), _size_of(held))


def _share_width(side: _Side, icc: float) -> Number:
    """Return how wide the 95% interval of a share of one half is."""
    import numpy as np

    worth = np.array([side.people / float(design_effect(np.array(side.size), icc))])
    low, high = wilson(worth / 2, worth)
    return Number(float(high[0] - low[0]), "wilson_whole_cases" if icc else "wilson")


def _size_of(people: Sequence[int]) -> float:
    """Return what the design effect takes for the size of a case (Kish 1965)."""
    return sum(one**2 for one in people) / sum(people)


def _widths(design: Design) -> list[Result]:
    """Return how wide the interval of a share is, per municipality and of everybody; of alpha.

    Of a share also with the people divided by the design effect of each correlation.
    """
    rows = []
    sides = [(str(town + 1), _side(design, town)) for town in range(len(design.cases))]
    n = sum(design.people)
    for group, side in [*sides, (None, _Side(n, len(design.people), _size_of(design.people)))]:
        widths = {"agree_ci_width": _share_width(side, 0.0)}
        widths |= {f"agree_ci_width:{icc:g}": _share_width(side, icc) for icc in design.icc}
        rows += _write(widths, side.people, group)
    if n > 1:
        ends = feldt_interval(ALPHA_OF_SCALE, n, ITEMS_OF_SCALE)
        rows += _write({"cronbach_alpha_ci_width": Number(ends[1] - ends[0], "feldt")}, n)
    return rows
