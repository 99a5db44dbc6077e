"""What a form on paper is made from: the instrument, the study, and the number of each question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wbp_survey.instrument.expression.words import condition_in_words
from wbp_survey.model.instrument import Instrument, Item, Section, Texts, text_in
from wbp_survey.model.study import Case, Study
from wbp_survey.texts import say

MOST_TIMES = 3
"""As often is a repeated section printed; who needs more takes another sheet."""

Place = tuple[str, str]
"""Section and item: an item that is asked in two rounds stands in two places."""


@dataclass(frozen=True, slots=True)
class Form:
    """An instrument to be printed in one language, for one case when `case` is known.

    `seats` is how many there are at a round table. The numbers are those of the questions in the
    order of the route, as if everything were asked.
    """

    instrument: Instrument
    study: Study
    language: str
    seats: int
    case: Case | None = None
    numbers: Mapping[Place, int] = field(default_factory=dict)

    @property
    def own(self) -> bool:
        """Tell whether respondents fill it in by themselves."""
        return self.instrument.kind == "self_completion"

    @property
    def table(self) -> bool:
        """Tell whether several people answer."""
        return self.instrument.kind == "round_table"

    @property
    def persons(self) -> bool:
        """Tell whether people answer, who must consent to that."""
        return self.own or self.table or self.instrument.kind == "interview"

    @property
    def version(self) -> str:
        """The version as it is read."""
        draft = self.instrument.status == "draft"
        return self.say("paper.versionless") if draft else self.instrument.version

    def say(self, key: str, **values: object) -> str:
        """Return a sentence in the language of the form."""
        return say(key, self.language, **values)

    def text(self, texts: Texts | None) -> str:
        """Return a text of the instrument or the study in the language of the form."""
        return text_in(texts, self.language)

    def number(self, section: Section, item: Item) -> int:
        """Return the number of a question."""
        return self.numbers[section.id, item.id]

    def condition(self, expression: str, section: Section) -> str:
        """Say a condition in words, with numbers for the questions it is about."""
        return condition_in_words(
            expression, self.instrument, self.language, self._names(section.id)
        )

    def _names(self, section: str) -> dict[str, str]:
        """Call each question by its number, in this section when it stands in several."""
        found: dict[str, int] = {}
        for (where, item), number in self.numbers.items():
            if item not in found or where == section:
                found[item] = number
        return {item: self.say("paper.question", number=n) for item, n in found.items()}
