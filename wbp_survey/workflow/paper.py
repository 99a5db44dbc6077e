"""Print an instrument as a form to be filled in by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from wbp_survey.dataset.reading import nearest
from wbp_survey.errors import RecordError
from wbp_survey.instrument.version.lock import read_lock
from wbp_survey.model.instrument import Instrument, text_in
from wbp_survey.model.keys import numbered
from wbp_survey.model.study import Case
from wbp_survey.report.paper.form import Form
from wbp_survey.report.paper.paper import paper_blocks
from wbp_survey.report.word.document import write_docx
from wbp_survey.wizard.session.opening import MOST_SEATS
from wbp_survey.workflow.specs import instrument_named
from wbp_survey.workflow.study import Place


def paper_form(place: Place, spec: str, *, language: str, case: str = "") -> Form:
    """Gather what a form needs; `spec` names the version, as `id` or `id@1.0.0`."""
    found = instrument_named(place, spec)
    return Form(
        instrument=found,
        study=place.study,
        language=language,
        seats=MOST_SEATS,
        case=_case(place, case) if case else None,
        numbers=numbered(found),
    )


def print_form(place: Place, form: Form, path: Path, *, today: date | None = None) -> None:
    """Write a form as a Word document, whole or not at all.

    It bears the date of publication, and a draft `today`: the same version gives the same bytes.
    """
    write_docx(
        paper_blocks(form),
        path,
        title=text_in(form.instrument.title, form.language),
        language=form.language,
        created=_published(place, form.instrument) or today or date.today(),  # noqa: DTZ011
    )


def _case(place: Place, case: str) -> Case:
    known = [one.id for one in place.study.cases]
    if case not in known:
        near = nearest(case, known) or "-"
        raise RecordError.one(
            "RECORD_UNKNOWN_CASE", case=case, known=", ".join(known), nearest=near
        )
    return place.study.case(case)


def _published(place: Place, instrument: Instrument) -> date | None:
    """Return the day on which a version was published, as the lock says."""
    lines = [
        line
        for line, _ in read_lock(place.root, [])
        if (line.id, line.version) == (instrument.id, instrument.version)
    ]
    return date.fromisoformat(lines[0].at[:10]) if lines else None
