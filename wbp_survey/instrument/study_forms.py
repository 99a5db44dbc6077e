"""The form of study.yaml, as plain dataclasses that pydantic validates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from wbp_survey.instrument.forms import STRICT
from wbp_survey.model.scale import ScaleKind, ScoringRule
from wbp_survey.model.study import MedianRule, Profile


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
