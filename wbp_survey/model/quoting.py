"""What may be done with somebody's words: derived from what they agreed to, never typed. Pure.

The scopes `quote`, `function` and `quote_name` of study.yaml decide; a scope nobody was asked for
counts as refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from wbp_survey.model.presence import seated_stays
from wbp_survey.model.round_table import MODERATOR, Statement
from wbp_survey.model.session import SessionState

Quoting = Literal["no", "anonymous", "role", "name"]
"""How words may be printed: not at all, without saying whose, with the role, with the name."""
_ORDER: tuple[Quoting, ...] = get_args(Quoting)

QUOTE, FUNCTION, NAME = "quote", "function", "quote_name"


def may_quote(state: SessionState, participant: str) -> Quoting:
    """Return how the words of one participant may be printed."""
    given = state.consent.get(participant, {})
    if participant in state.withdrawn or not given.get(QUOTE):
        return "no"
    if given.get(NAME):
        return "name"
    return "role" if given.get(FUNCTION) else "anonymous"


def may_quote_all(state: SessionState, participants: Iterable[str]) -> Quoting:
    """Return how words of several may be printed: as the least willing of them allows."""
    found = [may_quote(state, one) for one in participants]
    return min(found, key=_ORDER.index, default="no")


def may_quote_statement(state: SessionState, said: Statement) -> Quoting:
    """Return how a statement may be printed.

    Of one whose speaker nobody knows everybody who ever sat at the table may have said it: then it
    is printed only when all allow that, and never with a role. The moderator speaks for the
    researchers.
    """
    if said.withheld:
        return "no"
    if said.who == (MODERATOR,):
        return "role"
    if said.who:
        return may_quote_all(state, (one for one in said.who if one != MODERATOR))
    table = state.round_table
    everyone = [
        one.id
        for one in state.participants
        if one.id not in table.removed and seated_stays(table, one.id)
    ]
    return "no" if may_quote_all(state, everyone) == "no" else "anonymous"
