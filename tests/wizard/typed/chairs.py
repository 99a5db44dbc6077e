"""A table of eight, as the lines of a round table know it, and what may be typed at it."""

from __future__ import annotations

from hypothesis import strategies as st

from wbp_survey.model.instrument import Option, ResponseScale
from wbp_survey.model.study import Role
from wbp_survey.wizard.acts import Seat

WHO = (
    *("beheerder", "wijkagent", "ambtenaar", "bewoner"),
    *("bewoner", "wijkagent", "deskundige", "beheerder"),
)
ROLES = (
    Role("beheerder", {"nl": "beheerder", "en": "group administrator"}, "B"),
    Role("bewoner", {"nl": "bewoner", "en": "resident"}, "R"),
    Role("gemeente", {"nl": "ambtenaar", "en": "municipal official"}, "G"),
)
NINE = ResponseScale("rand9", "ordinal", (), 1, 9)
VOTE = ResponseScale(
    "vote",
    "nominal",
    (
        Option("for", {"nl": "voor", "en": "for"}),
        Option("against", {"nl": "tegen", "en": "against"}),
        Option("abstain", {"nl": "onthouding", "en": "abstains"}),
    ),
)

LINES = st.text(st.sampled_from(" 0123456789.-*,:;!?#+=&/\"'wmkvnaltdcru sSéß\n\t~")) | st.text()
"""What may be typed by accident: what lines are made of, and anything else."""


def seats(*away, count=8, given=None):
    """Return the seats of a table; those in `away` are empty."""
    return tuple(
        Seat(f"S{n}", who, who[0].upper(), f"S{n}" not in away, (given or {}).get(f"S{n}"))
        for n, who in enumerate(WHO[:count], start=1)
    )


def shown(understood):
    """Return the words of every seat, as they are echoed."""
    return [cell.words for cell in understood.cells]


def holds_together(understood, typed, chairs, found):
    """Check what every reader promises, whatever was typed."""
    assert [cell.seat for cell in understood.cells] == [seat.id for seat in chairs]
    assert 0 <= understood.at <= len(typed)
    assert (found is None) == bool(understood.trouble)
