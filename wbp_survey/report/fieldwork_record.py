"""How the study was held, as its sessions tell: plain facts, gathered elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wbp_survey.model.instrument import Texts


@dataclass(frozen=True, slots=True)
class TableAnswers:
    """What was set down about the round tables themselves, under one question.

    `coreq` holds the items of COREQ that the question is about. `chosen` counts tables per answer;
    `total` adds up numbers (None: it is no number); `worded` counts the tables about which words
    were written, which stay with the researchers, and `none` those it did not apply to.
    """

    coreq: tuple[str, ...]
    question: Texts
    chosen: tuple[tuple[Texts, int], ...] = ()
    total: float | None = None
    worded: int = 0
    none: int = 0
    tables: int = 0


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """What all conversations and round tables tell together.

    `agreed` pairs, per part of the consent, how many of those who took part said yes and no;
    `versions` counts persons per version of the consent that was read to them. Who withdrew is in
    neither. `interviewers` counts who led sessions, `remarked` the sessions with remarks beside the
    answers, `returned` the round tables whose record was put to participants afterwards.
    """

    agreed: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    interviewers: int = 0
    remarked: int = 0
    returned: int = 0
    answers: tuple[TableAnswers, ...] = ()
