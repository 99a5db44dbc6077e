"""The gate for agreement: coders of enough units may be told of, how a table rated may not."""

from __future__ import annotations

import pytest

from tests.analysis.coders.rated import rows_of
from tests.analysis.round_tables import described, ratings
from wbp_survey.report.gate.rows import release_rows

WITHIN = {"rwg", "rwg_p", "ad_mean", "ad_median", "awg", "agreement_a", "consensus"}


@pytest.mark.parametrize(
    ("units", "publiek", "consortium"), [(12, True, True), (6, False, True), (4, False, False)]
)
def test_how_coders_agree_may_leave_when_they_coded_enough_units(units, publiek, consortium):
    rows = rows_of(" ".join(["11", "12", "22", "21"] * 3)[: 3 * units])
    for profile, leaves in (("publiek", publiek), ("consortium", consortium)):
        found = {row.stat: row for row in release_rows(rows, profile)}
        assert (found["percent_agreement"].value is not None) == leaves
        assert (found["percent_agreement"].note == ("suppressed",)) == (not leaves)


def test_what_gives_away_how_often_each_rating_was_given_is_not_made_public():
    rows = described(ratings([5, 6, 6, 7, 7, 7, 8, 8, 9, 9, 9, 9]))
    inside = {row.stat for row in rows if row.value is not None}
    assert inside >= WITHIN
    assert not WITHIN & {row.stat for row in release_rows(rows, "publiek")}
    kept = {row.stat for row in release_rows(rows, "consortium") if row.value is not None}
    assert kept >= WITHIN


def test_a_table_of_too_few_tells_nothing_of_its_agreement():
    rows = described(ratings([5, 6, 6, 7]))
    for row in release_rows(rows, "consortium"):
        assert row.stat not in WITHIN or row.value is None
