"""The last line of a comparison: what its numbers rest on."""

from __future__ import annotations

import click

from wbp_survey.model.result import Comparison
from wbp_survey.texts import say


def print_footer(comparison: Comparison) -> None:
    """Print how many rows there are, of which data, with which seed and how many resamples."""
    manifest = comparison.manifest
    click.echo(
        say(
            "cli.compare.footer",
            rows=len(comparison.rows),
            sha256=manifest.data_sha256[:12],
            seed=manifest.seed,
            resamples=manifest.resamples,
        )
    )
