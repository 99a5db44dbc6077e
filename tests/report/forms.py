"""Forms on paper for the tests: the blocks, and what stands in them as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.report.reports import study
from wbp_survey.model.keys import numbered
from wbp_survey.model.study import Consent, ConsentScope
from wbp_survey.report.blocks import Grid, Heading, Passage
from wbp_survey.report.paper.form import Form
from wbp_survey.report.paper.paper import paper_blocks
from wbp_survey.report.word.document import write_docx

CONSENT = Consent(
    "1",
    {"nl": "Doet u mee?\n\nU mag stoppen.", "en": "Will you take part?\n\nYou may stop."},
    (
        ConsentScope("join", {"nl": "Ik doe mee.", "en": "I take part."}, required=True),
        ConsentScope("quote", {"nl": "U mag citeren.", "en": "You may quote."}),
    ),
)


def form(instrument, language="nl", *, seats=3, case=None):
    """A form of an instrument in a small study."""
    place = replace(study(), consent=CONSENT)
    return Form(
        instrument,
        place,
        language,
        seats,
        place.case(case) if case else None,
        numbered(instrument),
    )


def blocks(instrument, language="nl", **known):
    return paper_blocks(form(instrument, language, **known))


def text(one):
    """All text of a line or of a cell."""
    return "".join(run.text for run in getattr(one, "runs", one)).replace("\u00a0", " ")


def lines(found):
    """The text of every line, in order."""
    return [text(line) for one in found if isinstance(one, Passage) for line in one.lines]


def roles(found, *wanted):
    """The text of the lines that are this."""
    return [
        text(line)
        for one in found
        if isinstance(one, Passage)
        for line in one.lines
        if line.role in wanted
    ]


def grids(found):
    return [one for one in found if isinstance(one, Grid)]


def cells(grid):
    """The rows of a grid as text."""
    return [[text(cell) for cell in row] for row in grid.rows]


def heads(grid):
    return [lane.header for lane in grid.lanes]


def headings(found):
    return [one.text for one in found if isinstance(one, Heading)]


def everything(found):
    """Every word on the form, tables and headings included."""
    said = [*headings(found), *lines(found)]
    for grid in grids(found):
        said += [*heads(grid), *(cell for row in cells(grid) for cell in row)]
    return "\n".join(said)


def write(path, instrument, language="nl", **known):
    made = form(instrument, language, **known)
    write_docx(
        paper_blocks(made),
        path,
        title=made.text(instrument.title),
        language=language,
        created=date(2026, 3, 8),
    )
    return path
