"""What the engine asks and what comes back: the whole contract between engine and asker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from wbp_survey.model.instrument import Item, Value
from wbp_survey.model.session import Answer, Slot
from wbp_survey.wizard.known import Answers

QuestionKind = Literal["item", "note", "seat", "consent", "close", "why"]


def _forget(_typed: str) -> None:
    """Keep no draft."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask, with all that a screen needs to show it.

    Consent, seats and the closing are items too (see `asides`), so that every asker knows one kind
    of thing. `number` of `total` counts the questions on this route (0: not counted); `answers` are
    the values that the item's constraints may name; `notice` is one sentence to show with the
    question; `odd` says what is strange about the answer in `given`, which is confirmed by giving
    it again; `draft` is what had been typed here when the session was cut off; `note` keeps what is
    typed so far and is called at every keystroke.
    """

    kind: QuestionKind
    item: Item
    slot: Slot
    language: str
    title: str = ""
    section: str = ""
    who: str = ""
    number: int = 0
    total: int = 0
    given: Answer | None = None
    answers: Answers = field(default_factory=dict)
    saved_at: str = ""
    notice: str = ""
    odd: str = ""
    draft: str = ""
    note: Callable[[str], None] = field(default=_forget, compare=False, repr=False)

    @property
    def takes_reason(self) -> bool:
        """Tell whether a missing reason will do: not where the session itself is arranged."""
        return self.kind in ("item", "why") and self.item.type != "note"


@dataclass(frozen=True, slots=True)
class Given:
    """A value; None after a note that was read.

    `because` says beforehand why an odd answer is right; None leaves that to be asked.
    """

    value: Value | None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """The id of a missing reason."""

    id: str


@dataclass(frozen=True, slots=True)
class Back:
    """One step back along the path really taken."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Leave now; everything confirmed is saved."""


Reply = Given | Reason | Back | Pause


class Asker(Protocol):
    """Whoever can put a question to a person, or to a script."""

    def __call__(self, question: Question, /) -> Reply:
        """Return the reply; never None, never a half answer."""
