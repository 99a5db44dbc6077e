"""What every comparison of groups shares: the question, the computing, the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey import __version__
from wbp_survey.analysis.compare import CompareSpec, compare_tally
from wbp_survey.analysis.packages import package_versions
from wbp_survey.analysis.rules import threshold
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.files import tally_file
from wbp_survey.dataset.sources import place_of
from wbp_survey.errors import DataError
from wbp_survey.model.result import Comparison, Manifest
from wbp_survey.model.table import Table
from wbp_survey.model.tally import Tally

if TYPE_CHECKING:
    from wbp_survey.model.instrument import Instrument

RESAMPLES = 9999
"""Standard error .0022 at p = .05 (Davison and Hinkley 1997)."""

VersionKey = tuple[str, str]
"""Instrument id and version."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to compare: groups, items (all when empty), and how.

    `refine`: sample more often where a sampled p lies near alpha. `sesoi` is the smallest delta
    that would matter, None when nobody said so: then nothing is called equivalent.
    """

    by: str
    items: tuple[str, ...] = ()
    construct: str = ""
    role: str = ""
    cluster: str | None = None
    block: str = ""
    seed: int | None = None
    resamples: int = RESAMPLES
    refine: bool = True
    adjust: str = "holm"
    sesoi: float | None = None


def compare_file(
    path: Path | str, question: Question, reading: Reading, executor: Executor | None = None
) -> Comparison:
    """Compare the answers in a file; every column is named by the caller.

    The rows are counted as they are read, by `executor` when there is one: the result is the same.
    """
    if not question.items:
        raise DataError.one("DATA_ITEMS_NEEDED", place_of(path))
    cluster = question.cluster or ""
    tally = tally_file(
        path, question.by, cluster, question.block, question.items, reading, executor
    )
    return computed(tally, replace(question, cluster=cluster), question.seed or 0, {})


def computed(
    tally: Tally, question: Question, seed: int, instruments: Mapping[VersionKey, Instrument]
) -> Comparison:
    """Compare counted answers and write down under what circumstances."""
    spec = CompareSpec(
        by=question.by,
        cluster=question.cluster or "",
        block=question.block,
        resamples=question.resamples,
        refined=int(threshold("resamples_near")) if question.refine else 0,
        seed=seed,
        adjust=question.adjust,
        sesoi=question.sesoi,
    )
    rows = compare_tally(tally, spec)
    filters = {
        "items": list(question.items),
        "construct": question.construct,
        "role": question.role,
        "cluster": question.cluster or "",
        "block": question.block,
        "adjust": question.adjust,
        "alpha": threshold("alpha"),
    }
    manifest = manifest_of(tally, f"compare --by {question.by}", instruments, seed)
    return Comparison(replace(manifest, filters=filters, resamples=spec.resamples), rows)


def manifest_of(
    data: Table | Tally, command: str, instruments: Mapping[VersionKey, Instrument], seed: int
) -> Manifest:
    """Write down under what circumstances rows are computed from a table, now."""
    return Manifest(
        command=command,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        data_sha256=data.sha256,
        n_rows=data.n,
        seed=seed,
        resamples=0,
        instruments=tuple(
            {"id": one.id, "version": one.version, "sha256": one.sha256}
            for one in instruments.values()
        ),
        packages={"wbp-survey": __version__, **package_versions()},
        synthetic=data.synthetic,
    )
