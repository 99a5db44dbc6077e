"""The study: municipalities, cases, roles, consent and policies, as study.yaml states them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from wbp_survey.model.instrument import Texts
from wbp_survey.model.profile import Profile
from wbp_survey.model.published import PublishedFigure
from wbp_survey.model.scale import Scale

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Municipality:
    """A gemeente; it may hold several cases."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Case:
    """One WhatsApp group. `invented` tells that the label is ours and names no real group."""

    id: str
    label: str
    municipality: str
    invented: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """A respondent group. `letter` begins its pseudonyms."""

    id: str
    label: Texts
    letter: str


@dataclass(frozen=True, slots=True)
class ConsentScope:
    """One thing consent is asked for. Refusing a `required` scope ends the session.

    `needs` names a scope without which this one is not asked, and counts as refused.
    """

    id: str
    text: Texts
    required: bool = False
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """The consent text read to a participant, with its version and its separate scopes."""

    version: str
    intro: Texts
    scopes: tuple[ConsentScope, ...]


MedianRule = Literal["higher", "lower"]
"""In which class a median between two classes falls: 6.5 with agreement, or with undecided."""


@dataclass(frozen=True, slots=True)
class RoundTablePolicy:
    """How ratings at round tables are judged.

    Fewer than `indicative_below` valid ratings are called indicative; `median_between` is the rule
    for medians 3.5 and 6.5 (the RAND/UCLA manual, Fitch et al. 2001, takes the higher class).
    """

    median_between: MedianRule = "higher"
    indicative_below: int = 7


@dataclass(frozen=True, slots=True)
class Approached:
    """How many people of a role were approached for a case, how many refused, and why."""

    role: str
    case: str = ""
    approached: int = 0
    refused: int = 0
    why: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the committee. `chair` marks who presides."""

    name: str
    function: Texts = field(default_factory=dict)
    chair: bool = False


@dataclass(frozen=True, slots=True)
class Committee:
    """Who advised on the study, or read the report."""

    kind: Literal["advisory", "reading"] = "advisory"
    members: tuple[Member, ...] = ()


COREQ_ITEMS = tuple(str(number) for number in range(1, 33))
"""The numbers of the items of COREQ (Tong, Sainsbury & Craig 2007)."""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a report tells of the study that no answer says: study.yaml, under `report`.

    `letter` is the information letter, a paragraph a line; `coreq` answers items of that list by
    number, where the records cannot. `published` are figures in print that are to be checked.
    """

    selection: Texts = field(default_factory=dict)
    limits: Texts = field(default_factory=dict)
    deviations: Texts = field(default_factory=dict)
    letter: Texts = field(default_factory=dict)
    approached: tuple[Approached, ...] = ()
    committee: Committee = field(default_factory=Committee)
    coreq: Mapping[str, Texts] = field(default_factory=dict)
    published: tuple[PublishedFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class Study:
    """What study.yaml says. `synthetic` marks demonstration data on every page.

    `thresholds` are the numbers from which the analysis refuses or warns, where they are not the
    tool's own.
    """

    title: Texts
    municipalities: tuple[Municipality, ...]
    cases: tuple[Case, ...]
    roles: tuple[Role, ...]
    consent: Consent
    subtitle: Texts = field(default_factory=dict)
    languages: tuple[str, ...] = ("nl", "en")
    profile: Profile = "publiek"
    seed: int = 0
    synthetic: bool = False
    store: str = ""
    constructs: Mapping[str, Texts] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    round_tables: RoundTablePolicy = field(default_factory=RoundTablePolicy)
    scales: tuple[Scale, ...] = ()
    report: ReportFacts = field(default_factory=ReportFacts)

    def case(self, case_id: str) -> Case:
        """Return the case with this id; KeyError when there is none."""
        return _first((case for case in self.cases if case.id == case_id), case_id)

    def municipality(self, municipality_id: str) -> Municipality:
        """Return the municipality with this id; KeyError when there is none."""
        found = (town for town in self.municipalities if town.id == municipality_id)
        return _first(found, municipality_id)

    def role(self, role_id: str) -> Role:
        """Return the role with this id; KeyError when there is none."""
        return _first((role for role in self.roles if role.id == role_id), role_id)


def _first(found: Iterator[Found], key: str) -> Found:
    for one in found:
        return one
    raise KeyError(key)
