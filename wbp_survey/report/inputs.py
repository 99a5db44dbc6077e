"""What a report is made from, and the result rows of one item gathered in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from wbp_survey.model.instrument import Instrument, text_in
from wbp_survey.model.profile import Profile
from wbp_survey.model.result import Comparison, Result
from wbp_survey.model.study import Study
from wbp_survey.model.table import Variable
from wbp_survey.report.code_record import BookRecord, EntryRecord
from wbp_survey.report.fact_record import CaseRecord, ToldFact
from wbp_survey.report.fieldwork_record import Fieldwork
from wbp_survey.report.finding_record import FindingsRecord
from wbp_survey.report.scale_record import ScaleRecord
from wbp_survey.report.table_record import TableRecord
from wbp_survey.report.talk_record import TalkRecord

Stats = Mapping[str, Result]


@dataclass(frozen=True, slots=True)
class Respondents:
    """How many persons of a role spoke about a case (empty: about groups in general).

    Those at a round table (`seated`) stand without their role: that goes by the gate.
    """

    role: str
    case: str
    persons: int
    sessions: int
    seated: bool = False


@dataclass(frozen=True, slots=True)
class ReportInputs:
    """Everything a report is made from; a report computes nothing.

    `variables` holds labels and codes by variable id; `groups` the printed label of every group,
    by grouping; `written_on` is the date the document bears. `answers` counts what was recorded,
    `unanswered` those of them that are a missing reason. `tables` are the round tables that were
    held, `rounds` what was rated there in two rounds, `talks` the conversations with one person.
    `withdrawn` counts who took back their consent altogether: they are in nothing else.
    `practices` name what the analysis does in which situation, each with its source; `thresholds`
    are the numbers from which it refuses or warns.
    `desks` is the desk research per case, `facts` what several kinds of source say of one fact;
    `fieldwork` is what the sessions tell together of how they were held.
    `scales` are those of the study and `scores` the variables that hold what people scored, which
    stand in the same result rows; `books` are the instruments with how many answered each item,
    `entries` how well two entries of the same sessions agree, `findings` what checks came to.
    """

    study: Study
    instruments: tuple[Instrument, ...]
    respondents: tuple[Respondents, ...]
    comparisons: tuple[Comparison, ...]
    variables: Mapping[str, Variable]
    groups: Mapping[str, Mapping[str, str]]
    language: str
    written_on: date
    version: str
    profile: Profile
    answers: int = 0
    unanswered: int = 0
    withdrawn: int = 0
    tables: tuple[TableRecord, ...] = ()
    rounds: Comparison | None = None
    talks: tuple[TalkRecord, ...] = ()
    practices: tuple[tuple[str, str], ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=dict)
    desks: tuple[CaseRecord, ...] = ()
    facts: tuple[ToldFact, ...] = ()
    fieldwork: Fieldwork = field(default_factory=Fieldwork)
    scales: tuple[ScaleRecord, ...] = ()
    scores: Mapping[str, Variable] = field(default_factory=dict)
    books: tuple[BookRecord, ...] = ()
    entries: tuple[EntryRecord, ...] = ()
    findings: FindingsRecord = field(default_factory=FindingsRecord)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All result rows of one variable in one grouping and round."""

    variable: Variable
    by: str
    round: int | None
    groups: Mapping[str, Stats]
    total: Stats
    pairs: Mapping[tuple[str, str], Stats] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """Name the persons behind this sheet, for the disclosure gate."""
        return f"{self.by}:{self.variable.id}:{self.round or 0}"

    @property
    def persons(self) -> dict[str, int]:
        """Return the number of valid answers per group, those without any left out."""
        counts = {group: int(number(stats, "n_valid") or 0) for group, stats in self.groups.items()}
        return {group: n for group, n in counts.items() if n}

    def text(self, language: str) -> str:
        """Return the wording of the item."""
        return text_in(self.variable.label, language)


def sheets(comparison: Comparison, variables: Mapping[str, Variable]) -> list[Sheet]:
    """Gather the rows of a comparison per variable and round, in the order they came."""
    found: dict[tuple[str, int | None], list[Result]] = {}
    for row in comparison.rows:
        if row.variable in variables:
            found.setdefault((row.variable, row.round), []).append(row)
    return [_sheet(variables[name], number, rows) for (name, number), rows in found.items()]


def number(stats: Stats, stat: str) -> float | None:
    """Return the value of one statistic, or None."""
    row = stats.get(stat)
    return row.value if row else None


def _sheet(variable: Variable, round_: int | None, rows: Iterable[Result]) -> Sheet:
    groups: dict[str, dict[str, Result]] = {}
    pairs: dict[tuple[str, str], dict[str, Result]] = {}
    total: dict[str, Result] = {}
    by = ""
    for row in rows:
        by = row.by or by
        if row.group and row.group2:
            pairs.setdefault((row.group, row.group2), {})[row.stat] = row
        elif row.group:
            groups.setdefault(row.group, {})[row.stat] = row
        else:
            total[row.stat] = row
    return Sheet(variable, by, round_, groups, total, pairs)
