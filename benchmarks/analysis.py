"""Time the statistics against what others offer, in the same run: CPU seconds and their ratio.

    python benchmarks/analysis.py [a] [b] [c] [d] [e]

a   50 items x 4 groups, n = 60: the whole battery with 9,999 permutations, against pingouin and
    scipy called per item as their front pages do (four items, extrapolated), and against scipy with
    vectorised statistics
b   item x 342 municipalities x 5 roles, 100,000 x 50 and 1,000,000 x 50 answers, against one
    bincount an item, polars, DuckDB and careful pandas
c   Krippendorff's alpha with 1,000 bootstraps (benchmarks/agreement.py)
d   `wbp compare` of a small file and of the demonstration study, whole process, against the bare
    import of what each needs
e   reading and checking a file of 1,000,000 x 52 (benchmarks/reading.py)
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from wbp_survey.analysis.compare import CompareSpec, compare
from wbp_survey.analysis.counts import batches, tally_table
from wbp_survey.analysis.intervals import eta_squared_interval, newcombe5
from wbp_survey.analysis.ranks import (
    adjust_p,
    chi_square_p,
    cliffs_delta,
    dunn_z,
    kruskal_h,
    two_sided_normal_p,
)
from wbp_survey.analysis.sampling import sample_tables
from wbp_survey.model.table import Column, Factor, Table, Variable

GROUPS = ("Aa", "Bee", "Cee", "Dee")
SHARES = (0.08, 0.17, 0.30, 0.30, 0.15)
RESAMPLES = 9999
REPOSITORY = Path(__file__).parents[1]
WBP = Path(sys.executable).with_name("wbp")


def answers(rows, items, groups=GROUPS, seed=1):
    """Make a table of random five-point answers."""
    rng = np.random.default_rng(seed)
    scores = (1.0, 2.0, 3.0, 4.0, 5.0)
    by = Factor("group", tuple(groups), (np.arange(rows) % len(groups)).astype(np.int32))
    none = np.zeros(rows, np.int8)
    columns = tuple(
        Column(
            Variable(f"q{item}", tuple("12345"), scores, agree=("4", "5")),
            rng.choice(5, rows, p=SHARES).astype(np.int8),
            none,
        )
        for item in range(items)
    )
    return Table(rows, columns, {"group": by})


def cpu(function, *arguments, times=3):
    """Return the fewest CPU seconds of a few calls."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        function(*arguments)
        taken.append(time.process_time() - start)
    return min(taken)


def kernel(table):
    """Do the battery of part a, no more: no exact pairs, no judgement, no rows."""
    (batch,) = batches(tally_table(table, "group"))
    valid = batch.valid
    h = kruskal_h(valid)
    chi_square_p(h, np.full(len(h), 3))
    eta_squared_interval(h, np.full(len(h), 4), valid.sum(axis=(1, 2)))
    first, second = np.triu_indices(4, 1)
    sizes = valid.sum(axis=2).astype(float)
    newcombe5(cliffs_delta(valid)[:, first, second], sizes[:, first], sizes[:, second])
    for p in two_sided_normal_p(dunn_z(valid)[:, first, second]).tolist():
        adjust_p(p, "holm")
    sample_tables(list(valid), RESAMPLES, 0, "group")


def naive(table, items):
    """Do what a reader of the libraries' front pages would do."""
    import pandas as pd
    import pingouin
    from scipy import stats

    by = table.factors["group"].index
    for column in table.columns[:items]:
        frame = pd.DataFrame({"group": by, "q": column.index.astype(float)})
        pingouin.kruskal(data=frame, dv="q", between="group")
        pingouin.pairwise_tests(data=frame, dv="q", between="group", parametric=False)
        parts = [frame["q"][frame["group"] == group].to_numpy() for group in range(4)]
        stats.permutation_test(
            parts,
            lambda *groups: stats.kruskal(*groups).statistic,
            permutation_type="independent",
            n_resamples=RESAMPLES,
            alternative="greater",
            vectorized=False,
        )
        stats.bootstrap(
            parts,
            lambda *groups: (stats.kruskal(*groups).statistic - 3) / 56,
            n_resamples=2000,
            vectorized=False,
            method="percentile",
        )


def vectorised(table, items):
    """Do it with scipy as somebody would who knows it well."""
    import pandas as pd
    import pingouin
    from scipy import stats

    by = table.factors["group"].index
    for column in table.columns[:items]:
        values = column.index.astype(float)
        frame = pd.DataFrame({"group": by, "q": values})
        pingouin.kruskal(data=frame, dv="q", between="group")
        pingouin.pairwise_tests(data=frame, dv="q", between="group", parametric=False)
        ranks = stats.rankdata(values)
        parts = [ranks[by == group] for group in range(4)]
        stats.permutation_test(
            parts, _spread, permutation_type="independent", n_resamples=RESAMPLES,
            alternative="greater", vectorized=True,
        )  # fmt: skip
        for one, two in combinations([values[by == group] for group in range(4)], 2):
            stats.bootstrap(
                (one, two), _delta, n_resamples=2000, vectorized=True, method="percentile"
            )


def _spread(*parts, axis=-1):
    return sum(part.sum(axis=axis) ** 2 / part.shape[axis] for part in parts)


def _delta(one, two, axis=-1):  # noqa: ARG001 (scipy passes it)
    return np.sign(one[..., :, None] - two[..., None, :]).mean(axis=(-1, -2))


