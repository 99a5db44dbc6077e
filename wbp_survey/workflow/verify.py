"""Say of a report whether it still says what the answers say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from wbp_survey.errors import Problem
from wbp_survey.report.compose import compose
from wbp_survey.report.word.access import access
from wbp_survey.report.word.check import Checked, check_report
from wbp_survey.report.word.document import Manner
from wbp_survey.report.word.lint import lint
from wbp_survey.report.word.marks import Made
from wbp_survey.workflow.report import opened_report
from wbp_survey.workflow.reporting.gather import Progress, gather
from wbp_survey.workflow.reporting.order import made_from, order_of
from wbp_survey.workflow.study import Place


@dataclass(frozen=True, slots=True)
class Verified:
    """A report held against today: how it was made, how it would be made, and every block.

    `faults` are what Word would call unreadable or show wrong, `barriers` what keeps somebody who
    cannot see it from reading it.
    """

    path: Path
    then: Made
    now: Made
    blocks: tuple[Checked, ...]
    faults: tuple[Problem, ...] = ()
    barriers: tuple[Problem, ...] = ()

    @property
    def stale(self) -> tuple[Checked, ...]:
        """The blocks that say something else than they would, through nobody's hand."""
        return tuple(one for one in self.blocks if one.state in {"stale", "left"})


def verify_report(place: Place, path: Path, progress: Progress | None = None) -> Verified:
    """Make the report again as it was made, from today's answers, and compare; nothing is written.

    Raises ReportError when it cannot be read or is no report of ours.
    """
    _, package, base = opened_report(path)
    order = order_of(base)
    inputs = gather(place, order.language, order.profile, progress)
    now = made_from(inputs, order)
    with TemporaryDirectory(prefix="wbp-") as folder:
        blocks = compose(inputs, Path(folder), order.parts)
        checked = check_report(package, base, blocks, Manner(order.choices, now))
    return Verified(path, replace(base, blocks={}), now, checked, lint(path), access(path))
