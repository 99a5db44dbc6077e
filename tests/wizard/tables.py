"""Questions around a table of ten: a row, a line about the table, a tally."""

from __future__ import annotations

from dataclasses import replace

from tests.wizard.forms import both, item
from wbp_survey.model.instrument import Option, ResponseScale
from wbp_survey.model.session import Slot
from wbp_survey.wizard.acts import Seat
from wbp_survey.wizard.question import Cell, Question, Understood
from wbp_survey.wizard.typed.row import read_row

POINTS = ResponseScale(
    "points", "ordinal", (Option("1", both("oneens")), Option("9", both("eens"))), 1, 9
)
RATED = replace(item("asked", "scale", scale=POINTS), hint=both("Leg een kaart neer."))
ROLES = ("beheerder", "wijkagent", "ambtenaar", "gebiedsmakelaar", "bewoner")
SEATS = tuple(Seat(f"S{n}", ROLES[n % 5], here=n != 4) for n in range(1, 11))
"""Ten seats, of which the fourth is empty."""


def row(asked=RATED, seats=SEATS, language="nl", **rest):
    """A row of answers to an item, as it is asked at a table."""
    return Question(
        "row",
        asked,
        Slot(asked.id),
        language,
        title="Rondetafel",
        section="Fase 2",
        number=3,
        total=40,
        table=True,
        understand=lambda typed: read_row(typed, asked, seats, language)[1],
        **rest,
    )


def heard(typed):
    """Understand "3: tekst": who speaks, and that something has to stand behind it."""
    who, colon, text = typed.partition(":")
    cells = tuple(Cell(one.id, one.who, "", "given" if one.here else "away") for one in SEATS[:3])
    if not text.strip():
        return Understood(cells, "", "Er staat nog niets achter de dubbele punt.", len(who + colon))
    return Understood(cells, f"S{who.strip()} zegt iets")


def line(**rest):
    """A line about the table, such as what somebody said."""
    asked = replace(item("asked"), text=both("Wat is er gezegd?"))
    known = {"table": True, "language": "nl", "understand": heard} | rest
    return Question("line", asked, Slot(":say"), title="Rondetafel", **known)


def tally(turns=None, **rest):
    """A tally of turns: seats by their digit, administrators together by their letter."""
    turns = turns or {}

    def counted(typed):
        cells = [Cell(one.id, one.who, str(turns.get(one.id, 0))) for one in SEATS]
        cells.append(Cell("B", "beheerder", str(turns.get("B", 0))))
        wrong = typed and typed not in "-bB0123456789"
        return Understood(tuple(cells), trouble=f"Niemand heeft ‘{typed}’." if wrong else "")

    asked = replace(item("turns"), text=both("Wie heeft het woord?"))
    known = {"table": True, "language": "nl", "understand": counted} | rest
    return Question("tally", asked, Slot(":turns"), title="Rondetafel", **known)
