"""What reading a large file costs: read, checked, coded and counted, beside pyarrow's bare read.

    python benchmarks/reading.py [ROWS]

A million rows of two groupings and fifty five-point items, as CSV and as Parquet. The ratio is of
CPU seconds, ours to the bare read of all columns, the best of some runs that take turns. Peak
memory is that of a process that does one of them once; the libraries alone stand beside it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.files import table_from_file, tally_file

ITEMS = [f"q{number:02d}" for number in range(50)]
ROLES = ("bewoner", "beheerder", "wijkagent", "gemeente", "deskundige")
READING = Reading(minimum=1, maximum=5, missing={"9": "dont_know"})
TOWNS = 342
RUNS = 5
GOAL = 1.5


def make(folder, rows, seed=1):
    """Write the file both ways; two in a hundred answers are blank, five don't know (9)."""
    rng = np.random.default_rng(seed)
    columns = {
        "gemeente": np.array([f"GM{town:04d}" for town in range(TOWNS)])[
            rng.integers(0, TOWNS, rows)
        ],
        "rol": np.array(ROLES)[rng.integers(0, len(ROLES), rows)],
    }
    for item in ITEMS:
        codes = rng.choice([1, 2, 3, 4, 5, 9], rows, p=[0.08, 0.17, 0.28, 0.28, 0.14, 0.05])
        columns[item] = pa.array(codes, pa.int8(), mask=rng.random(rows) < 0.02)
    table = pa.table(columns)
    pyarrow.csv.write_csv(table, folder / "big.csv")
    pyarrow.csv.write_csv(
        table, folder / "plain.csv", pyarrow.csv.WriteOptions(quoting_style="none")
    )
    pyarrow.parquet.write_table(table, folder / "big.parquet")


def bare(path):
    """Read every column, and nothing more."""
    if path.suffix == ".csv":
        return pyarrow.csv.read_csv(path)
    return pyarrow.parquet.read_table(path)


def tally(path, executor=None):
    """Read, check, code and count the answers per municipality and role."""
    found = tally_file(path, "gemeente", "", "rol", ITEMS, READING, executor)
    for one in found.answers:
        assert one.valid.sum() + one.missing.sum() == found.n
    return found


def table(path):
    """Read, check and code the answers, keeping every row."""
    return table_from_file(path, ["gemeente", "rol"], ITEMS, READING)


def nothing(_path):
    """Do nothing: what the libraries take."""


def seconds(function, *arguments):
    """Return CPU and wall seconds of one call."""
    cpu, wall = time.process_time(), time.perf_counter()
    function(*arguments)
    return time.process_time() - cpu, time.perf_counter() - wall


def peak(name, path):
    """Return the peak memory, in MB, of a process that calls one of the functions above."""
    done = subprocess.run(
        [sys.executable, __file__, "--once", name, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def race(path):
    """Print how the bare read and ours compare, in turns."""
    with ThreadPoolExecutor() as pool:
        runs = [
            (seconds(bare, path), seconds(tally, path), seconds(tally, path, pool))
            for _ in range(RUNS)
        ]
    bares, ours, threads = (sorted(one) for one in zip(*runs, strict=True))
    print(f"{path.name}, {path.stat().st_size / 1e6:.0f} MB")
    print(f"  bare read   cpu {bares[0][0]:.2f} s, wall {bares[0][1]:.2f} s")
    for name, found in (("tally", ours), ("tally, threads", threads)):
        ratio = found[0][0] / bares[0][0]
        print(
            f"  {name:<15} cpu {found[0][0]:.2f} s, wall {min(w for _, w in found):.2f} s, "
            f"ratio {ratio:.2f} (goal for CSV {GOAL})"
        )
    for name in ("nothing", "bare", "tally", "table"):
        print(f"  peak memory {name:<8} {peak(name, path):5d} MB")


def main():
    """Make the files and race; or call one function once and print the peak memory."""
    if sys.argv[1:2] == ["--once"]:
        name, path = sys.argv[2:]
        globals()[name](Path(path))
        lines = Path("/proc/self/status").read_text().splitlines()
        print(next(int(line.split()[1]) // 1000 for line in lines if line.startswith("VmHWM")))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, rows)
        print(f"{rows:,} rows x {len(ITEMS) + 2} columns")
        for path in (folder / "plain.csv", folder / "big.csv", folder / "big.parquet"):
            race(path)


if __name__ == "__main__":
    main()
