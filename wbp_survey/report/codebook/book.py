"""What a codebook is made from: one version, what the lock says of it, and its answers counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wbp_survey.model.instrument import Instrument, Item, text_in
from wbp_survey.model.study import Study
from wbp_survey.report.codebook.entry import Speech
from wbp_survey.report.codebook.tally import Panel, Tally, panels


@dataclass(frozen=True, slots=True)
class Publication:
    """What the lock says of a version."""

    at: str
    by: str
    why: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """How often each answer was given under exactly this version."""

    tallies: Mapping[tuple[str, Panel], Tally]
    answers: int = 0
    sessions: int = 0
    synthetic: bool = False

    def of(self, item: Item) -> list[Tally]:
        """Return what was answered to an item, panel by panel."""
        return [self.tallies.get((item.id, panel), Tally()) for panel in panels(item)]


@dataclass(frozen=True, slots=True)
class Codebook:
    """Everything a codebook is made from; a codebook computes nothing.

    `answers` is None when nothing was counted.
    """

    instrument: Instrument
    study: Study
    speech: Speech
    written_on: date
    version: str
    publication: Publication | None = None
    answers: Answers | None = None

    @property
    def title(self) -> str:
        """The name of the instrument, as it is read."""
        return text_in(self.instrument.title, self.speech.language)

    @property
    def named_version(self) -> str:
        """The version as it is read."""
        draft = self.instrument.status == "draft"
        return self.speech.word("versionless") if draft else self.instrument.version

    def tallies(self, item: Item) -> list[Tally]:
        """Return what was answered to an item; nothing when no answer was given to any."""
        return self.answers.of(item) if self.answers and self.answers.answers else []