def part_a():
    """Print the battery against the libraries."""
    import pingouin  # noqa: F401 (its import is not part of the race)

    table = answers(60, 50)
    whole = cpu(compare, table, CompareSpec("group", resamples=RESAMPLES), times=5)
    bare = cpu(kernel, table, times=5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = cpu(naive, table, 4, times=1) / 4 * 50
        clever = cpu(vectorised, table, 4, times=1) / 4 * 50
    print("a. 50 items x 4 groups, n = 60, 9,999 permutations (CPU seconds)")
    print(f"   libraries per item {plain:9.2f}    scipy vectorised {clever:7.2f}")
    for name, ours in (("the battery", bare), ("compare(), all rows", whole)):
        print(
            f"   ours, {name:20} {ours:7.3f}    {plain / ours:6.0f} x libraries"
            f"    {clever / ours:5.0f} x vectorised"
        )
    print("   how it grows (ms an item, 5 items):")
    for rows, groups in ((24, 4), (60, 4), (1000, 4), (100_000, 4), (1_000_000, 4), (100_000, 342)):
        some = answers(rows, 5, [f"g{group}" for group in range(groups)])
        seconds = cpu(compare, some, CompareSpec("group"), times=1) / 5
        print(f"   n = {rows:>9,}, {groups:>3} groups: {seconds * 1000:8.1f}")


def part_b():
    """Print the counting of item x municipality x role against the alternatives."""
    print("b. item x 342 municipalities x 5 roles, 50 items (CPU seconds; ratio to bincount)")
    for rows in (100_000, 1_000_000):
        table = answers(rows, 50, [f"m{town}" for town in range(342)])
        role = Factor("role", tuple("abcde"), (np.arange(rows) // 342 % 5).astype(np.int32))
        table = replace(table, factors={**table.factors, "role": role})
        floor = cpu(_bincount, table)
        print(f"   {rows:,} x 50: one bincount an item {floor:.3f}")
        for name, other in (
            ("ours", _ours), ("polars wide", _polars), ("DuckDB wide", _duckdb), ("pandas", _pandas)
        ):  # fmt: skip
            seconds = other(table)
            print(f"      {name:12} {seconds:7.3f}   {seconds / floor:6.2f} x")


def _cells(table):
    return table.factors["group"].index.astype(np.int64) * 5 + table.factors["role"].index


def _bincount(table):
    base = _cells(table) * 5
    for column in table.columns:
        np.bincount(base + column.index, minlength=342 * 25)


def _ours(table):
    return cpu(tally_table, table, "group", "role")


def _frame(table):
    names = {column.variable.id: column.index for column in table.columns}
    return {"cell": _cells(table).astype(np.int32)} | names


def _polars(table):
    import polars as pl

    frame = pl.DataFrame(_frame(table))
    wanted = [
        (pl.col(name) == code).sum().alias(f"{name}_{code}")
        for name in frame.columns[1:]
        for code in range(5)
    ]
    return cpu(lambda: frame.group_by("cell").agg(wanted), times=2)


def _duckdb(table):
    import duckdb
    import polars as pl

    frame = pl.DataFrame(_frame(table)).to_arrow()
    counted = ", ".join(
        f"count(*) filter (where {name} = {code})"
        for name in frame.column_names[1:]
        for code in range(5)
    )
    connection = duckdb.connect()
    connection.register("answers", frame)
    query = f"select cell, {counted} from answers group by cell"
    return cpu(lambda: connection.execute(query).fetchall(), times=1)


def _pandas(table):
    import pandas as pd

    cell = pd.Series(_cells(table))

    def counted():
        for column in table.columns:
            pd.crosstab(cell, pd.Series(column.index))

    return cpu(counted, times=1)


def part_c():
    """Print Krippendorff's alpha against the package of that name."""
    import agreement

    print("c. Krippendorff's alpha, 1,000 bootstraps, 500 units")
    agreement.main()


def part_d():
    """Print whole processes against the bare import of what they need."""
    print("d. whole processes (CPU seconds, fewest of seven)")
    whole = REPOSITORY / "tests/data/reference/04_battery_four_groups/data.csv"
    items = "LEAD01,LEAD02,LEAD03,LEAD04,TSIG01,TSIG02"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "small.csv"  # as many people as the study has outside its tables
        head, *rows = whole.read_text("utf-8").splitlines()
        file.write_text("\n".join([head, *rows[::2], ""]), "utf-8")
        subprocess.run([WBP, "demo", Path(folder) / "demo"], check=True, capture_output=True)
        study = next(Path(folder).rglob("study.yaml")).parent
        needs = "import click, numpy, scipy.special"
        more = f"{needs}, sqlalchemy, pydantic, yaml, elementpath"  # routes are XPath
        by = ["--by", "municipality", "--json"]
        for name, bare, command in (
            ("a file", needs, ["compare", file, *by, "--items", items]),
            ("a study, one item", more, ["compare", *by, "--items", "saf_safer", "--study", study]),
            ("a study, all of it", more, ["compare", *by, "--study", study]),
        ):
            floor = _process([sys.executable, "-c", bare])
            ours = _process([WBP, *command])
            print(f"   {name:18} {ours:.3f}   bare import {floor:.3f}   {ours / floor:.2f} x")


def _process(command):
    taken = []
    for _ in range(7):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True, env=os.environ)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken)


def part_e():
    """Print reading and checking a large file against pyarrow's bare read."""
    import reading

    print("e. a file of 1,000,000 x 52")
    reading.main()


def main():
    """Print the parts that were asked for, all of them without."""
    parts = {"a": part_a, "b": part_b, "c": part_c, "d": part_d, "e": part_e}
    for name in sys.argv[1:] or parts:
        parts[name]()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process {peak:.0f} MB")


if __name__ == "__main__":
    main()
