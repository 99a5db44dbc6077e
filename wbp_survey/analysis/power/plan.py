"""What a design of so many cases and people can and cannot show, before anybody is asked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.exact import assignments
from wbp_survey.analysis.intervals import newcombe5, wilson
from wbp_survey.analysis.power.detectable import detectable_delta, detectable_eta_squared
from wbp_survey.analysis.power.floors import attainable, smallest_case_p
from wbp_survey.analysis.power.pairing import design_effect
from wbp_survey.analysis.power.shown import power_method
from wbp_survey.analysis.ranks import chi_square_p, kruskal_h
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.analysis.seeds import generator
from wbp_survey.model.result import Result
from wbp_survey.model.table import Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

SHARES = (0.08, 0.17, 0.30, 0.30, 0.15)
"""How answers are spread over five points in the simulation and where ties are reckoned with."""

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


def plan_rows(design: Design) -> list[Result]:
    """Return what the design can show: `by` is "design", `group` a municipality by its number.

    Divisions of whole cases and their smallest p, by itself and after Holm over the planned tests;
    how often a test that ignores cases rejects when nothing differs (simulation); the smallest
    effects with 80% power, as if people were independent and with whole cases; how wide intervals
    are at these numbers.
    """
    return [
        *_divisions(design),
        *[_rejects(design, icc) for icc in design.icc],
        *_between_towns(design),
        *_pairs(design),
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


def _rejects(design: Design, icc: float) -> Result:
    """Simulate how often Kruskal-Wallis rejects at alpha when only cases differ."""
    import numpy as np
    from scipy.special import ndtri

    rng = generator(design.seed, "plan", design.cases, design.people, icc)
    cuts = ndtri(np.cumsum(SHARES)[:-1])
    towns = np.repeat(design.town_of, design.people)
    owner = np.repeat(np.arange(len(design.people)), design.people)
    shape = (design.replications, len(design.people))
    shared = rng.standard_normal(shape)[:, owner] * np.sqrt(icc)
    own = rng.standard_normal((design.replications, len(owner))) * np.sqrt(1 - icc)
    codes = np.searchsorted(cuts, shared + own)
    groups, width = len(design.cases), len(SHARES)
    cell = (np.arange(design.replications)[:, None] * groups + towns) * width + codes
    tables = np.bincount(cell.ravel(), minlength=design.replications * groups * width)
    h = kruskal_h(tables.reshape(design.replications, groups, width))
    rejected = chi_square_p(h, np.array(groups - 1)) <= threshold("alpha")
    (row,) = _write(
        {f"naive_rejection:{icc:g}": Number(float(rejected.mean()), "simulation")}, len(owner)
    )
    return row


def _between_towns(design: Design) -> list[Result]:
    """Return the smallest eta squared between the municipalities."""
    import numpy as np

    n, groups = sum(design.people), len(design.cases)
    smallest, alpha, power = smallest_case_p(design.cases), threshold("alpha"), threshold("power")
    size = sum(one**2 for one in design.people) / n
    rows = []
    for icc in (0.0, *design.icc):
        freedom = float(len(design.people) - groups if icc else n - groups)
        level = attainable(alpha, smallest) if icc else alpha
        effect = float(design_effect(np.array(size), icc))
        (value,) = detectable_eta_squared(
            np.array([groups]), np.array([float(n)]), np.array([level]), power,
            np.array([effect]), np.array([freedom]),
        ).tolist()  # fmt: skip
        stat = f"detectable_eta_squared:{icc:g}" if icc else "detectable_eta_squared"
        none = value != value  # noqa: PLR0124 (NaN)
        number = Number(None if none else value, power_method("whole_cases" if icc else ""))
        floor = smallest if icc else None
        rows += _write({stat: number}, n, undetectable=none, reckoned_icc=icc, p_min=floor)
    return rows


def _pairs(design: Design) -> list[Result]:
    """Return the smallest delta between the two smallest municipalities and the two largest."""
    order = sorted(range(len(design.cases)), key=lambda town: design.sizes[town])
    wanted = dict.fromkeys((tuple(sorted(order[:2])), tuple(sorted(order[-2:]))))
    known = [pair for pair in combinations(range(len(order)), _TWO) if pair in wanted]
    return [row for first, second in known for row in _pair(design, first, second)]


def _pair(design: Design, first: int, second: int) -> list[Result]:
    import numpy as np

    sizes = [float(design.sizes[first]), float(design.sizes[second])]
    ties = 1 - sum(share**3 for share in SHARES)
    (value,) = detectable_delta(
        np.array(sizes[:1]), np.array(sizes[1:]), np.array([ties]),
        np.array([threshold("alpha")]), threshold("power"),
    ).tolist()  # fmt: skip
    low, high = newcombe5(np.zeros(1), np.array(sizes[:1]), np.array(sizes[1:]))
    none = value != value  # noqa: PLR0124 (NaN)
    subject = Subject(_SUBJECT, "design", str(first + 1), str(second + 1))
    numbers = {
        "detectable_delta": Number(None if none else value, power_method()),
        "cliffs_delta_ci_width": Number(float(high[0] - low[0]), "newcombe_5"),
    }
    return write_rows(subject, numbers, {"n": int(sum(sizes)), "undetectable": none})


def _widths(design: Design) -> list[Result]:
    """Return how wide the interval of a share is, per municipality and of everybody."""
    import numpy as np

    rows = []
    places = [*enumerate(design.sizes), (None, sum(design.sizes))]
    for town, n in places:
        hits, size = np.array([n // 2]), np.array([n])
        low, high = wilson(hits, size)
        group = None if town is None else str(town + 1)
        rows += _write({"agree_ci_width": Number(float(high[0] - low[0]), "wilson")}, n, group)
    return rows
