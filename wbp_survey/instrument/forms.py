"""The form of the files in the instrument layer, as plain dataclasses that pydantic validates.

That of study.yaml stands in `study_forms`. They mirror the YAML; `instrument/resolve.py` turns them
into the model. Lists whose elements are judged one by one hold `Any`, so that one bad item does not
hide what is wrong with the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from wbp_survey.model.change import Decision
from wbp_survey.model.instrument import ItemType, Kind, Level, Mode, Referent

STRICT = {"extra": "forbid", "strict": True}


@dataclass(frozen=True, slots=True)
class OptionForm:
    """An option of a response scale."""

    __pydantic_config__: ClassVar[Any] = STRICT
    code: str
    label: dict[str, str]
    exclusive: bool = False
    other: bool = False
    relevant: str = ""


@dataclass(frozen=True, slots=True)
class ScaleForm:
    """A response scale, in the bank or in an instrument."""

    __pydantic_config__: ClassVar[Any] = STRICT
    id: str
    level: Level
    options: tuple[OptionForm, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    agree: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class ConstraintForm:
    """A check on an answer; a soft one asks, a hard one refuses."""

    __pydantic_config__: ClassVar[Any] = STRICT
    check: str
    message: dict[str, str]
    soft: bool = False


@dataclass(frozen=True, slots=True)
class VariantForm:
    """Other words for another referent."""

    __pydantic_config__: ClassVar[Any] = STRICT
    text: dict[str, str]
    stem: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ItemForm:
    """An item; `options` and `level` stand for a response scale of its own.

    `constraint` is one check or a list of checks (`ConstraintForm`), judged one by one.
    """

    __pydantic_config__: ClassVar[Any] = STRICT
    id: str
    type: ItemType
    text: dict[str, str]
    construct: str = ""
    referent: Referent | None = None
    scale: str = ""
    options: tuple[OptionForm, ...] = ()
    level: Level | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    stem: dict[str, str] | None = None
    hint: dict[str, str] | None = None
    instruction: dict[str, str] | None = None
    probes: tuple[dict[str, str], ...] = ()
    relevant: str = ""
    constraint: Any = None
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
    post_coding: str = ""


@dataclass(frozen=True, slots=True)
class BankItemForm(ItemForm):
    """An item of the bank, which may have variants per referent."""

    variants: dict[Referent, VariantForm] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UseForm:
    """An item taken from the bank."""

    __pydantic_config__: ClassVar[Any] = STRICT
    use: str
    referent: Referent | None = None
    relevant: str | None = None


@dataclass(frozen=True, slots=True)
class MatrixForm:
    """A block of items under one stem and scale; what stands here holds for each of its rows."""

    __pydantic_config__: ClassVar[Any] = STRICT
    matrix: str
    items: tuple[Any, ...]
    scale: str
    type: ItemType = "scale"
    stem: dict[str, str] | None = None
    construct: str = ""
    referent: Referent | None = None
    hint: dict[str, str] | None = None
    instruction: dict[str, str] | None = None
    relevant: str = ""
    missing: tuple[str, ...] = ()
    mode: Mode = "individual"
    sensitive: bool = False
    source: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class RepeatForm:
    """How often a section is asked."""

    __pydantic_config__: ClassVar[Any] = STRICT
    count: str = ""
    label: dict[str, str] | None = None
    minimum: int = 0
    maximum: int = 20


@dataclass(frozen=True, slots=True)
class SectionForm:
    """A section; its items are items, items of the bank (`use`) and matrix blocks."""

    __pydantic_config__: ClassVar[Any] = STRICT
    id: str
    title: dict[str, str]
    items: tuple[Any, ...]
    minutes: int = 0
    script: dict[str, str] | None = None
    round: int | None = None
    relevant: str = ""
    repeat: RepeatForm | None = None


@dataclass(frozen=True, slots=True)
class HeadForm:
    """What stands under `instrument:`; `version` only in a published file."""

    __pydantic_config__: ClassVar[Any] = STRICT
    id: str
    kind: Kind
    title: dict[str, str]
    roles: tuple[str, ...]
    referent: Referent = "case"
    languages: tuple[str, ...] = ("nl", "en")
    minutes: int = 0
    intro: dict[str, str] | None = None
    closing: dict[str, str] | None = None
    version: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeForm:
    """The items that together say what a round table concluded."""

    __pydantic_config__: ClassVar[Any] = STRICT
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


@dataclass(frozen=True, slots=True)
class RoundTableForm:
    """Which items play which part; its outcomes (`OutcomeForm`) are judged one by one."""

    __pydantic_config__: ClassVar[Any] = STRICT
    outcomes: tuple[Any, ...] = ()
    feedback: str = ""
    ideas: str = ""
    idea_kind: str = ""
    turns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InstrumentForm:
    """An instrument file, its lists still unread."""

    __pydantic_config__: ClassVar[Any] = STRICT
    instrument: Any
    sections: tuple[Any, ...]
    response_scales: tuple[Any, ...] = ()
    round_table: Any = None


@dataclass(frozen=True, slots=True)
class ScalesForm:
    """The bank's response scales."""

    __pydantic_config__: ClassVar[Any] = STRICT
    response_scales: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ItemsForm:
    """The bank's items."""

    __pydantic_config__: ClassVar[Any] = STRICT
    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class LockForm:
    """One line of published.lock."""

    __pydantic_config__: ClassVar[Any] = STRICT
    id: str
    version: str
    sha256: str
    parent: str
    at: str
    by: str
    why: str
    status: Literal["published", "retired"] = "published"
    crosswalk: str = ""


@dataclass(frozen=True, slots=True)
class CrosswalkHeadForm:
    """Between which versions of which instrument a crosswalk stands."""

    __pydantic_config__: ClassVar[Any] = STRICT
    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CrosswalkForm:
    """A crosswalk file, its lines (`CrosswalkLineForm`) still unread."""

    __pydantic_config__: ClassVar[Any] = STRICT
    crosswalk: CrosswalkHeadForm
    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class CrosswalkLineForm:
    """What was decided about one item; `into` is its new id when it has another."""

    __pydantic_config__: ClassVar[Any] = STRICT
    item: str
    decision: Decision
    into: str = ""
    changes: tuple[str, ...] = ()
    map: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    by: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class SourceForm:
    """Where a fact about a respondent comes from."""

    __pydantic_config__: ClassVar[Any] = STRICT
    column: str = ""
    constant: str = ""
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlaceSourceForm(SourceForm):
    """Where the municipality comes from; `outside_study` admits names study.yaml does not know."""

    outside_study: bool = False


@dataclass(frozen=True, slots=True)
class MappedItemForm:
    """One column with answers."""

    __pydantic_config__: ClassVar[Any] = STRICT
    id: str
    column: str
    order: tuple[str, ...]
    label: dict[str, str] = field(default_factory=dict)
    construct: str = ""
    agree: tuple[str, ...] = ()
    missing: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MappingHeadForm:
    """What stands under `mapping:`."""

    __pydantic_config__: ClassVar[Any] = STRICT
    id: str
    title: dict[str, str]
    source: str = ""


@dataclass(frozen=True, slots=True)
class MappingForm:
    """A mapping file."""

    __pydantic_config__: ClassVar[Any] = STRICT
    mapping: MappingHeadForm
    participant: SourceForm
    municipality: PlaceSourceForm
    role: SourceForm
    items: tuple[MappedItemForm, ...]
    case: SourceForm = field(default_factory=SourceForm)
