"""Put a report together: front matter, then the appendices in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from wbp_survey.report.appendices.cases import cases
from wbp_survey.report.appendices.chapters import chapters
from wbp_survey.report.appendices.codes import codes
from wbp_survey.report.appendices.committee import committee
from wbp_survey.report.appendices.consent import consent
from wbp_survey.report.appendices.consistency import consistency
from wbp_survey.report.appendices.coreq import coreq
from wbp_survey.report.appendices.front import front
from wbp_survey.report.appendices.justification import justification
from wbp_survey.report.appendices.people import people
from wbp_survey.report.appendices.protocol import protocols
from wbp_survey.report.appendices.round_tables import round_tables
from wbp_survey.report.appendices.scales import scales
from wbp_survey.report.blocks import Block, Figure
from wbp_survey.report.inputs import ReportInputs, Respondents

__all__ = ["PARTS", "ReportInputs", "Respondents", "compose"]


def compose(
    inputs: ReportInputs, figures_dir: Path, parts: Sequence[str] = ()
) -> tuple[Block, ...]:
    """Return the blocks of the whole report, or of some parts; figures go into `figures_dir`."""
    wanted = [PARTS[name] for name in PARTS if name in parts or not parts]
    written = [block for part in wanted for block in part(inputs, figures_dir)]
    drawn = any(isinstance(block, Figure) for block in written)
    return (*front(inputs, figures=drawn), *written)


PARTS: Mapping[str, Callable[[ReportInputs, Path], Iterable[Block]]] = {
    "A": justification,
    "B": lambda inputs, _figures: people(inputs),
    "C": lambda inputs, _figures: protocols(inputs),
    "D": round_tables,
    "E": codes,
    "F": cases,
    "G": scales,
    "H": coreq,
    "I": consent,
    "J": committee,
    "K": consistency,
    "T": chapters,
}
"""The appendices by letter, and the tables at the chapters of the report."""
