"""Result rows on their way out: through the gate, under a profile."""

from __future__ import annotations

from dataclasses import replace

from wbp_survey.model.result import Comparison
from wbp_survey.model.study import Release
from wbp_survey.report.gate.rows import release_rows


def released(comparison: Comparison, profile: Release) -> Comparison:
    """Let a comparison through under a profile; `intern` leaves it whole and says so."""
    manifest = replace(comparison.manifest, profile=profile)
    if profile == "intern":
        return replace(comparison, manifest=manifest)
    return Comparison(manifest, release_rows(comparison.rows, profile))
