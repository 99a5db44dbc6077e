"""`wbp compare … --figure FILE`: the funnel of very many groups."""

from __future__ import annotations

from pathlib import Path

import click

from wbp_survey.model.profile import Release
from wbp_survey.model.result import Comparison
from wbp_survey.report.figures.funnel import draw_funnels
from wbp_survey.texts import current_language, say
from wbp_survey.workflow.release import released


def draw(comparison: Comparison, path: Path, profile: Release) -> None:
    """Draw the funnels of a comparison; a figure leaves the study, so that none is `intern`."""
    outside: Release = "publiek" if profile == "intern" else profile
    for written in draw_funnels(released(comparison, outside).rows, path, {}, current_language()):
        click.echo(say("cli.written", path=written), err=True)
