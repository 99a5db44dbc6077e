"""The gate for result rows: what they say of too few persons is emptied before they leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from wbp_survey.model.profile import Profile
from wbp_survey.model.result import Result
from wbp_survey.report.gate.cells import release_crossed
from wbp_survey.report.gate.groups import release_groups
from wbp_survey.report.gate.kinds import DESIGN
from wbp_survey.report.gate.model import release_model
from wbp_survey.report.gate.notes import kind_of
from wbp_survey.report.gate.paired import SUBJECTS, release_paired
from wbp_survey.report.gate.whole import (
    release_coders,
    release_design,
    release_roles,
    release_scales,
)

_Gate = Callable[[Sequence[Result], Profile], Iterable[Result]]

_MARKS: Mapping[str, _Gate] = {
    "chi2": release_crossed,
    SUBJECTS: release_paired,
    "n_complete": release_scales,
    "n_coders": release_coders,
    **dict.fromkeys(("value", "n_one_role"), release_roles),
    **dict.fromkeys(("n_varying", "log_odds", "coefficient", "lr_p", "f_p"), release_model),
    **dict.fromkeys(("wald_p", "log_likelihood"), release_model),
}
"""By the statistic that only rows of one sort have. Names of columns say nothing: any may occur."""


def release_rows(rows: Sequence[Result], profile: Profile) -> tuple[Result, ...]:
    """Empty every result row about too few persons; its n and its other notes go with it.

    A row that would tell by being there what somebody answered is left out, not emptied. Nothing
    leaves of a kind of statistic that the gate does not know. In which class the ratings of one
    round table lie says so little that it stays, without its n. How often each rating was given in
    a round is for the researchers alone: of two publications, before and after somebody withdrew,
    it gives away what that person gave.
    """
    return tuple(_gate_of(rows)(rows, profile))


def _gate_of(rows: Sequence[Result]) -> _Gate:
    """Return what lets these rows through; what has no mark of its own is about groups."""
    kinds = {kind_of(row) for row in rows}
    for mark, gate in _MARKS.items():
        if mark in kinds:
            return gate
    return release_design if kinds and kinds <= DESIGN else release_groups
