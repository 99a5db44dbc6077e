"""Gather the first ratings of a round table for the sheet that is shown between the rounds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from wbp_survey.errors import ReportError
from wbp_survey.model.instrument import Instrument, Item, Texts, text_in
from wbp_survey.model.session import SessionState
from wbp_survey.model.spread import Spread, rated_on, spreads
from wbp_survey.report.feedback import (
    Feedback,
    FeedbackLine,
    feedback_blocks,
    shown_first,
)
from wbp_survey.report.word.document import write_docx
from wbp_survey.wizard.flow import set_aside
from wbp_survey.wizard.walk import walk
from wbp_survey.workflow.sessions import show_session
from wbp_survey.workflow.study import Place

FIRST = 1


def feedback(place: Place, session: str, language: str) -> Feedback:
    """Gather how the statements were rated in the first round; the session may still be going on.

    Raises ReportError when nothing is asked in rounds there, or nothing was rated yet.
    """
    held = show_session(place, session)
    asked = [item for item in held.instrument.items if item.mode == "individual_twice"]
    rated = [item for item in asked if rated_on(item)]
    if not rated or held.instrument.kind != "round_table":
        raise ReportError.one("REPORT_NO_ROUNDS", session=held.state.id)
    found = _first_ratings(held.instrument, held.state, rated)
    if not found:
        raise ReportError.one("REPORT_NO_RATINGS", session=held.state.id)
    order = {item.id: at for at, item in enumerate(rated, start=1)}
    words = {item.id: item.text for item in rated}
    lines = [FeedbackLine(order[one.item], words[one.item], one) for one in found]
    codes, ends = _scale(next(item for item in rated if item.id == found[0].item))
    return Feedback(
        place.study.title,
        _where(place, held.state),
        codes,
        ends,
        shown_first([one for one in lines if tuple(one.spread.counts) == codes]),
        language,
        date.fromisoformat(held.state.last_at[:10]),
        synthetic=held.state.synthetic or place.study.synthetic,
    )


def write_feedback(sheet: Feedback, path: Path) -> None:
    """Write the sheet as a Word document, whole or not at all."""
    write_docx(
        feedback_blocks(sheet),
        path,
        title=text_in(sheet.title, sheet.language),
        language=sheet.language,
        created=sheet.written_on,
    )


def _first_ratings(
    instrument: Instrument, state: SessionState, rated: Iterable[Item]
) -> tuple[Spread, ...]:
    """Return the spread of what counts: nothing off the route, nothing of who withdrew."""
    aside = set_aside(tuple(walk(instrument, state)), state)
    counted = {slot: one for slot, one in state.answers.items() if slot not in aside}
    return spreads(tuple(rated), counted, FIRST)


def _scale(item: Item) -> tuple[tuple[str, ...], tuple[Texts, Texts]]:
    scale = rated_on(item)
    if scale is None:
        raise TypeError(item.id)
    labels = {option.code: option.label for option in scale.options}
    ends = labels.get(scale.codes[0], {}), labels.get(scale.codes[-1], {})
    return scale.codes, ends


def _where(place: Place, state: SessionState) -> str:
    known = {case.id: case.label for case in place.study.cases}
    return known.get(state.case, state.case or state.id[:8])
