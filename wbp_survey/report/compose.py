"""Put a report together: front matter, then the appendices in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from wbp_survey.model.instrument import text_in
from wbp_survey.report.appendices.cases import cases
from wbp_survey.report.appendices.codes import codes
from wbp_survey.report.appendices.committee import committee
from wbp_survey.report.appendices.consent import consent
from wbp_survey.report.appendices.consistency import consistency
from wbp_survey.report.appendices.coreq import coreq
from wbp_survey.report.appendices.front import front
from wbp_survey.report.appendices.method import method
from wbp_survey.report.appendices.outcomes import outcomes
from wbp_survey.report.appendices.people import people
from wbp_survey.report.appendices.protocol import protocols
from wbp_survey.report.appendices.round_tables import round_tables
from wbp_survey.report.appendices.scales import scales
from wbp_survey.report.blocks import Block, Figure
from wbp_survey.report.figures.bars import alt_text, counts_only, draw, forget
from wbp_survey.report.gate.release import Bar, DraftFigure, hidden_groups, release_figure
from wbp_survey.report.inputs import ReportInputs, Respondents, Sheet, number, sheets
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say

__all__ = ["PARTS", "ReportInputs", "Respondents", "compose"]

_FIGURE = "stellingen"
_AGREE_CODES = 5


def compose(
    inputs: ReportInputs, figures_dir: Path, parts: Sequence[str] = ()
) -> tuple[Block, ...]:
    """Return the blocks of the whole report, or of some parts; figures go into `figures_dir`."""
    wanted = [PARTS[name] for name in PARTS if name in parts or not parts]
    written = [block for part in wanted for block in part(inputs, figures_dir)]
    drawn = any(isinstance(block, Figure) for block in written)
    return (*front(inputs, figures=drawn), *written)


def _tables_at_chapters(inputs: ReportInputs, figures_dir: Path) -> Iterable[Block]:
    return outcomes(inputs, _statements(inputs, figures_dir))


def _statements(inputs: ReportInputs, figures_dir: Path) -> list[Figure]:
    """Draw how all who were interviewed judged the statements, most agreement first."""
    asked = {
        item.id
        for instrument in inputs.instruments
        if instrument.kind == "interview"
        for item in instrument.items
    }
    found = [
        sheet
        for sheet in sheets(inputs.comparisons[0], inputs.variables)
        if sheet.variable.id in asked and _drawable(inputs, sheet)
    ]
    if not found:
        forget(figures_dir / f"{_FIGURE}{end}" for end in (".png", ".csv"))
        return []
    language = inputs.language
    found.sort(key=lambda sheet: -(number(sheet.total, "agree_share") or 0.0))
    variable = found[0].variable
    draft = DraftFigure(
        title=say("report.figure_title", language),
        codes=variable.codes,
        labels=tuple(
            clean(text_in(variable.code_labels.get(code), language) or code)
            for code in variable.codes
        ),
        bars=tuple(_bar(sheet, language) for sheet in found),
        agree=tuple(variable.codes.index(code) for code in variable.agree),
        bases={sheet.base: sheet.persons for sheet in found},
    )
    released = release_figure(draft, inputs.profile)
    path = draw(released, figures_dir / _FIGURE, language)
    unit = "report.figure_counts" if counts_only(released) else "report.figure_percentages"
    notes = tuple(
        say(key, language) for key in (unit, "report.figure_note", "report.figure_source")
    )
    return [Figure(_FIGURE, released, path, alt_text(released, language), notes)]


def _drawable(inputs: ReportInputs, sheet: Sheet) -> bool:
    """Keep statements about the case on five codes, some of them agreeing, that may be shown."""
    variable = sheet.variable
    hidden = hidden_groups({sheet.base: sheet.persons}, inputs.profile)
    return (
        (sheet.base, "") not in hidden
        and len(variable.codes) == _AGREE_CODES
        and bool(variable.agree)
        and variable.referent == "case"
        and number(sheet.total, f"share:{variable.codes[0]}") is not None
    )


def _bar(sheet: Sheet, language: str) -> Bar:
    shares = tuple(number(sheet.total, f"share:{code}") or 0.0 for code in sheet.variable.codes)
    persons = int(number(sheet.total, "n_valid") or 0)
    label = say("report.everyone", language)
    return Bar(clean(sheet.text(language)), "", label, sheet.base, persons, shares)


PARTS: Mapping[str, Callable[[ReportInputs, Path], Iterable[Block]]] = {
    "A": lambda inputs, _figures: method(inputs),
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
    "T": _tables_at_chapters,
}
"""The appendices by letter, and the tables at the chapters of the report."""
