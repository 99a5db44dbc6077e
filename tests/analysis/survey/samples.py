"""Small samples: counts and weights become a design and its answers."""

from __future__ import annotations

import numpy as np

from wbp_survey.analysis.survey.design import Drawn, design_of
from wbp_survey.model.table import Column, Factor, Table, Variable

# Stratified sample of 200 Californian schools (apistrat of R's survey package): school type,
# whether it got an award, how many. Weights and stratum sizes are by type.
SCHOOLS = {
    ("E", "No"): 27,
    ("E", "Yes"): 73,
    ("H", "No"): 34,
    ("H", "Yes"): 16,
    ("M", "No"): 26,
    ("M", "Yes"): 24,
}
SCHOOL_WEIGHT = {"E": 44.21, "H": 15.1, "M": 20.36}
SCHOOL_COUNT = {"E": 4421.0, "H": 755.0, "M": 1018.0}


def factor(name, values):
    """Make a grouping of values; an empty one is in no group."""
    levels = tuple(dict.fromkeys(value for value in values if value))
    index = [levels.index(value) if value else -1 for value in values]
    return Factor(name, levels, np.array(index, np.int32))


def schools():
    """Return the type and award of every school, and the design."""
    rows = [pair for pair, times in SCHOOLS.items() for _ in range(times)]
    kind = factor("stype", [one for one, _ in rows])
    award = np.array([int(one == "Yes") for _, one in rows], np.int64)
    weights = np.array([SCHOOL_WEIGHT[one] for one, _ in rows])
    sizes = np.array([SCHOOL_COUNT[one] for one, _ in rows])
    return kind, award, design_of(Drawn(weights, kind, None, sizes))


def answers(name, codes, index, level="ordinal", agree=()):
    """Make a column of answers given as places among the codes, -1 for none."""
    index = np.asarray(index, np.int32)
    scores = tuple(float(place + 1) for place in range(len(codes)))
    variable = Variable(name, tuple(codes), scores, level=level, agree=tuple(agree))
    return Column(variable, index, np.where(index < 0, -1, 0).astype(np.int8))


def sample(seed, n=120, *, strata=3, clusters=0, groups=4, codes=5):
    """Draw a sample: a table with one item `q` and one grouping `g`, and its design."""
    rng = np.random.default_rng(seed)
    stratum = rng.integers(0, strata, n)
    weights = rng.uniform(0.5, 4.0, n)
    cluster = rng.integers(0, clusters, n) if clusters else None
    group = rng.integers(0, groups, n)
    code = np.clip(rng.poisson(1.0 + 0.4 * group), 0, codes - 1)
    names = [str(place + 1) for place in range(codes)]
    table = Table(
        n,
        (answers("q", names, code, agree=names[-2:]),),
        {"g": factor("g", [f"g{one}" for one in group])},
    )
    drawn = Drawn(
        weights,
        factor("s", [f"s{one}" for one in stratum]),
        factor("c", [f"c{one}" for one in cluster]) if clusters else None,
    )
    return table, drawn


def found(rows, stat, group=None):
    """Return the one row about this."""
    (row,) = [row for row in rows if (row.stat, row.group) == (stat, group)]
    return row
