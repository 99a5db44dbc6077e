"""Instrument, section, item and response scale: what is asked, frozen per version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Texts = Mapping[str, str]
"""One text in several languages: `{"nl": …, "en": …}`."""

Kind = Literal["interview", "round_table", "case_form", "self_completion", "codebook"]
Level = Literal["nominal", "ordinal", "interval", "ratio"]
Status = Literal["draft", "published", "retired"]
Referent = Literal["case", "municipality", "general"]
ItemType = Literal[
    "select_one",
    "select_multiple",
    "rank",
    "scale",
    "integer",
    "decimal",
    "date",
    "time",
    "text",
    "long_text",
    "note",
    "calculate",
]
Mode = Literal["individual", "group", "individual_then_group", "individual_twice"]
"""Who answers: each participant; the group as one; each participant and then the group; each
participant in rounds 1 and 2."""

Value = str | int | float | list[str]
"""What an answer holds: code (select_one), codes (select_multiple; rank: best first), int (scale,
integer), float (decimal), ISO date (date), HH:MM (time), text (text, long_text)."""

UNASKED = ("note", "calculate")
"""Types that take no answer: a note is read, a calculation is derived from other answers."""
WITH_OPTIONS = ("select_one", "select_multiple", "rank", "scale")
"""Types that need a response scale."""


@dataclass(frozen=True, slots=True)
class Option:
    """One code of a response scale.

    `exclusive` clears other choices; `other` asks for words; `relevant` is an expression that says
    when the option is offered, empty when always.
    """

    code: str
    label: Texts
    exclusive: bool = False
    other: bool = False
    relevant: str = ""


class _Codes:
    """Where a scale keeps its codes once they are spelt out: they are asked for at every answer."""

    __slots__ = ("_codes",)
    _codes: tuple[str, ...]


class _Items:
    """Where an instrument keeps its items once they are listed."""

    __slots__ = ("_items",)
    _items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ResponseScale(_Codes):
    """The codes and labels an item accepts.

    A scale of points has `minimum` and `maximum` and labels at some or all of its points; a list of
    options has neither. `options` stand in order of code, low to high when the level is ordinal or
    above. `agree` holds the codes that count as agreeing ("top two codes, or as the scale says").
    """

    id: str
    level: Level
    options: tuple[Option, ...]
    minimum: int | None = None
    maximum: int | None = None
    agree: tuple[str, ...] = ()
    source: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """Every acceptable code, low to high; points without a label included."""
        try:
            return self._codes
        except AttributeError:
            object.__setattr__(self, "_codes", self._spelt())
            return self._codes

    def _spelt(self) -> tuple[str, ...]:
        if self.minimum is not None and self.maximum is not None:
            return tuple(str(point) for point in range(self.minimum, self.maximum + 1))
        return tuple(option.code for option in self.options)

    def label(self, code: str, language: str) -> str:
        """Return the label of `code`, falling back to Dutch, then to the code itself."""
        for option in self.options:
            if option.code == code:
                return option.label.get(language) or option.label.get("nl") or code
        return code


@dataclass(frozen=True, slots=True)
class Constraint:
    """A check: an XLSForm expression over `.` and other items, and what to say if it fails.

    A hard one keeps the answer out; a `soft` one asks whether it is really so. The items involved
    are those the expression names (`instrument.expressions.references`).
    """

    check: str
    message: Texts
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """A section asked several times: once per person, per place, per idea.

    `count` is an expression over earlier answers that says how often; without it every time is
    asked for ("another …?"), at least `minimum` times and at most `maximum`. `label` names one of
    them. The answers of time n go to slots of items `id[n]` (see `model.repeats`).
    """

    count: str = ""
    label: Texts | None = None
    minimum: int = 0
    maximum: int = 20


@dataclass(frozen=True, slots=True)
class Item:
    """One question or statement.

    `stem` is read before a run of items that share it; `instruction` is for the interviewer only;
    `missing` names the missing reasons offered first (every item accepts all of them); `relevant`
    is an XLSForm expression, empty when always asked. A `required` item may be refused or not
    known, but not left "not asked". `calculation` is what an item of type calculate stands for,
    `top` how many options a rank takes (0: all, and fewer is fine), `matrix` the block an item
    shares its scale and stem with, `post_coding` the codes that open answers get afterwards.
    """

    id: str
    type: ItemType
    text: Texts
    construct: str = ""
    referent: Referent = "case"
    scale: ResponseScale | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    stem: Texts | None = None
    hint: Texts | None = None
    instruction: Texts | None = None
    probes: tuple[Texts, ...] = ()
    relevant: str = ""
    constraints: tuple[Constraint, ...] = ()
    missing: tuple[str, ...] = ()
    mode: Mode = "individual"
    reverse: bool = False
    sensitive: bool = False
    source: str = ""
    note: str = ""
    required: bool = False
    calculation: str = ""
    top: int = 0
    matrix: str = ""
    post_coding: ResponseScale | None = None

    @property
    def rounds(self) -> tuple[int | None, ...]:
        """The rounds in which the item is asked; `(None,)` when it knows no rounds."""
        return (1, 2) if self.mode == "individual_twice" else (None,)


@dataclass(frozen=True, slots=True)
class Section:
    """A block of items with planned minutes and, at a round table, a script to read aloud.

    `round` restricts items asked twice to one of their rounds in this section; `relevant` says when
    the section is asked at all, over and above what its items say; `repeat` asks it several times.
    """

    id: str
    title: Texts
    items: tuple[Item, ...]
    minutes: int = 0
    script: Texts | None = None
    round: int | None = None
    relevant: str = ""
    repeat: Repeat | None = None


@dataclass(frozen=True, slots=True)
class OutcomeItems:
    """The items that together say what the group concluded about the rated items in `of`.

    `text` holds its words, `value` a point on the scale of those items, `status` how it ended
    (codes of OUTCOME_STATUS), `rule` how it was decided (OUTCOME_RULE), `vote` who is for it (VOTE,
    asked of each), `dissent` and `quote` what those say who are not, and how that may be printed
    (DISSENT_QUOTE), `readback` whether each agrees to how it was read back (READ_BACK); `talk` is
    what is on the screen while it is talked about. Empty: not asked.
    """

    id: str
    of: tuple[str, ...] = ()
    talk: str = ""
    text: str = ""
    value: str = ""
    status: str = ""
    rule: str = ""
    vote: str = ""
    dissent: str = ""
    quote: str = ""
    readback: str = ""


OUTCOME_STATUS = ("consensus", "rough", "majority", "split", "not_reached", "not_tried")
OUTCOME_RULE = ("unanimous", "consent", "majority", "summary", "none")
VOTE = ("for", "against", "abstain")
DISSENT_QUOTE = ("role", "anonymous", "no")
READ_BACK = ("agrees", "reservation", "disagrees")


@dataclass(frozen=True, slots=True)
class RoundTableItems:
    """Which items of a round table play which part.

    `feedback` names the section before which the spread of the first ratings is shown; `ideas` the
    text item of the repeated section of silent ideas and `idea_kind` the kind of each; `turns`
    names per role the item that holds how often it had the floor.
    """

    outcomes: tuple[OutcomeItems, ...] = ()
    feedback: str = ""
    ideas: str = ""
    idea_kind: str = ""
    turns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Instrument(_Items):
    """A protocol: identity is id, version and the sha256 of its canonical form."""

    id: str
    version: str
    kind: Kind
    title: Texts
    sections: tuple[Section, ...]
    roles: tuple[str, ...]
    referent: Referent = "case"
    languages: tuple[str, ...] = ("nl", "en")
    minutes: int = 0
    intro: Texts | None = None
    closing: Texts | None = None
    status: Status = "draft"
    sha256: str = ""
    source: str = ""
    round_table: RoundTableItems | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item once, in order of first appearance."""
        try:
            return self._items
        except AttributeError:
            object.__setattr__(self, "_items", self._listed())
            return self._items

    def _listed(self) -> tuple[Item, ...]:
        seen: dict[str, Item] = {}
        for section in self.sections:
            for item in section.items:
                seen.setdefault(item.id, item)
        return tuple(seen.values())

    def item(self, item_id: str) -> Item:
        """Return the item with this id; KeyError when there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)


def text_in(texts: Texts | None, language: str) -> str:
    """Return the text in `language`, falling back to Dutch, then to any language, then to empty."""
    if not texts:
        return ""
    return texts.get(language) or texts.get("nl") or next(iter(texts.values()))
