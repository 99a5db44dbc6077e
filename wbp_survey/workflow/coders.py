"""How well coders agree, in any file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wbp_survey.analysis.coders.disagreements import Disagreement, disagreements
from wbp_survey.analysis.coders.rows import CodersSpec, agreement_rows
from wbp_survey.dataset.coding import Reading
from wbp_survey.model.result import Comparison
from wbp_survey.workflow.coder_files import CodersLayout, Distance, Level, read_coders
from wbp_survey.workflow.comparing import RESAMPLES, manifest_of


@dataclass(frozen=True, slots=True)
class CodersQuestion:
    """How to compare coders: level (None: as the codes look), distance of sets, resampling."""

    level: Level | None = None
    distance: Distance = "masi"
    resamples: int = RESAMPLES
    seed: int = 0
    smallest_alpha: float = 0.8


@dataclass(frozen=True, slots=True)
class CodersComparison(Comparison):
    """What a comparison of coders gives: the rows, and the units that were not coded alike."""

    coders: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the manifest and the rows and, per unit not coded alike, the code of each."""
        apart = [
            {"unit": one.unit, "codes": dict(zip(self.coders, one.codes, strict=True))}
            for one in self.disagreements
        ]
        return Comparison.as_json(self) | {"disagreements": apart}


def compare_coders(
    path: Path | str, layout: CodersLayout, question: CodersQuestion, reading: Reading
) -> CodersComparison:
    """Compare what coders made of the same units. Raises DataError when a file cannot tell."""
    found = read_coders(path, layout, question.level, question.distance, reading)
    spec = CodersSpec(
        question.resamples,
        question.seed,
        question.smallest_alpha,
        without_unit=found.without,
        assumed=found.assumed,
    )
    filters = {
        "coders": list(found.ratings.coders),
        "scale": found.ratings.scale,
        "smallest_alpha": question.smallest_alpha,
    }
    manifest = manifest_of(found.table, "agreement", {}, question.seed)
    return CodersComparison(
        replace(manifest, filters=filters, resamples=question.resamples),
        agreement_rows(found.ratings, spec),
        found.ratings.coders,
        disagreements(found.ratings),
    )
