"""The form of study.yaml, as plain dataclasses that pydantic validates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from wbp_survey.instrument.forms import STRICT
from wbp_survey.model.profile import Profile
from wbp_survey.model.scale import ScaleKind, ScoringRule
from wbp_survey.model.study import MedianRule


@dataclass(frozen=True, slots=True)
class MunicipalityForm:
    """A municipality."""

    __pydantic_config__: ClassVar[Any] = STRICT
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class CaseForm:
    """A case."""

    __pydantic_config__: ClassVar[Any] = STRICT
    id: str
    label: str
    municipality: str
    invented: bool = False


@dataclass(frozen=True, slots=True)
class RoleForm:
    """A role."""

    __pydantic_config__: ClassVar[Any] = STRICT
    id: str
    label: dict[str, str]
    letter: str


@dataclass(frozen=True, slots=True)
class ScopeForm:
    """A scope of consent."""

    __pydantic_config__: ClassVar[Any] = STRICT
    id: str
    text: dict[str, str]
    required: bool = False
    needs: str = ""


@dataclass(frozen=True, slots=True)
class ConsentForm:
    """The consent text."""

    __pydantic_config__: ClassVar[Any] = STRICT
    version: str
    intro: dict[str, str]
    scopes: tuple[ScopeForm, ...]


@dataclass(frozen=True, slots=True)
class DisclosureForm:
    """The disclosure policy."""

    __pydantic_config__: ClassVar[Any] = STRICT
    profile: Profile = "publiek"


@dataclass(frozen=True, slots=True)
class RoundTablesForm:
    """How ratings at round tables are judged."""

    __pydantic_config__: ClassVar[Any] = STRICT
    median_between: MedianRule = "higher"
    indicative_below: int = 7


@dataclass(frozen=True, slots=True)
class PoliciesForm:
    """The policies of a study."""

    __pydantic_config__: ClassVar[Any] = STRICT
    disclosure: DisclosureForm = field(default_factory=DisclosureForm)
    round_tables: RoundTablesForm = field(default_factory=RoundTablesForm)
    statistics: dict[str, float] = field(default_factory=dict)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class StudyScaleForm:
    """A scale: items that are scored together."""

    __pydantic_config__: ClassVar[Any] = STRICT
    label: dict[str, str]
    construct: str
    items: tuple[str, ...]
    reverse: tuple[str, ...] | None = None
    rule: ScoringRule = "half"
    range: tuple[float, ...] | None = None
    kind: ScaleKind = "reflective"


@dataclass(frozen=True, slots=True)
class ApproachedForm:
    """How many people of a role were approached."""

    __pydantic_config__: ClassVar[Any] = STRICT
    role: str
    case: str = ""
    approached: int = 0
    refused: int = 0
    why: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MemberForm:
    """Somebody in the committee."""

    __pydantic_config__: ClassVar[Any] = STRICT
    name: str
    function: dict[str, str] = field(default_factory=dict)
    chair: bool = False


@dataclass(frozen=True, slots=True)
class CommitteeForm:
    """The committee."""

    __pydantic_config__: ClassVar[Any] = STRICT
    kind: Literal["advisory", "reading"] = "advisory"
    members: tuple[MemberForm, ...] = ()


@dataclass(frozen=True, slots=True)
class PartForm:
    """A number that a published figure is made up of."""

    __pydantic_config__: ClassVar[Any] = STRICT
    value: float
    label: dict[str, str]


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """A figure in print that is to be checked."""

    __pydantic_config__: ClassVar[Any] = STRICT
    id: str
    label: dict[str, str]
    value: float
    of: float = 0
    unit: Literal["case", "municipality"] | None = None
    claim: Literal["all", "most", "half", "minority", "none"] | None = None
    parts: tuple[PartForm, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class ReportForm:
    """What a report tells that no answer says."""

    __pydantic_config__: ClassVar[Any] = STRICT
    selection: dict[str, str] = field(default_factory=dict)
    limits: dict[str, str] = field(default_factory=dict)
    deviations: dict[str, str] = field(default_factory=dict)
    letter: dict[str, str] = field(default_factory=dict)
    approached: tuple[ApproachedForm, ...] = ()
    committee: CommitteeForm = field(default_factory=CommitteeForm)
    coreq: dict[str, dict[str, str]] = field(default_factory=dict)
    published: tuple[PublishedForm, ...] = ()


@dataclass(frozen=True, slots=True)
class StudyForm:
    """study.yaml."""

    __pydantic_config__: ClassVar[Any] = STRICT
    title: dict[str, str]
    municipalities: tuple[MunicipalityForm, ...]
    cases: tuple[CaseForm, ...]
    roles: tuple[RoleForm, ...]
    consent: ConsentForm
    subtitle: dict[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ("nl", "en")
    policies: PoliciesForm = field(default_factory=PoliciesForm)
    constructs: dict[str, dict[str, str]] = field(default_factory=dict)
    scales: dict[str, StudyScaleForm] = field(default_factory=dict)
    synthetic: bool = False
    store: str = ""
    report: ReportForm = field(default_factory=ReportForm)
