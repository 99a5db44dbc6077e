"""What the engine asks and what comes back: the whole contract between engine and asker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from wbp_survey.model.instrument import Item, Value
from wbp_survey.model.session import Answer, Slot
from wbp_survey.wizard.known import Answers

QuestionKind = Literal[
    "item",
    "note",
    "seat",
    "consent",
    "close",
    "why",
    "remark",
    "choice",
    "trouble",
    "row",
    "line",
    "tally",
]
"""What is asked. At a round table, besides: a `row` of answers, one per seat, typed in one line; a
`line` that says something about the table; a `tally`, in which one key counts one turn."""

Mark = Literal["open", "parked", "wrong", "odd", "remark", "query", "aside"]
"""What is to be known about a place: no answer yet, to come back to, a hard check that fails, a
soft check that fails unexplained, a remark, an open query, an answer set aside."""


def _forget(_typed: str) -> None:
    """Keep no draft."""


def _nowhere() -> tuple[Spot, ...]:
    """Lead nowhere."""
    return ()


@dataclass(frozen=True, slots=True)
class Spot:
    """One place one may go to: a question on the route, or an answer set aside.

    `text` is the question and `words` its answer in words (empty: none); `finding` says what is
    wrong or odd about it; one cannot go to what is set aside.
    """

    slot: Slot
    text: str
    section: str = ""
    who: str = ""
    words: str = ""
    marks: tuple[Mark, ...] = ()
    remark: str = ""
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a line says of one seat: whose it is, and the words to show for it.

    `state` is "away" for an empty seat, "open" where nothing was said, "wrong" where reading
    stopped.
    """

    seat: str
    who: str
    words: str = ""
    state: Literal["given", "open", "away", "wrong"] = "given"


@dataclass(frozen=True, slots=True)
class Understood:
    """How a line that is being typed is understood, shown at every key.

    `trouble` says in one sentence why it will not do (empty: it will), `at` where in it reading
    stopped; `sentence` says the line in words where it is not about each seat.
    """

    cells: tuple[Cell, ...] = ()
    sentence: str = ""
    trouble: str = ""
    at: int = 0


def _nothing(_typed: str) -> Understood:
    """Understand any text as it stands."""
    return Understood()


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask, with all that a screen needs to show it.

    Consent, seats and the closing are items too (see `asides`), so that every asker knows one kind
    of thing. `language` is that of the interface, `spoken` that of the question itself. `number` of
    `total` counts the questions on this route (0: not counted); `answers` are the values that the
    item's constraints may name; `notice` is one sentence to show with the question; `odd` says what
    is strange about the answer in `given`, or what it would do, and is confirmed by giving it
    again; `draft` is what had been typed here when the session was cut off; `note` keeps what is
    typed so far and is called at every keystroke. `spots` lists where one may go; `banner` says
    that this is no ordinary session; with `fast` one key answers and goes on; `session` is the id
    of the session, for what must never be mixed up with another. `understand` reads a row or line
    while it is typed; `began` is when the phase of a round table began (UTC, ISO 8601), `minutes`
    how long it was planned to take (0: no plan); `table` tells that there are seats, so that one
    may say who comes and goes and what is said.
    """

    kind: QuestionKind
    item: Item
    slot: Slot
    language: str
    spoken: str = ""
    title: str = ""
    section: str = ""
    who: str = ""
    number: int = 0
    total: int = 0
    given: Answer | None = None
    answers: Answers = field(default_factory=dict)
    saved_at: str = ""
    saved_in: str = ""
    notice: str = ""
    odd: str = ""
    draft: str = ""
    remark: str = ""
    parked: bool = False
    banner: str = ""
    fast: bool = False
    session: str = ""
    began: str = ""
    minutes: int = 0
    table: bool = False
    understand: Callable[[str], Understood] = field(default=_nothing, compare=False, repr=False)
    note: Callable[[str], None] = field(default=_forget, compare=False, repr=False)
    spots: Callable[[], tuple[Spot, ...]] = field(default=_nowhere, compare=False, repr=False)

    @property
    def takes_reason(self) -> bool:
        """Tell whether a missing reason will do: not where the session itself is arranged."""
        return (self.kind in ("item", "why") and self.item.type != "note") or self._counted_row

    @property
    def takes_remark(self) -> bool:
        """Tell whether a remark may be made and the question parked: at the items themselves."""
        return self.kind == "item" or self._counted_row

    @property
    def _counted_row(self) -> bool:
        """Tell a row of answers from one of consent, which is no question of the instrument."""
        return self.kind == "row" and self.number > 0

    @property
    def typed_line(self) -> bool:
        """Tell whether one line is typed that is read while it is typed."""
        return self.kind in ("row", "line")

    @property
    def moves(self) -> bool:
        """Tell whether one may go elsewhere from here, undo and redo: once the items have begun."""
        counted = self.kind in ("note", "line", "row") and self.number > 0
        return self.kind in ("item", "close") or counted

    @property
    def acts(self) -> bool:
        """Tell whether one may say here what is said and done around the table."""
        # Why an odd answer stays is one step with that answer: nothing comes in between.
        elsewhere = ("trouble", "seat", "choice", "consent", "why")
        counted = self.number > 0 or self.kind not in ("line", "row", "note")
        return self.table and counted and self.kind not in elsewhere

    def allows(self, act: ActName) -> bool:
        """Tell whether one act may be done here: who comes and goes, as early as consent."""
        return self.acts or (act == "presence" and self.table and self.kind == "row")

    @property
    def tongue(self) -> str:
        """Return the language the question itself is shown in."""
        return self.spoken or self.language


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


@dataclass(frozen=True, slots=True)
class Note:
    """Make, change or take away a remark on this question; `text` is added, empty is asked for."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Park:
    """Come back to this question later; go on now."""


@dataclass(frozen=True, slots=True)
class GoTo:
    """Go to a question on the route."""

    slot: Slot


@dataclass(frozen=True, slots=True)
class Turn:
    """Go to the section before (-1) or after (1) this one."""

    by: int


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the last step that was recorded."""


@dataclass(frozen=True, slots=True)
class Redo:
    """Do again what was last taken back."""


@dataclass(frozen=True, slots=True)
class Translate:
    """Show the question text in the next language from here on."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something around the table; `words` says it in one line, empty is asked for.

    say: something was said; presence: somebody comes or goes; turns: count who has the floor;
    consent: somebody agrees to less, or withdraws; skip and resume: pass over this phase for lack
    of time, or not after all; form and grid: seat by seat, or statement by statement; feedback:
    show how the first ratings spread; points: what the table wants to come back to.
    """

    name: ActName
    words: str = ""


ActName = Literal[
    "say",
    "presence",
    "turns",
    "consent",
    "skip",
    "resume",
    "form",
    "grid",
    "feedback",
    "points",
]

Elsewhere = Note | Park | GoTo | Turn | Undo | Redo | Translate | Act
"""What is no answer and no way out: the engine sees to it, and the question comes back or not."""

Reply = Given | Reason | Back | Pause | Elsewhere


class Asker(Protocol):
    """Whoever can put a question to a person, or to a script."""

    def __call__(self, question: Question, /) -> Reply:
        """Return the reply; never None, never a half answer."""
