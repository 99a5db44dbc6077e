"""Appendix: being written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wbp_survey.report.blocks import Block
from wbp_survey.report.inputs import ReportInputs


def scales(_inputs: ReportInputs, _figures_dir: Path) -> Iterable[Block]:
    """Write the appendix."""
    return ()
