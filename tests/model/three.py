"""A table of three, of whom the third is late."""

from __future__ import annotations

from tests.wizard.around import sat
from tests.wizard.forms import table
from wbp_survey.model.gathering import statement_payload
from wbp_survey.model.round_table import Statement

SEATS = ("S1", "S2", "S3")


def held_by_three():
    held = sat(table(), 1, 2)
    held.seat(3, late=True)
    return held


def said(name="U1", who=("S1",), text="zo is het", **more):
    payload = statement_payload(Statement(name, who, "literal", text))
    del payload["minute"]
    return "statement_made", payload | more
