"""Result rows on their way out: through the gate, under a profile."""

from __future__ import annotations

from dataclasses import replace

from wbp_survey.model.profile import Release
from wbp_survey.model.result import Comparison


def released(comparison: Comparison, profile: Release) -> Comparison:
    """Let a comparison through under a profile; `intern` leaves it whole and says so."""
    manifest = replace(comparison.manifest, profile=profile)
    if profile == "intern":
        return replace(comparison, manifest=manifest)
    # Most calls are for the researchers themselves, and the gate takes long to load.
    from wbp_survey.report.gate.rows import release_rows  # noqa: PLC0415 - see above

    return Comparison(manifest, release_rows(comparison.rows, profile))
