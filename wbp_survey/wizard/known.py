"""What is known where a question stands: earlier answers, the day, the number of the time. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from wbp_survey.instrument.expression.evaluate import Repeated, compute, evaluate
from wbp_survey.model.instrument import ResponseScale, Value

Answers = Mapping[str, Value | Repeated | None]


@dataclass(frozen=True, slots=True)
class Known(Answers):
    """The answers an expression may name, with what else it may ask for.

    `today` is the moment the session was opened, so that a route stays the same whenever it is
    looked at; `position` is the number of the time in a repeated section, from 1.
    """

    answers: Answers
    today: date | None = None
    position: int = 0
    scales: Mapping[str, ResponseScale] = field(default_factory=dict)

    def __getitem__(self, item_id: str) -> Value | Repeated | None:
        """Return the answer to an item; KeyError when it was not asked."""
        return self.answers[item_id]

    def __iter__(self) -> Iterator[str]:
        """Go through the ids of what was asked."""
        return iter(self.answers)

    def __len__(self) -> int:
        """Count what was asked."""
        return len(self.answers)


def with_own(answers: Answers, item_id: str, value: Value) -> Known:
    """Return what is known when an item has just been answered with `value`."""
    known = answers if isinstance(answers, Known) else Known(answers)
    return replace(known, answers={**known.answers, item_id: value})


def holds(expression: str, answers: Answers, own: Value | None = None) -> bool:
    """Tell whether an expression holds here; an empty one does."""
    if not expression:
        return True
    known = answers if isinstance(answers, Known) else Known(answers)
    return evaluate(
        expression,
        known.answers,
        own,
        today=known.today,
        position=known.position,
        scales=known.scales,
    )


def worked_out(expression: str, known: Known) -> Value | None:
    """Return what a calculation comes to here; None when that is nothing."""
    return compute(
        expression,
        known.answers,
        today=known.today,
        position=known.position,
        scales=known.scales,
    )
