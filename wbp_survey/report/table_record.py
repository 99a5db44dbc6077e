"""A round table as the report tells of it: plain facts, gathered elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from wbp_survey.model.instrument import Texts
from wbp_survey.model.quoting import Quoting


@dataclass(frozen=True, slots=True)
class PhaseRecord:
    """A phase: the minutes planned and those it took (None: nobody knows)."""

    title: Texts
    planned: int
    spent: float | None = None
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """Somebody's words and how they may be printed.

    `role` is empty when several roles, or nobody known, said them; `study` marks the moderator, who
    speaks for the researchers.
    """

    text: str
    how: Quoting
    role: str = ""
    literal: bool = True
    study: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeRecord:
    """What a table came to on one theme.

    `of` names the statements it is about; `versions` counts how often its words were set down
    anew; `votes` and `readback` count persons per code, `gone` who was no longer there when it was
    read back.
    """

    id: str
    title: Texts
    of: tuple[str, ...] = ()
    text: str = ""
    versions: int = 0
    value: Texts = field(default_factory=dict)
    status: Texts = field(default_factory=dict)
    rule: Texts = field(default_factory=dict)
    votes: Mapping[str, int] = field(default_factory=dict)
    readback: Mapping[str, int] = field(default_factory=dict)
    gone: int = 0
    dissent: tuple[Spoken, ...] = ()
    said: tuple[Spoken, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRecord:
    """One round table as held.

    `group` is what its result rows call it, `label` how it is printed. Whoever withdrew afterwards
    is counted nowhere: `persons` counts who sat there per role, `cases` per case they spoke about
    (empty: none). `named` holds the roles that all who have them allow to be named; `unnamed` tells
    that somebody sat there with another, whoever withdrew among them. `late` and `left` count
    persons; `observed` pairs what the researchers were asked about the talk with what they
    answered.
    """

    id: str
    group: str
    label: str
    held: date
    persons: Mapping[str, int]
    cases: Mapping[str, int] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    unnamed: bool = False
    late: int = 0
    left: int = 0
    phases: tuple[PhaseRecord, ...] = ()
    outcomes: tuple[OutcomeRecord, ...] = ()
    said: tuple[Spoken, ...] = ()
    points: tuple[tuple[str, bool], ...] = ()
    observed: tuple[tuple[Texts, Texts], ...] = ()
    turns: Mapping[str, int] = field(default_factory=dict)
