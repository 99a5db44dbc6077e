"""The Python face: a study in a notebook."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.responses import frame_of
from wbp_survey.instrument.load import load_instrument
from wbp_survey.model.instrument import Instrument, text_in
from wbp_survey.model.result import Comparison
from wbp_survey.texts import current_language
from wbp_survey.workflow.compare import compare_study
from wbp_survey.workflow.comparing import Question
from wbp_survey.workflow.comparing import compare_file as compared_file
from wbp_survey.workflow.exports import list_responses
from wbp_survey.workflow.study import Place, open_place

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class OpenStudy:
    """A study to ask things of; what it answers are pandas frames."""

    place: Place

    def responses(self) -> pd.DataFrame:
        """Return every response, one row each, the missing reason beside the value."""
        return frame_of(list_responses(self.place))

    def compare(
        self, by: str, *, items: tuple[str, ...] = (), construct: str = "", role: str = ""
    ) -> pd.DataFrame:
        """Compare groups; result rows as a frame, the manifest in its `attrs`."""
        question = Question(by=by, items=tuple(items), construct=construct, role=role)
        return _frame(compare_study(self.place, question))

    def instrument(self, instrument_id: str, version: str = "") -> Instrument:
        """Return one instrument version, the newest published when none is named."""
        return load_instrument(self.place.root, instrument_id, version)

    def _repr_html_(self) -> str:
        study, language = self.place.study, current_language()
        cases = ", ".join(escape(case.label) for case in study.cases)
        return f"<b>{escape(text_in(study.title, language))}</b><br>{cases}"


def open_study(folder: str | Path = ".") -> OpenStudy:
    """Open the study in a folder. Raises StudyError when there is none."""
    return OpenStudy(open_place(Path(folder)))


def compare_file(
    path: str | Path, by: str, items: tuple[str, ...], order: tuple[tuple[str, ...], ...] = ()
) -> pd.DataFrame:
    """Compare groups in any CSV, Parquet or SAV file; result rows as a frame."""
    question = Question(by=by, items=tuple(items))
    return _frame(compared_file(Path(path), question, Reading(orders=tuple(order))))


def _frame(comparison: Comparison) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame([row.as_row() for row in comparison.rows])
    frame.attrs["manifest"] = asdict(comparison.manifest)
    return frame
