"""Ratings before and after a discussion, written as people: role, first rating, second rating."""

from __future__ import annotations

import numpy as np

from tests.analysis.tables import column, factor
from wbp_survey.analysis.rounds import RoundsSpec, compare_rounds
from wbp_survey.model.study import RoundTablePolicy
from wbp_survey.model.table import OUTSIDE, Table

NINE = tuple(str(point) for point in range(1, 10))
REASONS = {"?": "dont_know", "-": "absent", "x": "withdrawn"}
USUAL = RoundTablePolicy()
ROLES = {"B": "bewoner", "W": "wijkagent", "G": "gemeente"}


def sat(text, codes=NINE, **known):
    """Read `plein: B37 W5- / brink: B99` as tables of people with two ratings each.

    `?` does not know, `-` was not there, `x` withdrew; `.` was not asked at all.
    """
    people = [
        (name.strip(), *token)
        for name, _, tokens in (part.partition(":") for part in text.split("/"))
        for token in tokens.split()
    ]
    tables = list(dict.fromkeys(table for table, *_ in people))
    columns = tuple(rated(people, number, codes, known) for number in (1, 2))
    factors = {
        "session": factor("session", tables, [table for table, *_ in people]),
        "role": factor("role", list(ROLES.values()), [ROLES.get(one) for _, one, *_ in people]),
    }
    return Table(len(people), columns, factors)


def rated(people, number, codes, known):
    answers = [REASONS.get(one[number + 1], one[number + 1]) for one in people]
    asked = ["" if answer == "." else answer for answer in answers]
    made = column("q", asked, codes, **known, round=number)
    made.reason[np.array([answer == "." for answer in answers])] = OUTSIDE
    return made


def described(text, by="session", *, policy=USUAL, **known):
    """Return the rows about these people."""
    return compare_rounds(sat(text, **known), RoundsSpec(by, policy=policy))


def ratings(first, second=None):
    """Write a table of residents from lists of ratings."""
    pairs = zip(first, second or first, strict=True)
    return "plein: " + " ".join(f"B{one}{other}" for one, other in pairs)


def row(rows, stat, group=None, number=None, by="session"):
    """Return the one row about this."""
    (one,) = [
        one for one in rows if (one.stat, one.group, one.round, one.by) == (stat, group, number, by)
    ]
    return one
